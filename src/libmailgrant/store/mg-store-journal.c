/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-store-journal"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-store-journal.h"
#include "mg-store-private.h"

static void
step_free (gpointer data)
{
  mg_journal_step_free (data);
}

static void
run_free (gpointer data)
{
  mg_journal_run_free (data);
}

static gboolean
has_changed_one (MgDatabase    *database,
                 sqlite3_stmt  *statement,
                 GError       **error)
{
  if (!_mg_database_run (database, statement, error))
    return FALSE;

  if (_mg_database_get_changes (database) == 1)
    return TRUE;

  g_set_error_literal (error, MG_ERROR, MG_ERROR_NOT_FOUND,
                       _("The journal has no such unfinished repair"));

  return FALSE;
}

static gpointer
begin_run (MgDatabase  *database,
           gpointer     data,
           GError     **error)
{
  const MgJournalRun *run = data;
  sqlite3_stmt *statement;
  gint64 *id;

  statement = _mg_database_prepare (database,
                                    "INSERT INTO journal_run "
                                    "(device_id, slot_id, plan_json, started_at, finished_at) "
                                    "VALUES (?, ?, ?, ?, 0)", error);
  if (statement == NULL)
    return NULL;

  sqlite3_bind_text (statement, 1, run->device_id, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, 2, run->slot_id, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, 3, run->plan, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (statement, 4, run->started_at);
  if (!_mg_database_run (database, statement, error))
    return NULL;

  id = g_new (gint64, 1);
  *id = _mg_database_get_last_id (database);

  return id;
}

static const MgStoreJobType begin_run_job = {
  MG_STORE_WRITE_DURABLE, begin_run, run_free, g_free,
};

/**
 * mg_store_begin_run_async:
 * @self: an open store
 * @device_id: the device that is repaired
 * @slot_id: the slot that is repaired
 * @plan: the plan, JSON without secrets
 * @started_at: the time, in microseconds since 1970-01-01 UTC
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Opens the journal of a repair, before its first step.
 */
void
mg_store_begin_run_async (MgStore             *self,
                          const char          *device_id,
                          const char          *slot_id,
                          const char          *plan,
                          gint64               started_at,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  MgJournalRun *run;

  g_return_if_fail (device_id != NULL && slot_id != NULL && plan != NULL);

  run = _mg_record_new (&_mg_journal_run_type);
  run->device_id = g_strdup (device_id);
  run->slot_id = g_strdup (slot_id);
  run->plan = g_strdup (plan);
  run->started_at = started_at;

  _mg_store_submit (self, &begin_run_job, run, mg_store_begin_run_async,
                    cancellable, callback, user_data);
}

/**
 * mg_store_begin_run_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #GError
 *
 * Returns: the number of the run, or 0 with @error set
 */
gint64
mg_store_begin_run_finish (MgStore       *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_autofree gint64 *id = NULL;

  g_return_val_if_fail (MG_IS_STORE (self), 0);
  g_return_val_if_fail (g_task_is_valid (result, self), 0);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_store_begin_run_async), 0);
  g_return_val_if_fail (error == NULL || *error == NULL, 0);

  id = g_task_propagate_pointer (G_TASK (result), error);

  return id != NULL ? *id : 0;
}

static gpointer
record_intent (MgDatabase  *database,
               gpointer     data,
               GError     **error)
{
  return GINT_TO_POINTER (_mg_database_save (database, &_mg_journal_step_type, data, error));
}

static const MgStoreJobType record_intent_job = {
  MG_STORE_WRITE_DURABLE, record_intent, step_free, NULL,
};

/**
 * mg_store_record_intent_async:
 * @self: an open store
 * @step: the step, with what it is going to change
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Writes down what is about to be done, before it is done. Doing a step again
 * writes it anew. Finish with mg_store_write_finish().
 */
void
mg_store_record_intent_async (MgStore             *self,
                              const MgJournalStep *step,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  MgJournalStep *intent;

  g_return_if_fail (step != NULL && step->name != NULL);

  intent = _mg_record_copy (&_mg_journal_step_type, step);
  intent->confirmed = FALSE;
  intent->confirmed_at = 0;

  _mg_store_submit (self, &record_intent_job, intent, mg_store_record_intent_async,
                    cancellable, callback, user_data);
}

