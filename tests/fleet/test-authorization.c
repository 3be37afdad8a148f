/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-authorization-fixture.h"
#include "mg-consent-lock-private.h"
#include "mg-fleet-private.h"

typedef MgAuthorizationFixture Fixture;
typedef MgAuthorizationRun Run;

static MgSlotReading *
get_peer_slot (Fixture    *fixture,
               const char *id)
{
  return mg_fake_device_get_slot (fixture->fleet.peer, id);
}

static char *
dup_sha256 (const char *text)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

/* Check that a permission reaches the device and is kept, that the badge says so
 * on the way and afterwards, and that it is all there at the next start. */
static void
test_authorization_complete (Fixture       *fixture,
                             gconstpointer  data)
{
  Run run = { NULL, };
  g_autofree char *sha256 = dup_sha256 ("refresh-1");
  g_autofree char *hint = NULL;
  g_autoptr (MgTestResult) test = NULL;
  g_autoptr (GPtrArray) grants = NULL;
  g_autoptr (GError) error = NULL;
  const MgGrantRecord *grant;

  mg_authorization_fixture_script (fixture, "refresh-1");
  mg_authorization_run_start (&run, fixture, fixture->slot);
  mg_authorization_run_wait (&run);
  g_assert_cmpuint (fixture->n_opened, ==, 1);
  g_assert_cmpint (mg_slot_get_state (fixture->slot), ==, MG_TOKEN_STATE_WAITING);
  g_assert_cmpuint (fixture->fleet.peer->n_writes, ==, 0);
  hint = mg_authorization_fixture_dup_param (mg_authorization_get_uri (run.authorization),
                                             "login_hint");
  g_assert_cmpstr (hint, ==, MG_FLEET_ACCOUNT);

  mg_authorization_run_answer (&run, fixture, "code=a");
  test = mg_authorization_run_end (&run, &error);
  g_assert_no_error (error);
  g_assert_cmpint (test->outcome, ==, MG_TEST_PASSED);
  g_assert_cmpstr (get_peer_slot (fixture, "mail")->token_sha256, ==, sha256);
  g_assert_cmpstr (get_peer_slot (fixture, "mail")->provider, ==, "custom");
  g_assert_cmpstr (get_peer_slot (fixture, "mail")->account, ==, MG_FLEET_ACCOUNT);
  g_assert_cmpstr (get_peer_slot (fixture, "mail")->client_id, ==, "our client");
  g_assert_null (get_peer_slot (fixture, "alerts")->token_sha256);

  mg_test_settle ();
  grants = mg_fleet_fixture_list_grants (&fixture->fleet);
  g_assert_cmpuint (grants->len, ==, 1);
  grant = g_ptr_array_index (grants, 0);
  g_assert_cmpstr (grant->token_sha256, ==, sha256);
  g_assert_cmpint (grant->pushed_at, ==, MG_FLEET_FIXTURE_NOW);
  g_assert_cmpint (grant->issued_at, ==, MG_FLEET_FIXTURE_NOW);
  g_assert_cmpint (grant->waiting_since, ==, 0);
  g_assert_true (grant->kept_copy);
  g_assert_cmpuint (mg_memory_vault_get_size (fixture->fleet.vault), ==, 2);

  mg_authorization_fixture_reopen (fixture);
  g_assert_cmpint (mg_slot_get_state (fixture->slot), ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpint (mg_slot_get_note (fixture->slot), ==, MG_NOTE_NONE);
  mg_fleet_fixture_check (&fixture->fleet, fixture->device, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_slot_get_note (fixture->slot), ==, MG_NOTE_NONE);
  g_assert_cmpint (mg_fleet_get_obtained_at (fixture->fleet.fleet, fixture->slot),
                   ==, MG_FLEET_FIXTURE_NOW);
}

static void
assert_unchanged (Fixture    *fixture,
                  const char *before)
{
  g_autofree char *after = NULL;

  mg_test_settle ();
  after = mg_fleet_fixture_dump (&fixture->fleet);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (mg_slot_get_state (fixture->slot), ==, MG_TOKEN_STATE_NOT_OBTAINED);
  g_assert_false (mg_device_get_busy (fixture->device));
  g_assert_null (get_peer_slot (fixture, "mail")->token_sha256);
  g_assert_cmpstr (get_peer_slot (fixture, "mail")->settings->host, ==, "mail.example");
}

/* Check that a provider or a person who says no leaves store, vault and device
 * as they were. */
static void
test_authorization_refused (Fixture       *fixture,
                            gconstpointer  data)
{
  static const struct
  {
    const char *answer;
    guint       status;
    const char *body;
    MgError     expected;
  } vectors[] = {
    { "error=access_denied", 0, NULL, MG_ERROR_CONSENT_DECLINED },
    { "code=a", 503, "{}", MG_ERROR_PROVIDER_UNAVAILABLE },
    { "code=a", 400, "{\"error\":\"invalid_client\"}", MG_ERROR_PROVIDER_REFUSED },
    { "code=a", 200, "<html>", MG_ERROR_CAPTIVE_PORTAL },
    { "code=a", 200, "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"refresh_token\":\"r\","
                     "\"scope\":\"openid\"}", MG_ERROR_SCOPE_MISSING },
  };
  g_autofree char *before = mg_fleet_fixture_dump (&fixture->fleet);

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      Run run = { NULL, };
      g_autoptr (GError) error = NULL;

      g_test_message ("vector %" G_GSIZE_FORMAT, i);
      if (vectors[i].body != NULL)
        mg_fake_provider_script (fixture->fake, "/token", vectors[i].status, vectors[i].body);
      mg_authorization_run_start (&run, fixture, fixture->slot);
      mg_authorization_run_answer (&run, fixture, vectors[i].answer);
      g_assert_null (mg_authorization_run_end (&run, &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].expected);
      assert_unchanged (fixture, before);
      g_assert_cmpuint (fixture->fleet.peer->n_writes, ==, 0);
    }
}

