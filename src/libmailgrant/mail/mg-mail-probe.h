/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-context.h"
#include "mg-mail-server.h"
#include "mg-probe-result.h"

G_BEGIN_DECLS

#define MG_TYPE_MAIL_PROBE (mg_mail_probe_get_type ())

G_DECLARE_FINAL_TYPE (MgMailProbe, mg_mail_probe, MG, MAIL_PROBE, GObject)

MgMailProbe   *mg_mail_probe_new          (MgContext            *context,
                                           MgMailServer         *server);
void           mg_mail_probe_set_token    (MgMailProbe          *self,
                                           const char           *user,
                                           MgSecret             *token);
void           mg_mail_probe_set_password (MgMailProbe          *self,
                                           const char           *user,
                                           MgSecret             *password);
void           mg_mail_probe_run_async    (MgMailProbe          *self,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
MgProbeResult *mg_mail_probe_run_finish   (MgMailProbe          *self,
                                           GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
