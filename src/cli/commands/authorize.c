/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-authorize"

#include "config.h"

#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "commands.h"
#include "mg-input.h"
#include "mg-terminal.h"
#include "mg-test-row.h"

static struct
{
  char     *provider;
  char     *account;
  gboolean  no_browser;
  gboolean  device_code;
  gboolean  paste;
  int       timeout;
  char     *keep_copy;
} options;

static const GOptionEntry entries[] = {
  { "provider", 0, 0, G_OPTION_ARG_STRING, &options.provider,
    N_("Who gives the permission"), N_("ID") },
  { "account", 0, 0, G_OPTION_ARG_STRING, &options.account,
    N_("The mailbox"), N_("ADDRESS") },
  { "no-browser", 0, 0, G_OPTION_ARG_NONE, &options.no_browser,
    N_("Print the address to open instead of opening it"), NULL },
  { "device-code", 0, 0, G_OPTION_ARG_NONE, &options.device_code,
    N_("Print a code to type in on any machine"), NULL },
  { "paste", 0, 0, G_OPTION_ARG_NONE, &options.paste,
    N_("Read the browser's last address from standard input"), NULL },
  { "timeout", 0, 0, G_OPTION_ARG_INT, &options.timeout,
    N_("How long to wait for the person"), N_("SECONDS") },
  { "keep-copy", 0, 0, G_OPTION_ARG_STRING, &options.keep_copy,
    N_("Whether to keep a copy of the token in the keyring (yes)"), N_("yes|no") },
  G_OPTION_ENTRY_NULL
};

/* One authorization under way. */
typedef struct
{
  MgCli           *cli;
  MgAuthorization *authorization;  /* (owned) */
  GCancellable    *cancellable;    /* (owned), of the authorization */
  GCancellable    *ended;          /* (owned), fires when it has ended */
  GAsyncResult    *result;         /* (owned) (nullable) */
  gboolean         link_shown;
  gboolean         refused;        /* the account that signed in */
} Run;

static void
run_clear (Run *self)
{
  g_clear_object (&self->authorization);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->ended);
  g_clear_object (&self->result);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static gboolean
check_options (GError **error)
{
  const char *problem = NULL;

  if (options.provider == NULL)
    problem = _("Name the provider with --provider");
  else if (options.account == NULL)
    problem = _("Name the mailbox with --account");
  else if (options.device_code && (options.paste || options.no_browser))
    problem = _("--device-code excludes --paste and --no-browser");
  else if (options.timeout < 0)
    problem = _("--timeout takes a number of seconds");
  else if (options.keep_copy != NULL && !g_str_equal (options.keep_copy, "yes") &&
           !g_str_equal (options.keep_copy, "no"))
    problem = _("--keep-copy takes yes or no");

  if (problem == NULL)
    return TRUE;

  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, problem);
  return FALSE;
}

static void
on_stage_cb (MgAuthorization *authorization,
             GParamSpec      *pspec,
             Run             *self)
{
  const char *text = NULL;

  switch (mg_authorization_get_stage (authorization))
    {
    case MG_AUTHORIZATION_WAITING:
      text = _("Waiting for the permission at the provider…");
      break;
    case MG_AUTHORIZATION_REDEEMING:
      text = _("Getting the token from the provider…");
      break;
    case MG_AUTHORIZATION_PUSHING:
      text = _("Putting the token on the device…");
      break;
    case MG_AUTHORIZATION_TESTING:
      text = _("The device is testing it…");
      break;
    case MG_AUTHORIZATION_PREPARING:
    case MG_AUTHORIZATION_ACCOUNT_MISMATCH:
    case MG_AUTHORIZATION_DONE:
    default:
      break;
    }

  if (text != NULL)
    mg_terminal_say ("%s", text);
}

static void
on_launched_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    mg_terminal_say ("%s", _("The browser could not be started: open the address yourself."));
}

