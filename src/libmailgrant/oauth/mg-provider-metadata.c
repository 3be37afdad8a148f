/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-provider-metadata"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-text.h"

#include "mg-provider-metadata.h"

#define GROUP_OAUTH "OAuth"
#define GROUP_SCOPES "Scopes"

static gboolean
contains (GStrv       list,
          const char *word)
{
  return list != NULL && g_strv_contains ((const char * const *) list, word);
}

static gboolean
copy_endpoint (GKeyFile    *file,
               const char  *key,
               JsonObject  *document,
               const char  *member,
               GError     **error)
{
  const char *uri = mg_json_get_string (document, member);
  JsonNode *node = json_object_get_member (document, member);

  if (uri != NULL)
    g_key_file_set_string (file, GROUP_OAUTH, key, uri);
  else if (node != NULL && !JSON_NODE_HOLDS_NULL (node))
    {
      g_set_error (error, MG_ERROR, MG_ERROR_PROTOCOL,
                   _("The provider's description has no usable “%s”"), member);
      return FALSE;
    }

  return TRUE;
}

/* What a scope is for can only be told by its name. Identity scopes such as
 * `email` have nothing to do with sending mail. */
static gboolean
is_scope_for (const char *scope,
              const char *protocol)
{
  g_autofree char *lower = g_ascii_strdown (scope, -1);

  if (strstr (lower, protocol) != NULL)
    return TRUE;
  if (strstr (lower, "smtp") != NULL || strstr (lower, "imap") != NULL ||
      strstr (lower, "pop") != NULL || strstr (lower, "email") != NULL)
    return FALSE;

  return strstr (lower, "mail") != NULL;
}

static void
set_scopes (GKeyFile   *file,
            JsonObject *document)
{
  static const struct { const char *key; const char *word; } protocols[] = {
    { "smtp", "smtp" }, { "imap", "imap" }, { "pop3", "pop" },
  };
  static const char * const common[] = { "openid", "email", "offline_access" };
  g_auto (GStrv) supported = mg_json_dup_strv (document, "scopes_supported");
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  for (gsize i = 0; supported != NULL && i < G_N_ELEMENTS (protocols); i++)
    {
      g_ptr_array_set_size (found, 0);
      for (char **scope = supported; *scope != NULL; scope++)
        if (is_scope_for (*scope, protocols[i].word))
          g_ptr_array_add (found, *scope);
      g_key_file_set_string_list (file, GROUP_SCOPES, protocols[i].key,
                                  (const char * const *) found->pdata, found->len);
    }

  g_ptr_array_set_size (found, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (common); i++)
    if (contains (supported, common[i]))
      g_ptr_array_add (found, (gpointer) common[i]);
  g_key_file_set_string_list (file, GROUP_OAUTH, "CommonScopes",
                              (const char * const *) found->pdata, found->len);

  /* OpenID Connect Core §11: without a prompt there is no offline access. */
  if (contains (supported, "offline_access"))
    g_key_file_set_string (file, "Authorization Parameters", "prompt", "consent");
}

/* An absent list means client_secret_basic (RFC 8414 §2). */
static void
set_client (GKeyFile   *file,
            JsonObject *document)
{
  g_auto (GStrv) methods = mg_json_dup_strv (document, "token_endpoint_auth_methods_supported");

  g_key_file_set_string (file, GROUP_OAUTH, "ClientKind",
                         contains (methods, "none") ? "public" : "confidential");
  g_key_file_set_string (file, GROUP_OAUTH, "ClientAuth",
                         methods == NULL || contains (methods, "client_secret_basic")
                         ? "client-secret-basic" : "client-secret-post");
}

