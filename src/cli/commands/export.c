/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-export"

#include "config.h"

#include <stdio.h>
#include <string.h>

#include <glib/gi18n.h>

#include "commands.h"
#include "mg-terminal.h"

static struct
{
  char *format;
} options;

static const GOptionEntry entries[] = {
  { "format", 0, 0, G_OPTION_ARG_STRING, &options.format,
    N_("How to write it (json)"), N_("json|csv") },
  G_OPTION_ENTRY_NULL
};

static gboolean
get_format (MgFleetFormat  *format,
            GError        **error)
{
  *format = MG_FLEET_FORMAT_JSON;
  if (options.format == NULL || g_str_equal (options.format, "json"))
    return TRUE;

  *format = MG_FLEET_FORMAT_CSV;
  if (g_str_equal (options.format, "csv"))
    return TRUE;

  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _("--format takes json or csv"));
  return FALSE;
}

/* The addresses of devices and mailboxes are nobody else's business. */
static gboolean
save (const char  *path,
      const char  *contents,
      GError     **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GError) reason = NULL;

  if (g_file_set_contents_full (path, contents, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &reason))
    return TRUE;

  g_set_error (error, MG_ERROR, MG_ERROR_FAILED, _("The file “%s” cannot be written: %s"), name,
               reason->message);
  return FALSE;
}

static MgExit
run (MgCli             *cli,
     const char *const *arguments)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  MgFleetFormat format;
  guint n_devices;

  if (!get_format (&format, &error) || !mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  contents = mg_fleet_export (mg_cli_get_fleet (cli), format);
  if (g_str_equal (arguments[0], "-"))
    {
      fputs (contents, stdout);
      return MG_EXIT_DONE;
    }

  if (!save (arguments[0], contents, &error))
    return mg_cli_report (cli, error);

  n_devices = g_list_model_get_n_items (G_LIST_MODEL (mg_cli_get_fleet (cli)));
  mg_terminal_say (ngettext ("Wrote %u device. There are no passwords and tokens in the file.",
                             "Wrote %u devices. There are no passwords and tokens in the file.",
                             n_devices),
                   n_devices);
  mg_printer_document (mg_cli_get_printer (cli), "devices", g_variant_new_int64 (n_devices), NULL);

  return MG_EXIT_DONE;
}

const MgCommand mg_export_command = {
  .name = "export",
  .arguments = "FILE",
  .n_required = 1,
  .n_allowed = 1,
  .summary = N_("Write the devices to a file, without any secret."),
  .options = entries,
  .run = run,
};
