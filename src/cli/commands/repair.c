/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-repair"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "commands.h"
#include "mg-attendance.h"
#include "mg-input.h"
#include "mg-repair-row.h"
#include "mg-slot-row.h"
#include "mg-terminal.h"

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

/* One repair under way. */
typedef struct
{
  MgCli        *cli;
  MgRepairRow  *row;
  GCancellable *cancellable;  /* (owned), of the repair */
  MgAttendance *attendance;   /* (owned) (nullable) */
  gboolean      needs_password;
  GError       *problem;      /* (owned) (nullable), better than the repair's own */
} Run;

static void
run_clear (Run *self)
{
  g_clear_pointer (&self->attendance, mg_attendance_free);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->problem);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

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

static void
on_authorize_cb (MgSlotRepair    *repair,
                 MgAuthorization *authorization,
                 Run             *self)
{
  const MgAttendanceOptions how = { .no_browser = options.no_browser };

  g_clear_pointer (&self->attendance, mg_attendance_free);
  self->attendance = mg_attendance_new (authorization, &how,
                                        mg_slot_repair_get_account (repair), self->cancellable);
}

static void
on_ask_password_cb (MgSlotRepair *repair,
                    MgStep       *step,
                    Run          *self)
{
  if (mg_step_get_link (step) != NULL)
    mg_terminal_say_labelled ("open", mg_step_get_link (step));
  self->needs_password = TRUE;
}

static void
on_do_step_cb (MgSlotRepair *repair,
               MgStep       *step,
               Run          *self)
{
  mg_terminal_say ("%s", mg_step_get_title (step));
  if (mg_step_get_text (step) != NULL)
    mg_terminal_say ("%s", mg_step_get_text (step));
  if (mg_step_get_link (step) != NULL)
    mg_terminal_say_labelled ("open", mg_step_get_link (step));
  mg_slot_repair_step_done (repair, mg_terminal_is_interactive () &&
                            mg_terminal_confirm (_("Have you done this?"), self->cancellable));
}

static void
on_step_cb (MgStep     *step,
            GParamSpec *pspec,
            gpointer    user_data)
{
  if (mg_step_get_state (step) == MG_STEP_RUNNING)
    mg_terminal_say ("%s", mg_step_get_title (step));
}

static void
watch_steps (MgPlan *plan)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (MgStep) step = g_list_model_get_item (G_LIST_MODEL (plan), i);

      g_signal_connect (step, "notify::state", G_CALLBACK (on_step_cb), NULL);
    }
}

static void
give_password (Run *self)
{
  g_autoptr (MgSecret) password = NULL;

  self->needs_password = FALSE;
  password = mg_input_get_secret (options.password_file, "--password-file",
                                  _("Password of the mailbox"), self->cancellable,
                                  &self->problem);
  mg_slot_repair_take_password (self->row->repair, password);
}

static void
on_interrupted_cb (GCancellable *cancellable,
                   GCancellable *other)
{
  g_cancellable_cancel (other);
}

static gboolean
wait_for_repair (Run     *self,
                 GError **error)
{
  MgSlotRepair *repair = self->row->repair;
  GCancellable *interrupted = mg_cli_get_cancellable (self->cli);
  g_autoptr (GAsyncResult) result = NULL;
  gboolean done;
  gulong handler = g_cancellable_connect (interrupted, G_CALLBACK (on_interrupted_cb),
                                          self->cancellable, NULL);

  if (options.put_back)
    mg_slot_repair_put_back_async (repair, self->cancellable, mg_cli_take_result, &result);
  else
    mg_slot_repair_run_async (repair, self->cancellable, mg_cli_take_result, &result);
  while (result == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      if (self->attendance != NULL && result == NULL)
        mg_attendance_turn (self->attendance);
      if (self->needs_password)
        give_password (self);
    }
  g_cancellable_disconnect (interrupted, handler);

  done = mg_slot_repair_finish (repair, result, error);
  if (!done && self->attendance != NULL)
    mg_attendance_correct (self->attendance, error);
  if (!done && self->problem != NULL)
    {
      g_clear_error (error);
      g_propagate_error (error, g_steal_pointer (&self->problem));
    }

  return done;
}

