/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-batch"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-batch-private.h"
#include "mg-error.h"

/* The turns of a batch:
 *
 *   next item ──► its device could not be asked before? ──yes──► skipped
 *       ▲                 │ no
 *       │                 ▼
 *       │              diagnose, unless it goes on ──► nothing wrong ─────► well
 *       │                 │                       └──► nothing to be done from here ─► failed
 *       │                 ▼
 *       │              review by the shell ──► skipped or given up
 *       │                 │
 *       │                 ▼
 *       │              carry out ──► repaired, failed, or skipped by the person
 *       └─────────────────┴──────── … ─── none left, or cancelled ──► done
 */

static void take_next (MgBatch *self);

static gboolean
is_cancelled (MgBatch *self)
{
  return g_cancellable_is_cancelled (g_task_get_cancellable (self->task));
}

/* A device locks out whoever tries a login again and again. */
static gboolean
is_login_problem (const GError *error)
{
  static const MgError codes[] = {
    MG_ERROR_NOT_TRUSTED, MG_ERROR_CERTIFICATE_CHANGED, MG_ERROR_LOGIN_REFUSED,
    MG_ERROR_CODE_NEEDED, MG_ERROR_LOCKED_OUT, MG_ERROR_PASSWORD_EXPIRED,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, MG_ERROR, (int) codes[i]))
      return TRUE;

  return FALSE;
}

static void
close_device (MgBatch *self)
{
  g_hash_table_add (self->closed, g_object_ref (mg_batch_item_get_device (self->current)));
}

static void
end_item (MgBatch      *self,
          MgBatchState  state,
          const char   *reason)
{
  _mg_batch_item_end (self->current, state, reason);
  take_next (self);
}

/* Ends an item with an error: giving it up and passing it over are the
 * person's wish, and a cancelled batch leaves it to a later run. */
static void
fail_item (MgBatch      *self,
           const GError *error)
{
  gboolean was_called_off = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (is_login_problem (error))
    close_device (self);

  if (was_called_off && self->verdict != NULL)
    error = self->verdict;
  else if (was_called_off && self->is_skipping)
    {
      end_item (self, MG_BATCH_SKIPPED, self->reason);
      return;
    }
  else if (was_called_off && is_cancelled (self))
    {
      end_item (self, MG_BATCH_PENDING, NULL);
      return;
    }

  _mg_batch_item_fail (self->current, error);
  take_next (self);
}

static void
on_repaired_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (MgBatch) self = MG_BATCH (user_data);
  g_autoptr (GError) error = NULL;

  if (mg_slot_repair_finish (MG_SLOT_REPAIR (object), result, &error))
    end_item (self, MG_BATCH_REPAIRED, NULL);
  else
    fail_item (self, error);
}

static void
carry_out (MgBatch *self)
{
  self->phase = MG_BATCH_PHASE_REPAIRING;
  mg_slot_repair_run_async (mg_batch_item_get_repair (self->current), self->cancellable,
                            on_repaired_cb, g_object_ref (self));
}

/* The plan is known: the shell may look at it before it is carried out. */
static void
review (MgBatch *self)
{
  g_autoptr (MgBatchItem) item = g_object_ref (self->current);

  self->phase = MG_BATCH_PHASE_HELD;
  _mg_batch_item_watch_steps (item);
  if (!_mg_batch_emit_review (self, item))
    mg_batch_carry_out (self);
}

static gboolean
is_closed (MgSituation situation)
{
  return situation == MG_SITUATION_UNREACHABLE || situation == MG_SITUATION_LOGIN_REFUSED ||
         situation == MG_SITUATION_CERTIFICATE_CHANGED;
}

/* Nothing on the device helps: what is wrong, and what does. */
static void
fail_without_plan (MgBatch     *self,
                   MgDiagnosis *diagnosis)
{
  const char *sentence = mg_situation_get_sentence (mg_diagnosis_get_situation (diagnosis));
  g_autofree char *reason = g_strjoin (" ", sentence, mg_diagnosis_get_advice (diagnosis), NULL);

  end_item (self, MG_BATCH_FAILED, reason);
}

static void
on_diagnosed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (MgBatch) self = MG_BATCH (user_data);
  g_autoptr (GError) error = NULL;
  MgSlotRepair *repair = MG_SLOT_REPAIR (object);
  MgDiagnosis *diagnosis;
  MgSituation situation;

  if (!mg_slot_repair_diagnose_finish (repair, result, &error))
    {
      fail_item (self, error);
      return;
    }

  diagnosis = mg_slot_repair_get_diagnosis (repair);
  situation = mg_diagnosis_get_situation (diagnosis);
  if (is_closed (situation))
    close_device (self);

  if (situation == MG_SITUATION_NOTHING)
    end_item (self, MG_BATCH_WELL, NULL);
  else if (mg_slot_repair_get_plan (repair) == NULL)
    fail_without_plan (self, diagnosis);
  else
    review (self);
}

/* Whoever hears of the item may pass it over at once. */
static void
prepare_item (MgBatch     *self,
              MgBatchItem *item)
{
  g_clear_object (&self->cancellable);
  g_clear_error (&self->verdict);
  g_clear_pointer (&self->reason, g_free);
  self->cancellable = g_cancellable_new ();
  self->is_skipping = FALSE;
  self->phase = MG_BATCH_PHASE_DIAGNOSING;
  _mg_batch_set_current (self, item);
}

