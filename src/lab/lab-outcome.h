/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How an attempt to log in ended. The codes are those of a job in
 * data/device-api/openapi.yaml; the device has its own words for each. */
typedef struct
{
  const char *code;           /* (unowned) (nullable), NULL if it passed */
  char       *reply;          /* (owned) (nullable), what the other side said */
  char       *access_token;   /* (owned) (nullable) */
  char       *refresh_token;  /* (owned) (nullable), the rotated one */
} LabOutcome;

LabOutcome *lab_outcome_new  (const char *code,
                              const char *reply);
void        lab_outcome_free (LabOutcome *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabOutcome, lab_outcome_free)

G_END_DECLS
