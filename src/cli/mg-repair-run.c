/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-repair-run"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-attendance.h"
#include "mg-guidance.h"
#include "mg-input.h"
#include "mg-repair-row.h"
#include "mg-repair-run.h"
#include "mg-terminal.h"

/* A batch, with a person at the terminal or nobody at all. Asking at the terminal turns the main
 * context, so that the batch may have gone on by the time there is an answer. */
typedef struct
{
  MgCli                 *cli;
  MgBatch               *batch;
  const MgRepairOptions *options;
  GPtrArray             *attendances;  /* (owned) (element-type MgAttendance): one may yet wait
                                        * for an answer that no longer matters */
  MgAttendance          *attendance;   /* (unowned) (nullable): that of the current item */
  GCancellable          *refused;      /* (owned): fired when the person says no */
  MgBatchItem           *printed;      /* (unowned) (nullable): only compared */
  gboolean               needs_password;
  MgStep                *question;     /* (owned) (nullable): what the person does at the device */
} Run;

static void
print_plan (Run         *self,
            MgBatchItem *item)
{
  g_autoptr (MgRepairRow) row = mg_repair_row_new (g_object_ref (mg_batch_item_get_repair (item)));

  self->printed = item;
  mg_repair_row_print (row, mg_cli_get_printer (self->cli),
                       self->options->dry_run || !mg_terminal_is_interactive ());
}

static void
on_authorize_cb (MgSlotRepair    *repair,
                 MgAuthorization *authorization,
                 Run             *self)
{
  const MgAttendanceOptions how = { .no_browser = self->options->no_browser };

  self->attendance = mg_attendance_new (authorization, &how,
                                        mg_slot_repair_get_account (repair), self->refused);
  g_ptr_array_add (self->attendances, self->attendance);
}

static void
on_ask_password_cb (MgSlotRepair *repair,
                    MgStep       *step,
                    Run          *self)
{
  if (mg_step_get_link (step) != NULL)
    mg_terminal_say_labelled ("open", mg_step_get_link (step));
  self->needs_password = TRUE;
}

static void
on_question_cb (MgSlotRepair *repair,
                MgStep       *step,
                Run          *self)
{
  g_set_object (&self->question, step);
}

static void
on_step_cb (MgBatchItem *item)
{
  if (mg_batch_item_get_step (item) != NULL)
    mg_terminal_say ("%s", mg_step_get_title (mg_batch_item_get_step (item)));
}

/* What has no plan is told of when it ends. */
static void
on_state_cb (MgBatchItem *item,
             GParamSpec  *pspec,
             Run         *self)
{
  MgBatchState state = mg_batch_item_get_state (item);

  if ((state == MG_BATCH_WELL || state == MG_BATCH_FAILED) && self->printed != item &&
      mg_slot_repair_get_diagnosis (mg_batch_item_get_repair (item)) != NULL)
    print_plan (self, item);
}

static void
on_current_cb (MgBatch    *batch,
               GParamSpec *pspec,
               Run        *self)
{
  MgBatchItem *item = mg_batch_get_current (batch);
  MgSlotRepair *repair;

  /* What the person was asked about the item before no longer matters. */
  if (self->attendance != NULL)
    mg_attendance_end (self->attendance);
  self->attendance = NULL;
  self->needs_password = FALSE;
  g_clear_object (&self->question);
  self->printed = NULL;
  g_clear_object (&self->refused);
  self->refused = g_cancellable_new ();
  if (item == NULL)
    return;

  repair = mg_batch_item_get_repair (item);
  g_signal_handlers_disconnect_by_data (repair, self);
  g_signal_connect (repair, "authorize", G_CALLBACK (on_authorize_cb), self);
  g_signal_connect (repair, "ask-password", G_CALLBACK (on_ask_password_cb), self);
  g_signal_connect (repair, "do-step", G_CALLBACK (on_question_cb), self);
  g_signal_connect (repair, "ask-state", G_CALLBACK (on_question_cb), self);
  if (self->options->provider != NULL)
    mg_slot_repair_set_provider (repair, self->options->provider);
  if (self->options->account != NULL)
    mg_slot_repair_set_account (repair, self->options->account);
}

