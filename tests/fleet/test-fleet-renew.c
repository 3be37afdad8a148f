/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-authorization-fixture.h"
#include "mg-scripted-mail.h"

#define LOGIN "TLS", "S: 220 mail.example ESMTP", "C: EHLO [127.0.0.1]", "S: 250-mail.example", \
              "S: 250 AUTH XOAUTH2", "C: AUTH XOAUTH2 *"
#define WELCOME "S: 235 ok", "C: NOOP", "S: 250 ok", "C: QUIT"

typedef struct
{
  MgAuthorizationFixture  base;
  MgScriptedMail         *mail;
} Fixture;

static MgSlotReading *
get_peer_slot (Fixture *fixture)
{
  return mg_fake_device_get_slot (fixture->base.fleet.peer, "mail");
}

static gboolean
has_token (Fixture    *fixture,
           const char *refresh_token)
{
  g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, refresh_token, -1);

  return g_strcmp0 (get_peer_slot (fixture)->token_sha256, sha256) == 0;
}

/* A slot that sends through the scripted server, with a permission. */
static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "device.pem", NULL);
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgTestResult) test = NULL;

  mg_authorization_fixture_set_up (&fixture->base, data);
  database = g_tls_file_database_new (path, &error);
  g_assert_no_error (error);
  mg_context_set_public_tls_database (fixture->base.fleet.context, database);
  fixture->mail = mg_scripted_mail_new (path);
  g_free (get_peer_slot (fixture)->settings->host);
  get_peer_slot (fixture)->settings->host = g_strdup ("127.0.0.1");
  get_peer_slot (fixture)->settings->port = mg_scripted_mail_get_port (fixture->mail);

  test = mg_authorization_fixture_authorize (&fixture->base, fixture->base.slot, "refresh-1",
                                             &error);
  g_assert_no_error (error);
  g_assert_true (has_token (fixture, "refresh-1"));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  mg_scripted_mail_stop (fixture->mail);
  g_assert_finalize_object (g_steal_pointer (&fixture->mail));
  mg_authorization_fixture_tear_down (&fixture->base, data);
}

static MgProbeResult *
probe (Fixture  *fixture,
       GError  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_fleet_probe_slot_async (fixture->base.fleet.fleet, fixture->base.slot, NULL,
                             mg_test_store_result, &result);

  return mg_fleet_probe_slot_finish (fixture->base.fleet.fleet, mg_test_await_result (&result),
                                     NULL, error);
}

static MgTestResult *
renew (Fixture  *fixture,
       GError  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_fleet_renew_slot_async (fixture->base.fleet.fleet, fixture->base.slot, NULL,
                             mg_test_store_result, &result);

  return mg_fleet_renew_slot_finish (fixture->base.fleet.fleet, mg_test_await_result (&result),
                                     error);
}

/* Check what a login from here makes of the badge: a refused token is Invalid,
 * a server that cannot be reached from here says nothing. */
static void
test_renew_probe (Fixture       *fixture,
                  gconstpointer  data)
{
  static const struct
  {
    const char     *steps[12];
    MgProbeOutcome  outcome;
    MgTokenState    state;
    MgNoteCode      note;
  } vectors[] = {
    { { LOGIN, WELCOME },
      MG_PROBE_OK, MG_TOKEN_STATE_OBTAINED, MG_NOTE_NONE },
    { { "TLS", "S: 421 later" }, MG_PROBE_TRANSIENT, MG_TOKEN_STATE_OBTAINED, MG_NOTE_NONE },
    { { LOGIN, "S: 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is "
                "disabled for the Tenant.", "C: QUIT" },
      MG_PROBE_MAILBOX_REFUSES, MG_TOKEN_STATE_OBTAINED, MG_NOTE_MAILBOX_REFUSES },
    { { LOGIN, "S: 535 5.7.8 Authentication failed.", "C: QUIT" },
      MG_PROBE_REFUSED, MG_TOKEN_STATE_INVALID, MG_NOTE_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MgProbeResult) result = NULL;

      mg_scripted_mail_set_script (fixture->mail, vectors[i].steps);
      result = probe (fixture, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (mg_probe_outcome_get_nick (mg_probe_result_get_outcome (result)),
                       ==, mg_probe_outcome_get_nick (vectors[i].outcome));
      g_assert_cmpint (mg_slot_get_state (fixture->base.slot), ==, vectors[i].state);
      g_assert_cmpint (mg_slot_get_note (fixture->base.slot), ==, vectors[i].note);
      mg_test_settle ();
    }

  /* The token of the consent was good for all of them. */
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->base.fake), ==, 1);
}

/* Check that a token for the device's own way of sending is not held against it
 * by a mail server, which is only asked whether it is there. */
