/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MgJournalStep:
 * @run_id: the run it belongs to
 * @number: its place in the plan, from 0
 * @name: (not nullable): what kind of step it is
 * @before: what it is going to change, as it was: JSON without secrets
 * @after: what it has become: JSON without secrets
 * @confirmed: whether the step is known to be done; else it may or may not
 *   have taken effect
 * @intended_at: when it was about to begin, in microseconds since 1970-01-01 UTC
 * @confirmed_at: when it was known to be done, or 0
 *
 * One step of a repair, as far as it came.
 */
typedef struct
{
  gint64    run_id;
  gint64    number;
  char     *name;    /* (owned) */
  char     *before;  /* (owned) (nullable) */
  char     *after;   /* (owned) (nullable) */
  gboolean  confirmed;
  gint64    intended_at;
  gint64    confirmed_at;
} MgJournalStep;

/**
 * MgJournalRun:
 * @id: its number
 * @device_id: (not nullable): the device that is repaired
 * @slot_id: (not nullable): the slot that is repaired
 * @plan: (not nullable): the plan, JSON without secrets
 * @started_at: when it began, in microseconds since 1970-01-01 UTC
 * @finished_at: when it ended, or 0
 * @outcome: how it ended
 * @steps: (element-type MgJournalStep): the steps that have begun, in order
 *
 * One repair of one slot.
 */
typedef struct
{
  gint64     id;
  char      *device_id;  /* (owned) */
  char      *slot_id;    /* (owned) */
  char      *plan;       /* (owned) */
  gint64     started_at;
  gint64     finished_at;
  char      *outcome;    /* (owned) (nullable) */
  GPtrArray *steps;      /* (owned) (element-type MgJournalStep) */
} MgJournalRun;

void mg_journal_step_free (MgJournalStep *self);
void mg_journal_run_free  (MgJournalRun  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgJournalStep, mg_journal_step_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgJournalRun, mg_journal_run_free)

G_END_DECLS
