/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-device-row"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-device-look.h"
#include "mg-device-row.h"
#include "mg-status-badge.h"
#include "mg-wrap-layout.h"

/**
 * MgDeviceRow:
 *
 * A device of the fleet in a list: its name, what it is, where it is, and the
 * badge that is the most urgent of its slots. Everything is shown as it is,
 * never as markup.
 */
struct _MgDeviceRow
{
  AdwPreferencesRow  parent_instance;

  MgDevice          *device;          /* (owned) */

  /* template */
  GtkImage          *icon;
  GtkLabel          *name_label;
  GtkLabel          *detail_label;
  GtkLabel          *problem_label;
  MgStatusBadge     *badge;
  GtkSpinner        *spinner;
};

G_DEFINE_FINAL_TYPE (MgDeviceRow, mg_device_row, ADW_TYPE_PREFERENCES_ROW)

typedef enum
{
  PROP_DEVICE = 1,
} MgDeviceRowProperty;

static GParamSpec *properties[PROP_DEVICE + 1] = { NULL, };

static void
mg_device_row_update (MgDeviceRow *self)
{
  const GError *problem = mg_device_get_problem (self->device);
  g_autofree char *detail = mg_device_look_dup_detail (self->device);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), mg_device_get_name (self->device));
  gtk_image_set_from_icon_name (self->icon, mg_device_look_get_icon_name (
    mg_device_get_identity (self->device)->kind));
  gtk_label_set_text (self->name_label, mg_device_get_name (self->device));
  gtk_label_set_text (self->detail_label, detail);
  gtk_label_set_text (self->problem_label, problem != NULL ? problem->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), problem != NULL);
  mg_status_badge_set_state (self->badge, mg_device_get_state (self->device));
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), mg_device_get_busy (self->device));
}

static void
set_device (MgDeviceRow *self,
            MgDevice    *device)
{
  self->device = g_object_ref (device);

  /* Name, address, problem, busy and state: any of them changes the row. */
  g_signal_connect_object (device, "notify", G_CALLBACK (mg_device_row_update),
                           self, G_CONNECT_SWAPPED);
  mg_device_row_update (self);
}

static void
mg_device_row_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  MgDeviceRow *self = MG_DEVICE_ROW (object);

  switch ((MgDeviceRowProperty) prop_id)
    {
    case PROP_DEVICE:
      g_value_set_object (value, self->device);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_device_row_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  switch ((MgDeviceRowProperty) prop_id)
    {
    case PROP_DEVICE:
      set_device (MG_DEVICE_ROW (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_device_row_dispose (GObject *object)
{
  MgDeviceRow *self = MG_DEVICE_ROW (object);

  if (self->device != NULL)
    g_signal_handlers_disconnect_by_func (self->device, mg_device_row_update, self);
  g_clear_object (&self->device);
  gtk_widget_dispose_template (GTK_WIDGET (self), MG_TYPE_DEVICE_ROW);

  G_OBJECT_CLASS (mg_device_row_parent_class)->dispose (object);
}

static void
mg_device_row_class_init (MgDeviceRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mg_device_row_get_property;
  object_class->set_property = mg_device_row_set_property;
  object_class->dispose = mg_device_row_dispose;

  /**
   * MgDeviceRow:device:
   *
   * The device it shows.
   */
  properties[PROP_DEVICE] =
    g_param_spec_object ("device", NULL, NULL,
                         MG_TYPE_DEVICE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (MG_TYPE_STATUS_BADGE);
  g_type_ensure (MG_TYPE_WRAP_LAYOUT);

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-device-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MgDeviceRow, icon);
  gtk_widget_class_bind_template_child (widget_class, MgDeviceRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, MgDeviceRow, detail_label);
  gtk_widget_class_bind_template_child (widget_class, MgDeviceRow, problem_label);
  gtk_widget_class_bind_template_child (widget_class, MgDeviceRow, badge);
  gtk_widget_class_bind_template_child (widget_class, MgDeviceRow, spinner);
}

static void
mg_device_row_init (MgDeviceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_device_row_new:
 * @device: a device
 *
 * Returns: (transfer floating): a row that shows @device
 */
GtkWidget *
mg_device_row_new (MgDevice *device)
{
  g_return_val_if_fail (MG_IS_DEVICE (device), NULL);

  return g_object_new (MG_TYPE_DEVICE_ROW, "device", device, NULL);
}

/**
 * mg_device_row_get_device:
 * @self: a device row
 *
 * Returns: (transfer none): the device it shows
 */
MgDevice *
mg_device_row_get_device (MgDeviceRow *self)
{
  g_return_val_if_fail (MG_IS_DEVICE_ROW (self), NULL);

  return self->device;
}
