/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "mg-store-journal.h"
#include "mg-test.h"
#include "store-fixture.h"

#define N_SLOTS 20
#define N_KILLS 40
#define N_WRITERS 3
#define N_ADDED 60

/* Saves slots that all bear one number, then a setting with the number, and
 * says the number when both are committed; and so on until it is killed. */
G_NORETURN static void
write_for_ever (const char *path)
{
  g_autoptr (MgStore) store = mg_store_new (path);
  g_autofree char *last = NULL;
  guint number;

  g_assert_true (store_open (store, NULL));
  last = store_load_setting (store, "number");
  number = last != NULL ? (guint) g_ascii_strtoull (last, NULL, 10) : 0;

  for (;;)
    {
      g_autoptr (GPtrArray) slots = NULL;
      g_autoptr (GAsyncResult) result = NULL;
      g_autofree char *text = g_strdup_printf ("%u", ++number);

      slots = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_slot_record_free);
      for (guint i = 0; i < N_SLOTS; i++)
        {
          g_autofree char *id = g_strdup_printf ("slot-%u", i);
          MgSlotRecord *slot = mg_slot_record_new ("a", id);

          slot->title = g_strdup (text);
          g_ptr_array_add (slots, slot);
        }

      mg_store_replace_slots_async (store, "a", slots, NULL, mg_test_store_result, &result);
      g_assert_true (mg_store_write_finish (store, mg_test_await_result (&result), NULL));
      store_set_setting (store, "number", text);
      printf ("%s\n", text);
      fflush (stdout);
    }
}

static GSubprocess *
spawn (const char *path,
       const char *mode,
       const char *name)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *child;

  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, self, mode, path, name, NULL);
  g_assert_no_error (error);

  return child;
}

static gboolean
read_number (GDataInputStream *lines,
             guint            *number)
{
  g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

  if (line != NULL)
    *number = (guint) g_ascii_strtoull (line, NULL, 10);

  return line != NULL;
}

/* Gets the last number that was acknowledged before the child was killed. */
static guint
kill_after (GSubprocess *child,
            guint        n_lines)
{
  g_autoptr (GDataInputStream) lines = NULL;
  guint number = 0;

  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  for (guint i = 0; i < n_lines; i++)
    g_assert_true (read_number (lines, &number));

  /* Somewhere within a write. */
  g_usleep ((gulong) g_test_rand_int_range (0, 3000));
  g_subprocess_send_signal (child, SIGKILL);
  g_subprocess_wait (child, NULL, NULL);
  while (read_number (lines, &number))
    ;

  return number;
}

/* Check that, killed at any moment, it opens again with what was committed:
 * nothing acknowledged is missing, and nothing is half there. */
static void
test_store_crash_kill (StoreFixture  *fixture,
                       gconstpointer  data)
{
  guint total = 0;

  store_save_device (fixture->store, "a");

  for (guint i = 0; i < N_KILLS; i++)
    {
      g_autoptr (GSubprocess) child = NULL;
      g_autoptr (GPtrArray) slots = NULL;
      g_autofree char *last = NULL;
      guint acknowledged, number;

      store_close (fixture->store);
      g_clear_object (&fixture->store);
      child = spawn (fixture->path, "--write-for-ever", NULL);
      acknowledged = kill_after (child, (guint) g_test_rand_int_range (1, 12));

      store_fixture_reopen (fixture);
      last = store_load_setting (fixture->store, "number");
      number = (guint) g_ascii_strtoull (last, NULL, 10);
      g_assert_cmpuint (number, >=, acknowledged);
      g_assert_cmpuint (number, <=, acknowledged + 1);

      slots = store_load_slots (fixture->store, "a");
      g_assert_cmpuint (slots->len, ==, N_SLOTS);
      for (guint j = 0; j < slots->len; j++)
        {
          MgSlotRecord *slot = g_ptr_array_index (slots, j);
          MgSlotRecord *first = g_ptr_array_index (slots, 0);

          g_assert_cmpstr (slot->title, ==, first->title);
          g_assert_cmpuint (g_ascii_strtoull (slot->title, NULL, 10), >=, number);
        }
      total = number;
    }

  g_test_message ("%u writes, %d kills", total, N_KILLS);
}

static void
add_devices (const char *path,
             const char *name)
{
  g_autoptr (MgStore) store = mg_store_new (path);
  g_autoptr (GError) error = NULL;

  store_open (store, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_ADDED; i++)
    {
      g_autofree char *id = g_strdup_printf ("%s-%u", name, i);

      store_save_device (store, id);
    }
  store_close (store);
}

/* Check that several programs may make the database, write and read at once,
 * and that nobody's writing is lost. */
static void
test_store_crash_together (StoreFixture  *fixture,
                           gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "new", "mailgrant.db", NULL);
  GSubprocess *children[N_WRITERS];
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (MgStore) store = NULL;

  for (guint i = 0; i < N_WRITERS; i++)
    {
      g_autofree char *name = g_strdup_printf ("writer-%u", i);

      children[i] = spawn (path, "--add-devices", name);
    }

  store = mg_store_new (path);
  g_assert_true (store_open (store, NULL));
  for (guint i = 0; i < N_WRITERS; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (g_subprocess_wait_check (children[i], NULL, &error));
      g_assert_no_error (error);
      g_object_unref (children[i]);
    }

  devices = store_load_devices (store);
  g_assert_cmpuint (devices->len, ==, N_WRITERS * N_ADDED);
  store_close (store);
}

int
main (int    argc,
      char **argv)
{
  if (argc >= 3 && g_str_equal (argv[1], "--write-for-ever"))
    write_for_ever (argv[2]);

  if (argc == 4 && g_str_equal (argv[1], "--add-devices"))
    {
      add_devices (argv[2], argv[3]);
      return EXIT_SUCCESS;
    }

  mg_test_init (&argc, &argv);

  g_test_add ("/store/crash/kill", StoreFixture, NULL,
              store_fixture_set_up, test_store_crash_kill, store_fixture_tear_down);
  g_test_add ("/store/crash/together", StoreFixture, NULL,
              store_fixture_set_up, test_store_crash_together, store_fixture_tear_down);

  return g_test_run ();
}
