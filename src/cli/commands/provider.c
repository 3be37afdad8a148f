/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-provider"

#include "config.h"

#include <glib/gi18n.h>

#include "commands.h"
#include "mg-input.h"
#include "mg-provider-row.h"
#include "mg-terminal.h"

static struct
{
  char  *issuer;
  char  *file;
  char  *client_id;
  char  *client_secret_file;
  char  *tenant;
  char **scopes;
} options;

static const GOptionEntry add_entries[] = {
  { "issuer", 0, 0, G_OPTION_ARG_STRING, &options.issuer,
    N_("Add the provider that describes itself at this address"), N_("URL") },
  { "file", 0, 0, G_OPTION_ARG_FILENAME, &options.file,
    N_("Add the provider that this file describes"), N_("FILE") },
  { "client-id", 0, 0, G_OPTION_ARG_STRING, &options.client_id,
    N_("Your client there"), N_("ID") },
  { "client-secret-file", 0, 0, G_OPTION_ARG_FILENAME, &options.client_secret_file,
    N_("Read the client's secret from this file, or “-” for standard input"), N_("FILE") },
  { "scope", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.scopes,
    N_("With --issuer, ask for this scope to send mail; may be given more than once"),
    N_("SCOPE") },
  G_OPTION_ENTRY_NULL
};

static const GOptionEntry set_entries[] = {
  { "client-id", 0, 0, G_OPTION_ARG_STRING, &options.client_id,
    N_("Your client there"), N_("ID") },
  { "client-secret-file", 0, 0, G_OPTION_ARG_FILENAME, &options.client_secret_file,
    N_("Read the client's secret from this file, or “-” for standard input"), N_("FILE") },
  { "tenant", 0, 0, G_OPTION_ARG_STRING, &options.tenant,
    N_("The organization that the client belongs to"), N_("TENANT") },
  G_OPTION_ENTRY_NULL
};

static MgProviderRegistry *
get_providers (MgCli *cli)
{
  return mg_fleet_get_providers (mg_cli_get_fleet (cli));
}

static GPtrArray *
new_rows (MgCli *cli)
{
  GListModel *providers = G_LIST_MODEL (get_providers (cli));
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    g_ptr_array_add (rows, g_list_model_get_item (providers, i));

  return g_steal_pointer (&rows);
}

