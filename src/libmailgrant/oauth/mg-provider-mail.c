/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-provider-mail"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-provider-private.h"

/* The half of MgProvider that is about mail: the client and its scopes, the
 * servers, how long a permission lasts, and what a person should know. */

/**
 * mg_provider_get_client_kind:
 * @self: a provider
 *
 * Returns: what kind of client to register
 */
MgClientKind
mg_provider_get_client_kind (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), MG_CLIENT_KIND_PUBLIC);

  return self->client_kind;
}

/**
 * mg_provider_get_client_auth:
 * @self: a provider
 *
 * Returns: where the secret is put, if the client has one
 */
MgClientAuth
mg_provider_get_client_auth (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), MG_CLIENT_AUTH_POST);

  return self->client_auth;
}

/**
 * mg_provider_get_client_id:
 * @self: a provider
 *
 * Returns: (transfer none) (nullable): the person's own client identifier; none is
 *   ever shipped
 */
const char *
mg_provider_get_client_id (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  return self->client_id;
}

/**
 * mg_provider_get_parameters:
 * @self: a provider
 *
 * Returns: (transfer none) (element-type utf8 utf8): what the provider wants in the
 *   authorization request beside the standard
 */
GHashTable *
mg_provider_get_parameters (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  return self->parameters;
}

/**
 * mg_provider_dup_scopes:
 * @self: a provider
 * @mail_scopes: what the token is for
 *
 * Gets all scopes to ask for: @mail_scopes and those that bring an address and
 * a refresh token.
 *
 * Returns: (transfer full): the scopes, in a stable order
 */
GStrv
mg_provider_dup_scopes (MgProvider        *self,
                        const char *const *mail_scopes)
{
  g_autoptr (GStrvBuilder) builder = NULL;

  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);
  g_return_val_if_fail (mail_scopes != NULL, NULL);

  builder = g_strv_builder_new ();
  g_strv_builder_addv (builder, (const char **) mail_scopes);
  g_strv_builder_addv (builder, (const char **) self->common_scopes);

  return g_strv_builder_end (builder);
}

/**
 * mg_provider_dup_mail_scopes:
 * @self: a provider
 * @protocol: what the token is for
 *
 * Gets the scopes without which a token is of no use for @protocol. A device
 * may need others, which its driver knows.
 *
 * Returns: (transfer full): the scopes
 */
GStrv
mg_provider_dup_mail_scopes (MgProvider    *self,
                             MgMailProtocol protocol)
{
  char **scopes;

  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  scopes = g_hash_table_lookup (self->scopes, mg_mail_protocol_get_nick (protocol));

  return scopes != NULL ? g_strdupv (scopes) : g_new0 (char *, 1);
}

/**
 * mg_provider_dup_driver_scopes:
 * @self: a provider
 * @driver: a driver's id
 *
 * Gets the scopes by which a provider that a person has added calls what the
 * driver needs.
 *
 * Returns: (transfer full) (nullable): the scopes, or %NULL if they are the
 *   ones that the driver knows
 */
GStrv
mg_provider_dup_driver_scopes (MgProvider *self,
                               const char *driver)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);
  g_return_val_if_fail (driver != NULL, NULL);

  return g_strdupv (g_hash_table_lookup (self->driver_scopes, driver));
}

/**
 * mg_provider_get_servers:
 * @self: a provider
 *
 * Returns: (transfer none) (element-type MgMailServer): its mail servers, the
 *   preferred one of each protocol first
 */
GPtrArray *
mg_provider_get_servers (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  return self->servers;
}

/**
 * mg_provider_get_server:
 * @self: a provider
 * @protocol: what the server has to speak
 *
 * Returns: (transfer none) (nullable): the preferred server for @protocol
 */
MgMailServer *
mg_provider_get_server (MgProvider    *self,
                        MgMailProtocol protocol)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  for (guint i = 0; i < self->servers->len; i++)
    {
      MgMailServer *server = g_ptr_array_index (self->servers, i);

      if (mg_mail_server_get_protocol (server) == protocol)
        return server;
    }

  return NULL;
}

/**
 * mg_provider_matches_server:
 * @self: a provider
 * @host: the host name of a mail server
 *
 * Tells whether a server that was typed into a device by hand is this
 * provider's.
 *
 * Returns: %TRUE if it is
 */
gboolean
mg_provider_matches_server (MgProvider *self,
                            const char *host)
{
  g_autofree char *lower = NULL;
  gsize length;

  g_return_val_if_fail (MG_IS_PROVIDER (self), FALSE);
  g_return_val_if_fail (host != NULL, FALSE);

  lower = g_ascii_strdown (host, -1);
  length = strlen (lower);
  if (length > 0 && lower[length - 1] == '.')
    lower[length - 1] = '\0';

  for (char **pattern = self->server_patterns; *pattern != NULL; pattern++)
    if (g_pattern_match_simple (*pattern, lower))
      return TRUE;

  return FALSE;
}

/**
 * mg_provider_matches_address:
 * @self: a provider
 * @address: a mail address
 *
 * Returns: %TRUE if the provider gives out addresses of that domain
 */