/* Check that nobody coming back, and cancelling at any moment before the push,
 * leave all as it was. */
static void
test_authorization_given_up (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autofree char *before = mg_fleet_fixture_dump (&fixture->fleet);

  for (guint i = 0; i < 3; i++)
    {
      Run run = { NULL, };
      g_autoptr (GError) error = NULL;

      mg_authorization_run_start (&run, fixture, fixture->slot);
      if (i > 0)
        mg_authorization_run_wait (&run);
      if (i < 2)
        g_cancellable_cancel (run.cancellable);
      else
        mg_fake_clock_advance (fixture->fleet.clock, 11 * 60 * G_USEC_PER_SEC);
      g_assert_null (mg_authorization_run_end (&run, &error));
      if (i < 2)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      else
        g_assert_error (error, MG_ERROR, MG_ERROR_CONSENT_TIMED_OUT);
      assert_unchanged (fixture, before);
    }
}

/* Check that what cannot work is refused before anybody is asked: no client, a
 * keyring that does not open, a device that is off, an attempt under way. */
static void
test_authorization_no_means (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr (GKeyFile) file = mg_fake_provider_dup_key_file (fixture->fake);
  g_autofree char *before = mg_fleet_fixture_dump (&fixture->fleet);
  static const MgError expected[] = {
    MG_ERROR_VAULT_LOCKED, MG_ERROR_UNREACHABLE, MG_ERROR_PROVIDER_REFUSED
  };

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      Run run = { NULL, };
      g_autoptr (GError) error = NULL;

      mg_memory_vault_set_mode (fixture->fleet.vault, i == 0 ? MG_MEMORY_VAULT_LOCKED
                                                             : MG_MEMORY_VAULT_OPEN);
      fixture->fleet.peer->fail_verb = i == 1 ? "read_slots" : NULL;
      fixture->fleet.peer->fail_code = MG_ERROR_UNREACHABLE;
      if (i == 2)
        mg_authorization_fixture_set_provider (fixture, file, NULL);
      mg_authorization_run_start (&run, fixture, fixture->slot);
      g_assert_null (mg_authorization_run_end (&run, &error));
      g_assert_error (error, MG_ERROR, (int) expected[i]);
      assert_unchanged (fixture, before);
      g_assert_cmpuint (fixture->n_opened, ==, 0);
      g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->fake), ==, 0);
    }
}

