/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-provider.h"
#include "mg-secret.h"

G_BEGIN_DECLS

typedef struct _MgAuthResponse MgAuthResponse;

MgAuthResponse *mg_auth_response_parse            (const char           *query,
                                                   GError              **error);
char           *mg_auth_response_dup_pasted_query (const char           *text,
                                                   const char           *redirect_uri,
                                                   GError              **error);
void            mg_auth_response_free             (MgAuthResponse       *self);
MgSecret       *mg_auth_response_get_code         (const MgAuthResponse *self);
const char     *mg_auth_response_get_error        (const MgAuthResponse *self);
const char     *mg_auth_response_get_description  (const MgAuthResponse *self);
gboolean        mg_auth_response_has_state        (const MgAuthResponse *self,
                                                   const char           *state);
gboolean        mg_auth_response_check_issuer     (const MgAuthResponse *self,
                                                   MgProvider           *provider,
                                                   GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgAuthResponse, mg_auth_response_free)

G_END_DECLS
