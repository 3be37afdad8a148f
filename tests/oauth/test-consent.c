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

/* Check that a consent goes all the way: browser, code, tokens, page. */
static void
test_consent_complete (MgOAuthFixture *fixture,
                       gconstpointer   data)
{
  g_autoptr (MgConsent) consent = NULL;
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
  g_assert_cmpint (mg_token_set_get_expires_at (tokens), ==, MG_OAUTH_NOW + 3600 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpint (mg_consent_get_stage (consent), ==, MG_CONSENT_STAGE_ENDED);

  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->fake), ==, 1);
  g_assert_cmpstr (mg_fake_provider_get_method (fixture->fake, 0), ==, "POST");
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 0, "code"), ==, "the code");
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 0, "redirect_uri"), ==,
                   mg_consent_get_redirect_uri (consent));

  mg_fake_clock_advance (fixture->clock, 10 * G_USEC_PER_SEC);
  mg_test_settle ();
  g_clear_object (&result);
  g_assert_finalize_object (g_steal_pointer (&consent));
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add ("/oauth/consent/complete", MgOAuthFixture, NULL, mg_oauth_fixture_set_up,
              test_consent_complete, mg_oauth_fixture_tear_down);

  return g_test_run ();
}
