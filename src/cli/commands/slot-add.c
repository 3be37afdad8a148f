/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-slot-add"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-slot-row.h"
#include "slot-add.h"

/* An account that was made by hand, in place of a provider's. */
#define CUSTOM "custom"

static struct
{
  char *title;
  char *protocol;
  char *provider;
  char *account;
  char *server;
  char *security;
} options;

static const GOptionEntry add_entries[] = {
  { "title", 0, 0, G_OPTION_ARG_STRING, &options.title,
    N_("What the device calls the mail setting"), N_("TITLE") },
  { "protocol", 0, 0, G_OPTION_ARG_STRING, &options.protocol,
    N_("What it speaks: “smtp” (as a rule), “imap” or “pop3”"), N_("PROTOCOL") },
  { "provider", 0, 0, G_OPTION_ARG_STRING, &options.provider,
    N_("Whose kind of account it is on the device; “custom” if it was made by hand"), N_("ID") },
  { "account", 0, 0, G_OPTION_ARG_STRING, &options.account,
    N_("The mailbox it logs in to"), N_("ADDRESS") },
  { "server", 0, 0, G_OPTION_ARG_STRING, &options.server,
    N_("The mail server, if it is not the provider's"), N_("HOST[:PORT]") },
  { "security", 0, 0, G_OPTION_ARG_STRING, &options.security,
    N_("How it is encrypted: “tls”, “starttls” or “none”"), N_("SECURITY") },
  G_OPTION_ENTRY_NULL
};

/* Without the name and the protocol, which stay. */
static const GOptionEntry edit_entries[] = {
  { "provider", 0, 0, G_OPTION_ARG_STRING, &options.provider,
    N_("Whose kind of account it is on the device; “custom” if it was made by hand"), N_("ID") },
  { "account", 0, 0, G_OPTION_ARG_STRING, &options.account,
    N_("The mailbox it logs in to"), N_("ADDRESS") },
  { "server", 0, 0, G_OPTION_ARG_STRING, &options.server,
    N_("The mail server, if it is not the provider's"), N_("HOST[:PORT]") },
  { "security", 0, 0, G_OPTION_ARG_STRING, &options.security,
    N_("How it is encrypted: “tls”, “starttls” or “none”"), N_("SECURITY") },
  G_OPTION_ENTRY_NULL
};

static guint16
get_default_port (MgMailProtocol protocol)
{
  switch (protocol)
    {
    case MG_MAIL_PROTOCOL_IMAP:
      return 993;
    case MG_MAIL_PROTOCOL_POP3:
      return 995;
    case MG_MAIL_PROTOCOL_SMTP:
    default:
      return 587;
    }
}

/* What the port means where nothing is said. */
static MgMailSecurity
guess_security (guint16 port)
{
  return port == 465 || port == 993 || port == 995 ? MG_MAIL_SECURITY_TLS
                                                   : MG_MAIL_SECURITY_STARTTLS;
}

static gboolean
bad_value (GError     **error,
           const char  *value,
           const char  *option)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("“%s” cannot be used with %s"), value, option);

  return FALSE;
}

/* The settings that the options describe; none where they describe none. */
static gboolean
read_settings (MgMailProtocol   protocol,
               MgMailSettings **settings,
               GError         **error)
{
  g_autoptr (MgMailSettings) read = mg_mail_settings_new ();
  g_autoptr (GSocketConnectable) server = NULL;

  *settings = NULL;
  if (options.server == NULL)
    return options.security == NULL || bad_value (error, options.security, "--security");

  server = g_network_address_parse (options.server, get_default_port (protocol), NULL);
  if (server == NULL)
    return bad_value (error, options.server, "--server");

  read->host = g_strdup (g_network_address_get_hostname (G_NETWORK_ADDRESS (server)));
  read->port = g_network_address_get_port (G_NETWORK_ADDRESS (server));
  read->security = guess_security (read->port);
  if (*read->host == '\0' || read->port == 0)
    return bad_value (error, options.server, "--server");
  if (options.security != NULL && !mg_mail_security_from_nick (options.security, &read->security))
    return bad_value (error, options.security, "--security");

  *settings = g_steal_pointer (&read);
  return TRUE;
}

