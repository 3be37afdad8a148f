/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-repair-row"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-guidance.h"
#include "mg-repair-row.h"

static const struct
{
  const char *nick;
  const char *label;
} outcomes[] = {
  [MG_REPAIR_OUTCOME_NOTHING] = { "nothing", N_("Nothing to do") },
  [MG_REPAIR_OUTCOME_PLANNED] = { "planned", N_("Can be repaired") },
  [MG_REPAIR_OUTCOME_REPAIRED] = { "repaired", N_("Repaired") },
  [MG_REPAIR_OUTCOME_PUT_BACK] = { "put-back", N_("Put back") },
  [MG_REPAIR_OUTCOME_SKIPPED] = { "skipped", N_("Skipped") },
  [MG_REPAIR_OUTCOME_FAILED] = { "failed", N_("Failed") },
};

G_STATIC_ASSERT (G_N_ELEMENTS (outcomes) == MG_REPAIR_OUTCOME_FAILED + 1);

static GVariant *
new_step_kind (gpointer row)
{
  return mg_value_new_string (mg_step_get_kind_nick (row));
}

static GVariant *
new_step_title (gpointer row)
{
  return mg_value_new_string (mg_step_get_title (row));
}

static GVariant *
new_step_text (gpointer row)
{
  return mg_value_new_string (mg_step_get_text (row));
}

static GVariant *
new_step_link (gpointer row)
{
  return mg_value_new_string (mg_step_get_link (row));
}

static GVariant *
new_step_guided (gpointer row)
{
  return g_variant_new_boolean (mg_step_is_guided (row));
}

static GVariant *
new_step_state (gpointer row)
{
  return mg_value_new_nick (MG_TYPE_STEP_STATE, (int) mg_step_get_state (row));
}

static GVariant *
new_step_outcome (gpointer row)
{
  return mg_value_new_string (mg_step_get_outcome (row));
}

/* One value to copy of a step. */
typedef struct
{
  MgStep *step;
  guint   index;
} StepValue;

static GVariant *
new_value_label (gpointer row)
{
  const StepValue *self = row;

  return mg_value_new_string (mg_step_get_value_label (self->step, self->index));
}

static GVariant *
new_value (gpointer row)
{
  const StepValue *self = row;

  return mg_value_new_string (mg_step_get_value (self->step, self->index));
}

static const MgColumn value_columns[] = {
  { "label", NULL, new_value_label, NULL },
  { "value", NULL, new_value, NULL },
  { NULL, NULL, NULL, NULL }
};

static GVariant *
new_step_values (gpointer row)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < mg_step_get_n_values (row); i++)
    {
      StepValue *value = g_new0 (StepValue, 1);

      value->step = row;
      value->index = i;
      g_ptr_array_add (values, value);
    }

  return mg_printer_new_objects (values, value_columns);
}

static const MgColumn step_columns[] = {
  { "kind", NULL, new_step_kind, NULL },
  { "title", NULL, new_step_title, NULL },
  { "text", NULL, new_step_text, NULL },
  { "link", NULL, new_step_link, NULL },
  { "values", NULL, new_step_values, NULL },
  { "guided", NULL, new_step_guided, NULL },
  { "state", NULL, new_step_state, NULL },
  { "outcome", NULL, new_step_outcome, NULL },
  { NULL, NULL, NULL, NULL }
};

static MgDiagnosis *
get_diagnosis (gpointer row)
{
  const MgRepairRow *self = row;

  return mg_slot_repair_get_diagnosis (self->repair);
}

static MgPlan *
get_plan (gpointer row)
{
  const MgRepairRow *self = row;

  return mg_slot_repair_get_plan (self->repair);
}

static gboolean
get_situation (gpointer     row,
               MgSituation *situation)
{
  MgDiagnosis *diagnosis = get_diagnosis (row);
  MgPlan *plan = get_plan (row);

  if (diagnosis != NULL)
    *situation = mg_diagnosis_get_situation (diagnosis);
  else if (plan != NULL)
    *situation = mg_plan_get_situation (plan);

  return diagnosis != NULL || plan != NULL;
}

