/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-application"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-application.h"
#include "mg-preferences-window.h"
#include "mg-window.h"

/**
 * MgApplication:
 *
 * The program with the window. It owns the fleet, and renews its tokens as long
 * as it runs; the window shows them.
 */
struct _MgApplication
{
  AdwApplication  parent_instance;

  MgFleet        *fleet;           /* (owned) (nullable): from the first window on */
  MgScheduler    *scheduler;       /* (owned) (nullable): likewise */
};

G_DEFINE_FINAL_TYPE (MgApplication, mg_application, ADW_TYPE_APPLICATION)

static void
on_preferences_action (GSimpleAction *action,
                       GVariant      *parameter,
                       gpointer       user_data)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  gtk_window_present (GTK_WINDOW (mg_preferences_window_new (parent)));
}

static void
on_about_action (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  const char *developers[] = { "The Mailgrant authors", NULL };

  adw_show_about_window (gtk_application_get_active_window (GTK_APPLICATION (user_data)),
                         "application-name", "Mailgrant",
                         "application-icon", APP_ID,
                         "version", PACKAGE_VERSION,
                         "developer-name", "The Mailgrant authors",
                         "developers", developers,
                         "comments", _("Keeps the email of network storage, printers and other "
                                       "devices authorized."),
                         "website", "https://github.com/mailgrant/Mailgrant",
                         "issue-url", "https://github.com/mailgrant/Mailgrant/issues",
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "copyright", "© 2026 The Mailgrant authors",
                         /* Translators: your name, and your address if you like, a line each */
                         "translator-credits", _("translator-credits"),
                         NULL);
}

static void
on_quit_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  GtkApplication *application = GTK_APPLICATION (user_data);
  GtkWindow *window;

  /* Closing is what ends a consent well; the program ends with its last window. */
  while ((window = gtk_application_get_active_window (application)) != NULL)
    {
      GtkWindow *before = window;

      gtk_window_close (window);
      if (gtk_application_get_active_window (application) == before)
        break;
    }
}

static const GActionEntry actions[] = {
  { "preferences", on_preferences_action },
  { "about", on_about_action },
  { "quit", on_quit_action },
};

static void
set_accels (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *accels[3];
  } shortcuts[] = {
    { "app.preferences", { "<Control>comma" } },
    { "app.quit", { "<Control>q" } },
    { "win.add-device", { "<Control>n" } },
    { "win.search", { "<Control>f" } },
    { "win.refresh", { "<Control>r", "F5" } },
    { "win.show-overview", { "<Alt>Left", "Escape" } },
    { "window.close", { "<Control>w" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (application, shortcuts[i].action,
                                           (const char **) shortcuts[i].accels);
}

static void
mg_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (mg_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  set_accels (GTK_APPLICATION (application));
}

static void
toast (MgApplication *self,
       const char    *text)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (GList *at = windows; at != NULL; at = at->next)
    if (MG_IS_WINDOW (at->data))
      gtk_widget_activate_action (at->data, "win.toast", "s", text);
}

/* Nobody has asked for it: whoever looks is told, the badge tells the others. */
static void
on_renewed_cb (MgApplication *self,
               MgSlot        *slot)
{
  MgDevice *device = mg_fleet_lookup_device (self->fleet, mg_slot_get_device_id (slot));
  g_autofree char *text = NULL;

  if (device == NULL)
    return;

  /* Translators: %s are a device and its mail setting */
  text = g_strdup_printf (_("Renewed the token of %s, %s"), mg_device_get_name (device),
                          mg_slot_get_title (slot));
  toast (self, text);
}

static void
on_renewal_failed_cb (MgApplication *self,
                      MgSlot        *slot,
                      const GError  *error)
{
  MgDevice *device = mg_fleet_lookup_device (self->fleet, mg_slot_get_device_id (slot));
  g_autofree char *text = NULL;

  if (device == NULL)
    return;

  /* Translators: %s are a device, its mail setting, and why */
  text = g_strdup_printf (_("Could not renew the token of %s, %s: %s"),
                          mg_device_get_name (device), mg_slot_get_title (slot), error->message);
  toast (self, text);
}

static void
open_fleet (MgApplication *self)
{
  g_autoptr (MgContext) context = mg_context_new ();
  g_autoptr (MgVault) vault = mg_secret_vault_new (TRUE);

  self->fleet = mg_fleet_new (context, vault);
  self->scheduler = mg_scheduler_new (self->fleet);
  g_signal_connect_object (self->scheduler, "renewed", G_CALLBACK (on_renewed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scheduler, "failed", G_CALLBACK (on_renewal_failed_cb),
                           self, G_CONNECT_SWAPPED);
  mg_scheduler_start (self->scheduler);
}

static void
mg_application_activate (GApplication *application)
{
  MgApplication *self = MG_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window == NULL)
    {
      if (self->fleet == NULL)
        open_fleet (self);
      window = GTK_WINDOW (mg_window_new (GTK_APPLICATION (self), self->fleet));
    }

  gtk_window_present (window);
}

static void
mg_application_shutdown (GApplication *application)
{
  MgApplication *self = MG_APPLICATION (application);

  if (self->scheduler != NULL)
    mg_scheduler_stop (self->scheduler);
  g_clear_object (&self->scheduler);
  g_clear_object (&self->fleet);

  G_APPLICATION_CLASS (mg_application_parent_class)->shutdown (application);
}

static void
mg_application_class_init (MgApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = mg_application_startup;
  application_class->activate = mg_application_activate;
  application_class->shutdown = mg_application_shutdown;
}

static void
mg_application_init (MgApplication *self)
{
}

/**
 * mg_application_new:
 *
 * Returns: (transfer full): the program
 */
MgApplication *
mg_application_new (void)
{
  return g_object_new (MG_TYPE_APPLICATION,
                       "application-id", APP_ID,
                       "resource-base-path", "/io/github/mailgrant/Mailgrant",
                       "flags", G_APPLICATION_DEFAULT_FLAGS,
                       NULL);
}
