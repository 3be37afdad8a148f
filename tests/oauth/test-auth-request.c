/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-auth-request.h"
#include "mg-endpoint.h"
#include "mg-error.h"
#include "mg-oauth-fixture.h"
#include "mg-provider-file.h"

#define REDIRECT_URI "http://127.0.0.1:1234/callback"

static const char * const scopes[] = { "mail.send", "openid", NULL };

static MgProvider *
create_provider (const char *endpoint,
                 const char *parameter,
                 const char *value)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  MgProvider *provider;

  g_key_file_set_string (file, "Provider", "Id", "test");
  g_key_file_set_string (file, "Provider", "Name", "Test");
  g_key_file_set_string (file, "OAuth", "AuthorizationEndpoint", endpoint);
  g_key_file_set_string (file, "OAuth", "TokenEndpoint", "https://id.example/token");
  if (parameter != NULL)
    g_key_file_set_string (file, "Authorization Parameters", parameter, value);
  provider = mg_provider_new_from_key_file (file, MG_PROVIDER_ORIGIN_PERSON, &error);
  g_assert_no_error (error);

  return provider;
}

static MgAuthRequest *
create_request (const char  *endpoint,
                const char  *client_id,
                const char  *login_hint,
                GError     **error)
{
  g_autoptr (MgProvider) provider = create_provider (endpoint, "prompt", "consent");
  g_autoptr (MgOAuthClient) client = mg_oauth_client_new (client_id, NULL, NULL);

  return mg_auth_request_new (provider, client, REDIRECT_URI, scopes, login_hint, error);
}

static void
assert_param (MgAuthRequest *request,
              const char    *name,
              const char    *expected)
{
  g_autofree char *value = mg_oauth_fixture_dup_param (mg_auth_request_get_uri (request), name);

  g_assert_cmpstr (value, ==, expected);
}

/* Check that an endpoint's own query stays and is added to, and a fragment is refused. */
static void
test_item_1 (void)
{
  static const struct { const char *endpoint; const char *start; } vectors[] = {
    { "https://id.example/authorize", "https://id.example/authorize?response_type=code&" },
    { "https://id.example/authorize?", "https://id.example/authorize?response_type=code&" },
    { "https://id.example/authorize?a=b%20c",
      "https://id.example/authorize?a=b%20c&response_type=code&" },
    { "https://id.example/authorize?a=b&", "https://id.example/authorize?a=b&response_type=code&" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MgAuthRequest) request =
        create_request (vectors[i].endpoint, "client", NULL, &error);

      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (mg_auth_request_get_uri (request), vectors[i].start));
      g_assert_null (strchr (mg_auth_request_get_uri (request), '#'));
    }

  g_assert_false (mg_endpoint_check ("https://id.example/authorize#here", NULL));
}

