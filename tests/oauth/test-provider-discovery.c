/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "mg-error.h"
#include "mg-provider-discovery.h"
#include "mg-provider-file.h"
#include "mg-provider-metadata.h"
#include "mg-provider-registry.h"

#include "mg-oauth-fixture.h"

#define OIDC "/.well-known/openid-configuration"
#define RFC8414 "/.well-known/oauth-authorization-server"

/* Makes a discovery document of the fake provider, with members before its end. */
static char *
dup_document (MgOAuthFixture *fixture,
              const char     *issuer,
              const char     *more)
{
  const char *uri = mg_fake_provider_get_uri (fixture->fake);

  return g_strdup_printf ("{\"issuer\":\"%s\",\"authorization_endpoint\":\"%s/authorize\","
                          "\"token_endpoint\":\"%s/token\"%s}",
                          issuer != NULL ? issuer : uri, uri, uri, more);
}

static GKeyFile *
discover (MgOAuthFixture *fixture,
          const char     *path,
          GCancellable   *cancellable,
          GError        **error)
{
  g_autofree char *issuer = g_strconcat (mg_fake_provider_get_uri (fixture->fake), path, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  mg_provider_discover_async (fixture->http, issuer, cancellable, mg_test_store_result, &result);

  return mg_provider_discover_finish (fixture->http, mg_test_await_result (&result), error);
}

static GKeyFile *
discover_document (MgOAuthFixture *fixture,
                   const char     *more,
                   GError        **error)
{
  g_autofree char *document = dup_document (fixture, NULL, more);

  mg_fake_provider_script (fixture->fake, OIDC, 200, document);

  return discover (fixture, "", NULL, error);
}

static void
assert_key (GKeyFile   *file,
            const char *group,
            const char *key,
            const char *expected)
{
  g_autofree char *value = g_key_file_get_string (file, group, key, NULL);

  g_assert_cmpstr (value, ==, expected);
}

/* Check where the document is looked for, with a path and with a slash. */
static void
test_item_42 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  static const struct { const char *path; const char *oidc; const char *rfc; } vectors[] = {
    { "", OIDC, RFC8414 },
    { "/", OIDC, RFC8414 },
    { "/realm/a", "/realm/a" OIDC, RFC8414 "/realm/a" },
    { "/realm/a/", "/realm/a" OIDC, RFC8414 "/realm/a" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      const char *uri = mg_fake_provider_get_uri (fixture->fake);
      g_autofree char *issuer = g_strconcat (uri, vectors[i].path, NULL);
      g_autofree char *document = dup_document (fixture, issuer, "");
      g_autofree char *first = g_strconcat (uri, vectors[i].oidc, NULL);
      g_autofree char *second = g_strconcat (uri, vectors[i].rfc, NULL);
      g_autoptr (GKeyFile) file = NULL;
      g_autoptr (GError) error = NULL;
      guint before = mg_fake_provider_get_n_requests (fixture->fake);

      mg_fake_provider_script (fixture->fake, vectors[i].rfc, 200, document);
      file = discover (fixture, vectors[i].path, NULL, &error);
      g_assert_no_error (error);
      assert_key (file, "OAuth", "Issuer", issuer);
      g_assert_cmpstr (mg_fake_provider_get_target (fixture->fake, before), ==, first);
      g_assert_cmpstr (mg_fake_provider_get_target (fixture->fake, before + 1), ==, second);
    }
}

/* Check that a document is used only if it names the issuer that was asked. */
static void
test_item_43 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  static const char * const suffixes[] = { "/", "x", "/realm" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *issuer =
        g_strconcat (mg_fake_provider_get_uri (fixture->fake), suffixes[i], NULL);
      g_autofree char *document = dup_document (fixture, issuer, "");
      g_autoptr (GError) error = NULL;

      mg_fake_provider_script (fixture->fake, OIDC, 200, document);
      g_assert_null (discover (fixture, "", NULL, &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_PROTOCOL);
      g_assert_nonnull (strstr (error->message, issuer));
    }
}

/* Check what a document may leave out, and what it may not be. */
static void
test_item_44_tolerated (MgOAuthFixture *fixture,
                        gconstpointer   data)
{
  g_autofree char *document =
    dup_document (fixture, NULL, ",\"jwks_uri\":null,\"revocation_endpoint\":null,\"x\":[{}],"
                  "\"response_types_supported\":\"code\"");
  g_autofree char *marked = g_strconcat ("\xef\xbb\xbf", document, NULL);
  g_autoptr (GKeyFile) file = NULL;
  g_autoptr (GError) error = NULL;

  mg_fake_provider_script (fixture->fake, OIDC, 200, marked);
  mg_fake_provider_script_header (fixture->fake, OIDC, "Content-Type", "text/plain");
  file = discover (fixture, "", NULL, &error);
  g_assert_no_error (error);
  assert_key (file, "OAuth", "ClientAuth", "client-secret-basic");
  assert_key (file, "OAuth", "ClientKind", "confidential");
  assert_key (file, "OAuth", "RevocationEndpoint", NULL);
}

static void
test_item_44_refused (MgOAuthFixture *fixture,
                      gconstpointer   data)
{
  static const struct { const char *body; int code; } vectors[] = {
    { "[]", MG_ERROR_PROTOCOL },
    { "", MG_ERROR_PROTOCOL },
    { "{\"issuer\":", MG_ERROR_PROTOCOL },
    { "<html></html>", MG_ERROR_CAPTIVE_PORTAL },
    { "{\"authorization_endpoint\":\"https://a.example/\"}", MG_ERROR_PROTOCOL },
  };
  static const char * const members[] = {
    ",\"device_authorization_endpoint\":[\"https://a.example/\"]",
    ",\"revocation_endpoint\":7",
  };
  g_autofree char *endless = g_strnfill (1024 * 1024 + 1, ' ');
  g_autoptr (GError) too_long = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;

      mg_fake_provider_script (fixture->fake, OIDC, 200, vectors[i].body);
      g_assert_null (discover (fixture, "", NULL, &error));
      g_assert_error (error, MG_ERROR, vectors[i].code);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (discover_document (fixture, members[i], &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_PROTOCOL);
    }

  mg_fake_provider_script (fixture->fake, OIDC, 200, endless);
  g_assert_null (discover (fixture, "", NULL, &too_long));
  g_assert_error (too_long, MG_ERROR, MG_ERROR_PROTOCOL);
}

static MgProvider *
add_issuer (MgOAuthFixture      *fixture,
            MgProviderRegistry  *registry,
            const char          *more,
            const char * const  *scopes,
            GError             **error)
{
  g_autofree char *document = dup_document (fixture, NULL, more);
  g_autoptr (GAsyncResult) result = NULL;

  mg_fake_provider_script (fixture->fake, OIDC, 200, document);
  mg_provider_registry_add_issuer_async (registry, fixture->http,
                                         mg_fake_provider_get_uri (fixture->fake), "my-client",
                                         scopes, NULL, mg_test_store_result, &result);

  return mg_provider_registry_add_issuer_finish (registry, mg_test_await_result (&result), error);
}

/* Check that an endpoint without HTTPS is refused before anything is saved. */
static void
test_item_44_plain (MgOAuthFixture *fixture,
                    gconstpointer   data)
{
  g_autoptr (MgProviderRegistry) registry = mg_provider_registry_new (fixture->context);
  guint before = g_list_model_get_n_items (G_LIST_MODEL (registry));
  g_autoptr (GError) error = NULL;

  g_assert_null (add_issuer (fixture, registry,
                             ",\"revocation_endpoint\":\"http://id.example/revoke\"", NULL, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_INSECURE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (registry)), ==, before);
}

/* Check that a server that knows PKCE but not S256 is told of, and that one
 * without the code flow is none. */
static void
test_item_45 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  static const struct { const char *members; gboolean lacks; } vectors[] = {
    { "{\"code_challenge_methods_supported\":[\"plain\"]}", TRUE },
    { "{\"code_challenge_methods_supported\":[]}", TRUE },
    { "{\"code_challenge_methods_supported\":[\"plain\",\"S256\"]}", FALSE },
    { "{\"code_challenge_methods_supported\":null}", FALSE },
    { "{}", FALSE },
  };
  g_autoptr (GKeyFile) plain = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (JsonNode) node = json_from_string (vectors[i].members, NULL);

      g_assert_true (mg_provider_metadata_lacks_pkce (json_node_get_object (node)) ==
                     vectors[i].lacks);
    }

  plain = discover_document (fixture, ",\"code_challenge_methods_supported\":[\"plain\"]", NULL);
  g_assert_nonnull (plain);
  g_assert_null (discover_document (fixture, ",\"response_types_supported\":[\"token\"]", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED);
}