static void
carry_out (MgCli       *cli,
           MgRepairRow *row)
{
  g_auto (Run) self = { .cli = cli, .row = row, .cancellable = g_cancellable_new () };
  GError *problem = NULL;
  gboolean done;

  g_signal_connect (row->repair, "authorize", G_CALLBACK (on_authorize_cb), &self);
  g_signal_connect (row->repair, "ask-password", G_CALLBACK (on_ask_password_cb), &self);
  g_signal_connect (row->repair, "do-step", G_CALLBACK (on_do_step_cb), &self);
  watch_steps (mg_slot_repair_get_plan (row->repair));
  done = wait_for_repair (&self, &problem);
  g_signal_handlers_disconnect_by_data (row->repair, &self);

  if (!done)
    mg_repair_row_end (row, MG_REPAIR_OUTCOME_FAILED, problem);
  else
    mg_repair_row_end (row, options.put_back ? MG_REPAIR_OUTCOME_PUT_BACK
                                             : MG_REPAIR_OUTCOME_REPAIRED, NULL);
}

static gboolean
is_ahead (MgPlan     *plan,
          MgStepKind  kind)
{
  MgStep *step = mg_plan_find (plan, kind);

  return step != NULL && mg_step_get_state (step) != MG_STEP_DONE;
}

/* Nobody is there who could do what the plan asks of a person. */
static GError *
find_missing_person (MgPlan *plan)
{
  if (mg_terminal_is_interactive ())
    return NULL;

  if (is_ahead (plan, MG_STEP_AUTHORIZE) && !options.no_browser)
    return g_error_new_literal (MG_ERROR, MG_ERROR_CONSENT_NEEDED,
                                _("A person has to give permission: repair it at a terminal, or "
                                  "with --no-browser"));

  if (is_ahead (plan, MG_STEP_PASSWORD) && options.password_file == NULL)
    return g_error_new_literal (MG_ERROR, MG_ERROR_CONSENT_NEEDED,
                                _("A person has to enter a password: repair it at a terminal, or "
                                  "with --password-file"));

  return NULL;
}

static gboolean
take_options (MgCli      *cli,
              GPtrArray  *rows,
              GError    **error)
{
  MgProvider *provider = options.provider == NULL ? NULL
                         : mg_cli_lookup_provider (cli, options.provider, error);

  if (options.provider != NULL && provider == NULL)
    return FALSE;

  for (guint i = 0; i < rows->len; i++)
    {
      MgRepairRow *row = g_ptr_array_index (rows, i);

      if (provider != NULL)
        mg_slot_repair_set_provider (row->repair, provider);
      if (options.account != NULL)
        mg_slot_repair_set_account (row->repair, options.account);
    }

  return TRUE;
}

/* Goes on with a repair, or puts it back, or says that this has to be decided. */
static void
go_on (MgCli       *cli,
       MgRepairRow *row)
{
  GError *problem = NULL;

  if (!options.resume && !options.put_back)
    problem = g_error_new_literal (MG_ERROR, MG_ERROR_CONFLICT,
                                   _("A repair was interrupted here: go on with --resume, or "
                                     "restore what was there with --put-back"));
  else if (options.resume)
    problem = find_missing_person (mg_slot_repair_get_plan (row->repair));

  if (problem != NULL)
    {
      mg_repair_row_end (row, MG_REPAIR_OUTCOME_FAILED, problem);
      return;
    }

  mg_repair_row_print (row, mg_cli_get_printer (cli));
  carry_out (cli, row);
}

static gboolean
diagnose (MgCli         *cli,
          MgSlotRepair  *repair,
          GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_slot_repair_diagnose_async (repair, mg_cli_get_cancellable (cli), mg_cli_take_result,
                                 &result);
  mg_cli_wait (&result);

  return mg_slot_repair_diagnose_finish (repair, result, error);
}

/* A slot that nobody has ever set up is not broken. */
static gboolean
was_never_set_up (MgSlotRepair *repair)
{
  MgSituation situation = mg_diagnosis_get_situation (mg_slot_repair_get_diagnosis (repair));

  return situation == MG_SITUATION_NOT_OBTAINED && options.all &&
         mg_slot_repair_get_account (repair) == NULL;
}

