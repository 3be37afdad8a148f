/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-error.h"
#include "mg-test.h"
#include "store-fixture.h"

/* Check that every field of a device comes back, after closing too, and that
 * saving it again overwrites it. */
static void
test_store_device (StoreFixture  *fixture,
                   gconstpointer  data)
{
  static const char * const claims[] = { "uuid:1234", "", "two\nlines", "mac:00:11:22", NULL };
  static const char * const kept_claims[] = { "uuid:1234", "mac:00:11:22", NULL };
  g_autoptr (MgDeviceRecord) device = mg_device_record_new ("nas-1");
  g_autoptr (GPtrArray) devices = NULL;
  MgDeviceRecord *found;

  store_save_device (fixture->store, "nas-1");

  device->driver = g_strdup ("truenas");
  device->name = g_strdup ("Robert'); DROP TABLE device;--");
  device->kind = g_strdup ("nas");
  device->vendor = g_strdup ("iXsystems");
  device->model = g_strdup ("bad \xff byte");
  device->serial = g_strdup ("S1");
  device->firmware = g_strdup ("25.04");
  device->address = g_strdup ("192.0.2.7");
  device->port = 443;
  device->base_url = g_strdup ("https://192.0.2.7/");
  device->pin = g_strdup ("ab");
  device->user = g_strdup ("admin");
  device->has_credential = TRUE;
  device->claims = g_strdupv ((char **) claims);
  device->added_at = G_GINT64_CONSTANT (1790000000000000);
  device->last_seen = 5;

  {
    g_autoptr (MgDeviceRecord) copy = mg_device_record_copy (device);
    g_autoptr (GAsyncResult) result = NULL;

    mg_store_save_device_async (fixture->store, copy, NULL, mg_test_store_result, &result);
    g_clear_pointer (&copy, mg_device_record_free);
    g_assert_true (mg_store_write_finish (fixture->store, mg_test_await_result (&result), NULL));
  }

  store_fixture_reopen (fixture);
  devices = store_load_devices (fixture->store);
  g_assert_cmpuint (devices->len, ==, 1);
  found = g_ptr_array_index (devices, 0);
  g_assert_cmpstr (found->id, ==, "nas-1");
  g_assert_cmpstr (found->driver, ==, "truenas");
  g_assert_cmpstr (found->name, ==, device->name);
  g_assert_cmpstr (found->kind, ==, "nas");
  g_assert_cmpstr (found->vendor, ==, "iXsystems");
  g_assert_cmpstr (found->model, ==, "bad \xef\xbf\xbd byte");
  g_assert_cmpstr (found->serial, ==, "S1");
  g_assert_cmpstr (found->firmware, ==, "25.04");
  g_assert_cmpstr (found->address, ==, "192.0.2.7");
  g_assert_cmpint (found->port, ==, 443);
  g_assert_cmpstr (found->base_url, ==, "https://192.0.2.7/");
  g_assert_cmpstr (found->pin, ==, "ab");
  g_assert_cmpstr (found->user, ==, "admin");
  g_assert_true (found->has_credential);
  g_assert_cmpstrv (found->claims, kept_claims);
  g_assert_cmpint (found->added_at, ==, G_GINT64_CONSTANT (1790000000000000));
  g_assert_cmpint (found->last_seen, ==, 5);
}

/* Check that slots come back as they were, by device and all together, that
 * unknown stays unknown, and that a replacement is complete. */
