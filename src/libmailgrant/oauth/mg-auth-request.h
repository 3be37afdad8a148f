/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-oauth-client.h"
#include "mg-provider.h"
#include "mg-secret.h"

G_BEGIN_DECLS

typedef struct _MgAuthRequest MgAuthRequest;

MgAuthRequest *mg_auth_request_new              (MgProvider          *provider,
                                                 MgOAuthClient       *client,
                                                 const char          *redirect_uri,
                                                 const char * const  *scopes,
                                                 const char          *login_hint,
                                                 GError             **error);
void           mg_auth_request_free             (MgAuthRequest       *self);
const char    *mg_auth_request_get_uri          (const MgAuthRequest *self);
const char    *mg_auth_request_get_redirect_uri (const MgAuthRequest *self);
const char    *mg_auth_request_get_state        (const MgAuthRequest *self);
const char    *mg_auth_request_get_nonce        (const MgAuthRequest *self);
MgSecret      *mg_auth_request_get_verifier     (const MgAuthRequest *self);
gboolean       mg_auth_request_check_parameters (GHashTable          *parameters,
                                                 GError             **error);
char          *mg_auth_request_dup_challenge    (MgSecret            *verifier);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgAuthRequest, mg_auth_request_free)

G_END_DECLS
