/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-journal-record"

#include "config.h"

#include "mg-journal-record.h"
#include "mg-record-private.h"

static const MgColumn journal_step_columns[] = {
  { "run_id", MG_COLUMN_INTEGER, G_STRUCT_OFFSET (MgJournalStep, run_id) },
  { "number", MG_COLUMN_INTEGER, G_STRUCT_OFFSET (MgJournalStep, number) },
  { "name", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgJournalStep, name) },
  { "before_json", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgJournalStep, before) },
  { "after_json", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgJournalStep, after) },
  { "confirmed", MG_COLUMN_BOOLEAN, G_STRUCT_OFFSET (MgJournalStep, confirmed) },
  { "intended_at", MG_COLUMN_INTEGER, G_STRUCT_OFFSET (MgJournalStep, intended_at) },
  { "confirmed_at", MG_COLUMN_INTEGER, G_STRUCT_OFFSET (MgJournalStep, confirmed_at) },
};

const MgRecordType _mg_journal_step_type = {
  .table = "journal_step",
  .key = "run_id, number",
  .size = sizeof (MgJournalStep),
  .columns = journal_step_columns,
  .n_columns = G_N_ELEMENTS (journal_step_columns),
};

static const MgColumn journal_run_columns[] = {
  { "id", MG_COLUMN_INTEGER, G_STRUCT_OFFSET (MgJournalRun, id) },
  { "device_id", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgJournalRun, device_id) },
  { "slot_id", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgJournalRun, slot_id) },
  { "plan_json", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgJournalRun, plan) },
  { "started_at", MG_COLUMN_INTEGER, G_STRUCT_OFFSET (MgJournalRun, started_at) },
  { "finished_at", MG_COLUMN_INTEGER, G_STRUCT_OFFSET (MgJournalRun, finished_at) },
  { "outcome", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgJournalRun, outcome) },
};

const MgRecordType _mg_journal_run_type = {
  .table = "journal_run",
  .key = "id",
  .size = sizeof (MgJournalRun),
  .columns = journal_run_columns,
  .n_columns = G_N_ELEMENTS (journal_run_columns),
};

/**
 * mg_journal_step_free:
 * @self: (transfer full): a step
 *
 * Frees a step.
 */
void
mg_journal_step_free (MgJournalStep *self)
{
  g_return_if_fail (self != NULL);

  _mg_record_free (&_mg_journal_step_type, self);
}

/**
 * mg_journal_run_free:
 * @self: (transfer full): a run
 *
 * Frees a run and its steps.
 */
void
mg_journal_run_free (MgJournalRun *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->steps, g_ptr_array_unref);
  _mg_record_free (&_mg_journal_run_type, self);
}
