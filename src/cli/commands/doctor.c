/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-doctor"

#include "config.h"

#include <net/if.h>

#include <glib/gi18n.h>

#include "commands.h"
#include "mg-terminal.h"

/* What a person may put on a public page to get help. Each line is made here of words and numbers
 * of our own: no name, address, serial number, account or token can be in it. */

static struct
{
  gboolean providers;
} options;

static const GOptionEntry entries[] = {
  { "providers", 0, 0, G_OPTION_ARG_NONE, &options.providers,
    N_("Try to reach the providers too"), NULL },
  G_OPTION_ENTRY_NULL
};

typedef struct
{
  MgCli        *cli;
  const GError *load_error;  /* (nullable): why the fleet could not be loaded */
} Patient;

static GVariant *
new_version (gpointer row)
{
  return mg_value_new_string (PACKAGE_VERSION);
}

static GVariant *
new_glib (gpointer row)
{
  g_autofree char *version = g_strdup_printf ("%u.%u.%u", glib_major_version, glib_minor_version,
                                              glib_micro_version);

  return mg_value_new_string (version);
}

static GVariant *
new_system (gpointer row)
{
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  return mg_value_new_string (system);
}

static GVariant *
new_sandbox (gpointer row)
{
  return g_variant_new_boolean (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS));
}

/* The vault opens the keyring before it looks, so a secret that is not there tells as much as one
 * that is. */
static GVariant *
new_keyring (gpointer row)
{
  Patient *self = row;
  g_autoptr (MgVault) vault = mg_secret_vault_new (FALSE);
  g_autoptr (MgVaultKey) key = mg_vault_key_new_device_credential ("doctor");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MgSecret) secret = NULL;
  g_autoptr (GError) error = NULL;

  mg_vault_lookup_async (vault, key, FALSE, mg_cli_get_cancellable (self->cli),
                         mg_cli_take_result, &result);
  mg_cli_wait (&result);
  secret = mg_vault_lookup_finish (vault, result, &error);

  if (error == NULL || g_error_matches (error, MG_ERROR, MG_ERROR_NOT_FOUND))
    return mg_value_new_string ("open");
  if (g_error_matches (error, MG_ERROR, MG_ERROR_VAULT_LOCKED) ||
      g_error_matches (error, MG_ERROR, MG_ERROR_VAULT_DISMISSED))
    return mg_value_new_string ("locked");
  if (g_error_matches (error, MG_ERROR, MG_ERROR_VAULT_ABSENT))
    return mg_value_new_string ("absent");

  return mg_value_new_string ("unreadable");
}

static GVariant *
new_store (gpointer row)
{
  Patient *self = row;

  return mg_value_new_string (self->load_error == NULL ? "readable" : "unreadable");
}

static GVariant *
new_schema (gpointer row)
{
  Patient *self = row;

  return g_variant_new_int64 (mg_fleet_get_schema (mg_cli_get_fleet (self->cli)));
}

static GVariant *
new_devices (gpointer row)
{
  Patient *self = row;

  if (self->load_error != NULL)
    return NULL;

  return g_variant_new_int64 (
    g_list_model_get_n_items (G_LIST_MODEL (mg_cli_get_fleet (self->cli))));
}

static GVariant *
new_avahi (gpointer row)
{
  Patient *self = row;
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GAsyncResult) connected = NULL;
  g_autoptr (GAsyncResult) called = NULL;
  gboolean running = FALSE;

  g_bus_get (G_BUS_TYPE_SYSTEM, mg_cli_get_cancellable (self->cli), mg_cli_take_result,
             &connected);
  mg_cli_wait (&connected);
  bus = g_bus_get_finish (connected, NULL);
  if (bus == NULL)
    return mg_value_new_string ("no-system-bus");

  g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "NameHasOwner",
                          g_variant_new ("(s)", "org.freedesktop.Avahi"), G_VARIANT_TYPE ("(b)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, mg_cli_get_cancellable (self->cli),
                          mg_cli_take_result, &called);
  mg_cli_wait (&called);
  answer = g_dbus_connection_call_finish (bus, called, NULL);
  if (answer != NULL)
    g_variant_get (answer, "(b)", &running);

  return mg_value_new_string (running ? "running" : "not-running");
}

static GVariant *
new_interfaces (gpointer row)
{
  struct if_nameindex *interfaces = if_nameindex ();
  gint64 n = 0;

  if (interfaces == NULL)
    return NULL;

  while (interfaces[n].if_index != 0)
    n++;
  if_freenameindex (interfaces);

  return g_variant_new_int64 (n);
}

static GVariant *
new_browser (gpointer row)
{
  g_autoptr (GAppInfo) app = g_app_info_get_default_for_uri_scheme ("https");

  return mg_value_new_string (app != NULL ? g_app_info_get_id (app) : NULL);
}

static char *
dup_browser (gpointer row)
{
  g_autoptr (GAppInfo) app = g_app_info_get_default_for_uri_scheme ("https");

  return g_strdup (app != NULL ? g_app_info_get_id (app) : _("none"));
}

static GVariant *
new_tls (gpointer row)
{
  return g_variant_new_boolean (g_tls_backend_supports_tls (g_tls_backend_get_default ()));
}

static GVariant *
new_own_authority (gpointer row)
{
  Patient *self = row;
  MgContext *context = mg_cli_get_context (self->cli);

  return g_variant_new_boolean (mg_context_get_public_tls_database (context) != NULL);
}

