/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-token-delivery"

#include "config.h"

#include "mg-token-delivery.h"

G_DEFINE_BOXED_TYPE (MgTokenDelivery, mg_token_delivery,
                     mg_token_delivery_copy, mg_token_delivery_free)

/**
 * mg_token_delivery_new:
 * @provider: the provider's id
 * @account: the mailbox it is for
 * @client_id: the OAuth client that the token is bound to
 * @client_secret: (nullable): its secret, %NULL for a public client
 * @refresh_token: the refresh token
 * @scopes: what was granted
 * @token_endpoint: where the device redeems it
 *
 * Returns: (transfer full): a new delivery
 */
MgTokenDelivery *
mg_token_delivery_new (const char        *provider,
                       const char        *account,
                       const char        *client_id,
                       MgSecret          *client_secret,
                       MgSecret          *refresh_token,
                       const char *const *scopes,
                       const char        *token_endpoint)
{
  MgTokenDelivery *self;

  g_return_val_if_fail (provider != NULL, NULL);
  g_return_val_if_fail (account != NULL, NULL);
  g_return_val_if_fail (client_id != NULL, NULL);
  g_return_val_if_fail (refresh_token != NULL, NULL);
  g_return_val_if_fail (scopes != NULL, NULL);
  g_return_val_if_fail (token_endpoint != NULL, NULL);

  self = g_new0 (MgTokenDelivery, 1);
  self->provider = g_strdup (provider);
  self->account = g_strdup (account);
  self->client_id = g_strdup (client_id);
  self->client_secret = client_secret == NULL ? NULL : mg_secret_ref (client_secret);
  self->refresh_token = mg_secret_ref (refresh_token);
  self->scopes = g_strdupv ((char **) scopes);
  self->token_endpoint = g_strdup (token_endpoint);

  return self;
}

/**
 * mg_token_delivery_copy:
 * @self: a delivery
 *
 * Returns: (transfer full): a copy that shares the secrets
 */
MgTokenDelivery *
mg_token_delivery_copy (const MgTokenDelivery *self)
{
  MgTokenDelivery *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = mg_token_delivery_new (self->provider, self->account, self->client_id,
                                self->client_secret, self->refresh_token,
                                (const char *const *) self->scopes, self->token_endpoint);
  copy->expires_at = self->expires_at;

  return copy;
}

/**
 * mg_token_delivery_free:
 * @self: (transfer full): a delivery
 */
void
mg_token_delivery_free (MgTokenDelivery *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->provider);
  g_free (self->account);
  g_free (self->client_id);
  g_clear_pointer (&self->client_secret, mg_secret_unref);
  g_clear_pointer (&self->refresh_token, mg_secret_unref);
  g_strfreev (self->scopes);
  g_free (self->token_endpoint);
  g_free (self);
}