/* Check that a second attempt at the same slot is refused while one waits, and
 * does not disturb it. */
static void
test_authorization_twice (Fixture       *fixture,
                          gconstpointer  data)
{
  Run first = { NULL, };
  Run second = { NULL, };
  g_autoptr (MgTestResult) test = NULL;
  g_autoptr (GError) error = NULL;

  mg_authorization_fixture_script (fixture, "refresh-1");
  mg_authorization_run_start (&first, fixture, fixture->slot);
  mg_authorization_run_wait (&first);

  mg_authorization_run_start (&second, fixture, fixture->slot);
  g_assert_null (mg_authorization_run_end (&second, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_cmpint (mg_slot_get_state (fixture->slot), ==, MG_TOKEN_STATE_WAITING);

  mg_authorization_run_answer (&first, fixture, "code=a");
  test = mg_authorization_run_end (&first, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_slot_get_state (fixture->slot), ==, MG_TOKEN_STATE_OBTAINED);
}

/* Check that a copy which the keyring does not take leaves the device alone. */
static void
test_authorization_copy_refused (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autofree char *before = mg_fleet_fixture_dump (&fixture->fleet);
  Run run = { NULL, };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) grants = NULL;

  mg_authorization_fixture_script (fixture, "refresh-1");
  mg_authorization_run_start (&run, fixture, fixture->slot);
  mg_authorization_run_wait (&run);
  mg_memory_vault_set_mode (fixture->fleet.vault, MG_MEMORY_VAULT_LOCKED);
  mg_authorization_run_answer (&run, fixture, "code=a");

  g_test_expect_message ("mg-authorization-grant", G_LOG_LEVEL_WARNING, "*still noted*");
  g_assert_null (mg_authorization_run_end (&run, &error));
  g_test_assert_expected_messages ();
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_LOCKED);
  g_assert_cmpuint (fixture->fleet.peer->n_writes, ==, 0);
  g_assert_cmpint (mg_slot_get_state (fixture->slot), ==, MG_TOKEN_STATE_NOT_OBTAINED);

  /* What is left is taken back by the next attempt, whatever comes of it. */
  mg_memory_vault_set_mode (fixture->fleet.vault, MG_MEMORY_VAULT_OPEN);
  grants = mg_fleet_fixture_list_grants (&fixture->fleet);
  g_assert_cmpuint (grants->len, ==, 1);
  g_clear_error (&error);
  mg_authorization_run_start (&run, fixture, fixture->slot);
  mg_authorization_run_answer (&run, fixture, "error=access_denied");
  g_assert_null (mg_authorization_run_end (&run, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_CONSENT_DECLINED);
  assert_unchanged (fixture, before);
}

/* Check that no copy is kept when the person wants none. */
static void
test_authorization_no_copy (Fixture       *fixture,
                            gconstpointer  data)
{
  Run run = { NULL, };
  g_autoptr (MgTestResult) test = NULL;
  g_autoptr (GError) error = NULL;

  mg_authorization_fixture_script (fixture, "refresh-1");
  run.authorization = mg_authorization_new (fixture->fleet.fleet, fixture->slot, fixture->provider,
                                            MG_FLEET_ACCOUNT);
  mg_authorization_set_keep_copy (run.authorization, FALSE);
  mg_authorization_set_mode (run.authorization, MG_AUTHORIZATION_MODE_PASTE);
  mg_authorization_run_async (run.authorization, NULL, mg_test_store_result, &run.result);
  mg_authorization_run_answer (&run, fixture, "code=a");
  test = mg_authorization_run_end (&run, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_slot_get_state (fixture->slot), ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpuint (mg_memory_vault_get_size (fixture->fleet.vault), ==, 1);
}

/* Check that a device which refuses the push gets its mail settings back, and
 * that nothing of the grant is left. */
static void
test_authorization_push_refused (Fixture       *fixture,
                                 gconstpointer  data)
{
  static const MgError codes[] = {
    MG_ERROR_PERMISSION, MG_ERROR_INVALID_INPUT, MG_ERROR_CONFLICT
  };
  g_autoptr (GKeyFile) file = mg_fake_provider_dup_key_file (fixture->fake);
  g_autofree char *before = mg_fleet_fixture_dump (&fixture->fleet);

  g_key_file_set_string (file, "Mail", "Servers", "smtp:smtp.provider.example:587:starttls;");
  mg_authorization_fixture_set_provider (fixture, file, "our client");
  fixture->fleet.peer->fail_verb = "push_token";
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GError) error = NULL;

      fixture->fleet.peer->fail_code = codes[i];
      g_assert_null (mg_authorization_fixture_authorize (fixture, fixture->slot, "r", &error));
      g_assert_error (error, MG_ERROR, (int) codes[i]);
      assert_unchanged (fixture, before);
      g_assert_cmpuint (get_peer_slot (fixture, "mail")->settings->port, ==, 465);
      g_assert_cmpuint (get_peer_slot (fixture, "mail")->settings->timeout, ==, 30);
    }

  fixture->fleet.peer->fail_verb = NULL;
  mg_test_result_free (mg_authorization_fixture_authorize (fixture, fixture->slot, "r", NULL));
  g_assert_cmpstr (get_peer_slot (fixture, "mail")->settings->host, ==, "smtp.provider.example");
  g_assert_cmpuint (get_peer_slot (fixture, "mail")->settings->port, ==, 587);
  g_assert_cmpuint (get_peer_slot (fixture, "mail")->settings->timeout, ==, 30);
}

