/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-database"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "mg-database-private.h"
#include "mg-error.h"
#include "mg-schema-private.h"

/* How long another program may hold the database before we give up. Nobody
 * holds it for longer than one transaction. */
#define BUSY_MILLISECONDS 10000
#define BUSY_STEP_MILLISECONDS 5

struct _MgDatabase
{
  sqlite3    *connection;  /* (owned) */
  char       *path;        /* (owned) */
  GHashTable *statements;  /* (owned) (element-type utf8 sqlite3_stmt) */
};

static gboolean
set_error (MgDatabase  *self,
           int          code,
           GError     **error)
{
  switch (code & 0xff)
    {
    case SQLITE_FULL:
      g_set_error (error, MG_ERROR, MG_ERROR_STORE,
                   _("The disk is full; the last change was not saved in %s"), self->path);
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      g_set_error (error, MG_ERROR, MG_ERROR_STORE,
                   _("The database %s is damaged; it was left as it is"), self->path);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, MG_ERROR, MG_ERROR_STORE,
                   _("Another program keeps the database %s busy"), self->path);
      break;
    default:
      /* Translators: the path of a file, and why. */
      g_set_error (error, MG_ERROR, MG_ERROR_STORE,
                   _("The database %s cannot be used: %s"), self->path, sqlite3_errstr (code));
      break;
    }

  return FALSE;
}

static gboolean
execute (MgDatabase  *self,
         const char  *sql,
         GError     **error)
{
  int code = sqlite3_exec (self->connection, sql, NULL, NULL, NULL);

  return code == SQLITE_OK || set_error (self, code, error);
}

static gboolean
read_integer (MgDatabase  *self,
              const char  *sql,
              gint64      *value,
              GError     **error)
{
  sqlite3_stmt *statement = _mg_database_prepare (self, sql, error);

  if (statement == NULL || _mg_database_step (self, statement, error) != SQLITE_ROW)
    return FALSE;

  *value = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);

  return TRUE;
}

static gboolean
migrate_from (MgDatabase  *self,
              guint        version,
              GError     **error)
{
  g_autofree char *stamp = NULL;

  for (guint next = version + 1; next <= _mg_schema_get_version (); next++)
    if (!execute (self, _mg_schema_get_migration (next), error))
      return FALSE;

  stamp = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %u",
                           MG_SCHEMA_APPLICATION_ID, _mg_schema_get_version ());

  return execute (self, stamp, error);
}

/* Another program may have migrated it since we looked. */
static gboolean
migrate (MgDatabase  *self,
         GError     **error)
{
  gint64 version = 0;

  if (!_mg_database_begin (self, TRUE, error))
    return FALSE;

  if (!read_integer (self, "PRAGMA user_version", &version, error) ||
      (version < _mg_schema_get_version () && !migrate_from (self, (guint) version, error)))
    {
      _mg_database_roll_back (self);
      return FALSE;
    }

  return _mg_database_commit (self, error);
}

static gboolean
check_identity (MgDatabase  *self,
                gint64      *version,
                GError     **error)
{
  gint64 application = 0, n_tables = 0;

  /* All at one moment: another program may be making it just now. */
  if (!execute (self, "BEGIN", error) ||
      !read_integer (self, "PRAGMA user_version", version, error) ||
      !read_integer (self, "PRAGMA application_id", &application, error) ||
      !read_integer (self, "SELECT count (*) FROM sqlite_schema", &n_tables, error) ||
      !execute (self, "COMMIT", error))
    return FALSE;

  if (*version == 0 && n_tables == 0)
    return TRUE;

  if (application != MG_SCHEMA_APPLICATION_ID || *version < 1)
    {
      g_set_error (error, MG_ERROR, MG_ERROR_STORE,
                   _("The file %s is not a database of Mailgrant; it was left as it is"),
                   self->path);
      return FALSE;
    }

  if (*version > _mg_schema_get_version ())
    {
      g_set_error (error, MG_ERROR, MG_ERROR_STORE,
                   _("The database %s was written by a newer Mailgrant; it was left as it is"),
                   self->path);
      return FALSE;
    }

  return TRUE;
}