static const MgColumn columns[] = {
  { "version", N_("Mailgrant"), new_version, NULL },
  { "glib", N_("GLib"), new_glib, NULL },
  { "system", N_("System"), new_system, NULL },
  { "sandbox", N_("Sandbox"), new_sandbox, NULL },
  { "tls", N_("TLS"), new_tls, NULL },
  { "own_authority", N_("Own certificate authority"), new_own_authority, NULL },
  { "keyring", N_("Keyring"), new_keyring, NULL },
  { "store", N_("Database"), new_store, NULL },
  { "schema", N_("Database version"), new_schema, NULL },
  { "devices", N_("Devices"), new_devices, NULL },
  { "avahi", N_("Avahi"), new_avahi, NULL },
  { "interfaces", N_("Network interfaces"), new_interfaces, NULL },
  { "browser", N_("Browser"), new_browser, dup_browser },
  { NULL, NULL, NULL, NULL }
};

typedef struct
{
  char *id;       /* (owned) (nullable) for one of the person's own */
  char *problem;  /* (owned) (nullable) */
} Reach;

static void
reach_free (gpointer data)
{
  Reach *self = data;

  g_free (self->id);
  g_free (self->problem);
  g_free (self);
}

static GVariant *
new_reach_id (gpointer row)
{
  return mg_value_new_string (((Reach *) row)->id);
}

static char *
dup_reach_id (gpointer row)
{
  Reach *self = row;

  return g_strdup (self->id != NULL ? self->id : _("one of your own"));
}

static GVariant *
new_reachable (gpointer row)
{
  return g_variant_new_boolean (((Reach *) row)->problem == NULL);
}

static GVariant *
new_reach_problem (gpointer row)
{
  return mg_value_new_string (((Reach *) row)->problem);
}

static const MgColumn reach_columns[] = {
  { "provider", N_("Provider"), new_reach_id, dup_reach_id },
  { "reachable", N_("Reachable"), new_reachable, NULL },
  { "problem", N_("Problem"), new_reach_problem, NULL },
  { NULL, NULL, NULL, NULL }
};

/* Any answer of its own is proof enough; a GET at the token endpoint gives nothing away. */
static GError *
reach (MgCli      *cli,
       const char *uri)
{
  g_autoptr (MgHttp) http = mg_http_new_public (mg_cli_get_context (cli));
  g_autoptr (MgHttpRequest) request = mg_http_request_new ("GET", uri);
  g_autoptr (MgHttpResponse) response = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  mg_http_send_async (http, request, mg_cli_get_cancellable (cli), mg_cli_take_result, &result);
  mg_cli_wait (&result);
  response = mg_http_send_finish (http, result, &error);

  return error;
}

/* The message of an error would name the host, and the host may be a company's own. */
static const char *
describe (const GError *error)
{
  switch (mg_exit_from_error (error))
    {
    case MG_EXIT_UNREACHABLE:
      return _("No connection");
    case MG_EXIT_CERTIFICATE:
      return _("The certificate is not trusted");
    case MG_EXIT_DONE:
    case MG_EXIT_FAILED:
    case MG_EXIT_USAGE:
    case MG_EXIT_NOT_FOUND:
    case MG_EXIT_AUTHORIZE:
    case MG_EXIT_SOME_FAILED:
    case MG_EXIT_KEYRING:
    case MG_EXIT_SIGNAL:
    default:
      return _("No sensible answer");
    }
}

static GPtrArray *
reach_providers (MgCli *cli)
{
  GListModel *providers = G_LIST_MODEL (mg_fleet_get_providers (mg_cli_get_fleet (cli)));
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (reach_free);

  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr (MgProvider) provider = g_list_model_get_item (providers, i);
      g_autofree char *uri = NULL;
      g_autoptr (GError) error = NULL;
      Reach *row;

      uri = mg_provider_dup_token_endpoint (provider, mg_provider_get_tenant (provider));
      if (uri == NULL)
        continue;

      error = reach (cli, uri);
      row = g_new0 (Reach, 1);
      row->id = g_strdup (mg_provider_is_built_in (provider) ? mg_provider_get_id (provider)
                                                             : NULL);
      row->problem = g_strdup (error != NULL ? describe (error) : NULL);
      g_ptr_array_add (rows, row);
    }

  return g_steal_pointer (&rows);
}

static MgExit
run (MgCli             *cli,
     const char *const *arguments)
{
  MgPrinter *printer = mg_cli_get_printer (cli);
  g_autoptr (GPtrArray) reached = NULL;
  g_autoptr (GError) load_error = NULL;
  g_autoptr (GError) error = NULL;
  Patient patient = { .cli = cli };

  mg_cli_load (cli, &load_error);
  patient.load_error = load_error;

  if (options.providers && load_error == NULL)
    reached = reach_providers (cli);
  if (g_cancellable_set_error_if_cancelled (mg_cli_get_cancellable (cli), &error))
    return mg_cli_report (cli, error);

  mg_printer_record (printer, &patient, columns);
  if (reached != NULL)
    {
      mg_printer_line (printer, "%s", "");
      mg_printer_table (printer, reached, reach_columns);
    }
  mg_printer_document (printer,
                       "doctor", mg_printer_new_object (&patient, columns),
                       "providers", reached != NULL ? mg_printer_new_objects (reached,
                                                                              reach_columns)
                                                    : NULL,
                       NULL);

  return MG_EXIT_DONE;
}

const MgCommand mg_doctor_command = {
  .name = "doctor",
  .summary = N_("Print what helps to find a fault, with nothing private in it."),
  .options = entries,
  .run = run,
};