/* Check that a grant which may have reached the device, nobody knows, is not
 * forgotten until that is known: a later look finds it there, or the next
 * attempt takes it back. */
static void
test_authorization_push_unknown (Fixture       *fixture,
                                 gconstpointer  data)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) grants = NULL;
      g_autoptr (GPtrArray) later = NULL;
      const MgGrantRecord *grant;

      fixture->fleet.peer->fail_verb = "push_token";
      fixture->fleet.peer->fail_code = MG_ERROR_TIMED_OUT;
      g_assert_null (mg_authorization_fixture_authorize (fixture, fixture->slot, "lost", &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_TIMED_OUT);
      g_assert_cmpint (mg_slot_get_state (fixture->slot), ==, MG_TOKEN_STATE_NOT_OBTAINED);
      grants = mg_fleet_fixture_list_grants (&fixture->fleet);
      g_assert_cmpuint (grants->len, ==, 1);
      grant = g_ptr_array_index (grants, 0);
      g_assert_cmpint (grant->pushed_at, ==, 0);
      g_assert_cmpint (grant->waiting_since, ==, 0);

      fixture->fleet.peer->fail_verb = NULL;
      if (i == 0)
        continue;

      get_peer_slot (fixture, "mail")->event = MG_TOKEN_EVENT_READ_PRESENT;
      get_peer_slot (fixture, "mail")->token_sha256 = g_strdup (grant->token_sha256);
      g_clear_error (&error);
      mg_fleet_fixture_check (&fixture->fleet, fixture->device, &error);
      g_assert_no_error (error);
      mg_test_settle ();
      g_assert_cmpint (mg_slot_get_state (fixture->slot), ==, MG_TOKEN_STATE_OBTAINED);
      g_assert_cmpint (mg_slot_get_note (fixture->slot), ==, MG_NOTE_NONE);
      later = mg_fleet_fixture_list_grants (&fixture->fleet);
      grant = g_ptr_array_index (later, 0);
      g_assert_cmpint (grant->pushed_at, ==, MG_FLEET_FIXTURE_NOW);
    }
}