/* SQLite would make a file that others may read. */
static gboolean
create_file (MgDatabase  *self,
             GError     **error)
{
  g_autofree char *dir = g_path_get_dirname (self->path);
  int fd, saved;

  if (g_mkdir_with_parents (dir, 0700) == 0)
    {
      fd = g_open (self->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
      if (fd >= 0)
        {
          close (fd);
          return TRUE;
        }
    }

  saved = errno;
  g_set_error (error, MG_ERROR, MG_ERROR_STORE,
               _("The database %s cannot be used: %s"), self->path, g_strerror (saved));

  return FALSE;
}

/* SQLite does not wait for others here, because two that wait for each other
 * to change the mode would do so for ever. */
static gboolean
use_write_ahead_log (MgDatabase  *self,
                     GError     **error)
{
  int code = SQLITE_BUSY;

  for (guint waited = 0; waited < BUSY_MILLISECONDS && (code & 0xff) == SQLITE_BUSY;
       waited += BUSY_STEP_MILLISECONDS)
    {
      if (waited > 0)
        sqlite3_sleep (BUSY_STEP_MILLISECONDS);
      code = sqlite3_exec (self->connection, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
    }

  return code == SQLITE_OK || set_error (self, code, error);
}

static gboolean
connect_file (MgDatabase  *self,
              GError     **error)
{
  gint64 version = 0;
  int code;

  code = sqlite3_open_v2 (self->path, &self->connection,
                          SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  if (code != SQLITE_OK)
    return set_error (self, code, error);

  sqlite3_extended_result_codes (self->connection, 1);
  sqlite3_busy_timeout (self->connection, BUSY_MILLISECONDS);
  sqlite3_db_config (self->connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);

  if (!check_identity (self, &version, error))
    return FALSE;

  /* From here on it is ours. */
  sqlite3_db_config (self->connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);

  return use_write_ahead_log (self, error) &&
         execute (self, "PRAGMA synchronous = NORMAL;"
                        "PRAGMA foreign_keys = ON;"
                        "PRAGMA trusted_schema = OFF", error) &&
         (version == _mg_schema_get_version () || migrate (self, error));
}

/**
 * _mg_database_open:
 * @path: (type filename): the path of the file
 * @error: return location for a #GError
 *
 * Opens the database, makes it if there is none, and brings an older schema up
 * to date. One that is damaged, foreign or newer is left as it is.
 *
 * Returns: (transfer full): the connection, or %NULL with %MG_ERROR_STORE
 */
MgDatabase *
_mg_database_open (const char  *path,
                   GError     **error)
{
  g_autoptr (MgDatabase) self = g_new0 (MgDatabase, 1);

  self->path = g_strdup (path);
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) sqlite3_finalize);

  if (!create_file (self, error) || !connect_file (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * _mg_database_close:
 * @self: (transfer full): a database
 *
 * Closes the connection.
 */
void
_mg_database_close (MgDatabase *self)
{
  g_hash_table_unref (self->statements);
  sqlite3_close (self->connection);
  g_free (self->path);
  g_free (self);
}

/**
 * _mg_database_begin:
 * @self: a database
 * @durable: whether it must be on the disk when it is committed
 * @error: return location for a #GError
 *
 * Begins to write. What is not durable may be undone by a power cut, but never
 * by a crash, and never in part.
 *
 * Returns: %TRUE if nobody else is writing now
 */
gboolean
_mg_database_begin (MgDatabase  *self,
                    gboolean     durable,
                    GError     **error)
{
  return execute (self, durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL",
                  error) &&
         execute (self, "BEGIN IMMEDIATE", error);
}

/**
 * _mg_database_commit:
 * @self: a database that was begun to be written to
 * @error: return location for a #GError
 *
 * Makes everything since the beginning happen at once; or, if that fails,
 * nothing of it.
 *
 * Returns: %TRUE if it has happened
 */
gboolean
_mg_database_commit (MgDatabase  *self,
                     GError     **error)
{
  if (execute (self, "COMMIT", error))
    return TRUE;

  _mg_database_roll_back (self);

  return FALSE;
}

/**
 * _mg_database_roll_back:
 * @self: a database that was begun to be written to
 *
 * Undoes everything since the beginning.
 */
void
_mg_database_roll_back (MgDatabase *self)
{
  /* Some errors have rolled back already. */
  if (!sqlite3_get_autocommit (self->connection))
    sqlite3_exec (self->connection, "ROLLBACK", NULL, NULL, NULL);
}

/**
 * _mg_database_prepare:
 * @self: a database
 * @sql: one statement
 * @error: return location for a #GError
 *
 * Gets a statement with nothing bound.
 *
 * Returns: (transfer none): the statement, or %NULL with @error set
 */
sqlite3_stmt *
_mg_database_prepare (MgDatabase  *self,
                      const char  *sql,
                      GError     **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);
  int code;

  if (statement != NULL)
    {
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
      return statement;
    }

  code = sqlite3_prepare_v3 (self->connection, sql, -1, SQLITE_PREPARE_PERSISTENT,
                             &statement, NULL);
  if (code != SQLITE_OK)
    {
      set_error (self, code, error);
      return NULL;
    }

  g_hash_table_insert (self->statements, g_strdup (sql), statement);

  return statement;
}

/**
 * _mg_database_step:
 * @self: a database
 * @statement: one of its statements
 * @error: return location for a #GError
 *
 * Goes on to the next row.
 *
 * Returns: `SQLITE_ROW`, `SQLITE_DONE`, or `SQLITE_ERROR` with @error set
 */
int
_mg_database_step (MgDatabase    *self,
                   sqlite3_stmt  *statement,
                   GError       **error)
{
  int code = sqlite3_step (statement);

  if (code == SQLITE_ROW)
    return code;

  sqlite3_reset (statement);
  if (code == SQLITE_DONE)
    return code;

  set_error (self, code, error);

  return SQLITE_ERROR;
}

/**
 * _mg_database_run:
 * @self: a database
 * @statement: one of its statements that has no rows
 * @error: return location for a #GError
 *
 * Returns: %TRUE if it was done
 */
gboolean
_mg_database_run (MgDatabase    *self,
                  sqlite3_stmt  *statement,
                  GError       **error)
{
  return _mg_database_step (self, statement, error) == SQLITE_DONE;
}

/**
 * _mg_database_check:
 * @self: a database
 * @error: return location for a #GError
 *
 * Reads every page of the file.
 *
 * Returns: %TRUE if the file is sound
 */
gboolean
_mg_database_check (MgDatabase  *self,
                    GError     **error)
{
  sqlite3_stmt *statement = _mg_database_prepare (self, "PRAGMA quick_check (1)", error);
  gboolean sound;

  if (statement == NULL || _mg_database_step (self, statement, error) != SQLITE_ROW)
    return FALSE;

  sound = g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") == 0;
  sqlite3_reset (statement);

  return sound || set_error (self, SQLITE_CORRUPT, error);
}

/**
 * _mg_database_get_version:
 * @self: a database
 *
 * Returns: a number that differs when another connection has written
 */
gint64
_mg_database_get_version (MgDatabase *self)
{
  gint64 version = 0;

  read_integer (self, "PRAGMA data_version", &version, NULL);

  return version;
}

/**
 * _mg_database_get_changes:
 * @self: a database
 *
 * Returns: how many rows the last statement has changed
 */
gint64
_mg_database_get_changes (MgDatabase *self)
{
  return sqlite3_changes64 (self->connection);
}

/**
 * _mg_database_get_last_id:
 * @self: a database
 *
 * Returns: the number of the row that was inserted last
 */
gint64
_mg_database_get_last_id (MgDatabase *self)
{
  return sqlite3_last_insert_rowid (self->connection);
}
