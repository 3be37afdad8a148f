/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-store-slots"

#include "config.h"

#include "mg-store-private.h"

typedef struct
{
  char      *device_id;  /* (owned) */
  GPtrArray *slots;      /* (owned) (element-type MgSlotRecord) */
} Replacement;

static void
replacement_free (gpointer data)
{
  Replacement *replacement = data;

  g_free (replacement->device_id);
  g_ptr_array_unref (replacement->slots);
  g_free (replacement);
}

static gpointer
load_slots (MgDatabase  *database,
            gpointer     data,
            GError     **error)
{
  return _mg_database_load (database, &_mg_slot_record_type,
                            data != NULL ? "device_id = ?" : NULL, data,
                            (GDestroyNotify) mg_slot_record_free, error);
}

static const MgStoreJobType load_slots_job = {
  MG_STORE_READ, load_slots, g_free, (GDestroyNotify) g_ptr_array_unref,
};

/**
 * mg_store_load_slots_async:
 * @self: an open store
 * @device_id: (nullable): the id of a device, or %NULL for all of them
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Loads what was last known of the slots.
 */
void
mg_store_load_slots_async (MgStore             *self,
                           const char          *device_id,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  _mg_store_submit (self, &load_slots_job, g_strdup (device_id), mg_store_load_slots_async,
                    cancellable, callback, user_data);
}

/**
 * mg_store_load_slots_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type MgSlotRecord): the slots in the order
 *   of devices, or %NULL with @error set
 */
GPtrArray *
mg_store_load_slots_finish (MgStore       *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (MG_IS_STORE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_store_load_slots_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
save_slot (MgDatabase  *database,
           gpointer     data,
           GError     **error)
{
  return GINT_TO_POINTER (_mg_database_save (database, &_mg_slot_record_type, data, error));
}

static const MgStoreJobType save_slot_job = {
  MG_STORE_WRITE, save_slot, (GDestroyNotify) mg_slot_record_free, NULL,
};

/**
 * mg_store_save_slot_async:
 * @self: an open store
 * @slot: what to save
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Saves what is known of one slot; its device has to be saved before. Finish
 * with mg_store_write_finish().
 */
void
mg_store_save_slot_async (MgStore             *self,
                          const MgSlotRecord  *slot,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_return_if_fail (slot != NULL && slot->device_id != NULL && slot->id != NULL);

  _mg_store_submit (self, &save_slot_job, mg_slot_record_copy (slot), mg_store_save_slot_async,
                    cancellable, callback, user_data);
}

static gpointer
replace_slots (MgDatabase  *database,
               gpointer     data,
               GError     **error)
{
  const Replacement *replacement = data;
  sqlite3_stmt *statement;

  statement = _mg_database_prepare (database, "DELETE FROM slot WHERE device_id = ?", error);
  if (statement == NULL)
    return NULL;

  sqlite3_bind_text (statement, 1, replacement->device_id, -1, SQLITE_TRANSIENT);
  if (!_mg_database_run (database, statement, error))
    return NULL;

  for (guint i = 0; i < replacement->slots->len; i++)
    if (!_mg_database_save (database, &_mg_slot_record_type,
                            g_ptr_array_index (replacement->slots, i), error))
      return NULL;

  return GINT_TO_POINTER (TRUE);
}

static const MgStoreJobType replace_slots_job = {
  MG_STORE_WRITE, replace_slots, replacement_free, NULL,
};

/**
 * mg_store_replace_slots_async:
 * @self: an open store
 * @device_id: the id of a device
 * @slots: (element-type MgSlotRecord): all slots it has now
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Saves all slots of a device at once; one that is not among @slots is
 * forgotten. Finish with mg_store_write_finish().
 */
void
mg_store_replace_slots_async (MgStore             *self,
                              const char          *device_id,
                              GPtrArray           *slots,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  Replacement *replacement;

  g_return_if_fail (device_id != NULL);
  g_return_if_fail (slots != NULL);

  replacement = g_new0 (Replacement, 1);
  replacement->device_id = g_strdup (device_id);
  replacement->slots = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_slot_record_free);
  for (guint i = 0; i < slots->len; i++)
    g_ptr_array_add (replacement->slots, mg_slot_record_copy (g_ptr_array_index (slots, i)));

  _mg_store_submit (self, &replace_slots_job, replacement, mg_store_replace_slots_async,
                    cancellable, callback, user_data);
}
