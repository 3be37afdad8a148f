/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-session.h"
#include "mg-websocket.h"

G_BEGIN_DECLS

#define MG_TYPE_TRUENAS_SESSION (mg_truenas_session_get_type ())

G_DECLARE_FINAL_TYPE (MgTruenasSession, mg_truenas_session, MG, TRUENAS_SESSION, MgSession)

MgTruenasSession *mg_truenas_session_new            (MgHttp               *http,
                                                     MgWebsocket          *websocket);
MgTruenasSession *mg_truenas_session_new_rest       (MgHttp               *http,
                                                     const char           *user,
                                                     MgSecret             *password);
gboolean          mg_truenas_session_is_rest        (MgTruenasSession     *self);
void              mg_truenas_session_close          (MgTruenasSession     *self);
void              mg_truenas_session_call_async     (MgTruenasSession     *self,
                                                     const char           *method,
                                                     const MgSecret       *first,
                                                     const MgSecret       *second,
                                                     gboolean              has_secret,
                                                     guint                 milliseconds,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
JsonNode         *mg_truenas_session_call_finish    (MgTruenasSession     *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);

G_END_DECLS
