/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-device-page"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-authorize-dialog.h"
#include "mg-browser.h"
#include "mg-certificate-dialog.h"
#include "mg-device-look.h"
#include "mg-device-page.h"
#include "mg-error-box.h"
#include "mg-fingerprint-label.h"
#include "mg-guided-group.h"
#include "mg-repair-dialog.h"
#include "mg-report-dialog.h"
#include "mg-sign-in-dialog.h"
#include "mg-slot-dialog.h"
#include "mg-slot-group.h"

/**
 * MgDevicePage:
 *
 * One device: what is wrong with it, its slots, and what it is.
 */
struct _MgDevicePage
{
  AdwBin               parent_instance;

  MgFleet             *fleet;         /* (owned) (nullable) */
  MgDevice            *device;        /* (owned) (nullable) */
  GCancellable        *cancellable;   /* (owned) (nullable): of what runs for this device */

  /* template */
  AdwWindowTitle      *title_widget;
  GtkStack            *check_stack;
  GtkWidget           *check_button;
  GtkSpinner          *check_spinner;
  GtkWidget           *problem_area;
  MgErrorBox          *problem_box;
  GtkButton           *problem_button;
  MgSlotGroup         *slot_group;
  MgGuidedGroup       *guided_group;
  AdwActionRow        *model_row;
  AdwActionRow        *address_row;
  AdwActionRow        *user_row;
  AdwActionRow        *serial_row;
  AdwActionRow        *firmware_row;
  GtkWidget           *fingerprint_row;
  MgFingerprintLabel  *fingerprint_label;
};

G_DEFINE_FINAL_TYPE (MgDevicePage, mg_device_page, ADW_TYPE_BIN)

typedef struct
{
  const char *label;
  const char *action;
} Cure;

/* What a person can do here about a device's problem. */
static Cure
get_cure (const GError *problem)
{
  if (problem->domain != MG_ERROR)
    return (Cure) { N_("_Check Again"), "device.check" };

  switch (problem->code)
    {
    case MG_ERROR_CERTIFICATE_CHANGED:
    case MG_ERROR_NOT_TRUSTED:
      return (Cure) { N_("_Review Certificate…"), "device.review-certificate" };
    case MG_ERROR_LOGIN_REFUSED:
    case MG_ERROR_CODE_NEEDED:
    case MG_ERROR_PASSWORD_EXPIRED:
    case MG_ERROR_PERMISSION:
    case MG_ERROR_VAULT_ABSENT:
    case MG_ERROR_VAULT_UNREADABLE:
      return (Cure) { N_("_Sign In Again…"), "device.sign-in" };
    case MG_ERROR_VAULT_LOCKED:
    case MG_ERROR_VAULT_DISMISSED:
      return (Cure) { N_("_Unlock Keyring"), "win.unlock" };
    default:
      return (Cure) { N_("_Check Again"), "device.check" };
    }
}

static void
show_row (AdwActionRow *row,
          const char   *value)
{
  adw_action_row_set_subtitle (row, value != NULL ? value : "");
  gtk_widget_set_visible (GTK_WIDGET (row), value != NULL);
}

static void
update_problem (MgDevicePage *self)
{
  const GError *problem = mg_device_get_problem (self->device);

  mg_error_box_set_error (self->problem_box, problem);
  gtk_widget_set_visible (self->problem_area, problem != NULL);
  if (problem != NULL)
    {
      Cure cure = get_cure (problem);

      gtk_button_set_label (self->problem_button, _(cure.label));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->problem_button), cure.action);
    }
}

static void
mg_device_page_update (MgDevicePage *self)
{
  const MgIdentity *identity = mg_device_get_identity (self->device);
  const char *fingerprint = mg_device_get_fingerprint (self->device);
  gboolean busy = mg_device_get_busy (self->device);
  g_autofree char *model = mg_device_look_dup_model (identity);
  g_autofree char *address = mg_address_to_display (mg_device_get_address (self->device));

  adw_window_title_set_title (self->title_widget, mg_device_get_name (self->device));
  adw_window_title_set_subtitle (self->title_widget, address);
  show_row (self->model_row, model);
  show_row (self->address_row, address);
  show_row (self->user_row, mg_device_get_user (self->device));
  show_row (self->serial_row, identity->serial);
  show_row (self->firmware_row, identity->firmware);
  mg_fingerprint_label_set_fingerprint (self->fingerprint_label, fingerprint);
  gtk_widget_set_visible (self->fingerprint_row, fingerprint != NULL);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "device.check", !busy);
  gtk_stack_set_visible_child (self->check_stack, busy ? GTK_WIDGET (self->check_spinner)
                                                       : self->check_button);
  gtk_spinner_set_spinning (self->check_spinner, busy);
  update_problem (self);
}

