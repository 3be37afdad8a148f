/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-id-token"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-text.h"

#include "mg-id-token.h"
#include "mg-provider-private.h"

/* An ID token with all of an organization's claims has a few kilobytes. */
#define TOKEN_MAX (64 * 1024)

#define CLOCK_SKEW_SECONDS 300

/* The longest address that SMTP can carry (RFC 5321 §4.5.3.1.3). */
#define ADDRESS_MAX 254

/* Gets the claims out of a JWS in compact form (RFC 7515 §3.1). */
static JsonNode *
parse_claims (const char *token)
{
  const char *start = strchr (token, '.');
  const char *end = start != NULL ? strchr (start + 1, '.') : NULL;
  g_autoptr (GString) text = NULL;
  g_autofree guchar *bytes = NULL;
  gsize length;

  if (end == NULL || strlen (token) > TOKEN_MAX)
    return NULL;

  text = g_string_new_len (start + 1, end - start - 1);
  g_strdelimit (text->str, "-", '+');
  g_strdelimit (text->str, "_", '/');
  while (text->len % 4 != 0)
    g_string_append_c (text, '=');
  bytes = g_base64_decode (text->str, &length);

  return mg_json_parse ((const char *) bytes, length, NULL);
}

static gboolean
has_audience (JsonObject *claims,
              const char *client_id)
{
  const char *single = mg_json_get_string (claims, "aud");
  const char *party = mg_json_get_string (claims, "azp");
  g_auto (GStrv) several = NULL;

  if (single != NULL)
    return g_str_equal (single, client_id);

  several = mg_json_dup_strv (claims, "aud");
  if (several == NULL || !g_strv_contains ((const char * const *) several, client_id))
    return FALSE;

  /* OpenID Connect Core §3.1.3.7, items 4 and 5. */
  return g_strv_length (several) == 1 || g_strcmp0 (party, client_id) == 0;
}

static gboolean
has_issuer (JsonObject *claims,
            MgProvider *provider)
{
  const char *issuer = mg_json_get_string (claims, "iss");
  const char *tenant = mg_json_get_string (claims, "tid");
  g_autoptr (GString) filled = NULL;

  if (mg_provider_get_issuer (provider) == NULL)
    return TRUE;
  if (issuer == NULL || !mg_provider_matches_issuer (provider, issuer))
    return FALSE;
  if (!mg_provider_has_issuer_template (provider))
    return TRUE;
  if (tenant == NULL)
    return FALSE;

  /* The template is filled in by the token's own tenant and no other. */
  filled = g_string_new (mg_provider_get_issuer (provider));
  g_string_replace (filled, MG_PROVIDER_TENANT_ID, tenant, 0);

  return g_str_equal (issuer, filled->str);
}

static char *
dup_address (JsonObject *claims)
{
  const char *address = mg_json_get_string (claims, "email");
  g_autofree char *clean = NULL;

  if (address != NULL && !mg_json_get_boolean (claims, "email_verified", TRUE))
    address = NULL;
  if (address == NULL || *address == '\0')
    address = mg_json_get_string (claims, "preferred_username");
  if (address == NULL || *address == '\0' || strlen (address) > ADDRESS_MAX)
    return NULL;

  clean = mg_text_dup_clean (address, -1, ADDRESS_MAX);

  return g_str_equal (clean, address) ? g_steal_pointer (&clean) : NULL;
}

/**
 * mg_id_token_read_address:
 * @token: an ID token that came from the token endpoint
 * @provider: the provider
 * @client_id: our client
 * @nonce: (nullable): the nonce of the request; none after a refresh
 * @now: the wall clock
 * @address: (out) (nullable): return location for who signed in
 * @error: return location for an error
 *
 * Reads who signed in. It came over TLS from the token endpoint itself, which
 * stands in for its signature (OpenID Connect Core §3.1.3.7, item 6). A token
 * that cannot be read or is too old tells nothing; one that was made for
 * somebody else, or for another request, is an attack and an error.
 *
 * Returns: %TRUE unless the token is somebody else's
 */
gboolean
mg_id_token_read_address (const char  *token,
                          MgProvider  *provider,
                          const char  *client_id,
                          const char  *nonce,
                          gint64       now,
                          char       **address,
                          GError     **error)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject *claims;
  gint64 expiry;

  g_return_val_if_fail (token != NULL, FALSE);
  g_return_val_if_fail (MG_IS_PROVIDER (provider), FALSE);
  g_return_val_if_fail (client_id != NULL, FALSE);
  g_return_val_if_fail (address != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  *address = NULL;
  root = parse_claims (token);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_debug ("unreadable ID token");
      return TRUE;
    }

  claims = json_node_get_object (root);
  if (!has_issuer (claims, provider) || !has_audience (claims, client_id) ||
      (nonce != NULL && g_strcmp0 (mg_json_get_string (claims, "nonce"), nonce) != 0))
    {
      g_set_error (error, MG_ERROR, MG_ERROR_PROTOCOL,
                   _("The answer of %s belongs to another request"),
                   mg_provider_get_name (provider));
      return FALSE;
    }

  if (mg_json_get_int (claims, "exp", &expiry) &&
      expiry > now / G_USEC_PER_SEC - CLOCK_SKEW_SECONDS)
    *address = dup_address (claims);
  else
    g_debug ("outdated ID token");

  return TRUE;
}
