/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-error.h"
#include "mg-revocation.h"

#include "mg-oauth-fixture.h"

static gboolean
run (MgOAuthFixture     *fixture,
     const char         *refresh,
     MgRevocationReach   accepted,
     GCancellable       *cancellable,
     GError            **error)
{
  static const char * const scopes[] = { "mail.send", NULL };
  g_autoptr (MgSecret) access = mg_secret_new ("access-0", -1);
  g_autoptr (MgSecret) token = refresh != NULL ? mg_secret_new (refresh, -1) : NULL;
  g_autoptr (MgTokenSet) tokens = mg_token_set_new (access, token, scopes, 0, 0);
  g_autoptr (GAsyncResult) result = NULL;

  if (fixture->endpoint == NULL)
    mg_oauth_fixture_make_endpoint (fixture, "client", "s3cret");
  mg_revocation_run_async (fixture->endpoint, tokens, accepted, cancellable,
                           mg_test_store_result, &result);

  return mg_revocation_run_finish (fixture->endpoint, mg_test_await_result (&result), error);
}

/* Check that the refresh token is revoked by a form with the client's credentials. */
static void
test_item_73 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (GError) error = NULL;

  mg_fake_provider_script (fixture->fake, "/revoke", 200, "");
  g_assert_true (run (fixture, "refresh-0", MG_REVOCATION_REACH_GRANT, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (mg_fake_provider_get_method (fixture->fake, 0), ==, "POST");
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 0, "token"), ==, "refresh-0");
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 0, "token_type_hint"), ==,
                   "refresh_token");
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 0, "client_id"), ==, "client");
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 0, "client_secret"), ==, "s3cret");

  mg_fake_provider_script (fixture->fake, "/revoke", 200, "{}");
  g_assert_true (run (fixture, NULL, MG_REVOCATION_REACH_PROJECT, NULL, &error));
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 1, "token"), ==, "access-0");
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 1, "token_type_hint"), ==,
                   "access_token");
}

/* Check what counts as done and what says that the permission still lives. */
static void
test_item_73_answers (MgOAuthFixture *fixture,
                      gconstpointer   data)
{
  static const struct { guint status; const char *body; int code; } vectors[] = {
    { 400, "{\"error\":\"invalid_token\"}", -1 },
    { 400, "{\"error\":\"invalid_grant\"}", -1 },
    { 503, "", MG_ERROR_PROVIDER_UNAVAILABLE },
    { 401, "{\"error\":\"invalid_client\"}", MG_ERROR_PROVIDER_REFUSED },
    { 400, "{\"error\":\"invalid_request\"}", MG_ERROR_PROVIDER_REFUSED },
    { 302, "", MG_ERROR_PROTOCOL },
    { 200, "<html>", MG_ERROR_CAPTIVE_PORTAL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean done;

      g_test_message ("%u %s", vectors[i].status, vectors[i].body);
      mg_fake_provider_script (fixture->fake, "/revoke", vectors[i].status, vectors[i].body);
      done = run (fixture, "refresh-0", MG_REVOCATION_REACH_GRANT, NULL, &error);
      g_assert_true (done == (vectors[i].code < 0));
      if (done)
        g_assert_no_error (error);
      else
        g_assert_error (error, MG_ERROR, vectors[i].code);
    }
}

/* Check that a server that revokes access tokens only is asked for that, once. */
static void
test_item_73_access (MgOAuthFixture *fixture,
                     gconstpointer   data)
{
  g_autoptr (GError) error = NULL;

  mg_fake_provider_script (fixture->fake, "/revoke", 400, "{\"error\":\"unsupported_token_type\"}");
  mg_fake_provider_script (fixture->fake, "/revoke", 200, "");
  g_assert_true (run (fixture, "refresh-0", MG_REVOCATION_REACH_GRANT, NULL, NULL));
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 1, "token"), ==, "access-0");

  mg_fake_provider_script (fixture->fake, "/revoke", 400, "{\"error\":\"unsupported_token_type\"}");
  mg_fake_provider_script (fixture->fake, "/revoke", 400, "{\"error\":\"unsupported_token_type\"}");
  g_assert_false (run (fixture, "refresh-0", MG_REVOCATION_REACH_GRANT, NULL, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_PROVIDER_REFUSED);
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->fake), ==, 4);
}

