/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>

#include "mg-test.h"
#include "store-fixture.h"

/* Makes a new database in a folder of its own, and opens it. */
void
store_fixture_set_up (StoreFixture  *self,
                      gconstpointer  data)
{
  self->dir = g_dir_make_tmp ("mg-store-XXXXXX", NULL);
  self->path = g_build_filename (self->dir, "data", "mailgrant.db", NULL);
  self->store = mg_store_new (self->path);
  g_assert_true (store_open (self->store, NULL));
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }

  g_remove (path);
}

/* Closes what is open and removes the folder. */
void
store_fixture_tear_down (StoreFixture  *self,
                         gconstpointer  data)
{
  if (self->store != NULL)
    {
      store_close (self->store);
      mg_test_settle ();
      g_assert_finalize_object (g_steal_pointer (&self->store));
    }

  remove_tree (self->dir);
  g_free (self->path);
  g_free (self->dir);
}

/* Closes the database and opens it again. */
void
store_fixture_reopen (StoreFixture *self)
{
  g_autoptr (GError) error = NULL;

  if (self->store != NULL)
    store_close (self->store);
  g_clear_object (&self->store);

  self->store = mg_store_new (self->path);
  g_assert_true (store_open (self->store, &error));
  g_assert_no_error (error);
}

gboolean
store_open (MgStore  *store,
            GError  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_store_open_async (store, NULL, mg_test_store_result, &result);

  return mg_store_open_finish (store, mg_test_await_result (&result), error);
}

void
store_close (MgStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mg_store_close_async (store, NULL, mg_test_store_result, &result);
  g_assert_true (mg_store_close_finish (store, mg_test_await_result (&result), &error));
  g_assert_no_error (error);
}

static void
assert_written (MgStore       *store,
                GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  mg_store_write_finish (store, mg_test_await_result (result), &error);
  g_assert_no_error (error);
}

void
store_save_device (MgStore    *store,
                   const char *id)
{
  g_autoptr (MgDeviceRecord) device = mg_device_record_new (id);
  g_autoptr (GAsyncResult) result = NULL;

  device->name = g_strdup ("Office NAS");
  mg_store_save_device_async (store, device, NULL, mg_test_store_result, &result);
  assert_written (store, &result);
}

void
store_save_slot (MgStore            *store,
                 const MgSlotRecord *slot)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_store_save_slot_async (store, slot, NULL, mg_test_store_result, &result);
  assert_written (store, &result);
}

void
store_set_setting (MgStore    *store,
                   const char *name,
                   const char *value)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_store_set_setting_async (store, name, value, NULL, mg_test_store_result, &result);
  assert_written (store, &result);
}

char *
store_load_setting (MgStore    *store,
                    const char *name)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *value;

  mg_store_load_setting_async (store, name, NULL, mg_test_store_result, &result);
  value = mg_store_load_setting_finish (store, mg_test_await_result (&result), &error);
  g_assert_no_error (error);

  return value;
}

GPtrArray *
store_load_devices (MgStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *devices;

  mg_store_load_devices_async (store, NULL, mg_test_store_result, &result);
  devices = mg_store_load_devices_finish (store, mg_test_await_result (&result), &error);
  g_assert_no_error (error);

  return devices;
}

GPtrArray *
store_load_slots (MgStore    *store,
                  const char *device_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *slots;

  mg_store_load_slots_async (store, device_id, NULL, mg_test_store_result, &result);
  slots = mg_store_load_slots_finish (store, mg_test_await_result (&result), &error);
  g_assert_no_error (error);

  return slots;
}
