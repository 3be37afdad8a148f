/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-device.h"
#include "mg-test.h"

typedef struct
{
  MgDevice *device;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (MgIdentity) identity = mg_identity_new (MG_DEVICE_KIND_NAS);
  g_autoptr (MgAddress) address = mg_address_new ("https", "192.0.2.7", 0);

  identity->name = g_strdup ("Office NAS");
  fixture->device = mg_device_new ("d1", "deviceapi", identity, address, NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->device));
}

static MgSlotReading *
read_slot (const char   *id,
           MgTokenEvent  event)
{
  MgSlotReading *reading = mg_slot_reading_new (id, id);

  reading->event = event;

  return reading;
}

static void
take (MgDevice      *device,
      MgSlotReading *first,
      MgSlotReading *second)
{
  g_autoptr (GPtrArray) readings =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mg_slot_reading_free);

  g_ptr_array_add (readings, first);
  if (second != NULL)
    g_ptr_array_add (readings, second);
  mg_device_take_readings (device, readings, 1000);
}

static void
on_notify_cb (GObject    *object,
              GParamSpec *pspec,
              gpointer    user_data)
{
  (*(guint *) user_data)++;
}

/* Check that slots come, change and go as the device says, and that the same
 * slot stays the same object. */
static void
test_device_readings (Fixture       *fixture,
                      gconstpointer  data)
{
  GListModel *slots = mg_device_get_slots (fixture->device);
  MgSlot *slot;

  take (fixture->device, read_slot ("a", MG_TOKEN_EVENT_READ_PRESENT),
        read_slot ("b", MG_TOKEN_EVENT_READ_ABSENT));
  g_assert_cmpuint (g_list_model_get_n_items (slots), ==, 2);
  slot = mg_device_lookup_slot (fixture->device, "a");
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpint (mg_slot_get_checked_at (slot), ==, 1000);
  g_assert_cmpint (mg_device_get_state (fixture->device), ==, MG_TOKEN_STATE_NOT_OBTAINED);

  take (fixture->device, read_slot ("a", MG_TOKEN_EVENT_READ_INVALID), NULL);
  g_assert_cmpuint (g_list_model_get_n_items (slots), ==, 1);
  g_assert_true (mg_device_lookup_slot (fixture->device, "a") == slot);
  g_assert_cmpint (mg_device_get_state (fixture->device), ==, MG_TOKEN_STATE_INVALID);
  g_assert_null (mg_device_lookup_slot (fixture->device, "b"));
}

/* Check that the badge of a device is that of the slot that needs a person
 * most, and is told of when it changes. */
static void
test_device_state (Fixture       *fixture,
                   gconstpointer  data)
{
  guint notified = 0;

  g_assert_cmpint (mg_device_get_state (fixture->device), ==, MG_TOKEN_STATE_UNKNOWN);
  take (fixture->device, read_slot ("a", MG_TOKEN_EVENT_READ_PRESENT),
        read_slot ("b", MG_TOKEN_EVENT_READ_PRESENT));

  g_signal_connect (fixture->device, "notify::state", G_CALLBACK (on_notify_cb), &notified);
  mg_slot_apply (mg_device_lookup_slot (fixture->device, "b"), MG_TOKEN_EVENT_TEST_REFUSED,
                 "Authorization has expired.");
  g_assert_cmpuint (notified, ==, 1);
  g_assert_cmpint (mg_device_get_state (fixture->device), ==, MG_TOKEN_STATE_INVALID);
  g_assert_cmpstr (mg_slot_get_note_text (mg_device_lookup_slot (fixture->device, "b")), ==,
                   "Authorization has expired.");
}

/* Check that setters tell of changes and only of changes. */
static void
test_device_notify (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (MgAddress) same = mg_address_new ("https", "192.0.2.7", 443);
  g_autoptr (MgAddress) other = mg_address_new ("https", "192.0.2.8", 443);
  g_autoptr (GError) problem = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "x");
  guint notified = 0;

  g_signal_connect (fixture->device, "notify", G_CALLBACK (on_notify_cb), &notified);
  mg_device_set_name (fixture->device, "Office NAS");
  mg_device_set_address (fixture->device, same);
  mg_device_set_problem (fixture->device, NULL);
  g_assert_cmpuint (notified, ==, 0);

  mg_device_set_name (fixture->device, "Attic");
  mg_device_set_address (fixture->device, other);
  mg_device_set_problem (fixture->device, problem);
  mg_device_set_busy (fixture->device, TRUE);
  g_assert_cmpuint (notified, ==, 4);
  mg_device_set_busy (fixture->device, TRUE);
  mg_device_set_busy (fixture->device, FALSE);
  g_assert_cmpuint (notified, ==, 4);
  g_assert_true (mg_device_get_busy (fixture->device));
  mg_device_set_busy (fixture->device, FALSE);
  g_assert_cmpuint (notified, ==, 5);
  g_assert_cmpstr (mg_device_get_name (fixture->device), ==, "Attic");
}

/* Check that whatever is in flight for a device ends when the device goes. */
static void
test_device_cancellable (void)
{
  Fixture fixture;
  g_autoptr (GCancellable) cancellable = NULL;

  set_up (&fixture, NULL);
  cancellable = g_object_ref (mg_device_get_cancellable (fixture.device));
  g_assert_false (g_cancellable_is_cancelled (cancellable));
  tear_down (&fixture, NULL);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/devices/device/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("readings", test_device_readings);
  ADD ("state", test_device_state);
  ADD ("notify", test_device_notify);
#undef ADD
  g_test_add_func ("/devices/device/cancellable", test_device_cancellable);

  return g_test_run ();
}
