/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-grant"

#include "config.h"

#include "mg-grant-private.h"

/* What becomes of a provider's tokens: a record without secrets for the store, a
 * delivery for the device, and the settings that go with them. */

/* As devices call an authorization server that they have never heard of. */
#define CUSTOM_PROVIDER "custom"

static gint64
get_end (MgProvider *provider,
         MgTokenSet *tokens)
{
  const gint64 said = mg_token_set_get_refresh_expires_at (tokens);
  const GTimeSpan lifetime = mg_provider_get_token_lifetime (provider);

  if (said > 0 || lifetime == 0)
    return said;

  return mg_token_set_get_refresh_obtained_at (tokens) + lifetime;
}

/**
 * _mg_grant_get_device_word:
 * @provider: a provider
 *
 * Returns: (transfer none): what devices and drivers call the provider
 */
const char *
_mg_grant_get_device_word (MgProvider *provider)
{
  const char *word = mg_provider_get_known_as (provider);

  return word != NULL ? word : CUSTOM_PROVIDER;
}

/**
 * _mg_grant_dup_mail_scopes:
 * @provider: a provider
 * @driver: the driver of the device that is to get the token
 *
 * Gets what the device needs to send mail: TrueNAS uses the API of Gmail, where
 * others use SMTP.
 *
 * Returns: (transfer full) (nullable): the scopes, or %NULL if the device needs
 *   what everybody does
 */
GStrv
_mg_grant_dup_mail_scopes (MgProvider   *provider,
                           MgDriverInfo *driver)
{
  GStrv scopes = mg_provider_dup_driver_scopes (provider, mg_driver_info_get_id (driver));

  return scopes != NULL
           ? scopes : mg_driver_info_dup_scopes (driver, _mg_grant_get_device_word (provider));
}

/**
 * _mg_grant_is_shared_safely:
 * @provider: a provider
 *
 * Google replaces no tokens, Microsoft lets the old one live, and what stands in
 * for them does the same. Elsewhere the second use of a refresh token may end the
 * grant (RFC 9700 §4.14.2).
 *
 * Returns: %TRUE if a refresh token that was redeemed can be redeemed again
 */
gboolean
_mg_grant_is_shared_safely (MgProvider *provider)
{
  return mg_provider_get_known_as (provider) != NULL || !mg_provider_get_rotates (provider);
}

/**
 * _mg_grant_take_tokens:
 * @grant: a grant
 * @provider: its provider
 * @tokens: its tokens, with a refresh token
 *
 * Notes what may be known of the tokens by everybody.
 */
void
_mg_grant_take_tokens (MgGrantRecord *grant,
                       MgProvider    *provider,
                       MgTokenSet    *tokens)
{
  g_strfreev (grant->scopes);
  grant->scopes = g_strdupv ((char **) mg_token_set_get_scopes (tokens));
  g_free (grant->token_sha256);
  grant->token_sha256 = mg_secret_dup_sha256 (mg_token_set_get_refresh (tokens));
  grant->issued_at = mg_token_set_get_refresh_obtained_at (tokens);
  grant->expires_at = get_end (provider, tokens);
}

/**
 * _mg_grant_create_delivery:
 * @grant: a grant
 * @provider: its provider
 * @client: the client it was made with
 * @tokens: its tokens, with a refresh token
 *
 * Returns: (transfer full): what a driver is to put on the device
 */
MgTokenDelivery *
_mg_grant_create_delivery (const MgGrantRecord *grant,
                           MgProvider          *provider,
                           MgOAuthClient       *client,
                           MgTokenSet          *tokens)
{
  g_autofree char *endpoint =
    mg_provider_dup_token_endpoint (provider, mg_oauth_client_get_tenant (client));
  MgTokenDelivery *delivery =
    mg_token_delivery_new (_mg_grant_get_device_word (provider), grant->account,
                           mg_oauth_client_get_id (client),
                           mg_oauth_client_get_secret (client),
                           mg_token_set_get_refresh (tokens),
                           mg_token_set_get_scopes (tokens), endpoint);

  delivery->expires_at = get_end (provider, tokens);

  return delivery;
}

/**
 * _mg_grant_dup_settings:
 * @provider: the provider of a grant
 * @reading: the slot that is to get it, as it was read
 *
 * Returns: (transfer full) (nullable): the settings that the slot needs for
 *   @provider, or %NULL if it has them, or they come with the service that the
 *   device made it for
 */
MgMailSettings *
_mg_grant_dup_settings (MgProvider          *provider,
                        const MgSlotReading *reading)
{
  MgMailServer *server = mg_provider_get_server (provider, reading->protocol);
  g_autoptr (MgMailSettings) settings = NULL;

  if (reading->service != NULL && !g_str_equal (reading->service, CUSTOM_PROVIDER))
    return NULL;

  settings = mg_mail_settings_copy (reading->settings);
  settings->authentication = MG_MAIL_AUTHENTICATION_OAUTH2;
  if (server != NULL &&
      (settings->host == NULL || !mg_provider_matches_server (provider, settings->host)))
    {
      g_free (settings->host);
      settings->host = g_strdup (mg_mail_server_get_host (server));
      settings->port = mg_mail_server_get_port (server);
      settings->security = mg_mail_server_get_security (server);
    }

  return mg_mail_settings_equal (settings, reading->settings) ? NULL : g_steal_pointer (&settings);
}