/* Check that a device which has another token after the push than the one it was
 * given is not believed. */
static void
test_authorization_read_back (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) grants = NULL;

  fixture->fleet.peer->forgetful = TRUE;
  g_assert_null (mg_authorization_fixture_authorize (fixture, fixture->slot, "refresh-1", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_PROTOCOL);
  g_assert_cmpint (mg_slot_get_state (fixture->slot), ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpint (mg_slot_get_note (fixture->slot), ==, MG_NOTE_FOREIGN);
  grants = mg_fleet_fixture_list_grants (&fixture->fleet);
  g_assert_cmpuint (grants->len, ==, 0);
  g_assert_cmpuint (mg_memory_vault_get_size (fixture->fleet.vault), ==, 1);
}

/* Check that a device tries a grant before it replaces what it has, and does not
 * get one that it could never use; and that at a provider which replaces tokens
 * it does not try, for that would use the token up. */
static void
test_authorization_unsaved (Fixture       *fixture,
                            gconstpointer  data)
{
  static const struct
  {
    MgTestOutcome outcome;
    gboolean      is_taken;
  } vectors[] = {
    { MG_TEST_TOKEN_DEAD, FALSE },
    { MG_TEST_PROVIDER_REFUSED, FALSE },
    { MG_TEST_UNREACHABLE, TRUE },
    { MG_TEST_MAILBOX_REFUSES, TRUE },
  };
  g_autoptr (GKeyFile) file = mg_fake_provider_dup_key_file (fixture->fake);
  g_autofree char *before = mg_fleet_fixture_dump (&fixture->fleet);
  g_autoptr (MgTestResult) last = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MgTestResult) test = NULL;

      fixture->fleet.peer->unsaved_outcome = vectors[i].outcome;
      test = mg_authorization_fixture_authorize (fixture, fixture->slot, "refresh", &error);
      g_assert_cmpuint (fixture->fleet.peer->n_unsaved_tests, ==, i + 1);
      if (vectors[i].is_taken)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_error (error, MG_ERROR, MG_ERROR_PROVIDER_REFUSED);
      assert_unchanged (fixture, before);
      g_assert_cmpuint (fixture->fleet.peer->n_writes, ==, 0);
    }

  g_key_file_set_boolean (file, "Lifetime", "Rotates", TRUE);
  mg_authorization_fixture_set_provider (fixture, file, "our client");
  last = mg_authorization_fixture_authorize (fixture, fixture->slot, "refresh", NULL);
  g_assert_nonnull (last);
  g_assert_cmpuint (fixture->fleet.peer->n_unsaved_tests, ==, G_N_ELEMENTS (vectors));
}

/* Check that a login which may write and not try writes all the same, and that
 * a device which cannot be asked during the try keeps what it has. */
static void
test_authorization_unsaved_error (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autofree char *before = mg_fleet_fixture_dump (&fixture->fleet);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgTestResult) none = NULL;
  g_autoptr (MgTestResult) test = NULL;

  fixture->fleet.peer->fail_verb = "test_unsaved";
  fixture->fleet.peer->fail_code = MG_ERROR_TIMED_OUT;
  none = mg_authorization_fixture_authorize (fixture, fixture->slot, "refresh", &error);
  g_assert_error (error, MG_ERROR, MG_ERROR_TIMED_OUT);
  assert_unchanged (fixture, before);
  g_assert_cmpuint (fixture->fleet.peer->n_writes, ==, 0);
  g_clear_error (&error);

  fixture->fleet.peer->fail_code = MG_ERROR_PERMISSION;
  test = mg_authorization_fixture_authorize (fixture, fixture->slot, "refresh", &error);
  g_assert_no_error (error);
  g_assert_cmpint (test->outcome, ==, MG_TEST_PASSED);
  g_assert_cmpuint (fixture->fleet.peer->n_writes, >, 0);
}

