/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  LAB_FAULT_DROP_BEFORE,  /* the connection ends before the request is looked at */
  LAB_FAULT_DROP_AFTER,   /* it was carried out, but the answer never arrives */
  LAB_FAULT_GARBAGE,
  LAB_FAULT_HOLD,         /* it was carried out, but the answer is held back */
  LAB_FAULT_HTML,
  LAB_FAULT_OVERSIZE,
  LAB_FAULT_SLOW,
  LAB_FAULT_STATUS,
} LabFaultKind;

typedef struct
{
  LabFaultKind  kind;
  char         *method;        /* (owned) (nullable), any if NULL */
  char         *path;          /* (owned) (nullable), what the path contains */
  guint         after;         /* matching requests to let through first */
  guint         times;         /* requests to spoil */
  guint         milliseconds;  /* for LAB_FAULT_HOLD and LAB_FAULT_SLOW */
  guint         status;        /* for LAB_FAULT_STATUS */
} LabFault;

LabFault *lab_fault_new_from_json (JsonObject  *object,
                                   GError     **error);
void      lab_fault_free          (LabFault    *fault);
gboolean  lab_fault_strikes       (LabFault    *fault,
                                   const char  *method,
                                   const char  *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabFault, lab_fault_free)

G_END_DECLS