/* Check that what ends more than one permission is not done unless accepted. */
static void
test_item_74 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *one = NULL;
  g_autofree char *many = NULL;

  g_key_file_set_string (fixture->file, "OAuth", "Revocation", "project");
  g_assert_false (run (fixture, "refresh-0", MG_REVOCATION_REACH_GRANT, NULL, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_FAILED);
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->fake), ==, 0);

  one = mg_revocation_dup_warning (fixture->provider, 1);
  many = mg_revocation_dup_warning (fixture->provider, 11);
  g_assert_nonnull (strstr (one, "1 other mail setting "));
  g_assert_nonnull (strstr (many, "11 other mail settings "));
  g_assert_null (mg_revocation_dup_warning (fixture->provider, 0));

  mg_fake_provider_script (fixture->fake, "/revoke", 200, "");
  g_assert_true (run (fixture, "refresh-0", MG_REVOCATION_REACH_PROJECT, NULL, NULL));
}

/* Check that a provider without a way says so. */
static void
test_item_74_none (MgOAuthFixture *fixture,
                   gconstpointer   data)
{
  g_autoptr (GError) error = NULL;

  g_key_file_set_string (fixture->file, "OAuth", "Revocation", "none");
  g_assert_false (run (fixture, "refresh-0", MG_REVOCATION_REACH_PROJECT, NULL, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED);
  g_assert_null (mg_revocation_dup_warning (fixture->provider, 3));
}

/* Check that nothing is asked about a token, though the provider has a place
 * for that: introspection is for the mail server. */
static void
test_item_75 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autofree char *introspect =
    g_strconcat (mg_fake_provider_get_uri (fixture->fake), "/introspect", NULL);

  g_key_file_set_string (fixture->file, "OAuth", "IntrospectionEndpoint", introspect);
  mg_fake_provider_script (fixture->fake, "/revoke", 200, "");
  g_assert_true (run (fixture, "refresh-0", MG_REVOCATION_REACH_GRANT, NULL, NULL));
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->fake), ==, 1);
  g_assert_true (g_str_has_suffix (mg_fake_provider_get_target (fixture->fake, 0), "/revoke"));
}

/* Check that what has ended is told from what still lives at the provider and
 * is only forgotten here. */
static void
test_item_76 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (GError) alive = NULL;
  g_autoptr (GError) gone = NULL;

  mg_fake_provider_script (fixture->fake, "/revoke", 503, "");
  g_assert_false (run (fixture, "refresh-0", MG_REVOCATION_REACH_GRANT, NULL, &alive));
  g_assert_error (alive, MG_ERROR, MG_ERROR_PROVIDER_UNAVAILABLE);
  mg_fake_provider_script (fixture->fake, "/revoke", 400, "{\"error\":\"invalid_token\"}");
  g_assert_true (run (fixture, "refresh-0", MG_REVOCATION_REACH_GRANT, NULL, &gone));
  g_assert_no_error (gone);
}

/* Check that it can be cancelled. */
static void
test_cancelled (MgOAuthFixture *fixture,
                gconstpointer   data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (run (fixture, "refresh-0", MG_REVOCATION_REACH_GRANT, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, function) \
  g_test_add (path, MgOAuthFixture, NULL, mg_oauth_fixture_set_up, function, \
              mg_oauth_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  ADD ("/oauth/revocation/cancelled", test_cancelled);
  ADD ("/oauth/item-73/form", test_item_73);
  ADD ("/oauth/item-73/answers", test_item_73_answers);
  ADD ("/oauth/item-73/access-token", test_item_73_access);
  ADD ("/oauth/item-74/reach", test_item_74);
  ADD ("/oauth/item-74/no-way", test_item_74_none);
  ADD ("/oauth/item-75/never-asked-about", test_item_75);
  ADD ("/oauth/item-76/told-apart", test_item_76);

  return g_test_run ();
}
