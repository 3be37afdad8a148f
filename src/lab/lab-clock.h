/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The time of one lab process. It can be moved, so that a token of 90 days
 * expires while one watches. */
typedef struct
{
  gint64 offset;  /* seconds ahead of the system's clock */
} LabClock;

gint64  lab_clock_now    (const LabClock *clock);
char   *lab_clock_format (gint64          seconds);

G_END_DECLS
