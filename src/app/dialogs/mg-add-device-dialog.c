/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-add-device-dialog"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-add-device-dialog.h"
#include "mg-address-page.h"
#include "mg-code-page.h"
#include "mg-fingerprint-page.h"
#include "mg-make-page.h"
#include "mg-sign-in-page.h"

/**
 * MgAddDeviceDialog:
 *
 * Adds a device: its address, a first contact without a login, its make where
 * it does not tell that itself, the fingerprint to confirm, and then the login,
 * with a one-time code where the device asks for one. Nothing is stored before
 * all of that went well.
 */
struct _MgAddDeviceDialog
{
  MgStepWindow       parent_instance;

  MgFleet           *fleet;             /* (owned) */
  MgInspection      *inspection;        /* (owned) (nullable) */
  MgAddress         *address;           /* (owned) (nullable): where a stranger answers */

  MgAddressPage     *address_page;      /* (unowned): the stack's */
  MgMakePage        *make_page;         /* (unowned) */
  MgFingerprintPage *fingerprint_page;  /* (unowned) */
  MgSignInPage      *sign_in_page;      /* (unowned) */
  MgCodePage        *code_page;         /* (unowned) */
};

G_DEFINE_FINAL_TYPE (MgAddDeviceDialog, mg_add_device_dialog, MG_TYPE_STEP_WINDOW)

typedef enum
{
  SIGNAL_DEVICE_READY,
} MgAddDeviceDialogSignal;

static guint signals[SIGNAL_DEVICE_READY + 1] = { 0, };

static void
finish_with (MgAddDeviceDialog *self,
             MgDevice          *device,
             gboolean           is_new)
{
  g_signal_emit (self, signals[SIGNAL_DEVICE_READY], 0, device, is_new);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_inspected_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (MgAddDeviceDialog) self = MG_ADD_DEVICE_DIALOG (user_data);
  g_autoptr (MgInspection) inspection = NULL;
  g_autoptr (GError) error = NULL;
  MgStepWindow *window = MG_STEP_WINDOW (self);
  MgDevice *known = NULL;
  gboolean stranger;

  inspection = mg_fleet_inspect_finish (MG_FLEET (object), result, &error);
  stranger = g_error_matches (error, MG_ERROR, MG_ERROR_NOT_FOUND) &&
             mg_step_window_get_page (window) == MG_STEP_PAGE (self->address_page);
  if (!mg_step_window_end (window, stranger ? NULL : error))
    return;

  if (stranger)
    {
      mg_step_window_go_to (window, MG_STEP_PAGE (self->make_page));
      return;
    }

  if (inspection->device_id != NULL)
    known = mg_fleet_lookup_device (self->fleet, inspection->device_id);
  if (known != NULL)
    {
      finish_with (self, known, FALSE);
      return;
    }

  mg_fingerprint_page_set_inspection (self->fingerprint_page, inspection, NULL);
  g_clear_pointer (&self->inspection, mg_inspection_free);
  self->inspection = g_steal_pointer (&inspection);
  mg_step_window_go_to (window, MG_STEP_PAGE (self->fingerprint_page));
}

static void
inspect (MgAddDeviceDialog *self,
         const char        *driver_id)
{
  mg_fleet_inspect_async (self->fleet, self->address, driver_id,
                          mg_step_window_begin (MG_STEP_WINDOW (self)),
                          on_inspected_cb, g_object_ref (self));
}

static void
inspect_typed_address (MgAddDeviceDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MgAddress) address = mg_address_page_dup_address (self->address_page, &error);

  if (address == NULL)
    mg_step_window_set_error (MG_STEP_WINDOW (self), error);
  else
    mg_add_device_dialog_inspect (self, address, NULL);
}

static void
on_added_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (MgAddDeviceDialog) self = MG_ADD_DEVICE_DIALOG (user_data);
  MgStepWindow *window = MG_STEP_WINDOW (self);
  g_autoptr (MgDevice) device = NULL;
  g_autoptr (GError) error = NULL;
  gboolean asks_code;

  device = mg_fleet_add_device_finish (MG_FLEET (object), result, &error);
  asks_code = g_error_matches (error, MG_ERROR, MG_ERROR_CODE_NEEDED) &&
              mg_step_window_get_page (window) != MG_STEP_PAGE (self->code_page);

  if (mg_step_window_end (window, asks_code ? NULL : error))
    {
      if (asks_code)
        mg_step_window_go_to (window, MG_STEP_PAGE (self->code_page));
      else
        finish_with (self, device, TRUE);
    }
  else if (mg_step_window_get_page (window) == MG_STEP_PAGE (self->code_page))
    {
      mg_code_page_clear (self->code_page);
    }
}

static void
add_device (MgAddDeviceDialog *self,
            MgCredential      *credential)
{
  mg_fleet_add_device_async (self->fleet, self->inspection, NULL, credential,
                             mg_step_window_begin (MG_STEP_WINDOW (self)),
                             on_added_cb, g_object_ref (self));
}