static void
test_store_slots (StoreFixture  *fixture,
                  gconstpointer  data)
{
  static const char * const rules[] = { "backup", "disk", NULL };
  g_autoptr (MgSlotRecord) slot = mg_slot_record_new ("a", "smtp");
  g_autoptr (MgSlotRecord) bare = mg_slot_record_new ("b", "smtp");
  g_autoptr (MgSlotRecord) fresh = mg_slot_record_new ("a", "alerts");
  g_autoptr (GPtrArray) slots = NULL;
  g_autoptr (GPtrArray) fresh_slots = g_ptr_array_new ();
  g_autoptr (GAsyncResult) result = NULL;
  MgSlotRecord *found;

  store_save_device (fixture->store, "a");
  store_save_device (fixture->store, "b");
  slot->title = g_strdup ("Gmail");
  slot->state = g_strdup ("obtained");
  slot->note_code = g_strdup ("expires-soon");
  slot->note_text = g_strdup ("…");
  slot->note_at = 7;
  slot->server_host = g_strdup ("smtp.gmail.com");
  slot->server_port = 587;
  slot->server_security = g_strdup ("starttls");
  slot->settings = g_strdup ("{}");
  slot->rules = g_strdupv ((char **) rules);
  slot->has_password = TRUE;
  slot->obtained_at = 1;
  slot->expires_at = 2;
  slot->checked_at = 3;
  store_save_slot (fixture->store, slot);
  store_save_slot (fixture->store, bare);

  slots = store_load_slots (fixture->store, NULL);
  g_assert_cmpuint (slots->len, ==, 2);
  found = g_ptr_array_index (slots, 0);
  g_assert_cmpstr (found->device_id, ==, "a");
  g_assert_cmpstr (found->title, ==, "Gmail");
  g_assert_cmpstr (found->note_code, ==, "expires-soon");
  g_assert_cmpstr (found->server_security, ==, "starttls");
  g_assert_cmpstrv (found->rules, rules);
  g_assert_true (found->has_password);
  g_assert_cmpint (found->note_at + found->obtained_at + found->expires_at + found->checked_at,
                   ==, 13);
  found = g_ptr_array_index (slots, 1);
  g_assert_null (found->title);
  g_assert_null (found->rules);
  g_assert_false (found->has_password);
  g_clear_pointer (&slots, g_ptr_array_unref);

  g_ptr_array_add (fresh_slots, fresh);
  mg_store_replace_slots_async (fixture->store, "a", fresh_slots, NULL,
                                mg_test_store_result, &result);
  g_assert_true (mg_store_write_finish (fixture->store, mg_test_await_result (&result), NULL));
  slots = store_load_slots (fixture->store, "a");
  g_assert_cmpuint (slots->len, ==, 1);
  found = g_ptr_array_index (slots, 0);
  g_assert_cmpstr (found->id, ==, "alerts");
}

/* Check that a replacement that fails in its middle changes nothing. */
static void
test_store_atomic (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autoptr (MgSlotRecord) old = mg_slot_record_new ("a", "old");
  g_autoptr (MgSlotRecord) good = mg_slot_record_new ("a", "new");
  g_autoptr (MgSlotRecord) stray = mg_slot_record_new ("nobody", "new");
  g_autoptr (GPtrArray) slots = g_ptr_array_new ();
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store_save_device (fixture->store, "a");
  store_save_slot (fixture->store, old);

  g_ptr_array_add (slots, good);
  g_ptr_array_add (slots, stray);
  mg_store_replace_slots_async (fixture->store, "a", slots, NULL, mg_test_store_result, &result);
  g_assert_false (mg_store_write_finish (fixture->store, mg_test_await_result (&result), &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_STORE);

  found = store_load_slots (fixture->store, NULL);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (((MgSlotRecord *) g_ptr_array_index (found, 0))->id, ==, "old");
}

static GPtrArray *
load_grants (MgStore    *store,
             const char *device_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *grants;

  mg_store_load_grants_async (store, device_id, NULL, mg_test_store_result, &result);
  grants = mg_store_load_grants_finish (store, mg_test_await_result (&result), &error);
  g_assert_no_error (error);

  return grants;
}

static void
save_grant (MgStore             *store,
            const MgGrantRecord *grant)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_store_save_grant_async (store, grant, NULL, mg_test_store_result, &result);
  g_assert_true (mg_store_write_finish (store, mg_test_await_result (&result), NULL));
}

/* Check that grants come back as they were and can be removed, and that a
 * removed device takes all that is its own with it and nothing else. */
