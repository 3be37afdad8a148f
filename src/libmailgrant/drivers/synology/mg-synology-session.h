/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-session.h"
#include "mg-synology-api.h"

G_BEGIN_DECLS

#define MG_TYPE_SYNOLOGY_SESSION (mg_synology_session_get_type ())

G_DECLARE_FINAL_TYPE (MgSynologySession, mg_synology_session, MG, SYNOLOGY_SESSION, MgSession)

MgSynologySession *mg_synology_session_new  (MgHttp               *http,
                                             JsonObject           *apis,
                                             MgSecret             *sid,
                                             MgSecret             *syno_token);
JsonObject        *mg_synology_session_get_apis (MgSynologySession *self);
void               mg_synology_session_send (MgSynologySession    *self,
                                             const MgSynologyCall *call,
                                             const MgSecret       *fields,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);

G_END_DECLS
