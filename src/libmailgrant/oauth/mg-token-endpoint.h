/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-http.h"

#include "mg-auth-request.h"
#include "mg-oauth-client.h"
#include "mg-oauth-failure.h"
#include "mg-provider.h"
#include "mg-token-set.h"

G_BEGIN_DECLS

#define MG_TYPE_TOKEN_ENDPOINT (mg_token_endpoint_get_type ())

G_DECLARE_FINAL_TYPE (MgTokenEndpoint, mg_token_endpoint, MG, TOKEN_ENDPOINT, GObject)

MgTokenEndpoint *mg_token_endpoint_new            (MgHttp               *http,
                                                   MgProvider           *provider,
                                                   MgOAuthClient        *client);
MgProvider      *mg_token_endpoint_get_provider   (MgTokenEndpoint      *self);
MgOAuthClient   *mg_token_endpoint_get_client     (MgTokenEndpoint      *self);
MgClock         *mg_token_endpoint_get_clock      (MgTokenEndpoint      *self);
void             mg_token_endpoint_redeem_async   (MgTokenEndpoint      *self,
                                                   const MgAuthRequest  *request,
                                                   MgSecret             *code,
                                                   const char * const   *scopes,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
MgTokenSet      *mg_token_endpoint_redeem_finish  (MgTokenEndpoint      *self,
                                                   GAsyncResult         *result,
                                                   MgOAuthFailure      **failure,
                                                   GError              **error);
void             mg_token_endpoint_refresh_async  (MgTokenEndpoint      *self,
                                                   MgTokenSet           *tokens,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
MgTokenSet      *mg_token_endpoint_refresh_finish (MgTokenEndpoint      *self,
                                                   GAsyncResult         *result,
                                                   MgOAuthFailure      **failure,
                                                   GError              **error);

G_END_DECLS