/* Check that a test which finds the new token dead makes it Invalid, and that
 * trouble on the way there does not. */
static void
test_authorization_test_outcomes (Fixture       *fixture,
                                  gconstpointer  data)
{
  static const struct
  {
    MgTestOutcome outcome;
    MgTokenState  state;
    MgNoteCode    note;
  } vectors[] = {
    { MG_TEST_TOKEN_DEAD, MG_TOKEN_STATE_INVALID, MG_NOTE_NONE },
    { MG_TEST_UNREACHABLE, MG_TOKEN_STATE_OBTAINED, MG_NOTE_NOT_CHECKED },
    { MG_TEST_MAILBOX_REFUSES, MG_TOKEN_STATE_OBTAINED, MG_NOTE_MAILBOX_REFUSES },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *token = g_strdup_printf ("refresh-%" G_GSIZE_FORMAT, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (MgTestResult) test = NULL;
      g_autoptr (GPtrArray) grants = NULL;

      fixture->fleet.peer->outcome = vectors[i].outcome;
      test = mg_authorization_fixture_authorize (fixture, fixture->slot, token, &error);
      g_assert_no_error (error);
      g_assert_cmpint (test->outcome, ==, vectors[i].outcome);
      g_assert_cmpint (mg_slot_get_state (fixture->slot), ==, vectors[i].state);
      g_assert_cmpint (mg_slot_get_note (fixture->slot), ==, vectors[i].note);

      /* The grant before it, and our copy of that, are gone. */
      mg_test_settle ();
      grants = mg_fleet_fixture_list_grants (&fixture->fleet);
      g_assert_cmpuint (grants->len, ==, 1);
      g_assert_cmpuint (mg_memory_vault_get_size (fixture->fleet.vault), ==, 2);
    }
}

/* Check that slots which change together are all shown as they are now, and that
 * none of them is taken for another app's. */
static void
test_authorization_linked (Fixture       *fixture,
                           gconstpointer  data)
{
  static const char *const linked[] = { "services", "quick" };
  g_autoptr (GError) error = NULL;
  g_autoptr (MgTestResult) test = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (linked); i++)
    mg_fake_device_add_slot (fixture->fleet.peer, linked[i], "network");
  mg_fleet_fixture_check (&fixture->fleet, fixture->device, NULL);
  test = mg_authorization_fixture_authorize (fixture,
                                             mg_device_lookup_slot (fixture->device, "services"),
                                             "refresh-1", &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (linked); i++)
    {
      MgSlot *slot = mg_device_lookup_slot (fixture->device, linked[i]);

      g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_OBTAINED);
      g_assert_cmpint (mg_slot_get_note (slot), ==, MG_NOTE_NONE);
    }
  g_assert_cmpint (mg_slot_get_state (fixture->slot), ==, MG_TOKEN_STATE_NOT_OBTAINED);
}

static gboolean
is_mismatch (gpointer user_data)
{
  return mg_authorization_get_stage (user_data) == MG_AUTHORIZATION_ACCOUNT_MISMATCH;
}

/* An answer of the provider that says who signed in (OpenID Connect Core §2). */
static void
script_identity (Fixture *fixture,
                 Run     *run,
                 const char *email)
{
  g_autofree char *nonce =
    mg_authorization_fixture_dup_param (mg_authorization_get_uri (run->authorization), "nonce");
  g_autofree char *claims =
    g_strdup_printf ("{\"iss\":\"%s\",\"aud\":\"our client\",\"exp\":%" G_GINT64_FORMAT ","
                     "\"nonce\":\"%s\",\"email\":\"%s\"}",
                     mg_fake_provider_get_uri (fixture->fake),
                     MG_FLEET_FIXTURE_NOW / G_USEC_PER_SEC + 3600, nonce, email);
  g_autofree char *part = g_base64_encode ((const guchar *) claims, strlen (claims));
  g_autofree char *body = NULL;

  g_strdelimit (part, "+", '-');
  g_strdelimit (part, "/", '_');
  part[strcspn (part, "=")] = '\0';
  body = g_strdup_printf ("{\"access_token\":\"a\",\"token_type\":\"Bearer\","
                          "\"refresh_token\":\"r\",\"scope\":\"mail.send\","
                          "\"id_token\":\"eyJhbGciOiJub25lIn0.%s.c2ln\"}", part);
  mg_fake_provider_script (fixture->fake, "/token", 200, body);
}