static void
test_store_grants (StoreFixture  *fixture,
                   gconstpointer  data)
{
  static const char * const scopes[] = { "https://mail.google.com/", "openid", NULL };
  g_autoptr (MgGrantRecord) grant = mg_grant_record_new ("g1", "a", "smtp");
  g_autoptr (MgGrantRecord) gone = mg_grant_record_new ("g2", "a", "pop");
  g_autoptr (MgGrantRecord) other = mg_grant_record_new ("g3", "b", "smtp");
  g_autoptr (GPtrArray) grants = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GAsyncResult) removed = NULL;
  g_autoptr (GAsyncResult) device_removed = NULL;
  MgGrantRecord *found;

  store_save_device (fixture->store, "a");
  store_save_device (fixture->store, "b");
  grant->provider = g_strdup ("gmail");
  grant->scopes = g_strdupv ((char **) scopes);
  grant->generation = 2;
  grant->token_sha256 = g_strdup ("cafe");
  grant->kept_copy = TRUE;
  grant->waiting_since = 9;
  grant->waiting_for = g_strdup ("administrator");
  save_grant (fixture->store, grant);
  save_grant (fixture->store, gone);
  save_grant (fixture->store, other);

  mg_store_remove_grant_async (fixture->store, "g2", NULL, mg_test_store_result, &removed);
  g_assert_true (mg_store_write_finish (fixture->store, mg_test_await_result (&removed), NULL));

  grants = load_grants (fixture->store, "a");
  g_assert_cmpuint (grants->len, ==, 1);
  found = g_ptr_array_index (grants, 0);
  g_assert_cmpstr (found->provider, ==, "gmail");
  g_assert_cmpstrv (found->scopes, scopes);
  g_assert_cmpint (found->generation, ==, 2);
  g_assert_cmpstr (found->token_sha256, ==, "cafe");
  g_assert_true (found->kept_copy);
  g_assert_cmpint (found->waiting_since, ==, 9);
  g_assert_cmpstr (found->waiting_for, ==, "administrator");
  g_clear_pointer (&grants, g_ptr_array_unref);

  mg_store_remove_device_async (fixture->store, "a", NULL, mg_test_store_result, &device_removed);
  g_assert_true (mg_store_write_finish (fixture->store,
                                        mg_test_await_result (&device_removed), NULL));
  grants = load_grants (fixture->store, NULL);
  g_assert_cmpuint (grants->len, ==, 1);
  devices = store_load_devices (fixture->store);
  g_assert_cmpuint (devices->len, ==, 1);
}

/* Check that a grant of a device that is not saved is refused and not lost
 * silently. */
static void
test_store_stray (StoreFixture  *fixture,
                  gconstpointer  data)
{
  g_autoptr (MgGrantRecord) grant = mg_grant_record_new ("g", "nobody", "smtp");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mg_store_save_grant_async (fixture->store, grant, NULL, mg_test_store_result, &result);
  g_assert_false (mg_store_write_finish (fixture->store, mg_test_await_result (&result), &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_STORE);
}

/* Check that settings are set, changed and forgotten. */
static void
test_store_settings (StoreFixture  *fixture,
                     gconstpointer  data)
{
  g_autofree char *unset = store_load_setting (fixture->store, "theme");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *forgotten = NULL;

  g_assert_null (unset);
  store_set_setting (fixture->store, "theme", "dark");
  first = store_load_setting (fixture->store, "theme");
  g_assert_cmpstr (first, ==, "dark");
  store_set_setting (fixture->store, "theme", "");
  second = store_load_setting (fixture->store, "theme");
  g_assert_cmpstr (second, ==, "");
  store_set_setting (fixture->store, "theme", NULL);
  forgotten = store_load_setting (fixture->store, "theme");
  g_assert_null (forgotten);
}

/* Check that a cancelled call ends as cancelled and does nothing, and that
 * what was asked before and after it is done. */
static void
test_store_cancel (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) written = NULL;
  g_autoptr (GAsyncResult) read = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *value = NULL;

  store_set_setting (fixture->store, "a", "1");
  g_cancellable_cancel (cancellable);
  mg_store_set_setting_async (fixture->store, "a", "2", cancellable,
                              mg_test_store_result, &written);
  mg_store_load_devices_async (fixture->store, cancellable, mg_test_store_result, &read);

  g_assert_false (mg_store_write_finish (fixture->store, mg_test_await_result (&written), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (mg_store_load_devices_finish (fixture->store,
                                               mg_test_await_result (&read), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  value = store_load_setting (fixture->store, "a");
  g_assert_cmpstr (value, ==, "1");
}

static gboolean
is_set (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static void
on_changed_cb (gboolean *changed)
{
  *changed = TRUE;
}

static void
on_own_change_cb (MgStore *store)
{
  g_assert_not_reached ();
}

/* Check that what another program writes is told at once, and that one's own
 * writing is not. */
static void
test_store_watch (StoreFixture  *fixture,
                  gconstpointer  data)
{
  g_autoptr (MgStore) other = mg_store_new (fixture->path);
  g_autofree char *value = NULL;
  gboolean changed = FALSE;

  g_assert_true (store_open (other, NULL));
  g_signal_connect_swapped (fixture->store, "changed", G_CALLBACK (on_changed_cb), &changed);
  g_signal_connect (other, "changed", G_CALLBACK (on_own_change_cb), NULL);
  mg_store_watch (fixture->store);
  mg_store_watch (fixture->store);
  mg_store_watch (other);
  store_set_setting (other, "a", "0");
  mg_test_await_true (is_set, &changed);

  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      changed = FALSE;
      store_set_setting (other, "a", text);
      mg_test_await_true (is_set, &changed);
    }

  value = store_load_setting (fixture->store, "a");
  g_assert_cmpstr (value, ==, "3");

  store_close (other);
  mg_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&other));
}

/* Check that what another program has written before anybody watched is told too. */
static void
test_store_watch_late (StoreFixture  *fixture,
                       gconstpointer  data)
{
  g_autoptr (MgStore) other = mg_store_new (fixture->path);
  g_autofree char *before = store_load_setting (fixture->store, "a");
  gboolean changed = FALSE;

  /* The worker has answered, and so has looked at the version before. */
  g_assert_null (before);
  g_assert_true (store_open (other, NULL));
  store_set_setting (other, "a", "0");

  g_signal_connect_swapped (fixture->store, "changed", G_CALLBACK (on_changed_cb), &changed);
  mg_store_watch (fixture->store);
  mg_test_await_true (is_set, &changed);

  store_close (other);
  mg_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&other));
}