static void
test_renew_probe_other_scope (Fixture       *fixture,
                              gconstpointer  data)
{
  static const char *const steps[] = {
    "TLS", "S: 220 mail.example ESMTP", "C: EHLO [127.0.0.1]", "S: 250-mail.example",
    "S: 250 AUTH XOAUTH2", "C: QUIT", NULL
  };
  g_autoptr (GKeyFile) file = mg_fake_provider_dup_key_file (fixture->base.fake);
  g_autoptr (MgTestResult) test = NULL;
  g_autoptr (MgProbeResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_key_file_set_string (file, "Scopes", "smtp", "mail.smtp;");
  g_key_file_set_string (file, "Driver Scopes", "fake", "mail.send;");
  mg_authorization_fixture_set_provider (&fixture->base, file, "our client");
  test = mg_authorization_fixture_authorize (&fixture->base, fixture->base.slot, "refresh-2",
                                             &error);
  g_assert_no_error (error);

  mg_scripted_mail_set_script (fixture->mail, steps);
  result = probe (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_probe_result_get_outcome (result), ==, MG_PROBE_REACHABLE);
  g_assert_cmpint (mg_slot_get_state (fixture->base.slot), ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpint (mg_slot_get_note (fixture->base.slot), ==, MG_NOTE_NONE);
}

/* Check that a provider which puts another token in the place of ours has the
 * new one carried to the device before it is used here. */
static void
test_renew_probe_replaced (Fixture       *fixture,
                           gconstpointer  data)
{
  static const char *const steps[] = {
    LOGIN, WELCOME, NULL
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (MgProbeResult) result = NULL;

  mg_fake_clock_advance (fixture->base.fleet.clock, 2 * G_TIME_SPAN_HOUR);
  mg_authorization_fixture_script (&fixture->base, "refresh-2");
  mg_scripted_mail_set_script (fixture->mail, steps);
  result = probe (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_probe_result_get_outcome (result), ==, MG_PROBE_OK);
  g_assert_true (has_token (fixture, "refresh-2"));
  g_assert_cmpint (mg_slot_get_state (fixture->base.slot), ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpint (mg_slot_get_note (fixture->base.slot), ==, MG_NOTE_NONE);
}

/* Check that at a provider which replaces tokens our copy is never used once the
 * device has exchanged its own: that could end the device's grant. */
static void
test_renew_exchanged (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr (GKeyFile) file = mg_fake_provider_dup_key_file (fixture->base.fake);
  g_autoptr (MgTestResult) test = NULL;
  g_autoptr (GError) error = NULL;
  guint n_requests;

  g_key_file_set_boolean (file, "Lifetime", "Rotates", TRUE);
  mg_authorization_fixture_set_provider (&fixture->base, file, "our client");
  mg_authorization_fixture_script (&fixture->base, "refresh-2");
  test = renew (fixture, &error);
  g_assert_no_error (error);
  g_assert_true (has_token (fixture, "refresh-2"));

  g_free (get_peer_slot (fixture)->token_sha256);
  get_peer_slot (fixture)->token_sha256 =
    g_compute_checksum_for_string (G_CHECKSUM_SHA256, "exchanged", -1);
  n_requests = mg_fake_provider_get_n_requests (fixture->base.fake);
  g_assert_null (renew (fixture, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_null (probe (fixture, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED);
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->base.fake), ==, n_requests);
  g_assert_cmpint (mg_slot_get_state (fixture->base.slot), ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpint (mg_slot_get_note (fixture->base.slot), ==, MG_NOTE_NONE);
  g_assert_false (mg_fleet_is_due (fixture->base.fleet.fleet, fixture->base.slot));
}

/* Check that only the provider's own word makes a slot Invalid, and that it is
 * still so at the next start. */
static void
test_renew_redeem (Fixture       *fixture,
                   gconstpointer  data)
{
  static const struct
  {
    guint         status;
    const char   *body;
    MgError       expected;
    MgTokenState  state;
  } vectors[] = {
    { 503, "{}", MG_ERROR_PROVIDER_UNAVAILABLE, MG_TOKEN_STATE_OBTAINED },
    { 200, "<html>", MG_ERROR_CAPTIVE_PORTAL, MG_TOKEN_STATE_OBTAINED },
    { 400, "{\"error\":\"invalid_client\"}", MG_ERROR_PROVIDER_REFUSED, MG_TOKEN_STATE_OBTAINED },
    { 400, "{\"error\":\"invalid_grant\"}", MG_ERROR_CONSENT_NEEDED, MG_TOKEN_STATE_INVALID },
  };
  const guint n_writes = fixture->base.fleet.peer->n_writes;

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;

      mg_fake_provider_script (fixture->base.fake, "/token", vectors[i].status, vectors[i].body);
      g_assert_null (renew (fixture, &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].expected);
      g_assert_cmpint (mg_slot_get_state (fixture->base.slot), ==, vectors[i].state);
      g_assert_cmpuint (fixture->base.fleet.peer->n_writes, ==, n_writes);
      g_assert_true (has_token (fixture, "refresh-1"));
      mg_test_settle ();
    }

  mg_authorization_fixture_reopen (&fixture->base);
  g_assert_cmpint (mg_slot_get_state (fixture->base.slot), ==, MG_TOKEN_STATE_INVALID);
}

/* Check that a token which its device does not renew is due in time, and that
 * after the renewal it is not. */
static void
test_renew_fuse (Fixture       *fixture,
                 gconstpointer  data)
{
  MgFleet *fleet = fixture->base.fleet.fleet;
  MgSlot *slot = fixture->base.slot;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgTestResult) test = NULL;

  g_assert_cmpint (mg_fleet_get_expires_at (fleet, slot),
                   ==, MG_FLEET_FIXTURE_NOW + 90 * G_TIME_SPAN_DAY);
  g_assert_false (mg_fleet_is_due (fleet, slot));

  mg_fake_clock_advance (fixture->base.fleet.clock, 80 * G_TIME_SPAN_DAY);
  mg_fleet_fixture_check (&fixture->base.fleet, fixture->base.device, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpint (mg_slot_get_note (slot), ==, MG_NOTE_EXPIRES_SOON);
  g_assert_true (mg_fleet_is_due (fleet, slot));

  mg_authorization_fixture_script (&fixture->base, "refresh-2");
  test = renew (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpint (test->outcome, ==, MG_TEST_PASSED);
  g_assert_true (has_token (fixture, "refresh-2"));
  g_assert_cmpint (mg_slot_get_note (slot), ==, MG_NOTE_NONE);
  g_assert_false (mg_fleet_is_due (fleet, slot));
  g_assert_cmpint (mg_fleet_get_expires_at (fleet, slot),
                   ==, MG_FLEET_FIXTURE_NOW + 170 * G_TIME_SPAN_DAY);
}

/* Check that a renewal which finds the device off loses nothing: the next one
 * goes on from our newer copy. */
static void
test_renew_interrupted (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MgTestResult) test = NULL;
  guint last;

  mg_authorization_fixture_script (&fixture->base, "refresh-2");
  fixture->base.fleet.peer->fail_verb = "push_token";
  fixture->base.fleet.peer->fail_code = MG_ERROR_UNREACHABLE;
  g_assert_null (renew (fixture, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_UNREACHABLE);
  g_clear_error (&error);
  g_assert_true (has_token (fixture, "refresh-1"));

  fixture->base.fleet.peer->fail_verb = NULL;
  mg_authorization_fixture_script (&fixture->base, "refresh-3");
  test = renew (fixture, &error);
  g_assert_no_error (error);
  g_assert_true (has_token (fixture, "refresh-3"));
  last = mg_fake_provider_get_n_requests (fixture->base.fake) - 1;
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->base.fake, last, "refresh_token"),
                   ==, "refresh-2");
}

/* Check that without a copy, with another client than the one of the grant, or
 * with a locked keyring nobody is asked anything. */
static void
test_renew_no_means (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (GKeyFile) file = mg_fake_provider_dup_key_file (fixture->base.fake);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mg_memory_vault_set_mode (fixture->base.fleet.vault, MG_MEMORY_VAULT_LOCKED);
  g_assert_null (renew (fixture, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_LOCKED);
  g_clear_error (&error);
  mg_memory_vault_set_mode (fixture->base.fleet.vault, MG_MEMORY_VAULT_OPEN);

  mg_authorization_fixture_set_provider (&fixture->base, file, "another client");
  g_assert_null (renew (fixture, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_PROVIDER_REFUSED);
  g_clear_error (&error);

  mg_fleet_delete_token_async (fixture->base.fleet.fleet, fixture->base.slot, NULL,
                               mg_test_store_result, &result);
  mg_fleet_delete_token_finish (fixture->base.fleet.fleet, mg_test_await_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mg_memory_vault_get_size (fixture->base.fleet.vault), ==, 1);
  g_assert_null (probe (fixture, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->base.fake), ==, 1);
}

#define add(path, test) g_test_add ("/fleet/renew/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  mg_test_init (&argc, &argv);

  add ("probe", test_renew_probe);
  add ("probe-other-scope", test_renew_probe_other_scope);
  add ("probe-replaced", test_renew_probe_replaced);
  add ("exchanged", test_renew_exchanged);
  add ("redeem", test_renew_redeem);
  add ("fuse", test_renew_fuse);
  add ("interrupted", test_renew_interrupted);
  add ("no-means", test_renew_no_means);

  return g_test_run ();
}
