/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-repair"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "commands.h"
#include "mg-guidance.h"
#include "mg-repair-row.h"
#include "mg-repair-run.h"
#include "mg-slot-row.h"

static struct
{
  gboolean  all;
  gboolean  dry_run;
  gboolean  resume;
  gboolean  put_back;
  gboolean  no_browser;
  char     *provider;
  char     *account;
  char     *password_file;
} options;

static const GOptionEntry entries[] = {
  { "all", 0, 0, G_OPTION_ARG_NONE, &options.all,
    N_("Repair whatever needs it, on all devices"), NULL },
  { "dry-run", 0, 0, G_OPTION_ARG_NONE, &options.dry_run,
    N_("Only say what is wrong and what would be done"), NULL },
  { "resume", 0, 0, G_OPTION_ARG_NONE, &options.resume,
    N_("Go on with a repair that was interrupted"), NULL },
  { "put-back", 0, 0, G_OPTION_ARG_NONE, &options.put_back,
    N_("Restore what was there before a repair that was interrupted"), NULL },
  { "provider", 0, 0, G_OPTION_ARG_STRING, &options.provider,
    N_("Who gives the permission, if not who the settings suggest"), N_("ID") },
  { "account", 0, 0, G_OPTION_ARG_STRING, &options.account,
    N_("The mailbox, if the slot has none or is to have another"), N_("ADDRESS") },
  { "no-browser", 0, 0, G_OPTION_ARG_NONE, &options.no_browser,
    N_("Print the address to open instead of opening it"), NULL },
  { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &options.password_file,
    N_("Read the password from this file, or “-” for standard input"), N_("FILE") },
  G_OPTION_ENTRY_NULL
};

static gboolean
check_options (const char  *path,
               GError     **error)
{
  const char *problem = NULL;

  if ((path != NULL) == options.all)
    problem = _("Name one slot as DEVICE/SLOT, or use --all");
  else if (options.resume && options.put_back)
    problem = _("--resume excludes --put-back");
  else if (options.dry_run && (options.resume || options.put_back))
    problem = _("--dry-run excludes --resume and --put-back");
  else if (options.all && (options.account != NULL || options.password_file != NULL))
    problem = _("--all takes no account and no password");

  if (problem == NULL)
    return TRUE;

  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, problem);
  return FALSE;
}

static GPtrArray *
load_interrupted (MgCli   *cli,
                  GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_fleet_load_interrupted_async (mg_cli_get_fleet (cli), mg_cli_get_cancellable (cli),
                                   mg_cli_take_result, &result);
  mg_cli_wait (&result);

  return mg_fleet_load_interrupted_finish (mg_cli_get_fleet (cli), result, error);
}

/* One whose notes cannot be read is found only to be told of, where nothing else
 * will do: the slot itself can be repaired from the start. */
static MgSlotRepair *
find_interrupted (GPtrArray  *interrupted,
                  MgDevice   *device,
                  const char *slot_id)
{
  MgSlotRepair *unreadable = NULL;

  for (guint i = 0; i < interrupted->len; i++)
    {
      MgSlotRepair *repair = g_ptr_array_index (interrupted, i);

      if (mg_slot_repair_get_device (repair) != device ||
          !g_str_equal (mg_slot_repair_get_slot_id (repair), slot_id))
        continue;

      if (mg_slot_repair_get_problem (repair) == NULL)
        return repair;
      unreadable = repair;
    }

  return options.resume || options.put_back ? unreadable : NULL;
}

/* Adds the repair of the slot at @path. One that was interrupted is found even
 * if the slot has been deleted by it. */
static gboolean
add_one (MgCli       *cli,
         MgBatch     *batch,
         GPtrArray   *interrupted,
         const char  *path,
         GError     **error)
{
  MgFleet *fleet = mg_cli_get_fleet (cli);
  const char *slash = strchr (path, '/');
  g_autofree char *name = slash == NULL ? NULL : g_strndup (path, (gsize) (slash - path));
  MgDevice *device = name == NULL ? NULL : mg_fleet_lookup_device (fleet, name);
  MgSlotRepair *repair = device == NULL ? NULL : find_interrupted (interrupted, device, slash + 1);
  MgSlot *slot;

  if (repair != NULL)
    {
      mg_batch_add_interrupted (batch, repair);
      return TRUE;
    }

  slot = mg_fleet_lookup_slot (fleet, path, &device, error);
  if (slot == NULL)
    return FALSE;

  if (options.resume || options.put_back)
    {
      g_set_error (error, MG_ERROR, MG_ERROR_NOT_FOUND,
                   _("No repair of “%s” has been interrupted"), path);
      return FALSE;
    }

  mg_batch_add_slot (batch, slot);

  return TRUE;
}

static void
add_all (MgCli     *cli,
         MgBatch   *batch,
         GPtrArray *interrupted)
{
  g_autoptr (GPtrArray) slots = mg_slot_row_new_list (mg_cli_get_fleet (cli), NULL);

  for (guint i = 0; i < interrupted->len; i++)
    mg_batch_add_interrupted (batch, g_ptr_array_index (interrupted, i));

  for (guint i = 0; i < slots->len && !options.put_back; i++)
    {
      MgSlotRow *slot = g_ptr_array_index (slots, i);

      mg_batch_add_slot (batch, slot->slot);
    }
}

