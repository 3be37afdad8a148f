/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-device-code.h"
#include "mg-error.h"
#include "mg-oauth-fixture.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

#define CODE(more) \
  "{\"device_code\":\"the device code\",\"user_code\":\"WDJB-MJHT\"," \
  "\"verification_uri\":\"https://id.example/device\",\"expires_in\":900" more "}"

#define PENDING "{\"error\":\"authorization_pending\"}"

static void
on_show_code_cb (MgDeviceCode *device_code,
                 gpointer      user_data)
{
  ++*(guint *) user_data;
}

static gboolean
has_code (gpointer user_data)
{
  return mg_device_code_get_user_code (user_data) != NULL;
}

static MgDeviceCode *
start (MgOAuthFixture  *fixture,
       const char      *body,
       GCancellable    *cancellable,
       GAsyncResult   **result)
{
  MgDeviceCode *device_code;

  if (fixture->endpoint == NULL)
    mg_oauth_fixture_make_endpoint (fixture, "client", NULL);
  mg_fake_provider_script (fixture->fake, "/device", 200, body);
  device_code = mg_device_code_new (fixture->endpoint, MG_MAIL_PROTOCOL_SMTP, NULL);
  mg_device_code_run_async (device_code, cancellable, mg_test_store_result, result);

  return device_code;
}

/* Starts and waits until the code can be shown. */
static MgDeviceCode *
start_and_show (MgOAuthFixture  *fixture,
                const char      *body,
                GAsyncResult   **result)
{
  MgDeviceCode *device_code = start (fixture, body, NULL, result);

  mg_test_await_true (has_code, device_code);

  return device_code;
}

static void
end (MgDeviceCode  *owned_device_code,
     GAsyncResult **result)
{
  MgDeviceCode *device_code = owned_device_code;

  mg_test_settle ();
  g_clear_object (result);
  g_assert_finalize_object (device_code);
}

static void
assert_ends (MgDeviceCode  *owned_device_code,
             GAsyncResult **result,
             GQuark         domain,
             int            code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mg_device_code_run_finish (owned_device_code, mg_test_await_result (result),
                                            &error));
  g_assert_error (error, domain, code);
  end (owned_device_code, result);
}

typedef struct
{
  MgOAuthFixture *fixture;
  gint64          wait;
  guint           n_requests;
} Expected;

static gboolean
has_asked (gpointer user_data)
{
  Expected *expected = user_data;

  return mg_fake_provider_get_n_requests (expected->fixture->fake) == expected->n_requests;
}

static gboolean
does_wait (gpointer user_data)
{
  Expected *expected = user_data;

  return mg_fake_clock_get_wait (expected->fixture->clock) == expected->wait;
}

/* Waits for the last answer to arrive, and checks that the next poll is made
 * exactly @seconds later. */
static void
assert_polls_after (MgOAuthFixture *fixture,
                    guint           seconds)
{
  guint before = mg_fake_provider_get_n_requests (fixture->fake);
  Expected expected = { fixture, seconds * SECOND, before + 1 };

  mg_test_await_true (does_wait, &expected);
  mg_fake_clock_advance (fixture->clock, seconds * SECOND - 1000);
  mg_test_settle ();
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->fake), ==, before);
  mg_fake_clock_advance (fixture->clock, 1000);
  mg_test_await_true (has_asked, &expected);
}

