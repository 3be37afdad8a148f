/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailgrant.h"

#include "mg-fake-clock.h"
#include "mg-memory-vault.h"
#include "mg-test.h"

#define START (G_GINT64_CONSTANT (1795262400) * G_USEC_PER_SEC)

/* Devices that cannot be read: what a person says of them is all there is. */

typedef struct
{
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
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->clock = mg_fake_clock_new (START);
  fixture->context = mg_test_context_new (MG_CLOCK (fixture->clock));
  fixture->vault = mg_memory_vault_new ();
  load (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  unload (fixture);
  g_assert_finalize_object (g_steal_pointer (&fixture->vault));
  g_assert_finalize_object (g_steal_pointer (&fixture->context));
  g_assert_finalize_object (g_steal_pointer (&fixture->clock));
}

/* A device that nobody answers for: port 9 of this computer has no page. */
static MgDevice *
add_device (Fixture    *fixture,
            const char *driver,
            const char *model)
{
  g_autoptr (MgIdentity) identity = mg_identity_new (MG_DEVICE_KIND_PRINTER);
  g_autoptr (MgAddress) address = mg_address_new ("http", "127.0.0.1", 9);
  g_autoptr (MgInspection) inspection = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MgDevice *device;

  identity->model = g_strdup (model);
  inspection = mg_inspection_new (address, driver, identity);
  mg_fleet_add_device_async (fixture->fleet, inspection, NULL, NULL, NULL, mg_test_store_result,
                             &result);
  device = mg_fleet_add_device_finish (fixture->fleet, mg_test_await_result (&result), &error);
  g_assert_no_error (error);
  g_assert_true (mg_fleet_is_guided (fixture->fleet, device));

  return device;
}

static MgSlot *
add_slot (Fixture     *fixture,
          MgDevice    *device,
          const char  *title,
          const char  *provider,
          GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_fleet_add_slot_async (fixture->fleet, device, title, MG_MAIL_PROTOCOL_SMTP, provider,
                           "nas@example.org", NULL, NULL, mg_test_store_result, &result);

  return mg_fleet_add_slot_finish (fixture->fleet, mg_test_await_result (&result), error);
}

static void
report (Fixture      *fixture,
        MgDevice     *device,
        const char   *slot_id,
        MgTokenState  state,
        const char   *words)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mg_fleet_report_slot_async (fixture->fleet, mg_device_lookup_slot (device, slot_id), state, words,
                              NULL, mg_test_store_result, &result);
  g_assert_true (mg_fleet_report_slot_finish (fixture->fleet, mg_test_await_result (&result),
                                              &error));
  g_assert_no_error (error);
}

static void
assert_state (MgDevice     *device,
              const char   *slot_id,
              MgTokenState  state)
{
  MgSlot *slot = mg_device_lookup_slot (device, slot_id);

  g_assert_nonnull (slot);
  g_assert_cmpstr (mg_token_state_get_nick (mg_slot_get_state (slot)), ==,
                   mg_token_state_get_nick (state));
}

/* Check that a make's own places are there although nobody answers, that those that
 * change together show the same, and that all of it is there after a restart. */
static void
test_report (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (MgDevice) device = add_device (fixture, "sharp", NULL);
  const MgSlotReading *reading;

  g_assert_cmpuint (g_list_model_get_n_items (mg_device_get_slots (device)), ==, 5);
  g_assert_error (mg_device_get_problem (device), MG_ERROR, MG_ERROR_UNREACHABLE);
  assert_state (device, "services", MG_TOKEN_STATE_UNKNOWN);

  report (fixture, device, "services", MG_TOKEN_STATE_OBTAINED, NULL);
  report (fixture, device, "alert", MG_TOKEN_STATE_OBTAINED,
          "Token update failed. Please delete the token and obtain it again.");
  mg_fake_clock_advance (fixture->clock, G_TIME_SPAN_DAY);
  report (fixture, device, "quick-settings", MG_TOKEN_STATE_OBTAINED, NULL);
  g_clear_object (&device);
  unload (fixture);

  load (fixture);
  device = g_list_model_get_item (G_LIST_MODEL (fixture->fleet), 0);
  assert_state (device, "services", MG_TOKEN_STATE_OBTAINED);
  assert_state (device, "initial-installation", MG_TOKEN_STATE_OBTAINED);
  assert_state (device, "alert", MG_TOKEN_STATE_INVALID);
  assert_state (device, "status", MG_TOKEN_STATE_UNKNOWN);

  /* It was obtained when it was first seen, and has been seen since. */
  reading = mg_slot_get_reading (mg_device_lookup_slot (device, "services"));
  g_assert_cmpint (reading->obtained_at, ==, START);
  g_assert_cmpint (mg_slot_get_checked_at (mg_device_lookup_slot (device, "services")), ==,
                   START + G_TIME_SPAN_DAY);
  reading = mg_slot_get_reading (mg_device_lookup_slot (device, "alert"));
  g_assert_cmpstr (reading->reason, ==,
                   "Token update failed. Please delete the token and obtain it again.");

  report (fixture, device, "services", MG_TOKEN_STATE_NOT_OBTAINED, NULL);
  reading = mg_slot_get_reading (mg_device_lookup_slot (device, "services"));
  g_assert_cmpint (reading->obtained_at, ==, 0);
}

