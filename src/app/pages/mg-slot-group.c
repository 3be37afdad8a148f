/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-slot-group"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-slot-group.h"
#include "mg-slot-row.h"
#include "mg-test-look.h"

/**
 * MgSlotGroup:
 *
 * The slots of a device, and what can be done with each: it lets the device
 * test a slot and delete its token, and forgets one that a person has added.
 * All else is dialogs' affair.
 */
struct _MgSlotGroup
{
  AdwBin               parent_instance;

  MgFleet             *fleet;         /* (owned) (nullable) */
  MgDevice            *device;        /* (owned) (nullable) */
  GCancellable        *cancellable;   /* (owned) (nullable): of all that runs for this device */

  /* template */
  GtkListBox          *list;
  GtkLabel            *placeholder;
};

G_DEFINE_FINAL_TYPE (MgSlotGroup, mg_slot_group, ADW_TYPE_BIN)

typedef enum
{
  SIGNAL_AUTHORIZE,
  SIGNAL_REPAIR,
  SIGNAL_REPORT,
  SIGNAL_EDIT,
} MgSlotGroupSignal;

static guint signals[SIGNAL_EDIT + 1] = { 0, };

typedef struct
{
  MgSlotGroup *self;  /* (owned) */
  MgSlot      *slot;  /* (owned) */
} Errand;

static Errand *
errand_new (MgSlotGroup *self,
            MgSlot      *slot)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->self = g_object_ref (self);
  errand->slot = g_object_ref (slot);

  return errand;
}

static void
errand_free (Errand *errand)
{
  g_object_unref (errand->self);
  g_object_unref (errand->slot);
  g_free (errand);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

/* A row may have gone while something was done with its slot. */
static void
set_slot_busy (MgSlotGroup *self,
               MgSlot      *slot,
               gboolean     busy)
{
  GtkWidget *row;

  for (row = gtk_widget_get_first_child (GTK_WIDGET (self->list));
       row != NULL; row = gtk_widget_get_next_sibling (row))
    if (MG_IS_SLOT_ROW (row) && mg_slot_row_get_slot (MG_SLOT_ROW (row)) == slot)
      g_object_set (row, "busy", busy, NULL);
}

static void
show_message (MgSlotGroup *self,
              const char  *heading,
              const char  *body)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog;

  dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, body);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_error (MgSlotGroup  *self,
            const char   *heading,
            const GError *error)
{
  g_autofree char *body = NULL;

  body = g_strjoin ("\n\n", error->message, mg_error_get_hint (error), NULL);
  show_message (self, heading, body);
}

/* Ends an errand; one that was cancelled has no widgets left to say so. */
static gboolean
end_errand (Errand       *errand,
            const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      errand->self->device == NULL)
    return FALSE;

  set_slot_busy (errand->self, errand->slot, FALSE);

  return TRUE;
}

static void
on_tested_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (MgTestResult) tested = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  g_autofree char *body = NULL;

  tested = mg_fleet_test_slot_finish (MG_FLEET (object), result, &error);
  if (!end_errand (errand, error))
    return;

  if (error != NULL)
    {
      show_error (errand->self, _("Could Not Test"), error);
      return;
    }

  if (tested->outcome == MG_TEST_PASSED)
    {
      body = g_strdup_printf (_("Test of %s passed"), mg_slot_get_title (errand->slot));
      gtk_widget_activate_action (GTK_WIDGET (errand->self), "win.toast", "s", body);
      return;
    }

  words = mg_test_look_dup_words (tested);
  body = g_strjoin ("\n\n", mg_test_look_get_advice (tested->outcome), words, NULL);
  show_message (errand->self, mg_test_look_get_title (tested->outcome), body);
}

static void
on_test_cb (MgSlotGroup *self,
            MgSlotRow   *row)
{
  MgSlot *slot = mg_slot_row_get_slot (row);

  set_slot_busy (self, slot, TRUE);
  mg_fleet_test_slot_async (self->fleet, slot, self->cancellable,
                            on_tested_cb, errand_new (self, slot));
}

