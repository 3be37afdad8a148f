/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-token-set"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-secret-builder.h"

#include "mg-token-set-private.h"

/* The version of the JSON that goes into the keyring. */
#define VERSION 1

/* A clock that stands further back than this before the token was made has
 * been set back, and nothing can be said about how old the token is. */
#define CLOCK_SKEW (300 * G_USEC_PER_SEC)

/**
 * MgTokenSet:
 *
 * The tokens of one consent: an access token, as a rule a refresh token, what
 * they are good for, until when, and whose they are. Times are absolute, in
 * microseconds since 1970; 0 means that the provider did not say. Immutable.
 */
struct _MgTokenSet
{
  gatomicrefcount   ref_count;
  MgSecret         *access;   /* (owned) */
  MgSecret         *refresh;  /* (owned) (nullable) */
  char            **scopes;   /* (owned) */
  char             *address;  /* (owned) (nullable) */
  gint64            obtained_at;
  gint64            expires_at;
  gint64            refresh_obtained_at;
  gint64            refresh_expires_at;
};

G_DEFINE_BOXED_TYPE (MgTokenSet, mg_token_set, mg_token_set_ref, mg_token_set_unref)

/**
 * mg_token_set_new:
 * @access: the access token
 * @refresh: (nullable): the refresh token
 * @scopes: what was granted
 * @obtained_at: when they were asked for
 * @expires_at: when the access token ends, 0 if unknown
 *
 * Returns: (transfer full): a new token set
 */
MgTokenSet *
mg_token_set_new (MgSecret           *access,
                  MgSecret           *refresh,
                  const char * const *scopes,
                  gint64              obtained_at,
                  gint64              expires_at)
{
  MgTokenSet *self;

  g_return_val_if_fail (access != NULL, NULL);
  g_return_val_if_fail (scopes != NULL, NULL);

  self = g_new0 (MgTokenSet, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->access = mg_secret_ref (access);
  self->refresh = refresh != NULL ? mg_secret_ref (refresh) : NULL;
  self->scopes = g_strdupv ((char **) scopes);
  self->obtained_at = obtained_at;
  self->expires_at = expires_at;
  self->refresh_obtained_at = refresh != NULL ? obtained_at : 0;

  return self;
}

void
_mg_token_set_set_address (MgTokenSet *self,
                           const char *address)
{
  g_free (self->address);
  self->address = g_strdup (address);
}

void
_mg_token_set_set_refresh_expires_at (MgTokenSet *self,
                                      gint64      expires_at)
{
  self->refresh_expires_at = expires_at;
}

/**
 * mg_token_set_new_merged:
 * @old: the tokens before a refresh
 * @fresh: what the refresh brought
 *
 * Completes a refresh: a provider that sends no new refresh token means the
 * old one to be kept (RFC 6749 §6), and few repeat whose it is.
 *
 * Returns: (transfer full): the tokens from now on
 */
MgTokenSet *
mg_token_set_new_merged (MgTokenSet *old,
                         MgTokenSet *fresh)
{
  MgTokenSet *self;

  g_return_val_if_fail (old != NULL, NULL);
  g_return_val_if_fail (fresh != NULL, NULL);

  self = mg_token_set_new (fresh->access, fresh->refresh != NULL ? fresh->refresh : old->refresh,
                           (const char * const *) fresh->scopes,
                           fresh->obtained_at, fresh->expires_at);
  _mg_token_set_set_address (self, fresh->address != NULL ? fresh->address : old->address);

  if (fresh->refresh == NULL ||
      (old->refresh != NULL && mg_secret_equal (old->refresh, fresh->refresh)))
    {
      self->refresh_obtained_at = old->refresh_obtained_at;
      self->refresh_expires_at = old->refresh_expires_at;
    }
  if (fresh->refresh_expires_at != 0)
    self->refresh_expires_at = fresh->refresh_expires_at;

  return self;
}

static MgSecret *
read_token (JsonObject *object,
            const char *member)
{
  const char *text = mg_json_get_string (object, member);

  return text != NULL && *text != '\0' ? mg_secret_new (text, -1) : NULL;
}

/**
 * mg_token_set_new_from_secret:
 * @secret: what mg_token_set_to_secret() made
 * @error: return location for an error
 *
 * Returns: (transfer full): a new token set, or %NULL with
 *   %MG_ERROR_VAULT_UNREADABLE set
 */
MgTokenSet *
mg_token_set_new_from_secret (MgSecret  *secret,
                              GError   **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (MgSecret) access = NULL;
  g_autoptr (MgSecret) refresh = NULL;
  g_auto (GStrv) scopes = NULL;
  JsonObject *object = NULL;
  MgTokenSet *self;
  gint64 version = 0;

  g_return_val_if_fail (secret != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  root = mg_json_parse (mg_secret_peek (secret), mg_secret_get_length (secret), NULL);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    object = json_node_get_object (root);

  access = read_token (object, "access_token");
  scopes = mg_json_dup_strv (object, "scopes");
  mg_json_get_int (object, "version", &version);
  if (access == NULL || scopes == NULL || version != VERSION)
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_VAULT_UNREADABLE,
                           _("The saved permission cannot be read"));
      return NULL;
    }

  refresh = read_token (object, "refresh_token");
  self = mg_token_set_new (access, refresh, (const char * const *) scopes, 0, 0);
  _mg_token_set_set_address (self, mg_json_get_string (object, "address"));
  mg_json_get_int (object, "obtained_at", &self->obtained_at);
  mg_json_get_int (object, "expires_at", &self->expires_at);
  mg_json_get_int (object, "refresh_obtained_at", &self->refresh_obtained_at);
  mg_json_get_int (object, "refresh_expires_at", &self->refresh_expires_at);

  return self;
}

