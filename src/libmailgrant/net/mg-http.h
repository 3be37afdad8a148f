/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-address.h"
#include "mg-context.h"
#include "mg-http-request.h"
#include "mg-http-response.h"

G_BEGIN_DECLS

#define MG_TYPE_HTTP (mg_http_get_type ())

G_DECLARE_FINAL_TYPE (MgHttp, mg_http, MG, HTTP, GObject)

MgHttp          *mg_http_new_public           (MgContext            *context);
MgHttp          *mg_http_new_probe            (MgContext            *context,
                                               MgAddress            *address);
MgHttp          *mg_http_new_pinned           (MgContext            *context,
                                               MgAddress            *address,
                                               const char           *fingerprint);
MgAddress       *mg_http_get_address          (MgHttp               *self);
const char      *mg_http_get_fingerprint      (MgHttp               *self);
GTlsCertificate *mg_http_get_peer_certificate (MgHttp               *self);
MgClock         *mg_http_get_clock            (MgHttp               *self);
void             mg_http_send_async           (MgHttp               *self,
                                               MgHttpRequest        *request,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
MgHttpResponse  *mg_http_send_finish          (MgHttp               *self,
                                               GAsyncResult         *result,
                                               GError              **error);

G_END_DECLS