typedef void (*ResponseFunc) (AdwMessageDialog *dialog,
                              const char       *response,
                              gpointer          user_data);

/* Asks before something is gone for good. */
static void
confirm (MgSlotGroup  *self,
         MgSlot       *slot,
         const char   *heading,
         const char   *body,
         const char   *response,
         const char   *label,
         ResponseFunc  callback)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  AdwMessageDialog *dialog;

  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root)
                                                                            : NULL,
                                                       heading, body));
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), response, label, NULL);
  adw_message_dialog_set_response_appearance (dialog, response, ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (callback), errand_new (self, slot),
                         (GClosureNotify) (GCallback) errand_free, G_CONNECT_DEFAULT);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_token_deleted_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  mg_fleet_delete_token_finish (MG_FLEET (object), result, &error);
  if (!end_errand (errand, error))
    return;

  if (error != NULL)
    {
      show_error (errand->self, _("The Token Was Not Deleted"), error);
      return;
    }

  text = g_strdup_printf (_("Token of %s deleted"), mg_slot_get_title (errand->slot));
  gtk_widget_activate_action (GTK_WIDGET (errand->self), "win.toast", "s", text);
}

static void
on_delete_response_cb (AdwMessageDialog *dialog,
                       const char       *response,
                       gpointer          user_data)
{
  Errand *errand = user_data;
  MgSlotGroup *self = errand->self;

  if (g_strcmp0 (response, "delete") != 0 || self->device == NULL)
    return;

  set_slot_busy (self, errand->slot, TRUE);
  mg_fleet_delete_token_async (self->fleet, errand->slot, self->cancellable,
                               on_token_deleted_cb, errand_new (self, errand->slot));
}

static char *
dup_delete_body (MgSlot *slot)
{
  const char *const *rules = mg_slot_get_rules (slot);
  g_autofree char *list = NULL;

  if (rules == NULL || rules[0] == NULL)
    return g_strdup (_("The device sends no mail through it until it is authorized again. "
                       "This cannot be undone."));

  list = g_strjoinv (", ", (char **) rules);
  /* Translators: the names of notification rules follow */
  return g_strdup_printf (_("The device sends no mail through it until it is authorized again. "
                            "These rules use it: %s. This cannot be undone."), list);
}

static void
on_delete_token_cb (MgSlotGroup *self,
                    MgSlotRow   *row)
{
  MgSlot *slot = mg_slot_row_get_slot (row);
  g_autofree char *heading = g_strdup_printf (_("Delete the Token of “%s”?"),
                                              mg_slot_get_title (slot));
  g_autofree char *body = dup_delete_body (slot);

  confirm (self, slot, heading, body, "delete", _("_Delete Token"), on_delete_response_cb);
}

static void
on_authorize_cb (MgSlotGroup *self,
                 MgSlotRow   *row)
{
  g_signal_emit (self, signals[SIGNAL_AUTHORIZE], 0, mg_slot_row_get_slot (row));
}

static void
on_repair_cb (MgSlotGroup *self,
              MgSlotRow   *row)
{
  g_signal_emit (self, signals[SIGNAL_REPAIR], 0, mg_slot_row_get_slot (row));
}

static void
on_report_cb (MgSlotGroup *self,
              MgSlotRow   *row)
{
  g_signal_emit (self, signals[SIGNAL_REPORT], 0, mg_slot_row_get_slot (row));
}

static void
on_edit_cb (MgSlotGroup *self,
            MgSlotRow   *row)
{
  g_signal_emit (self, signals[SIGNAL_EDIT], 0, mg_slot_row_get_slot (row));
}

