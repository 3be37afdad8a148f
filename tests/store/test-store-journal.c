/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-error.h"
#include "mg-store-journal.h"
#include "mg-test.h"
#include "store-fixture.h"

static gint64
begin (MgStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id;

  mg_store_begin_run_async (store, "a", "smtp", "{\"steps\":[]}", 10, NULL,
                            mg_test_store_result, &result);
  id = mg_store_begin_run_finish (store, mg_test_await_result (&result), &error);
  g_assert_no_error (error);

  return id;
}

static gboolean
finish (MgStore  *store,
        gint64    id,
        GError  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_store_finish_run_async (store, id, "repaired", 20, NULL, mg_test_store_result, &result);

  return mg_store_write_finish (store, mg_test_await_result (&result), error);
}

static GPtrArray *
load (MgStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *runs;

  mg_store_load_unfinished_runs_async (store, NULL, mg_test_store_result, &result);
  runs = mg_store_load_unfinished_runs_finish (store, mg_test_await_result (&result), &error);
  g_assert_no_error (error);

  return runs;
}

static gboolean
record (MgStore       *store,
        MgJournalStep *step,
        gboolean       confirmed,
        GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (confirmed)
    mg_store_record_confirmed_async (store, step, NULL, mg_test_store_result, &result);
  else
    mg_store_record_intent_async (store, step, NULL, mg_test_store_result, &result);

  return mg_store_write_finish (store, mg_test_await_result (&result), error);
}

/* Check that a run that was cut off is found again with what was begun and
 * what was done, and that a finished one is not. */
static void
test_store_journal_unfinished (StoreFixture  *fixture,
                               gconstpointer  data)
{
  g_autoptr (GPtrArray) runs = NULL;
  g_autoptr (GError) error = NULL;
  gint64 finished, cut;
  MgJournalStep step = { .name = (char *) "create-slot", .before = (char *) "{\"slots\":1}" };
  MgJournalRun *run;
  MgJournalStep *found;

  store_save_device (fixture->store, "a");
  finished = begin (fixture->store);
  cut = begin (fixture->store);
  g_assert_cmpint (cut, >, finished);

  step.run_id = cut;
  step.intended_at = 11;
  g_assert_true (record (fixture->store, &step, FALSE, &error));
  step.after = (char *) "{\"slots\":2}";
  step.confirmed_at = 12;
  g_assert_true (record (fixture->store, &step, TRUE, &error));
  step.number = 1;
  step.name = (char *) "move-rules";
  step.after = NULL;
  g_assert_true (record (fixture->store, &step, FALSE, &error));
  g_assert_true (record (fixture->store, &step, FALSE, &error));
  g_assert_true (finish (fixture->store, finished, &error));
  g_assert_no_error (error);

  store_fixture_reopen (fixture);
  runs = load (fixture->store);
  g_assert_cmpuint (runs->len, ==, 1);
  run = g_ptr_array_index (runs, 0);
  g_assert_cmpint (run->id, ==, cut);
  g_assert_cmpstr (run->device_id, ==, "a");
  g_assert_cmpstr (run->slot_id, ==, "smtp");
  g_assert_cmpstr (run->plan, ==, "{\"steps\":[]}");
  g_assert_cmpint (run->started_at, ==, 10);
  g_assert_null (run->outcome);
  g_assert_cmpuint (run->steps->len, ==, 2);

  found = g_ptr_array_index (run->steps, 0);
  g_assert_cmpstr (found->name, ==, "create-slot");
  g_assert_cmpstr (found->before, ==, "{\"slots\":1}");
  g_assert_cmpstr (found->after, ==, "{\"slots\":2}");
  g_assert_true (found->confirmed);
  g_assert_cmpint (found->intended_at, ==, 11);
  g_assert_cmpint (found->confirmed_at, ==, 12);

  found = g_ptr_array_index (run->steps, 1);
  g_assert_cmpstr (found->name, ==, "move-rules");
  g_assert_false (found->confirmed);
  g_assert_null (found->after);
  g_assert_cmpint (found->confirmed_at, ==, 0);
}

/* Check that nothing can be confirmed or finished that was not begun, nor
 * finished twice. */
static void
test_store_journal_order (StoreFixture  *fixture,
                          gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  MgJournalStep step = { .run_id = 99, .name = (char *) "test" };
  gint64 id;

  g_assert_false (record (fixture->store, &step, FALSE, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_STORE);
  g_clear_error (&error);
  g_assert_false (record (fixture->store, &step, TRUE, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (finish (fixture->store, 99, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
  g_clear_error (&error);

  store_save_device (fixture->store, "a");
  id = begin (fixture->store);
  g_assert_true (finish (fixture->store, id, NULL));
  g_assert_false (finish (fixture->store, id, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
}

/* Check that a repair of a device that is not saved cannot begin. */
static void
test_store_journal_stray (StoreFixture  *fixture,
                          gconstpointer  data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mg_store_begin_run_async (fixture->store, "nobody", "smtp", "{}", 1, NULL,
                            mg_test_store_result, &result);
  g_assert_cmpint (mg_store_begin_run_finish (fixture->store,
                                              mg_test_await_result (&result), &error), ==, 0);
  g_assert_error (error, MG_ERROR, MG_ERROR_STORE);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

#define ADD(name, function) \
  g_test_add ("/store/journal/" name, StoreFixture, NULL, \
              store_fixture_set_up, function, store_fixture_tear_down)
  ADD ("unfinished", test_store_journal_unfinished);
  ADD ("order", test_store_journal_order);
  ADD ("stray", test_store_journal_stray);
#undef ADD

  return g_test_run ();
}
