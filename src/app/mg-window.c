/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-window"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-add-device-dialog.h"
#include "mg-batch-dialog.h"
#include "mg-device-page.h"
#include "mg-device-removal.h"
#include "mg-needy-watch.h"
#include "mg-overview-page.h"
#include "mg-repair-dialog.h"
#include "mg-toast.h"
#include "mg-window.h"

/**
 * MgWindow:
 *
 * The window: an overview, and the page of one device. It opens empty and
 * reads the fleet after its first frame.
 */
struct _MgWindow
{
  AdwApplicationWindow  parent_instance;

  MgFleet              *fleet;          /* (owned) */
  GSettings            *settings;       /* (owned) */
  GCancellable         *cancellable;    /* (owned): of what the window itself does */
  MgDeviceRemoval      *removal;        /* (owned) (nullable): from the first frame on */
  GPtrArray            *interrupted;    /* (owned) (nullable) (element-type MgSlotRepair) */
  MgNeedyWatch         *needy;          /* (owned): how many settings need repair */
  guint                 first_frame;    /* (owned): a source */

  /* template */
  AdwToastOverlay      *toast_overlay;
  AdwLeaflet           *leaflet;
  MgOverviewPage       *overview_page;
  MgDevicePage         *device_page;
};

G_DEFINE_FINAL_TYPE (MgWindow, mg_window, ADW_TYPE_APPLICATION_WINDOW)

static void
mg_window_toast (MgWindow   *self,
                 const char *text)
{
  adw_toast_overlay_add_toast (self->toast_overlay, mg_toast_new (text));
}

static gboolean
is_vault_problem (const GError *problem)
{
  return g_error_matches (problem, MG_ERROR, MG_ERROR_VAULT_LOCKED) ||
         g_error_matches (problem, MG_ERROR, MG_ERROR_VAULT_DISMISSED);
}

static void
update_locked (MgWindow *self)
{
  GListModel *devices = G_LIST_MODEL (self->fleet);
  gboolean locked = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr (MgDevice) device = g_list_model_get_item (devices, i);

      locked = locked || is_vault_problem (mg_device_get_problem (device));
    }
  mg_overview_page_set_locked (self->overview_page, locked);
}

/* What went wrong with a device stands at the device. */
static void
on_all_checked_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (MgWindow) self = MG_WINDOW (user_data);
  g_autoptr (GError) error = NULL;

  if (!mg_fleet_check_all_finish (MG_FLEET (object), result, &error))
    g_debug ("check of all devices ended with: %s", error->message);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    update_locked (self);
}

static void
check_all (MgWindow *self)
{
  mg_fleet_check_all_async (self->fleet, self->cancellable, on_all_checked_cb,
                            g_object_ref (self));
}

/* What a scanner lacks matters only where no other one looks at the network. */
static const char *
get_scanner_problem (MgDiscovery *discovery)
{
  GListModel *scanners = mg_discovery_get_scanners (discovery);
  const char *problem = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (scanners); i++)
    {
      g_autoptr (MgScanner) scanner = g_list_model_get_item (scanners, i);
      const char *id = mg_scanner_get_id (scanner);
      MgScannerState state = mg_scanner_get_state (scanner);

      if (g_str_equal (id, "address") || g_str_equal (id, "cups"))
        continue;
      if (state == MG_SCANNER_STATE_SEARCHING || state == MG_SCANNER_STATE_QUIET)
        return NULL;
      if (state == MG_SCANNER_STATE_UNAVAILABLE && problem == NULL)
        problem = mg_scanner_get_reason (scanner);
    }

  return problem;
}

static void
on_discovery_changed_cb (MgWindow *self)
{
  MgDiscovery *discovery = mg_fleet_get_discovery (self->fleet);
  const char *problem = get_scanner_problem (discovery);

  if (problem == NULL)
    problem = mg_discovery_get_notice (discovery);
  mg_overview_page_set_looking (self->overview_page,
                                mg_discovery_get_state (discovery) == MG_SCANNER_STATE_SEARCHING,
                                problem);
}