/* Check that the code is asked for by a form, and polled until it is used. */
static void
test_complete (MgOAuthFixture *fixture,
               gconstpointer   data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MgTokenSet) tokens = NULL;
  guint shown = 0;
  MgDeviceCode *device_code =
    start (fixture, CODE (",\"interval\":7,\"message\":\"Go <b>there</b>\","
                          "\"verification_uri_complete\":\"https://id.example/d?c=W\""),
           NULL, &result);

  g_signal_connect (device_code, "show-code", G_CALLBACK (on_show_code_cb), &shown);
  mg_test_await_true (has_code, device_code);
  g_assert_cmpuint (shown, ==, 1);
  g_assert_cmpstr (mg_device_code_get_user_code (device_code), ==, "WDJB-MJHT");
  g_assert_cmpstr (mg_device_code_get_uri (device_code), ==, "https://id.example/device");
  g_assert_cmpstr (mg_device_code_get_complete_uri (device_code), ==, "https://id.example/d?c=W");
  g_assert_cmpstr (mg_device_code_get_message (device_code), ==, "Go <b>there</b>");
  g_assert_cmpint (mg_device_code_get_deadline (device_code), ==, 900 * SECOND);
  g_assert_cmpstr (mg_fake_provider_get_method (fixture->fake, 0), ==, "POST");
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 0, "client_id"), ==, "client");
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 0, "scope"), ==,
                   "mail.send openid offline_access");

  mg_fake_provider_script (fixture->fake, "/token", 400, PENDING);
  mg_fake_provider_script (fixture->fake, "/token", 200, MG_OAUTH_TOKENS);
  assert_polls_after (fixture, 7);
  assert_polls_after (fixture, 7);
  tokens = mg_device_code_run_finish (device_code, mg_test_await_result (&result), NULL);
  g_assert_cmpstr (mg_secret_peek (mg_token_set_get_refresh (tokens)), ==, "refresh-1");
  g_assert_cmpint (mg_token_set_get_obtained_at (tokens), ==, MG_OAUTH_NOW + 14 * SECOND);
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 1, "grant_type"), ==,
                   "urn:ietf:params:oauth:grant-type:device_code");
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->fake, 1, "device_code"), ==,
                   "the device code");
  end (device_code, &result);
}

