/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-status"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "commands.h"
#include "mg-device-row.h"
#include "mg-slot-row.h"
#include "mg-terminal.h"

static struct
{
  gboolean check;
} options;

static const GOptionEntry entries[] = {
  { "check", 0, 0, G_OPTION_ARG_NONE, &options.check,
    N_("Ask the devices first"), NULL },
  G_OPTION_ENTRY_NULL
};

/* Finds what DEVICE or DEVICE/SLOT names. */
static gboolean
find_subject (MgCli       *cli,
              const char  *name,
              MgDevice   **device,
              MgSlot     **slot,
              GError     **error)
{
  *device = NULL;
  *slot = NULL;
  if (name == NULL)
    return TRUE;

  *device = mg_fleet_lookup_device (mg_cli_get_fleet (cli), name);
  if (*device != NULL)
    return TRUE;

  if (strchr (name, '/') != NULL)
    {
      *slot = mg_fleet_lookup_slot (mg_cli_get_fleet (cli), name, device, error);
      return *slot != NULL;
    }

  return mg_cli_lookup_device (cli, name, error) != NULL;
}

static gboolean
check (MgCli     *cli,
       MgDevice  *device,
       GError   **error)
{
  MgFleet *fleet = mg_cli_get_fleet (cli);
  GCancellable *cancellable = mg_cli_get_cancellable (cli);
  g_autoptr (GAsyncResult) result = NULL;

  if (device == NULL)
    {
      mg_fleet_check_all_async (fleet, cancellable, mg_cli_take_result, &result);
      mg_cli_wait (&result);
      return mg_fleet_check_all_finish (fleet, result, error);
    }

  mg_fleet_check_device_async (fleet, device, cancellable, mg_cli_take_result, &result);
  mg_cli_wait (&result);

  return mg_fleet_check_device_finish (fleet, result, error);
}

static GPtrArray *
new_slot_rows (MgCli    *cli,
               MgDevice *device,
               MgSlot   *slot)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (slot == NULL)
    return mg_slot_row_new_list (mg_cli_get_fleet (cli), device);

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_slot_row_free);
  g_ptr_array_add (rows, mg_slot_row_new (mg_cli_get_fleet (cli), device, slot));

  return g_steal_pointer (&rows);
}

static GPtrArray *
new_device_rows (MgCli    *cli,
                 MgDevice *device)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (device == NULL)
    return mg_device_row_new_list (mg_cli_get_fleet (cli));

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_device_row_free);
  g_ptr_array_add (rows, mg_device_row_new (mg_cli_get_fleet (cli), device));

  return g_steal_pointer (&rows);
}

/* Says which devices have a problem; what that means for the exit status if nothing else does. */
static MgExit
say_problems (GPtrArray *devices)
{
  MgExit status = MG_EXIT_DONE;
  guint n_problems = 0;

  for (guint i = 0; i < devices->len; i++)
    {
      MgDeviceRow *row = g_ptr_array_index (devices, i);
      const GError *problem = mg_device_get_problem (row->device);

      if (problem == NULL)
        continue;

      n_problems++;
      status = mg_exit_from_error (problem);
      /* Translators: the name of a device, and what is wrong with it */
      mg_terminal_say (_("%s: %s"), mg_device_get_name (row->device), problem->message);
    }

  if (n_problems > 0 && devices->len > 1)
    return MG_EXIT_SOME_FAILED;

  return status;
}

static gboolean
has_invalid (GPtrArray *slots)
{
  for (guint i = 0; i < slots->len; i++)
    {
      MgSlotRow *row = g_ptr_array_index (slots, i);

      if (mg_slot_get_state (row->slot) == MG_TOKEN_STATE_INVALID)
        return TRUE;
    }

  return FALSE;
}

static MgExit
run (MgCli             *cli,
     const char *const *arguments)
{
  MgPrinter *printer = mg_cli_get_printer (cli);
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GPtrArray) slots = NULL;
  g_autoptr (GError) error = NULL;
  MgDevice *device;
  MgSlot *slot;
  MgExit status;

  if (!mg_cli_load (cli, &error) ||
      !find_subject (cli, arguments[0], &device, &slot, &error))
    return mg_cli_report (cli, error);

  /* Trouble with a device is in the fleet; what is left here has nothing to do with one. */
  if (options.check && !check (cli, device, &error) &&
      (device == NULL || mg_device_get_problem (device) == NULL))
    return mg_cli_report (cli, error);

  mg_cli_say_empty (cli);
  devices = new_device_rows (cli, device);
  slots = new_slot_rows (cli, device, slot);
  mg_printer_table (printer, slots, mg_slot_row_status_columns);
  mg_printer_document (printer,
                       "devices", mg_printer_new_objects (devices, mg_device_row_list_columns),
                       "slots", mg_printer_new_objects (slots, mg_slot_row_columns),
                       NULL);
  status = say_problems (devices);

  if (!options.check)
    return MG_EXIT_DONE;

  return status == MG_EXIT_DONE && has_invalid (slots) ? MG_EXIT_AUTHORIZE : status;
}

const MgCommand mg_status_command = {
  .name = "status",
  .arguments = "[DEVICE[/SLOT]]",
  .n_allowed = 1,
  .summary = N_("Show whether the permissions still hold."),
  .options = entries,
  .run = run,
};
