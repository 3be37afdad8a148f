/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-auth-response.h"
#include "mg-error.h"
#include "mg-id-token.h"
#include "mg-oauth-fixture.h"
#include "mg-provider-file.h"

#define REDIRECT_URI "http://127.0.0.1:1234/callback"

typedef struct
{
  const char *query;
  const char *code;   /* NULL: refused */
} Vector;

static void
assert_vectors (const Vector *vectors,
                gsize         n_vectors)
{
  for (gsize i = 0; i < n_vectors; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MgAuthResponse) response = NULL;

      g_test_message ("Vector %" G_GSIZE_FORMAT ": %s", i, vectors[i].query);
      response = mg_auth_response_parse (vectors[i].query, &error);
      if (vectors[i].code != NULL)
        {
          g_assert_no_error (error);
          g_assert_cmpstr (mg_secret_peek (mg_auth_response_get_code (response)), ==,
                           vectors[i].code);
        }
      else
        {
          g_assert_error (error, MG_ERROR, MG_ERROR_PROTOCOL);
          g_assert_null (response);
        }
    }
}

/* Check that the state is compared whole, byte by byte, and that none is none. */
static void
test_item_22 (void)
{
  static const struct { const char *query; gboolean ours; } vectors[] = {
    { "code=c&state=AbCd", TRUE },
    { "state=AbCd&code=c&session_state=x", TRUE },
    { "code=c&state=abcd", FALSE },
    { "code=c&state=AbC", FALSE },
    { "code=c&state=AbCdE", FALSE },
    { "code=c&state=", FALSE },
    { "code=c", FALSE },
    { "error=access_denied", FALSE },
    { "error=access_denied&state=AbCd", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgAuthResponse) response = mg_auth_response_parse (vectors[i].query, NULL);

      g_test_message ("Vector %" G_GSIZE_FORMAT ": %s", i, vectors[i].query);
      g_assert_true (mg_auth_response_has_state (response, "AbCd") == vectors[i].ours);
    }
}

/* Check that nothing is guessed where a parameter comes twice, or a code with an error. */
static void
test_item_23 (void)
{
  static const Vector vectors[] = {
    { "code=a&code=b&state=s", NULL },
    { "code=a&code=a&state=s", NULL },
    { "code=a&state=s&state=s", NULL },
    { "error=a&error=b&state=s", NULL },
    { "code=a&iss=x&iss=x", NULL },
    { "code=&code=a", NULL },
    { "error=x&error_description=a&error_description=b", NULL },
    { "code=a&error=b&state=s", NULL },
    { "state=s", NULL },
    { "", NULL },
    { "other=1&other=2&code=a", "a" },
  };

  assert_vectors (vectors, G_N_ELEMENTS (vectors));
}

/* Check that percent-encoding is decoded strictly. */
static void
test_item_24 (void)
{
  static const Vector vectors[] = {
    { "code=a%20b", "a b" },
    { "code=a+b", "a b" },
    { "code=a%2Bb", "a+b" },
    { "code=4%2F0AX", "4/0AX" },
    { "c%6Fde=a", "a" },
    { "code=%e2%82%ac", "€" },
    { "code=a&&state=s&", "a" },
    { "code=a=b", "a=b" },
    { "code=%", NULL },
    { "code=%4", NULL },
    { "code=%zz", NULL },
    { "code=a%00b", NULL },
    { "code=%ff%fe", NULL },
    { "code=%c0%80", NULL },
    { "code=a&x=%ff", NULL },
    { "code=a&%00=x", NULL },
    { "code=", NULL },
    { "code", NULL },
    { "code=&error=", NULL },
  };

  assert_vectors (vectors, G_N_ELEMENTS (vectors));
}

/* Check that an error is read as one, with the provider's words as they came. */
static void
test_error (void)
{
  g_autoptr (MgAuthResponse) response =
    mg_auth_response_parse ("error=access_denied&error_description=No+way&code=&state=s", NULL);

  g_assert_null (mg_auth_response_get_code (response));
  g_assert_cmpstr (mg_auth_response_get_error (response), ==, "access_denied");
  g_assert_cmpstr (mg_auth_response_get_description (response), ==, "No way");
}

/* Check what may be pasted: the whole address, without its scheme, its query;
 * never a bare code and never another address. */
