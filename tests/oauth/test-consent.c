/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-error.h"

#include "mg-oauth-fixture.h"

static MgConsent *
start (MgOAuthFixture  *fixture,
       GCancellable    *cancellable,
       GAsyncResult   **result)
{
  MgConsent *consent;

  if (fixture->endpoint == NULL)
    mg_oauth_fixture_make_endpoint (fixture, "client", NULL);
  consent = mg_consent_new (fixture->endpoint, MG_MAIL_PROTOCOL_SMTP, NULL, "nas@example.org");
  mg_consent_run_async (consent, cancellable, mg_test_store_result, result);

  return consent;
}

/* What a provider that was just asked would put into its redirect. */
static char *
answer (MgOAuthFixture *fixture,
        MgConsent      *consent,
        const char     *more)
{
  g_autofree char *state = mg_oauth_fixture_dup_param (mg_consent_get_uri (consent), "state");

  return g_strdup_printf ("%s&state=%s&iss=%s", more, state,
                          mg_fake_provider_get_uri (fixture->fake));
}

/* Lets the listener go, so that nothing but the test holds the consent. */
static void
end (MgOAuthFixture  *fixture,
     MgConsent       *owned_consent,
     GAsyncResult   **result)
{
  MgConsent *consent = owned_consent;

  mg_fake_clock_advance (fixture->clock, 60 * G_USEC_PER_SEC);
  mg_test_settle ();
  g_clear_object (result);
  g_assert_finalize_object (consent);
}

/* Waits for an error and forgets the consent. */
static void
assert_ends (MgOAuthFixture *fixture,
             MgConsent      *owned_consent,
             GAsyncResult  **result,
             GQuark          domain,
             int             code)
{
  g_autoptr (GError) error = NULL;

  /* A browser that does not come for its page delays the end. */
  mg_fake_clock_advance (fixture->clock, 3 * G_USEC_PER_SEC);
  g_assert_null (mg_oauth_fixture_finish (owned_consent, result, &error));
  g_assert_error (error, domain, code);
  g_assert_cmpint (mg_consent_get_stage (owned_consent), ==, MG_CONSENT_STAGE_ENDED);
  end (fixture, owned_consent, result);
}

static gboolean
is_exchanging (gpointer user_data)
{
  return mg_consent_get_stage (user_data) == MG_CONSENT_STAGE_EXCHANGING;
}

static gboolean
has_ended (gpointer user_data)
{
  return mg_consent_get_stage (user_data) == MG_CONSENT_STAGE_ENDED;
}

static gboolean
has_been_asked (gpointer user_data)
{
  return mg_fake_provider_get_n_requests (user_data) > 0;
}

static void
on_open_uri_cb (MgConsent  *consent,
                const char *uri,
                gpointer    user_data)
{
  g_assert_cmpstr (uri, ==, mg_consent_get_uri (consent));
  ++*(guint *) user_data;
}

/* Check that a consent goes all the way: browser, code, tokens, page. */
static void
test_complete (MgOAuthFixture *fixture,
               gconstpointer   data)
{
  MgConsent *consent;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MgTokenSet) tokens = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *query = NULL;
  g_autofree char *redirected = NULL;
  g_autofree char *page = NULL;

  mg_fake_provider_script (fixture->fake, "/token", 200, MG_OAUTH_TOKENS);
  consent = start (fixture, NULL, &result);
  g_assert_cmpint (mg_consent_get_stage (consent), ==, MG_CONSENT_STAGE_WAITING);

  query = answer (fixture, consent, "code=the%20code");
  redirected = mg_oauth_fixture_get (consent, NULL, query);
  g_assert_true (g_str_has_prefix (redirected, "HTTP/1.1 303 "));
  g_assert_nonnull (strstr (redirected, "\r\nLocation: /callback/done\r\n"));

  page = mg_oauth_fixture_get (consent, "/callback/done", NULL);
  g_assert_true (g_str_has_prefix (page, "HTTP/1.1 200 "));
  g_assert_nonnull (strstr (page, "The account is authorized"));

  tokens = mg_oauth_fixture_finish (consent, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mg_secret_peek (mg_token_set_get_access (tokens)), ==, "access-1");
  g_assert_cmpstr (mg_secret_peek (mg_token_set_get_refresh (tokens)), ==, "refresh-1");
  g_assert_cmpint (mg_token_set_get_expires_at (tokens), ==,
                   MG_OAUTH_NOW + 3600 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpint (mg_consent_get_stage (consent), ==, MG_CONSENT_STAGE_ENDED);
  g_assert_null (mg_consent_get_failure (consent));

  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->fake), ==, 1);
  g_assert_cmpstr (mg_fake_provider_get_method (fixture->fake, 0), ==, "POST");
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 0, "code"), ==, "the code");
  end (fixture, consent, &result);
}