/* Check that somebody else signing in is a question: yes goes on with that
 * account, no leaves all as it was. */
static void
test_authorization_mismatch (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autofree char *before = mg_fleet_fixture_dump (&fixture->fleet);

  for (guint i = 0; i < 2; i++)
    {
      Run run = { NULL, };
      g_autoptr (GError) error = NULL;
      g_autoptr (MgTestResult) test = NULL;

      mg_authorization_run_start (&run, fixture, fixture->slot);
      mg_authorization_run_wait (&run);
      script_identity (fixture, &run, "somebody.else@example.org");
      mg_authorization_run_answer (&run, fixture, "code=a");
      mg_test_await_true (is_mismatch, run.authorization);
      g_assert_cmpstr (mg_authorization_get_actual_account (run.authorization),
                       ==, "somebody.else@example.org");
      g_assert_cmpuint (fixture->fleet.peer->n_writes, ==, 0);

      if (i == 0)
        g_cancellable_cancel (run.cancellable);
      else
        mg_authorization_accept_account (run.authorization);
      test = mg_authorization_run_end (&run, &error);
      if (i == 0)
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          assert_unchanged (fixture, before);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpstr (mg_slot_get_account (fixture->slot), ==, "somebody.else@example.org");
    }
}

/* Check that waiting for an administrator outlives the program, until the next
 * attempt. */
static void
test_authorization_administrator (Fixture       *fixture,
                                  gconstpointer  data)
{
  Run run = { NULL, };
  g_autoptr (MgTestResult) test = NULL;
  g_autoptr (GError) error = NULL;

  mg_authorization_run_start (&run, fixture, fixture->slot);
  mg_authorization_run_answer (&run, fixture,
                               "error=access_denied&error_description="
                               "AADSTS90094%3A+The+grant+requires+admin+permission.");
  g_assert_null (mg_authorization_run_end (&run, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_ADMIN_CONSENT_NEEDED);
  g_clear_error (&error);

  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (mg_slot_get_state (fixture->slot), ==, MG_TOKEN_STATE_WAITING);
      g_assert_cmpint (mg_slot_get_note (fixture->slot), ==, MG_NOTE_ADMINISTRATOR);
      mg_authorization_fixture_reopen (fixture);
    }

  test = mg_authorization_fixture_authorize (fixture, fixture->slot, "refresh-1", &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_slot_get_state (fixture->slot), ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpint (mg_slot_get_note (fixture->slot), ==, MG_NOTE_NONE);
}

static void
save_waiting (Fixture    *fixture,
              const char *mark)
{
  g_autoptr (MgGrantRecord) grant = mg_grant_record_new ("left", mg_device_get_id (fixture->device),
                                                         "mail");
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GAsyncResult) slots_saved = NULL;
  MgFleet *fleet = fixture->fleet.fleet;

  grant->waiting_since = MG_FLEET_FIXTURE_NOW;
  grant->waiting_for = g_strdup (mark);
  mg_slot_apply (fixture->slot, MG_TOKEN_EVENT_CONSENT_STARTED, NULL);
  _mg_fleet_save_grant_async (fleet, grant, mg_test_store_result, &saved);
  _mg_fleet_save_slots_async (fleet, mg_device_get_id (fixture->device), mg_test_store_result,
                              &slots_saved);
  g_assert_true (_mg_fleet_saved_finish (fleet, mg_test_await_result (&saved), NULL));
  g_assert_true (_mg_fleet_saved_finish (fleet, mg_test_await_result (&slots_saved), NULL));
}