static void
test_item_36 (void)
{
  static const struct { const char *text; const char *query; } vectors[] = {
    { REDIRECT_URI "?code=a&state=s", "code=a&state=s" },
    { "  \n" REDIRECT_URI "?code=a&state=s \r\n", "code=a&state=s" },
    { REDIRECT_URI "?code=a&state=s#_=_", "code=a&state=s" },
    { "127.0.0.1:1234/callback?code=a", "code=a" },
    { "?code=a&state=s", "code=a&state=s" },
    { "code=a&state=s", "code=a&state=s" },
    { REDIRECT_URI "/?code=a", NULL },
    { REDIRECT_URI "x?code=a", NULL },
    { "https://127.0.0.1:1234/callback?code=a", NULL },
    { "http://127.0.0.1:1235/callback?code=a", NULL },
    { "http://127.0.0.1:1234/Callback?code=a", NULL },
    { "http://localhost:1234/callback?code=a", NULL },
    { "http://evil.example/callback?code=a", NULL },
    { "127.0.0.1:1235/callback?code=a", NULL },
    { REDIRECT_URI, NULL },
    { "4/0AX4XfWh", NULL },
    { "", NULL },
  };
  g_autofree char *endless = g_strnfill (64 * 1024, 'x');

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *query =
        mg_auth_response_dup_pasted_query (vectors[i].text, REDIRECT_URI, &error);

      g_test_message ("Vector %" G_GSIZE_FORMAT ": %s", i, vectors[i].text);
      g_assert_cmpstr (query, ==, vectors[i].query);
      if (query == NULL)
        g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
    }

  g_assert_null (mg_auth_response_dup_pasted_query (endless, REDIRECT_URI, NULL));
}

/* Check that a redirect address without a path may come with the browser's slash. */
static void
test_item_36_no_path (void)
{
  g_autofree char *slash =
    mg_auth_response_dup_pasted_query ("http://localhost:1/?code=a", "http://localhost:1", NULL);
  g_autofree char *bare =
    mg_auth_response_dup_pasted_query ("http://localhost:1?code=a", "http://localhost:1", NULL);

  g_assert_cmpstr (slash, ==, "code=a");
  g_assert_cmpstr (bare, ==, "code=a");
  g_assert_null (mg_auth_response_dup_pasted_query ("http://localhost:12/?code=a",
                                                    "http://localhost:1", NULL));
}

static MgProvider *
create_provider (const char       *issuer,
                 gboolean          sends_issuer,
                 MgProviderOrigin  origin)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  MgProvider *provider;

  g_key_file_set_string (file, "Provider", "Id", "test");
  g_key_file_set_string (file, "Provider", "Name", "Test");
  g_key_file_set_string (file, "OAuth", "AuthorizationEndpoint", "https://id.example/authorize");
  g_key_file_set_string (file, "OAuth", "TokenEndpoint", "https://id.example/token");
  g_key_file_set_boolean (file, "OAuth", "SendsIssuer", sends_issuer);
  if (issuer != NULL)
    g_key_file_set_string (file, "OAuth", "Issuer", issuer);
  provider = mg_provider_new_from_key_file (file, origin, &error);
  g_assert_no_error (error);

  return provider;
}

static void
assert_issuer (MgProvider *provider,
               const char *query,
               gboolean    accepted)
{
  g_autoptr (MgAuthResponse) response = mg_auth_response_parse (query, NULL);
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", query);
  g_assert_true (mg_auth_response_check_issuer (response, provider, &error) == accepted);
  if (!accepted)
    g_assert_error (error, MG_ERROR, MG_ERROR_PROTOCOL);
}

/* Check that a provider that always names itself has to, to the byte, on
 * errors too. */
static void
test_item_38 (void)
{
  g_autoptr (MgProvider) provider =
    create_provider ("https://id.example", TRUE, MG_PROVIDER_ORIGIN_PERSON);

  assert_issuer (provider, "code=a&iss=https%3A%2F%2Fid.example", TRUE);
  assert_issuer (provider, "error=a&iss=https%3A%2F%2Fid.example", TRUE);
  assert_issuer (provider, "code=a", FALSE);
  assert_issuer (provider, "error=a", FALSE);
  assert_issuer (provider, "code=a&iss=", FALSE);
  assert_issuer (provider, "code=a&iss=https://id.example/", FALSE);
  assert_issuer (provider, "code=a&iss=https://ID.example", FALSE);
  assert_issuer (provider, "error=a&iss=https://evil.example", FALSE);
}

