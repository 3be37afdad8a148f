/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-error.h"

#include "mg-oauth-fixture.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

static const char * const scopes[] = { "mail.send", "openid", NULL };

static MgAuthRequest *
create_request (MgOAuthFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  MgAuthRequest *request;

  if (fixture->endpoint == NULL)
    mg_oauth_fixture_make_endpoint (fixture, "client", NULL);
  request = mg_auth_request_new (fixture->provider,
                                 mg_token_endpoint_get_client (fixture->endpoint),
                                 "http://127.0.0.1:1234/callback", scopes, NULL, &error);
  g_assert_no_error (error);

  return request;
}

static MgTokenSet *
redeem (MgOAuthFixture  *fixture,
        MgOAuthFailure **failure,
        GError         **error)
{
  g_autoptr (MgAuthRequest) request = create_request (fixture);
  g_autoptr (MgSecret) code = mg_secret_new ("a code+/&=%", -1);
  g_autoptr (GAsyncResult) result = NULL;

  mg_token_endpoint_redeem_async (fixture->endpoint, request, code, scopes, NULL,
                                  mg_test_store_result, &result);

  return mg_token_endpoint_redeem_finish (fixture->endpoint, mg_test_await_result (&result),
                                          failure, error);
}

static MgTokenSet *
redeem_body (MgOAuthFixture  *fixture,
             guint            status,
             const char      *body,
             MgOAuthFailure **failure,
             GError         **error)
{
  mg_fake_provider_script (fixture->fake, "/token", status, body);

  return redeem (fixture, failure, error);
}

static MgTokenSet *
refresh (MgOAuthFixture  *fixture,
         GCancellable    *cancellable,
         MgOAuthFailure **failure,
         GError         **error)
{
  g_autoptr (MgSecret) access = mg_secret_new ("access-0", -1);
  g_autoptr (MgSecret) token = mg_secret_new ("refresh-0", -1);
  g_autoptr (MgTokenSet) old = mg_token_set_new (access, token, scopes, MG_OAUTH_NOW, 0);
  g_autoptr (GAsyncResult) result = NULL;

  if (fixture->endpoint == NULL)
    mg_oauth_fixture_make_endpoint (fixture, "client", NULL);
  mg_token_endpoint_refresh_async (fixture->endpoint, old, cancellable,
                                   mg_test_store_result, &result);

  return mg_token_endpoint_refresh_finish (fixture->endpoint, mg_test_await_result (&result),
                                           failure, error);
}

/* Check that the code travels in a form, with all that belongs to it and
 * nothing in the address. */
static void
test_item_48 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (MgTokenSet) tokens = redeem_body (fixture, 200, MG_OAUTH_TOKENS, NULL, NULL);
  g_autofree char *target = g_strconcat (mg_fake_provider_get_uri (fixture->fake), "/token", NULL);

  g_assert_nonnull (tokens);
  g_assert_cmpstr (mg_fake_provider_get_method (fixture->fake, 0), ==, "POST");
  g_assert_cmpstr (mg_fake_provider_get_target (fixture->fake, 0), ==, target);
  g_assert_cmpstr (mg_fake_provider_get_header (fixture->fake, 0, "Content-Type"), ==,
                   "application/x-www-form-urlencoded");
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 0, "grant_type"), ==,
                   "authorization_code");
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 0, "code"), ==, "a code+/&=%");
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 0, "redirect_uri"), ==,
                   "http://127.0.0.1:1234/callback");
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 0, "client_id"), ==, "client");
  g_assert_cmpuint (strlen (mg_fake_provider_get_form (fixture->fake, 0, "code_verifier")), ==, 43);
}

/* Check that a redirect is not followed with a code in hand. */
static void
test_item_48_redirect (MgOAuthFixture *fixture,
                       gconstpointer   data)
{
  static const guint statuses[] = { 301, 302, 307, 308 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (GError) error = NULL;

      mg_fake_provider_script (fixture->fake, "/token", statuses[i], "");
      mg_fake_provider_script_header (fixture->fake, "/token", "Location", "/elsewhere");
      g_assert_null (redeem (fixture, NULL, &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_PROTOCOL);
      g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->fake), ==, i + 1);
    }
}

/* Check that a public client sends no secret, not even an empty one. */
static void
test_item_49_public (MgOAuthFixture *fixture,
                     gconstpointer   data)
{
  g_autoptr (MgTokenSet) tokens = NULL;

  mg_oauth_fixture_make_endpoint (fixture, "client", "");
  tokens = redeem_body (fixture, 200, MG_OAUTH_TOKENS, NULL, NULL);
  g_assert_nonnull (tokens);
  g_assert_null (mg_fake_provider_get_form (fixture->fake, 0, "client_secret"));
  g_assert_null (mg_fake_provider_get_header (fixture->fake, 0, "Authorization"));
}