/* Check that the address is handed out once, when the listener is there. */
static void
test_item_8 (MgOAuthFixture *fixture,
             gconstpointer   data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *from_property = NULL;
  MgConsent *consent;
  guint opened = 0;

  mg_oauth_fixture_make_endpoint (fixture, "client", NULL);
  consent = mg_consent_new (fixture->endpoint, MG_MAIL_PROTOCOL_SMTP, NULL, NULL);
  g_assert_null (mg_consent_get_uri (consent));
  g_assert_null (mg_consent_get_redirect_uri (consent));
  g_signal_connect (consent, "open-uri", G_CALLBACK (on_open_uri_cb), &opened);
  mg_consent_run_async (consent, cancellable, mg_test_store_result, &result);
  g_assert_cmpuint (opened, ==, 1);

  g_object_get (consent, "uri", &from_property, NULL);
  g_assert_cmpstr (from_property, ==, mg_consent_get_uri (consent));
  g_assert_true (g_str_has_prefix (from_property, mg_fake_provider_get_uri (fixture->fake)));

  g_cancellable_cancel (cancellable);
  assert_ends (fixture, consent, &result, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Check that the redirect address is the same to the byte both times. */
static void
test_item_12 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MgTokenSet) tokens = NULL;
  g_autofree char *query = NULL;
  g_autofree char *sent = NULL;
  MgConsent *consent;

  mg_fake_provider_script (fixture->fake, "/token", 200, MG_OAUTH_TOKENS);
  consent = start (fixture, NULL, &result);
  query = answer (fixture, consent, "code=a");
  g_assert_true (mg_consent_take_pasted_uri (consent, query, NULL));
  tokens = mg_oauth_fixture_finish (consent, &result, NULL);
  g_assert_nonnull (tokens);

  sent = mg_oauth_fixture_dup_param (mg_consent_get_uri (consent), "redirect_uri");
  g_assert_cmpstr (sent, ==, mg_consent_get_redirect_uri (consent));
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 0, "redirect_uri"), ==, sent);
  end (fixture, consent, &result);
}

/* Check that two attempts share neither address nor state, and neither takes
 * the other's answer. */
