/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-fleet-fixture.h"

static MgTestResult *
test_slot (MgFleetFixture  *fixture,
           MgSlot          *slot,
           GError         **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_fleet_test_slot_async (fixture->fleet, slot, NULL, mg_test_store_result, &result);

  return mg_fleet_test_slot_finish (fixture->fleet, mg_test_await_result (&result), error);
}

static MgTestResult *
push_password (MgFleetFixture  *fixture,
               MgSlot          *slot,
               const char      *text,
               GError         **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MgSecret) password = mg_secret_new (text, -1);

  mg_fleet_push_password_async (fixture->fleet, slot, "scan@example.org", password, NULL,
                                mg_test_store_result, &result);

  return mg_fleet_push_password_finish (fixture->fleet, mg_test_await_result (&result), error);
}

static char *
dup_kept_password (MgFleetFixture *fixture,
                   MgSlot         *slot)
{
  g_autofree char *id = g_strconcat (mg_slot_get_device_id (slot), "/", mg_slot_get_id (slot),
                                     NULL);
  g_autoptr (MgVaultKey) key = mg_vault_key_new_slot_password (id);
  MgSecret *secret = mg_memory_vault_peek (fixture->vault, key);

  return secret == NULL ? NULL : g_strdup (mg_secret_peek (secret));
}

/* Check what each outcome of a device's own test makes of the badge: only a dead
 * token, or a refused password, is Invalid. */
static void
test_slots_outcomes (MgFleetFixture *fixture,
                     gconstpointer   data)
{
  static const struct
  {
    gboolean      has_password;
    MgTestOutcome outcome;
    MgTokenState  state;
    MgNoteCode    note;
  } vectors[] = {
    { FALSE, MG_TEST_PASSED, MG_TOKEN_STATE_OBTAINED, MG_NOTE_NONE },
    { FALSE, MG_TEST_TOKEN_DEAD, MG_TOKEN_STATE_INVALID, MG_NOTE_NONE },
    { FALSE, MG_TEST_MAILBOX_REFUSES, MG_TOKEN_STATE_OBTAINED, MG_NOTE_MAILBOX_REFUSES },
    { FALSE, MG_TEST_LOGIN_REFUSED, MG_TOKEN_STATE_OBTAINED, MG_NOTE_MAILBOX_REFUSES },
    { FALSE, MG_TEST_PROVIDER_REFUSED, MG_TOKEN_STATE_OBTAINED, MG_NOTE_NOT_CHECKED },
    { FALSE, MG_TEST_UNREACHABLE, MG_TOKEN_STATE_OBTAINED, MG_NOTE_NOT_CHECKED },
    { FALSE, MG_TEST_NOT_CONFIGURED, MG_TOKEN_STATE_OBTAINED, MG_NOTE_NOT_CHECKED },
    { FALSE, MG_TEST_FAILED, MG_TOKEN_STATE_OBTAINED, MG_NOTE_NOT_CHECKED },
    { TRUE, MG_TEST_LOGIN_REFUSED, MG_TOKEN_STATE_INVALID, MG_NOTE_NONE },
  };
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);
  MgSlotReading *reading = mg_fake_device_get_slot (fixture->peer, "mail");
  MgSlot *slot = mg_device_lookup_slot (device, "mail");

  reading->event = MG_TOKEN_EVENT_READ_PRESENT;
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MgTestResult) result = NULL;

      reading->settings->authentication = vectors[i].has_password
                                          ? MG_MAIL_AUTHENTICATION_PASSWORD
                                          : MG_MAIL_AUTHENTICATION_OAUTH2;
      fixture->peer->outcome = vectors[i].outcome;
      result = test_slot (fixture, slot, &error);
      g_assert_no_error (error);
      g_assert_cmpint (result->outcome, ==, vectors[i].outcome);
      g_assert_cmpint (mg_slot_get_state (slot), ==, vectors[i].state);
      g_assert_cmpint (mg_slot_get_note (slot), ==, vectors[i].note);
      g_assert_cmpuint (fixture->peer->n_writes, ==, 0);
      g_assert_false (mg_device_get_busy (device));
    }
}

/* Check that what a test made of a badge is there when the program starts again. */
static void
test_slots_outcome_saved (MgFleetFixture *fixture,
                          gconstpointer   data)
{
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);
  g_autoptr (MgTestResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MgSlot *slot;

  fixture->peer->outcome = MG_TEST_TOKEN_DEAD;
  result = test_slot (fixture, mg_device_lookup_slot (device, "mail"), &error);
  g_assert_no_error (error);

  g_clear_object (&device);
  mg_fleet_fixture_reopen (fixture);
  slot = mg_fleet_lookup_slot (fixture->fleet, "nas.example/mail", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_INVALID);
  g_assert_cmpstr (mg_slot_get_note_text (slot), ==, "The device's words");
}

