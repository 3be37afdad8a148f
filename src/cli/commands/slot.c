/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-slot"

#include "config.h"

#include <glib/gi18n.h>

#include "commands.h"
#include "mg-slot-row.h"

static MgExit
run_list (MgCli             *cli,
          const char *const *arguments)
{
  MgPrinter *printer = mg_cli_get_printer (cli);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  MgDevice *device = NULL;

  if (!mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  if (arguments[0] != NULL)
    {
      device = mg_cli_lookup_device (cli, arguments[0], &error);
      if (device == NULL)
        return mg_cli_report (cli, error);
    }
  else
    {
      mg_cli_say_empty (cli);
    }

  rows = mg_slot_row_new_list (mg_cli_get_fleet (cli), device);
  mg_printer_table (printer, rows, mg_slot_row_columns);
  mg_printer_document (printer,
                       "slots", mg_printer_new_objects (rows, mg_slot_row_columns),
                       NULL);

  return MG_EXIT_DONE;
}

static const MgCommand list_command = {
  .name = "list",
  .arguments = "[DEVICE]",
  .n_allowed = 1,
  .summary = N_("List the slots of all devices, or of one."),
  .run = run_list,
};

static const MgCommand *const commands[] = {
  &list_command,
  NULL
};

const MgCommand mg_slot_command = {
  .name = "slot",
  .summary = N_("List the places on devices that log in to a mail server."),
  .commands = commands,
};
