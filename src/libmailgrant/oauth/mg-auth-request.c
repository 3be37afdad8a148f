/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-auth-request"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/random.h>

#include "mg-error.h"

#include "mg-auth-request.h"
#include "mg-endpoint.h"

/* 256 bits: as RFC 7636 §7.1 recommends for the verifier, and twice what
 * RFC 6749 §10.10 asks of a state. */
#define RANDOM_BYTES 32

/**
 * MgAuthRequest:
 *
 * One authorization request (RFC 6749 §4.1.1) with PKCE (RFC 7636): the
 * address for the browser, and what is needed to recognise and redeem its
 * answer. State, nonce and verifier are fresh for each request. Immutable.
 */
struct _MgAuthRequest
{
  char     *uri;           /* (owned) */
  char     *redirect_uri;  /* (owned) */
  char     *state;         /* (owned) */
  char     *nonce;         /* (owned) (nullable): only with the scope openid */
  MgSecret *verifier;      /* (owned) */
};

static const char * const reserved[] = {
  "client_id", "code_challenge", "code_challenge_method", "nonce", "redirect_uri", "request",
  "request_uri", "response_mode", "response_type", "scope", "state", NULL
};

/* GLib's own generator is predictable; a state may not be. */
static void
fill_random (guint8 *bytes,
             gsize   length)
{
  gsize filled = 0;

  while (filled < length)
    {
      gssize got = getrandom (bytes + filled, length - filled, 0);

      if (got > 0)
        filled += (gsize) got;
      else if (errno != EINTR)
        g_error ("no random numbers: %s", g_strerror (errno));
    }
}

static char *
encode_base64url (const guint8 *bytes,
                  gsize         length)
{
  char *text = g_base64_encode (bytes, length);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';

  return text;
}

static char *
generate_token (void)
{
  guint8 bytes[RANDOM_BYTES];
  char *token;

  fill_random (bytes, sizeof bytes);
  token = encode_base64url (bytes, sizeof bytes);
  explicit_bzero (bytes, sizeof bytes);

  return token;
}

/**
 * mg_auth_request_dup_challenge:
 * @verifier: a code verifier
 *
 * Returns: (transfer full): its challenge by the method S256 (RFC 7636 §4.2)
 */
char *
mg_auth_request_dup_challenge (MgSecret *verifier)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_return_val_if_fail (verifier != NULL, NULL);

  g_checksum_update (checksum, (const guchar *) mg_secret_peek (verifier),
                     (gssize) mg_secret_get_length (verifier));
  g_checksum_get_digest (checksum, digest, &length);

  return encode_base64url (digest, length);
}

static gboolean
refuse_parameter (GError    **error,
                  const char *name)
{
  g_set_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
               _("The provider's settings may not set the parameter “%s”"), name);

  return FALSE;
}

/**
 * mg_auth_request_check_parameters:
 * @parameters: (element-type utf8 utf8): what a provider wants in the request
 * @error: return location for an error
 *
 * Checks that no parameter would override one of the standard's, which would
 * switch off PKCE or send the code elsewhere.
 *
 * Returns: %TRUE if all may be sent
 */
gboolean
mg_auth_request_check_parameters (GHashTable *parameters,
                                  GError    **error)
{
  GHashTableIter iter;
  gpointer name;

  g_return_val_if_fail (parameters != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  g_hash_table_iter_init (&iter, parameters);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_strv_contains (reserved, name))
      return refuse_parameter (error, name);

  return TRUE;
}

static void
append (GString    *uri,
        const char *name,
        const char *value)
{
  char last = uri->str[uri->len - 1];

  if (strchr (uri->str, '?') == NULL)
    g_string_append_c (uri, '?');
  else if (last != '?' && last != '&')
    g_string_append_c (uri, '&');

  g_string_append_uri_escaped (uri, name, NULL, FALSE);
  g_string_append_c (uri, '=');
  g_string_append_uri_escaped (uri, value, NULL, FALSE);
}

/* The names that the endpoint's own query has already (RFC 6749 §3.1 keeps it). */
static GHashTable *
collect_names (const char *endpoint,
               GError    **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *query = strchr (endpoint, '?');
  GUriParamsIter iter;
  char *name, *value;

  if (query == NULL)
    return g_steal_pointer (&names);

  g_uri_params_iter_init (&iter, query + 1, -1, "&", G_URI_PARAMS_NONE);
  while (g_uri_params_iter_next (&iter, &name, &value, NULL))
    {
      g_free (value);
      if (g_strv_contains (reserved, name))
        {
          refuse_parameter (error, name);
          g_free (name);
          return NULL;
        }
      g_hash_table_add (names, name);
    }

  return g_steal_pointer (&names);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (a, b);
}

