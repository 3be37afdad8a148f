/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-oauth-client"

#include "config.h"

#include "mg-oauth-client.h"

/**
 * MgOAuthClient:
 *
 * The registration with which Mailgrant, or the device it works for, shows up
 * at a provider: a client identifier, perhaps a secret, and at Microsoft the
 * tenant it lives in. Immutable.
 */
struct _MgOAuthClient
{
  gatomicrefcount  ref_count;
  char            *id;      /* (owned) */
  MgSecret        *secret;  /* (owned) (nullable) */
  char            *tenant;  /* (owned) (nullable) */
};

G_DEFINE_BOXED_TYPE (MgOAuthClient, mg_oauth_client, mg_oauth_client_ref, mg_oauth_client_unref)

/**
 * mg_oauth_client_new:
 * @id: the client identifier
 * @secret: (nullable): the client secret; an empty one counts as none
 * @tenant: (nullable): the tenant, or %NULL for the provider's default
 *
 * Returns: (transfer full): a new client
 */
MgOAuthClient *
mg_oauth_client_new (const char *id,
                     MgSecret   *secret,
                     const char *tenant)
{
  MgOAuthClient *self;

  g_return_val_if_fail (id != NULL && *id != '\0', NULL);

  self = g_new0 (MgOAuthClient, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->id = g_strdup (id);
  if (secret != NULL && mg_secret_get_length (secret) > 0)
    self->secret = mg_secret_ref (secret);
  if (tenant != NULL && *tenant != '\0')
    self->tenant = g_strdup (tenant);

  return self;
}

/**
 * mg_oauth_client_ref:
 * @self: a client
 *
 * Returns: (transfer full): @self with one more reference
 */
MgOAuthClient *
mg_oauth_client_ref (MgOAuthClient *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * mg_oauth_client_unref:
 * @self: (transfer full): a client
 *
 * Gives up a reference.
 */
void
mg_oauth_client_unref (MgOAuthClient *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->id);
  g_clear_pointer (&self->secret, mg_secret_unref);
  g_free (self->tenant);
  g_free (self);
}

/**
 * mg_oauth_client_get_id:
 * @self: a client
 *
 * Returns: (transfer none): the client identifier
 */
const char *
mg_oauth_client_get_id (const MgOAuthClient *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * mg_oauth_client_get_secret:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): the client secret
 */
MgSecret *
mg_oauth_client_get_secret (const MgOAuthClient *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->secret;
}

/**
 * mg_oauth_client_get_tenant:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): the tenant, or %NULL for the
 *   provider's default
 */
const char *
mg_oauth_client_get_tenant (const MgOAuthClient *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->tenant;
}
