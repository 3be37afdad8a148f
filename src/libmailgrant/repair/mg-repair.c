/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-repair"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-repair-private.h"

/**
 * MgRepair:
 *
 * Carries a plan out, step by step, with a journal.
 *
 * Before a step changes the device the journal says what it is going to
 * change and how that was; afterwards, that it is done. Whenever the program
 * ends in between, the run is found again: mg_repair_run_async() goes on where
 * it stood, doing again what may or may not have taken effect, for every step
 * is safe to repeat; mg_repair_put_back_async() restores what was there.
 *
 *     open the journal
 *          │
 *          ▼
 *     next step ──► sign in ──► read the slots ──► do it ──┬─► next step … ──► close
 *                                                          └─► failed: the journal stays open
 */
G_DEFINE_FINAL_TYPE (MgRepair, mg_repair, G_TYPE_OBJECT)

static void
mg_repair_dispose (GObject *object)
{
  MgRepair *self = MG_REPAIR (object);

  g_clear_weak_pointer (&self->delegate);
  g_clear_object (&self->store);
  g_clear_object (&self->providers);
  g_clear_object (&self->clock);
  g_clear_object (&self->plan);
  g_clear_object (&self->session);
  g_clear_object (&self->task);

  G_OBJECT_CLASS (mg_repair_parent_class)->dispose (object);
}

static void
mg_repair_finalize (GObject *object)
{
  MgRepair *self = MG_REPAIR (object);

  g_clear_pointer (&self->snapshot, mg_snapshot_free);
  g_clear_pointer (&self->readings, g_ptr_array_unref);
  g_clear_pointer (&self->rules, g_ptr_array_unref);
  g_free (self->target);
  g_free (self->created);
  g_free (self->loss);

  G_OBJECT_CLASS (mg_repair_parent_class)->finalize (object);
}

static void
mg_repair_class_init (MgRepairClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_repair_dispose;
  object_class->finalize = mg_repair_finalize;
}

static void
mg_repair_init (MgRepair *self)
{
}

/**
 * mg_repair_new:
 * @delegate: the login, the provider and the person; it has to live as long
 *   as anything runs
 * @store: where the journal is
 * @providers: the providers there are
 * @clock: where the time comes from
 * @plan: what to do
 *
 * Returns: (transfer full): a repair that has not begun
 */
MgRepair *
mg_repair_new (MgRepairDelegate   *delegate,
               MgStore            *store,
               MgProviderRegistry *providers,
               MgClock            *clock,
               MgPlan             *plan)
{
  MgRepair *self;

  g_return_val_if_fail (MG_IS_REPAIR_DELEGATE (delegate), NULL);
  g_return_val_if_fail (MG_IS_STORE (store), NULL);
  g_return_val_if_fail (MG_IS_PROVIDER_REGISTRY (providers), NULL);
  g_return_val_if_fail (MG_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (MG_IS_PLAN (plan), NULL);

  self = g_object_new (MG_TYPE_REPAIR, NULL);
  g_set_weak_pointer (&self->delegate, delegate);
  self->store = g_object_ref (store);
  self->providers = g_object_ref (providers);
  self->clock = g_object_ref (clock);
  self->plan = g_object_ref (plan);
  self->target = g_strdup (mg_plan_get_slot_id (plan));

  return self;
}

static MgStep *
get_nth_step (MgRepair *self,
              guint     index)
{
  g_autoptr (MgStep) step = g_list_model_get_item (G_LIST_MODEL (self->plan), index);

  /* The plan keeps the reference. */
  return step;
}

/* Takes over what the journal says of one step. */
static gboolean
take_journal_step (MgRepair             *self,
                   const MgJournalStep  *journal,
                   GError              **error)
{
  MgStep *step = journal->number < 0 ? NULL : get_nth_step (self, (guint) journal->number);

  if (step == NULL || g_strcmp0 (mg_step_get_kind_nick (step), journal->name) != 0)
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_STORE,
                           _("The notes of the interrupted repair cannot be read"));
      return FALSE;
    }

  if (mg_step_get_kind (step) == MG_STEP_SNAPSHOT)
    {
      self->snapshot = mg_snapshot_from_text (journal->before, error);
      if (self->snapshot == NULL)
        return FALSE;
    }
  else if (!mg_step_is_guided (step))
    {
      self->changed = TRUE;
    }

  if (mg_step_get_kind (step) == MG_STEP_PASSWORD)
    self->password_intended = TRUE;

  if (mg_step_get_kind (step) == MG_STEP_CREATE_SLOT)
    {
      self->create_intended = TRUE;
      if (journal->confirmed && journal->after != NULL)
        {
          self->created = g_strdup (journal->after);
          g_free (self->target);
          self->target = g_strdup (journal->after);
        }
    }

  /* Whoever has been at the rules meanwhile, they are moved and compared anew
   * before anything is deleted. */
  if (journal->confirmed && mg_step_get_kind (step) != MG_STEP_MOVE_RULES)
    mg_step_set_state (step, g_strcmp0 (journal->after, MG_REPAIR_SKIPPED) == 0
                             ? MG_STEP_SKIPPED : MG_STEP_DONE, NULL);

  return TRUE;
}

