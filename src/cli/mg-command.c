/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-command"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "mg-command.h"

static struct
{
  gboolean  json;
  gboolean  version;
  char     *ca_file;
} options;

/* Understood before and behind the name of every command. */
static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &options.json,
    N_("Print one JSON document"), NULL },
  { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &options.ca_file,
    N_("Trust the certificate authorities in this file too"), N_("FILE") },
  { "version", 0, 0, G_OPTION_ARG_NONE, &options.version,
    N_("Print the version and exit"), NULL },
  G_OPTION_ENTRY_NULL
};

static char *
dup_list_of_commands (const MgCommand *const *commands)
{
  g_autoptr (GString) list = g_string_new (_("Commands:"));

  for (gsize i = 0; commands[i] != NULL; i++)
    g_string_append_printf (list, "\n  %-14s %s", commands[i]->name, _(commands[i]->summary));

  return g_string_free (g_steal_pointer (&list), FALSE);
}

static GOptionContext *
new_context (const MgCommand *command)
{
  g_autoptr (GOptionContext) context = NULL;

  context = g_option_context_new (command->commands != NULL ? N_("COMMAND") : command->arguments);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _(command->summary));
  if (command->options != NULL)
    g_option_context_add_main_entries (context, command->options, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  if (command->commands != NULL)
    {
      g_autofree char *list = dup_list_of_commands (command->commands);

      g_option_context_set_description (context, list);
      g_option_context_set_strict_posix (context, TRUE);
    }

  return g_steal_pointer (&context);
}

static const MgCommand *
find_command (const MgCommand  *group,
              const char       *name,
              GError          **error)
{
  if (name == NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                           _("The name of a command is missing"));
      return NULL;
    }

  for (gsize i = 0; group->commands[i] != NULL; i++)
    if (g_str_equal (group->commands[i]->name, name))
      return group->commands[i];

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
               _("There is no command “%s”"), name);
  return NULL;
}

static gboolean
check_arguments (const MgCommand    *command,
                 const char *const  *arguments,
                 GError            **error)
{
  guint n = g_strv_length ((char **) arguments);

  for (guint i = 0; i < n; i++)
    if (!g_utf8_validate (arguments[i], -1, NULL))
      {
        g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                             _("An argument is not UTF-8 text"));
        return FALSE;
      }

  if (n < command->n_required)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                 /* Translators: %s is the list of arguments, such as DEVICE/SLOT */
                 _("An argument is missing: %s"), command->arguments);
  else if (n > command->n_allowed)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                 _("There is one argument too many: “%s”"), arguments[command->n_allowed]);
  else
    return TRUE;

  return FALSE;
}

static void
remove_first (char **arguments)
{
  g_free (arguments[0]);
  memmove (arguments, arguments + 1, (g_strv_length (arguments + 1) + 1) * sizeof (char *));
}

/* Parses the options of one level; what follows them is left in @arguments behind the program's
 * name. */
static gboolean
parse_options (const MgCommand   *command,
               char            ***arguments,
               GError           **error)
{
  g_autoptr (GOptionContext) context = new_context (command);

  if (!g_option_context_parse_strv (context, arguments, error))
    return FALSE;

  if (g_strcmp0 ((*arguments)[1], "--") == 0)
    remove_first (*arguments + 1);

  return TRUE;
}

static MgExit
run_leaf (const MgCommand   *command,
          MgCli             *cli,
          const char *const *arguments)
{
  g_autoptr (GError) error = NULL;

  if (!check_arguments (command, arguments, &error))
    return mg_cli_report (cli, error);

  mg_printer_set_json (mg_cli_get_printer (cli), options.json);
  if (!mg_cli_configure (cli, options.ca_file, &error))
    return mg_cli_report (cli, error);

  return command->run (cli, arguments);
}

/**
 * mg_command_run:
 * @root: the program itself, as a command with commands
 * @cli: the run
 * @argc: the number of arguments of main()
 * @argv: the arguments of main()
 *
 * Finds the command that the arguments call, and carries it out.
 *
 * Returns: what the program ends with
 */
MgExit
mg_command_run (const MgCommand  *root,
                MgCli            *cli,
                int               argc,
                char            **argv)
{
  g_auto (GStrv) arguments = NULL;
  g_autofree char *name = g_strdup (root->name);
  g_autoptr (GError) error = NULL;
  const MgCommand *command = root;

  g_return_val_if_fail (root->commands != NULL, MG_EXIT_FAILED);
  g_return_val_if_fail (MG_IS_CLI (cli), MG_EXIT_FAILED);
  g_return_val_if_fail (argc > 0, MG_EXIT_FAILED);

  arguments = g_strdupv (argv);
  g_set_prgname (name);
  while (TRUE)
    {
      g_autofree char *parent = NULL;

      if (!parse_options (command, &arguments, &error))
        return mg_cli_report (cli, error);

      if (options.version)
        {
          g_print ("%s %s\n", root->name, PACKAGE_VERSION);
          return MG_EXIT_DONE;
        }

      if (command->commands == NULL)
        return run_leaf (command, cli, (const char *const *) arguments + 1);

      command = find_command (command, arguments[1], &error);
      if (command == NULL)
        return mg_cli_report (cli, error);

      /* The command's name takes the place of the program's. */
      parent = g_steal_pointer (&name);
      name = g_strconcat (parent, " ", command->name, NULL);
      g_set_prgname (name);
      remove_first (arguments);
    }
}
