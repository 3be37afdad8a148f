/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-http.h"

G_BEGIN_DECLS

#define MG_TYPE_WEBSOCKET (mg_websocket_get_type ())

G_DECLARE_FINAL_TYPE (MgWebsocket, mg_websocket, MG, WEBSOCKET, GObject)

void         mg_websocket_connect_async  (MgHttp               *http,
                                          const char           *path,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
MgWebsocket *mg_websocket_connect_finish (MgHttp               *http,
                                          GAsyncResult         *result,
                                          GError              **error);
gboolean     mg_websocket_is_open        (MgWebsocket          *self);
void         mg_websocket_send           (MgWebsocket          *self,
                                          MgSecret             *text);
void         mg_websocket_close          (MgWebsocket          *self);

G_END_DECLS
