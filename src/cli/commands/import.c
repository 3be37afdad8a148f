/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-import"

#include "config.h"

#include <unistd.h>

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>

#include "commands.h"
#include "mg-terminal.h"

static struct
{
  gboolean merge;
  gboolean replace;
} options;

static const GOptionEntry entries[] = {
  { "merge", 0, 0, G_OPTION_ARG_NONE, &options.merge,
    N_("Keep the devices that are not in the file (this is what happens)"), NULL },
  { "replace", 0, 0, G_OPTION_ARG_NONE, &options.replace,
    N_("Forget the devices that are not in the file, and their secrets"), NULL },
  G_OPTION_ENTRY_NULL
};

static GInputStream *
open_file (const char  *path,
           GError     **error)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GError) reason = NULL;
  GFileInputStream *stream;

  if (g_str_equal (path, "-"))
    return g_unix_input_stream_new (STDIN_FILENO, FALSE);

  file = g_file_new_for_path (path);
  stream = g_file_read (file, NULL, &reason);
  if (stream != NULL)
    return G_INPUT_STREAM (stream);

  name = g_filename_display_name (path);
  g_set_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT, _("The file “%s” cannot be read: %s"),
               name, reason->message);
  return NULL;
}

static GBytes *
read_file (MgCli       *cli,
           const char  *path,
           GError     **error)
{
  g_autoptr (GInputStream) stream = open_file (path, error);
  g_autoptr (GOutputStream) memory = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (stream == NULL)
    return NULL;

  memory = g_memory_output_stream_new_resizable ();
  g_output_stream_splice_async (memory, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT, mg_cli_get_cancellable (cli),
                                mg_cli_take_result, &result);
  mg_cli_wait (&result);
  if (g_output_stream_splice_finish (memory, result, error) < 0)
    return NULL;

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static MgExit
run (MgCli             *cli,
     const char *const *arguments)
{
  g_autoptr (GBytes) contents = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_added = 0, n_changed = 0, n_removed = 0;

  if (options.merge && options.replace)
    g_set_error_literal (&error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         _("--merge and --replace exclude each other"));
  if (error != NULL || !mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  contents = read_file (cli, arguments[0], &error);
  if (contents == NULL)
    return mg_cli_report (cli, error);

  mg_fleet_import_async (mg_cli_get_fleet (cli), contents,
                         options.replace ? MG_FLEET_IMPORT_REPLACE : MG_FLEET_IMPORT_MERGE,
                         mg_cli_get_cancellable (cli), mg_cli_take_result, &result);
  mg_cli_wait (&result);
  if (!mg_fleet_import_finish (mg_cli_get_fleet (cli), result, &n_added, &n_changed, &n_removed,
                               &error))
    return mg_cli_report (cli, error);

  mg_terminal_say (_("Added: %u. Changed: %u. Removed: %u."), n_added, n_changed, n_removed);
  if (n_added > 0)
    mg_terminal_say ("%s", _("Sign in to each new device with “mailgrantctl device add” and its "
                             "address."));
  mg_printer_document (mg_cli_get_printer (cli),
                       "added", g_variant_new_int64 (n_added),
                       "changed", g_variant_new_int64 (n_changed),
                       "removed", g_variant_new_int64 (n_removed),
                       NULL);

  return MG_EXIT_DONE;
}

const MgCommand mg_import_command = {
  .name = "import",
  .arguments = "FILE",
  .n_required = 1,
  .n_allowed = 1,
  .summary = N_("Take over the devices of a file that was exported."),
  .options = entries,
  .run = run,
};