static GVariant *
new_id (gpointer row)
{
  g_autofree char *id = mg_repair_row_dup_id (row);

  return mg_value_new_string (id);
}

static GVariant *
new_situation (gpointer row)
{
  MgSituation situation;

  return get_situation (row, &situation)
         ? mg_value_new_string (mg_situation_get_nick (situation)) : NULL;
}

static char *
dup_situation (gpointer row)
{
  MgSituation situation;

  return get_situation (row, &situation) ? g_strdup (mg_situation_get_sentence (situation)) : NULL;
}

static GVariant *
new_sentence (gpointer row)
{
  g_autofree char *sentence = dup_situation (row);

  return mg_value_new_string (sentence);
}

static GVariant *
new_outcome (gpointer row)
{
  const MgRepairRow *self = row;

  return mg_value_new_string (outcomes[self->outcome].nick);
}

static char *
dup_outcome (gpointer row)
{
  const MgRepairRow *self = row;

  return g_strdup (_(outcomes[self->outcome].label));
}

static GVariant *
new_problem (gpointer row)
{
  const MgRepairRow *self = row;

  return mg_value_new_string (self->problem != NULL ? self->problem->message : NULL);
}

static GVariant *
new_advice (gpointer row)
{
  MgDiagnosis *diagnosis = get_diagnosis (row);

  return mg_value_new_string (diagnosis != NULL ? mg_diagnosis_get_advice (diagnosis) : NULL);
}

static GVariant *
new_command (gpointer row)
{
  MgDiagnosis *diagnosis = get_diagnosis (row);

  return mg_value_new_string (diagnosis != NULL ? mg_diagnosis_get_command (diagnosis) : NULL);
}

static GVariant *
new_link (gpointer row)
{
  MgDiagnosis *diagnosis = get_diagnosis (row);

  return mg_value_new_string (diagnosis != NULL ? mg_diagnosis_get_link (diagnosis) : NULL);
}

static GVariant *
new_evidence (gpointer row)
{
  MgDiagnosis *diagnosis = get_diagnosis (row);

  return diagnosis != NULL ? mg_value_new_strv (mg_diagnosis_get_evidence (diagnosis)) : NULL;
}

static GVariant *
new_provider (gpointer row)
{
  MgPlan *plan = get_plan (row);

  return mg_value_new_string (plan != NULL ? mg_plan_get_provider (plan) : NULL);
}

static GVariant *
new_account (gpointer row)
{
  const MgRepairRow *self = row;

  return mg_value_new_string (mg_slot_repair_get_account (self->repair));
}

static GVariant *
new_steps (gpointer row)
{
  MgPlan *plan = get_plan (row);
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (g_object_unref);

  if (plan == NULL)
    return NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    g_ptr_array_add (steps, g_list_model_get_item (G_LIST_MODEL (plan), i));

  return mg_printer_new_objects (steps, step_columns);
}

const MgColumn mg_repair_row_columns[] = {
  { "id", N_("ID"), new_id, NULL },
  { "outcome", N_("Outcome"), new_outcome, dup_outcome },
  { "situation", N_("Situation"), new_situation, dup_situation },
  { "sentence", NULL, new_sentence, NULL },
  { "problem", N_("Problem"), new_problem, NULL },
  { "advice", NULL, new_advice, NULL },
  { "command", NULL, new_command, NULL },
  { "link", NULL, new_link, NULL },
  { "evidence", NULL, new_evidence, NULL },
  { "provider", NULL, new_provider, NULL },
  { "account", NULL, new_account, NULL },
  { "steps", NULL, new_steps, NULL },
  { NULL, NULL, NULL, NULL }
};