/* Check that no setting can send a parameter twice or override a standard one. */
static void
test_item_2 (void)
{
  static const char * const names[] = {
    "client_id", "response_type", "redirect_uri", "scope", "state", "code_challenge",
    "code_challenge_method", "nonce", "response_mode",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GHashTable) table = g_hash_table_new (g_str_hash, g_str_equal);
      g_autofree char *endpoint = g_strdup_printf ("https://id.example/?%s=x", names[i]);
      g_autoptr (GError) error = NULL;

      g_hash_table_insert (table, (gpointer) names[i], (gpointer) "x");
      g_assert_false (mg_auth_request_check_parameters (table, &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
      g_clear_error (&error);

      g_assert_null (create_request (endpoint, "client", NULL, &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
    }
}

/* Check that a parameter that is in the endpoint already is not repeated. */
static void
test_item_2_repeated (void)
{
  g_autoptr (MgAuthRequest) request =
    create_request ("https://id.example/?prompt=none&login_hint=a", "client", "b", NULL);

  assert_param (request, "prompt", "none");
  assert_param (request, "login_hint", "a");
}

/* Check that values with every awkward character come out as they went in. */
static void
test_item_3 (void)
{
  static const char * const values[] = {
    "a b", "a+b", "a&b=c", "100%", "#1", "é€😀", "https://mail.google.com/", "\"<>'",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (MgAuthRequest) request =
        create_request ("https://id.example/", values[i], values[i], NULL);

      assert_param (request, "client_id", values[i]);
      assert_param (request, "login_hint", values[i]);
      assert_param (request, "redirect_uri", REDIRECT_URI);
      assert_param (request, "scope", "mail.send openid");
      assert_param (request, "prompt", "consent");
    }
}

/* Check that the challenge is that of RFC 7636, appendix B. */
static void
test_item_4_vector (void)
{
  g_autoptr (MgSecret) verifier =
    mg_secret_new ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", -1);
  g_autofree char *challenge = mg_auth_request_dup_challenge (verifier);

  g_assert_cmpstr (challenge, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

/* Check that each request has PKCE with S256, a verifier of 256 bits, and the
 * challenge of that verifier and no other. */
static void
test_item_4_fresh (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 64; i++)
    {
      g_autoptr (MgAuthRequest) request =
        create_request ("https://id.example/", "client", NULL, NULL);
      MgSecret *verifier = mg_auth_request_get_verifier (request);
      const char *text = mg_secret_peek (verifier);
      g_autofree char *challenge = mg_auth_request_dup_challenge (verifier);

      g_assert_cmpuint (strlen (text), ==, 43);
      g_assert_cmpuint (strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789-._~"), ==, 43);
      g_assert_true (g_hash_table_add (seen, g_strdup (text)));
      assert_param (request, "code_challenge", challenge);
      assert_param (request, "code_challenge_method", "S256");
      g_assert_null (strstr (mg_auth_request_get_uri (request), text));
    }
}

/* Check that each request has a state of at least 128 bits of its own. */
static void
test_item_5 (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 64; i++)
    {
      g_autoptr (MgAuthRequest) request =
        create_request ("https://id.example/", "client", NULL, NULL);
      const char *state = mg_auth_request_get_state (request);

      g_assert_cmpuint (strlen (state), >=, 22);
      g_assert_true (g_hash_table_add (seen, g_strdup (state)));
      assert_param (request, "state", state);
      assert_param (request, "nonce", mg_auth_request_get_nonce (request));
      g_assert_cmpstr (state, !=, mg_auth_request_get_nonce (request));
    }
}

/* Check that there is a nonce where an ID token is asked for, and none elsewhere. */
static void
test_item_6 (void)
{
  static const char * const bare[] = { "mail.send", NULL };
  g_autoptr (MgProvider) provider = create_provider ("https://id.example/", NULL, NULL);
  g_autoptr (MgOAuthClient) client = mg_oauth_client_new ("client", NULL, NULL);
  g_autoptr (MgAuthRequest) without =
    mg_auth_request_new (provider, client, REDIRECT_URI, bare, NULL, NULL);
  g_autoptr (MgAuthRequest) with =
    mg_auth_request_new (provider, client, REDIRECT_URI, scopes, NULL, NULL);

  g_assert_null (mg_auth_request_get_nonce (without));
  assert_param (without, "nonce", NULL);
  g_assert_nonnull (mg_auth_request_get_nonce (with));
}

/* Check that the code flow is the only one that is ever asked for. */
static void
test_item_7 (void)
{
  g_autoptr (MgAuthRequest) request =
    create_request ("https://id.example/", "client", NULL, NULL);

  assert_param (request, "response_type", "code");
}

/* Check that only HTTPS, or HTTP on this computer, is opened or asked. */
static void
test_item_9 (void)
{
  static const struct { const char *uri; gboolean allowed; } vectors[] = {
    { "https://id.example/authorize", TRUE },
    { "https://id.example:8443/a?b=c", TRUE },
    { "http://127.0.0.1:4000/authorize", TRUE },
    { "http://[::1]:4000/authorize", TRUE },
    { "http://localhost:4000/", TRUE },
    { "http://id.example/authorize", FALSE },
    { "http://127.0.0.1.evil.example/", FALSE },
    { "http://localhost.evil.example/", FALSE },
    { "https://user@id.example/", FALSE },
    { "https://user:password@id.example/", FALSE },
    { "https:///authorize", FALSE },
    { "file:///etc/passwd", FALSE },
    { "javascript:alert(1)", FALSE },
    { "data:text/html,x", FALSE },
    { "mailto:a@b.example", FALSE },
    { "id.example", FALSE },
    { "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("Vector %" G_GSIZE_FORMAT ": %s", i, vectors[i].uri);
      g_assert_true (mg_endpoint_check (vectors[i].uri, &error) == vectors[i].allowed);
      g_assert_true ((error == NULL) == vectors[i].allowed);
    }

  g_assert_false (mg_endpoint_is_loopback_host (NULL));
}

/* Check that scopes keep their order. */
static void
test_item_10 (void)
{
  static const char * const ordered[] = { "z", "a", "M", NULL };
  g_autoptr (MgProvider) provider = create_provider ("https://id.example/", NULL, NULL);
  g_autoptr (MgOAuthClient) client = mg_oauth_client_new ("client", NULL, NULL);
  g_autoptr (MgAuthRequest) request =
    mg_auth_request_new (provider, client, REDIRECT_URI, ordered, NULL, NULL);

  assert_param (request, "scope", "z a M");
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/oauth/item-1/endpoint-query", test_item_1);
  g_test_add_func ("/oauth/item-2/reserved-parameters", test_item_2);
  g_test_add_func ("/oauth/item-2/no-parameter-twice", test_item_2_repeated);
  g_test_add_func ("/oauth/item-3/encoding", test_item_3);
  g_test_add_func ("/oauth/item-4/rfc-7636-vector", test_item_4_vector);
  g_test_add_func ("/oauth/item-4/pkce-always", test_item_4_fresh);
  g_test_add_func ("/oauth/item-5/state", test_item_5);
  g_test_add_func ("/oauth/item-6/nonce", test_item_6);
  g_test_add_func ("/oauth/item-7/code-flow-only", test_item_7);
  g_test_add_func ("/oauth/item-9/addresses", test_item_9);
  g_test_add_func ("/oauth/item-10/scope-order", test_item_10);

  return g_test_run ();
}