/**
 * mg_repair_new_for_run:
 * @delegate: the login, the provider and the person
 * @store: where the journal is
 * @providers: the providers there are
 * @clock: where the time comes from
 * @run: an interrupted run
 * @error: return location for an error
 *
 * Returns: (transfer full): a repair that can go on or be put back, or %NULL
 *   with %MG_ERROR_STORE set
 */
MgRepair *
mg_repair_new_for_run (MgRepairDelegate    *delegate,
                       MgStore             *store,
                       MgProviderRegistry  *providers,
                       MgClock             *clock,
                       const MgJournalRun  *run,
                       GError             **error)
{
  g_autoptr (MgPlan) plan = NULL;
  g_autoptr (MgRepair) self = NULL;

  g_return_val_if_fail (run != NULL, NULL);

  plan = mg_plan_from_text (run->plan, run->device_id, run->slot_id, error);
  if (plan == NULL)
    return NULL;

  self = mg_repair_new (delegate, store, providers, clock, plan);
  self->run_id = run->id;
  for (guint i = 0; i < run->steps->len; i++)
    if (!take_journal_step (self, g_ptr_array_index (run->steps, i), error))
      return NULL;

  return g_steal_pointer (&self);
}

/**
 * mg_repair_get_plan:
 * @self: a repair
 *
 * Returns: (transfer none): its plan, whose steps tell how far it is
 */
MgPlan *
mg_repair_get_plan (MgRepair *self)
{
  g_return_val_if_fail (MG_IS_REPAIR (self), NULL);

  return self->plan;
}

/**
 * mg_repair_is_open:
 * @self: a repair
 *
 * Returns: whether it has a journal that has not come to an end, so that it
 *   can be gone on with or put back
 */
gboolean
mg_repair_is_open (MgRepair *self)
{
  g_return_val_if_fail (MG_IS_REPAIR (self), FALSE);

  return self->run_id != 0;
}

MgStep *
_mg_repair_get_step (MgRepair *self)
{
  return get_nth_step (self, self->index);
}

MgDriver *
_mg_repair_get_driver (MgRepair *self)
{
  return MG_REPAIR_DELEGATE_GET_IFACE (self->delegate)->get_driver (self->delegate,
                                                                    mg_plan_get_device_id (self->plan));
}

GCancellable *
_mg_repair_get_cancellable (MgRepair *self)
{
  return g_task_get_cancellable (self->task);
}

const MgSlotReading *
_mg_repair_find_reading (MgRepair   *self,
                         const char *slot_id)
{
  for (guint i = 0; self->readings != NULL && i < self->readings->len; i++)
    {
      const MgSlotReading *reading = g_ptr_array_index (self->readings, i);

      if (g_str_equal (reading->id, slot_id))
        return reading;
    }

  return NULL;
}

static void
on_abandoned_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = g_error_copy (g_task_get_task_data (task));
  MgRepair *self = g_task_get_source_object (task);

  /* The first trouble is the one to tell of. */
  mg_store_write_finish (MG_STORE (object), result, NULL);
  self->run_id = 0;
  g_task_return_error (task, g_steal_pointer (&error));
}

