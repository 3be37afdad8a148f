/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-guidance"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "mg-guidance.h"
#include "mg-terminal.h"

/* What a person does at the device, said and asked for at a terminal. */

static GStrv
split_text (MgStep *step)
{
  const char *text = mg_step_get_text (step);

  return g_strsplit (text == NULL ? "" : text, "\n", -1);
}

static void
say_step (MgStep *step)
{
  g_auto (GStrv) lines = split_text (step);

  for (gsize i = 0; lines[i] != NULL; i++)
    mg_terminal_say ("%s", lines[i]);
  for (guint i = 0; i < mg_step_get_n_values (step); i++)
    mg_terminal_say ("%s: %s", mg_step_get_value_label (step, i),
                     mg_step_get_value (step, i));
  if (mg_step_get_link (step) != NULL)
    mg_terminal_say_labelled ("open", mg_step_get_link (step));
}

static gboolean
ask_done (MgSlotRepair *repair,
          GCancellable *cancellable)
{
  g_autofree char *answer = NULL;

  do
    {
      g_free (answer);
      answer = mg_terminal_ask_answer (_("Enter when it is done, “s” to skip it, “q” to stop"),
                                       cancellable);
      if (answer == NULL || strcmp (answer, "q") == 0)
        return FALSE;
    }
  while (*answer != '\0' && strcmp (answer, "s") != 0);

  mg_slot_repair_step_done (repair, *answer == '\0');

  return TRUE;
}

static gboolean
ask_state (MgSlotRepair *repair,
           GCancellable *cancellable)
{
  static const MgTokenState states[] = {
    MG_TOKEN_STATE_OBTAINED, MG_TOKEN_STATE_WAITING, MG_TOKEN_STATE_NOT_OBTAINED,
    MG_TOKEN_STATE_INVALID,
  };
  const int n_states = G_N_ELEMENTS (states);
  g_autofree char *answer = NULL;
  g_autofree char *words = NULL;
  int number;

  for (int i = 0; i < n_states; i++)
    mg_terminal_say ("%d. %s", i + 1, mg_token_state_get_label (states[i]));

  do
    {
      g_free (answer);
      answer = mg_terminal_ask_answer (_("What does the device show? A number, or “q” to stop"),
                                       cancellable);
      if (answer == NULL || strcmp (answer, "q") == 0)
        return FALSE;
      number = strlen (answer) == 1 ? g_ascii_digit_value (*answer) : -1;
    }
  while (number < 1 || number > n_states);

  if (states[number - 1] != MG_TOKEN_STATE_OBTAINED)
    words = mg_terminal_ask_answer (_("The sentence that it shows, if any"), cancellable);
  mg_slot_repair_take_state (repair, states[number - 1],
                             words != NULL && *words != '\0' ? words : NULL);

  return TRUE;
}

/**
 * mg_guidance_ask:
 * @repair: a repair that waits for the person
 * @step: the step it waits for
 * @cancellable: (nullable): a cancellable
 *
 * Says how a step is done at the device and waits until it is.
 *
 * Returns: %FALSE if the person stops; then the repair still waits
 */
gboolean
mg_guidance_ask (MgSlotRepair *repair,
                 MgStep       *step,
                 GCancellable *cancellable)
{
  g_return_val_if_fail (MG_IS_SLOT_REPAIR (repair), FALSE);
  g_return_val_if_fail (MG_IS_STEP (step), FALSE);

  say_step (step);

  return mg_step_get_kind (step) == MG_STEP_CHECK ? ask_state (repair, cancellable)
                                                  : ask_done (repair, cancellable);
}

static void
print_instruction (MgPrinter *printer,
                   MgStep    *step)
{
  g_auto (GStrv) lines = split_text (step);

  for (gsize i = 0; lines[i] != NULL; i++)
    mg_printer_line (printer, "%s", lines[i]);
  for (guint i = 0; i < mg_step_get_n_values (step); i++)
    mg_printer_line (printer, "%s: %s", mg_step_get_value_label (step, i),
                     mg_step_get_value (step, i));
  if (mg_step_get_link (step) != NULL)
    mg_printer_line (printer, "%s", mg_step_get_link (step));
}

/**
 * mg_guidance_print_steps:
 * @printer: a printer
 * @plan: a plan
 * @whole: whether to tell how each step is done that a person does at the device
 *
 * Prints the steps of a plan for people.
 */
void
mg_guidance_print_steps (MgPrinter *printer,
                         MgPlan    *plan,
                         gboolean   whole)
{
  g_return_if_fail (MG_IS_PLAN (plan));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (MgStep) step = g_list_model_get_item (G_LIST_MODEL (plan), i);

      mg_printer_line (printer, "%u. %s", i + 1, mg_step_get_title (step));
      if (whole && mg_step_is_by_hand (step))
        print_instruction (printer, step);
    }
}

/**
 * mg_guidance_print_put_back:
 * @printer: a printer
 * @plan: the plan of a repair that was put back
 *
 * Prints for people what that means: what a person has done at the device,
 * only the person can take back.
 */
void
mg_guidance_print_put_back (MgPrinter *printer,
                            MgPlan    *plan)
{
  g_auto (GStrv) done = mg_plan_dup_done (plan);

  if (!mg_plan_is_guided (plan))
    {
      mg_printer_line (printer, "%s", _("All is as it was before the repair."));
      return;
    }

  mg_printer_line (printer, "%s", _("Mailgrant has changed nothing on the device."));
  if (done[0] != NULL)
    mg_printer_line (printer, "%s", _("You have done there, and can take back only there:"));
  for (gsize i = 0; done[i] != NULL; i++)
    mg_printer_line (printer, "– %s", done[i]);
}