/**
 * mg_token_set_ref:
 * @self: a token set
 *
 * Returns: (transfer full): @self with one more reference
 */
MgTokenSet *
mg_token_set_ref (MgTokenSet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * mg_token_set_unref:
 * @self: (transfer full): a token set
 *
 * Gives up a reference; the last one wipes the tokens.
 */
void
mg_token_set_unref (MgTokenSet *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  mg_secret_unref (self->access);
  g_clear_pointer (&self->refresh, mg_secret_unref);
  g_strfreev (self->scopes);
  g_free (self->address);
  g_free (self);
}

static void
append_number (MgSecretBuilder *builder,
               const char      *name,
               gint64           value)
{
  g_autofree char *text = g_strdup_printf (",\"%s\":%" G_GINT64_FORMAT, name, value);

  mg_secret_builder_append (builder, text);
}

/**
 * mg_token_set_to_secret:
 * @self: a token set
 *
 * Makes one secret of everything, for one item of a keyring.
 *
 * Returns: (transfer full): JSON with a version in it
 */
MgSecret *
mg_token_set_to_secret (MgTokenSet *self)
{
  g_autoptr (MgSecretBuilder) builder = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  builder = mg_secret_builder_new ();
  mg_secret_builder_append (builder, "{\"version\":" G_STRINGIFY (VERSION) ",\"access_token\":");
  mg_secret_builder_append_json_secret (builder, self->access);
  if (self->refresh != NULL)
    {
      mg_secret_builder_append (builder, ",\"refresh_token\":");
      mg_secret_builder_append_json_secret (builder, self->refresh);
    }

  mg_secret_builder_append (builder, ",\"scopes\":[");
  for (char **scope = self->scopes; *scope != NULL; scope++)
    {
      if (scope != self->scopes)
        mg_secret_builder_append (builder, ",");
      mg_secret_builder_append_json (builder, *scope);
    }
  mg_secret_builder_append (builder, "]");

  if (self->address != NULL)
    {
      mg_secret_builder_append (builder, ",\"address\":");
      mg_secret_builder_append_json (builder, self->address);
    }
  append_number (builder, "obtained_at", self->obtained_at);
  append_number (builder, "expires_at", self->expires_at);
  append_number (builder, "refresh_obtained_at", self->refresh_obtained_at);
  append_number (builder, "refresh_expires_at", self->refresh_expires_at);
  mg_secret_builder_append (builder, "}");

  return mg_secret_builder_end (builder);
}

/**
 * mg_token_set_get_access:
 * @self: a token set
 *
 * Returns: (transfer none): the access token
 */
MgSecret *
mg_token_set_get_access (MgTokenSet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->access;
}

/**
 * mg_token_set_get_refresh:
 * @self: a token set
 *
 * Returns: (transfer none) (nullable): the refresh token
 */
MgSecret *
mg_token_set_get_refresh (MgTokenSet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->refresh;
}

/**
 * mg_token_set_get_scopes:
 * @self: a token set
 *
 * Returns: (transfer none): what was granted
 */
const char * const *
mg_token_set_get_scopes (MgTokenSet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char * const *) self->scopes;
}

