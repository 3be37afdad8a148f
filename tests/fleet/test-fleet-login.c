/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailgrant.h"

#include "mg-fake-clock.h"
#include "mg-memory-vault.h"
#include "mg-replay.h"
#include "mg-test.h"

#define RECORDING(name) "fleet/recordings/" name ".json"

/* Devices that can be signed in to, and tell little or nothing of their mail. */

typedef struct
{
  MgReplay      *replay;
  MgFakeClock   *clock;
  MgContext     *context;
  MgMemoryVault *vault;
  MgFleet       *fleet;
} Fixture;

static void
load (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->fleet = mg_fleet_new (fixture->context, MG_VAULT (fixture->vault));
  mg_fleet_load_async (fixture->fleet, NULL, mg_test_store_result, &result);
  mg_fleet_load_finish (fixture->fleet, mg_test_await_result (&result), &error);
  g_assert_no_error (error);
}

static void
unload (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mg_fleet_close_async (fixture->fleet, mg_test_store_result, &result);
  mg_fleet_close_finish (fixture->fleet, mg_test_await_result (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  mg_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->fleet));
}

static void
set_up (Fixture    *fixture,
        const char *recording)
{
  fixture->replay = mg_replay_new (recording);
  fixture->clock = mg_fake_clock_new (G_GINT64_CONSTANT (1795262400) * G_USEC_PER_SEC);
  fixture->context = mg_test_context_new (MG_CLOCK (fixture->clock));
  fixture->vault = mg_memory_vault_new ();
  load (fixture);
}

static void
tear_down (Fixture *fixture)
{
  unload (fixture);
  g_assert_finalize_object (g_steal_pointer (&fixture->vault));
  g_assert_finalize_object (g_steal_pointer (&fixture->context));
  g_assert_finalize_object (g_steal_pointer (&fixture->clock));
  g_clear_object (&fixture->replay);
}