/* Whether a person is on the way through the device's own pages. */
static gboolean
has_position (MgRepair *self)
{
  MgStep *step;

  for (guint i = 0; (step = get_nth_step (self, i)) != NULL; i++)
    if (mg_step_is_by_hand (step) && (mg_step_get_state (step) == MG_STEP_DONE ||
                                      mg_step_get_state (step) == MG_STEP_SKIPPED))
      return TRUE;

  return FALSE;
}

/* How the journal is closed after @error, %NULL if it stays open. What a person
 * has gone through to the end is over, even if it did not help: what is wrong
 * now is another question. */
static const char *
get_end (MgRepair     *self,
         MgStep       *step,
         const GError *error)
{
  if (self->changed || self->run_id == 0)
    return NULL;

  if (step != NULL && mg_step_get_kind (step) == MG_STEP_CHECK &&
      g_error_matches (error, MG_ERROR, MG_ERROR_TEST_FAILED))
    return "failed";

  return has_position (self) ? NULL : "abandoned";
}

/* Ends with @error, which it takes. The journal stays open if the device may
 * have been changed, or a person is on the way; otherwise there is nothing to
 * go back to. */
void
_mg_repair_fail (MgRepair *self,
                 GError   *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  MgStep *step = _mg_repair_get_step (self);
  const char *end = get_end (self, step, error);

  g_clear_object (&self->session);
  if (step != NULL && mg_step_get_state (step) == MG_STEP_RUNNING)
    mg_step_set_state (step, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                             ? MG_STEP_PENDING : MG_STEP_FAILED, error->message);

  if (end == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_task_set_task_data (task, error, (GDestroyNotify) g_error_free);
  mg_store_finish_run_async (self->store, self->run_id, end, mg_clock_now (self->clock),
                             NULL, on_abandoned_cb, g_steal_pointer (&task));
}

/* The journal is written whether or not somebody cancels meanwhile. */
void
_mg_repair_record (MgRepair            *self,
                   const char          *before,
                   const char          *after,
                   gboolean             confirmed,
                   GAsyncReadyCallback  callback)
{
  gint64 now = mg_clock_now (self->clock);
  MgJournalStep journal = {
    .run_id = self->run_id,
    .number = self->index,
    .name = (char *) mg_step_get_kind_nick (_mg_repair_get_step (self)),
    .before = (char *) before,
    .after = (char *) after,
    .confirmed = confirmed,
    .intended_at = now,
    .confirmed_at = confirmed ? now : 0,
  };

  if (confirmed)
    mg_store_record_confirmed_async (self->store, &journal, NULL, callback, g_object_ref (self));
  else
    mg_store_record_intent_async (self->store, &journal, NULL, callback, g_object_ref (self));
}

/* Ends a recording: %FALSE if the repair has failed with it. */
gboolean
_mg_repair_recorded (MgRepair     *self,
                     GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;

  if (mg_store_write_finish (self->store, result, &error))
    return TRUE;

  _mg_repair_fail (self, g_steal_pointer (&error));

  return FALSE;
}

void
_mg_repair_open (MgRepair            *self,
                 GAsyncReadyCallback  callback)
{
  GTask *task = g_task_new (self->delegate, _mg_repair_get_cancellable (self), callback,
                            g_object_ref (self));

  g_task_set_source_tag (task, _mg_repair_open);
  MG_REPAIR_DELEGATE_GET_IFACE (self->delegate)->open_session (self->delegate,
                                                               mg_plan_get_device_id (self->plan),
                                                               task);
}

gboolean
_mg_repair_opened (MgRepair      *self,
                   GAsyncResult  *result,
                   GError       **error)
{
  g_clear_object (&self->session);
  self->session = g_task_propagate_pointer (G_TASK (result), error);

  return self->session != NULL;
}

static void next (MgRepair *self);

/* Ends the running step, whether or not the device was changed by it. */
void
_mg_repair_step_done (MgRepair   *self,
                      const char *outcome)
{
  mg_step_set_state (_mg_repair_get_step (self), MG_STEP_DONE, outcome);
  next (self);
}

/* Leaves the running step out. */
void
_mg_repair_step_skipped (MgRepair *self)
{
  mg_step_set_state (_mg_repair_get_step (self), MG_STEP_SKIPPED, NULL);
  next (self);
}

static void
on_slots_read_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->readings, g_ptr_array_unref);
  self->readings = mg_driver_read_finish (MG_DRIVER (object), result, &error);
  if (self->readings == NULL)
    {
      _mg_repair_fail (self, g_steal_pointer (&error));
      return;
    }

  _mg_repair_do_step (self);
}