/* Check that an interval is 5 s if absent, and understood as a string. */
static void
test_item_65_interval (MgOAuthFixture *fixture,
                       gconstpointer   data)
{
  static const struct { const char *body; guint seconds; } vectors[] = {
    { CODE (""), 5 },
    { CODE (",\"interval\":\"6\""), 6 },
    { CODE (",\"interval\":null"), 5 },
    { CODE (",\"interval\":0"), 1 },
    { CODE (",\"interval\":1e9"), 300 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      MgDeviceCode *device_code = start_and_show (fixture, vectors[i].body, &result);

      mg_fake_provider_script (fixture->fake, "/token", 400, "{\"error\":\"access_denied\"}");
      assert_polls_after (fixture, vectors[i].seconds);
      assert_ends (device_code, &result, MG_ERROR, MG_ERROR_CONSENT_DECLINED);
    }
}

/* Check that an answer without what is needed, or with an address that no
 * browser should open, is refused. */
static void
test_item_65_answers (MgOAuthFixture *fixture,
                      gconstpointer   data)
{
  static const char * const bodies[] = {
    "{}",
    "{\"device_code\":\"d\",\"user_code\":\"u\",\"expires_in\":9}",
    "{\"device_code\":\"d\",\"user_code\":\"u\",\"verification_uri\":\"https://a.example/\"}",
    "{\"device_code\":\"\",\"user_code\":\"u\",\"verification_uri\":\"https://a.example/\","
    "\"expires_in\":9}",
    "{\"device_code\":\"d\",\"user_code\":\"\",\"verification_uri\":\"https://a.example/\","
    "\"expires_in\":9}",
    "{\"device_code\":\"d\",\"user_code\":\"u\\nv\",\"verification_uri\":\"https://a.example/\","
    "\"expires_in\":9}",
    "{\"device_code\":\"d\",\"user_code\":\"u\",\"verification_uri\":\"javascript:alert(1)\","
    "\"expires_in\":9}",
    "{\"device_code\":\"d\",\"user_code\":\"u\",\"verification_uri\":\"http://a.example/\","
    "\"expires_in\":9}",
    "{\"device_code\":\"d\",\"user_code\":\"u\",\"verification_uri\":\"file:///etc/passwd\","
    "\"expires_in\":9}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      MgDeviceCode *device_code = start (fixture, bodies[i], NULL, &result);

      g_test_message ("%s", bodies[i]);
      assert_ends (device_code, &result, MG_ERROR, MG_ERROR_PROTOCOL);
    }
}

/* Check that Google's older name is understood, and a complete address that no
 * browser should open is left out. */
static void
test_item_65_tolerated (MgOAuthFixture *fixture,
                        gconstpointer   data)
{
  g_autoptr (GAsyncResult) result = NULL;
  MgDeviceCode *device_code =
    start_and_show (fixture,
                    "{\"device_code\":\"d\",\"user_code\":\"u\",\"expires_in\":\"1800\","
                    "\"verification_url\":\"https://www.google.com/device\","
                    "\"verification_uri_complete\":\"javascript:1\"}", &result);

  g_assert_cmpstr (mg_device_code_get_uri (device_code), ==, "https://www.google.com/device");
  g_assert_null (mg_device_code_get_complete_uri (device_code));
  g_assert_null (mg_device_code_get_message (device_code));
  mg_fake_provider_script (fixture->fake, "/token", 400, "{\"error\":\"expired_token\"}");
  assert_polls_after (fixture, 5);
  assert_ends (device_code, &result, MG_ERROR, MG_ERROR_CONSENT_TIMED_OUT);
}

/* Check that slow_down lengthens this and all later waits, and that it is waited. */
static void
test_item_66_slow_down (MgOAuthFixture *fixture,
                        gconstpointer   data)
{
  g_autoptr (GAsyncResult) result = NULL;
  MgDeviceCode *device_code = start_and_show (fixture, CODE (""), &result);
  static const struct { const char *body; guint next; } steps[] = {
    { "{\"error\":\"slow_down\"}", 10 },
    { "{\"error\":\"slow_down\"}", 15 },
    { PENDING, 15 },
    { "{\"error\":\"access_denied\"}", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    mg_fake_provider_script (fixture->fake, "/token", 400, steps[i].body);
  assert_polls_after (fixture, 5);
  for (gsize i = 0; steps[i].next != 0; i++)
    assert_polls_after (fixture, steps[i].next);
  assert_ends (device_code, &result, MG_ERROR, MG_ERROR_CONSENT_DECLINED);
}

/* Check how each other answer ends it. */
static void
test_item_66_ends (MgOAuthFixture *fixture,
                   gconstpointer   data)
{
  static const struct { const char *body; MgError code; } vectors[] = {
    { "{\"error\":\"access_denied\"}", MG_ERROR_CONSENT_DECLINED },
    { "{\"error\":\"authorization_declined\"}", MG_ERROR_CONSENT_DECLINED },
    { "{\"error\":\"expired_token\"}", MG_ERROR_CONSENT_TIMED_OUT },
    { "{\"error\":\"bad_verification_code\"}", MG_ERROR_PROVIDER_REFUSED },
    { "{\"error\":\"invalid_grant\",\"error_codes\":[53003]}", MG_ERROR_CONSENT_NEEDED },
    { "{\"error\":\"invalid_client\",\"error_codes\":[7000218]}", MG_ERROR_PROVIDER_REFUSED },
    { "nonsense", MG_ERROR_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      MgDeviceCode *device_code = start_and_show (fixture, CODE (""), &result);

      g_test_message ("%s", vectors[i].body);
      mg_fake_provider_script (fixture->fake, "/token", 400, vectors[i].body);
      assert_polls_after (fixture, 5);
      mg_test_await_result (&result);
      g_assert_true ((mg_device_code_get_failure (device_code) != NULL) ==
                     (*vectors[i].body == '{'));
      assert_ends (device_code, &result, MG_ERROR, (int) vectors[i].code);
    }
}

/* Check that the code is handed out letter by letter, also where there is an
 * address that holds it. */
static void
test_item_69 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (GAsyncResult) result = NULL;
  MgDeviceCode *device_code =
    start_and_show (fixture,
                    "{\"device_code\":\"d\",\"user_code\":\"wDjB mJ<b>-0O\",\"expires_in\":900,"
                    "\"verification_uri\":\"https://id.example/device\","
                    "\"verification_uri_complete\":\"https://id.example/device?c=x\"}", &result);

  g_assert_cmpstr (mg_device_code_get_user_code (device_code), ==, "wDjB mJ<b>-0O");
  g_assert_cmpstr (mg_device_code_get_uri (device_code), ==, "https://id.example/device");
  g_assert_cmpstr (mg_device_code_get_complete_uri (device_code), ==,
                   "https://id.example/device?c=x");
  mg_fake_provider_script (fixture->fake, "/token", 400, "{\"error\":\"access_denied\"}");
  assert_polls_after (fixture, 5);
  assert_ends (device_code, &result, MG_ERROR, MG_ERROR_CONSENT_DECLINED);
}

/* Check that a server that never says slow_down is not asked too early either. */
static void
test_item_71 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (GAsyncResult) result = NULL;
  MgDeviceCode *device_code = start_and_show (fixture, CODE (",\"interval\":7"), &result);

  for (guint i = 0; i < 9; i++)
    mg_fake_provider_script (fixture->fake, "/token", 400, PENDING);
  mg_fake_provider_script (fixture->fake, "/token", 400, "{\"error\":\"access_denied\"}");
  for (guint i = 0; i < 10; i++)
    assert_polls_after (fixture, 7);
  assert_ends (device_code, &result, MG_ERROR, MG_ERROR_CONSENT_DECLINED);
}

/* Check that tokens that a device could not work with are none. */
static void
test_item_53 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (GAsyncResult) result = NULL;
  MgDeviceCode *device_code = start_and_show (fixture, CODE (""), &result);

  mg_fake_provider_script (fixture->fake, "/token", 200, "{\"access_token\":\"a\"}");
  assert_polls_after (fixture, 5);
  assert_ends (device_code, &result, MG_ERROR, MG_ERROR_PROVIDER_REFUSED);
}

/* Check that a server that does not answer is asked more and more seldom. */
static void
test_item_67 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (GAsyncResult) result = NULL;
  MgDeviceCode *device_code = start_and_show (fixture, CODE (""), &result);

  mg_fake_provider_script (fixture->fake, "/token", 503, "");
  mg_fake_provider_script (fixture->fake, "/token", 503, "");
  mg_fake_provider_script (fixture->fake, "/token", 400, "{\"error\":\"access_denied\"}");
  assert_polls_after (fixture, 5);
  assert_polls_after (fixture, 10);
  assert_polls_after (fixture, 20);
  assert_ends (device_code, &result, MG_ERROR, MG_ERROR_CONSENT_DECLINED);
}

