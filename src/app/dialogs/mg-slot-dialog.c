/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-slot-dialog"

#include "config.h"

#include "mg-slot-dialog.h"
#include "mg-slot-page.h"

/**
 * MgSlotDialog:
 *
 * Notes down a mail setting of a device that Mailgrant can't read, or changes
 * what was noted down.
 */
struct _MgSlotDialog
{
  MgStepWindow  parent_instance;

  MgFleet      *fleet;            /* (owned) */
  MgDevice     *device;           /* (owned) */
  MgSlot       *slot;             /* (owned) (nullable): the one to change */

  MgSlotPage   *slot_page;        /* (unowned): the stack's */
};

G_DEFINE_FINAL_TYPE (MgSlotDialog, mg_slot_dialog, MG_TYPE_STEP_WINDOW)

static void
on_added_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (MgSlotDialog) self = MG_SLOT_DIALOG (user_data);
  g_autoptr (MgSlot) slot = NULL;
  g_autoptr (GError) error = NULL;

  slot = mg_fleet_add_slot_finish (MG_FLEET (object), result, &error);
  if (mg_step_window_end (MG_STEP_WINDOW (self), error))
    gtk_window_close (GTK_WINDOW (self));
}

static void
on_edited_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (MgSlotDialog) self = MG_SLOT_DIALOG (user_data);
  g_autoptr (GError) error = NULL;

  mg_fleet_edit_slot_finish (MG_FLEET (object), result, &error);
  if (mg_step_window_end (MG_STEP_WINDOW (self), error))
    gtk_window_close (GTK_WINDOW (self));
}

static void
mg_slot_dialog_next (MgStepWindow *window,
                     MgStepPage   *page)
{
  MgSlotDialog *self = MG_SLOT_DIALOG (window);
  g_autofree char *title = mg_slot_page_dup_title (self->slot_page);
  g_autofree char *account = mg_slot_page_dup_account (self->slot_page);
  g_autoptr (MgMailSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  if (!mg_slot_page_read_settings (self->slot_page, &settings, &error))
    mg_step_window_set_error (window, error);
  else if (self->slot != NULL)
    mg_fleet_edit_slot_async (self->fleet, self->slot, mg_slot_page_get_provider (self->slot_page),
                              account, settings, mg_step_window_begin (window),
                              on_edited_cb, g_object_ref (self));
  else
    mg_fleet_add_slot_async (self->fleet, self->device, title,
                             mg_slot_page_get_protocol (self->slot_page),
                             mg_slot_page_get_provider (self->slot_page), account, settings,
                             mg_step_window_begin (window), on_added_cb, g_object_ref (self));
}

static void
mg_slot_dialog_dispose (GObject *object)
{
  MgSlotDialog *self = MG_SLOT_DIALOG (object);

  g_clear_object (&self->fleet);
  g_clear_object (&self->device);
  g_clear_object (&self->slot);

  G_OBJECT_CLASS (mg_slot_dialog_parent_class)->dispose (object);
}

static void
mg_slot_dialog_class_init (MgSlotDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MgStepWindowClass *window_class = MG_STEP_WINDOW_CLASS (klass);

  object_class->dispose = mg_slot_dialog_dispose;
  window_class->next = mg_slot_dialog_next;
}

static void
mg_slot_dialog_init (MgSlotDialog *self)
{
  self->slot_page = MG_SLOT_PAGE (mg_slot_page_new ());
  mg_step_window_add_page (MG_STEP_WINDOW (self), MG_STEP_PAGE (self->slot_page));
}

/**
 * mg_slot_dialog_new:
 * @fleet: the fleet
 * @device: a device of it that cannot be read
 * @slot: (nullable): a slot of @device to change, %NULL to add one
 * @parent: (nullable): the window it belongs to
 *
 * Returns: (transfer none): a dialog that asks what the device's setting is
 */
GtkWidget *
mg_slot_dialog_new (MgFleet   *fleet,
                    MgDevice  *device,
                    MgSlot    *slot,
                    GtkWindow *parent)
{
  MgSlotDialog *self;

  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);
  g_return_val_if_fail (MG_IS_DEVICE (device), NULL);
  g_return_val_if_fail (slot == NULL || MG_IS_SLOT (slot), NULL);

  self = g_object_new (MG_TYPE_SLOT_DIALOG, "transient-for", parent, NULL);
  self->fleet = g_object_ref (fleet);
  self->device = g_object_ref (device);
  mg_slot_page_set_providers (self->slot_page, mg_fleet_get_providers (fleet));
  if (slot != NULL)
    {
      self->slot = g_object_ref (slot);
      mg_slot_page_set_slot (self->slot_page, slot);
    }

  return GTK_WIDGET (self);
}
