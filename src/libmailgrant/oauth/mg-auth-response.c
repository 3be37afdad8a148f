/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-auth-response"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"

#include "mg-auth-response.h"

/* An answer with a code of 2 KiB, pasted with what a browser puts around it. */
#define PASTE_MAX (32 * 1024)

/**
 * MgAuthResponse:
 *
 * The answer to an authorization request as it came in the query of the
 * redirect address (RFC 6749 §4.1.2): a code, or an error, never both. It is
 * well-formed; whether it is ours is told by the state and the issuer.
 * Immutable.
 */
struct _MgAuthResponse
{
  MgSecret *code;         /* (owned) (nullable) */
  char     *state;        /* (owned) (nullable) */
  char     *issuer;       /* (owned) (nullable) */
  char     *error;        /* (owned) (nullable) */
  char     *description;  /* (owned) (nullable) */
};

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, MG_ERROR, MG_ERROR_PROTOCOL,
                       _("The answer of the provider's page is not valid"));

  return FALSE;
}

/* Decodes one name or value as a form does, where `+` is a space. GLib's own
 * iterator lets a broken escape through as text. */
static char *
decode (const char *text,
        gsize       length)
{
  g_autofree char *spaced = g_strndup (text, length);
  g_autofree char *decoded = NULL;

  g_strdelimit (spaced, "+", ' ');
  for (const char *at = strchr (spaced, '%'); at != NULL; at = strchr (at + 1, '%'))
    if (!g_ascii_isxdigit (at[1]) || !g_ascii_isxdigit (at[2]) || strncmp (at, "%00", 3) == 0)
      return NULL;

  decoded = g_uri_unescape_string (spaced, NULL);

  return decoded != NULL && g_utf8_validate (decoded, -1, NULL)
         ? g_steal_pointer (&decoded) : NULL;
}

static gboolean
take_value (MgAuthResponse *self,
            const char     *name,
            char           *decoded)
{
  g_autofree char *value = decoded;
  char **field = NULL;

  if (g_str_equal (name, "code"))
    {
      if (self->code != NULL)
        return FALSE;
      self->code = mg_secret_new_take (g_steal_pointer (&value));
      return TRUE;
    }

  if (g_str_equal (name, "state"))
    field = &self->state;
  else if (g_str_equal (name, "iss"))
    field = &self->issuer;
  else if (g_str_equal (name, "error"))
    field = &self->error;
  else if (g_str_equal (name, "error_description"))
    field = &self->description;
  else
    return TRUE;

  if (*field != NULL)
    return FALSE;
  *field = g_steal_pointer (&value);

  return TRUE;
}

static gboolean
take_pair (MgAuthResponse *self,
           const char     *pair,
           gsize           length)
{
  const char *equals = memchr (pair, '=', length);
  g_autofree char *name = NULL;
  char *value;

  name = decode (pair, equals != NULL ? (gsize) (equals - pair) : length);
  value = equals != NULL
          ? decode (equals + 1, length - (gsize) (equals + 1 - pair)) : g_strdup ("");
  if (name == NULL || value == NULL)
    {
      g_free (value);
      return FALSE;
    }

  return take_value (self, name, value);
}

static gboolean
take_query (MgAuthResponse *self,
            const char     *query)
{
  while (TRUE)
    {
      gsize length = strcspn (query, "&");

      if (length > 0 && !take_pair (self, query, length))
        return FALSE;
      if (query[length] == '\0')
        return TRUE;
      query += length + 1;
    }
}

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

/**
 * mg_auth_response_parse:
 * @query: the query of the redirect address, still encoded, without `?`
 * @error: return location for an error
 *
 * Parses an answer strictly: a parameter given twice, a broken escape, a NUL,
 * bytes that are no UTF-8, a code together with an error, or neither of them,
 * make it no answer at all. The error's text holds nothing of @query.
 *
 * Returns: (transfer full): the answer, or %NULL with %MG_ERROR_PROTOCOL set
 */
