/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-device-add"

#include "config.h"

#include <glib/gi18n.h>

#include "device-add.h"
#include "mg-device-row.h"
#include "mg-input.h"
#include "mg-terminal.h"

static struct
{
  char     *driver;
  char     *model;
  char     *name;
  char     *user;
  char     *password_file;
  char     *one_time_code_file;
  char     *fingerprint;
  gboolean  trust;
} options;

static const GOptionEntry entries[] = {
  { "driver", 0, 0, G_OPTION_ARG_STRING, &options.driver,
    N_("Take the device for one of this driver"), N_("ID") },
  { "model", 0, 0, G_OPTION_ARG_STRING, &options.model,
    N_("Which model it is, where the device does not say so itself"), N_("MODEL") },
  { "name", 0, 0, G_OPTION_ARG_STRING, &options.name,
    N_("What to call the device"), N_("NAME") },
  { "user", 0, 0, G_OPTION_ARG_STRING, &options.user,
    N_("The administrator's name on the device"), N_("USER") },
  { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &options.password_file,
    N_("Read the password from this file, or “-” for standard input"), N_("FILE") },
  { "one-time-code-file", 0, 0, G_OPTION_ARG_FILENAME, &options.one_time_code_file,
    N_("Read the one-time code from this file, or “-” for standard input"), N_("FILE") },
  { "fingerprint", 0, 0, G_OPTION_ARG_STRING, &options.fingerprint,
    N_("Trust the device if its certificate has this fingerprint"), N_("SHA256") },
  { "trust", 0, 0, G_OPTION_ARG_NONE, &options.trust,
    N_("Trust whatever answers at this address"), NULL },
  G_OPTION_ENTRY_NULL
};

static GVariant *
new_address (gpointer row)
{
  MgInspection *inspection = row;
  g_autofree char *address = mg_address_to_string (inspection->address);

  return mg_value_new_string (address);
}

static GVariant *
new_driver (gpointer row)
{
  return mg_value_new_string (((MgInspection *) row)->driver_id);
}

static GVariant *
new_vendor (gpointer row)
{
  return mg_value_new_string (((MgInspection *) row)->identity->vendor);
}

static GVariant *
new_model (gpointer row)
{
  return mg_value_new_string (((MgInspection *) row)->identity->model);
}

static GVariant *
new_serial (gpointer row)
{
  return mg_value_new_string (((MgInspection *) row)->identity->serial);
}

static GVariant *
new_fingerprint (gpointer row)
{
  return mg_value_new_string (((MgInspection *) row)->fingerprint);
}

static GVariant *
new_subject (gpointer row)
{
  return mg_value_new_string (((MgInspection *) row)->subject);
}

static GVariant *
new_issuer (gpointer row)
{
  return mg_value_new_string (((MgInspection *) row)->issuer);
}

static GVariant *
new_not_before (gpointer row)
{
  return mg_value_new_time (((MgInspection *) row)->not_before);
}

static GVariant *
new_not_after (gpointer row)
{
  return mg_value_new_time (((MgInspection *) row)->not_after);
}

/* What a device that is not trusted yet says of itself; for programs, people read it on standard
 * error. */
static const MgColumn inspection_columns[] = {
  { "address", NULL, new_address, NULL },
  { "driver", NULL, new_driver, NULL },
  { "vendor", NULL, new_vendor, NULL },
  { "model", NULL, new_model, NULL },
  { "serial", NULL, new_serial, NULL },
  { "fingerprint", NULL, new_fingerprint, NULL },
  { "subject", NULL, new_subject, NULL },
  { "issuer", NULL, new_issuer, NULL },
  { "not_before", NULL, new_not_before, NULL },
  { "not_after", NULL, new_not_after, NULL },
  { NULL, NULL, NULL, NULL }
};

static gboolean
check_options (GError **error)
{
  g_autofree char *fingerprint = NULL;

  if (options.fingerprint == NULL)
    return TRUE;

  fingerprint = mg_tls_pin_normalize (options.fingerprint);
  if (fingerprint == NULL)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _("“%s” is not a SHA-256 fingerprint"), options.fingerprint);
  else if (options.trust)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         _("--fingerprint and --trust exclude each other"));
  else
    return TRUE;

  return FALSE;
}

static MgInspection *
inspect (MgCli       *cli,
         const char  *text,
         GError     **error)
{
  g_autoptr (MgAddress) address = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  address = mg_address_parse (text, error);
  if (address == NULL)
    return NULL;

  mg_fleet_inspect_async (mg_cli_get_fleet (cli), address, options.driver,
                          mg_cli_get_cancellable (cli), mg_cli_take_result, &result);
  mg_cli_wait (&result);

  return mg_fleet_inspect_finish (mg_cli_get_fleet (cli), result, error);
}

