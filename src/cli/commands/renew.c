/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-renew"

#include "config.h"

#include <glib/gi18n.h>

#include "commands.h"
#include "mg-terminal.h"
#include "mg-test-row.h"

static struct
{
  gboolean due;
} options;

static const GOptionEntry entries[] = {
  { "due", 0, 0, G_OPTION_ARG_NONE, &options.due,
    N_("Only those that would run out"), NULL },
  G_OPTION_ENTRY_NULL
};

/* Renews one token. A slot of whose permission there is no copy here is none of the command's, and
 * adds no row. Returns %FALSE if it was interrupted. */
static gboolean
renew (MgCli      *cli,
       MgSlotRow  *row,
       GPtrArray  *renewals,
       GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) problem = NULL;
  MgTestResult *outcome;

  mg_fleet_renew_slot_async (row->fleet, row->slot, mg_cli_get_cancellable (cli),
                             mg_cli_take_result, &result);
  mg_cli_wait (&result);
  outcome = mg_fleet_renew_slot_finish (row->fleet, result, &problem);

  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  if (!g_error_matches (problem, MG_ERROR, MG_ERROR_NOT_FOUND))
    g_ptr_array_add (renewals,
                     mg_test_row_new (mg_slot_row_new (row->fleet, row->device, row->slot),
                                      outcome, problem));

  return TRUE;
}

static MgExit
run (MgCli             *cli,
     const char *const *arguments)
{
  MgPrinter *printer = mg_cli_get_printer (cli);
  g_autoptr (GPtrArray) slots = NULL;
  g_autoptr (GPtrArray) renewals = NULL;
  g_autoptr (GError) error = NULL;

  if (!mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  slots = mg_slot_row_new_list (mg_cli_get_fleet (cli), NULL);
  renewals = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_test_row_free);
  for (guint i = 0; i < slots->len; i++)
    {
      MgSlotRow *row = g_ptr_array_index (slots, i);

      if (options.due && !mg_fleet_is_due (row->fleet, row->slot))
        continue;

      if (!renew (cli, row, renewals, &error))
        return mg_cli_report (cli, error);
    }

  if (renewals->len == 0)
    mg_terminal_say ("%s", _("There was nothing to renew."));
  mg_printer_table (printer, renewals, mg_test_row_list_columns);
  mg_printer_document (printer,
                       "renewals", mg_printer_new_objects (renewals, mg_test_row_columns),
                       NULL);

  return mg_test_row_join_exit (renewals);
}

const MgCommand mg_renew_command = {
  .name = "renew",
  .summary = N_("Renew the tokens of which there are copies here, with nobody asked."),
  .options = entries,
  .run = run,
};