/* Check that the code's own life ends it, whatever the server says. */
static void
test_item_68 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (GAsyncResult) result = NULL;
  MgDeviceCode *device_code =
    start_and_show (fixture, "{\"device_code\":\"d\",\"user_code\":\"u\",\"expires_in\":8,"
                    "\"verification_uri\":\"https://a.example/\"}", &result);
  Expected ending = { fixture, 3 * SECOND, 0 };

  mg_fake_provider_script (fixture->fake, "/token", 400, PENDING);
  assert_polls_after (fixture, 5);
  mg_test_await_true (does_wait, &ending);
  mg_fake_clock_advance (fixture->clock, 3 * SECOND);
  assert_ends (device_code, &result, MG_ERROR, MG_ERROR_CONSENT_TIMED_OUT);
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->fake), ==, 2);
}

/* Check that cancelling stops at once: before the code, while waiting, while polling. */
static void
test_item_68_cancelled (MgOAuthFixture *fixture,
                        gconstpointer   data)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;
      MgDeviceCode *device_code = start (fixture, CODE (""), cancellable, &result);

      if (i > 0)
        mg_test_await_true (has_code, device_code);
      if (i > 1)
        {
          mg_fake_provider_script (fixture->fake, "/token", MG_FAKE_PROVIDER_SILENT, "");
          assert_polls_after (fixture, 5);
        }
      g_cancellable_cancel (cancellable);
      assert_ends (device_code, &result, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

/* Check that a provider without the flow says so before anybody is asked. */
static void
test_item_46 (MgOAuthFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (GAsyncResult) result = NULL;
  MgDeviceCode *device_code;

  g_key_file_remove_key (fixture->file, "OAuth", "DeviceEndpoint", NULL);
  device_code = start (fixture, CODE (""), NULL, &result);
  assert_ends (device_code, &result, MG_ERROR, MG_ERROR_NOT_SUPPORTED);
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->fake), ==, 0);
}

#define ADD(path, function) \
  g_test_add (path, MgOAuthFixture, NULL, mg_oauth_fixture_set_up, function, \
              mg_oauth_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  ADD ("/oauth/item-65/complete", test_complete);
  ADD ("/oauth/item-65/interval", test_item_65_interval);
  ADD ("/oauth/item-65/answers", test_item_65_answers);
  ADD ("/oauth/item-65/tolerated", test_item_65_tolerated);
  ADD ("/oauth/item-66/slow-down", test_item_66_slow_down);
  ADD ("/oauth/item-66/ends", test_item_66_ends);
  ADD ("/oauth/item-69/letter-by-letter", test_item_69);
  ADD ("/oauth/item-71/never-early", test_item_71);
  ADD ("/oauth/item-67/back-off", test_item_67);
  ADD ("/oauth/item-68/deadline", test_item_68);
  ADD ("/oauth/item-68/cancelled", test_item_68_cancelled);
  ADD ("/oauth/item-46/no-device-endpoint", test_item_46);
  ADD ("/oauth/item-53/device-code", test_item_53);

  return g_test_run ();
}
