/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mailgrantctl-monitor"

#include "config.h"

#include <glib/gi18n.h>

#include "commands.h"
#include "mg-slot-row.h"
#include "mg-terminal.h"

#define MAX_MINUTES (7 * 24 * 60)

static struct
{
  int check;
} options;

static const GOptionEntry entries[] = {
  { "check", 0, 0, G_OPTION_ARG_INT, &options.check,
    N_("Ask the devices every so many minutes"), N_("MINUTES") },
  G_OPTION_ENTRY_NULL
};

/* Follows the fleet, which follows what other programs write. Whatever moves, the slots are
 * compared with what was printed of them last: so nothing is printed twice, and nothing that came
 * and went in one turn of the main context. */
typedef struct
{
  MgCli        *cli;
  GHashTable   *printed;     /* (owned) (element-type utf8 utf8): a slot's id, what was printed */
  GPtrArray    *followed;    /* (owned) (element-type GObject) */
  guint         compare_id;
  guint         timeout_id;
  GAsyncResult *checked;     /* (owned) (nullable): a look at all devices that has ended */
  gboolean      due;
} Monitor;

static void follow_fleet (Monitor *self);

/* What an event is made of: not the time of the last look. */
static char *
dup_essence (GVariant *slot)
{
  static const char *const keys[] = {
    "title", "provider", "account", "state", "server", "link_group", "rules", "obtained_at",
    "expires_at",
  };
  g_autoptr (GString) essence = g_string_new (NULL);
  g_autoptr (GVariant) note = g_variant_lookup_value (slot, "note", G_VARIANT_TYPE_VARDICT);

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GVariant) value = g_variant_lookup_value (slot, keys[i], NULL);
      g_autofree char *text = mg_value_to_json (value, FALSE);

      g_string_append (essence, text);
    }
  if (note != NULL)
    {
      g_autoptr (GVariant) code = g_variant_lookup_value (note, "code", NULL);
      g_autofree char *text = mg_value_to_json (code, FALSE);

      g_string_append (essence, text);
    }

  return g_string_free (g_steal_pointer (&essence), FALSE);
}

static void
print_slot (Monitor    *self,
            MgSlotRow  *row,
            const char *event)
{
  MgPrinter *printer = mg_cli_get_printer (self->cli);
  MgNoteCode note = mg_slot_get_note (row->slot);
  const char *name = mg_device_get_name (row->device);
  const char *state = mg_token_state_get_label (mg_slot_get_state (row->slot));

  if (note == MG_NOTE_NONE)
    mg_printer_line (printer, "%s/%s: %s", name, mg_slot_get_id (row->slot), state);
  else
    mg_printer_line (printer, "%s/%s: %s, %s", name, mg_slot_get_id (row->slot), state,
                     mg_note_code_get_label (note));
  mg_printer_event (printer,
                    "event", mg_value_new_string (event),
                    "slot", mg_printer_new_object (row, mg_slot_row_columns),
                    NULL);
}

static void
print_removed (Monitor    *self,
               const char *id)
{
  MgPrinter *printer = mg_cli_get_printer (self->cli);

  mg_printer_line (printer, _("%s: removed"), id);
  mg_printer_event (printer,
                    "event", mg_value_new_string ("removed"),
                    "id", mg_value_new_string (id),
                    NULL);
}

static void
compare (Monitor *self)
{
  g_autoptr (GPtrArray) rows = mg_slot_row_new_list (mg_cli_get_fleet (self->cli), NULL);
  g_autoptr (GHashTable) present = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer id;

  for (guint i = 0; i < rows->len; i++)
    {
      MgSlotRow *row = g_ptr_array_index (rows, i);
      g_autoptr (GVariant) slot = NULL;
      g_autofree char *path = NULL;
      g_autofree char *essence = NULL;
      const char *before;

      slot = g_variant_ref_sink (mg_printer_new_object (row, mg_slot_row_columns));
      g_variant_lookup (slot, "id", "s", &path);
      essence = dup_essence (slot);
      before = g_hash_table_lookup (self->printed, path);
      if (g_strcmp0 (before, essence) != 0)
        {
          print_slot (self, row, before == NULL ? "added" : "changed");
          g_hash_table_insert (self->printed, g_strdup (path), g_steal_pointer (&essence));
        }
      g_hash_table_add (present, g_steal_pointer (&path));
    }

  g_hash_table_iter_init (&iter, self->printed);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (present, id))
      {
        print_removed (self, id);
        g_hash_table_iter_remove (&iter);
      }
}