/* Check that a secret goes into the form, or encoded into the header, and
 * never into both. */
static void
test_item_49_secret (MgOAuthFixture *fixture,
                     gconstpointer   data)
{
  static const struct { const char *auth; const char *form; const char *header; } vectors[] = {
    { "client-secret-post", "s&c r%t", NULL },
    /* base64 of "cl%3Aient:s%26c+r%25t" */
    { "client-secret-basic", NULL, "Basic Y2wlM0FpZW50OnMlMjZjK3IlMjV0" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgTokenSet) tokens = NULL;

      g_clear_object (&fixture->endpoint);
      g_clear_object (&fixture->provider);
      g_key_file_set_string (fixture->file, "OAuth", "ClientAuth", vectors[i].auth);
      mg_oauth_fixture_make_endpoint (fixture, "cl:ient", "s&c r%t");
      tokens = redeem_body (fixture, 200, MG_OAUTH_TOKENS, NULL, NULL);
      g_assert_nonnull (tokens);
      g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, (guint) i, "client_secret"), ==,
                       vectors[i].form);
      g_assert_cmpstr (mg_fake_provider_get_header (fixture->fake, (guint) i, "Authorization"), ==,
                       vectors[i].header);
      g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, (guint) i, "client_id"), ==,
                       vectors[i].form != NULL ? "cl:ient" : NULL);
    }
}

/* Check that JSON is asked for, and that a form is understood all the same. */
static void
test_item_50 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (MgTokenSet) tokens = NULL;
  g_autoptr (GError) error = NULL;

  tokens = redeem_body (fixture, 200, "access_token=a%20b&token_type=bearer&expires_in=60"
                        "&refresh_token=r&scope=mail.send+openid", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mg_fake_provider_get_header (fixture->fake, 0, "Accept"), ==,
                   "application/json");
  g_assert_cmpstr (mg_secret_peek (mg_token_set_get_access (tokens)), ==, "a b");
  g_assert_cmpint (mg_token_set_get_expires_at (tokens), ==, MG_OAUTH_NOW + 60 * SECOND);
  g_assert_true (mg_token_set_covers (tokens, scopes));

  g_assert_null (redeem_body (fixture, 400, "error=invalid_grant", NULL, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_CONSENT_NEEDED);
}

/* Check which token types are taken for bearer tokens. */
static void
test_item_51 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  static const struct { const char *member; gboolean valid; } vectors[] = {
    { "\"token_type\":\"Bearer\",", TRUE },
    { "\"token_type\":\"bEaReR\",", TRUE },
    { "", TRUE },
    { "\"token_type\":\"mac\",", FALSE },
    { "\"token_type\":\"DPoP\",", FALSE },
    { "\"token_type\":\"N_A\",", FALSE },
    { "\"token_type\":\"\",", FALSE },
    { "\"token_type\":null,", FALSE },
    { "\"token_type\":1,", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *body = g_strdup_printf ("{%s\"access_token\":\"a\"}", vectors[i].member);
      g_autoptr (GError) error = NULL;
      g_autoptr (MgTokenSet) tokens = redeem_body (fixture, 200, body, NULL, &error);

      g_test_message ("%s", body);
      if (vectors[i].valid)
        g_assert_no_error (error);
      else
        g_assert_error (error, MG_ERROR, MG_ERROR_PROTOCOL);
      g_assert_true ((tokens != NULL) == vectors[i].valid);
    }
}

/* Check that an expiry is understood however it is spelt, and that an absent
 * one is unknown and not never. */
static void
test_item_52 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  static const struct { const char *value; gint64 seconds; } vectors[] = {
    { "3600", 3600 }, { "\"3600\"", 3600 }, { "3600.0", 3600 }, { "\"3600.9\"", 3600 },
    { "0", 0 }, { "-1", 0 }, { "\"-5\"", 0 },
    { "1e99", 366 * 24 * 3600 }, { "99999999999999", 366 * 24 * 3600 },
    { "null", -1 }, { "\"soon\"", -1 }, { "\"\"", -1 }, { "\"nan\"", -1 }, { "[1]", -1 },
    { "{}", -1 }, { "true", -1 }, { "\"12 s\"", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *body =
        g_strdup_printf ("{\"access_token\":\"a\",\"expires_in\":%s}", vectors[i].value);
      g_autoptr (MgTokenSet) tokens = redeem_body (fixture, 200, body, NULL, NULL);
      gint64 end = mg_token_set_get_expires_at (tokens);

      g_test_message ("%s", body);
      if (vectors[i].seconds < 0)
        g_assert_cmpint (end, ==, 0);
      else
        g_assert_cmpint ((end - MG_OAUTH_NOW) / SECOND, ==, vectors[i].seconds);
    }
}