/* Check that a badge for whose consent no process waits any more is taken back,
 * and that one for which another process waits is not. */
static void
test_authorization_killed (Fixture       *fixture,
                           gconstpointer  data)
{
  const char *dir = mg_context_get_data_dir (fixture->fleet.context);
  g_autoptr (MgConsentLock) lock = _mg_consent_lock_take (dir, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgTestResult) test = NULL;

  g_assert_nonnull (lock);
  save_waiting (fixture, _mg_consent_lock_get_mark (lock));
  mg_authorization_fixture_reopen (fixture);
  g_assert_cmpint (mg_slot_get_state (fixture->slot), ==, MG_TOKEN_STATE_WAITING);

  g_clear_pointer (&lock, _mg_consent_lock_free);
  mg_authorization_fixture_reopen (fixture);
  g_assert_cmpint (mg_slot_get_state (fixture->slot), ==, MG_TOKEN_STATE_NOT_OBTAINED);

  test = mg_authorization_fixture_authorize (fixture, fixture->slot, "refresh-1", &error);
  g_assert_no_error (error);
}

static gboolean
has_obtained (gpointer user_data)
{
  MgSlot *slot = mg_fleet_lookup_slot (user_data, "nas.example/mail", NULL, NULL);

  return slot != NULL && mg_slot_get_state (slot) == MG_TOKEN_STATE_OBTAINED;
}

/* Check that a second fleet on the same folder, as of another process, sees what
 * the first one has done, with no contact of its own. */
static void
test_authorization_followed (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr (MgDriverRegistry) drivers = mg_fake_driver_registry_new ();
  g_autoptr (MgFleet) other = mg_fleet_new_for_drivers (fixture->fleet.context,
                                                        MG_VAULT (fixture->fleet.vault), drivers);
  g_autoptr (MgStore) store = g_object_ref (_mg_fleet_get_store (other));
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (MgTestResult) test = NULL;
  g_autoptr (GError) error = NULL;

  mg_fleet_load_async (other, NULL, mg_test_store_result, &loaded);
  mg_fleet_load_finish (other, mg_test_await_result (&loaded), &error);
  g_assert_no_error (error);
  g_assert_false (has_obtained (other));

  test = mg_authorization_fixture_authorize (fixture, fixture->slot, "refresh-1", &error);
  g_assert_no_error (error);
  mg_test_await_true (has_obtained, other);
  g_assert_cmpuint (fixture->fleet.peer->n_sign_ins, ==, 1);

  mg_test_settle ();
  g_clear_object (&loaded);
  g_assert_finalize_object (g_steal_pointer (&other));
  mg_store_close_async (store, NULL, mg_test_store_result, &closed);
  g_assert_true (mg_store_close_finish (store, mg_test_await_result (&closed), NULL));
}

#define add(path, test) \
  g_test_add ("/fleet/authorization/" path, Fixture, NULL, \
              mg_authorization_fixture_set_up, test, mg_authorization_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  mg_test_init (&argc, &argv);

  add ("complete", test_authorization_complete);
  add ("refused", test_authorization_refused);
  add ("given-up", test_authorization_given_up);
  add ("no-means", test_authorization_no_means);
  add ("twice", test_authorization_twice);
  add ("copy-refused", test_authorization_copy_refused);
  add ("no-copy", test_authorization_no_copy);
  add ("push-refused", test_authorization_push_refused);
  add ("push-unknown", test_authorization_push_unknown);
  add ("read-back", test_authorization_read_back);
  add ("unsaved", test_authorization_unsaved);
  add ("unsaved-error", test_authorization_unsaved_error);
  add ("test-outcomes", test_authorization_test_outcomes);
  add ("linked", test_authorization_linked);
  add ("mismatch", test_authorization_mismatch);
  add ("administrator", test_authorization_administrator);
  add ("killed", test_authorization_killed);
  add ("followed", test_authorization_followed);

  return g_test_run ();
}
