/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-device-removal"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-device-removal.h"
#include "mg-toast.h"

#define UNDO_SECONDS 10

/**
 * MgDeviceRemoval:
 *
 * Removes a device with a way back: it leaves the list at once, and the fleet
 * when the toast that offers to undo it has gone.
 */
struct _MgDeviceRemoval
{
  GObject             parent_instance;

  MgFleet            *fleet;     /* (owned) */
  AdwToastOverlay    *overlay;   /* (owned) */
  GtkFilterListModel *devices;   /* (owned): those that are not about to go */
  MgDevice           *device;    /* (owned) (nullable): the one that is about to go */
  AdwToast           *toast;     /* (owned) (nullable): that offers to undo it */
};

G_DEFINE_FINAL_TYPE (MgDeviceRemoval, mg_device_removal, G_TYPE_OBJECT)

static gboolean
stays (gpointer item,
       gpointer user_data)
{
  return item != MG_DEVICE_REMOVAL (user_data)->device;
}

static void
refilter (MgDeviceRemoval *self)
{
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->devices),
                      GTK_FILTER_CHANGE_DIFFERENT);
}

typedef struct
{
  MgDeviceRemoval *self;         /* (owned) */
  GApplication    *application;  /* (owned) (nullable): held until it is done */
} Errand;

static void
on_removed_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autofree Errand *errand = user_data;
  g_autoptr (MgDeviceRemoval) self = errand->self;
  g_autoptr (GApplication) application = errand->application;
  g_autoptr (GError) error = NULL;

  if (!mg_fleet_remove_device_finish (MG_FLEET (object), result, &error) &&
      gtk_widget_get_root (GTK_WIDGET (self->overlay)) != NULL)
    adw_toast_overlay_add_toast (self->overlay, mg_toast_new (error->message));
  if (application != NULL)
    g_application_release (application);
}

static void
forget_toast (MgDeviceRemoval *self)
{
  if (self->toast != NULL)
    g_signal_handlers_disconnect_by_data (self->toast, self);
  g_clear_object (&self->toast);
}

static void
on_undo_cb (MgDeviceRemoval *self)
{
  forget_toast (self);
  g_clear_object (&self->device);
  refilter (self);
}

static void
mg_device_removal_dispose (GObject *object)
{
  MgDeviceRemoval *self = MG_DEVICE_REMOVAL (object);

  forget_toast (self);
  if (self->devices != NULL)
    gtk_filter_list_model_set_filter (self->devices, NULL);
  g_clear_object (&self->devices);
  g_clear_object (&self->device);
  g_clear_object (&self->overlay);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (mg_device_removal_parent_class)->dispose (object);
}

static void
mg_device_removal_class_init (MgDeviceRemovalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_device_removal_dispose;
}

static void
mg_device_removal_init (MgDeviceRemoval *self)
{
}

/**
 * mg_device_removal_new:
 * @fleet: the fleet
 * @overlay: where toasts are shown
 *
 * Returns: (transfer full): a removal with nothing to remove
 */
MgDeviceRemoval *
mg_device_removal_new (MgFleet         *fleet,
                       AdwToastOverlay *overlay)
{
  MgDeviceRemoval *self;

  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);
  g_return_val_if_fail (ADW_IS_TOAST_OVERLAY (overlay), NULL);

  self = g_object_new (MG_TYPE_DEVICE_REMOVAL, NULL);
  self->fleet = g_object_ref (fleet);
  self->overlay = g_object_ref (overlay);
  self->devices = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (fleet)),
                                             GTK_FILTER (gtk_custom_filter_new (stays, self,
                                                                                NULL)));

  return self;
}

/**
 * mg_device_removal_get_devices:
 * @self: a removal
 *
 * Returns: (transfer none): the devices of the fleet but the one about to go
 */
GListModel *
mg_device_removal_get_devices (MgDeviceRemoval *self)
{
  g_return_val_if_fail (MG_IS_DEVICE_REMOVAL (self), NULL);

  return G_LIST_MODEL (self->devices);
}

/**
 * mg_device_removal_remove:
 * @self: a removal
 * @device: a device of the fleet
 *
 * Takes @device out of the list, and offers to undo that.
 */
void
mg_device_removal_remove (MgDeviceRemoval *self,
                          MgDevice        *device)
{
  g_autofree char *text = NULL;

  g_return_if_fail (MG_IS_DEVICE_REMOVAL (self));
  g_return_if_fail (MG_IS_DEVICE (device));

  mg_device_removal_flush (self);

  text = g_strdup_printf (_("%s removed"), mg_device_get_name (device));
  self->device = g_object_ref (device);
  self->toast = mg_toast_new (text);
  adw_toast_set_button_label (self->toast, _("_Undo"));
  adw_toast_set_timeout (self->toast, UNDO_SECONDS);
  adw_toast_set_priority (self->toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect_object (self->toast, "button-clicked", G_CALLBACK (on_undo_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->toast, "dismissed", G_CALLBACK (mg_device_removal_flush),
                           self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->overlay, g_object_ref (self->toast));
  refilter (self);
}

/**
 * mg_device_removal_flush:
 * @self: a removal
 *
 * Removes the device that is about to go from the fleet, now. The program
 * stays until that is done.
 */
void
mg_device_removal_flush (MgDeviceRemoval *self)
{
  g_autoptr (MgDevice) device = NULL;
  g_autoptr (AdwToast) toast = NULL;
  GApplication *application = g_application_get_default ();
  Errand *errand;

  g_return_if_fail (MG_IS_DEVICE_REMOVAL (self));

  device = g_steal_pointer (&self->device);
  toast = self->toast == NULL ? NULL : g_object_ref (self->toast);
  forget_toast (self);
  if (device == NULL)
    return;

  errand = g_new0 (Errand, 1);
  errand->self = g_object_ref (self);
  if (application != NULL)
    {
      errand->application = g_object_ref (application);
      g_application_hold (application);
    }
  mg_fleet_remove_device_async (self->fleet, device, NULL, on_removed_cb, errand);
  adw_toast_dismiss (toast);
}