/* Check that the life of a token counts from the question and not the answer. */
static void
test_item_52_start (MgOAuthFixture *fixture,
                    gconstpointer   data)
{
  g_autoptr (MgAuthRequest) request = create_request (fixture);
  g_autoptr (MgSecret) code = mg_secret_new ("code", -1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MgTokenSet) tokens = NULL;

  mg_fake_provider_script (fixture->fake, "/token", 200, MG_OAUTH_TOKENS);
  mg_token_endpoint_redeem_async (fixture->endpoint, request, code, scopes, NULL,
                                  mg_test_store_result, &result);
  mg_fake_clock_advance (fixture->clock, 20 * SECOND);
  tokens = mg_token_endpoint_redeem_finish (fixture->endpoint, mg_test_await_result (&result),
                                            NULL, NULL);
  g_assert_cmpint (mg_token_set_get_obtained_at (tokens), ==, MG_OAUTH_NOW);
  g_assert_cmpint (mg_token_set_get_expires_at (tokens), ==, MG_OAUTH_NOW + 3600 * SECOND);
}

/* Check that a refresh asks with the old token and keeps it unless a new one comes. */
static void
test_item_53 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (MgTokenSet) kept = NULL;
  g_autoptr (MgTokenSet) rotated = NULL;

  mg_fake_provider_script (fixture->fake, "/token", 200, "{\"access_token\":\"a\"}");
  kept = refresh (fixture, NULL, NULL, NULL);
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 0, "grant_type"), ==, "refresh_token");
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 0, "refresh_token"), ==, "refresh-0");
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 0, "client_id"), ==, "client");
  g_assert_cmpstr (mg_secret_peek (mg_token_set_get_refresh (kept)), ==, "refresh-0");

  mg_fake_provider_script (fixture->fake, "/token", 200, MG_OAUTH_TOKENS);
  rotated = refresh (fixture, NULL, NULL, NULL);
  g_assert_cmpstr (mg_secret_peek (mg_token_set_get_refresh (rotated)), ==, "refresh-1");
}

/* Check that a permission without a refresh token cannot be renewed. */
static void
test_item_53_none (MgOAuthFixture *fixture,
                   gconstpointer   data)
{
  g_autoptr (MgSecret) access = mg_secret_new ("access-0", -1);
  g_autoptr (MgTokenSet) old = mg_token_set_new (access, NULL, scopes, MG_OAUTH_NOW, 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mg_oauth_fixture_make_endpoint (fixture, "client", NULL);
  mg_token_endpoint_refresh_async (fixture->endpoint, old, NULL, mg_test_store_result, &result);
  g_assert_null (mg_token_endpoint_refresh_finish (fixture->endpoint,
                                                   mg_test_await_result (&result), NULL, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_CONSENT_NEEDED);
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->fake), ==, 0);
}

/* Check that what is no token is not used as one. */
static void
test_item_54 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  static const char * const bodies[] = {
    "{}", "{\"access_token\":\"\"}", "{\"access_token\":null}", "{\"access_token\":5}",
    "{\"access_token\":[\"a\"]}", "{\"access_token\":\"a\\nb\"}", "{\"access_token\":\"\\u00e9\"}",
    "{\"access_token\":\"a\",\"refresh_token\":\"\"}",
    "{\"access_token\":\"a\",\"refresh_token\":null}",
    "{\"access_token\":\"a\",\"refresh_token\":false}",
    "{\"access_token\":\"a\",\"refresh_token\":\"x\\u0000y\"}",
  };
  g_autofree char *token = g_strnfill (12 * 1024, 't');
  g_autofree char *body =
    g_strdup_printf ("{\"access_token\":\"%s\",\"refresh_token\":\"%s\"}", token, token);
  g_autoptr (MgTokenSet) tokens = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bodies[i]);
      g_assert_null (redeem_body (fixture, 200, bodies[i], NULL, &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_PROTOCOL);
    }

  tokens = redeem_body (fixture, 200, body, NULL, NULL);
  g_assert_cmpstr (mg_secret_peek (mg_token_set_get_refresh (tokens)), ==, token);
}