static void
look_around (MgWindow *self)
{
  MgDiscovery *discovery = mg_fleet_get_discovery (self->fleet);

  if (mg_discovery_is_running (discovery))
    mg_discovery_stop (discovery);
  mg_discovery_start (discovery);
}

/* Nothing can be done with one whose notes cannot be read, but with its slot. */
static void
drop_unreadable (MgWindow  *self,
                 GPtrArray *repairs)
{
  for (guint i = repairs->len; i > 0; i--)
    {
      MgSlotRepair *repair = g_ptr_array_index (repairs, i - 1);
      const GError *problem = mg_slot_repair_get_problem (repair);
      g_autofree char *text = NULL;

      if (problem == NULL)
        continue;

      text = g_strdup_printf ("%s: %s", mg_device_get_name (mg_slot_repair_get_device (repair)),
                              problem->message);
      mg_window_toast (self, text);
      g_ptr_array_remove_index (repairs, i - 1);
    }
}

static void
on_interrupted_loaded_cb (GObject      *object,
                          GAsyncResult *result,
                          gpointer      user_data)
{
  g_autoptr (MgWindow) self = MG_WINDOW (user_data);
  g_autoptr (GPtrArray) repairs = NULL;
  g_autoptr (GError) error = NULL;

  repairs = mg_fleet_load_interrupted_finish (MG_FLEET (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (repairs == NULL)
    {
      mg_window_toast (self, error->message);
      return;
    }

  drop_unreadable (self, repairs);
  mg_overview_page_set_interrupted (self->overview_page, repairs->len);
  g_clear_pointer (&self->interrupted, g_ptr_array_unref);
  self->interrupted = g_steal_pointer (&repairs);
}

static void
load_interrupted (MgWindow *self)
{
  mg_fleet_load_interrupted_async (self->fleet, self->cancellable, on_interrupted_loaded_cb,
                                   g_object_ref (self));
}

static void
on_loaded_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (MgWindow) self = MG_WINDOW (user_data);
  g_autoptr (GError) error = NULL;

  mg_fleet_load_finish (MG_FLEET (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  mg_overview_page_set_loaded (self->overview_page, error);
  if (error != NULL)
    return;

  load_interrupted (self);
  if (g_settings_get_boolean (self->settings, "discover-on-start"))
    look_around (self);
  if (g_settings_get_boolean (self->settings, "check-on-start"))
    check_all (self);
}

static void
on_first_frame_cb (gpointer user_data)
{
  MgWindow *self = MG_WINDOW (user_data);
  MgDiscovery *discovery = mg_fleet_get_discovery (self->fleet);
  g_autoptr (GError) error = NULL;

  self->first_frame = 0;
  self->removal = mg_device_removal_new (self->fleet, self->toast_overlay);
  mg_overview_page_set_models (self->overview_page, mg_device_removal_get_devices (self->removal),
                               G_LIST_MODEL (discovery));
  g_signal_connect_object (discovery, "notify", G_CALLBACK (on_discovery_changed_cb),
                           self, G_CONNECT_SWAPPED);

  /* Whom to trust comes before anybody is talked to. */
  if (!mg_context_read_configuration (mg_fleet_get_context (self->fleet), &error))
    {
      mg_overview_page_set_loaded (self->overview_page, error);
      return;
    }

  mg_fleet_load_async (self->fleet, self->cancellable, on_loaded_cb, g_object_ref (self));
}

static void
mg_window_map (GtkWidget *widget)
{
  MgWindow *self = MG_WINDOW (widget);

  GTK_WIDGET_CLASS (mg_window_parent_class)->map (widget);

  /* Drawing comes before what is idle. */
  if (self->removal == NULL && self->first_frame == 0)
    self->first_frame = g_idle_add_once (on_first_frame_cb, self);
}

static void
show_device (MgWindow *self,
             MgDevice *device)
{
  mg_device_page_set_device (self->device_page, self->fleet, device);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->device_page));
  gtk_widget_child_focus (GTK_WIDGET (self->device_page), GTK_DIR_TAB_FORWARD);
}

static void
on_device_ready_cb (MgWindow *self,
                    MgDevice *device,
                    gboolean  is_new)
{
  g_autofree char *text = NULL;

  if (is_new)
    text = g_strdup_printf (_("%s added"), mg_device_get_name (device));
  else
    text = g_strdup_printf (_("%s has been added before"), mg_device_get_name (device));
  mg_window_toast (self, text);
  show_device (self, device);
}

static MgAddDeviceDialog *
present_add_device (MgWindow *self)
{
  GtkWidget *dialog = mg_add_device_dialog_new (self->fleet, GTK_WINDOW (self));

  g_signal_connect_object (dialog, "device-ready", G_CALLBACK (on_device_ready_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));

  return MG_ADD_DEVICE_DIALOG (dialog);
}

static void
on_add_device_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  present_add_device (MG_WINDOW (widget));
}

