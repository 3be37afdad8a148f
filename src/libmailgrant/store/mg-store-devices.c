/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-store-devices"

#include "config.h"

#include "mg-store-private.h"

static gpointer
load_devices (MgDatabase  *database,
              gpointer     data,
              GError     **error)
{
  return _mg_database_load (database, &_mg_device_record_type, NULL, NULL,
                            (GDestroyNotify) mg_device_record_free, error);
}

static const MgStoreJobType load_devices_job = {
  MG_STORE_READ, load_devices, NULL, (GDestroyNotify) g_ptr_array_unref,
};

/**
 * mg_store_load_devices_async:
 * @self: an open store
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Loads all saved devices.
 */
void
mg_store_load_devices_async (MgStore             *self,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  _mg_store_submit (self, &load_devices_job, NULL, mg_store_load_devices_async,
                    cancellable, callback, user_data);
}

/**
 * mg_store_load_devices_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type MgDeviceRecord): the devices, or
 *   %NULL with @error set
 */
GPtrArray *
mg_store_load_devices_finish (MgStore       *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (MG_IS_STORE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_store_load_devices_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
save_device (MgDatabase  *database,
             gpointer     data,
             GError     **error)
{
  return GINT_TO_POINTER (_mg_database_save (database, &_mg_device_record_type, data, error));
}

static const MgStoreJobType save_device_job = {
  MG_STORE_WRITE, save_device, (GDestroyNotify) mg_device_record_free, NULL,
};

/**
 * mg_store_save_device_async:
 * @self: an open store
 * @device: what to save
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Saves a device, over what was saved of it before. Finish with
 * mg_store_write_finish().
 */
void
mg_store_save_device_async (MgStore              *self,
                            const MgDeviceRecord *device,
                            GCancellable         *cancellable,
                            GAsyncReadyCallback   callback,
                            gpointer              user_data)
{
  g_return_if_fail (device != NULL && device->id != NULL);

  _mg_store_submit (self, &save_device_job, mg_device_record_copy (device),
                    mg_store_save_device_async, cancellable, callback, user_data);
}

static gpointer
remove_device (MgDatabase  *database,
               gpointer     data,
               GError     **error)
{
  sqlite3_stmt *statement;

  statement = _mg_database_prepare (database, "DELETE FROM device WHERE id = ?", error);
  if (statement == NULL)
    return NULL;

  sqlite3_bind_text (statement, 1, data, -1, SQLITE_TRANSIENT);

  return GINT_TO_POINTER (_mg_database_run (database, statement, error));
}

static const MgStoreJobType remove_device_job = {
  MG_STORE_WRITE, remove_device, g_free, NULL,
};

/**
 * mg_store_remove_device_async:
 * @self: an open store
 * @device_id: the id of a device
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Forgets a device with its slots, grants and journal. What the vault holds of
 * it is cleared by the caller first. Finish with mg_store_write_finish().
 */
void
mg_store_remove_device_async (MgStore             *self,
                              const char          *device_id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (device_id != NULL);

  _mg_store_submit (self, &remove_device_job, g_strdup (device_id), mg_store_remove_device_async,
                    cancellable, callback, user_data);
}