/* Check that a narrowed scope is seen, and that neither order nor what
 * providers leave out matters. */
static void
test_item_55 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  static const struct { const char *member; gboolean covers; } vectors[] = {
    { "", TRUE },
    { ",\"scope\":\"openid mail.send mail.send\"", TRUE },
    { ",\"scope\":\" mail.send  other \"", TRUE },
    { ",\"scope\":[\"mail.send\",\"x\"]", TRUE },
    { ",\"scope\":null", TRUE },
    { ",\"scope\":\"openid\"", FALSE },
    { ",\"scope\":\"\"", FALSE },
    { ",\"scope\":\"Mail.Send\"", FALSE },
    { ",\"scope\":\"mail.sender\"", FALSE },
  };
  static const char * const needed[] = { "mail.send", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *body =
        g_strdup_printf ("{\"access_token\":\"a\"%s}", vectors[i].member);
      g_autoptr (MgTokenSet) tokens = redeem_body (fixture, 200, body, NULL, NULL);

      g_test_message ("%s", body);
      g_assert_true (mg_token_set_covers (tokens, needed) == vectors[i].covers);
    }
}

/* Check that what makes no sense is no token, and that a web page is the
 * network's and says nothing about the permission. */
static void
test_item_56 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  static const struct { guint status; const char *body; MgError code; } vectors[] = {
    { 200, "<html><body>Welcome to the hotel</body></html>", MG_ERROR_CAPTIVE_PORTAL },
    { 200, "\n <!DOCTYPE html>", MG_ERROR_CAPTIVE_PORTAL },
    { 200, "", MG_ERROR_PROTOCOL },
    { 200, "{\"access_token\":\"a", MG_ERROR_PROTOCOL },
    { 200, "[]", MG_ERROR_PROTOCOL },
    { 200, "[\"access_token\"]", MG_ERROR_PROTOCOL },
    { 200, "null", MG_ERROR_PROTOCOL },
    { 200, "hello", MG_ERROR_PROTOCOL },
    { 204, "", MG_ERROR_PROTOCOL },
    { 403, "", MG_ERROR_PROTOCOL },
    { 404, "{}", MG_ERROR_PROTOCOL },
    { 500, "<html>", MG_ERROR_PROVIDER_UNAVAILABLE },
  };
  g_autofree char *endless = g_strnfill (5 * 1024 * 1024, ' ');
  g_autoptr (MgTokenSet) tokens = NULL;
  g_autoptr (GError) too_long = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%u %s", vectors[i].status, vectors[i].body);
      g_assert_null (redeem_body (fixture, vectors[i].status, vectors[i].body, NULL, &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].code);
    }

  g_assert_null (redeem_body (fixture, 200, endless, NULL, &too_long));
  g_assert_error (too_long, MG_ERROR, MG_ERROR_PROTOCOL);

  mg_fake_provider_script (fixture->fake, "/token", 200, "{\"access_token\":\"a\",\"x\":{\"y\":1}}");
  mg_fake_provider_script_header (fixture->fake, "/token", "Content-Type", "text/plain");
  tokens = redeem (fixture, NULL, NULL);
  g_assert_nonnull (tokens);
}