/* Check that a store that is let go without being closed still does what it
 * was asked for. */
static void
test_store_let_go (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autoptr (MgStore) other = mg_store_new (fixture->path);
  g_autofree char *value = NULL;

  g_assert_cmpstr (mg_store_get_path (other), ==, fixture->path);
  g_assert_true (store_open (other, NULL));
  store_set_setting (other, "a", "1");
  mg_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&other));

  value = store_load_setting (fixture->store, "a");
  g_assert_cmpstr (value, ==, "1");
}

#define N_DEVICES 1000
#define N_SLOTS 3

static void
fill (MgStore *store)
{
  g_autoptr (GPtrArray) slots = g_ptr_array_new_with_free_func ((GDestroyNotify)
                                                                mg_slot_record_free);

  for (guint i = 0; i < N_DEVICES; i++)
    {
      g_autofree char *id = g_strdup_printf ("device-%u", i);
      g_autoptr (MgDeviceRecord) device = mg_device_record_new (id);

      device->name = g_strdup (id);
      device->address = g_strdup ("192.0.2.1");
      mg_store_save_device_async (store, device, NULL, NULL, NULL);

      g_ptr_array_set_size (slots, 0);
      for (guint j = 0; j < N_SLOTS; j++)
        {
          g_autofree char *slot_id = g_strdup_printf ("slot-%u", j);
          MgSlotRecord *slot = mg_slot_record_new (id, slot_id);

          slot->state = g_strdup ("obtained");
          slot->account = g_strdup ("office@example.com");
          slot->server_host = g_strdup ("smtp.gmail.com");
          g_ptr_array_add (slots, slot);
        }
      mg_store_replace_slots_async (store, id, slots, NULL, NULL, NULL);
    }
}

/* Check that a large fleet is read fast enough for a command line to feel
 * instant. The bound is for slow machines and sanitizers; the figure is shown. */
static void
test_store_large (StoreFixture  *fixture,
                  gconstpointer  data)
{
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GPtrArray) slots = NULL;
  gint64 began;
  double seconds;

  fill (fixture->store);
  store_fixture_reopen (fixture);

  began = g_get_monotonic_time ();
  devices = store_load_devices (fixture->store);
  slots = store_load_slots (fixture->store, NULL);
  seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;

  g_assert_cmpuint (devices->len, ==, N_DEVICES);
  g_assert_cmpuint (slots->len, ==, N_DEVICES * N_SLOTS);
  g_test_minimized_result (seconds, "%d devices with %d slots each: %.1f ms",
                           N_DEVICES, N_SLOTS, seconds * 1000);
  g_assert_cmpfloat (seconds, <, 1.0);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

#define ADD(name, function) \
  g_test_add ("/store/" name, StoreFixture, NULL, \
              store_fixture_set_up, function, store_fixture_tear_down)
  ADD ("device", test_store_device);
  ADD ("slots", test_store_slots);
  ADD ("atomic", test_store_atomic);
  ADD ("grants", test_store_grants);
  ADD ("stray", test_store_stray);
  ADD ("settings", test_store_settings);
  ADD ("cancel", test_store_cancel);
  ADD ("watch", test_store_watch);
  ADD ("watch-late", test_store_watch_late);
  ADD ("let-go", test_store_let_go);
  ADD ("large", test_store_large);
#undef ADD

  return g_test_run ();
}