/* Asked for an address that no program opens, GIO would fetch it with gvfs to learn what it is,
 * and so spend the authorization request. In a sandbox the portal knows the browser. */
static gboolean
has_browser (const char *uri)
{
  g_autofree char *scheme = g_uri_parse_scheme (uri);
  g_autoptr (GAppInfo) app = NULL;

  if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    return TRUE;

  app = g_app_info_get_default_for_uri_scheme (scheme);
  return app != NULL;
}

static void
on_uri_cb (MgAuthorization *authorization,
           GParamSpec      *pspec,
           Run             *self)
{
  const char *uri = mg_authorization_get_uri (authorization);

  /* A device code has an address of its own. */
  if (uri == NULL || self->link_shown || options.device_code)
    return;

  self->link_shown = TRUE;
  mg_terminal_say_labelled ("open", uri);
}

static void
on_open_uri_cb (MgAuthorization *authorization,
                const char      *uri,
                Run             *self)
{
  if (options.no_browser)
    return;

  if (!has_browser (uri))
    {
      mg_terminal_say ("%s", _("There is no browser here: open the address yourself."));
      return;
    }

  mg_terminal_say ("%s", _("Opening the browser."));
  g_app_info_launch_default_for_uri_async (uri, NULL, self->ended, on_launched_cb, NULL);
}

static void
on_code_cb (MgAuthorization *authorization,
            GParamSpec      *pspec,
            Run             *self)
{
  const char *code = mg_authorization_get_user_code (authorization);
  const char *uri = mg_authorization_get_verification_uri (authorization);

  if (code == NULL || uri == NULL || self->link_shown)
    return;

  self->link_shown = TRUE;
  mg_terminal_say_labelled ("open", uri);
  mg_terminal_say_labelled ("code", code);
}

static void
on_ended_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Run *self = user_data;

  self->result = g_object_ref (result);
  g_cancellable_cancel (self->ended);
}

/* Reads addresses until one is the right one, or until it no longer matters. */
static void
read_pasted (Run *self)
{
  mg_terminal_say ("%s", _("Afterwards, paste the last address of the browser here."));

  while (self->result == NULL)
    {
      g_autofree char *address = NULL;
      g_autoptr (GError) error = NULL;

      address = mg_input_read_line (STDIN_FILENO, self->ended, &error);
      if (address != NULL &&
          mg_authorization_take_pasted_uri (self->authorization, address, &error))
        return;

      if (self->result != NULL)
        return;

      mg_terminal_say_error (error);
      if (address == NULL)
        g_cancellable_cancel (self->cancellable);
    }
}

static void
ask_account (Run *self)
{
  g_autofree char *question = NULL;

  /* Translators: %s are mail addresses */
  question = g_strdup_printf (_("%s signed in instead of %s. Go on with it?"),
                              mg_authorization_get_actual_account (self->authorization),
                              options.account);
  if (mg_terminal_is_interactive () && mg_terminal_confirm (question, self->ended))
    {
      mg_authorization_accept_account (self->authorization);
      return;
    }

  self->refused = TRUE;
  g_cancellable_cancel (self->cancellable);
}

/* Turns the main context until the authorization has ended, and does meanwhile what only a person
 * can do. */
static void
attend (Run *self)
{
  gboolean asked = FALSE;
  gboolean pasted = FALSE;

  while (self->result == NULL)
    {
      g_main_context_iteration (NULL, TRUE);

      if (options.paste && self->link_shown && !pasted)
        {
          pasted = TRUE;
          read_pasted (self);
        }

      if (!asked && mg_authorization_get_stage (self->authorization) ==
          MG_AUTHORIZATION_ACCOUNT_MISMATCH)
        {
          asked = TRUE;
          ask_account (self);
        }
    }
}

static void
on_interrupted_cb (GCancellable *cancellable,
                   GCancellable *other)
{
  g_cancellable_cancel (other);
}

