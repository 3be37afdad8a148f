/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-cli.h"

G_BEGIN_DECLS

/**
 * MgAttendanceOptions:
 * @no_browser: only print the address
 * @device_code: print a code to type in anywhere instead
 * @paste: read the browser's last address from standard input
 *
 * How a person gives a permission.
 */
typedef struct
{
  gboolean no_browser;
  gboolean device_code;
  gboolean paste;
} MgAttendanceOptions;

typedef struct _MgAttendance MgAttendance;

MgAttendance *mg_attendance_new          (MgAuthorization           *authorization,
                                          const MgAttendanceOptions *options,
                                          const char                *account,
                                          GCancellable              *cancellable);
void          mg_attendance_free         (MgAttendance              *self);
void          mg_attendance_turn         (MgAttendance              *self);
void          mg_attendance_end          (MgAttendance              *self);
void          mg_attendance_correct      (MgAttendance              *self,
                                          GError                   **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgAttendance, mg_attendance_free)

G_END_DECLS