static void
on_removed_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  mg_fleet_remove_slot_finish (MG_FLEET (object), result, &error);
  if (!end_errand (errand, error))
    return;

  if (error != NULL)
    {
      show_error (errand->self, _("The Setting Was Not Removed"), error);
      return;
    }

  text = g_strdup_printf (_("%s removed"), mg_slot_get_title (errand->slot));
  gtk_widget_activate_action (GTK_WIDGET (errand->self), "win.toast", "s", text);
}

static void
on_remove_response_cb (AdwMessageDialog *dialog,
                       const char       *response,
                       gpointer          user_data)
{
  Errand *errand = user_data;
  MgSlotGroup *self = errand->self;

  if (g_strcmp0 (response, "remove") == 0 && self->device != NULL)
    mg_fleet_remove_slot_async (self->fleet, errand->slot, self->cancellable,
                                on_removed_cb, errand_new (self, errand->slot));
}

static void
on_remove_cb (MgSlotGroup *self,
              MgSlotRow   *row)
{
  MgSlot *slot = mg_slot_row_get_slot (row);
  g_autofree char *heading = g_strdup_printf (_("Remove “%s”?"), mg_slot_get_title (slot));

  confirm (self, slot, heading,
           _("Mailgrant forgets it and what you said of it. Nothing changes on the device."),
           "remove", _("_Remove"), on_remove_response_cb);
}

