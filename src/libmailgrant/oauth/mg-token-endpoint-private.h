/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-secret-builder.h"

#include "mg-token-endpoint.h"

G_BEGIN_DECLS

/* Adds the client's credentials to a form and posts it to an endpoint of the
 * provider; the token, device and revocation endpoints share it. */
void            _mg_token_endpoint_post_async  (MgTokenEndpoint    *self,
                                                const char         *uri,
                                                MgSecretBuilder    *form,
                                                GCancellable       *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer            user_data);
MgHttpResponse *_mg_token_endpoint_post_finish (MgTokenEndpoint    *self,
                                                GAsyncResult       *result,
                                                GError            **error);

G_END_DECLS