static MgDevice *
add (Fixture    *fixture,
     const char *driver,
     const char *password)
{
  g_autoptr (MgIdentity) identity = mg_identity_new (MG_DEVICE_KIND_NAS);
  g_autoptr (MgInspection) inspection =
    mg_inspection_new (mg_replay_get_address (fixture->replay), driver, identity);
  g_autoptr (MgSecret) secret = password == NULL ? NULL : mg_secret_new (password, -1);
  g_autoptr (MgCredential) credential = password == NULL ? NULL
                                                         : mg_credential_new ("admin", secret, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MgDevice *device;

  inspection->fingerprint = g_strdup (mg_replay_get_fingerprint (fixture->replay));
  mg_fleet_add_device_async (fixture->fleet, inspection, NULL, credential, NULL,
                             mg_test_store_result, &result);
  device = mg_fleet_add_device_finish (fixture->fleet, mg_test_await_result (&result), &error);
  g_assert_no_error (error);

  return device;
}

static gboolean
check (Fixture   *fixture,
       MgDevice  *device,
       GError   **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_fleet_check_device_async (fixture->fleet, device, NULL, mg_test_store_result, &result);

  return mg_fleet_check_device_finish (fixture->fleet, mg_test_await_result (&result), error);
}

/* Check that what a device tells of itself to who has signed in is kept, and
 * found again by another start of the program. */
static void
test_identity (void)
{
  Fixture fixture;
  g_autoptr (MgDevice) device = NULL;
  const MgIdentity *identity;

  set_up (&fixture, RECORDING ("qnap"));
  device = add (&fixture, "qnap", "secret");
  g_assert_null (mg_device_get_problem (device));
  g_clear_object (&device);
  unload (&fixture);

  load (&fixture);
  device = g_list_model_get_item (G_LIST_MODEL (fixture.fleet), 0);
  identity = mg_device_get_identity (device);
  g_assert_cmpstr (identity->model, ==, "TS-464C");
  g_assert_cmpstr (identity->serial, ==, "Q000X00000");
  g_assert_cmpstr (identity->firmware, ==, "5.2.9 build 20260214");
  tear_down (&fixture);
}

/* Check that a look at such a device tries the login, signs in anew once where
 * the session has ended, and says what is wrong; that no badge is made up. */
static void
test_check (void)
{
  Fixture fixture;
  g_autoptr (MgDevice) device = NULL;
  g_autoptr (GError) error = NULL;

  set_up (&fixture, RECORDING ("qnap-check"));
  device = add (&fixture, "qnap", "secret");
  g_assert_null (mg_device_get_problem (device));
  g_assert_cmpint (mg_device_get_state (device), ==, MG_TOKEN_STATE_UNKNOWN);

  /* The session has ended, and the login still works. */
  g_assert_true (check (&fixture, device, &error));
  g_assert_no_error (error);
  g_assert_null (mg_device_get_problem (device));

  /* It has ended again, and the password was changed. */
  g_assert_false (check (&fixture, device, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_LOGIN_REFUSED);
  g_assert_error (mg_device_get_problem (device), MG_ERROR, MG_ERROR_LOGIN_REFUSED);
  g_assert_cmpint (mg_device_get_state (device), ==, MG_TOKEN_STATE_UNKNOWN);

  /* It is not tried again. */
  g_clear_error (&error);
  g_assert_false (check (&fixture, device, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_LOGIN_REFUSED);
  mg_replay_assert_done (fixture.replay);
  tear_down (&fixture);
}

static void
sign_in (Fixture  *fixture,
         MgDevice *device)
{
  g_autoptr (MgSecret) password = mg_secret_new ("secret", -1);
  g_autoptr (MgCredential) credential = mg_credential_new ("admin", password, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mg_fleet_sign_in_async (fixture->fleet, device, credential, NULL, mg_test_store_result, &result);
  mg_fleet_sign_in_finish (fixture->fleet, mg_test_await_result (&result), &error);
  g_assert_no_error (error);
}

static void
report (Fixture      *fixture,
        MgSlot       *slot,
        MgTokenState  state,
        const char   *words)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mg_fleet_report_slot_async (fixture->fleet, slot, state, words, NULL,
                              mg_test_store_result, &result);
  mg_fleet_report_slot_finish (fixture->fleet, mg_test_await_result (&result), &error);
  g_assert_no_error (error);
}

/* Check that a make that tells its settings, but nothing of a token, can be added
 * without a login, that a person's word moves its badge, and that a reading does
 * not take that back. */
static void
test_hidden (void)
{
  Fixture fixture;
  g_autoptr (MgDevice) device = NULL;
  g_autoptr (GError) error = NULL;
  gint64 obtained_at;
  MgSlot *slot;

  set_up (&fixture, RECORDING ("synology"));
  device = add (&fixture, "synology", NULL);
  g_assert_null (mg_device_get_problem (device));
  slot = mg_device_lookup_slot (device, "email");
  g_assert_nonnull (slot);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_UNKNOWN);

  sign_in (&fixture, device);
  g_assert_cmpstr (mg_device_get_identity (device)->serial, ==, "0000XXX000000");

  check (&fixture, device, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_UNKNOWN);
  g_assert_cmpint (mg_slot_get_note (slot), ==, MG_NOTE_NOT_READABLE);
  g_assert_cmpstr (mg_slot_get_account (slot), ==, "nas@gmail.com");

  report (&fixture, slot, MG_TOKEN_STATE_OBTAINED, NULL);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_OBTAINED);
  obtained_at = mg_slot_get_reading (slot)->obtained_at;
  g_assert_cmpint (obtained_at, >, 0);

  mg_fake_clock_advance (fixture.clock, 60 * G_USEC_PER_SEC);
  check (&fixture, device, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpint (mg_slot_get_note (slot), ==, MG_NOTE_NOT_READABLE);
  g_assert_cmpint (mg_slot_get_reading (slot)->obtained_at, ==, obtained_at);
  mg_replay_assert_done (fixture.replay);
  tear_down (&fixture);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/fleet/login/identity", test_identity);
  g_test_add_func ("/fleet/login/check", test_check);
  g_test_add_func ("/fleet/login/hidden", test_hidden);

  return g_test_run ();
}