/**
 * mg_repair_row_new:
 * @repair: (transfer full): a repair
 *
 * Returns: (transfer full): a row for it, with nothing done
 */
MgRepairRow *
mg_repair_row_new (MgSlotRepair *repair)
{
  MgRepairRow *self;

  g_return_val_if_fail (MG_IS_SLOT_REPAIR (repair), NULL);

  self = g_new0 (MgRepairRow, 1);
  self->repair = repair;

  return self;
}

static GError *
new_problem_from_reason (const char *reason)
{
  return reason == NULL ? NULL : g_error_new_literal (MG_ERROR, MG_ERROR_FAILED, reason);
}

/**
 * mg_repair_row_new_for_item:
 * @item: an item of a batch that has ended
 * @dry_run: whether it was only asked what would be done
 *
 * Returns: (transfer full): a row that says what became of @item
 */
MgRepairRow *
mg_repair_row_new_for_item (MgBatchItem *item,
                            gboolean     dry_run)
{
  MgRepairRow *self;
  const char *reason;
  const GError *error;

  g_return_val_if_fail (MG_IS_BATCH_ITEM (item), NULL);

  self = mg_repair_row_new (g_object_ref (mg_batch_item_get_repair (item)));
  reason = mg_batch_item_get_reason (item);
  error = mg_batch_item_get_error (item);
  switch (mg_batch_item_get_state (item))
    {
    case MG_BATCH_WELL:
      mg_repair_row_end (self, MG_REPAIR_OUTCOME_NOTHING, NULL);
      break;
    case MG_BATCH_REPAIRED:
      mg_repair_row_end (self, MG_REPAIR_OUTCOME_REPAIRED, NULL);
      break;
    case MG_BATCH_SKIPPED:
      mg_repair_row_end (self, dry_run && reason == NULL ? MG_REPAIR_OUTCOME_PLANNED
                                                         : MG_REPAIR_OUTCOME_SKIPPED,
                         new_problem_from_reason (reason));
      break;
    case MG_BATCH_FAILED:
      mg_repair_row_end (self, MG_REPAIR_OUTCOME_FAILED,
                         error == NULL ? NULL : g_error_copy (error));
      break;
    case MG_BATCH_PENDING:
    case MG_BATCH_RUNNING:
    default:
      mg_repair_row_end (self, MG_REPAIR_OUTCOME_SKIPPED,
                         new_problem_from_reason (_("Interrupted")));
    }

  return self;
}

/**
 * mg_repair_row_free:
 * @self: (transfer full): a row
 */
void
mg_repair_row_free (MgRepairRow *self)
{
  g_return_if_fail (self != NULL);

  g_clear_object (&self->repair);
  g_clear_error (&self->problem);
  g_free (self);
}

/**
 * mg_repair_row_end:
 * @self: a row
 * @outcome: what became of the repair
 * @problem: (transfer full) (nullable): why it was left out or failed
 */
void
mg_repair_row_end (MgRepairRow     *self,
                   MgRepairOutcome  outcome,
                   GError          *problem)
{
  g_return_if_fail (self != NULL);

  g_clear_error (&self->problem);
  self->outcome = outcome;
  self->problem = problem;
}

/**
 * mg_repair_row_dup_id:
 * @self: a row
 *
 * Returns: (transfer full): the slot, as DEVICE/SLOT
 */
char *
mg_repair_row_dup_id (const MgRepairRow *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strconcat (mg_device_get_id (mg_slot_repair_get_device (self->repair)), "/",
                      mg_slot_repair_get_slot_id (self->repair), NULL);
}

static void
print_labelled (MgPrinter  *printer,
                const char *label,
                const char *text)
{
  if (text != NULL)
    mg_printer_line (printer, "%s: %s", label, text);
}

/**
 * mg_repair_row_print:
 * @self: a row
 * @printer: a printer
 * @whole: whether to tell how each step is done that a person does at the device
 *
 * Prints for people what is wrong, what it was found from, and the plan.
 */