static void
on_add_found_device_action (GtkWidget  *widget,
                            const char *action_name,
                            GVariant   *parameter)
{
  g_autoptr (MgAddress) address = mg_address_parse (g_variant_get_string (parameter, NULL), NULL);
  MgAddDeviceDialog *dialog = present_add_device (MG_WINDOW (widget));

  if (address != NULL)
    mg_add_device_dialog_inspect (dialog, address, NULL);
}

/* A repair may have been begun on a device's page, and left. */
static void
on_page_changed_cb (MgWindow *self)
{
  if (self->interrupted != NULL)
    load_interrupted (self);
}

static void
on_show_device_action (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  MgWindow *self = MG_WINDOW (widget);
  MgDevice *device = mg_fleet_lookup_device (self->fleet, g_variant_get_string (parameter, NULL));

  if (device != NULL)
    show_device (self, device);
}

static void
on_show_overview_action (GtkWidget  *widget,
                         const char *action_name,
                         GVariant   *parameter)
{
  MgWindow *self = MG_WINDOW (widget);

  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->overview_page));
}

static void
on_refresh_action (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  MgWindow *self = MG_WINDOW (widget);

  if (self->removal == NULL)
    return;

  if (adw_leaflet_get_visible_child (self->leaflet) == GTK_WIDGET (self->device_page))
    {
      gtk_widget_activate_action (GTK_WIDGET (self->device_page), "device.check", NULL);
      return;
    }
  look_around (self);
  check_all (self);
}

/* Whoever reads a login asks the keyring to be unlocked. */
static void
on_unlock_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  check_all (MG_WINDOW (widget));
}

