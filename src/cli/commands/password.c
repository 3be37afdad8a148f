/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-password"

#include "config.h"

#include <glib/gi18n.h>

#include "commands.h"
#include "mg-input.h"
#include "mg-test-row.h"

static struct
{
  char *account;
  char *password_file;
} options;

static const GOptionEntry entries[] = {
  { "account", 0, 0, G_OPTION_ARG_STRING, &options.account,
    N_("The mailbox, if the slot has none or is to have another"), N_("ADDRESS") },
  { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &options.password_file,
    N_("Read the password from this file, or “-” for standard input"), N_("FILE") },
  G_OPTION_ENTRY_NULL
};

static MgTestResult *
push_password (MgCli       *cli,
               MgSlot      *slot,
               GError     **error)
{
  const char *account = options.account != NULL ? options.account : mg_slot_get_account (slot);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MgSecret) password = NULL;

  if (account == NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("The slot has no mailbox yet: name it with --account"));
      return NULL;
    }

  password = mg_input_get_secret (options.password_file, "--password-file",
                                  _("Password of the mailbox"), mg_cli_get_cancellable (cli),
                                  error);
  if (password == NULL)
    return NULL;

  mg_fleet_push_password_async (mg_cli_get_fleet (cli), slot, account, password,
                                mg_cli_get_cancellable (cli), mg_cli_take_result, &result);
  mg_cli_wait (&result);

  return mg_fleet_push_password_finish (mg_cli_get_fleet (cli), result, error);
}

static MgExit
run (MgCli             *cli,
     const char *const *arguments)
{
  MgPrinter *printer = mg_cli_get_printer (cli);
  g_autoptr (MgTestRow) row = NULL;
  g_autoptr (GError) error = NULL;
  MgTestResult *outcome;
  MgSlotRow *slot_row;
  MgDevice *device;
  MgSlot *slot;

  if (!mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  slot = mg_fleet_lookup_slot (mg_cli_get_fleet (cli), arguments[0], &device, &error);
  if (slot == NULL)
    return mg_cli_report (cli, error);

  slot_row = mg_slot_row_new (mg_cli_get_fleet (cli), device, slot);
  outcome = push_password (cli, slot, &error);
  if (outcome == NULL)
    {
      mg_slot_row_free (slot_row);
      return mg_cli_report (cli, error);
    }

  row = mg_test_row_new (slot_row, outcome, NULL);
  mg_printer_record (printer, row, mg_test_row_columns);
  mg_printer_document (printer, "test", mg_printer_new_object (row, mg_test_row_columns), NULL);

  return mg_test_row_get_exit (row);
}

const MgCommand mg_password_command = {
  .name = "password",
  .arguments = "DEVICE/SLOT",
  .n_required = 1,
  .n_allowed = 1,
  .summary = N_("Put an app password or mail password on a device, and test it."),
  .options = entries,
  .run = run,
};