static void
test_item_17 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) first_result = NULL;
  g_autoptr (GAsyncResult) second_result = NULL;
  g_autofree char *query = NULL;
  g_autofree char *refused = NULL;
  MgConsent *first = start (fixture, cancellable, &first_result);
  MgConsent *second = start (fixture, cancellable, &second_result);

  g_assert_cmpstr (mg_consent_get_redirect_uri (first), !=, mg_consent_get_redirect_uri (second));
  query = answer (fixture, first, "code=a");
  refused = mg_oauth_fixture_get (second, NULL, query);
  g_assert_true (g_str_has_prefix (refused, "HTTP/1.1 400 "));
  g_assert_cmpint (mg_consent_get_stage (second), ==, MG_CONSENT_STAGE_WAITING);

  g_cancellable_cancel (cancellable);
  assert_ends (fixture, first, &first_result, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_ends (fixture, second, &second_result, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Check that answers which are not ours, errors too, do not end the wait. */
static void
test_item_22 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  static const char * const queries[] = {
    "code=a&state=wrong", "code=a", "error=access_denied", "error=access_denied&state=wrong",
    "state=", "", "code=%00&state=wrong",
  };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MgTokenSet) tokens = NULL;
  g_autofree char *query = NULL;
  g_autofree char *both = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *taken = NULL;
  g_autofree char *page = NULL;
  MgConsent *consent;

  mg_fake_provider_script (fixture->fake, "/token", 200, MG_OAUTH_TOKENS);
  consent = start (fixture, NULL, &result);
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autofree char *got = mg_oauth_fixture_get (consent, NULL, queries[i]);

      g_assert_true (g_str_has_prefix (got, "HTTP/1.1 400 "));
    }

  both = answer (fixture, consent, "code=a&error=access_denied");
  refused = mg_oauth_fixture_get (consent, NULL, both);
  g_assert_true (g_str_has_prefix (refused, "HTTP/1.1 400 "));
  g_assert_cmpint (mg_consent_get_stage (consent), ==, MG_CONSENT_STAGE_WAITING);

  query = answer (fixture, consent, "code=a");
  taken = mg_oauth_fixture_get (consent, NULL, query);
  page = mg_oauth_fixture_get (consent, "/callback/done", NULL);
  tokens = mg_oauth_fixture_finish (consent, &result, NULL);
  g_assert_nonnull (tokens);
  end (fixture, consent, &result);
}

/* Check that an answer with our state from another issuer is used for nothing,
 * be it a code or an error. */
static void
test_item_25 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  static const char * const answers[] = { "code=a", "error=access_denied" };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      MgConsent *consent = start (fixture, NULL, &result);
      g_autofree char *state = mg_oauth_fixture_dup_param (mg_consent_get_uri (consent), "state");
      g_autofree char *query =
        g_strdup_printf ("%s&state=%s&iss=https://evil.example", answers[i], state);
      g_autofree char *got = mg_oauth_fixture_get (consent, NULL, query);

      g_assert_true (g_str_has_prefix (got, "HTTP/1.1 303 "));
      assert_ends (fixture, consent, &result, MG_ERROR, MG_ERROR_PROTOCOL);
    }

  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->fake), ==, 0);
}

/* Check that a callback that comes twice redeems once. */
static void
test_item_29 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MgTokenSet) tokens = NULL;
  g_autofree char *query = NULL;
  MgConsent *consent;

  mg_fake_provider_script (fixture->fake, "/token", 200, MG_OAUTH_TOKENS);
  consent = start (fixture, NULL, &result);
  query = answer (fixture, consent, "code=a");
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *got = mg_oauth_fixture_get (consent, NULL, query);

      g_assert_true (g_str_has_prefix (got, "HTTP/1.1 303 "));
    }

  mg_test_await_true (has_ended, consent);
  mg_fake_clock_advance (fixture->clock, 2 * G_USEC_PER_SEC);
  tokens = mg_oauth_fixture_finish (consent, &result, NULL);
  g_assert_nonnull (tokens);
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->fake), ==, 1);
  end (fixture, consent, &result);
}

/* Check that the page says that it failed when the exchange did. */
static void
test_item_32 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *query = NULL;
  g_autofree char *redirected = NULL;
  g_autofree char *page = NULL;
  MgConsent *consent;

  mg_fake_provider_script (fixture->fake, "/token", 400,
                           "{\"error\":\"invalid_client\",\"error_description\":\"<b>no</b>\"}");
  consent = start (fixture, NULL, &result);
  query = answer (fixture, consent, "code=a");
  redirected = mg_oauth_fixture_get (consent, NULL, query);
  page = mg_oauth_fixture_get (consent, "/callback/done", NULL);
  g_assert_nonnull (strstr (page, "could not be authorized"));
  g_assert_null (strstr (page, "invalid_client"));
  g_assert_null (strstr (page, "<b>"));
  g_assert_cmpstr (mg_oauth_failure_get_code (mg_consent_get_failure (consent)), ==,
                   "invalid_client");
  assert_ends (fixture, consent, &result, MG_ERROR, MG_ERROR_PROVIDER_REFUSED);
}