static MgExit
run_list (MgCli             *cli,
          const char *const *arguments)
{
  MgPrinter *printer = mg_cli_get_printer (cli);
  g_autoptr (GPtrArray) rows = NULL;
  g_auto (GStrv) problems = NULL;
  g_autoptr (GError) error = NULL;

  if (!mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  rows = new_rows (cli);
  problems = mg_provider_registry_dup_problems (get_providers (cli));
  for (char **problem = problems; *problem != NULL; problem++)
    mg_terminal_say ("%s", *problem);
  mg_printer_table (printer, rows, mg_provider_row_list_columns);
  mg_printer_document (printer,
                       "providers", mg_printer_new_objects (rows, mg_provider_row_list_columns),
                       NULL);

  return MG_EXIT_DONE;
}

static MgExit
print (MgCli      *cli,
       MgProvider *provider)
{
  MgPrinter *printer = mg_cli_get_printer (cli);

  mg_printer_record (printer, provider, mg_provider_row_columns);
  mg_printer_document (printer,
                       "provider", mg_printer_new_object (provider, mg_provider_row_columns),
                       NULL);

  return MG_EXIT_DONE;
}

static MgExit
run_show (MgCli             *cli,
          const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  MgProvider *provider;

  if (!mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  provider = mg_cli_lookup_provider (cli, arguments[0], &error);
  if (provider == NULL)
    return mg_cli_report (cli, error);

  return print (cli, provider);
}

/* Reads the client's secret, if it has one: before anything is changed. */
static gboolean
read_client_secret (MgCli     *cli,
                    MgSecret **secret,
                    GError   **error)
{
  *secret = NULL;
  if (options.client_secret_file == NULL)
    return TRUE;

  *secret = mg_input_get_secret (options.client_secret_file, "--client-secret-file",
                                 _("Client secret"), mg_cli_get_cancellable (cli), error);

  return *secret != NULL;
}

static gboolean
store_client_secret (MgCli       *cli,
                     MgProvider  *provider,
                     MgSecret    *secret,
                     GError     **error)
{
  MgVault *vault = mg_fleet_get_vault (mg_cli_get_fleet (cli));
  g_autoptr (MgVaultKey) key = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (secret == NULL)
    return TRUE;

  key = mg_vault_key_new_oauth_client (mg_provider_get_id (provider));
  mg_vault_store_async (vault, key, mg_provider_get_name (provider), secret,
                        mg_cli_get_cancellable (cli), mg_cli_take_result, &result);
  mg_cli_wait (&result);

  return mg_vault_store_finish (vault, result, error);
}

static MgProvider *
add_by_issuer (MgCli   *cli,
               GError **error)
{
  MgProviderRegistry *providers = get_providers (cli);
  g_autoptr (MgHttp) http = mg_http_new_public (mg_cli_get_context (cli));
  g_autoptr (GAsyncResult) result = NULL;

  mg_provider_registry_add_issuer_async (providers, http, options.issuer, options.client_id,
                                         (const char *const *) options.scopes,
                                         mg_cli_get_cancellable (cli), mg_cli_take_result,
                                         &result);
  mg_cli_wait (&result);

  return mg_provider_registry_add_issuer_finish (providers, result, error);
}

static MgProvider *
add_by_file (MgCli   *cli,
             GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (options.file);

  return mg_provider_registry_add_file (get_providers (cli), file, options.client_id, error);
}

static gboolean
check_add_options (GError **error)
{
  const char *problem = NULL;

  if ((options.issuer == NULL) == (options.file == NULL))
    problem = _("Name the provider with either --issuer or --file");
  else if (options.scopes != NULL && options.issuer == NULL)
    problem = _("--scope needs --issuer");
  else if (options.client_secret_file != NULL && options.client_id == NULL)
    problem = _("--client-secret-file needs --client-id");

  if (problem == NULL)
    return TRUE;

  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, problem);
  return FALSE;
}

static MgExit
run_add (MgCli             *cli,
         const char *const *arguments)
{
  g_autoptr (MgProvider) provider = NULL;
  g_autoptr (MgSecret) secret = NULL;
  g_autoptr (GError) error = NULL;

  if (!check_add_options (&error) || !mg_cli_load (cli, &error) ||
      !read_client_secret (cli, &secret, &error))
    return mg_cli_report (cli, error);

  provider = options.issuer != NULL ? add_by_issuer (cli, &error) : add_by_file (cli, &error);
  if (provider == NULL)
    return mg_cli_report (cli, error);

  if (!store_client_secret (cli, provider, secret, &error))
    {
      mg_provider_registry_remove (get_providers (cli), mg_provider_get_id (provider), NULL);
      return mg_cli_report (cli, error);
    }

  return print (cli, provider);
}

static MgExit
run_set (MgCli             *cli,
         const char *const *arguments)
{
  g_autoptr (MgProvider) changed = NULL;
  g_autoptr (MgSecret) secret = NULL;
  g_autoptr (GError) error = NULL;
  MgProvider *provider;

  if (options.client_id == NULL)
    {
      g_set_error_literal (&error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("Name your client with --client-id"));
      return mg_cli_report (cli, error);
    }

  if (!mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  provider = mg_cli_lookup_provider (cli, arguments[0], &error);
  if (provider == NULL ||
      !read_client_secret (cli, &secret, &error) ||
      !store_client_secret (cli, provider, secret, &error))
    return mg_cli_report (cli, error);

  changed = mg_provider_registry_set_client (get_providers (cli), arguments[0], options.client_id,
                                             options.tenant, &error);
  if (changed == NULL)
    return mg_cli_report (cli, error);

  return print (cli, changed);
}

static const MgCommand list_command = {
  .name = "list",
  .summary = N_("List the providers."),
  .run = run_list,
};

static const MgCommand show_command = {
  .name = "show",
  .arguments = "PROVIDER",
  .n_required = 1,
  .n_allowed = 1,
  .summary = N_("Show a provider, and what to register there."),
  .run = run_show,
};

static const MgCommand add_command = {
  .name = "add",
  .summary = N_("Add a provider of your own."),
  .options = add_entries,
  .run = run_add,
};

static const MgCommand set_command = {
  .name = "set",
  .arguments = "PROVIDER",
  .n_required = 1,
  .n_allowed = 1,
  .summary = N_("Set your own client for a provider."),
  .options = set_entries,
  .run = run_set,
};

static const MgCommand *const commands[] = {
  &list_command,
  &show_command,
  &add_command,
  &set_command,
  NULL
};

const MgCommand mg_provider_command = {
  .name = "provider",
  .summary = N_("List, show, add or set up mail providers."),
  .commands = commands,
};
