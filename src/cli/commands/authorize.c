/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-authorize"

#include "config.h"

#include <glib/gi18n.h>

#include "commands.h"
#include "mg-attendance.h"
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
  MgAttendance    *attendance;     /* (owned) */
  GAsyncResult    *result;         /* (owned) (nullable) */
} Run;

static void
run_clear (Run *self)
{
  g_clear_pointer (&self->attendance, mg_attendance_free);
  g_clear_object (&self->authorization);
  g_clear_object (&self->cancellable);
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
on_ended_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Run *self = user_data;

  self->result = g_object_ref (result);
  mg_attendance_end (self->attendance);
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
  const MgAttendanceOptions how = { options.no_browser, options.device_code, options.paste };
  GCancellable *interrupted = mg_cli_get_cancellable (self->cli);
  MgTestResult *outcome;
  gulong handler;

  self->authorization = mg_authorization_new (mg_cli_get_fleet (self->cli), slot, provider,
                                              options.account);
  self->attendance = mg_attendance_new (self->authorization, &how, options.account,
                                        self->cancellable);
  if (options.timeout > 0)
    mg_authorization_set_timeout (self->authorization, (guint) options.timeout);
  mg_authorization_set_keep_copy (self->authorization, g_strcmp0 (options.keep_copy, "no") != 0);

  handler = g_cancellable_connect (interrupted, G_CALLBACK (on_interrupted_cb),
                                   self->cancellable, NULL);
  mg_authorization_run_async (self->authorization, self->cancellable, on_ended_cb, self);
  while (self->result == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      mg_attendance_turn (self->attendance);
    }
  g_cancellable_disconnect (interrupted, handler);

  outcome = mg_authorization_run_finish (self->authorization, self->result, error);
  if (outcome == NULL)
    mg_attendance_correct (self->attendance, error);

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