static gboolean
is_ahead (MgPlan     *plan,
          MgStepKind  kind)
{
  MgStep *step = mg_plan_find (plan, kind);

  return step != NULL && mg_step_get_state (step) != MG_STEP_DONE;
}

/* Nobody is there who could do what the plan asks of a person. */
static GError *
find_missing_person (Run    *self,
                     MgPlan *plan)
{
  if (mg_terminal_is_interactive ())
    return NULL;

  if (mg_plan_is_guided (plan))
    return g_error_new_literal (MG_ERROR, MG_ERROR_CONSENT_NEEDED,
                                _("A person has to do this at the device: repair it at a "
                                  "terminal"));

  if (is_ahead (plan, MG_STEP_AUTHORIZE) && !self->options->no_browser)
    return g_error_new_literal (MG_ERROR, MG_ERROR_CONSENT_NEEDED,
                                _("A person has to give permission: repair it at a terminal, or "
                                  "with --no-browser"));

  if (is_ahead (plan, MG_STEP_PASSWORD) && self->options->password_file == NULL)
    return g_error_new_literal (MG_ERROR, MG_ERROR_CONSENT_NEEDED,
                                _("A person has to enter a password: repair it at a terminal, or "
                                  "with --password-file"));

  return NULL;
}

static GError *
find_obstacle (Run          *self,
               MgSlotRepair *repair)
{
  if (mg_slot_repair_is_interrupted (repair) && !self->options->resume)
    return g_error_new_literal (MG_ERROR, MG_ERROR_CONFLICT,
                                _("A repair was interrupted here: go on with --resume, or "
                                  "restore what was there with --put-back"));

  return self->options->dry_run ? NULL
                                : find_missing_person (self, mg_slot_repair_get_plan (repair));
}

/* A slot that nobody has ever set up is not broken. */
static gboolean
was_never_set_up (MgSlotRepair *repair)
{
  MgSituation situation = mg_plan_get_situation (mg_slot_repair_get_plan (repair));

  return mg_slot_repair_get_account (repair) == NULL &&
         (situation == MG_SITUATION_NOT_OBTAINED || situation == MG_SITUATION_NOT_CHECKED);
}

/* In a long row of questions somebody at the terminal may want to leave one out. */
static gboolean
is_wanted (Run    *self,
           MgPlan *plan)
{
  if (!self->options->all || !mg_terminal_is_interactive () || mg_plan_is_automatic (plan))
    return TRUE;

  return mg_terminal_confirm (_("You are needed for this one. Repair it now?"),
                              mg_cli_get_cancellable (self->cli));
}

static gboolean
on_review_cb (MgBatch     *batch,
              MgBatchItem *item,
              Run         *self)
{
  MgSlotRepair *repair = mg_batch_item_get_repair (item);
  g_autoptr (GError) obstacle = NULL;

  print_plan (self, item);
  obstacle = find_obstacle (self, repair);

  if (self->options->all && was_never_set_up (repair))
    mg_batch_skip (batch, _("No mailbox has been chosen for it yet"));
  else if (obstacle != NULL)
    mg_batch_fail (batch, obstacle);
  else if (self->options->dry_run || !is_wanted (self, mg_slot_repair_get_plan (repair)))
    mg_batch_skip (batch, NULL);
  else
    mg_batch_carry_out (batch);

  return TRUE;
}

static void
give_password (Run *self)
{
  MgBatchItem *item = mg_batch_get_current (self->batch);
  g_autoptr (MgSlotRepair) repair = g_object_ref (mg_batch_item_get_repair (item));
  g_autoptr (MgSecret) password = NULL;
  g_autoptr (GError) problem = NULL;

  self->needs_password = FALSE;
  password = mg_input_get_secret (self->options->password_file, "--password-file",
                                  _("Password of the mailbox"),
                                  mg_cli_get_cancellable (self->cli), &problem);
  if (password == NULL)
    mg_batch_fail (self->batch, problem);
  else
    mg_slot_repair_take_password (repair, password);
}

/* Has the person do something at the device; who stops finds the place again
 * later. */