/* Which settings belong together can depend on the model, and devices that cannot be read do
 * not tell it. */
static void
take_model (MgInspection *inspection)
{
  if (options.model != NULL && inspection->identity->model == NULL)
    inspection->identity->model = mg_text_dup_clean (options.model, -1, MG_TEXT_NAME_MAX);
}

static void
say_inspection (const MgInspection *inspection)
{
  const MgIdentity *identity = inspection->identity;
  g_autofree char *address = mg_address_to_display (inspection->address);
  g_autofree char *make = g_strjoin (" ", identity->vendor != NULL ? identity->vendor : "",
                                     identity->model != NULL ? identity->model : "", NULL);

  if (*g_strstrip (make) != '\0')
    mg_terminal_say (_("Found %s at %s."), make, address);

  if (inspection->fingerprint != NULL)
    {
      g_autofree char *fingerprint = mg_tls_pin_dup_display (inspection->fingerprint);

      mg_terminal_say_labelled ("fingerprint", fingerprint);
    }
}

static gboolean
check_trust (MgCli               *cli,
             const MgInspection  *inspection,
             GError             **error)
{
  g_autofree char *expected = NULL;

  /* Without a certificate there is nothing to trust, and the fleet gives no secret away. */
  if (inspection->fingerprint == NULL || options.trust)
    return TRUE;

  if (options.fingerprint != NULL)
    {
      expected = mg_tls_pin_normalize (options.fingerprint);
      if (g_strcmp0 (expected, inspection->fingerprint) == 0)
        return TRUE;

      g_set_error_literal (error, MG_ERROR, MG_ERROR_NOT_TRUSTED,
                           _("The device's certificate has another fingerprint than the one given"));
      return FALSE;
    }

  if (mg_terminal_is_interactive ())
    {
      if (mg_terminal_confirm (_("Is this the fingerprint that the device shows?"),
                               mg_cli_get_cancellable (cli)))
        return TRUE;

      if (!g_cancellable_set_error_if_cancelled (mg_cli_get_cancellable (cli), error))
        g_set_error_literal (error, MG_ERROR, MG_ERROR_NOT_TRUSTED,
                             _("The device's certificate was not confirmed"));
      return FALSE;
    }

  g_set_error_literal (error, MG_ERROR, MG_ERROR_NOT_TRUSTED,
                       _("The device's certificate has not been confirmed: repeat the command with "
                         "--fingerprint and the right fingerprint, or with --trust"));
  return FALSE;
}

static MgSecret *
get_one_time_code (MgCli   *cli,
                   GError **error)
{
  return mg_input_get_secret (options.one_time_code_file, "--one-time-code-file",
                              _("One-time code"), mg_cli_get_cancellable (cli), error);
}

/* Gets who signs in; nobody where a person does without, or there is no such thing. */
static gboolean
get_user (MgCli     *cli,
          MgDriver  *driver,
          char     **user,
          GError   **error)
{
  GCancellable *cancellable = mg_cli_get_cancellable (cli);
  gboolean guided = driver != NULL && mg_driver_info_can (mg_driver_get_info (driver),
                                                          MG_DRIVER_GUIDED);

  *user = g_strdup (options.user);
  if (*user != NULL || (guided && !(mg_driver_can_sign_in (driver) &&
                                    mg_terminal_is_interactive ())))
    return TRUE;

  if (guided)
    {
      *user = mg_terminal_ask_answer (_("Administrator's name, or nothing to add the device "
                                        "without signing in"), cancellable);
      if (g_strcmp0 (*user, "") == 0)
        g_clear_pointer (user, g_free);
      return !g_cancellable_set_error_if_cancelled (cancellable, error);
    }

  if (!mg_terminal_is_interactive ())
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("The administrator's name is missing: give it with --user"));
      return FALSE;
    }

  *user = mg_terminal_ask_line (_("Administrator's name"), cancellable, error);

  return *user != NULL;
}

static gboolean
get_credential (MgCli               *cli,
                const MgInspection  *inspection,
                MgCredential       **credential,
                GError             **error)
{
  MgDriverRegistry *drivers = mg_fleet_get_drivers (mg_cli_get_fleet (cli));
  MgDriver *driver = mg_driver_registry_lookup (drivers, inspection->driver_id);
  g_autoptr (MgSecret) password = NULL;
  g_autoptr (MgSecret) code = NULL;
  g_autofree char *user = NULL;

  *credential = NULL;
  if (!get_user (cli, driver, &user, error))
    return FALSE;

  if (user == NULL)
    return TRUE;

  password = mg_input_get_secret (options.password_file, "--password-file",
                                  _("Administrator's password"), mg_cli_get_cancellable (cli),
                                  error);
  if (password == NULL)
    return FALSE;

  if (options.one_time_code_file != NULL)
    {
      code = get_one_time_code (cli, error);
      if (code == NULL)
        return FALSE;
    }

  *credential = mg_credential_new (user, password, code);
  return TRUE;
}

