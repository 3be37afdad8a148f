/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-secret.h"

G_BEGIN_DECLS

#define MG_TYPE_TOKEN_DELIVERY (mg_token_delivery_get_type ())

typedef struct _MgTokenDelivery MgTokenDelivery;

/**
 * MgTokenDelivery:
 * @provider: the provider's id, as `gmail`, `outlook`, `microsoft365` or `custom`
 * @account: the mailbox it is for
 * @client_id: the OAuth client that the token is bound to
 * @client_secret: (nullable): its secret, %NULL for a public client
 * @refresh_token: the refresh token
 * @scopes: what was granted
 * @token_endpoint: where the device redeems it
 * @expires_at: when the refresh token ends, in microseconds since 1970-01-01
 *   UTC, 0 unknown
 *
 * The one grant that a driver is to put on a device. A refresh token is bound
 * to its client (RFC 6749 §6), so the two travel together. A plain value.
 */
struct _MgTokenDelivery
{
  char     *provider;
  char     *account;
  char     *client_id;
  MgSecret *client_secret;
  MgSecret *refresh_token;
  GStrv     scopes;
  char     *token_endpoint;
  gint64    expires_at;
};

GType            mg_token_delivery_get_type (void);
MgTokenDelivery *mg_token_delivery_new      (const char            *provider,
                                             const char            *account,
                                             const char            *client_id,
                                             MgSecret              *client_secret,
                                             MgSecret              *refresh_token,
                                             const char *const     *scopes,
                                             const char            *token_endpoint);
MgTokenDelivery *mg_token_delivery_copy     (const MgTokenDelivery *self);
void             mg_token_delivery_free     (MgTokenDelivery       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgTokenDelivery, mg_token_delivery_free)

G_END_DECLS
