/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-store-settings"

#include "config.h"

#include "mg-store-private.h"

typedef struct
{
  char *name;   /* (owned) */
  char *value;  /* (owned) (nullable) */
} Setting;

static void
setting_free (gpointer data)
{
  Setting *setting = data;

  g_free (setting->name);
  g_free (setting->value);
  g_free (setting);
}

static gpointer
load_setting (MgDatabase  *database,
              gpointer     data,
              GError     **error)
{
  sqlite3_stmt *statement;
  char *value;

  statement = _mg_database_prepare (database, "SELECT value FROM setting WHERE name = ?", error);
  if (statement == NULL)
    return NULL;

  sqlite3_bind_text (statement, 1, data, -1, SQLITE_TRANSIENT);
  if (_mg_database_step (database, statement, error) != SQLITE_ROW)
    return NULL;

  value = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_reset (statement);

  return value;
}

static const MgStoreJobType load_setting_job = {
  MG_STORE_READ, load_setting, g_free, g_free,
};

/**
 * mg_store_load_setting_async:
 * @self: an open store
 * @name: the name of a setting
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Loads a setting.
 */
void
mg_store_load_setting_async (MgStore             *self,
                             const char          *name,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (name != NULL);

  _mg_store_submit (self, &load_setting_job, g_strdup (name), mg_store_load_setting_async,
                    cancellable, callback, user_data);
}

/**
 * mg_store_load_setting_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (nullable): its value; %NULL if it was never set, or
 *   with @error set
 */
char *
mg_store_load_setting_finish (MgStore       *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (MG_IS_STORE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_store_load_setting_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
set_setting (MgDatabase  *database,
             gpointer     data,
             GError     **error)
{
  static const char remove[] = "DELETE FROM setting WHERE name = ?";
  static const char save[] = "INSERT INTO setting (name, value) VALUES (?, ?) "
                             "ON CONFLICT (name) DO UPDATE SET value = excluded.value";
  const Setting *setting = data;
  sqlite3_stmt *statement;

  statement = _mg_database_prepare (database, setting->value != NULL ? save : remove, error);
  if (statement == NULL)
    return NULL;

  sqlite3_bind_text (statement, 1, setting->name, -1, SQLITE_TRANSIENT);
  if (setting->value != NULL)
    sqlite3_bind_text (statement, 2, setting->value, -1, SQLITE_TRANSIENT);

  return GINT_TO_POINTER (_mg_database_run (database, statement, error));
}

static const MgStoreJobType set_setting_job = {
  MG_STORE_WRITE, set_setting, setting_free, NULL,
};

/**
 * mg_store_set_setting_async:
 * @self: an open store
 * @name: the name of a setting
 * @value: (nullable): its value, or %NULL to forget it
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Saves a setting. Finish with mg_store_write_finish().
 */
void
mg_store_set_setting_async (MgStore             *self,
                            const char          *name,
                            const char          *value,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  Setting *setting;

  g_return_if_fail (name != NULL);

  setting = g_new0 (Setting, 1);
  setting->name = g_strdup (name);
  setting->value = g_strdup (value);

  _mg_store_submit (self, &set_setting_job, setting, mg_store_set_setting_async,
                    cancellable, callback, user_data);
}
