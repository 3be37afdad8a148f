/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-preferences-window"

#include "config.h"

#include "mg-preferences-window.h"

/**
 * MgPreferencesWindow:
 *
 * The few things that people want otherwise.
 */
struct _MgPreferencesWindow
{
  AdwPreferencesWindow  parent_instance;

  GSettings            *settings;         /* (owned) */

  /* template */
  GtkWidget            *discover_switch;
  GtkWidget            *check_switch;
  GtkWidget            *keep_copy_switch;
};

G_DEFINE_FINAL_TYPE (MgPreferencesWindow, mg_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static void
mg_preferences_window_dispose (GObject *object)
{
  MgPreferencesWindow *self = MG_PREFERENCES_WINDOW (object);

  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), MG_TYPE_PREFERENCES_WINDOW);

  G_OBJECT_CLASS (mg_preferences_window_parent_class)->dispose (object);
}

static void
mg_preferences_window_class_init (MgPreferencesWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_preferences_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               MG_APP_RESOURCES "mg-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MgPreferencesWindow, discover_switch);
  gtk_widget_class_bind_template_child (widget_class, MgPreferencesWindow, check_switch);
  gtk_widget_class_bind_template_child (widget_class, MgPreferencesWindow, keep_copy_switch);
}

static void
mg_preferences_window_init (MgPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->settings = g_settings_new (APP_ID);
  g_settings_bind (self->settings, "discover-on-start", self->discover_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "check-on-start", self->check_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "keep-copy", self->keep_copy_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
}

/**
 * mg_preferences_window_new:
 * @parent: (nullable): the window it belongs to
 *
 * Returns: (transfer none): the preferences
 */
GtkWidget *
mg_preferences_window_new (GtkWindow *parent)
{
  return g_object_new (MG_TYPE_PREFERENCES_WINDOW, "transient-for", parent, NULL);
}