/* Check that declined, refused, waiting for an administrator and over time are
 * told apart. */
static void
test_item_34 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  static const struct { const char *query; MgError code; } vectors[] = {
    { "error=access_denied", MG_ERROR_CONSENT_DECLINED },
    { "error=access_denied&error_description=AADSTS65004%3A+declined", MG_ERROR_CONSENT_DECLINED },
    { "error=consent_required&error_description=AADSTS90094%3A+admin",
      MG_ERROR_ADMIN_CONSENT_NEEDED },
    { "error=access_denied&error_description=AADSTS90095", MG_ERROR_ADMIN_CONSENT_NEEDED },
    { "error=admin_policy_enforced", MG_ERROR_ADMIN_CONSENT_NEEDED },
    { "error=temporarily_unavailable", MG_ERROR_PROVIDER_UNAVAILABLE },
    { "error=server_error", MG_ERROR_PROVIDER_UNAVAILABLE },
    { "error=invalid_scope", MG_ERROR_PROVIDER_REFUSED },
    { "error=unauthorized_client", MG_ERROR_PROVIDER_REFUSED },
    { "error=login_required", MG_ERROR_CONSENT_NEEDED },
    { "error=%22%5C%0A%C3%A9", MG_ERROR_PROVIDER_REFUSED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      MgConsent *consent = start (fixture, NULL, &result);
      g_autofree char *query = answer (fixture, consent, vectors[i].query);
      g_autofree char *redirected = mg_oauth_fixture_get (consent, NULL, query);
      g_autofree char *page = mg_oauth_fixture_get (consent, "/callback/done", NULL);

      g_test_message ("Vector %" G_GSIZE_FORMAT ": %s", i, vectors[i].query);
      g_assert_nonnull (mg_consent_get_failure (consent));
      g_assert_true ((strstr (page, "was declined") != NULL) ==
                     (vectors[i].code == MG_ERROR_CONSENT_DECLINED));
      assert_ends (fixture, consent, &result, MG_ERROR, (int) vectors[i].code);
    }
}

/* Check that the wait ends by the clock that runs while the computer sleeps,
 * whatever the wall clock says. */
static void
test_item_37 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (GAsyncResult) result = NULL;
  MgConsent *consent = start (fixture, NULL, &result);

  mg_fake_clock_jump (fixture->clock, 3600 * (gint64) G_USEC_PER_SEC);
  mg_fake_clock_advance (fixture->clock, 599 * (gint64) G_USEC_PER_SEC);
  mg_fake_clock_jump (fixture->clock, -7200 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpint (mg_consent_get_stage (consent), ==, MG_CONSENT_STAGE_WAITING);
  mg_fake_clock_advance (fixture->clock, G_USEC_PER_SEC);
  g_assert_cmpint (mg_consent_get_stage (consent), ==, MG_CONSENT_STAGE_ENDED);
  assert_ends (fixture, consent, &result, MG_ERROR, MG_ERROR_CONSENT_TIMED_OUT);
}

/* Check that the wait can be made shorter. */
static void
test_timeout (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (GAsyncResult) result = NULL;
  MgConsent *consent;

  mg_oauth_fixture_make_endpoint (fixture, "client", NULL);
  consent = mg_consent_new (fixture->endpoint, MG_MAIL_PROTOCOL_SMTP, NULL, NULL);
  mg_consent_set_timeout (consent, 30);
  mg_consent_run_async (consent, NULL, mg_test_store_result, &result);
  mg_fake_clock_advance (fixture->clock, 30 * G_USEC_PER_SEC);
  assert_ends (fixture, consent, &result, MG_ERROR, MG_ERROR_CONSENT_TIMED_OUT);
}