static void
repair_slot (MgCli       *cli,
             MgRepairRow *row)
{
  GError *problem = NULL;
  MgPlan *plan;

  if (!diagnose (cli, row->repair, &problem))
    {
      mg_repair_row_end (row, MG_REPAIR_OUTCOME_FAILED, problem);
      return;
    }

  mg_repair_row_print (row, mg_cli_get_printer (cli));
  plan = mg_slot_repair_get_plan (row->repair);
  if (mg_diagnosis_get_situation (mg_slot_repair_get_diagnosis (row->repair)) ==
      MG_SITUATION_NOTHING)
    mg_repair_row_end (row, MG_REPAIR_OUTCOME_NOTHING, NULL);
  else if (was_never_set_up (row->repair))
    mg_repair_row_end (row, MG_REPAIR_OUTCOME_SKIPPED,
                       g_error_new_literal (MG_ERROR, MG_ERROR_NOT_FOUND,
                                            _("No mailbox has been chosen for it yet")));
  else if (plan == NULL)
    mg_repair_row_end (row, MG_REPAIR_OUTCOME_FAILED, NULL);
  else if (options.dry_run)
    mg_repair_row_end (row, MG_REPAIR_OUTCOME_PLANNED, NULL);
  else if ((problem = find_missing_person (plan)) != NULL)
    mg_repair_row_end (row, MG_REPAIR_OUTCOME_FAILED, problem);
  else
    carry_out (cli, row);
}

/* Whether the row's device could not be asked a moment ago. A login that was
 * refused is not tried again, for devices lock out who does. */
static MgRepairRow *
find_closed_device (GPtrArray         *done,
                    const MgRepairRow *row)
{
  for (guint i = 0; i < done->len; i++)
    {
      MgRepairRow *other = g_ptr_array_index (done, i);
      MgDiagnosis *diagnosis = mg_slot_repair_get_diagnosis (other->repair);
      MgSituation situation = diagnosis == NULL ? MG_SITUATION_NOTHING
                              : mg_diagnosis_get_situation (diagnosis);

      if (mg_slot_repair_get_device (other->repair) == mg_slot_repair_get_device (row->repair) &&
          (situation == MG_SITUATION_UNREACHABLE || situation == MG_SITUATION_LOGIN_REFUSED ||
           situation == MG_SITUATION_CERTIFICATE_CHANGED))
        return other;
    }

  return NULL;
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

static MgSlotRepair *
find_interrupted (GPtrArray  *interrupted,
                  MgDevice   *device,
                  const char *slot_id)
{
  for (guint i = 0; i < interrupted->len; i++)
    {
      MgSlotRepair *repair = g_ptr_array_index (interrupted, i);

      if (mg_slot_repair_get_device (repair) == device &&
          g_str_equal (mg_slot_repair_get_slot_id (repair), slot_id))
        return g_object_ref (repair);
    }

  return NULL;
}

/* The repair of the slot at @path. One that was interrupted is found even if
 * the slot has been deleted by it. */
static MgSlotRepair *
find_repair (MgCli       *cli,
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
    return repair;

  slot = mg_fleet_lookup_slot (fleet, path, &device, error);
  if (slot == NULL)
    return NULL;

  if (options.resume || options.put_back)
    {
      g_set_error (error, MG_ERROR, MG_ERROR_NOT_FOUND,
                   _("No repair of “%s” has been interrupted"), path);
      return NULL;
    }

  return mg_slot_repair_new (fleet, slot);
}

static int
compare_accounts (gconstpointer a,
                  gconstpointer b)
{
  const MgRepairRow *first = *(MgRepairRow * const *) a;
  const MgRepairRow *second = *(MgRepairRow * const *) b;

  return g_strcmp0 (mg_slot_repair_get_account (first->repair),
                    mg_slot_repair_get_account (second->repair));
}

/* All slots, those of one account together, so that a person is asked for it
 * in one go. */
static GPtrArray *
find_repairs (MgCli     *cli,
              GPtrArray *interrupted)
{
  g_autoptr (GPtrArray) slots = mg_slot_row_new_list (mg_cli_get_fleet (cli), NULL);
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_repair_row_free);

  for (guint i = 0; i < interrupted->len; i++)
    g_ptr_array_add (rows, mg_repair_row_new (g_object_ref (interrupted->pdata[i])));

  for (guint i = 0; i < slots->len && !options.put_back; i++)
    {
      MgSlotRow *slot = g_ptr_array_index (slots, i);
      g_autoptr (MgSlotRepair) begun = find_interrupted (interrupted, slot->device,
                                                         mg_slot_get_id (slot->slot));

      if (begun == NULL)
        g_ptr_array_add (rows, mg_repair_row_new (mg_slot_repair_new (slot->fleet, slot->slot)));
    }
  g_ptr_array_sort (rows, compare_accounts);

  return rows;
}

