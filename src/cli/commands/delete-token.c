/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-delete-token"

#include "config.h"

#include <glib/gi18n.h>

#include "commands.h"
#include "mg-slot-row.h"
#include "mg-terminal.h"

static MgExit
run (MgCli             *cli,
     const char *const *arguments)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MgSlotRow) row = NULL;
  g_autoptr (GError) error = NULL;
  MgDevice *device;
  MgSlot *slot;

  if (!mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  slot = mg_fleet_lookup_slot (mg_cli_get_fleet (cli), arguments[0], &device, &error);
  if (slot == NULL)
    return mg_cli_report (cli, error);

  row = mg_slot_row_new (mg_cli_get_fleet (cli), device, slot);
  mg_fleet_delete_token_async (mg_cli_get_fleet (cli), slot, mg_cli_get_cancellable (cli),
                               mg_cli_take_result, &result);
  mg_cli_wait (&result);
  if (!mg_fleet_delete_token_finish (mg_cli_get_fleet (cli), result, &error))
    return mg_cli_report (cli, error);

  mg_terminal_say ("%s", _("Deleted the token on the device. It has not been revoked at the "
                           "provider."));
  mg_printer_document (mg_cli_get_printer (cli),
                       "slot", mg_printer_new_object (row, mg_slot_row_columns),
                       NULL);

  return MG_EXIT_DONE;
}

const MgCommand mg_delete_token_command = {
  .name = "delete-token",
  .arguments = "DEVICE/SLOT",
  .n_required = 1,
  .n_allowed = 1,
  .summary = N_("Delete the token that a device holds."),
  .run = run,
};