/* Check that slots are added, described and removed as the person says. */
static void
test_slots (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (MgDevice) device = add_device (fixture, "generic", NULL);
  g_autoptr (MgSlot) first = NULL;
  g_autoptr (MgSlot) second = NULL;
  g_autoptr (GAsyncResult) edited = NULL;
  g_autoptr (GAsyncResult) removed = NULL;
  g_autoptr (GError) error = NULL;
  const MgSlotReading *reading;

  first = add_slot (fixture, device, "Mail & more", "gmail", &error);
  g_assert_no_error (error);
  second = add_slot (fixture, device, "日本", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mg_slot_get_id (first), ==, "mail-more");
  g_assert_cmpstr (mg_slot_get_id (second), ==, "mail");

  reading = mg_slot_get_reading (first);
  g_assert_cmpstr (reading->settings->host, ==, "smtp.gmail.com");
  g_assert_cmpint (reading->settings->authentication, ==, MG_MAIL_AUTHENTICATION_OAUTH2);
  g_assert_true (reading->can_reauthorize);
  g_assert_cmpstr (mg_slot_get_reading (second)->service, ==, "custom");
  g_assert_false (mg_slot_get_reading (second)->can_reauthorize);

  mg_fleet_edit_slot_async (fixture->fleet, second, "yahoo", "me@yahoo.com", NULL, NULL,
                            mg_test_store_result, &edited);
  g_assert_true (mg_fleet_edit_slot_finish (fixture->fleet, mg_test_await_result (&edited),
                                            &error));
  g_assert_no_error (error);
  reading = mg_slot_get_reading (second);
  g_assert_cmpstr (reading->settings->host, ==, "smtp.mail.yahoo.com");
  g_assert_cmpint (reading->settings->authentication, ==, MG_MAIL_AUTHENTICATION_PASSWORD);

  g_assert_false (mg_fleet_is_fixed_slot (fixture->fleet, first));
  mg_fleet_remove_slot_async (fixture->fleet, first, NULL, mg_test_store_result, &removed);
  g_assert_true (mg_fleet_remove_slot_finish (fixture->fleet, mg_test_await_result (&removed),
                                              &error));
  g_assert_no_error (error);
  g_clear_object (&removed);
  g_assert_finalize_object (g_steal_pointer (&first));
  g_assert_cmpuint (g_list_model_get_n_items (mg_device_get_slots (device)), ==, 1);
}

/* Check that what cannot be is refused, and changes nothing. */
static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (MgDevice) device = add_device (fixture, "sharp", "BP-B550PW");
  g_autoptr (GAsyncResult) removed = NULL;
  g_autoptr (GAsyncResult) edited = NULL;
  g_autoptr (GError) error = NULL;
  MgSlot *slot = mg_device_lookup_slot (device, "email-print");

  g_assert_cmpuint (g_list_model_get_n_items (mg_device_get_slots (device)), ==, 6);
  g_assert_null (add_slot (fixture, device, "\n", NULL, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_null (add_slot (fixture, device, "Mail", "nobody", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (mg_fleet_is_fixed_slot (fixture->fleet, slot));
  mg_fleet_remove_slot_async (fixture->fleet, slot, NULL, mg_test_store_result, &removed);
  g_assert_false (mg_fleet_remove_slot_finish (fixture->fleet, mg_test_await_result (&removed),
                                               &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);

  mg_fleet_edit_slot_async (fixture->fleet, slot, "nobody", NULL, NULL, NULL, mg_test_store_result,
                            &edited);
  g_assert_false (mg_fleet_edit_slot_finish (fixture->fleet, mg_test_await_result (&edited),
                                             &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
  g_assert_cmpuint (g_list_model_get_n_items (mg_device_get_slots (device)), ==, 6);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add ("/fleet/guided/report", Fixture, NULL, set_up, test_report, tear_down);
  g_test_add ("/fleet/guided/slots", Fixture, NULL, set_up, test_slots, tear_down);
  g_test_add ("/fleet/guided/refused", Fixture, NULL, set_up, test_refused, tear_down);

  return g_test_run ();
}
