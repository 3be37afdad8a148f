/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "mg-error.h"
#include "mg-test.h"
#include "store-fixture.h"

static void
execute (const char *path,
         const char *sql)
{
  sqlite3 *connection = NULL;

  g_assert_cmpint (sqlite3_open (path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (connection, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (connection);
}

static guint
find_page (const char *path,
           const char *table)
{
  g_autofree char *sql = NULL;
  sqlite3 *connection = NULL;
  sqlite3_stmt *statement = NULL;
  guint page;

  sql = g_strdup_printf ("SELECT rootpage FROM sqlite_schema WHERE name = '%s'", table);
  g_assert_cmpint (sqlite3_open (path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (connection, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  page = (guint) sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (connection);

  return page;
}

static void
close_store (StoreFixture *fixture)
{
  store_close (fixture->store);
  g_clear_object (&fixture->store);
}

/* Opens what is at the path and checks that it is refused, and that no byte of
 * it was changed. */
static void
assert_refused (StoreFixture *fixture,
                const char   *word)
{
  g_autoptr (MgStore) store = mg_store_new (fixture->path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize before_length, after_length;

  g_assert_true (g_file_get_contents (fixture->path, &before, &before_length, NULL));

  g_assert_false (store_open (store, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, word));
  g_clear_error (&error);

  /* Whoever asks all the same gets the same answer. */
  mg_store_set_setting_async (store, "a", "1", NULL, mg_test_store_result, &result);
  g_assert_false (mg_store_write_finish (store, mg_test_await_result (&result), &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_STORE);

  store_close (store);
  g_assert_true (g_file_get_contents (fixture->path, &after, &after_length, NULL));
  g_assert_cmpmem (before, before_length, after, after_length);
}

/* Check that nobody else can read what is kept. */
static void
test_store_file_private (StoreFixture  *fixture,
                         gconstpointer  data)
{
  g_autofree char *dir = g_path_get_dirname (fixture->path);
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  GStatBuf status;

  store_set_setting (fixture->store, "a", "1");
  g_assert_cmpint (g_stat (dir, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0700);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (log, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
}

/* Check that a database of a newer program is left alone. */
static void
test_store_file_newer (StoreFixture  *fixture,
                       gconstpointer  data)
{
  close_store (fixture);
  execute (fixture->path, "PRAGMA user_version = 99");
  assert_refused (fixture, "newer");
}

/* Check that a database of another program is left alone. */
static void
test_store_file_foreign (StoreFixture  *fixture,
                         gconstpointer  data)
{
  close_store (fixture);
  g_remove (fixture->path);
  execute (fixture->path, "CREATE TABLE recipe (name TEXT); PRAGMA user_version = 1");
  assert_refused (fixture, "not a database of Mailgrant");
}

/* Check that garbage, and a database that was cut off, are reported and kept. */
static void
test_store_file_damaged (StoreFixture  *fixture,
                         gconstpointer  data)
{
  g_autofree char *contents = NULL;
  gsize length;

  close_store (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));

  g_assert_true (g_file_set_contents (fixture->path, "not a database, but long enough to be "
                                      "taken for one at first sight by a careless reader, "
                                      "who would then have to write into it.", -1, NULL));
  assert_refused (fixture, "damaged");

  g_assert_true (g_file_set_contents (fixture->path, contents, (gssize) length / 2, NULL));
  assert_refused (fixture, "damaged");
}

static gboolean
check (MgStore  *store,
       GError  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_store_check_async (store, NULL, mg_test_store_result, &result);

  return mg_store_check_finish (store, mg_test_await_result (&result), error);
}

/* Check that damage in the middle of the file is found when it is looked for,
 * and that the sound rest can still be read. */
static void
test_store_file_damaged_page (StoreFixture  *fixture,
                              gconstpointer  data)
{
  g_autofree char *contents = NULL;
  g_autofree char *value = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  guint page;

  store_save_device (fixture->store, "a");
  store_set_setting (fixture->store, "a", "1");
  g_assert_true (check (fixture->store, &error));
  g_assert_no_error (error);
  close_store (fixture);

  page = find_page (fixture->path, "device");
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  memset (contents + (page - 1) * 4096, 0xa5, 4096);
  g_assert_true (g_file_set_contents (fixture->path, contents, (gssize) length, NULL));

  store_fixture_reopen (fixture);
  g_assert_false (check (fixture->store, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_STORE);
  g_clear_error (&error);
  mg_store_load_devices_async (fixture->store, NULL, mg_test_store_result, &result);
  g_assert_null (mg_store_load_devices_finish (fixture->store,
                                               mg_test_await_result (&result), &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_STORE);
  value = store_load_setting (fixture->store, "a");
  g_assert_cmpstr (value, ==, "1");
}

/* Check that an empty file, which a killed first start leaves, becomes a
 * database. */
static void
test_store_file_empty (StoreFixture  *fixture,
                       gconstpointer  data)
{
  close_store (fixture);
  g_assert_true (g_file_set_contents (fixture->path, "", 0, NULL));
  store_fixture_reopen (fixture);
  store_save_device (fixture->store, "a");
}

/* Check that a folder in the way, and a path that cannot be, are said. */
static void
test_store_file_no_place (StoreFixture  *fixture,
                          gconstpointer  data)
{
  const char *paths[] = { fixture->dir, "/proc/nowhere/mailgrant.db" };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (MgStore) store = mg_store_new (paths[i]);
      g_autoptr (GError) error = NULL;

      g_assert_false (store_open (store, &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_STORE);
      g_assert_nonnull (mg_error_get_hint (error));
      store_close (store);
    }
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

#define ADD(name, function) \
  g_test_add ("/store/file/" name, StoreFixture, NULL, \
              store_fixture_set_up, function, store_fixture_tear_down)
  ADD ("private", test_store_file_private);
  ADD ("newer", test_store_file_newer);
  ADD ("foreign", test_store_file_foreign);
  ADD ("damaged", test_store_file_damaged);
  ADD ("damaged-page", test_store_file_damaged_page);
  ADD ("empty", test_store_file_empty);
  ADD ("no-place", test_store_file_no_place);
#undef ADD

  return g_test_run ();
}