static char *
create_id (const char *issuer)
{
  g_autoptr (GUri) uri = g_uri_parse (issuer, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  int port = uri != NULL ? g_uri_get_port (uri) : -1;
  g_autoptr (GString) id = g_string_new (NULL);

  g_string_append (id, host != NULL ? host : "");
  if (port > 0)
    g_string_append_printf (id, "-%d", port);
  g_string_ascii_down (id);
  for (char *at = id->str; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && *at != '.')
      *at = '-';

  /* An IPv6 address begins with a colon at times. */
  if (!g_ascii_isalnum (id->str[0]))
    g_string_prepend_c (id, 'p');
  g_string_truncate (id, MIN (id->len, 64));

  return g_string_free (g_steal_pointer (&id), FALSE);
}

static gboolean
check_document (JsonObject  *document,
                const char  *issuer,
                GError     **error)
{
  const char *stated = mg_json_get_string (document, "issuer");
  g_auto (GStrv) responses = mg_json_dup_strv (document, "response_types_supported");

  if (g_strcmp0 (stated, issuer) != 0)
    {
      g_autofree char *shown = mg_text_dup_clean (stated != NULL ? stated : "", -1,
                                                  MG_TEXT_NAME_MAX);

      g_set_error (error, MG_ERROR, MG_ERROR_PROTOCOL,
                   _("The provider calls itself “%s” and not “%s”"), shown, issuer);
      return FALSE;
    }

  if (responses != NULL && !contains (responses, "code"))
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                           _("The provider does not offer the authorization code flow"));
      return FALSE;
    }

  return TRUE;
}

/**
 * mg_provider_metadata_to_key_file:
 * @document: a discovery document (RFC 8414 §2, OpenID Connect Discovery §3)
 * @issuer: the issuer that was asked
 * @error: return location for an error
 *
 * Makes a `.provider` file's content of a discovery document. The issuer in it
 * has to be the one asked, to the byte (RFC 8414 §3.3). What is optional may
 * be absent or `null`.
 *
 * Returns: (transfer full): a key file, or %NULL with @error set
 */
GKeyFile *
mg_provider_metadata_to_key_file (JsonObject  *document,
                                  const char  *issuer,
                                  GError     **error)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autofree char *id = NULL;
  gboolean revocable;

  g_return_val_if_fail (document != NULL, NULL);
  g_return_val_if_fail (issuer != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!check_document (document, issuer, error))
    return NULL;

  file = g_key_file_new ();
  id = create_id (issuer);
  g_key_file_set_string (file, "Provider", "Id", id);
  g_key_file_set_string (file, "Provider", "Name", id);
  g_key_file_set_string (file, "Provider", "Kind", "oauth");
  g_key_file_set_string (file, GROUP_OAUTH, "Issuer", issuer);
  g_key_file_set_boolean (file, GROUP_OAUTH, "SendsIssuer",
                          mg_json_get_boolean (document,
                                               "authorization_response_iss_parameter_supported",
                                               FALSE));
  if (!copy_endpoint (file, "AuthorizationEndpoint", document, "authorization_endpoint", error) ||
      !copy_endpoint (file, "TokenEndpoint", document, "token_endpoint", error) ||
      !copy_endpoint (file, "DeviceEndpoint", document, "device_authorization_endpoint", error) ||
      !copy_endpoint (file, "RevocationEndpoint", document, "revocation_endpoint", error))
    return NULL;

  revocable = g_key_file_has_key (file, GROUP_OAUTH, "RevocationEndpoint", NULL);
  g_key_file_set_string (file, GROUP_OAUTH, "Revocation", revocable ? "grant" : "none");
  /* Nobody says whether a server rotates; a strict one ends the grant if one
   * behaves as if it did not. */
  g_key_file_set_boolean (file, "Lifetime", "Rotates", TRUE);
  set_client (file, document);
  set_scopes (file, document);

  return g_steal_pointer (&file);
}

/**
 * mg_provider_metadata_lacks_pkce:
 * @document: a discovery document
 *
 * Tells whether the provider says that it knows PKCE but not S256. It is sent
 * all the same, as servers ignore what they do not know (RFC 6749 §3.1).
 *
 * Returns: %TRUE if a warning is due
 */
gboolean
mg_provider_metadata_lacks_pkce (JsonObject *document)
{
  g_auto (GStrv) methods = NULL;

  g_return_val_if_fail (document != NULL, FALSE);

  methods = mg_json_dup_strv (document, "code_challenge_methods_supported");

  return methods != NULL && !contains (methods, "S256");
}