static void
confirm_fingerprint (MgAddDeviceDialog *self)
{
  g_autofree char *address = mg_address_to_display (self->inspection->address);
  const char *name = self->inspection->identity->name != NULL ? self->inspection->identity->name
                                                              : address;
  MgDriver *driver = mg_driver_registry_lookup (mg_fleet_get_drivers (self->fleet),
                                                self->inspection->driver_id);

  if (driver != NULL && !mg_driver_can_sign_in (driver))
    {
      add_device (self, NULL);
      return;
    }

  mg_sign_in_page_set_device (self->sign_in_page, name, NULL);
  if (driver != NULL && mg_driver_info_can (mg_driver_get_info (driver), MG_DRIVER_GUIDED))
    mg_sign_in_page_set_optional (self->sign_in_page, name);
  mg_step_window_go_to (MG_STEP_WINDOW (self), MG_STEP_PAGE (self->sign_in_page));
}

static void
sign_in (MgAddDeviceDialog *self,
         MgSecret          *code)
{
  g_autoptr (MgCredential) credential = mg_sign_in_page_dup_credential (self->sign_in_page, code);

  add_device (self, credential);
}

static void
mg_add_device_dialog_next (MgStepWindow *window,
                           MgStepPage   *page)
{
  MgAddDeviceDialog *self = MG_ADD_DEVICE_DIALOG (window);

  if (page == MG_STEP_PAGE (self->address_page))
    {
      inspect_typed_address (self);
    }
  else if (page == MG_STEP_PAGE (self->make_page))
    {
      inspect (self, mg_make_page_get_make (self->make_page));
    }
  else if (page == MG_STEP_PAGE (self->fingerprint_page))
    {
      confirm_fingerprint (self);
    }
  else if (page == MG_STEP_PAGE (self->sign_in_page))
    {
      sign_in (self, NULL);
    }
  else
    {
      g_autoptr (MgSecret) code = mg_code_page_dup_code (self->code_page);

      sign_in (self, code);
    }
}

static void
mg_add_device_dialog_dispose (GObject *object)
{
  MgAddDeviceDialog *self = MG_ADD_DEVICE_DIALOG (object);

  g_clear_object (&self->fleet);
  g_clear_pointer (&self->inspection, mg_inspection_free);
  g_clear_pointer (&self->address, mg_address_unref);

  G_OBJECT_CLASS (mg_add_device_dialog_parent_class)->dispose (object);
}

static void
mg_add_device_dialog_class_init (MgAddDeviceDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MgStepWindowClass *window_class = MG_STEP_WINDOW_CLASS (klass);

  object_class->dispose = mg_add_device_dialog_dispose;
  window_class->next = mg_add_device_dialog_next;

  /**
   * MgAddDeviceDialog::device-ready:
   * @self: the dialog
   * @device: the device
   * @is_new: whether it has just been added, or was there before
   *
   * The dialog has done its work.
   */
  signals[SIGNAL_DEVICE_READY] =
    g_signal_new ("device-ready", MG_TYPE_ADD_DEVICE_DIALOG, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL,
                  G_TYPE_NONE, 2, MG_TYPE_DEVICE, G_TYPE_BOOLEAN);
}

static void
mg_add_device_dialog_init (MgAddDeviceDialog *self)
{
  MgStepWindow *window = MG_STEP_WINDOW (self);

  self->address_page = MG_ADDRESS_PAGE (mg_address_page_new ());
  self->make_page = MG_MAKE_PAGE (mg_make_page_new ());
  self->fingerprint_page = MG_FINGERPRINT_PAGE (mg_fingerprint_page_new ());
  self->sign_in_page = MG_SIGN_IN_PAGE (mg_sign_in_page_new ());
  self->code_page = MG_CODE_PAGE (mg_code_page_new ());

  mg_step_window_add_page (window, MG_STEP_PAGE (self->address_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->make_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->fingerprint_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->sign_in_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->code_page));
}

/**
 * mg_add_device_dialog_new:
 * @fleet: the fleet
 * @parent: (nullable): the window it belongs to
 *
 * Returns: (transfer none): a dialog that asks for an address
 */
GtkWidget *
mg_add_device_dialog_new (MgFleet   *fleet,
                          GtkWindow *parent)
{
  MgAddDeviceDialog *self;

  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);

  self = g_object_new (MG_TYPE_ADD_DEVICE_DIALOG, "transient-for", parent, NULL);
  self->fleet = g_object_ref (fleet);
  mg_make_page_set_drivers (self->make_page, mg_fleet_get_drivers (fleet));

  return GTK_WIDGET (self);
}

/**
 * mg_add_device_dialog_inspect:
 * @self: the dialog
 * @address: where a device is
 * @driver_id: (nullable): the driver that knows it
 *
 * Makes the first contact, as if @address had been typed.
 */
void
mg_add_device_dialog_inspect (MgAddDeviceDialog *self,
                              MgAddress         *address,
                              const char        *driver_id)
{
  g_autofree char *text = NULL;

  g_return_if_fail (MG_IS_ADD_DEVICE_DIALOG (self));
  g_return_if_fail (address != NULL);

  text = mg_address_to_display (address);
  mg_address_page_set_text (self->address_page, text);
  mg_address_ref (address);
  g_clear_pointer (&self->address, mg_address_unref);
  self->address = address;
  inspect (self, driver_id);
}