/* Check that a name that nobody promised is held against what is known. */
static void
test_item_39 (void)
{
  g_autoptr (MgProvider) known =
    create_provider ("https://id.example", FALSE, MG_PROVIDER_ORIGIN_PERSON);
  g_autoptr (MgProvider) bare = create_provider (NULL, FALSE, MG_PROVIDER_ORIGIN_PERSON);

  assert_issuer (known, "code=a", TRUE);
  assert_issuer (known, "code=a&iss=https://id.example", TRUE);
  assert_issuer (known, "code=a&iss=https://evil.example", FALSE);
  assert_issuer (bare, "code=a", TRUE);
  assert_issuer (bare, "code=a&iss=https://id.example/realm", TRUE);
  assert_issuer (bare, "code=a&iss=https://evil.example", FALSE);
  assert_issuer (bare, "code=a&iss=nonsense", FALSE);
}

/* Check that a template stands for one tenant and nothing else, and only in a
 * provider that comes with the program. */
static void
test_item_41 (void)
{
  g_autoptr (MgProvider) provider =
    create_provider ("https://login.example/{tenantid}/v2.0", FALSE, MG_PROVIDER_ORIGIN_BUILT_IN);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  assert_issuer (provider, "code=a&iss=https://login.example/72f988bf-86f1/v2.0", TRUE);
  assert_issuer (provider, "code=a&iss=https://login.example/contoso.example/v2.0", TRUE);
  assert_issuer (provider, "code=a&iss=https://login.example//v2.0", FALSE);
  assert_issuer (provider, "code=a&iss=https://login.example/a/b/v2.0", FALSE);
  assert_issuer (provider, "code=a&iss=https://login.example/a/v2.0/", FALSE);
  assert_issuer (provider, "code=a&iss=https://evil.example/a/v2.0", FALSE);
  assert_issuer (provider, "code=a&iss=https://login.example/{tenantid}/v2.0", FALSE);

  g_key_file_set_string (file, "Provider", "Id", "test");
  g_key_file_set_string (file, "Provider", "Name", "Test");
  g_key_file_set_string (file, "OAuth", "Issuer", "https://login.example/{tenantid}/v2.0");
  g_assert_null (mg_provider_new_from_key_file (file, MG_PROVIDER_ORIGIN_PERSON, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
}

/* Check that an ID token fills the template in with its own tenant. */
static void
test_item_41_id_token (void)
{
  static const struct { const char *issuer; const char *tenant; gboolean accepted; } vectors[] = {
    { "https://login.example/t-1/v2.0", "t-1", TRUE },
    { "https://login.example/t-1/v2.0", "t-2", FALSE },
    { "https://login.example/t-1/v2.0", "t", FALSE },
    { "https://login.example/t-1/v2.0", "", FALSE },
    { "https://login.example/t-1/v2.0", "login.example", FALSE },
    { "https://evil.example/t-1/v2.0", "t-1", FALSE },
  };
  g_autoptr (MgProvider) provider =
    create_provider ("https://login.example/{tenantid}/v2.0", FALSE, MG_PROVIDER_ORIGIN_BUILT_IN);

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *claims =
        g_strdup_printf ("{\"iss\":\"%s\",\"tid\":\"%s\",\"aud\":\"c\",\"exp\":9,"
                         "\"email\":\"a@b.example\"}", vectors[i].issuer, vectors[i].tenant);
      g_autofree char *token = mg_oauth_fixture_dup_id_token (claims);
      g_autofree char *address = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", claims);
      g_assert_true (mg_id_token_read_address (token, provider, "c", NULL, 0, &address, &error) ==
                     vectors[i].accepted);
      g_assert_cmpstr (address, ==, vectors[i].accepted ? "a@b.example" : NULL);
    }
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/oauth/item-22/state-compared", test_item_22);
  g_test_add_func ("/oauth/item-23/nothing-twice", test_item_23);
  g_test_add_func ("/oauth/item-24/decoding", test_item_24);
  g_test_add_func ("/oauth/auth-response/error", test_error);
  g_test_add_func ("/oauth/item-36/pasted", test_item_36);
  g_test_add_func ("/oauth/item-36/pasted-without-path", test_item_36_no_path);
  g_test_add_func ("/oauth/item-38/issuer-required", test_item_38);
  g_test_add_func ("/oauth/item-39/issuer-volunteered", test_item_39);
  g_test_add_func ("/oauth/item-41/issuer-template", test_item_41);
  g_test_add_func ("/oauth/item-41/id-token", test_item_41_id_token);

  return g_test_run ();
}