static gboolean
on_compare_cb (gpointer user_data)
{
  Monitor *self = user_data;

  self->compare_id = 0;
  follow_fleet (self);
  compare (self);

  return G_SOURCE_REMOVE;
}

static void
on_moved_cb (Monitor *self)
{
  if (self->compare_id == 0)
    self->compare_id = g_idle_add (on_compare_cb, self);
}

static void
follow (Monitor    *self,
        gpointer    object,
        const char *signal)
{
  g_signal_connect_swapped (object, signal, G_CALLBACK (on_moved_cb), self);
  g_ptr_array_add (self->followed, g_object_ref (object));
}

static void
unfollow_all (Monitor *self)
{
  for (guint i = 0; i < self->followed->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->followed, i), self);
  g_ptr_array_set_size (self->followed, 0);
}

static void
follow_fleet (Monitor *self)
{
  MgFleet *fleet = mg_cli_get_fleet (self->cli);
  g_autoptr (GPtrArray) rows = mg_slot_row_new_list (fleet, NULL);

  unfollow_all (self);
  follow (self, fleet, "items-changed");
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fleet)); i++)
    {
      g_autoptr (MgDevice) device = g_list_model_get_item (G_LIST_MODEL (fleet), i);

      follow (self, mg_device_get_slots (device), "items-changed");
    }
  for (guint i = 0; i < rows->len; i++)
    follow (self, ((MgSlotRow *) g_ptr_array_index (rows, i))->slot, "notify");
}

static void
on_due_cb (gpointer user_data)
{
  Monitor *self = user_data;

  self->timeout_id = 0;
  self->due = TRUE;
}

static gboolean
is_interrupted (Monitor *self)
{
  return g_cancellable_is_cancelled (mg_cli_get_cancellable (self->cli));
}

/* Asks the devices now and then. What that brings is in the fleet, and a device that is off is no
 * reason to end. */
static void
check_when_due (Monitor *self)
{
  MgClock *clock = mg_context_get_clock (mg_cli_get_context (self->cli));
  g_autoptr (GError) error = NULL;

  if (!self->due)
    return;

  self->due = FALSE;
  mg_fleet_check_all_async (mg_cli_get_fleet (self->cli), mg_cli_get_cancellable (self->cli),
                            mg_cli_take_result, &self->checked);
  mg_cli_wait (&self->checked);
  if (!mg_fleet_check_all_finish (mg_cli_get_fleet (self->cli), self->checked, &error) &&
      !is_interrupted (self))
    mg_terminal_say_error (error);
  g_clear_object (&self->checked);

  self->timeout_id = mg_clock_timeout_add (clock, (guint) options.check * 60 * 1000, on_due_cb,
                                           self);
}

static MgExit
run (MgCli             *cli,
     const char *const *arguments)
{
  MgClock *clock = mg_context_get_clock (mg_cli_get_context (cli));
  g_autoptr (GHashTable) printed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) followed = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  Monitor self = { .cli = cli, .printed = printed, .followed = followed };

  if (options.check < 0 || options.check > MAX_MINUTES)
    {
      g_set_error_literal (&error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("--check takes a number of minutes"));
      return mg_cli_report (cli, error);
    }

  if (!mg_cli_load (cli, &error))
    return mg_cli_report (cli, error);

  follow_fleet (&self);
  compare (&self);
  self.due = options.check > 0;
  while (!is_interrupted (&self))
    {
      check_when_due (&self);
      g_main_context_iteration (NULL, !self.due && !is_interrupted (&self));
    }

  mg_clock_timeout_clear (clock, &self.timeout_id);
  g_clear_handle_id (&self.compare_id, g_source_remove);
  unfollow_all (&self);

  /* A signal is how it is meant to end. */
  return MG_EXIT_DONE;
}

const MgCommand mg_monitor_command = {
  .name = "monitor",
  .summary = N_("Print what changes, line by line, until interrupted."),
  .options = entries,
  .run = run,
};
