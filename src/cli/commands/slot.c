/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-slot"

#include "config.h"

#include <glib/gi18n.h>

#include "commands.h"
#include "mg-slot-row.h"
#include "mg-terminal.h"
#include "slot-add.h"

static char *words;

static const GOptionEntry report_entries[] = {
  { "words", 0, 0, G_OPTION_ARG_STRING, &words,
    N_("The sentence that the device shows with it"), N_("TEXT") },
  G_OPTION_ENTRY_NULL
};

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

static MgExit
run_remove (MgCli             *cli,
            const char *const *arguments)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  MgFleet *fleet;
  MgDevice *device;
  MgSlot *slot;

  if (!mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  fleet = mg_cli_get_fleet (cli);
  slot = mg_fleet_lookup_slot (fleet, arguments[0], &device, &error);
  if (slot == NULL)
    return mg_cli_report (cli, error);

  id = g_strconcat (mg_device_get_id (device), "/", mg_slot_get_id (slot), NULL);
  mg_fleet_remove_slot_async (fleet, slot, mg_cli_get_cancellable (cli), mg_cli_take_result,
                              &result);
  mg_cli_wait (&result);
  if (!mg_fleet_remove_slot_finish (fleet, result, &error))
    return mg_cli_report (cli, error);

  mg_terminal_say ("%s", _("Removed the mail setting here; on the device itself nothing has "
                           "changed."));
  mg_printer_document (mg_cli_get_printer (cli), "removed", mg_value_new_string (id), NULL);

  return MG_EXIT_DONE;
}

static MgExit
run_report (MgCli             *cli,
            const char *const *arguments)
{
  MgPrinter *printer = mg_cli_get_printer (cli);
  MgTokenState state = MG_TOKEN_STATE_UNKNOWN;
  g_autoptr (MgSlotRow) row = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MgFleet *fleet;
  MgDevice *device;
  MgSlot *slot;

  mg_token_state_from_nick (arguments[1], &state);
  if (state == MG_TOKEN_STATE_UNKNOWN)
    g_set_error (&error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _("“%s” is no state: a device shows not-obtained, waiting, obtained or invalid"),
                 arguments[1]);
  if (error != NULL || !mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  fleet = mg_cli_get_fleet (cli);
  slot = mg_fleet_lookup_slot (fleet, arguments[0], &device, &error);
  if (slot == NULL)
    return mg_cli_report (cli, error);

  mg_fleet_report_slot_async (fleet, slot, state, words, mg_cli_get_cancellable (cli),
                              mg_cli_take_result, &result);
  mg_cli_wait (&result);
  if (!mg_fleet_report_slot_finish (fleet, result, &error))
    return mg_cli_report (cli, error);

  row = mg_slot_row_new (fleet, device, slot);
  mg_printer_record (printer, row, mg_slot_row_columns);
  mg_printer_document (printer, "slot", mg_printer_new_object (row, mg_slot_row_columns), NULL);

  return MG_EXIT_DONE;
}

static const MgCommand list_command = {
  .name = "list",
  .arguments = "[DEVICE]",
  .n_allowed = 1,
  .summary = N_("List the slots of all devices, or of one."),
  .run = run_list,
};

static const MgCommand remove_command = {
  .name = "remove",
  .arguments = "DEVICE/SLOT",
  .n_required = 1,
  .n_allowed = 1,
  .summary = N_("Forget a mail setting that was added; the device itself stays as it is."),
  .run = run_remove,
};

static const MgCommand report_command = {
  .name = "report",
  .arguments = "DEVICE/SLOT STATE",
  .n_required = 2,
  .n_allowed = 2,
  .summary = N_("Say what a device that Mailgrant cannot read shows: not-obtained, waiting, obtained "
                "or invalid."),
  .options = report_entries,
  .run = run_report,
};

static const MgCommand *const commands[] = {
  &list_command,
  &mg_slot_add_command,
  &mg_slot_edit_command,
  &remove_command,
  &report_command,
  NULL
};

const MgCommand mg_slot_command = {
  .name = "slot",
  .summary = N_("List the places on devices that log in to a mail server, and keep those of devices that "
                "cannot be read."),
  .commands = commands,
};