static gpointer
record_confirmed (MgDatabase  *database,
                  gpointer     data,
                  GError     **error)
{
  const MgJournalStep *step = data;
  sqlite3_stmt *statement;

  statement = _mg_database_prepare (database,
                                    "UPDATE journal_step "
                                    "SET confirmed = 1, after_json = ?, confirmed_at = ? "
                                    "WHERE run_id = ? AND number = ?", error);
  if (statement == NULL)
    return NULL;

  sqlite3_bind_text (statement, 1, step->after, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (statement, 2, step->confirmed_at);
  sqlite3_bind_int64 (statement, 3, step->run_id);
  sqlite3_bind_int64 (statement, 4, step->number);

  return GINT_TO_POINTER (has_changed_one (database, statement, error));
}

static const MgStoreJobType record_confirmed_job = {
  MG_STORE_WRITE_DURABLE, record_confirmed, step_free, NULL,
};

/**
 * mg_store_record_confirmed_async:
 * @self: an open store
 * @step: the step, with what has become of it and when
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Writes down that a step is known to be done. Finish with
 * mg_store_write_finish().
 */
void
mg_store_record_confirmed_async (MgStore             *self,
                                 const MgJournalStep *step,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_return_if_fail (step != NULL);

  _mg_store_submit (self, &record_confirmed_job, _mg_record_copy (&_mg_journal_step_type, step),
                    mg_store_record_confirmed_async, cancellable, callback, user_data);
}

static gpointer
finish_run (MgDatabase  *database,
            gpointer     data,
            GError     **error)
{
  const MgJournalRun *run = data;
  sqlite3_stmt *statement;

  statement = _mg_database_prepare (database,
                                    "UPDATE journal_run SET outcome = ?, finished_at = ? "
                                    "WHERE id = ? AND outcome IS NULL", error);
  if (statement == NULL)
    return NULL;

  sqlite3_bind_text (statement, 1, run->outcome, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (statement, 2, run->finished_at);
  sqlite3_bind_int64 (statement, 3, run->id);

  return GINT_TO_POINTER (has_changed_one (database, statement, error));
}

static const MgStoreJobType finish_run_job = {
  MG_STORE_WRITE_DURABLE, finish_run, run_free, NULL,
};

/**
 * mg_store_finish_run_async:
 * @self: an open store
 * @run_id: the number of a run
 * @outcome: how it ended
 * @finished_at: the time, in microseconds since 1970-01-01 UTC
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Closes the journal of a repair. Finish with mg_store_write_finish().
 */
void
mg_store_finish_run_async (MgStore             *self,
                           gint64               run_id,
                           const char          *outcome,
                           gint64               finished_at,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  MgJournalRun *run;

  g_return_if_fail (outcome != NULL);

  run = _mg_record_new (&_mg_journal_run_type);
  run->id = run_id;
  run->outcome = g_strdup (outcome);
  run->finished_at = finished_at;

  _mg_store_submit (self, &finish_run_job, run, mg_store_finish_run_async,
                    cancellable, callback, user_data);
}

static gpointer
load_unfinished_runs (MgDatabase  *database,
                      gpointer     data,
                      GError     **error)
{
  g_autoptr (GPtrArray) runs = NULL;

  runs = _mg_database_load (database, &_mg_journal_run_type, "outcome IS NULL", NULL,
                            run_free, error);

  for (guint i = 0; runs != NULL && i < runs->len; i++)
    {
      MgJournalRun *run = g_ptr_array_index (runs, i);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, run->id);

      run->steps = _mg_database_load (database, &_mg_journal_step_type, "run_id = ?", id,
                                      step_free, error);
      if (run->steps == NULL)
        return NULL;
    }

  return g_steal_pointer (&runs);
}

static const MgStoreJobType load_unfinished_runs_job = {
  MG_STORE_READ, load_unfinished_runs, NULL, (GDestroyNotify) g_ptr_array_unref,
};

/**
 * mg_store_load_unfinished_runs_async:
 * @self: an open store
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Loads the repairs that were begun and not finished, with every step that was
 * begun.
 */
void
mg_store_load_unfinished_runs_async (MgStore             *self,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  _mg_store_submit (self, &load_unfinished_runs_job, NULL, mg_store_load_unfinished_runs_async,
                    cancellable, callback, user_data);
}

/**
 * mg_store_load_unfinished_runs_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type MgJournalRun): the runs, oldest first,
 *   or %NULL with @error set
 */
GPtrArray *
mg_store_load_unfinished_runs_finish (MgStore       *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  g_return_val_if_fail (MG_IS_STORE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_store_load_unfinished_runs_async),
                        NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