/* A device that Mailgrant cannot sign in to has nobody to sign in again. */
static void
update_guided (MgDevicePage *self)
{
  MgDriver *driver = mg_driver_registry_lookup (mg_fleet_get_drivers (self->fleet),
                                                mg_device_get_driver_id (self->device));
  g_autofree char *page = mg_fleet_dup_admin_page (self->fleet, self->device);

  gtk_widget_set_visible (GTK_WIDGET (self->guided_group),
                          mg_fleet_is_guided (self->fleet, self->device));
  mg_guided_group_set_page (self->guided_group, page);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "device.sign-in",
                                 driver != NULL && mg_driver_can_sign_in (driver));
}

static GtkWindow *
get_window (MgDevicePage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/* What went wrong stands on the page by itself: the device has it. */
static void
on_checked_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mg_fleet_check_device_finish (MG_FLEET (object), result, &error))
    g_debug ("check ended with: %s", error->message);
}

static void
mg_device_page_check (MgDevicePage *self)
{
  if (self->device != NULL)
    mg_fleet_check_device_async (self->fleet, self->device, self->cancellable,
                                 on_checked_cb, NULL);
}

static void
on_check_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  mg_device_page_check (MG_DEVICE_PAGE (widget));
}

static void
on_admin_page_opened_cb (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr (MgDevicePage) self = MG_DEVICE_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  if (!mg_browser_open_finish (result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
on_open_admin_page_action (GtkWidget  *widget,
                           const char *action_name,
                           GVariant   *parameter)
{
  MgDevicePage *self = MG_DEVICE_PAGE (widget);
  g_autofree char *page = mg_fleet_dup_admin_page (self->fleet, self->device);

  if (page != NULL)
    mg_browser_open_async (get_window (self), page, self->cancellable,
                           on_admin_page_opened_cb, g_object_ref (self));
}

static void
on_sign_in_action (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  MgDevicePage *self = MG_DEVICE_PAGE (widget);
  GtkWidget *dialog = mg_sign_in_dialog_new (self->fleet, self->device, get_window (self));

  g_signal_connect_object (dialog, "signed-in", G_CALLBACK (mg_device_page_check),
                           self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_review_certificate_action (GtkWidget  *widget,
                              const char *action_name,
                              GVariant   *parameter)
{
  MgDevicePage *self = MG_DEVICE_PAGE (widget);
  GtkWidget *dialog = mg_certificate_dialog_new (self->fleet, self->device, get_window (self));

  g_signal_connect_object (dialog, "confirmed", G_CALLBACK (mg_device_page_check),
                           self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_renamed_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (MgDevicePage) self = MG_DEVICE_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  if (!mg_fleet_rename_device_finish (MG_FLEET (object), result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
on_rename_response_cb (MgDevicePage     *self,
                       const char       *response,
                       AdwMessageDialog *dialog)
{
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));

  if (g_strcmp0 (response, "rename") == 0 && *name != '\0' && self->device != NULL)
    mg_fleet_rename_device_async (self->fleet, self->device, name, self->cancellable,
                                  on_renamed_cb, g_object_ref (self));
}

static void
on_rename_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  MgDevicePage *self = MG_DEVICE_PAGE (widget);
  AdwMessageDialog *dialog;
  GtkWidget *entry = gtk_entry_new ();

  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (get_window (self), _("Rename Device"),
                                                       NULL));
  gtk_editable_set_text (GTK_EDITABLE (entry), mg_device_get_name (self->device));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name"), -1);
  adw_message_dialog_set_extra_child (dialog, entry);
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "rename", _("_Rename"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "rename", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "rename");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_rename_response_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_remove_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  MgDevicePage *self = MG_DEVICE_PAGE (widget);

  gtk_widget_activate_action (widget, "win.remove-device", "s", mg_device_get_id (self->device));
}

static void
on_authorize_cb (MgDevicePage *self,
                 MgSlot       *slot)
{
  GtkWidget *dialog = mg_authorize_dialog_new (self->fleet, slot, get_window (self));
  g_autoptr (GSettings) settings = g_settings_new (APP_ID);

  mg_authorize_dialog_set_keep_copy (MG_AUTHORIZE_DIALOG (dialog),
                                     g_settings_get_boolean (settings, "keep-copy"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_device_action_cb (MgDevicePage *self,
                     const char   *action)
{
  if (self->device != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
}

static void
on_repair_cb (MgDevicePage *self,
              MgSlot       *slot)
{
  GtkWidget *dialog = mg_repair_dialog_new (self->fleet, slot, get_window (self));

  g_signal_connect_object (dialog, "device-action", G_CALLBACK (on_device_action_cb),
                           self, G_CONNECT_SWAPPED);
  /* A repair may have made a slot and changed rules. */
  g_signal_connect_object (dialog, "unmap", G_CALLBACK (mg_device_page_check),
                           self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_report_cb (MgDevicePage *self,
              MgSlot       *slot)
{
  gtk_window_present (GTK_WINDOW (mg_report_dialog_new (self->fleet, self->device, slot,
                                                        get_window (self))));
}

static void
present_slot_dialog (MgDevicePage *self,
                     MgSlot       *slot)
{
  gtk_window_present (GTK_WINDOW (mg_slot_dialog_new (self->fleet, self->device, slot,
                                                      get_window (self))));
}

static void
on_add_slot_cb (MgDevicePage *self)
{
  present_slot_dialog (self, NULL);
}

static void
mg_device_page_clear (MgDevicePage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (self->device != NULL)
    g_signal_handlers_disconnect_by_func (self->device, mg_device_page_update, self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->device);
  g_clear_object (&self->fleet);
}

static void
mg_device_page_dispose (GObject *object)
{
  MgDevicePage *self = MG_DEVICE_PAGE (object);

  mg_device_page_clear (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), MG_TYPE_DEVICE_PAGE);

  G_OBJECT_CLASS (mg_device_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "device.check", NULL, on_check_action);
  gtk_widget_class_install_action (klass, "device.open-admin-page", NULL,
                                   on_open_admin_page_action);
  gtk_widget_class_install_action (klass, "device.sign-in", NULL, on_sign_in_action);
  gtk_widget_class_install_action (klass, "device.review-certificate", NULL,
                                   on_review_certificate_action);
  gtk_widget_class_install_action (klass, "device.rename", NULL, on_rename_action);
  gtk_widget_class_install_action (klass, "device.remove", NULL, on_remove_action);
}

static void
mg_device_page_class_init (MgDevicePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mg_device_page_dispose;

  g_type_ensure (MG_TYPE_ERROR_BOX);
  g_type_ensure (MG_TYPE_FINGERPRINT_LABEL);
  g_type_ensure (MG_TYPE_GUIDED_GROUP);
  g_type_ensure (MG_TYPE_SLOT_GROUP);
  install_actions (widget_class);

  gtk_widget_class_set_template_from_resource (widget_class, MG_APP_RESOURCES "mg-device-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MgDevicePage, title_widget);
  gtk_widget_class_bind_template_child (widget_class, MgDevicePage, check_stack);
  gtk_widget_class_bind_template_child (widget_class, MgDevicePage, check_button);
  gtk_widget_class_bind_template_child (widget_class, MgDevicePage, check_spinner);
  gtk_widget_class_bind_template_child (widget_class, MgDevicePage, problem_area);
  gtk_widget_class_bind_template_child (widget_class, MgDevicePage, problem_box);
  gtk_widget_class_bind_template_child (widget_class, MgDevicePage, problem_button);
  gtk_widget_class_bind_template_child (widget_class, MgDevicePage, slot_group);
  gtk_widget_class_bind_template_child (widget_class, MgDevicePage, guided_group);
  gtk_widget_class_bind_template_child (widget_class, MgDevicePage, model_row);
  gtk_widget_class_bind_template_child (widget_class, MgDevicePage, address_row);
  gtk_widget_class_bind_template_child (widget_class, MgDevicePage, user_row);
  gtk_widget_class_bind_template_child (widget_class, MgDevicePage, serial_row);
  gtk_widget_class_bind_template_child (widget_class, MgDevicePage, firmware_row);
  gtk_widget_class_bind_template_child (widget_class, MgDevicePage, fingerprint_row);
  gtk_widget_class_bind_template_child (widget_class, MgDevicePage, fingerprint_label);
  gtk_widget_class_bind_template_callback (widget_class, on_authorize_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_repair_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_report_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_add_slot_cb);
  gtk_widget_class_bind_template_callback (widget_class, present_slot_dialog);
}

static void
mg_device_page_init (MgDevicePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mg_device_page_new:
 *
 * Returns: (transfer floating): a page without a device
 */
GtkWidget *
mg_device_page_new (void)
{
  return g_object_new (MG_TYPE_DEVICE_PAGE, NULL);
}

/**
 * mg_device_page_get_device:
 * @self: a device page
 *
 * Returns: (transfer none) (nullable): the device it shows
 */
MgDevice *
mg_device_page_get_device (MgDevicePage *self)
{
  g_return_val_if_fail (MG_IS_DEVICE_PAGE (self), NULL);

  return self->device;
}

/**
 * mg_device_page_set_device:
 * @self: a device page
 * @fleet: (nullable): the fleet
 * @device: (nullable): a device of it
 *
 * Shows @device; what runs for the one before is cancelled.
 */
void
mg_device_page_set_device (MgDevicePage *self,
                           MgFleet      *fleet,
                           MgDevice     *device)
{
  g_return_if_fail (MG_IS_DEVICE_PAGE (self));
  g_return_if_fail ((fleet == NULL) == (device == NULL));

  if (self->device == device)
    return;

  mg_device_page_clear (self);
  mg_slot_group_set_device (self->slot_group, fleet, device);
  if (device == NULL)
    return;

  self->fleet = g_object_ref (fleet);
  self->device = g_object_ref (device);
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (device, "notify", G_CALLBACK (mg_device_page_update),
                           self, G_CONNECT_SWAPPED);
  update_guided (self);
  mg_device_page_update (self);
}