gboolean
mg_provider_matches_address (MgProvider *self,
                             const char *address)
{
  const char *at;

  g_return_val_if_fail (MG_IS_PROVIDER (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  at = strrchr (address, '@');
  if (at == NULL)
    return FALSE;

  for (char **domain = self->domains; *domain != NULL; domain++)
    if (g_ascii_strcasecmp (*domain, at + 1) == 0)
      return TRUE;

  return FALSE;
}

/**
 * mg_provider_get_token_lifetime:
 * @self: a provider
 *
 * Returns: how long one refresh token lives, used or not; 0 if it has no end
 */
GTimeSpan
mg_provider_get_token_lifetime (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), 0);

  return self->token_days * G_TIME_SPAN_DAY;
}

/**
 * mg_provider_get_unused_lifetime:
 * @self: a provider
 *
 * Returns: how long a refresh token lives without being used; 0 if it has no end
 */
GTimeSpan
mg_provider_get_unused_lifetime (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), 0);

  return self->unused_days * G_TIME_SPAN_DAY;
}

/**
 * mg_provider_get_renew_after:
 * @self: a provider
 *
 * Returns: how old a refresh token may grow before it is renewed; 0 for never
 */
GTimeSpan
mg_provider_get_renew_after (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), 0);

  return self->renew_after_days * G_TIME_SPAN_DAY;
}

/**
 * mg_provider_get_rotates:
 * @self: a provider
 *
 * Returns: %TRUE if a refresh answers with a new refresh token
 */
gboolean
mg_provider_get_rotates (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), FALSE);

  return self->rotates;
}

/**
 * mg_provider_get_revocation_reach:
 * @self: a provider
 *
 * Returns: how much dies when one token is revoked
 */
MgRevocationReach
mg_provider_get_revocation_reach (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), MG_REVOCATION_REACH_NONE);

  return self->revocation_reach;
}

/**
 * mg_provider_get_app_password_page:
 * @self: a provider
 *
 * Returns: (transfer none) (nullable): where a person makes an app password
 */
const char *
mg_provider_get_app_password_page (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  return self->app_password_page;
}

/**
 * mg_provider_get_manage_page:
 * @self: a provider
 *
 * Returns: (transfer none) (nullable): where a person sees and ends permissions
 */
const char *
mg_provider_get_manage_page (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  return self->manage_page;
}

/**
 * mg_provider_get_registration_page:
 * @self: a provider
 *
 * Returns: (transfer none) (nullable): where a client is registered
 */
const char *
mg_provider_get_registration_page (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  return self->registration_page;
}

/* The nicks stand in the files, the sentences here, where they are translated. */
static const struct
{
  const char *nick;
  const char *sentence;
} notes[] = {
  { "testing-seven-days",
    N_("While the app's consent screen is in Testing, each permission ends after 7 days. "
       "Publish the app, or make it internal to the organization.") },
  { "ends-with-password",
    N_("Changing the account's password ends the permission.") },
  { "token-limit",
    N_("An account keeps at most 100 permissions for one client; the oldest ends without a "
       "notice.") },
  { "ninety-days",
    N_("A permission ends 90 days after it was given to a device that does not store renewed "
       "ones. Mailgrant can renew it in time.") },
  { "smtp-auth-switch",
    N_("The administrator must have switched on authenticated SMTP for the mailbox.") },
  { "code-sign-in-blocked",
    N_("Many organizations block signing in with a code; use the browser then.") },
  { "no-device-code",
    N_("The provider does not give mail permissions for a code typed on another device.") },
  { "secret-expires",
    N_("A client secret ends on the date shown in its registration; note it down.") },
  { "app-password",
    N_("The account's own password is refused. Make an app password on the provider's page.") },
  { "app-password-ends-with-password",
    N_("Changing the account's password ends its app passwords too.") },
  { "access-switch",
    N_("Access by mail programs has to be switched on in the mailbox's settings first.") },
  { "regional-server",
    N_("The server's name depends on the region in which the account was made.") },
  { "no-pop",
    N_("The provider has no POP server.") },
};

gboolean
_mg_provider_is_note (const char *nick)
{
  for (gsize i = 0; i < G_N_ELEMENTS (notes); i++)
    if (g_str_equal (notes[i].nick, nick))
      return TRUE;

  return FALSE;
}

/**
 * mg_provider_dup_notes:
 * @self: a provider
 *
 * Gets what a person should know before choosing the provider.
 *
 * Returns: (transfer full): translated sentences, perhaps none
 */
GStrv
mg_provider_dup_notes (MgProvider *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  for (char **nick = self->notes; *nick != NULL; nick++)
    for (gsize i = 0; i < G_N_ELEMENTS (notes); i++)
      if (g_str_equal (notes[i].nick, *nick))
        g_strv_builder_add (builder, _(notes[i].sentence));
  if (self->description != NULL)
    g_strv_builder_add (builder, self->description);

  return g_strv_builder_end (builder);
}