static void
on_opened_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  g_autoptr (GError) error = NULL;

  if (!_mg_repair_opened (self, result, &error))
    {
      _mg_repair_fail (self, g_steal_pointer (&error));
      return;
    }

  mg_driver_read_slots_async (_mg_repair_get_driver (self), self->session,
                              _mg_repair_get_cancellable (self),
                              on_slots_read_cb, g_object_ref (self));
}

static void
on_finished_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  g_autoptr (GTask) task = NULL;

  if (!_mg_repair_recorded (self, result))
    return;

  task = g_steal_pointer (&self->task);
  self->run_id = 0;
  g_clear_object (&self->session);
  g_task_return_boolean (task, TRUE);
}

static void
next (MgRepair *self)
{
  MgStep *step = NULL;

  if (g_cancellable_is_cancelled (_mg_repair_get_cancellable (self)))
    {
      _mg_repair_fail (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                                  _("The repair was stopped")));
      return;
    }

  for (self->index = 0; (step = _mg_repair_get_step (self)) != NULL; self->index++)
    if (mg_step_get_state (step) != MG_STEP_DONE && mg_step_get_state (step) != MG_STEP_SKIPPED)
      break;

  if (step == NULL)
    {
      mg_store_finish_run_async (self->store, self->run_id, "repaired",
                                 mg_clock_now (self->clock), NULL,
                                 on_finished_cb, g_object_ref (self));
      return;
    }

  mg_step_set_state (step, MG_STEP_RUNNING, NULL);
  if (mg_step_is_by_hand (step))
    _mg_repair_do_step (self);
  else
    _mg_repair_open (self, on_opened_cb);
}

static void
on_begun_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (MgRepair) self = MG_REPAIR (user_data);
  g_autoptr (GError) error = NULL;

  self->run_id = mg_store_begin_run_finish (MG_STORE (object), result, &error);
  if (error != NULL)
    _mg_repair_fail (self, g_steal_pointer (&error));
  else
    next (self);
}

/**
 * mg_repair_run_async:
 * @self: a repair
 * @cancellable: (nullable): a cancellable; the step that runs is ended first
 * @callback: (scope async): called when it has ended
 * @user_data: data for @callback
 *
 * Carries the plan out, or goes on with it.
 */
void
mg_repair_run_async (MgRepair            *self,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autofree char *plan = NULL;

  g_return_if_fail (MG_IS_REPAIR (self));
  g_return_if_fail (self->task == NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, mg_repair_run_async);
  /* What has been done is told even if somebody cancels at the last moment. */
  g_task_set_check_cancellable (self->task, FALSE);

  if (self->run_id != 0)
    {
      next (self);
      return;
    }

  /* A new journal has nothing of what an earlier attempt has noted down. */
  for (guint i = 0; get_nth_step (self, i) != NULL; i++)
    mg_step_set_state (get_nth_step (self, i), MG_STEP_PENDING, NULL);
  self->password_intended = FALSE;

  plan = mg_plan_to_text (self->plan);
  mg_store_begin_run_async (self->store, mg_plan_get_device_id (self->plan),
                            mg_plan_get_slot_id (self->plan), plan, mg_clock_now (self->clock),
                            cancellable, on_begun_cb, g_object_ref (self));
}

/**
 * mg_repair_finish:
 * @self: a repair
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_repair_run_async() and mg_repair_put_back_async(). After an
 * error the journal is still open if the device may have been changed.
 *
 * Returns: %TRUE if the slot works again, or is as it was
 */
gboolean
mg_repair_finish (MgRepair      *self,
                  GAsyncResult  *result,
                  GError       **error)
{
  g_return_val_if_fail (MG_IS_REPAIR (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
