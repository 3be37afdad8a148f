/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-test"

#include "config.h"

#include <glib/gi18n.h>

#include "commands.h"
#include "mg-terminal.h"
#include "mg-test-row.h"

static struct
{
  gboolean all;
} options;

static const GOptionEntry entries[] = {
  { "all", 0, 0, G_OPTION_ARG_NONE, &options.all,
    N_("Test the slots of all devices that can"), NULL },
  G_OPTION_ENTRY_NULL
};

static gboolean
can_test (MgFleet  *fleet,
          MgDevice *device)
{
  MgDriver *driver = mg_fleet_get_driver (fleet, device);

  return driver != NULL && mg_driver_info_can (mg_driver_get_info (driver), MG_DRIVER_TEST_SAVED);
}

/* Finds the one slot, or all that can be tested. */
static GPtrArray *
find_slots (MgCli       *cli,
            const char  *path,
            GError     **error)
{
  MgFleet *fleet = mg_cli_get_fleet (cli);
  g_autoptr (GPtrArray) rows = NULL;
  MgDevice *device;
  MgSlot *slot;

  if ((path != NULL) == options.all)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("Name one slot as DEVICE/SLOT, or use --all"));
      return NULL;
    }

  if (options.all)
    {
      rows = mg_slot_row_new_list (fleet, NULL);
      for (guint i = rows->len; i > 0; i--)
        if (!can_test (fleet, ((MgSlotRow *) g_ptr_array_index (rows, i - 1))->device))
          g_ptr_array_remove_index (rows, i - 1);
      return g_steal_pointer (&rows);
    }

  slot = mg_fleet_lookup_slot (fleet, path, &device, error);
  if (slot == NULL)
    return NULL;

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_slot_row_free);
  g_ptr_array_add (rows, mg_slot_row_new (fleet, device, slot));

  return g_steal_pointer (&rows);
}

static MgTestRow *
test_slot (MgCli      *cli,
           MgSlotRow  *row,
           GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) problem = NULL;
  MgSlotRow *copy;
  MgTestResult *outcome;

  mg_fleet_test_slot_async (row->fleet, row->slot, mg_cli_get_cancellable (cli),
                            mg_cli_take_result, &result);
  mg_cli_wait (&result);
  outcome = mg_fleet_test_slot_finish (row->fleet, result, &problem);

  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }

  copy = mg_slot_row_new (row->fleet, row->device, row->slot);
  return mg_test_row_new (copy, outcome, problem);
}

static MgExit
run (MgCli             *cli,
     const char *const *arguments)
{
  MgPrinter *printer = mg_cli_get_printer (cli);
  g_autoptr (GPtrArray) slots = NULL;
  g_autoptr (GPtrArray) tests = NULL;
  g_autoptr (GError) error = NULL;

  if (!mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  slots = find_slots (cli, arguments[0], &error);
  if (slots == NULL)
    return mg_cli_report (cli, error);

  tests = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_test_row_free);
  for (guint i = 0; i < slots->len; i++)
    {
      MgTestRow *row = test_slot (cli, g_ptr_array_index (slots, i), &error);

      if (row == NULL)
        return mg_cli_report (cli, error);
      g_ptr_array_add (tests, row);
      if (row->problem != NULL && !options.all)
        mg_terminal_say_error (row->problem);
    }

  if (options.all)
    mg_printer_table (printer, tests, mg_test_row_list_columns);
  else
    mg_printer_record (printer, g_ptr_array_index (tests, 0), mg_test_row_columns);
  mg_printer_document (printer,
                       "tests", mg_printer_new_objects (tests, mg_test_row_columns),
                       NULL);

  return mg_test_row_join_exit (tests);
}

const MgCommand mg_test_command = {
  .name = "test",
  .arguments = "DEVICE/SLOT | --all",
  .n_allowed = 1,
  .summary = N_("Have a device log in to its mail server."),
  .options = entries,
  .run = run,
};
