/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-guided-group"

#include "config.h"

#include "mg-guided-group.h"
#include "mg-link-row.h"

/**
 * MgGuidedGroup:
 *
 * What there is to do for a device whose slots a person keeps: its own page,
 * and one more slot.
 */
struct _MgGuidedGroup
{
  AdwBin     parent_instance;

  /* template */
  MgLinkRow *link_row;
};

G_DEFINE_FINAL_TYPE (MgGuidedGroup, mg_guided_group, ADW_TYPE_BIN)

typedef enum
{
  SIGNAL_ADD_SLOT,
} MgGuidedGroupSignal;

static guint signals[SIGNAL_ADD_SLOT + 1] = { 0, };

static void
on_add_activated_cb (MgGuidedGroup *self)
{
  g_signal_emit (self, signals[SIGNAL_ADD_SLOT], 0);
}

static void
mg_guided_group_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MG_TYPE_GUIDED_GROUP);

  G_OBJECT_CLASS (mg_guided_group_parent_class)->dispose (object);
}

static void
mg_guided_group_class_init (MgGuidedGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_guided_group_dispose;

  /**
   * MgGuidedGroup::add-slot:
   * @self: the group
   *
   * A person wants to note down one more mail setting.
   */
  signals[SIGNAL_ADD_SLOT] =
    g_signal_new ("add-slot", MG_TYPE_GUIDED_GROUP, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (MG_TYPE_LINK_ROW);

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-guided-group.ui");
  gtk_widget_class_bind_template_child (widget_class, MgGuidedGroup, link_row);
  gtk_widget_class_bind_template_callback (widget_class, on_add_activated_cb);
}

static void
mg_guided_group_init (MgGuidedGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_guided_group_new:
 *
 * Returns: (transfer floating): a group without a page to open
 */
GtkWidget *
mg_guided_group_new (void)
{
  return g_object_new (MG_TYPE_GUIDED_GROUP, NULL);
}

/**
 * mg_guided_group_set_page:
 * @self: a guided group
 * @uri: (nullable): the device's own page
 *
 * Sets the page to open.
 */
void
mg_guided_group_set_page (MgGuidedGroup *self,
                          const char    *uri)
{
  g_return_if_fail (MG_IS_GUIDED_GROUP (self));

  mg_link_row_set_uri (self->link_row, uri);
}