static void
begin_item (MgBatch *self)
{
  MgSlotRepair *repair = mg_batch_item_get_repair (self->current);

  if (mg_slot_repair_is_interrupted (repair))
    {
      review (self);
      return;
    }

  mg_slot_repair_diagnose_async (repair, self->cancellable, on_diagnosed_cb, g_object_ref (self));
}

static void
end_run (MgBatch *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  GCancellable *outer = g_task_get_cancellable (task);

  /* Not g_cancellable_disconnect(), for it may be what ends the run. */
  if (outer != NULL)
    g_signal_handler_disconnect (outer, self->cancelled_id);
  self->cancelled_id = 0;
  self->phase = MG_BATCH_PHASE_NONE;
  g_clear_object (&self->cancellable);
  g_ptr_array_set_size (self->queue, 0);
  g_hash_table_remove_all (self->closed);
  _mg_batch_set_current (self, NULL);

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

static void
take_next (MgBatch *self)
{
  while (self->queue->len > 0 && !is_cancelled (self))
    {
      g_autoptr (MgBatchItem) item = g_ptr_array_steal_index (self->queue, 0);

      if (g_hash_table_contains (self->closed, mg_batch_item_get_device (item)))
        {
          _mg_batch_item_end (item, MG_BATCH_SKIPPED,
                              _("The device could not be asked a moment ago"));
        }
      else if (_mg_batch_item_begin (item))
        {
          prepare_item (self, item);
          begin_item (self);
          return;
        }
    }

  end_run (self);
}

/**
 * mg_batch_carry_out:
 * @self: a batch that has emitted #MgBatch::review
 *
 * Goes on with the item whose turn it is. Does nothing if it is no longer held.
 */
void
mg_batch_carry_out (MgBatch *self)
{
  g_return_if_fail (MG_IS_BATCH (self));

  if (self->phase == MG_BATCH_PHASE_HELD)
    carry_out (self);
}

/* Ends the turn of the current item; what runs ends first. */
static void
call_off (MgBatch *self)
{
  g_autoptr (MgBatch) held = g_object_ref (self);
  g_autoptr (GCancellable) cancellable = g_object_ref (self->cancellable);
  g_autoptr (GError) error = NULL;

  if (self->phase != MG_BATCH_PHASE_HELD)
    {
      g_cancellable_cancel (cancellable);
      return;
    }

  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The repair was stopped"));
  fail_item (self, error);
}

/**
 * mg_batch_skip:
 * @self: a batch
 * @reason: (nullable): why, where it is not the person's wish
 *
 * Passes over the item whose turn it is, if there is one. What has happened on
 * its device stays, and can be resumed or put back.
 */
void
mg_batch_skip (MgBatch    *self,
               const char *reason)
{
  g_return_if_fail (MG_IS_BATCH (self));

  if (self->current == NULL)
    return;

  self->is_skipping = TRUE;
  g_free (self->reason);
  self->reason = g_strdup (reason);
  call_off (self);
}

/**
 * mg_batch_fail:
 * @self: a batch
 * @error: what the shell knows against it
 *
 * Gives up the item whose turn it is, if there is one.
 */
void
mg_batch_fail (MgBatch      *self,
               const GError *error)
{
  g_return_if_fail (MG_IS_BATCH (self));
  g_return_if_fail (error != NULL);

  if (self->current == NULL)
    return;

  g_clear_error (&self->verdict);
  self->verdict = g_error_copy (error);
  call_off (self);
}

static void
on_cancelled_cb (MgBatch *self)
{
  if (self->current != NULL)
    call_off (self);
}

/**
 * mg_batch_run_async:
 * @self: a batch that does not run
 * @cancellable: (nullable): a cancellable; the step that runs is ended first
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Tries every item that is not well or repaired yet.
 */
void
mg_batch_run_async (MgBatch             *self,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_return_if_fail (MG_IS_BATCH (self));
  g_return_if_fail (self->task == NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, mg_batch_run_async);
  if (cancellable != NULL)
    self->cancelled_id = g_signal_connect_swapped (cancellable, "cancelled",
                                                   G_CALLBACK (on_cancelled_cb), self);

  for (guint i = 0; i < self->items->len; i++)
    {
      MgBatchItem *item = g_ptr_array_index (self->items, i);

      if (mg_batch_item_get_state (item) != MG_BATCH_WELL &&
          mg_batch_item_get_state (item) != MG_BATCH_REPAIRED)
        {
          _mg_batch_item_end (item, MG_BATCH_PENDING, NULL);
          g_ptr_array_add (self->queue, g_object_ref (item));
        }
    }
  take_next (self);
}

/**
 * mg_batch_run_finish:
 * @self: a batch
 * @result: the result
 * @error: return location for an error
 *
 * Returns: %TRUE if every item had its turn, whatever came of it
 */
gboolean
mg_batch_run_finish (MgBatch       *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  g_return_val_if_fail (MG_IS_BATCH (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_batch_run_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
