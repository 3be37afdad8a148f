/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-provider-row"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-provider-row.h"

/**
 * MgProviderRow:
 *
 * A provider in a list, and how it gives its permission.
 */
struct _MgProviderRow
{
  AdwActionRow  parent_instance;

  MgProvider   *provider;         /* (owned) */
};

G_DEFINE_FINAL_TYPE (MgProviderRow, mg_provider_row, ADW_TYPE_ACTION_ROW)

typedef enum
{
  PROP_PROVIDER = 1,
} MgProviderRowProperty;

static GParamSpec *properties[PROP_PROVIDER + 1] = { NULL, };

static void
add_icon (MgProviderRow *self,
          const char    *icon_name,
          gboolean       at_start)
{
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE,
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                  "icon-name", icon_name,
                                  NULL);

  if (at_start)
    adw_action_row_add_prefix (ADW_ACTION_ROW (self), icon);
  else
    adw_action_row_add_suffix (ADW_ACTION_ROW (self), icon);
}

static void
set_provider (MgProviderRow *self,
              MgProvider    *provider)
{
  gboolean browser = mg_provider_get_kind (provider) == MG_PROVIDER_KIND_OAUTH;

  self->provider = g_object_ref (provider);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), mg_provider_get_name (provider));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), browser ? _("Sign in with your browser")
                                                              : _("App password"));
  add_icon (self, browser ? "mg-provider-symbolic" : "dialog-password-symbolic", TRUE);
  add_icon (self, "go-next-symbolic", FALSE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
}

static void
mg_provider_row_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  MgProviderRow *self = MG_PROVIDER_ROW (object);

  switch ((MgProviderRowProperty) prop_id)
    {
    case PROP_PROVIDER:
      g_value_set_object (value, self->provider);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_provider_row_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  switch ((MgProviderRowProperty) prop_id)
    {
    case PROP_PROVIDER:
      set_provider (MG_PROVIDER_ROW (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_provider_row_dispose (GObject *object)
{
  MgProviderRow *self = MG_PROVIDER_ROW (object);

  g_clear_object (&self->provider);

  G_OBJECT_CLASS (mg_provider_row_parent_class)->dispose (object);
}

static void
mg_provider_row_class_init (MgProviderRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mg_provider_row_get_property;
  object_class->set_property = mg_provider_row_set_property;
  object_class->dispose = mg_provider_row_dispose;

  /**
   * MgProviderRow:provider:
   *
   * The provider it shows.
   */
  properties[PROP_PROVIDER] =
    g_param_spec_object ("provider", NULL, NULL,
                         MG_TYPE_PROVIDER,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
mg_provider_row_init (MgProviderRow *self)
{
}

/**
 * mg_provider_row_new:
 * @provider: a provider
 *
 * Returns: (transfer floating): a row that shows @provider
 */
GtkWidget *
mg_provider_row_new (MgProvider *provider)
{
  g_return_val_if_fail (MG_IS_PROVIDER (provider), NULL);

  return g_object_new (MG_TYPE_PROVIDER_ROW, "provider", provider, NULL);
}

/**
 * mg_provider_row_get_provider:
 * @self: a provider row
 *
 * Returns: (transfer none): the provider it shows
 */
MgProvider *
mg_provider_row_get_provider (MgProviderRow *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER_ROW (self), NULL);

  return self->provider;
}