static GPtrArray *
find_rows (MgCli       *cli,
           const char  *path,
           GError     **error)
{
  g_autoptr (GPtrArray) interrupted = load_interrupted (cli, error);
  g_autoptr (MgSlotRepair) repair = NULL;
  GPtrArray *rows;

  if (interrupted == NULL)
    return NULL;

  if (options.all)
    return find_repairs (cli, interrupted);

  repair = find_repair (cli, interrupted, path, error);
  if (repair == NULL)
    return NULL;

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_repair_row_free);
  g_ptr_array_add (rows, mg_repair_row_new (g_steal_pointer (&repair)));

  return rows;
}

static void
repair_all (MgCli     *cli,
            GPtrArray *rows)
{
  g_autoptr (GPtrArray) done = g_ptr_array_new ();

  for (guint i = 0; i < rows->len; i++)
    {
      MgRepairRow *row = g_ptr_array_index (rows, i);
      MgRepairRow *closed = find_closed_device (done, row);

      if (g_cancellable_is_cancelled (mg_cli_get_cancellable (cli)))
        mg_repair_row_end (row, MG_REPAIR_OUTCOME_SKIPPED,
                           g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                                _("Interrupted")));
      else if (closed != NULL)
        mg_repair_row_end (row, MG_REPAIR_OUTCOME_SKIPPED,
                           g_error_new_literal (MG_ERROR, MG_ERROR_FAILED,
                                                _("The device could not be asked a moment ago")));
      else if (mg_slot_repair_is_interrupted (row->repair))
        go_on (cli, row);
      else
        repair_slot (cli, row);
      g_ptr_array_add (done, row);
    }
}

static MgExit
run (MgCli             *cli,
     const char *const *arguments)
{
  MgPrinter *printer = mg_cli_get_printer (cli);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  MgRepairRow *row;

  if (!check_options (arguments[0], &error) || !mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  rows = find_rows (cli, arguments[0], &error);
  if (rows == NULL || !take_options (cli, rows, &error))
    return mg_cli_report (cli, error);

  repair_all (cli, rows);
  if (rows->len == 0)
    mg_cli_say_empty (cli);
  if (options.all)
    mg_printer_table (printer, rows, mg_repair_row_columns);
  mg_printer_document (printer,
                       "repairs", mg_printer_new_objects (rows, mg_repair_row_columns), NULL);
  if (options.all)
    return mg_repair_row_join_exit (rows);

  row = g_ptr_array_index (rows, 0);
  if (row->problem != NULL && row->outcome == MG_REPAIR_OUTCOME_FAILED)
    return mg_cli_report (cli, row->problem);
  if (row->outcome == MG_REPAIR_OUTCOME_REPAIRED)
    mg_printer_line (printer, "%s", _("Repaired."));
  else if (row->outcome == MG_REPAIR_OUTCOME_PUT_BACK)
    mg_printer_line (printer, "%s", _("All is as it was before the repair."));

  return mg_repair_row_get_exit (row);
}

const MgCommand mg_repair_command = {
  .name = "repair",
  .arguments = "DEVICE/SLOT | --all",
  .n_allowed = 1,
  .summary = N_("Find out what keeps the mail of a slot from working, and mend it."),
  .options = entries,
  .run = run,
};
