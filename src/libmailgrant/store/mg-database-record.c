/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-database-record"

#include "config.h"

#include <string.h>

#include "mg-database-private.h"

static void
append_names (GString            *sql,
              const MgRecordType *type)
{
  for (gsize i = 0; i < type->n_columns; i++)
    g_string_append_printf (sql, "%s%s", i > 0 ? ", " : "", type->columns[i].name);
}

static char *
dup_save_sql (const MgRecordType *type)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql, "INSERT INTO %s (", type->table);
  append_names (sql, type);
  g_string_append (sql, ") VALUES (");
  for (gsize i = 0; i < type->n_columns; i++)
    g_string_append (sql, i > 0 ? ", ?" : "?");
  g_string_append_printf (sql, ") ON CONFLICT (%s) DO UPDATE SET ", type->key);
  for (gsize i = 0; i < type->n_columns; i++)
    g_string_append_printf (sql, "%s%s = excluded.%s", i > 0 ? ", " : "",
                            type->columns[i].name, type->columns[i].name);

  return g_string_free (sql, FALSE);
}

static char *
dup_load_sql (const MgRecordType *type,
              const char         *condition)
{
  GString *sql = g_string_new ("SELECT ");

  append_names (sql, type);
  g_string_append_printf (sql, " FROM %s", type->table);
  if (condition != NULL)
    g_string_append_printf (sql, " WHERE %s", condition);
  g_string_append_printf (sql, " ORDER BY %s", type->key);

  return g_string_free (sql, FALSE);
}

static void
bind_text (sqlite3_stmt *statement,
           int           index,
           const char   *text)
{
  g_autofree char *valid = NULL;

  if (text == NULL)
    {
      sqlite3_bind_null (statement, index);
      return;
    }

  /* Devices send what they like; SQLite trusts us that it is UTF-8. */
  if (!g_utf8_validate (text, -1, NULL))
    text = valid = g_utf8_make_valid (text, -1);

  sqlite3_bind_text (statement, index, text, -1, SQLITE_TRANSIENT);
}

static void
bind_strv (sqlite3_stmt       *statement,
           int                 index,
           const char * const *items)
{
  g_autoptr (GString) lines = NULL;

  for (gsize i = 0; items != NULL && items[i] != NULL; i++)
    {
      /* One item a line; an item with a line of its own is nothing we wrote. */
      if (items[i][0] == '\0' || strchr (items[i], '\n') != NULL)
        continue;

      if (lines == NULL)
        lines = g_string_new (items[i]);
      else
        g_string_append_printf (lines, "\n%s", items[i]);
    }

  bind_text (statement, index, lines != NULL ? lines->str : NULL);
}

static void
bind_record (sqlite3_stmt       *statement,
             const MgRecordType *type,
             gconstpointer       record)
{
  for (gsize i = 0; i < type->n_columns; i++)
    {
      gconstpointer field = (const char *) record + type->columns[i].offset;
      int index = (int) i + 1;

      switch (type->columns[i].type)
        {
        case MG_COLUMN_TEXT:
          bind_text (statement, index, *(char * const *) field);
          break;
        case MG_COLUMN_STRV:
          bind_strv (statement, index, *(const char * const * const *) field);
          break;
        case MG_COLUMN_INTEGER:
          sqlite3_bind_int64 (statement, index, *(const gint64 *) field);
          break;
        case MG_COLUMN_BOOLEAN:
          sqlite3_bind_int (statement, index, *(const gboolean *) field ? 1 : 0);
          break;
        default:
          g_assert_not_reached ();
        }
    }
}

static gpointer
read_record (sqlite3_stmt       *statement,
             const MgRecordType *type)
{
  gpointer record = _mg_record_new (type);

  for (gsize i = 0; i < type->n_columns; i++)
    {
      gpointer field = (char *) record + type->columns[i].offset;
      int index = (int) i;
      const char *text = NULL;

      switch (type->columns[i].type)
        {
        case MG_COLUMN_TEXT:
          *(char **) field = g_strdup ((const char *) sqlite3_column_text (statement, index));
          break;
        case MG_COLUMN_STRV:
          text = (const char *) sqlite3_column_text (statement, index);
          *(char ***) field = text != NULL ? g_strsplit (text, "\n", -1) : NULL;
          break;
        case MG_COLUMN_INTEGER:
          *(gint64 *) field = sqlite3_column_int64 (statement, index);
          break;
        case MG_COLUMN_BOOLEAN:
          *(gboolean *) field = sqlite3_column_int (statement, index) != 0;
          break;
        default:
          g_assert_not_reached ();
        }
    }

  return record;
}

/**
 * _mg_database_save:
 * @self: a database
 * @type: the type of @record
 * @record: a record
 * @error: return location for a #GError
 *
 * Inserts a record, or overwrites the one with the same key.
 *
 * Returns: %TRUE if it was saved
 */
gboolean
_mg_database_save (MgDatabase          *self,
                   const MgRecordType  *type,
                   gconstpointer        record,
                   GError             **error)
{
  g_autofree char *sql = dup_save_sql (type);
  sqlite3_stmt *statement = _mg_database_prepare (self, sql, error);

  if (statement == NULL)
    return FALSE;

  bind_record (statement, type, record);

  return _mg_database_run (self, statement, error);
}

/**
 * _mg_database_load:
 * @self: a database
 * @type: the type of the records
 * @condition: (nullable): a condition with at most one `?`, or %NULL for all
 * @value: (nullable): what to bind to it
 * @free_record: frees a record
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the records in the order of their keys, or %NULL
 *   with @error set
 */
GPtrArray *
_mg_database_load (MgDatabase          *self,
                   const MgRecordType  *type,
                   const char          *condition,
                   const char          *value,
                   GDestroyNotify       free_record,
                   GError             **error)
{
  g_autofree char *sql = dup_load_sql (type, condition);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (free_record);
  sqlite3_stmt *statement = _mg_database_prepare (self, sql, error);
  int code;

  if (statement == NULL)
    return NULL;

  if (value != NULL)
    bind_text (statement, 1, value);

  while ((code = _mg_database_step (self, statement, error)) == SQLITE_ROW)
    g_ptr_array_add (records, read_record (statement, type));

  return code == SQLITE_DONE ? g_steal_pointer (&records) : NULL;
}
