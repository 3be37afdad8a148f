/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-address-scanner.h"

G_BEGIN_DECLS

/* How many addresses of a list are looked at, at a time. */
#define MG_LOOK_JOB_MAX_AT_ONCE 16

#define MG_TYPE_LOOK_JOB (mg_look_job_get_type ())

G_DECLARE_FINAL_TYPE (MgLookJob, mg_look_job, MG, LOOK_JOB, GObject)

MgLookJob    *mg_look_job_new        (MgAddressScanner     *scanner,
                                      GPtrArray            *entries);
void          mg_look_job_run_async  (MgLookJob            *self,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
GPtrArray    *mg_look_job_run_finish (MgLookJob            *self,
                                      GAsyncResult         *result,
                                      GError              **error);
const GError *mg_look_job_get_error  (MgLookJob            *self);

G_END_DECLS