/* The provider's id, with %NULL for none. */
static gboolean
read_provider (MgCli       *cli,
               const char **id,
               GError     **error)
{
  MgProvider *provider;

  *id = NULL;
  if (options.provider == NULL || g_str_equal (options.provider, CUSTOM))
    return TRUE;

  provider = mg_cli_lookup_provider (cli, options.provider, error);
  if (provider != NULL)
    *id = mg_provider_get_id (provider);

  return provider != NULL;
}

static void
print_slot (MgCli    *cli,
            MgDevice *device,
            MgSlot   *slot)
{
  MgPrinter *printer = mg_cli_get_printer (cli);
  g_autoptr (MgSlotRow) row = mg_slot_row_new (mg_cli_get_fleet (cli), device, slot);

  mg_printer_record (printer, row, mg_slot_row_columns);
  mg_printer_document (printer, "slot", mg_printer_new_object (row, mg_slot_row_columns), NULL);
}

static MgSlot *
add (MgCli     *cli,
     MgDevice  *device,
     GError   **error)
{
  g_autoptr (MgMailSettings) settings = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  MgMailProtocol protocol = MG_MAIL_PROTOCOL_SMTP;
  const char *provider;

  if (options.protocol != NULL && !mg_mail_protocol_from_nick (options.protocol, &protocol))
    {
      bad_value (error, options.protocol, "--protocol");
      return NULL;
    }

  if (!read_provider (cli, &provider, error) || !read_settings (protocol, &settings, error))
    return NULL;

  mg_fleet_add_slot_async (mg_cli_get_fleet (cli), device,
                           options.title != NULL ? options.title
                           : options.account != NULL ? options.account : _("Mail"),
                           protocol, provider, options.account, settings,
                           mg_cli_get_cancellable (cli), mg_cli_take_result, &result);
  mg_cli_wait (&result);

  return mg_fleet_add_slot_finish (mg_cli_get_fleet (cli), result, error);
}

static MgExit
run_add (MgCli             *cli,
         const char *const *arguments)
{
  g_autoptr (MgSlot) slot = NULL;
  g_autoptr (GError) error = NULL;
  MgDevice *device;

  if (!mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  device = mg_cli_lookup_device (cli, arguments[0], &error);
  slot = device == NULL ? NULL : add (cli, device, &error);
  if (slot == NULL)
    return mg_cli_report (cli, error);

  print_slot (cli, device, slot);

  return MG_EXIT_DONE;
}

/* Changes what the options name, and leaves the rest. */
static gboolean
edit (MgCli   *cli,
      MgSlot  *slot,
      GError **error)
{
  g_autoptr (MgMailSettings) settings = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  const char *provider;

  if (!read_provider (cli, &provider, error) ||
      !read_settings (mg_slot_get_reading (slot)->protocol, &settings, error))
    return FALSE;

  mg_fleet_edit_slot_async (mg_cli_get_fleet (cli), slot,
                            options.provider == NULL ? mg_slot_get_provider (slot) : provider,
                            options.account == NULL ? mg_slot_get_account (slot) : options.account,
                            settings, mg_cli_get_cancellable (cli), mg_cli_take_result, &result);
  mg_cli_wait (&result);

  return mg_fleet_edit_slot_finish (mg_cli_get_fleet (cli), result, error);
}

static MgExit
run_edit (MgCli             *cli,
          const char *const *arguments)
{
  MgDevice *device;
  MgSlot *slot;
  g_autoptr (GError) error = NULL;

  if (!mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  slot = mg_fleet_lookup_slot (mg_cli_get_fleet (cli), arguments[0], &device, &error);
  if (slot == NULL || !edit (cli, slot, &error))
    return mg_cli_report (cli, error);

  print_slot (cli, device, slot);

  return MG_EXIT_DONE;
}

const MgCommand mg_slot_add_command = {
  .name = "add",
  .arguments = "DEVICE",
  .n_required = 1,
  .n_allowed = 1,
  .summary = N_("Note down a mail setting of a device that Mailgrant cannot read."),
  .options = add_entries,
  .run = run_add,
};

const MgCommand mg_slot_edit_command = {
  .name = "edit",
  .arguments = "DEVICE/SLOT",
  .n_required = 1,
  .n_allowed = 1,
  .summary = N_("Note down which account is in such a mail setting."),
  .options = edit_entries,
  .run = run_edit,
};
