/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-provider-page"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-provider-page.h"
#include "mg-provider-row.h"

/**
 * MgProviderPage:
 *
 * The providers whose permission the device can take; the one that its mail
 * server belongs to comes first.
 */
struct _MgProviderPage
{
  MgStepPage          parent_instance;

  MgDriverCapability  capabilities;

  /* template */
  GtkWidget          *suggested_group;
  GtkListBox         *suggested_list;
  GtkListBox         *list;
  GtkWidget          *other_group;
  AdwActionRow       *other_row;
};

G_DEFINE_FINAL_TYPE (MgProviderPage, mg_provider_page, MG_TYPE_STEP_PAGE)

typedef enum
{
  SIGNAL_CHOSEN,
  SIGNAL_OTHER,
} MgProviderPageSignal;

static guint signals[SIGNAL_OTHER + 1] = { 0, };

static void
on_row_activated_cb (MgProviderPage *self,
                     GtkListBoxRow  *row)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0,
                 mg_provider_row_get_provider (MG_PROVIDER_ROW (row)));
}

static void
on_other_activated_cb (MgProviderPage *self)
{
  g_signal_emit (self, signals[SIGNAL_OTHER], 0);
}

/* Whether the device takes what @item gives. */
static gboolean
match_provider (gpointer item,
                gpointer user_data)
{
  MgProviderPage *self = MG_PROVIDER_PAGE (user_data);

  switch (mg_provider_get_kind (MG_PROVIDER (item)))
    {
    case MG_PROVIDER_KIND_OAUTH:
      return (self->capabilities & MG_DRIVER_PUSH_OAUTH) != 0;
    case MG_PROVIDER_KIND_PASSWORD:
      return (self->capabilities & MG_DRIVER_PUSH_PASSWORD) != 0;
    default:
      return FALSE;
    }
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  return mg_provider_row_new (MG_PROVIDER (item));
}

static void
mg_provider_page_dispose (GObject *object)
{
  MgProviderPage *self = MG_PROVIDER_PAGE (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), MG_TYPE_PROVIDER_PAGE);

  G_OBJECT_CLASS (mg_provider_page_parent_class)->dispose (object);
}

static void
mg_provider_page_class_init (MgProviderPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_provider_page_dispose;

  /**
   * MgProviderPage::chosen:
   * @self: the page
   * @provider: a provider
   *
   * A person has chosen @provider.
   */
  signals[SIGNAL_CHOSEN] =
    g_signal_new ("chosen", MG_TYPE_PROVIDER_PAGE, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, MG_TYPE_PROVIDER);

  /**
   * MgProviderPage::other:
   * @self: the page
   *
   * A person wants a provider that is not in the list.
   */
  signals[SIGNAL_OTHER] =
    g_signal_new ("other", MG_TYPE_PROVIDER_PAGE, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               MG_APP_RESOURCES "mg-provider-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MgProviderPage, suggested_group);
  gtk_widget_class_bind_template_child (widget_class, MgProviderPage, suggested_list);
  gtk_widget_class_bind_template_child (widget_class, MgProviderPage, list);
  gtk_widget_class_bind_template_child (widget_class, MgProviderPage, other_group);
  gtk_widget_class_bind_template_child (widget_class, MgProviderPage, other_row);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_other_activated_cb);
}

static void
mg_provider_page_init (MgProviderPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_provider_page_new:
 *
 * Returns: (transfer floating): an empty page
 */
GtkWidget *
mg_provider_page_new (void)
{
  return g_object_new (MG_TYPE_PROVIDER_PAGE, NULL);
}

/**
 * mg_provider_page_set_providers:
 * @self: a provider page
 * @providers: (element-type MgProvider): all providers
 * @suggested: (nullable): the one that the slot's server belongs to
 * @capabilities: what the device can take
 *
 * Lists those of @providers whose permission the device can take.
 */
void
mg_provider_page_set_providers (MgProviderPage     *self,
                                GListModel         *providers,
                                MgProvider         *suggested,
                                MgDriverCapability  capabilities)
{
  g_autoptr (GtkFilterListModel) filtered = NULL;
  GtkListBoxRow *row;

  g_return_if_fail (MG_IS_PROVIDER_PAGE (self));
  g_return_if_fail (G_IS_LIST_MODEL (providers));

  self->capabilities = capabilities;
  filtered = gtk_filter_list_model_new (g_object_ref (providers),
                                        GTK_FILTER (gtk_custom_filter_new (match_provider,
                                                                           self, NULL)));
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (filtered), create_row, NULL, NULL);

  while ((row = gtk_list_box_get_row_at_index (self->suggested_list, 0)) != NULL)
    gtk_list_box_remove (self->suggested_list, GTK_WIDGET (row));
  gtk_widget_set_visible (self->suggested_group, FALSE);
  if (suggested != NULL && match_provider (suggested, self))
    {
      gtk_list_box_append (self->suggested_list, mg_provider_row_new (suggested));
      gtk_widget_set_visible (self->suggested_group, TRUE);
    }

  gtk_widget_set_visible (self->other_group, (capabilities & MG_DRIVER_PUSH_OAUTH) != 0);
}