/* Check that what a server does not have is not offered. */
static void
test_item_46 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (MgProviderRegistry) registry = mg_provider_registry_new (fixture->context);
  g_autoptr (MgProvider) provider = add_issuer (fixture, registry, "", NULL, NULL);

  g_assert_nonnull (provider);
  g_assert_null (mg_provider_dup_device_endpoint (provider, NULL));
  g_assert_null (mg_provider_dup_revocation_endpoint (provider, NULL));
  g_assert_cmpint (mg_provider_get_revocation_reach (provider), ==, MG_REVOCATION_REACH_NONE);
}

/* Check that a few redirects are followed, and none into the open. */
static void
test_item_47 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autofree char *document = dup_document (fixture, NULL, "");
  g_autoptr (GKeyFile) file = NULL;
  g_autoptr (GError) error = NULL;

  mg_fake_provider_script (fixture->fake, OIDC, 301, "");
  mg_fake_provider_script_header (fixture->fake, OIDC, "Location", "/elsewhere");
  mg_fake_provider_script (fixture->fake, "/elsewhere", 200, document);
  file = discover (fixture, "", NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (file);
  g_assert_null (mg_fake_provider_get_header (fixture->fake, 1, "Authorization"));

  for (guint i = 0; i < 4; i++)
    {
      mg_fake_provider_script (fixture->fake, OIDC, 302, "");
      mg_fake_provider_script_header (fixture->fake, OIDC, "Location", OIDC);
    }
  g_assert_null (discover (fixture, "", NULL, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
  g_clear_error (&error);

  mg_fake_provider_script (fixture->fake, OIDC, 302, "");
  mg_fake_provider_script_header (fixture->fake, OIDC, "Location", "http://id.example/");
  g_assert_null (discover (fixture, "", NULL, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
}

/* Check that a silent server is not waited for longer than 15 seconds, and
 * that the person can stop earlier. */
static void
test_item_47_silent (MgOAuthFixture *fixture,
                     gconstpointer   data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mg_fake_provider_script (fixture->fake, OIDC, MG_FAKE_PROVIDER_SILENT, "");
  mg_provider_discover_async (fixture->http, mg_fake_provider_get_uri (fixture->fake), NULL,
                              mg_test_store_result, &result);
  mg_fake_clock_advance (fixture->clock, 15 * (gint64) G_USEC_PER_SEC);
  g_assert_null (mg_provider_discover_finish (fixture->http, mg_test_await_result (&result),
                                              &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_TIMED_OUT);
  g_clear_error (&error);

  g_cancellable_cancel (cancellable);
  g_assert_null (discover (fixture, "", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Check that only an address that can be an issuer is asked. */
static void
test_issuer (MgOAuthFixture *fixture,
             gconstpointer   data)
{
  static const char * const issuers[] = {
    "http://id.example", "file:///etc/passwd", "id.example", "", "https://id.example/?a=b",
    "https://id.example/#a", "https://user@id.example",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (issuers); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      mg_provider_discover_async (fixture->http, issuers[i], NULL, mg_test_store_result, &result);
      g_assert_null (mg_provider_discover_finish (fixture->http, mg_test_await_result (&result),
                                                  &error));
      g_assert_nonnull (error);
    }
}

/* Check that a discovered provider is ready to be used, and still there in
 * the next registry. */
static void
test_added (MgOAuthFixture *fixture,
            gconstpointer   data)
{
  static const char more[] =
    ",\"authorization_response_iss_parameter_supported\":true"
    ",\"device_authorization_endpoint\":\"https://id.example/device\""
    ",\"revocation_endpoint\":\"https://id.example/revoke\""
    ",\"token_endpoint_auth_methods_supported\":[\"none\",\"client_secret_post\"]"
    ",\"scopes_supported\":[\"openid\",\"offline_access\",\"email\",\"profile\","
    "\"https://mail.example/\",\"https://x.example/SMTP.Send\",\"https://x.example/IMAP.Access\"]";
  static const char * const smtp[] = {
    "https://mail.example/", "https://x.example/SMTP.Send", "openid", "email", "offline_access",
    NULL
  };
  static const char * const imap[] = {
    "https://mail.example/", "https://x.example/IMAP.Access", NULL
  };
  static const char * const own[] = { "own.scope", NULL };
  g_autoptr (MgProviderRegistry) registry = mg_provider_registry_new (fixture->context);
  g_autoptr (MgProviderRegistry) next = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgProvider) provider = add_issuer (fixture, registry, more, NULL, &error);
  g_autoptr (MgProvider) again = NULL;
  g_auto (GStrv) scopes = NULL;
  g_auto (GStrv) smtp_scopes = NULL;
  g_auto (GStrv) imap_scopes = NULL;
  g_auto (GStrv) own_scopes = NULL;
  MgProvider *kept;

  g_assert_no_error (error);
  g_assert_false (mg_provider_is_built_in (provider));
  g_assert_cmpstr (mg_provider_get_client_id (provider), ==, "my-client");
  g_assert_true (mg_provider_sends_issuer (provider));
  g_assert_cmpint (mg_provider_get_client_kind (provider), ==, MG_CLIENT_KIND_PUBLIC);
  g_assert_cmpint (mg_provider_get_client_auth (provider), ==, MG_CLIENT_AUTH_POST);
  g_assert_cmpint (mg_provider_get_revocation_reach (provider), ==, MG_REVOCATION_REACH_GRANT);
  g_assert_true (mg_provider_get_rotates (provider));
  g_assert_cmpstr (g_hash_table_lookup (mg_provider_get_parameters (provider), "prompt"), ==,
                   "consent");
  smtp_scopes = mg_provider_dup_mail_scopes (provider, MG_MAIL_PROTOCOL_SMTP);
  scopes = mg_provider_dup_scopes (provider, (const char * const *) smtp_scopes);
  g_assert_cmpstrv (scopes, smtp);
  imap_scopes = mg_provider_dup_mail_scopes (provider, MG_MAIL_PROTOCOL_IMAP);
  g_assert_cmpstrv (imap_scopes, imap);

  next = mg_provider_registry_new (fixture->context);
  kept = mg_provider_registry_lookup (next, mg_provider_get_id (provider));
  g_assert_nonnull (kept);
  g_assert_cmpstr (mg_provider_get_client_id (kept), ==, "my-client");

  again = add_issuer (fixture, next, more, own, NULL);
  own_scopes = mg_provider_dup_mail_scopes (again, MG_MAIL_PROTOCOL_SMTP);
  g_assert_cmpstrv (own_scopes, own);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (next)), ==,
                    g_list_model_get_n_items (G_LIST_MODEL (registry)));
  g_assert_true (mg_provider_registry_remove (next, mg_provider_get_id (again), NULL));
}

#define ADD(path, function) \
  g_test_add (path, MgOAuthFixture, NULL, mg_oauth_fixture_set_up, function, \
              mg_oauth_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  ADD ("/oauth/discovery/added", test_added);
  ADD ("/oauth/discovery/issuer", test_issuer);
  ADD ("/oauth/item-42/where", test_item_42);
  ADD ("/oauth/item-43/same-issuer", test_item_43);
  ADD ("/oauth/item-44/tolerated", test_item_44_tolerated);
  ADD ("/oauth/item-44/refused", test_item_44_refused);
  ADD ("/oauth/item-44/plain-http", test_item_44_plain);
  ADD ("/oauth/item-45/pkce-and-flow", test_item_45);
  ADD ("/oauth/item-46/absent-features", test_item_46);
  ADD ("/oauth/item-47/redirects", test_item_47);
  ADD ("/oauth/item-47/silent", test_item_47_silent);

  return g_test_run ();
}