static MgBatch *
create_batch (MgCli       *cli,
              const char  *path,
              GError     **error)
{
  g_autoptr (MgBatch) batch = mg_batch_new (mg_cli_get_fleet (cli));
  g_autoptr (GPtrArray) interrupted = load_interrupted (cli, error);

  if (interrupted == NULL)
    return NULL;

  if (options.all)
    add_all (cli, batch, interrupted);
  else if (!add_one (cli, batch, interrupted, path, error))
    return NULL;

  return g_steal_pointer (&batch);
}

static void
put_back (MgCli       *cli,
          MgRepairRow *row)
{
  GCancellable *cancellable = mg_cli_get_cancellable (cli);
  const GError *problem = mg_slot_repair_get_problem (row->repair);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = problem == NULL ? NULL : g_error_copy (problem);
  MgRepairOutcome outcome;

  if (error == NULL && !g_cancellable_set_error_if_cancelled (cancellable, &error))
    {
      mg_repair_row_print (row, mg_cli_get_printer (cli), FALSE);
      mg_slot_repair_put_back_async (row->repair, cancellable, mg_cli_take_result, &result);
      mg_cli_wait (&result);
      mg_slot_repair_finish (row->repair, result, &error);
    }

  outcome = error != NULL ? MG_REPAIR_OUTCOME_FAILED : MG_REPAIR_OUTCOME_PUT_BACK;
  mg_repair_row_end (row, outcome, g_steal_pointer (&error));
}

static GPtrArray *
put_all_back (MgCli   *cli,
              MgBatch *batch)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_repair_row_free);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (batch)); i++)
    {
      g_autoptr (MgBatchItem) item = g_list_model_get_item (G_LIST_MODEL (batch), i);
      MgRepairRow *row = mg_repair_row_new (g_object_ref (mg_batch_item_get_repair (item)));

      g_ptr_array_add (rows, row);
      put_back (cli, row);
    }

  return rows;
}

/* Returns the rows; @error is set, too, if the program was interrupted. */
static GPtrArray *
repair (MgCli    *cli,
        MgBatch  *batch,
        GError  **error)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_repair_row_free);
  const MgRepairOptions how = {
    .all = options.all,
    .dry_run = options.dry_run,
    .resume = options.resume,
    .no_browser = options.no_browser,
    .provider = options.provider == NULL ? NULL
                : mg_cli_lookup_provider (cli, options.provider, NULL),
    .account = options.account,
    .password_file = options.password_file,
  };

  mg_repair_run (cli, batch, &how, error);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (batch)); i++)
    {
      g_autoptr (MgBatchItem) item = g_list_model_get_item (G_LIST_MODEL (batch), i);

      g_ptr_array_add (rows, mg_repair_row_new_for_item (item, options.dry_run));
    }

  return rows;
}

static MgExit
end (MgCli        *cli,
     GPtrArray    *rows,
     const GError *interruption)
{
  MgPrinter *printer = mg_cli_get_printer (cli);
  MgRepairRow *row = rows->len == 0 ? NULL : g_ptr_array_index (rows, 0);

  if (options.all)
    mg_printer_table (printer, rows, mg_repair_row_columns);
  mg_printer_document (printer,
                       "repairs", mg_printer_new_objects (rows, mg_repair_row_columns), NULL);
  if (interruption != NULL)
    return mg_cli_report (cli, interruption);
  if (options.all)
    return mg_repair_row_join_exit (rows);

  if (row->problem != NULL && row->outcome == MG_REPAIR_OUTCOME_FAILED)
    return mg_cli_report (cli, row->problem);
  if (row->outcome == MG_REPAIR_OUTCOME_REPAIRED)
    mg_printer_line (printer, "%s", _("Repaired."));
  else if (row->outcome == MG_REPAIR_OUTCOME_PUT_BACK)
    mg_guidance_print_put_back (printer, mg_slot_repair_get_plan (row->repair));

  return mg_repair_row_get_exit (row);
}

static MgExit
run (MgCli             *cli,
     const char *const *arguments)
{
  g_autoptr (MgBatch) batch = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  if (!check_options (arguments[0], &error) || !mg_cli_load (cli, &error) ||
      (options.provider != NULL && mg_cli_lookup_provider (cli, options.provider, &error) == NULL))
    return mg_cli_report (cli, error);

  batch = create_batch (cli, arguments[0], &error);
  if (batch == NULL)
    return mg_cli_report (cli, error);

  if (options.put_back)
    rows = put_all_back (cli, batch);
  else
    rows = repair (cli, batch, &error);
  if (rows->len == 0)
    mg_cli_say_empty (cli);

  return end (cli, rows, error);
}

const MgCommand mg_repair_command = {
  .name = "repair",
  .arguments = "DEVICE/SLOT | --all",
  .n_allowed = 1,
  .summary = N_("Find out what keeps the mail of a slot from working, and mend it."),
  .options = entries,
  .run = run,
};