/**
 * mg_token_set_get_address:
 * @self: a token set
 *
 * Returns: (transfer none) (nullable): the address of who signed in, as far as
 *   the provider told
 */
const char *
mg_token_set_get_address (MgTokenSet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->address;
}

/**
 * mg_token_set_get_obtained_at:
 * @self: a token set
 *
 * Returns: when the access token was asked for
 */
gint64
mg_token_set_get_obtained_at (MgTokenSet *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->obtained_at;
}

/**
 * mg_token_set_get_expires_at:
 * @self: a token set
 *
 * Returns: when the access token ends, 0 if the provider did not say
 */
gint64
mg_token_set_get_expires_at (MgTokenSet *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->expires_at;
}

/**
 * mg_token_set_get_refresh_obtained_at:
 * @self: a token set
 *
 * Returns: when this refresh token came, 0 without one
 */
gint64
mg_token_set_get_refresh_obtained_at (MgTokenSet *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->refresh_obtained_at;
}

/**
 * mg_token_set_get_refresh_expires_at:
 * @self: a token set
 *
 * Returns: when the refresh token ends, 0 if the provider did not say; many
 *   end all the same, see mg_provider_get_token_lifetime()
 */
gint64
mg_token_set_get_refresh_expires_at (MgTokenSet *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->refresh_expires_at;
}

/**
 * mg_token_set_is_fresh:
 * @self: a token set
 * @now: the wall clock
 * @margin: how long the token has to be good for, in microseconds
 *
 * Tells whether the access token can be used as it is. One whose end is
 * unknown is not: it is refreshed on use. Neither is one from the future, for
 * then the clock was set back.
 *
 * Returns: %TRUE if no refresh is needed
 */
gboolean
mg_token_set_is_fresh (MgTokenSet *self,
                       gint64      now,
                       gint64      margin)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->expires_at != 0 &&
         now >= self->obtained_at - CLOCK_SKEW &&
         now < self->expires_at - margin;
}

/**
 * mg_token_set_covers:
 * @self: a token set
 * @scopes: scopes that something needs
 *
 * Tells whether each of @scopes was granted; people can untick some. Scopes
 * are compared byte by byte (RFC 6749 §3.3).
 *
 * Returns: %TRUE if none is missing
 */
gboolean
mg_token_set_covers (MgTokenSet         *self,
                     const char * const *scopes)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (scopes != NULL, FALSE);

  for (; *scopes != NULL; scopes++)
    if (!g_strv_contains ((const char * const *) self->scopes, *scopes))
      return FALSE;

  return TRUE;
}

/**
 * mg_token_set_check_first:
 * @self: the tokens of a consent
 * @scopes: what mail needs
 * @provider: the provider's name
 * @error: return location for an error
 *
 * Checks that a consent brought what a device can work with: the scopes for
 * mail, and a refresh token, without which it would end within the hour.
 *
 * Returns: %TRUE if so, else %FALSE with %MG_ERROR_SCOPE_MISSING or
 *   %MG_ERROR_PROVIDER_REFUSED set
 */
gboolean
mg_token_set_check_first (MgTokenSet          *self,
                          const char * const  *scopes,
                          const char          *provider,
                          GError             **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (scopes != NULL, FALSE);
  g_return_val_if_fail (provider != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (!mg_token_set_covers (self, scopes))
    {
      g_set_error (error, MG_ERROR, MG_ERROR_SCOPE_MISSING,
                   _("The permission from %s does not cover mail"), provider);
      return FALSE;
    }

  if (self->refresh == NULL)
    {
      g_set_error (error, MG_ERROR, MG_ERROR_PROVIDER_REFUSED,
                   _("%s gave a permission that cannot be renewed"), provider);
      return FALSE;
    }

  return TRUE;
}

/**
 * mg_token_set_is_for:
 * @self: a token set
 * @address: the address that was expected
 *
 * Compares who signed in with who was expected, without regard to case. A
 * difference is worth a question and not an error: there are aliases and
 * shared mailboxes.
 *
 * Returns: %TRUE if it is the same or the provider did not tell
 */
gboolean
mg_token_set_is_for (MgTokenSet *self,
                     const char *address)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  if (self->address == NULL)
    return TRUE;

  a = g_utf8_casefold (self->address, -1);
  b = g_utf8_casefold (address, -1);

  return g_str_equal (a, b);
}