/* Check that cancelling while the person is away closes the door. */
static void
test_item_35_waiting (MgOAuthFixture *fixture,
                      gconstpointer   data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GError) error = NULL;
  MgConsent *consent = start (fixture, cancellable, &result);

  uri = g_uri_parse (mg_consent_get_redirect_uri (consent), G_URI_FLAGS_NONE, NULL);
  g_cancellable_cancel (cancellable);
  mg_test_await_result (&result);
  g_assert_null (mg_raw_client_new ("127.0.0.1", (guint16) g_uri_get_port (uri)));
  g_assert_false (mg_consent_take_pasted_uri (consent, "code=a&state=b", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_FAILED);
  assert_ends (fixture, consent, &result, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Check that cancelling during the exchange brings no tokens, and that the
 * browser reads that nothing is waiting. */
static void
test_item_35_exchanging (MgOAuthFixture *fixture,
                         gconstpointer   data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *query = NULL;
  g_autofree char *redirected = NULL;
  g_autofree char *late = NULL;
  g_autofree char *page = NULL;
  MgConsent *consent;

  mg_fake_provider_script (fixture->fake, "/token", MG_FAKE_PROVIDER_SILENT, "");
  consent = start (fixture, cancellable, &result);
  query = answer (fixture, consent, "code=a");
  redirected = mg_oauth_fixture_get (consent, NULL, query);
  mg_test_await_true (has_been_asked, fixture->fake);
  g_cancellable_cancel (cancellable);
  mg_test_await_true (has_ended, consent);

  late = mg_oauth_fixture_get (consent, NULL, query);
  g_assert_true (g_str_has_prefix (late, "HTTP/1.1 303 "));
  page = mg_oauth_fixture_get (consent, "/callback/done", NULL);
  g_assert_nonnull (strstr (page, "No sign-in is waiting"));
  assert_ends (fixture, consent, &result, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Check that cancelling when the tokens are there does not destroy them. */
static void
test_item_35_late (MgOAuthFixture *fixture,
                   gconstpointer   data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MgTokenSet) tokens = NULL;
  g_autofree char *query = NULL;
  g_autofree char *redirected = NULL;
  MgConsent *consent;

  mg_fake_provider_script (fixture->fake, "/token", 200, MG_OAUTH_TOKENS);
  consent = start (fixture, cancellable, &result);
  query = answer (fixture, consent, "code=a");
  redirected = mg_oauth_fixture_get (consent, NULL, query);
  mg_test_await_true (has_ended, consent);
  g_assert_null (result);

  g_cancellable_cancel (cancellable);
  mg_test_settle ();
  mg_fake_clock_advance (fixture->clock, 2 * G_USEC_PER_SEC);
  tokens = mg_oauth_fixture_finish (consent, &result, NULL);
  g_assert_nonnull (tokens);
  end (fixture, consent, &result);
}

/* Check that a consent that is cancelled before it runs does nothing. */
static void
test_item_35_before (MgOAuthFixture *fixture,
                     gconstpointer   data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MgConsent *consent;

  g_cancellable_cancel (cancellable);
  consent = start (fixture, cancellable, &result);
  g_assert_null (mg_consent_get_uri (consent));
  g_assert_null (mg_oauth_fixture_finish (consent, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  end (fixture, consent, &result);
}

/* Check that a pasted answer is held to the same rules, and that a wrong one
 * does not end the wait. */
static void
test_item_36 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MgTokenSet) tokens = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *query = NULL;
  g_autofree char *address = NULL;
  MgConsent *consent;

  mg_fake_provider_script (fixture->fake, "/token", 200, MG_OAUTH_TOKENS);
  consent = start (fixture, NULL, &result);

  g_assert_false (mg_consent_take_pasted_uri (consent, "the-bare-code", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_false (mg_consent_take_pasted_uri (consent, "?code=a&state=wrong", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_false (mg_consent_take_pasted_uri (consent, "?code=a&code=b", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_PROTOCOL);
  g_assert_cmpint (mg_consent_get_stage (consent), ==, MG_CONSENT_STAGE_WAITING);

  query = answer (fixture, consent, "code=a");
  address = g_strdup_printf (" %s?%s\n", mg_consent_get_redirect_uri (consent), query);
  g_assert_true (mg_consent_take_pasted_uri (consent, address, NULL));
  g_assert_true (is_exchanging (consent));
  tokens = mg_oauth_fixture_finish (consent, &result, NULL);
  g_assert_nonnull (tokens);
  end (fixture, consent, &result);
}

/* Check that a permission that a device could not work with is none. */
static void
test_item_53 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  static const struct { const char *body; MgError code; } vectors[] = {
    { "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}", MG_ERROR_PROVIDER_REFUSED },
    { "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"refresh_token\":\"r\","
      "\"scope\":\"openid\"}", MG_ERROR_SCOPE_MISSING },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autofree char *query = NULL;
      MgConsent *consent;

      mg_fake_provider_script (fixture->fake, "/token", 200, vectors[i].body);
      consent = start (fixture, NULL, &result);
      query = answer (fixture, consent, "code=a");
      g_assert_true (mg_consent_take_pasted_uri (consent, query, NULL));
      mg_test_await_result (&result);
      assert_ends (fixture, consent, &result, MG_ERROR, (int) vectors[i].code);
    }
}

/* Check that a provider that knows passwords only opens no browser. */
static void
test_password_provider (MgOAuthFixture *fixture,
                        gconstpointer   data)
{
  g_autoptr (GAsyncResult) result = NULL;
  MgConsent *consent;

  g_key_file_set_string (fixture->file, "Provider", "Kind", "password");
  consent = start (fixture, NULL, &result);
  g_assert_null (mg_consent_get_uri (consent));
  assert_ends (fixture, consent, &result, MG_ERROR, MG_ERROR_NOT_SUPPORTED);
}

/* Check that the stage can be followed by its property. */
static void
test_stage_property (MgOAuthFixture *fixture,
                     gconstpointer   data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  MgConsent *consent = start (fixture, cancellable, &result);
  MgConsentStage stage;

  g_object_get (consent, "stage", &stage, NULL);
  g_assert_cmpint (stage, ==, MG_CONSENT_STAGE_WAITING);
  g_cancellable_cancel (cancellable);
  mg_test_await_result (&result);
  g_object_get (consent, "stage", &stage, NULL);
  g_assert_cmpint (stage, ==, MG_CONSENT_STAGE_ENDED);
  assert_ends (fixture, consent, &result, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, function) \
  g_test_add (path, MgOAuthFixture, NULL, mg_oauth_fixture_set_up, function, \
              mg_oauth_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  ADD ("/oauth/consent/complete", test_complete);
  ADD ("/oauth/consent/timeout", test_timeout);
  ADD ("/oauth/consent/password-provider", test_password_provider);
  ADD ("/oauth/consent/stage", test_stage_property);
  ADD ("/oauth/item-8/address-handed-out", test_item_8);
  ADD ("/oauth/item-12/same-redirect-uri", test_item_12);
  ADD ("/oauth/item-17/two-attempts", test_item_17);
  ADD ("/oauth/item-22/wait-goes-on", test_item_22);
  ADD ("/oauth/item-25/issuer-first", test_item_25);
  ADD ("/oauth/item-29/redeemed-once", test_item_29);
  ADD ("/oauth/item-32/exchange-failed", test_item_32);
  ADD ("/oauth/item-34/told-apart", test_item_34);
  ADD ("/oauth/item-35/cancelled-before", test_item_35_before);
  ADD ("/oauth/item-35/cancelled-waiting", test_item_35_waiting);
  ADD ("/oauth/item-35/cancelled-exchanging", test_item_35_exchanging);
  ADD ("/oauth/item-35/cancelled-late", test_item_35_late);
  ADD ("/oauth/item-36/pasted", test_item_36);
  ADD ("/oauth/item-37/boot-time", test_item_37);
  ADD ("/oauth/item-53/useless-permission", test_item_53);

  return g_test_run ();
}