static void
ask_person (Run *self)
{
  MgBatchItem *item = mg_batch_get_current (self->batch);
  g_autoptr (MgSlotRepair) repair = g_object_ref (mg_batch_item_get_repair (item));
  g_autoptr (MgStep) step = g_steal_pointer (&self->question);
  g_autoptr (GError) stopped = NULL;

  if (mg_guidance_ask (repair, step, mg_cli_get_cancellable (self->cli)))
    return;

  stopped = g_error_new_literal (MG_ERROR, MG_ERROR_FAILED,
                                 _("Stopped; go on later with --resume"));
  mg_batch_fail (self->batch, stopped);
}

/* Says why the person did not want to go on with a permission. */
static void
give_up (Run *self)
{
  GError *reason = g_error_new_literal (MG_ERROR, MG_ERROR_CONSENT_DECLINED,
                                        _("The permission was not given"));

  g_clear_object (&self->refused);
  self->refused = g_cancellable_new ();
  if (self->attendance != NULL)
    mg_attendance_correct (self->attendance, &reason);
  mg_batch_fail (self->batch, reason);
  g_error_free (reason);
}

static gboolean
carry_out (Run     *self,
           GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_batch_run_async (self->batch, mg_cli_get_cancellable (self->cli), mg_cli_take_result,
                      &result);
  while (result == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      if (self->attendance != NULL && result == NULL)
        mg_attendance_turn (self->attendance);
      if (g_cancellable_is_cancelled (self->refused))
        give_up (self);
      if (self->needs_password)
        give_password (self);
      if (self->question != NULL)
        ask_person (self);
    }

  return mg_batch_run_finish (self->batch, result, error);
}

/* Whether to try again what did not go well, where somebody can be asked. */
static gboolean
is_tried_again (Run *self)
{
  g_autofree char *counts = NULL;

  if (!self->options->all || self->options->dry_run)
    return FALSE;

  counts = mg_batch_dup_counts (self->batch);
  mg_terminal_say ("%s", counts);

  return mg_terminal_is_interactive () &&
         mg_batch_count (self->batch, MG_BATCH_SKIPPED) +
         mg_batch_count (self->batch, MG_BATCH_FAILED) > 0 &&
         mg_terminal_confirm (_("Try again what was skipped or has failed?"),
                              mg_cli_get_cancellable (self->cli));
}

/**
 * mg_repair_run:
 * @cli: the run of the program
 * @batch: what to repair
 * @options: how
 * @error: return location for an error
 *
 * Repairs one thing after the other, and asks the person at the terminal.
 *
 * Returns: %TRUE if each had its turn, %FALSE if the program was interrupted
 */
gboolean
mg_repair_run (MgCli                  *cli,
               MgBatch                *batch,
               const MgRepairOptions  *options,
               GError                **error)
{
  Run self = { .cli = cli, .batch = batch, .options = options };
  gboolean done;

  g_return_val_if_fail (MG_IS_CLI (cli), FALSE);
  g_return_val_if_fail (MG_IS_BATCH (batch), FALSE);

  self.refused = g_cancellable_new ();
  self.attendances = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_attendance_free);
  g_signal_connect (batch, "notify::current", G_CALLBACK (on_current_cb), &self);
  g_signal_connect (batch, "review", G_CALLBACK (on_review_cb), &self);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (batch)); i++)
    {
      g_autoptr (MgBatchItem) item = g_list_model_get_item (G_LIST_MODEL (batch), i);

      g_signal_connect (item, "notify::state", G_CALLBACK (on_state_cb), &self);
      g_signal_connect (item, "notify::step", G_CALLBACK (on_step_cb), &self);
    }

  do
    done = carry_out (&self, error);
  while (done && is_tried_again (&self));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (batch)); i++)
    {
      g_autoptr (MgBatchItem) item = g_list_model_get_item (G_LIST_MODEL (batch), i);

      g_signal_handlers_disconnect_by_data (item, &self);
      g_signal_handlers_disconnect_by_data (mg_batch_item_get_repair (item), &self);
    }
  g_signal_handlers_disconnect_by_data (batch, &self);
  g_ptr_array_unref (self.attendances);
  g_object_unref (self.refused);
  g_clear_object (&self.question);

  return done;
}
