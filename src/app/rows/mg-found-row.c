/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-found-row"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-device-look.h"
#include "mg-found-row.h"

/**
 * MgFoundRow:
 *
 * A device that was found on the network and is not in the fleet. All of its
 * words are a stranger's, and shown as they are, never as markup.
 */
struct _MgFoundRow
{
  AdwPreferencesRow   parent_instance;

  MgDiscoveredDevice *found;         /* (owned) */

  /* template */
  GtkImage           *icon;
  GtkLabel           *name_label;
  GtkLabel           *detail_label;
  GtkLabel           *warning_label;
};

G_DEFINE_FINAL_TYPE (MgFoundRow, mg_found_row, ADW_TYPE_PREFERENCES_ROW)

typedef enum
{
  PROP_FOUND = 1,
} MgFoundRowProperty;

static GParamSpec *properties[PROP_FOUND + 1] = { NULL, };

static MgDeviceKind
get_kind (MgDiscoveredDevice *found)
{
  switch (mg_discovered_device_get_kind (found))
    {
    case MG_DISCOVERED_KIND_NAS:
      return MG_DEVICE_KIND_NAS;
    case MG_DISCOVERED_KIND_PRINTER:
      return MG_DEVICE_KIND_PRINTER;
    case MG_DISCOVERED_KIND_SERVER:
      return MG_DEVICE_KIND_SERVER;
    case MG_DISCOVERED_KIND_OTHER:
    default:
      return MG_DEVICE_KIND_OTHER;
    }
}

static char *
dup_detail (MgDiscoveredDevice *found)
{
  const char *const *addresses = mg_discovered_device_get_addresses (found);
  const char *address = addresses != NULL && addresses[0] != NULL ? addresses[0] : "";
  MgIdentity identity = {
    .vendor = (char *) mg_discovered_device_get_vendor (found),
    .model = (char *) mg_discovered_device_get_model (found),
  };
  g_autofree char *model = mg_device_look_dup_model (&identity);

  if (model == NULL)
    return g_strdup (address);

  /* Translators: the model and the address of a device, as in "Acme D-100 · 192.0.2.7" */
  return g_strdup_printf (C_("device", "%s · %s"), model, address);
}

static void
mg_found_row_update (MgFoundRow *self)
{
  g_autofree char *detail = dup_detail (self->found);
  const char *name = mg_discovered_device_get_name (self->found);
  const char *warning = mg_discovered_device_get_warning (self->found);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name != NULL ? name : "");
  gtk_image_set_from_icon_name (self->icon, mg_device_look_get_icon_name (get_kind (self->found)));
  gtk_label_set_text (self->name_label, name != NULL ? name : "");
  gtk_label_set_text (self->detail_label, detail);
  gtk_label_set_text (self->warning_label, warning != NULL ? warning : "");
  gtk_widget_set_visible (GTK_WIDGET (self->warning_label), warning != NULL);
}

static void
mg_found_row_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  MgFoundRow *self = MG_FOUND_ROW (object);

  switch ((MgFoundRowProperty) prop_id)
    {
    case PROP_FOUND:
      g_value_set_object (value, self->found);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_found_row_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  MgFoundRow *self = MG_FOUND_ROW (object);

  switch ((MgFoundRowProperty) prop_id)
    {
    case PROP_FOUND:
      self->found = g_value_dup_object (value);
      g_signal_connect_object (self->found, "notify", G_CALLBACK (mg_found_row_update),
                               self, G_CONNECT_SWAPPED);
      mg_found_row_update (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_found_row_dispose (GObject *object)
{
  MgFoundRow *self = MG_FOUND_ROW (object);

  if (self->found != NULL)
    g_signal_handlers_disconnect_by_func (self->found, mg_found_row_update, self);
  g_clear_object (&self->found);
  gtk_widget_dispose_template (GTK_WIDGET (self), MG_TYPE_FOUND_ROW);

  G_OBJECT_CLASS (mg_found_row_parent_class)->dispose (object);
}

static void
mg_found_row_class_init (MgFoundRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mg_found_row_get_property;
  object_class->set_property = mg_found_row_set_property;
  object_class->dispose = mg_found_row_dispose;

  /**
   * MgFoundRow:found:
   *
   * What was found.
   */
  properties[PROP_FOUND] =
    g_param_spec_object ("found", NULL, NULL,
                         MG_TYPE_DISCOVERED_DEVICE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-found-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MgFoundRow, icon);
  gtk_widget_class_bind_template_child (widget_class, MgFoundRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, MgFoundRow, detail_label);
  gtk_widget_class_bind_template_child (widget_class, MgFoundRow, warning_label);
}

static void
mg_found_row_init (MgFoundRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                  self->detail_label, self->warning_label, NULL,
                                  -1);
}

/**
 * mg_found_row_new:
 * @found: what was found
 *
 * Returns: (transfer floating): a row that shows @found
 */
GtkWidget *
mg_found_row_new (MgDiscoveredDevice *found)
{
  g_return_val_if_fail (MG_IS_DISCOVERED_DEVICE (found), NULL);

  return g_object_new (MG_TYPE_FOUND_ROW, "found", found, NULL);
}

/**
 * mg_found_row_get_found:
 * @self: a found row
 *
 * Returns: (transfer none): what it shows
 */
MgDiscoveredDevice *
mg_found_row_get_found (MgFoundRow *self)
{
  g_return_val_if_fail (MG_IS_FOUND_ROW (self), NULL);

  return self->found;
}