/* Check that a password reaches the device and the vault, and is tried. */
static void
test_slots_password (MgFleetFixture *fixture,
                     gconstpointer   data)
{
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);
  MgSlot *slot = mg_device_lookup_slot (device, "mail");
  g_autoptr (GError) error = NULL;
  g_autoptr (MgTestResult) result = push_password (fixture, slot, "app password", &error);
  g_autofree char *kept = dup_kept_password (fixture, slot);

  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, MG_TEST_PASSED);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpstr (mg_slot_get_account (slot), ==, "scan@example.org");
  g_assert_cmpstr (kept, ==, "app password");
  g_assert_cmpuint (fixture->peer->n_writes, ==, 1);
}

/* Check that a password that cannot be put on the device, or not be kept,
 * changes neither the device nor what is kept here. */
static void
test_slots_password_refused (MgFleetFixture *fixture,
                             gconstpointer   data)
{
  static const struct
  {
    const char        *verb;
    MgMemoryVaultMode  mode;
    MgError            expected;
  } vectors[] = {
    { "push_password", MG_MEMORY_VAULT_OPEN, MG_ERROR_INVALID_INPUT },
    { "read_slots", MG_MEMORY_VAULT_OPEN, MG_ERROR_INVALID_INPUT },
    { NULL, MG_MEMORY_VAULT_LOCKED, MG_ERROR_VAULT_LOCKED },
  };
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);
  MgSlot *slot = mg_device_lookup_slot (device, "mail");

  for (guint round = 0; round < 2; round++)
    {
      g_autofree char *before = mg_fleet_fixture_dump (fixture);
      g_autofree char *kept = dup_kept_password (fixture, slot);
      const guint n_writes = fixture->peer->n_writes;
      g_autoptr (MgTestResult) pushed = NULL;

      for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
        {
          g_autofree char *after = NULL;
          g_autofree char *kept_after = NULL;
          g_autoptr (GError) error = NULL;

          fixture->peer->fail_verb = vectors[i].verb;
          fixture->peer->fail_code = MG_ERROR_INVALID_INPUT;
          mg_memory_vault_set_mode (fixture->vault, vectors[i].mode);
          g_assert_null (push_password (fixture, slot, "second", &error));
          g_assert_error (error, MG_ERROR, (int) vectors[i].expected);
          mg_memory_vault_set_mode (fixture->vault, MG_MEMORY_VAULT_OPEN);
          after = mg_fleet_fixture_dump (fixture);
          g_assert_cmpstr (after, ==, before);
          kept_after = dup_kept_password (fixture, slot);
          g_assert_cmpstr (kept_after, ==, kept);
          g_assert_cmpuint (fixture->peer->n_writes, ==, n_writes);
          g_assert_false (mg_device_get_busy (device));
        }

      /* Once more, with a password that is there already. */
      fixture->peer->fail_verb = NULL;
      pushed = push_password (fixture, slot, "first", NULL);
      g_assert_nonnull (pushed);
    }
}

/* Check that a deleted token is gone from all slots that share it. */
static void
test_slots_delete (MgFleetFixture *fixture,
                   gconstpointer   data)
{
  static const char *const linked[] = { "services", "quick" };
  g_autoptr (MgDevice) device = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (linked); i++)
    mg_fake_device_add_slot (fixture->peer, linked[i], "network")->event =
      MG_TOKEN_EVENT_READ_PRESENT;
  device = mg_fleet_fixture_add (fixture, fixture->peer);
  g_assert_cmpint (mg_slot_get_state (mg_device_lookup_slot (device, "quick")),
                   ==, MG_TOKEN_STATE_OBTAINED);

  mg_fleet_delete_token_async (fixture->fleet, mg_device_lookup_slot (device, "services"), NULL,
                               mg_test_store_result, &result);
  mg_fleet_delete_token_finish (fixture->fleet, mg_test_await_result (&result), &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (linked); i++)
    g_assert_cmpint (mg_slot_get_state (mg_device_lookup_slot (device, linked[i])),
                     ==, MG_TOKEN_STATE_NOT_OBTAINED);
  g_assert_cmpuint (fixture->peer->n_writes, ==, 1);
}

/* Check that a slot which is gone from the device is said to be gone. */
static void
test_slots_gone (MgFleetFixture *fixture,
                 gconstpointer   data)
{
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);
  g_autoptr (MgSlot) slot = g_object_ref (mg_device_lookup_slot (device, "mail"));
  g_autoptr (GError) error = NULL;

  g_ptr_array_remove_index (fixture->peer->slots, 0);
  g_assert_null (test_slot (fixture, slot, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
  g_assert_null (mg_device_lookup_slot (device, "mail"));
}

int
main (int   argc,
      char *argv[])
{
  mg_test_init (&argc, &argv);

  mg_fleet_fixture_add_test ("/fleet/slots/outcomes", test_slots_outcomes);
  mg_fleet_fixture_add_test ("/fleet/slots/outcome-saved", test_slots_outcome_saved);
  mg_fleet_fixture_add_test ("/fleet/slots/password", test_slots_password);
  mg_fleet_fixture_add_test ("/fleet/slots/password-refused", test_slots_password_refused);
  mg_fleet_fixture_add_test ("/fleet/slots/delete", test_slots_delete);
  mg_fleet_fixture_add_test ("/fleet/slots/gone", test_slots_gone);

  return g_test_run ();
}