static MgDriverCapability
get_capabilities (MgSlotGroup *self)
{
  MgDriver *driver = mg_fleet_get_driver (self->fleet, self->device);

  return driver == NULL ? 0 : mg_driver_info_get_capabilities (mg_driver_get_info (driver));
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  MgSlotGroup *self = MG_SLOT_GROUP (user_data);
  GtkWidget *row = mg_slot_row_new (MG_SLOT (item), get_capabilities (self));

  g_object_set (row, "removable", !mg_fleet_is_fixed_slot (self->fleet, MG_SLOT (item)), NULL);
  g_signal_connect_object (row, "authorize", G_CALLBACK (on_authorize_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "repair", G_CALLBACK (on_repair_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "test", G_CALLBACK (on_test_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "delete-token", G_CALLBACK (on_delete_token_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "report", G_CALLBACK (on_report_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "edit", G_CALLBACK (on_edit_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "remove", G_CALLBACK (on_remove_cb), self, G_CONNECT_SWAPPED);

  return row;
}

/* The titles of the others that take the token of @slot too. */
static char *
dup_linked (MgSlotGroup *self,
            MgSlot      *slot)
{
  GListModel *slots = mg_device_get_slots (self->device);
  g_autoptr (GStrvBuilder) titles = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  if (mg_slot_get_link_group (slot) == NULL)
    return NULL;

  for (guint i = 0; i < g_list_model_get_n_items (slots); i++)
    {
      g_autoptr (MgSlot) other = g_list_model_get_item (slots, i);

      if (other != slot &&
          g_strcmp0 (mg_slot_get_link_group (other), mg_slot_get_link_group (slot)) == 0)
        g_strv_builder_add (titles, mg_slot_get_title (other));
    }
  list = g_strv_builder_end (titles);

  return list[0] == NULL ? NULL : g_strjoinv (", ", list);
}

/* What a row has to know of the others and of the device. */
static void
update_rows (MgSlotGroup *self)
{
  const GError *problem = mg_device_get_problem (self->device);
  GtkWidget *row;

  for (row = gtk_widget_get_first_child (GTK_WIDGET (self->list));
       row != NULL; row = gtk_widget_get_next_sibling (row))
    if (MG_IS_SLOT_ROW (row))
      {
        g_autofree char *linked = dup_linked (self, mg_slot_row_get_slot (MG_SLOT_ROW (row)));

        g_object_set (row, "linked", linked,
                      "problem", problem != NULL ? problem->message : NULL, NULL);
      }
}

static void
mg_slot_group_clear (MgSlotGroup *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (self->device != NULL)
    {
      g_signal_handlers_disconnect_by_func (mg_device_get_slots (self->device), update_rows, self);
      g_signal_handlers_disconnect_by_func (self->device, update_rows, self);
    }
  g_clear_object (&self->cancellable);
  g_clear_object (&self->device);
  g_clear_object (&self->fleet);
}

static void
mg_slot_group_dispose (GObject *object)
{
  MgSlotGroup *self = MG_SLOT_GROUP (object);

  mg_slot_group_clear (self);
  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), MG_TYPE_SLOT_GROUP);

  G_OBJECT_CLASS (mg_slot_group_parent_class)->dispose (object);
}

static void
mg_slot_group_class_init (MgSlotGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_slot_group_dispose;

  /**
   * MgSlotGroup::authorize:
   * @self: the group
   * @slot: a slot
   *
   * A person wants to authorize @slot.
   */
  signals[SIGNAL_AUTHORIZE] =
    g_signal_new ("authorize", MG_TYPE_SLOT_GROUP, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, MG_TYPE_SLOT);

  /**
   * MgSlotGroup::repair:
   * @self: the group
   * @slot: a slot
   *
   * A person wants @slot to work again.
   */
  signals[SIGNAL_REPAIR] =
    g_signal_new ("repair", MG_TYPE_SLOT_GROUP, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, MG_TYPE_SLOT);

  /**
   * MgSlotGroup::report:
   * @self: the group
   * @slot: a slot
   *
   * A person wants to say what the device shows for @slot.
   */
  signals[SIGNAL_REPORT] =
    g_signal_new ("report", MG_TYPE_SLOT_GROUP, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, MG_TYPE_SLOT);

  /**
   * MgSlotGroup::edit:
   * @self: the group
   * @slot: a slot that a person keeps
   *
   * A person wants to change what is noted down of @slot.
   */
  signals[SIGNAL_EDIT] =
    g_signal_new ("edit", MG_TYPE_SLOT_GROUP, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, MG_TYPE_SLOT);

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-slot-group.ui");
  gtk_widget_class_bind_template_child (widget_class, MgSlotGroup, list);
  gtk_widget_class_bind_template_child (widget_class, MgSlotGroup, placeholder);
}

static void
mg_slot_group_init (MgSlotGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_slot_group_new:
 *
 * Returns: (transfer floating): an empty group
 */
GtkWidget *
mg_slot_group_new (void)
{
  return g_object_new (MG_TYPE_SLOT_GROUP, NULL);
}

/**
 * mg_slot_group_set_device:
 * @self: a slot group
 * @fleet: (nullable): the fleet
 * @device: (nullable): a device of it
 *
 * Lists the slots of @device; whatever runs for the one before is cancelled.
 */
void
mg_slot_group_set_device (MgSlotGroup *self,
                          MgFleet     *fleet,
                          MgDevice    *device)
{
  gboolean reads;

  g_return_if_fail (MG_IS_SLOT_GROUP (self));
  g_return_if_fail ((fleet == NULL) == (device == NULL));

  if (self->device == device)
    return;

  gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  mg_slot_group_clear (self);
  if (device == NULL)
    return;

  self->fleet = g_object_ref (fleet);
  self->device = g_object_ref (device);
  self->cancellable = g_cancellable_new ();
  reads = (get_capabilities (self) & MG_DRIVER_READ) != 0;
  gtk_label_set_text (self->placeholder,
                      reads ? _("No mail settings have been read from this device yet.")
                            : _("Add the mail settings that the device's own page shows."));
  gtk_list_box_bind_model (self->list, mg_device_get_slots (device), create_row, self, NULL);

  /* After the list box, which makes the rows. */
  g_signal_connect_object (mg_device_get_slots (device), "items-changed",
                           G_CALLBACK (update_rows), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (device, "notify::problem", G_CALLBACK (update_rows), self,
                           G_CONNECT_SWAPPED);
  update_rows (self);
}
