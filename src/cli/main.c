/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl"

#include "config.h"

#include <locale.h>
#include <stdio.h>
#include <sys/resource.h>

#include <glib/gi18n.h>

#include "commands/commands.h"
#include "mg-terminal.h"

static const MgCommand *const commands[] = {
  &mg_discover_command,
  &mg_device_command,
  &mg_slot_command,
  &mg_provider_command,
  &mg_authorize_command,
  &mg_password_command,
  &mg_test_command,
  &mg_status_command,
  &mg_delete_token_command,
  &mg_repair_command,
  &mg_renew_command,
  &mg_export_command,
  &mg_import_command,
  &mg_monitor_command,
  &mg_doctor_command,
  NULL
};

static const MgCommand root = {
  .name = "mailgrantctl",
  .summary = N_("Keeps the mail of NAS boxes and printers authorized."),
  .commands = commands,
};

/* A full disk must not look like success. */
static MgExit
close_output (MgExit status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;

  mg_terminal_say_labelled ("error", _("The output could not be written completely"));

  return status == MG_EXIT_DONE ? MG_EXIT_FAILED : status;
}

int
main (int    argc,
      char **argv)
{
  static const struct rlimit no_core = { 0, 0 };
  g_autoptr (MgCli) cli = NULL;
  MgExit status;

  /* A core file would hold passwords and tokens. */
  setrlimit (RLIMIT_CORE, &no_core);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  mg_log_install ();
  cli = mg_cli_new ();

  status = mg_command_run (&root, cli, argc, argv);
  mg_cli_close (cli);

  return close_output (status);
}