/* Adds the device, or takes the new certificate and login of one that is there already. */
static MgDevice *
add_once (MgCli               *cli,
          const MgInspection  *inspection,
          MgCredential        *credential,
          GError             **error)
{
  MgFleet *fleet = mg_cli_get_fleet (cli);
  GCancellable *cancellable = mg_cli_get_cancellable (cli);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) signed_in = NULL;
  g_autoptr (MgDevice) device = NULL;

  if (inspection->device_id == NULL)
    {
      mg_fleet_add_device_async (fleet, inspection, options.name, credential, cancellable,
                                 mg_cli_take_result, &result);
      mg_cli_wait (&result);
      return mg_fleet_add_device_finish (fleet, result, error);
    }

  device = mg_cli_lookup_device (cli, inspection->device_id, error);
  if (device == NULL)
    return NULL;
  g_object_ref (device);

  if (g_strcmp0 (mg_device_get_fingerprint (device), inspection->fingerprint) != 0)
    {
      mg_fleet_confirm_fingerprint_async (fleet, device, inspection->fingerprint, cancellable,
                                          mg_cli_take_result, &result);
      mg_cli_wait (&result);
      if (!mg_fleet_confirm_fingerprint_finish (fleet, result, error))
        return NULL;
    }

  if (credential != NULL)
    {
      mg_fleet_sign_in_async (fleet, device, credential, cancellable, mg_cli_take_result,
                              &signed_in);
      mg_cli_wait (&signed_in);
      if (!mg_fleet_sign_in_finish (fleet, signed_in, error))
        return NULL;
    }

  return g_steal_pointer (&device);
}

static MgDevice *
add (MgCli               *cli,
     const MgInspection  *inspection,
     GError             **error)
{
  g_autoptr (MgCredential) credential = NULL;
  g_autoptr (MgCredential) complete = NULL;
  g_autoptr (MgSecret) code = NULL;
  g_autoptr (GError) refused = NULL;
  MgDevice *device;

  if (!get_credential (cli, inspection, &credential, error))
    return NULL;

  device = add_once (cli, inspection, credential, &refused);
  if (device != NULL)
    return device;

  if (credential == NULL || mg_credential_get_one_time_code (credential) != NULL ||
      !mg_terminal_is_interactive () ||
      !g_error_matches (refused, MG_ERROR, MG_ERROR_CODE_NEEDED))
    {
      g_propagate_error (error, g_steal_pointer (&refused));
      return NULL;
    }

  code = get_one_time_code (cli, error);
  if (code == NULL)
    return NULL;

  complete = mg_credential_new (mg_credential_get_user (credential),
                                mg_credential_get_password (credential), code);
  return add_once (cli, inspection, complete, error);
}

static MgExit
run_add (MgCli             *cli,
         const char *const *arguments)
{
  MgPrinter *printer = mg_cli_get_printer (cli);
  g_autoptr (MgInspection) inspection = NULL;
  g_autoptr (MgDevice) device = NULL;
  g_autoptr (MgDeviceRow) row = NULL;
  g_autoptr (GError) error = NULL;

  if (!check_options (&error) || !mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  inspection = inspect (cli, arguments[0], &error);
  if (inspection == NULL)
    return mg_cli_report (cli, error);

  take_model (inspection);
  say_inspection (inspection);
  if (!check_trust (cli, inspection, &error))
    {
      mg_printer_document (printer,
                           "inspection", mg_printer_new_object (inspection, inspection_columns),
                           NULL);
      return mg_cli_report (cli, error);
    }

  device = add (cli, inspection, &error);
  if (device == NULL)
    return mg_cli_report (cli, error);

  row = mg_device_row_new (mg_cli_get_fleet (cli), device);
  mg_printer_record (printer, row, mg_device_row_columns);
  mg_printer_document (printer,
                       "device", mg_printer_new_object (row, mg_device_row_columns),
                       NULL);

  return MG_EXIT_DONE;
}

const MgCommand mg_device_add_command = {
  .name = "add",
  .arguments = "ADDRESS",
  .n_required = 1,
  .n_allowed = 1,
  .summary = N_("Add a device, or sign in anew to one that has been added."),
  .options = entries,
  .run = run_add,
};