MgAuthResponse *
mg_auth_response_parse (const char *query,
                        GError    **error)
{
  g_autoptr (MgAuthResponse) self = NULL;

  g_return_val_if_fail (query != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = g_new0 (MgAuthResponse, 1);
  if (!take_query (self, query))
    {
      refuse (error);
      return NULL;
    }

  /* An empty value counts as an absent one. */
  if (self->code != NULL && mg_secret_get_length (self->code) == 0)
    g_clear_pointer (&self->code, mg_secret_unref);
  if (is_empty (self->error))
    g_clear_pointer (&self->error, g_free);

  if ((self->code == NULL) == (self->error == NULL))
    {
      refuse (error);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/* A whole address has to be the redirect address to the byte; a browser may
 * leave out the scheme when it is copied. */
static const char *
find_query (const char *text,
            const char *redirect_uri)
{
  const char *bare = redirect_uri + strlen ("http://");

  if (g_str_has_prefix (text, redirect_uri))
    text += strlen (redirect_uri);
  else if (g_str_has_prefix (text, bare))
    text += strlen (bare);
  else if (*text != '?')
    return text[strcspn (text, "=/?:")] == '=' ? text : NULL;

  /* A redirect address without a path is opened with a slash. */
  if (text[0] == '/' && text[1] == '?' && strchr (bare, '/') == NULL)
    text++;

  return *text == '?' ? text + 1 : NULL;
}

/**
 * mg_auth_response_dup_pasted_query:
 * @text: what a person pasted: the address at which the browser ended, or the
 *   query of it
 * @redirect_uri: the redirect address of the request
 * @error: return location for an error
 *
 * Finds the query in what a person pasted. A bare code is refused, as nobody
 * can tell whose it is.
 *
 * Returns: (transfer full): the query for mg_auth_response_parse(), or %NULL
 *   with %MG_ERROR_INVALID_INPUT set
 */
char *
mg_auth_response_dup_pasted_query (const char  *text,
                                   const char  *redirect_uri,
                                   GError     **error)
{
  g_autofree char *trimmed = NULL;
  const char *query = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (redirect_uri != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (strlen (text) <= PASTE_MAX)
    {
      trimmed = g_strstrip (g_strdup (text));
      trimmed[strcspn (trimmed, "#")] = '\0';
      query = find_query (trimmed, redirect_uri);
    }

  if (query == NULL)
    g_set_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                 _("Paste the whole address that begins with %s"), redirect_uri);

  return g_strdup (query);
}

/**
 * mg_auth_response_free:
 * @self: (transfer full): an answer
 *
 * Frees an answer and wipes its code.
 */
void
mg_auth_response_free (MgAuthResponse *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->code, mg_secret_unref);
  g_free (self->state);
  g_free (self->issuer);
  g_free (self->error);
  g_free (self->description);
  g_free (self);
}

/**
 * mg_auth_response_get_code:
 * @self: an answer
 *
 * Returns: (transfer none) (nullable): the code, %NULL if there is an error
 */
MgSecret *
mg_auth_response_get_code (const MgAuthResponse *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->code;
}

/**
 * mg_auth_response_get_error:
 * @self: an answer
 *
 * Returns: (transfer none) (nullable): the error (RFC 6749 §4.1.2.1), %NULL if
 *   there is a code
 */
const char *
mg_auth_response_get_error (const MgAuthResponse *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->error;
}

/**
 * mg_auth_response_get_description:
 * @self: an answer
 *
 * Returns: (transfer none) (nullable): the provider's own words about the
 *   error, as they came
 */
const char *
mg_auth_response_get_description (const MgAuthResponse *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->description;
}

/**
 * mg_auth_response_has_state:
 * @self: an answer
 * @state: the state of our request
 *
 * Compares the state byte by byte, in a time that tells nothing about it.
 *
 * Returns: %TRUE if it is the answer to our request
 */
gboolean
mg_auth_response_has_state (const MgAuthResponse *self,
                            const char           *state)
{
  gsize length;
  guint8 difference = 0;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (state != NULL && *state != '\0', FALSE);

  length = strlen (state);
  if (self->state == NULL || strlen (self->state) != length)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    difference |= (guint8) (self->state[i] ^ state[i]);

  return difference == 0;
}

static gboolean
is_issuer_on_host (const char *issuer,
                   const char *endpoint)
{
  g_autoptr (GUri) a = g_uri_parse (issuer, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GUri) b = g_uri_parse (endpoint, G_URI_FLAGS_NONE, NULL);

  return a != NULL && b != NULL && g_uri_get_host (a) != NULL && g_uri_get_host (b) != NULL &&
         g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0;
}

/**
 * mg_auth_response_check_issuer:
 * @self: an answer
 * @provider: the provider that was asked
 * @error: return location for an error
 *
 * Checks who answered (RFC 9207 §2.4), for an error as well as for a code. A
 * provider that says it always names itself has to; one without a known issuer
 * is held to the host of its authorization endpoint.
 *
 * Returns: %TRUE if the answer may be used
 */
gboolean
mg_auth_response_check_issuer (const MgAuthResponse *self,
                               MgProvider           *provider,
                               GError              **error)
{
  g_autofree char *endpoint = NULL;
  gboolean matches;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (MG_IS_PROVIDER (provider), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  endpoint = mg_provider_dup_authorization_endpoint (provider, NULL);
  if (self->issuer == NULL)
    matches = !mg_provider_sends_issuer (provider);
  else if (mg_provider_get_issuer (provider) != NULL)
    matches = mg_provider_matches_issuer (provider, self->issuer);
  else
    matches = endpoint != NULL && is_issuer_on_host (self->issuer, endpoint);

  if (!matches)
    g_set_error (error, MG_ERROR, MG_ERROR_PROTOCOL,
                 _("The answer did not come from %s"), mg_provider_get_name (provider));

  return matches;
}
