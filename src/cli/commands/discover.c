/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-discover"

#include "config.h"

#include <glib/gi18n.h>

#include "commands.h"
#include "mg-found-row.h"
#include "mg-terminal.h"

/* How long to listen when nothing else was asked for: who has not answered after this time is off
 * or does not announce itself. */
#define DEFAULT_SECONDS 5
#define MAX_SECONDS 3600

static struct
{
  int        timeout;
  char     **addresses;
  gboolean   include_local;
} options = { .timeout = DEFAULT_SECONDS };

static const GOptionEntry entries[] = {
  { "timeout", 0, 0, G_OPTION_ARG_INT, &options.timeout,
    N_("How long to look (5)"), N_("SECONDS") },
  { "address", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.addresses,
    N_("Look here too; may be given more than once"), N_("HOST[:PORT]|CIDR") },
  { "include-local", 0, 0, G_OPTION_ARG_NONE, &options.include_local,
    N_("Show devices on this very computer too"), NULL },
  G_OPTION_ENTRY_NULL
};

/* The time during which devices may announce themselves. */
typedef struct
{
  guint    timeout_id;
  gboolean is_over;
} Period;

static void
on_period_over_cb (gpointer user_data)
{
  Period *period = user_data;

  period->timeout_id = 0;
  period->is_over = TRUE;
}

static gboolean
check_options (GError **error)
{
  if (options.timeout > 0 && options.timeout <= MAX_SECONDS)
    return TRUE;

  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _("--timeout takes a number of seconds"));
  return FALSE;
}

/* Looks at all addresses at once. That nothing answers at one is said and is no error; that one
 * cannot be meant is. */
static gboolean
look_at_addresses (MgCli        *cli,
                   MgDiscovery  *discovery,
                   GError      **error)
{
  GCancellable *cancellable = mg_cli_get_cancellable (cli);
  guint n = options.addresses != NULL ? g_strv_length (options.addresses) : 0;
  g_autofree GAsyncResult **results = g_new0 (GAsyncResult *, n);
  g_autoptr (GError) unusable = NULL;

  for (guint i = 0; i < n; i++)
    mg_discovery_look_async (discovery, options.addresses[i], cancellable,
                             mg_cli_take_result, &results[i]);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) reason = NULL;

      mg_cli_wait (&results[i]);
      mg_discovery_look_finish (discovery, results[i], &reason);
      g_object_unref (results[i]);

      if (unusable == NULL && g_error_matches (reason, MG_ERROR, MG_ERROR_INVALID_INPUT))
        {
          unusable = g_steal_pointer (&reason);
          g_cancellable_cancel (cancellable);
        }
      else if (reason != NULL && !g_cancellable_is_cancelled (cancellable))
        {
          mg_terminal_say ("%s: %s", options.addresses[i], reason->message);
        }
    }

  if (unusable == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&unusable));
  return FALSE;
}

static gboolean
look (MgCli        *cli,
      MgDiscovery  *discovery,
      GError      **error)
{
  MgClock *clock = mg_context_get_clock (mg_cli_get_context (cli));
  GCancellable *cancellable = mg_cli_get_cancellable (cli);
  Period period = { 0 };
  gboolean usable;

  mg_discovery_set_show_servers (discovery, TRUE);
  mg_discovery_start (discovery);
  period.timeout_id = mg_clock_timeout_add (clock, (guint) options.timeout * 1000,
                                            on_period_over_cb, &period);

  usable = look_at_addresses (cli, discovery, error);
  while (usable && !period.is_over && !g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (NULL, TRUE);
  mg_clock_timeout_clear (clock, &period.timeout_id);

  return usable && !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static void
say_what_is_missing (MgDiscovery *discovery)
{
  GListModel *scanners = mg_discovery_get_scanners (discovery);
  const char *notice = mg_discovery_get_notice (discovery);

  for (guint i = 0; i < g_list_model_get_n_items (scanners); i++)
    {
      g_autoptr (MgScanner) scanner = g_list_model_get_item (scanners, i);

      if (mg_scanner_get_state (scanner) == MG_SCANNER_STATE_UNAVAILABLE &&
          mg_scanner_get_reason (scanner) != NULL)
        mg_terminal_say ("%s: %s", mg_scanner_get_title (scanner), mg_scanner_get_reason (scanner));
    }

  if (notice != NULL)
    mg_terminal_say ("%s", notice);
}

static void
say_what_to_beware_of (GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const MgFoundRow *row = g_ptr_array_index (rows, i);
      const char *warning = mg_discovered_device_get_warning (row->found);

      if (warning != NULL)
        mg_terminal_say ("%s: %s", mg_discovered_device_get_name (row->found), warning);
    }
}

static MgExit
run (MgCli             *cli,
     const char *const *arguments)
{
  MgPrinter *printer = mg_cli_get_printer (cli);
  g_autoptr (MgDiscovery) discovery = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  if (!check_options (&error) || !mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  discovery = mg_discovery_new (mg_cli_get_context (cli), options.include_local);
  if (!look (cli, discovery, &error))
    return mg_cli_report (cli, error);

  rows = mg_found_row_new_list (cli, G_LIST_MODEL (discovery));
  say_what_is_missing (discovery);
  if (rows->len == 0)
    mg_terminal_say ("%s", _("No devices were found."));
  mg_printer_table (printer, rows, mg_found_row_columns);
  say_what_to_beware_of (rows);
  mg_printer_document (printer,
                       "devices", mg_printer_new_objects (rows, mg_found_row_columns),
                       NULL);
  mg_discovery_stop (discovery);

  return MG_EXIT_DONE;
}

const MgCommand mg_discover_command = {
  .name = "discover",
  .summary = N_("Look for devices on the network."),
  .options = entries,
  .run = run,
};