static void
on_review_repair_action (GtkWidget  *widget,
                         const char *action_name,
                         GVariant   *parameter)
{
  MgWindow *self = MG_WINDOW (widget);
  GtkWidget *dialog;

  if (self->interrupted == NULL || self->interrupted->len == 0)
    return;

  dialog = mg_repair_dialog_new_interrupted (self->fleet, g_ptr_array_index (self->interrupted, 0),
                                             GTK_WINDOW (self));
  g_signal_connect_object (dialog, "unmap", G_CALLBACK (load_interrupted),
                           self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_repair_all_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  MgWindow *self = MG_WINDOW (widget);
  g_autoptr (MgBatch) batch = mg_batch_new (self->fleet);
  GtkWidget *dialog;

  for (guint i = 0; self->interrupted != NULL && i < self->interrupted->len; i++)
    mg_batch_add_interrupted (batch, g_ptr_array_index (self->interrupted, i));
  mg_batch_add_needy (batch);

  dialog = mg_batch_dialog_new (self->fleet, batch, GTK_WINDOW (self));
  g_signal_connect_object (dialog, "unmap", G_CALLBACK (load_interrupted),
                           self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_needy_changed_cb (MgWindow *self)
{
  mg_overview_page_set_needy (self->overview_page, mg_needy_watch_get_count (self->needy));
}

static void
on_search_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  MgWindow *self = MG_WINDOW (widget);

  on_show_overview_action (widget, action_name, parameter);
  mg_overview_page_search (self->overview_page);
}

static void
on_remove_device_action (GtkWidget  *widget,
                         const char *action_name,
                         GVariant   *parameter)
{
  MgWindow *self = MG_WINDOW (widget);
  MgDevice *device = mg_fleet_lookup_device (self->fleet, g_variant_get_string (parameter, NULL));

  if (device == NULL)
    return;

  on_show_overview_action (widget, NULL, NULL);
  mg_device_removal_remove (self->removal, device);
}

static void
on_toast_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  mg_window_toast (MG_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
mg_window_save_state (MgWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set (self->settings, "window-size", "(ii)", width, height);
  g_settings_set_boolean (self->settings, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));
}

static gboolean
mg_window_close_request (GtkWindow *window)
{
  MgWindow *self = MG_WINDOW (window);

  mg_window_save_state (self);
  g_cancellable_cancel (self->cancellable);
  if (self->removal != NULL)
    mg_device_removal_flush (self->removal);

  return GTK_WINDOW_CLASS (mg_window_parent_class)->close_request (window);
}

static void
mg_window_dispose (GObject *object)
{
  MgWindow *self = MG_WINDOW (object);

  g_clear_handle_id (&self->first_frame, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (self->fleet != NULL && mg_discovery_is_running (mg_fleet_get_discovery (self->fleet)))
    mg_discovery_stop (mg_fleet_get_discovery (self->fleet));
  g_clear_object (&self->cancellable);
  g_clear_object (&self->removal);
  g_clear_pointer (&self->interrupted, g_ptr_array_unref);
  g_clear_object (&self->needy);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), MG_TYPE_WINDOW);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (mg_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.add-device", NULL, on_add_device_action);
  gtk_widget_class_install_action (klass, "win.add-found-device", "s",
                                   on_add_found_device_action);
  gtk_widget_class_install_action (klass, "win.show-device", "s", on_show_device_action);
  gtk_widget_class_install_action (klass, "win.show-overview", NULL, on_show_overview_action);
  gtk_widget_class_install_action (klass, "win.refresh", NULL, on_refresh_action);
  gtk_widget_class_install_action (klass, "win.unlock", NULL, on_unlock_action);
  gtk_widget_class_install_action (klass, "win.review-repair", NULL, on_review_repair_action);
  gtk_widget_class_install_action (klass, "win.repair-all", NULL, on_repair_all_action);
  gtk_widget_class_install_action (klass, "win.search", NULL, on_search_action);
  gtk_widget_class_install_action (klass, "win.remove-device", "s", on_remove_device_action);
  gtk_widget_class_install_action (klass, "win.toast", "s", on_toast_action);
}

static void
mg_window_class_init (MgWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GtkWindowClass *window_class = GTK_WINDOW_CLASS (klass);

  object_class->dispose = mg_window_dispose;
  widget_class->map = mg_window_map;
  window_class->close_request = mg_window_close_request;

  g_type_ensure (MG_TYPE_DEVICE_PAGE);
  g_type_ensure (MG_TYPE_OVERVIEW_PAGE);
  install_actions (widget_class);

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MgWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, MgWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, MgWindow, overview_page);
  gtk_widget_class_bind_template_child (widget_class, MgWindow, device_page);
  gtk_widget_class_bind_template_callback (widget_class, on_page_changed_cb);
}

static void
mg_window_init (MgWindow *self)
{
  int width, height;

  self->settings = g_settings_new (APP_ID);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  g_settings_get (self->settings, "window-size", "(ii)", &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

/**
 * mg_window_new:
 * @application: the program
 * @fleet: the fleet
 *
 * Returns: (transfer none): a window that shows @fleet
 */
GtkWidget *
mg_window_new (GtkApplication *application,
               MgFleet        *fleet)
{
  MgWindow *self;

  g_return_val_if_fail (application == NULL || GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);

  self = g_object_new (MG_TYPE_WINDOW, "application", application, NULL);
  self->fleet = g_object_ref (fleet);
  self->needy = mg_needy_watch_new (fleet);
  g_signal_connect_object (self->needy, "notify::count", G_CALLBACK (on_needy_changed_cb),
                           self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