void
mg_repair_row_print (const MgRepairRow *self,
                     MgPrinter         *printer,
                     gboolean           whole)
{
  g_autofree char *id = mg_repair_row_dup_id (self);
  g_autofree char *sentence = dup_situation ((gpointer) self);
  MgDiagnosis *diagnosis = get_diagnosis ((gpointer) self);
  MgPlan *plan = get_plan ((gpointer) self);

  mg_printer_line (printer, "%s: %s", id, sentence);
  if (diagnosis != NULL)
    {
      const char *const *evidence = mg_diagnosis_get_evidence (diagnosis);

      for (gsize i = 0; evidence[i] != NULL; i++)
        mg_printer_line (printer, "– %s", evidence[i]);
      print_labelled (printer, _("What to do"), mg_diagnosis_get_advice (diagnosis));
      print_labelled (printer, _("Command"), mg_diagnosis_get_command (diagnosis));
      print_labelled (printer, _("See"), mg_diagnosis_get_link (diagnosis));
    }

  if (plan != NULL)
    mg_guidance_print_steps (printer, plan, whole);
}

static MgExit
exit_from_situation (MgSituation situation)
{
  switch (situation)
    {
    case MG_SITUATION_UNREACHABLE:
      return MG_EXIT_UNREACHABLE;
    case MG_SITUATION_CERTIFICATE_CHANGED:
      return MG_EXIT_CERTIFICATE;
    case MG_SITUATION_ADMINISTRATOR:
    case MG_SITUATION_TESTING:
    case MG_SITUATION_WRONG_ACCOUNT:
      return MG_EXIT_AUTHORIZE;
    case MG_SITUATION_NOTHING:
    case MG_SITUATION_NOT_OBTAINED:
    case MG_SITUATION_WAITING:
    case MG_SITUATION_TOKEN_DEAD:
    case MG_SITUATION_CUSTOM_AT_PROVIDER:
    case MG_SITUATION_CUSTOM_ELSEWHERE:
    case MG_SITUATION_PASSWORD_DEAD:
    case MG_SITUATION_TOKEN_UPDATE_FAILED:
    case MG_SITUATION_DISCARDED:
    case MG_SITUATION_FUSE:
    case MG_SITUATION_OUTDATED:
    case MG_SITUATION_MAILBOX_REFUSES:
    case MG_SITUATION_CLIENT_REFUSED:
    case MG_SITUATION_LOGIN_REFUSED:
    case MG_SITUATION_NOT_CHECKED:
    default:
      return MG_EXIT_FAILED;
    }
}

/**
 * mg_repair_row_get_exit:
 * @self: a row
 *
 * Returns: what the program ends with if this was its only repair
 */
MgExit
mg_repair_row_get_exit (const MgRepairRow *self)
{
  MgSituation situation;

  g_return_val_if_fail (self != NULL, MG_EXIT_FAILED);

  if (self->outcome != MG_REPAIR_OUTCOME_FAILED)
    return MG_EXIT_DONE;

  if (self->problem != NULL)
    return mg_exit_from_error (self->problem);

  return get_situation ((gpointer) self, &situation) ? exit_from_situation (situation)
                                                     : MG_EXIT_FAILED;
}

/**
 * mg_repair_row_join_exit:
 * @rows: (element-type MgRepairRow): some rows
 *
 * Returns: what the program ends with if these were its repairs
 */
MgExit
mg_repair_row_join_exit (GPtrArray *rows)
{
  MgExit status = MG_EXIT_DONE;

  g_return_val_if_fail (rows != NULL, MG_EXIT_FAILED);

  for (guint i = 0; i < rows->len; i++)
    {
      MgExit one = mg_repair_row_get_exit (g_ptr_array_index (rows, i));

      if (one != MG_EXIT_DONE)
        status = rows->len > 1 ? MG_EXIT_SOME_FAILED : one;
    }

  return status;
}