/* Check that an error is one whatever the status, with its words made fit to be shown. */
static void
test_item_57 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autofree char *lengthy = g_strnfill (10 * 1024, 'w');
  g_autofree char *body =
    g_strdup_printf ("{\"error\":\"invalid_grant\",\"error_description\":\"<b>a</b>\\n\\u202eb %s\","
                     "\"error_uri\":\"javascript:1\",\"error_codes\":[700082,\"x\",-1,700082],"
                     "\"correlation_id\":\"c-1\",\"access_token\":\"a\"}", lengthy);
  g_autoptr (MgOAuthFailure) failure = NULL;
  g_autoptr (MgOAuthFailure) challenged = NULL;
  g_autoptr (GError) error = NULL;
  const guint *codes;
  guint n_codes;

  g_assert_null (redeem_body (fixture, 200, body, &failure, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_CONSENT_NEEDED);
  g_assert_null (strstr (error->message, "<b>"));
  g_assert_cmpstr (mg_oauth_failure_get_code (failure), ==, "invalid_grant");
  g_assert_cmpuint (mg_oauth_failure_get_status (failure), ==, 200);
  g_assert_true (g_str_has_prefix (mg_oauth_failure_get_description (failure), "<b>a</b> b www"));
  g_assert_cmpint (g_utf8_strlen (mg_oauth_failure_get_description (failure), -1), <=, 513);
  g_assert_cmpstr (mg_oauth_failure_get_trace (failure), ==, "c-1");
  codes = mg_oauth_failure_get_aadsts (failure, &n_codes);
  g_assert_cmpuint (n_codes, ==, 1);
  g_assert_cmpuint (codes[0], ==, 700082);
  g_clear_error (&error);

  mg_fake_provider_script (fixture->fake, "/token", 401, "");
  mg_fake_provider_script_header (fixture->fake, "/token", "WWW-Authenticate", "Basic");
  g_assert_null (redeem (fixture, &challenged, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_PROVIDER_REFUSED);
  g_assert_cmpstr (mg_oauth_failure_get_code (challenged), ==, "invalid_client");
}

/* Check that only the errors that say so make a permission dead. */
static void
test_item_58 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  static const struct { guint status; const char *body; MgError code; } vectors[] = {
    { 400, "{\"error\":\"invalid_grant\"}", MG_ERROR_CONSENT_NEEDED },
    { 400, "{\"error\":\"invalid_grant\",\"error_subtype\":\"invalid_rapt\"}",
      MG_ERROR_CONSENT_NEEDED },
    { 400, "{\"error\":\"interaction_required\"}", MG_ERROR_CONSENT_NEEDED },
    { 400, "{\"error\":\"login_required\"}", MG_ERROR_CONSENT_NEEDED },
    { 400, "{\"error\":\"consent_required\"}", MG_ERROR_CONSENT_NEEDED },
    { 401, "{\"error\":\"invalid_client\"}", MG_ERROR_PROVIDER_REFUSED },
    { 400, "{\"error\":\"unauthorized_client\"}", MG_ERROR_PROVIDER_REFUSED },
    { 400, "{\"error\":\"invalid_scope\"}", MG_ERROR_PROVIDER_REFUSED },
    { 400, "{\"error\":\"invalid_request\"}", MG_ERROR_PROVIDER_REFUSED },
    { 400, "{\"error\":\"unsupported_grant_type\"}", MG_ERROR_PROVIDER_REFUSED },
    { 400, "{\"error\":\"something_else\"}", MG_ERROR_PROVIDER_REFUSED },
    { 400, "{\"error\":\"\"}", MG_ERROR_PROVIDER_REFUSED },
    { 400, "{\"error\":\"temporarily_unavailable\"}", MG_ERROR_PROVIDER_UNAVAILABLE },
    { 400, "{\"error\":\"server_error\"}", MG_ERROR_PROVIDER_UNAVAILABLE },
    { 403, "{\"error\":\"rate_limit_exceeded\"}", MG_ERROR_PROVIDER_UNAVAILABLE },
    { 500, "{\"error\":\"invalid_grant\"}", MG_ERROR_PROVIDER_UNAVAILABLE },
    { 503, "", MG_ERROR_PROVIDER_UNAVAILABLE },
    { 502, "<html>", MG_ERROR_PROVIDER_UNAVAILABLE },
    { 408, "", MG_ERROR_PROVIDER_UNAVAILABLE },
    { 429, "", MG_ERROR_PROVIDER_UNAVAILABLE },
    { 400, "{\"error\":\"invalid_grant\",\"error_codes\":[90033]}", MG_ERROR_PROVIDER_UNAVAILABLE },
    { 400, "{\"error\":\"invalid_grant\",\"error_codes\":[65001]}", MG_ERROR_CONSENT_NEEDED },
    { 400, "{\"error\":\"invalid_client\",\"error_codes\":[7000222]}", MG_ERROR_PROVIDER_REFUSED },
    { 400, "{\"error\":\"invalid_grant\",\"error_codes\":[90094]}", MG_ERROR_ADMIN_CONSENT_NEEDED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%u %s", vectors[i].status, vectors[i].body);
      mg_fake_provider_script (fixture->fake, "/token", vectors[i].status, vectors[i].body);
      g_assert_null (refresh (fixture, NULL, NULL, &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].code);
      g_assert_true (mg_error_is_transient (error) ==
                     (vectors[i].code == MG_ERROR_PROVIDER_UNAVAILABLE));
    }
}

/* Check that the provider's wish for a pause is heard and bounded. */
static void
test_item_58_retry_after (MgOAuthFixture *fixture,
                          gconstpointer   data)
{
  static const struct { const char *value; guint seconds; } vectors[] = {
    { "120", 120 }, { "0", 0 }, { "99999999", 24 * 60 * 60 }, { "-5", 0 }, { "soon", 0 },
    { "Wed, 21 Oct 2026 07:28:00 GMT", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgOAuthFailure) failure = NULL;

      mg_fake_provider_script (fixture->fake, "/token", 503, "");
      mg_fake_provider_script_header (fixture->fake, "/token", "Retry-After", vectors[i].value);
      g_assert_null (refresh (fixture, NULL, &failure, NULL));
      g_assert_cmpuint (mg_oauth_failure_get_retry_after (failure), ==, vectors[i].seconds);
    }
}

/* Check that nobody there, and no answer in time, say nothing about the permission. */
static void
test_item_58_network (MgOAuthFixture *fixture,
                      gconstpointer   data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MgSecret) access = mg_secret_new ("a", -1);
  g_autoptr (MgSecret) token = mg_secret_new ("r", -1);
  g_autoptr (MgTokenSet) old = mg_token_set_new (access, token, scopes, 0, 0);
  g_autoptr (GAsyncResult) silent = NULL;
  g_autoptr (GAsyncResult) nobody = NULL;
  g_autoptr (MgFakeProvider) gone = NULL;
  g_autofree char *address = NULL;

  gone = mg_fake_provider_new ();
  address = g_strconcat (mg_fake_provider_get_uri (gone), "/token", NULL);
  g_assert_finalize_object (g_steal_pointer (&gone));
  g_key_file_set_string (fixture->file, "OAuth", "TokenEndpoint", address);
  mg_oauth_fixture_make_endpoint (fixture, "client", NULL);
  mg_token_endpoint_refresh_async (fixture->endpoint, old, NULL, mg_test_store_result, &nobody);
  g_assert_null (mg_token_endpoint_refresh_finish (fixture->endpoint,
                                                   mg_test_await_result (&nobody), NULL, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_UNREACHABLE);
  g_clear_error (&error);
  g_clear_object (&nobody);
  g_clear_object (&fixture->endpoint);
  g_clear_object (&fixture->provider);

  g_key_file_unref (fixture->file);
  fixture->file = mg_fake_provider_dup_key_file (fixture->fake);
  mg_fake_provider_script (fixture->fake, "/token", MG_FAKE_PROVIDER_SILENT, "");
  mg_oauth_fixture_make_endpoint (fixture, "client", NULL);
  mg_token_endpoint_refresh_async (fixture->endpoint, old, NULL, mg_test_store_result, &silent);
  mg_test_settle ();
  mg_fake_clock_advance (fixture->clock, 31 * SECOND);
  g_assert_null (mg_token_endpoint_refresh_finish (fixture->endpoint,
                                                   mg_test_await_result (&silent), NULL, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_TIMED_OUT);
}

/* Check that both calls can be cancelled. */
static void
test_cancelled (MgOAuthFixture *fixture,
                gconstpointer   data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MgAuthRequest) request = create_request (fixture);
  g_autoptr (MgSecret) code = mg_secret_new ("code", -1);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (refresh (fixture, cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  mg_token_endpoint_redeem_async (fixture->endpoint, request, code, scopes, cancellable,
                                  mg_test_store_result, &result);
  g_assert_null (mg_token_endpoint_redeem_finish (fixture->endpoint, mg_test_await_result (&result),
                                                  NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static MgTokenSet *
redeem_with_claims (MgOAuthFixture *fixture,
                    const char     *pattern,
                    GError        **error)
{
  g_autoptr (MgAuthRequest) request = create_request (fixture);
  g_autoptr (MgSecret) code = mg_secret_new ("code", -1);
  g_autoptr (GString) claims = g_string_new (pattern);
  g_autofree char *id_token = NULL;
  g_autofree char *body = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_string_replace (claims, "ISSUER", mg_fake_provider_get_uri (fixture->fake), 0);
  g_string_replace (claims, "NONCE", mg_auth_request_get_nonce (request), 0);
  g_string_replace (claims, "LATER", "1767226000", 0);
  id_token = mg_oauth_fixture_dup_id_token (claims->str);
  body = g_strdup_printf ("{\"access_token\":\"a\",\"id_token\":\"%s\"}", id_token);
  mg_fake_provider_script (fixture->fake, "/token", 200, body);
  mg_token_endpoint_redeem_async (fixture->endpoint, request, code, scopes, NULL,
                                  mg_test_store_result, &result);

  return mg_token_endpoint_redeem_finish (fixture->endpoint, mg_test_await_result (&result),
                                          NULL, error);
}

#define GOOD "\"iss\":\"ISSUER\",\"aud\":\"client\",\"exp\":LATER,\"nonce\":\"NONCE\""

/* Check that an ID token of somebody else's is refused, and that one that is
 * outdated or unreadable tells nothing. */
static void
test_item_61 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  static const struct { const char *claims; gboolean accepted; const char *address; } vectors[] = {
    { "{" GOOD ",\"email\":\"a@b.example\"}", TRUE, "a@b.example" },
    { "{\"iss\":\"ISSUER\",\"aud\":[\"client\"],\"exp\":LATER,\"nonce\":\"NONCE\","
      "\"email\":\"a@b.example\"}", TRUE, "a@b.example" },
    { "{\"iss\":\"ISSUER\",\"aud\":[\"x\",\"client\"],\"azp\":\"client\",\"exp\":LATER,"
      "\"nonce\":\"NONCE\",\"email\":\"a@b.example\"}", TRUE, "a@b.example" },
    { "{\"iss\":\"ISSUER\",\"aud\":\"client\",\"exp\":1767225000,\"nonce\":\"NONCE\","
      "\"email\":\"a@b.example\"}", TRUE, NULL },
    { "{\"iss\":\"ISSUER\",\"aud\":\"client\",\"nonce\":\"NONCE\",\"email\":\"a@b.example\"}",
      TRUE, NULL },
    { "not JSON", TRUE, NULL },
    { "[]", TRUE, NULL },
    { "{\"iss\":\"https://evil.example\",\"aud\":\"client\",\"exp\":LATER,\"nonce\":\"NONCE\"}",
      FALSE, NULL },
    { "{\"aud\":\"client\",\"exp\":LATER,\"nonce\":\"NONCE\"}", FALSE, NULL },
    { "{\"iss\":\"ISSUER\",\"aud\":\"other\",\"exp\":LATER,\"nonce\":\"NONCE\"}", FALSE, NULL },
    { "{\"iss\":\"ISSUER\",\"aud\":[\"x\",\"client\"],\"exp\":LATER,\"nonce\":\"NONCE\"}",
      FALSE, NULL },
    { "{\"iss\":\"ISSUER\",\"exp\":LATER,\"nonce\":\"NONCE\"}", FALSE, NULL },
    { "{\"iss\":\"ISSUER\",\"aud\":\"client\",\"exp\":LATER,\"nonce\":\"other\"}", FALSE, NULL },
    { "{\"iss\":\"ISSUER\",\"aud\":\"client\",\"exp\":LATER}", FALSE, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MgTokenSet) tokens = redeem_with_claims (fixture, vectors[i].claims, &error);

      g_test_message ("%s", vectors[i].claims);
      if (vectors[i].accepted)
        g_assert_no_error (error);
      else
        g_assert_error (error, MG_ERROR, MG_ERROR_PROTOCOL);
      if (tokens != NULL)
        g_assert_cmpstr (mg_token_set_get_address (tokens), ==, vectors[i].address);
    }
}

/* Check that an ID token that is no token at all tells nothing. */
static void
test_item_61_broken (MgOAuthFixture *fixture,
                     gconstpointer   data)
{
  static const char * const broken[] = { "", "x", "a.b", "a.!!.c", "..", "a..c" };

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *body =
        g_strdup_printf ("{\"access_token\":\"a\",\"id_token\":\"%s\"}", broken[i]);
      g_autoptr (MgTokenSet) tokens = redeem_body (fixture, 200, body, NULL, NULL);

      g_assert_nonnull (tokens);
      g_assert_null (mg_token_set_get_address (tokens));
    }
}

/* Check whose address it is, and that it is compared without regard to case. */
static void
test_item_62 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  static const struct { const char *claims; const char *address; } vectors[] = {
    { "{" GOOD ",\"email\":\"A@b.example\",\"preferred_username\":\"c\"}", "A@b.example" },
    { "{" GOOD ",\"email\":\"A@b.example\",\"email_verified\":true}", "A@b.example" },
    { "{" GOOD ",\"email\":\"A@b.example\",\"email_verified\":false}", NULL },
    { "{" GOOD ",\"email\":\"\",\"preferred_username\":\"upn@corp.example\"}",
      "upn@corp.example" },
    { "{" GOOD ",\"email\":7}", NULL },
    { "{" GOOD ",\"email\":\"a@b.example\\u202e\"}", NULL },
    { "{" GOOD "}", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgTokenSet) tokens = redeem_with_claims (fixture, vectors[i].claims, NULL);

      g_test_message ("%s", vectors[i].claims);
      g_assert_nonnull (tokens);
      g_assert_cmpstr (mg_token_set_get_address (tokens), ==, vectors[i].address);
      g_assert_true (mg_token_set_is_for (tokens, "a@B.EXAMPLE") ==
                     (vectors[i].address == NULL || *vectors[i].address == 'A'));
    }
}

static GLogWriterOutput
collect_log (GLogLevelFlags   level,
             const GLogField *fields,
             gsize            n_fields,
             gpointer         user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (fields[i].length < 0)
      g_string_append (user_data, fields[i].value);

  return G_LOG_WRITER_HANDLED;
}

/* Check that nothing secret is in what is logged or said, in success and in failure. */
static void
test_item_63 (void)
{
  static const char * const secrets[] = {
    "access-1", "refresh-1", "refresh-0", "a code", "a%20code", "s3cret", "client_secret=",
  };
  g_autoptr (GString) log = g_string_new (NULL);
  MgOAuthFixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (MgTokenSet) tokens = NULL;

  g_log_set_writer_func (collect_log, log, NULL);
  mg_oauth_fixture_set_up (&fixture, NULL);
  mg_oauth_fixture_make_endpoint (&fixture, "client", "s3cret");
  tokens = redeem_body (&fixture, 200, MG_OAUTH_TOKENS, NULL, NULL);
  g_assert_nonnull (tokens);
  g_assert_null (redeem_body (&fixture, 400,
                              "{\"error\":\"x\",\"error_description\":\"refresh-1 s3cret\"}",
                              NULL, &error));
  g_string_append (log, error->message);
  g_clear_error (&error);
  g_assert_null (redeem_body (&fixture, 200, "{\"access_token\":\"access-1\",\"token_type\":1}",
                              NULL, &error));
  g_string_append (log, error->message);
  g_clear_pointer (&tokens, mg_token_set_unref);
  mg_oauth_fixture_tear_down (&fixture, NULL);

  g_assert_nonnull (strstr (log->str, "POST"));
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_null (strstr (log->str, secrets[i]));
}

/* Check that a certificate nobody vouches for ends it before anything is sent. */
static void
test_item_64 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (MgFakeProvider) untrusted = mg_fake_provider_new_untrusted ();
  g_autofree char *address = g_strconcat (mg_fake_provider_get_uri (untrusted), "/token", NULL);
  g_autoptr (GError) error = NULL;

  mg_fake_provider_script (untrusted, "/token", 200, MG_OAUTH_TOKENS);
  g_key_file_set_string (fixture->file, "OAuth", "TokenEndpoint", address);
  g_assert_null (refresh (fixture, NULL, NULL, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_SERVER_NOT_TRUSTED);
  g_assert_false (mg_error_is_transient (error));
  g_assert_cmpuint (mg_fake_provider_get_n_requests (untrusted), ==, 0);
}

#define ADD(path, function) \
  g_test_add (path, MgOAuthFixture, NULL, mg_oauth_fixture_set_up, function, \
              mg_oauth_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  ADD ("/oauth/token-endpoint/cancelled", test_cancelled);
  ADD ("/oauth/item-48/form", test_item_48);
  ADD ("/oauth/item-48/no-redirects", test_item_48_redirect);
  ADD ("/oauth/item-49/public-client", test_item_49_public);
  ADD ("/oauth/item-49/client-secret", test_item_49_secret);
  ADD ("/oauth/item-50/form-answer", test_item_50);
  ADD ("/oauth/item-51/token-type", test_item_51);
  ADD ("/oauth/item-52/expires-in", test_item_52);
  ADD ("/oauth/item-52/from-the-request", test_item_52_start);
  ADD ("/oauth/item-53/refresh-token-kept", test_item_53);
  ADD ("/oauth/item-53/no-refresh-token", test_item_53_none);
  ADD ("/oauth/item-54/no-tokens", test_item_54);
  ADD ("/oauth/item-55/scope", test_item_55);
  ADD ("/oauth/item-56/nonsense", test_item_56);
  ADD ("/oauth/item-57/errors", test_item_57);
  ADD ("/oauth/item-58/classification", test_item_58);
  ADD ("/oauth/item-58/retry-after", test_item_58_retry_after);
  ADD ("/oauth/item-58/network", test_item_58_network);
  ADD ("/oauth/item-61/id-token", test_item_61);
  ADD ("/oauth/item-61/broken-id-token", test_item_61_broken);
  ADD ("/oauth/item-62/address", test_item_62);
  ADD ("/oauth/item-64/certificate", test_item_64);
  g_test_add_func ("/oauth/item-63/nothing-logged", test_item_63);

  return g_test_run ();
}
