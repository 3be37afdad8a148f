/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-device"

#include "config.h"

#include <glib/gi18n.h>

#include "commands.h"
#include "device-add.h"
#include "mg-device-row.h"
#include "mg-slot-row.h"
#include "mg-terminal.h"

static MgExit
run_list (MgCli             *cli,
          const char *const *arguments)
{
  MgPrinter *printer = mg_cli_get_printer (cli);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  if (!mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  rows = mg_device_row_new_list (mg_cli_get_fleet (cli));
  if (rows->len == 0)
    mg_cli_say_empty (cli);
  mg_printer_table (printer, rows, mg_device_row_list_columns);
  mg_printer_document (printer,
                       "devices", mg_printer_new_objects (rows, mg_device_row_list_columns),
                       NULL);

  return MG_EXIT_DONE;
}

static MgExit
run_show (MgCli             *cli,
          const char *const *arguments)
{
  MgPrinter *printer = mg_cli_get_printer (cli);
  g_autoptr (MgDeviceRow) row = NULL;
  g_autoptr (GPtrArray) slots = NULL;
  g_autoptr (GError) error = NULL;
  MgDevice *device;

  if (!mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  device = mg_cli_lookup_device (cli, arguments[0], &error);
  if (device == NULL)
    return mg_cli_report (cli, error);

  row = mg_device_row_new (mg_cli_get_fleet (cli), device);
  slots = mg_slot_row_new_list (mg_cli_get_fleet (cli), device);
  mg_printer_record (printer, row, mg_device_row_columns);
  if (slots->len > 0)
    mg_printer_line (printer, "%s", "");
  mg_printer_table (printer, slots, mg_slot_row_columns);
  mg_printer_document (printer,
                       "device", mg_printer_new_object (row, mg_device_row_columns),
                       NULL);

  return MG_EXIT_DONE;
}

static MgExit
run_remove (MgCli             *cli,
            const char *const *arguments)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  MgDevice *device;

  if (!mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  device = mg_cli_lookup_device (cli, arguments[0], &error);
  if (device == NULL)
    return mg_cli_report (cli, error);

  id = g_strdup (mg_device_get_id (device));
  mg_fleet_remove_device_async (mg_cli_get_fleet (cli), device, mg_cli_get_cancellable (cli),
                                mg_cli_take_result, &result);
  mg_cli_wait (&result);
  if (!mg_fleet_remove_device_finish (mg_cli_get_fleet (cli), result, &error))
    return mg_cli_report (cli, error);

  mg_terminal_say ("%s", _("Removed the device here; on the device itself nothing has changed."));
  mg_printer_document (mg_cli_get_printer (cli), "removed", mg_value_new_string (id), NULL);

  return MG_EXIT_DONE;
}

static const MgCommand list_command = {
  .name = "list",
  .summary = N_("List the devices."),
  .run = run_list,
};

static const MgCommand show_command = {
  .name = "show",
  .arguments = "DEVICE",
  .n_required = 1,
  .n_allowed = 1,
  .summary = N_("Show a device and its slots."),
  .run = run_show,
};

static const MgCommand remove_command = {
  .name = "remove",
  .arguments = "DEVICE",
  .n_required = 1,
  .n_allowed = 1,
  .summary = N_("Forget a device and its secrets; the device itself stays as it is."),
  .run = run_remove,
};

static const MgCommand *const commands[] = {
  &list_command,
  &mg_device_add_command,
  &show_command,
  &remove_command,
  NULL
};

const MgCommand mg_device_command = {
  .name = "device",
  .summary = N_("List, add, show or remove devices."),
  .commands = commands,
};
