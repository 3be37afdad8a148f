/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-fleet-fixture.h"

/* Check that trouble on the way is noted and moves no badge, and that the next
 * look takes the note away. */
static void
test_check_trouble (MgFleetFixture *fixture,
                    gconstpointer   data)
{
  static const struct
  {
    const char *verb;
    MgError     code;
  } vectors[] = {
    { "read_slots", MG_ERROR_UNREACHABLE },
    { "read_slots", MG_ERROR_TIMED_OUT },
    { "read_slots", MG_ERROR_PROTOCOL },
    { "read_slots", MG_ERROR_PERMISSION },
    { "read_rules", MG_ERROR_UNREACHABLE },
  };
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);
  MgSlot *slot = mg_device_lookup_slot (device, "mail");

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;

      fixture->peer->fail_verb = vectors[i].verb;
      fixture->peer->fail_code = vectors[i].code;
      g_assert_false (mg_fleet_fixture_check (fixture, device, &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].code);
      g_assert_error (mg_device_get_problem (device), MG_ERROR, (int) vectors[i].code);
      g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_NOT_OBTAINED);
      g_assert_cmpint (mg_slot_get_note (slot), ==, MG_NOTE_NOT_CHECKED);
      g_assert_cmpstr (mg_slot_get_note_text (slot), ==, error->message);
      g_assert_false (mg_device_get_busy (device));
      g_clear_error (&error);

      fixture->peer->fail_verb = NULL;
      mg_fleet_fixture_check (fixture, device, &error);
      g_assert_no_error (error);
      g_assert_null (mg_device_get_problem (device));
      g_assert_cmpint (mg_slot_get_note (slot), ==, MG_NOTE_NONE);
    }
}

/* Check that a token which the device has from another app is told apart, and
 * that one it says nothing about is not. */
static void
test_check_foreign (MgFleetFixture *fixture,
                    gconstpointer   data)
{
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);
  MgSlotReading *reading = mg_fake_device_get_slot (fixture->peer, "mail");
  MgSlot *slot = mg_device_lookup_slot (device, "mail");
  g_autoptr (GError) error = NULL;

  reading->event = MG_TOKEN_EVENT_READ_PRESENT;
  mg_fleet_fixture_check (fixture, device, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpint (mg_slot_get_note (slot), ==, MG_NOTE_NONE);

  reading->client_id = g_strdup ("the vendor's own client");
  mg_fleet_fixture_check (fixture, device, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpint (mg_slot_get_note (slot), ==, MG_NOTE_FOREIGN);
}

static void
on_state_cb (MgSlot     *slot,
             GParamSpec *pspec,
             gpointer    user_data)
{
  g_assert_cmpint (mg_slot_get_state (slot), !=, MG_TOKEN_STATE_NOT_OBTAINED);
}

/* Check that a device which says itself that it waits is believed for as long as
 * it says so, over a restart too, with nothing in between. */
static void
test_check_waiting (MgFleetFixture *fixture,
                    gconstpointer   data)
{
  static const MgTokenEvent events[] = {
    MG_TOKEN_EVENT_READ_WAITING, MG_TOKEN_EVENT_READ_WAITING, MG_TOKEN_EVENT_READ_PRESENT
  };
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);
  g_autofree char *id = g_strdup (mg_device_get_id (device));

  for (gsize i = 0; i < G_N_ELEMENTS (events); i++)
    {
      g_autoptr (GError) error = NULL;
      MgSlot *slot = mg_device_lookup_slot (device, "mail");
      const MgTokenState expected = events[i] == MG_TOKEN_EVENT_READ_PRESENT
                                    ? MG_TOKEN_STATE_OBTAINED : MG_TOKEN_STATE_WAITING;

      g_signal_connect (slot, "notify::state", G_CALLBACK (on_state_cb), NULL);
      mg_fake_device_get_slot (fixture->peer, "mail")->event = events[i];
      mg_fleet_fixture_check (fixture, device, &error);
      g_assert_no_error (error);
      g_assert_cmpint (mg_slot_get_state (slot), ==, expected);

      g_clear_object (&device);
      mg_fleet_fixture_reopen (fixture);
      g_set_object (&device, mg_fleet_lookup_device (fixture->fleet, id));
      g_assert_cmpint (mg_slot_get_state (mg_device_lookup_slot (device, "mail")), ==, expected);
    }
}

/* Check that the end of a token is noted in time, that its passing is, and that
 * neither moves the badge. */
