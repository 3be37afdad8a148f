/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-http-response.h"

#include "mg-oauth-failure.h"
#include "mg-provider.h"
#include "mg-token-set.h"

G_BEGIN_DECLS

/**
 * MgTokenExpectation:
 * @provider: who was asked
 * @client_id: by which client
 * @scopes: what was asked for
 * @nonce: (nullable): the nonce of the authorization request
 * @requested_at: the wall clock when the request was sent
 *
 * What a token response is held against.
 */
typedef struct
{
  MgProvider         *provider;
  const char         *client_id;
  const char * const *scopes;
  const char         *nonce;
  gint64              requested_at;
} MgTokenExpectation;

JsonObject *mg_token_response_parse_object (MgHttpResponse           *response,
                                            MgProvider               *provider,
                                            MgOAuthFailure          **failure,
                                            GError                  **error);
gboolean    mg_token_response_read_seconds (JsonObject               *object,
                                            const char               *member,
                                            double                    maximum,
                                            double                   *seconds);
MgTokenSet *mg_token_response_read         (JsonObject               *object,
                                            const MgTokenExpectation *expectation,
                                            GError                  **error);

G_END_DECLS