static void
append_parameters (GString    *uri,
                   GHashTable *parameters,
                   GHashTable *names)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (parameters), compare_names);

  for (GList *key = keys; key != NULL; key = key->next)
    if (g_hash_table_add (names, g_strdup (key->data)))
      append (uri, key->data, g_hash_table_lookup (parameters, key->data));
}

static char *
build_uri (MgAuthRequest *self,
           const char    *endpoint,
           MgOAuthClient *client,
           const char    *scope,
           GHashTable    *parameters,
           const char    *login_hint,
           GError       **error)
{
  g_autoptr (GHashTable) names = collect_names (endpoint, error);
  g_autoptr (GString) uri = g_string_new (endpoint);
  g_autofree char *challenge = mg_auth_request_dup_challenge (self->verifier);

  if (names == NULL)
    return NULL;

  append (uri, "response_type", "code");
  append (uri, "client_id", mg_oauth_client_get_id (client));
  append (uri, "redirect_uri", self->redirect_uri);
  append (uri, "scope", scope);
  append (uri, "state", self->state);
  append (uri, "code_challenge", challenge);
  append (uri, "code_challenge_method", "S256");
  if (self->nonce != NULL)
    append (uri, "nonce", self->nonce);
  append_parameters (uri, parameters, names);
  if (login_hint != NULL && g_hash_table_add (names, g_strdup ("login_hint")))
    append (uri, "login_hint", login_hint);

  return g_string_free (g_steal_pointer (&uri), FALSE);
}

/**
 * mg_auth_request_new:
 * @provider: the provider
 * @client: the client that asks
 * @redirect_uri: where the browser is to come back to
 * @scopes: what to ask for
 * @login_hint: (nullable): the address the person is expected to sign in with
 * @error: return location for an error
 *
 * Makes a request with fresh random values.
 *
 * Returns: (transfer full): a new request, or %NULL with @error set
 */
MgAuthRequest *
mg_auth_request_new (MgProvider         *provider,
                     MgOAuthClient      *client,
                     const char         *redirect_uri,
                     const char * const *scopes,
                     const char         *login_hint,
                     GError            **error)
{
  g_autoptr (MgAuthRequest) self = NULL;
  g_autofree char *endpoint = NULL;
  g_autofree char *scope = NULL;

  g_return_val_if_fail (MG_IS_PROVIDER (provider), NULL);
  g_return_val_if_fail (client != NULL, NULL);
  g_return_val_if_fail (redirect_uri != NULL, NULL);
  g_return_val_if_fail (scopes != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  endpoint =
    mg_provider_dup_authorization_endpoint (provider, mg_oauth_client_get_tenant (client));
  if (endpoint == NULL)
    {
      g_set_error (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                   _("%s gives no permission through a browser"),
                   mg_provider_get_name (provider));
      return NULL;
    }
  if (!mg_endpoint_check (endpoint, error))
    return NULL;

  self = g_new0 (MgAuthRequest, 1);
  self->redirect_uri = g_strdup (redirect_uri);
  self->state = generate_token ();
  self->verifier = mg_secret_new_take (generate_token ());
  if (g_strv_contains (scopes, "openid"))
    self->nonce = generate_token ();

  scope = g_strjoinv (" ", (char **) scopes);
  self->uri = build_uri (self, endpoint, client, scope, mg_provider_get_parameters (provider),
                         login_hint, error);

  return self->uri != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * mg_auth_request_free:
 * @self: (transfer full): a request
 *
 * Frees a request and wipes its verifier.
 */
void
mg_auth_request_free (MgAuthRequest *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->uri);
  g_free (self->redirect_uri);
  g_free (self->state);
  g_free (self->nonce);
  g_clear_pointer (&self->verifier, mg_secret_unref);
  g_free (self);
}

/**
 * mg_auth_request_get_uri:
 * @self: a request
 *
 * Returns: (transfer none): the address for the browser
 */
const char *
mg_auth_request_get_uri (const MgAuthRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->uri;
}

/**
 * mg_auth_request_get_redirect_uri:
 * @self: a request
 *
 * Returns: (transfer none): where the browser comes back to, to be repeated
 *   byte by byte when the code is redeemed (RFC 6749 §4.1.3)
 */
const char *
mg_auth_request_get_redirect_uri (const MgAuthRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->redirect_uri;
}

/**
 * mg_auth_request_get_state:
 * @self: a request
 *
 * Returns: (transfer none): what the answer has to repeat
 */
const char *
mg_auth_request_get_state (const MgAuthRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->state;
}

/**
 * mg_auth_request_get_nonce:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): what the ID token has to repeat
 */
const char *
mg_auth_request_get_nonce (const MgAuthRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->nonce;
}

/**
 * mg_auth_request_get_verifier:
 * @self: a request
 *
 * Returns: (transfer none): what proves, when the code is redeemed, that the
 *   request was ours
 */
MgSecret *
mg_auth_request_get_verifier (const MgAuthRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->verifier;
}