static void
test_check_expiry (MgFleetFixture *fixture,
                   gconstpointer   data)
{
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);
  MgSlotReading *reading = mg_fake_device_get_slot (fixture->peer, "mail");
  MgSlot *slot = mg_device_lookup_slot (device, "mail");
  static const struct
  {
    gint64     days;
    MgNoteCode note;
  } vectors[] = {
    { 60, MG_NOTE_NONE },
    { 13, MG_NOTE_EXPIRES_SOON },
    { -1, MG_NOTE_EXPIRES_SOON },
    { 0, MG_NOTE_NONE },
  };

  reading->event = MG_TOKEN_EVENT_READ_PRESENT;
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;

      reading->expires_at = vectors[i].days == 0
                            ? 0 : MG_FLEET_FIXTURE_NOW + vectors[i].days * G_TIME_SPAN_DAY;
      mg_fleet_fixture_check (fixture, device, &error);
      g_assert_no_error (error);
      g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_OBTAINED);
      g_assert_cmpint (mg_slot_get_note (slot), ==, vectors[i].note);
      g_assert_cmpint (mg_fleet_get_expires_at (fixture->fleet, slot), ==, reading->expires_at);
    }
}

/* Check that a cancelled look changes nothing. */
static void
test_check_cancelled (MgFleetFixture *fixture,
                      gconstpointer   data)
{
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *before = mg_fleet_fixture_dump (fixture);
  g_autofree char *after = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) all_result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->peer->session_serial++;
  mg_fleet_check_device_async (fixture->fleet, device, cancellable, mg_test_store_result, &result);
  mg_fleet_check_all_async (fixture->fleet, cancellable, mg_test_store_result, &all_result);
  g_cancellable_cancel (cancellable);
  g_assert_false (mg_fleet_check_device_finish (fixture->fleet,
                                                mg_test_await_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (mg_fleet_check_all_finish (fixture->fleet,
                                             mg_test_await_result (&all_result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (mg_device_get_problem (device));
  g_assert_false (mg_device_get_busy (device));
  after = mg_fleet_fixture_dump (fixture);
  g_assert_cmpstr (after, ==, before);
}

/* Check that two looks at a device with no session sign in once, and that one of
 * them can be cancelled without the other. */
static void
test_check_joined (MgFleetFixture *fixture,
                   gconstpointer   data)
{
  g_autoptr (MgDevice) added = mg_fleet_fixture_add (fixture, fixture->peer);
  g_autofree char *id = g_strdup (mg_device_get_id (added));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MgDevice *device;

  g_clear_object (&added);
  mg_fleet_fixture_reopen (fixture);
  device = mg_fleet_lookup_device (fixture->fleet, id);

  mg_fleet_check_device_async (fixture->fleet, device, cancellable, mg_test_store_result,
                               &cancelled);
  mg_fleet_check_device_async (fixture->fleet, device, NULL, mg_test_store_result, &result);
  g_cancellable_cancel (cancellable);
  g_assert_false (mg_fleet_check_device_finish (fixture->fleet,
                                                mg_test_await_result (&cancelled), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  mg_fleet_check_device_finish (fixture->fleet, mg_test_await_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->peer->n_sign_ins, ==, 2);
}

/* Check that a thousand devices are looked at a few at a time, and that no
 * session is left open on any. */
static void
test_check_thousand (MgFleetFixture *fixture,
                     gconstpointer   data)
{
  g_autoptr (GPtrArray) peers =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mg_fake_device_free);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *host = g_strdup_printf ("nas-%u.example", i);
      MgFakeDevice *peer = mg_fake_device_new (host);
      g_autoptr (MgDevice) device = NULL;

      mg_fake_device_add_slot (peer, "mail", NULL);
      g_ptr_array_add (peers, peer);
      device = mg_fleet_fixture_add (fixture, peer);
    }
  mg_fleet_fixture_reopen (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->fleet)), ==, 1000);

  mg_fleet_check_all_async (fixture->fleet, NULL, mg_test_store_result, &result);
  mg_fleet_check_all_finish (fixture->fleet, mg_test_await_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mg_fake_driver_get_peak (), >, 1);
  g_assert_cmpuint (mg_fake_driver_get_peak (), <=, 8);
  for (guint i = 0; i < peers->len; i++)
    {
      const MgFakeDevice *peer = g_ptr_array_index (peers, i);

      g_assert_cmpuint (peer->n_reads, ==, 2);
      g_assert_cmpuint (peer->n_sign_ins, ==, 2);
      g_assert_cmpuint (peer->n_sign_outs, ==, 2);
    }
}

int
main (int   argc,
      char *argv[])
{
  mg_test_init (&argc, &argv);

  mg_fleet_fixture_add_test ("/fleet/check/trouble", test_check_trouble);
  mg_fleet_fixture_add_test ("/fleet/check/foreign", test_check_foreign);
  mg_fleet_fixture_add_test ("/fleet/check/waiting", test_check_waiting);
  mg_fleet_fixture_add_test ("/fleet/check/expiry", test_check_expiry);
  mg_fleet_fixture_add_test ("/fleet/check/cancelled", test_check_cancelled);
  mg_fleet_fixture_add_test ("/fleet/check/joined", test_check_joined);
  mg_fleet_fixture_add_test ("/fleet/check/thousand", test_check_thousand);

  return g_test_run ();
}
