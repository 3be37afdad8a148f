/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-store-grants"

#include "config.h"

#include "mg-store-private.h"

static gpointer
load_grants (MgDatabase  *database,
             gpointer     data,
             GError     **error)
{
  return _mg_database_load (database, &_mg_grant_record_type,
                            data != NULL ? "device_id = ?" : NULL, data,
                            (GDestroyNotify) mg_grant_record_free, error);
}

static const MgStoreJobType load_grants_job = {
  MG_STORE_READ, load_grants, g_free, (GDestroyNotify) g_ptr_array_unref,
};

/**
 * mg_store_load_grants_async:
 * @self: an open store
 * @device_id: (nullable): the id of a device, or %NULL for all of them
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Loads what is known of the grants.
 */
void
mg_store_load_grants_async (MgStore             *self,
                            const char          *device_id,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  _mg_store_submit (self, &load_grants_job, g_strdup (device_id), mg_store_load_grants_async,
                    cancellable, callback, user_data);
}

/**
 * mg_store_load_grants_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type MgGrantRecord): the grants, or %NULL
 *   with @error set
 */
GPtrArray *
mg_store_load_grants_finish (MgStore       *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (MG_IS_STORE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_store_load_grants_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
save_grant (MgDatabase  *database,
            gpointer     data,
            GError     **error)
{
  return GINT_TO_POINTER (_mg_database_save (database, &_mg_grant_record_type, data, error));
}

static const MgStoreJobType save_grant_job = {
  MG_STORE_WRITE_DURABLE, save_grant, (GDestroyNotify) mg_grant_record_free, NULL,
};

/**
 * mg_store_save_grant_async:
 * @self: an open store
 * @grant: what to save
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Saves what is known of a grant; its device has to be saved before. It
 * survives a power cut: a token whose record is lost is lost too. Finish with
 * mg_store_write_finish().
 */
void
mg_store_save_grant_async (MgStore             *self,
                           const MgGrantRecord *grant,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (grant != NULL && grant->id != NULL);
  g_return_if_fail (grant->device_id != NULL && grant->slot_id != NULL);

  _mg_store_submit (self, &save_grant_job, mg_grant_record_copy (grant), mg_store_save_grant_async,
                    cancellable, callback, user_data);
}

static gpointer
remove_grant (MgDatabase  *database,
              gpointer     data,
              GError     **error)
{
  sqlite3_stmt *statement;

  statement = _mg_database_prepare (database, "DELETE FROM mail_grant WHERE id = ?", error);
  if (statement == NULL)
    return NULL;

  sqlite3_bind_text (statement, 1, data, -1, SQLITE_TRANSIENT);

  return GINT_TO_POINTER (_mg_database_run (database, statement, error));
}

static const MgStoreJobType remove_grant_job = {
  MG_STORE_WRITE, remove_grant, g_free, NULL,
};

/**
 * mg_store_remove_grant_async:
 * @self: an open store
 * @grant_id: the id of a grant
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Forgets a grant. Finish with mg_store_write_finish().
 */
void
mg_store_remove_grant_async (MgStore             *self,
                             const char          *grant_id,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (grant_id != NULL);

  _mg_store_submit (self, &remove_grant_job, g_strdup (grant_id), mg_store_remove_grant_async,
                    cancellable, callback, user_data);
}