static MgTestResult *
authorize (Run         *self,
           MgSlot      *slot,
           MgProvider  *provider,
           GError     **error)
{
  GCancellable *interrupted = mg_cli_get_cancellable (self->cli);
  MgTestResult *outcome;
  gulong handler;

  self->authorization = mg_authorization_new (mg_cli_get_fleet (self->cli), slot, provider,
                                              options.account);
  if (options.device_code)
    mg_authorization_set_mode (self->authorization, MG_AUTHORIZATION_MODE_DEVICE_CODE);
  else if (options.paste)
    mg_authorization_set_mode (self->authorization, MG_AUTHORIZATION_MODE_PASTE);
  if (options.timeout > 0)
    mg_authorization_set_timeout (self->authorization, (guint) options.timeout);
  mg_authorization_set_keep_copy (self->authorization, g_strcmp0 (options.keep_copy, "no") != 0);

  g_signal_connect (self->authorization, "notify::stage", G_CALLBACK (on_stage_cb), self);
  g_signal_connect (self->authorization, "notify::user-code", G_CALLBACK (on_code_cb), self);
  g_signal_connect (self->authorization, "notify::verification-uri", G_CALLBACK (on_code_cb), self);
  g_signal_connect (self->authorization, "notify::uri", G_CALLBACK (on_uri_cb), self);
  g_signal_connect (self->authorization, "open-uri", G_CALLBACK (on_open_uri_cb), self);

  handler = g_cancellable_connect (interrupted, G_CALLBACK (on_interrupted_cb),
                                   self->cancellable, NULL);
  mg_authorization_run_async (self->authorization, self->cancellable, on_ended_cb, self);
  attend (self);
  g_cancellable_disconnect (interrupted, handler);

  outcome = mg_authorization_run_finish (self->authorization, self->result, error);
  if (outcome == NULL && self->refused)
    {
      g_clear_error (error);
      /* Translators: %s are mail addresses */
      g_set_error (error, MG_ERROR, MG_ERROR_WRONG_ACCOUNT, _("%s signed in instead of %s"),
                   mg_authorization_get_actual_account (self->authorization), options.account);
    }

  return outcome;
}

static MgExit
run (MgCli             *cli,
     const char *const *arguments)
{
  MgPrinter *printer = mg_cli_get_printer (cli);
  g_auto (Run) self = { 0 };
  g_autoptr (MgTestRow) row = NULL;
  g_autoptr (GError) error = NULL;
  MgProvider *provider;
  MgTestResult *outcome;
  MgDevice *device;
  MgSlot *slot;

  if (!check_options (&error) || !mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  slot = mg_fleet_lookup_slot (mg_cli_get_fleet (cli), arguments[0], &device, &error);
  if (slot == NULL)
    return mg_cli_report (cli, error);

  provider = mg_cli_lookup_provider (cli, options.provider, &error);
  if (provider == NULL)
    return mg_cli_report (cli, error);

  self.cli = cli;
  self.cancellable = g_cancellable_new ();
  self.ended = g_cancellable_new ();
  outcome = authorize (&self, slot, provider, &error);
  if (outcome == NULL)
    return mg_cli_report (cli, error);

  row = mg_test_row_new (mg_slot_row_new (mg_cli_get_fleet (cli), device, slot), outcome, NULL);
  mg_printer_record (printer, row, mg_test_row_columns);
  mg_printer_document (printer,
                       "slot", mg_printer_new_object (row->slot, mg_slot_row_columns),
                       "test", mg_printer_new_object (row, mg_test_row_columns),
                       NULL);

  return mg_test_row_get_exit (row);
}

const MgCommand mg_authorize_command = {
  .name = "authorize",
  .arguments = "DEVICE/SLOT",
  .n_required = 1,
  .n_allowed = 1,
  .summary = N_("Get permission from a provider, put it on a device, and test it."),
  .options = entries,
  .run = run,
};
