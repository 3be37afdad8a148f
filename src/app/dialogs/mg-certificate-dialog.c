/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-certificate-dialog"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-certificate-dialog.h"
#include "mg-fingerprint-page.h"

/**
 * MgCertificateDialog:
 *
 * Shows the certificate that a device has now beside the one that was
 * confirmed, and takes the new one when a person says so.
 */
struct _MgCertificateDialog
{
  MgStepWindow       parent_instance;

  MgFleet           *fleet;        /* (owned) */
  MgDevice          *device;       /* (owned) */
  MgInspection      *inspection;   /* (owned) (nullable) */

  MgFingerprintPage *page;         /* (unowned): the stack's */
};

G_DEFINE_FINAL_TYPE (MgCertificateDialog, mg_certificate_dialog, MG_TYPE_STEP_WINDOW)

typedef enum
{
  SIGNAL_CONFIRMED,
} MgCertificateDialogSignal;

static guint signals[SIGNAL_CONFIRMED + 1] = { 0, };

static void
on_inspected_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (MgCertificateDialog) self = MG_CERTIFICATE_DIALOG (user_data);
  g_autoptr (MgInspection) inspection = NULL;
  g_autoptr (GError) error = NULL;

  inspection = mg_fleet_inspect_finish (MG_FLEET (object), result, &error);
  if (!mg_step_window_end (MG_STEP_WINDOW (self), error))
    return;

  mg_fingerprint_page_set_inspection (self->page, inspection,
                                      mg_device_get_fingerprint (self->device));
  mg_step_page_set_ready (MG_STEP_PAGE (self->page), inspection->fingerprint != NULL);
  self->inspection = g_steal_pointer (&inspection);
}

static void
on_confirmed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (MgCertificateDialog) self = MG_CERTIFICATE_DIALOG (user_data);
  g_autoptr (GError) error = NULL;

  mg_fleet_confirm_fingerprint_finish (MG_FLEET (object), result, &error);
  if (!mg_step_window_end (MG_STEP_WINDOW (self), error))
    return;

  g_signal_emit (self, signals[SIGNAL_CONFIRMED], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
mg_certificate_dialog_next (MgStepWindow *window,
                            MgStepPage   *page)
{
  MgCertificateDialog *self = MG_CERTIFICATE_DIALOG (window);

  mg_fleet_confirm_fingerprint_async (self->fleet, self->device, self->inspection->fingerprint,
                                      mg_step_window_begin (window),
                                      on_confirmed_cb, g_object_ref (self));
}

static void
mg_certificate_dialog_dispose (GObject *object)
{
  MgCertificateDialog *self = MG_CERTIFICATE_DIALOG (object);

  g_clear_object (&self->fleet);
  g_clear_object (&self->device);
  g_clear_pointer (&self->inspection, mg_inspection_free);

  G_OBJECT_CLASS (mg_certificate_dialog_parent_class)->dispose (object);
}

static void
mg_certificate_dialog_class_init (MgCertificateDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MgStepWindowClass *window_class = MG_STEP_WINDOW_CLASS (klass);

  object_class->dispose = mg_certificate_dialog_dispose;
  window_class->next = mg_certificate_dialog_next;

  /**
   * MgCertificateDialog::confirmed:
   * @self: the dialog
   *
   * The new certificate is trusted now.
   */
  signals[SIGNAL_CONFIRMED] =
    g_signal_new ("confirmed", MG_TYPE_CERTIFICATE_DIALOG, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mg_certificate_dialog_init (MgCertificateDialog *self)
{
  self->page = MG_FINGERPRINT_PAGE (mg_fingerprint_page_new ());
  mg_step_window_add_page (MG_STEP_WINDOW (self), MG_STEP_PAGE (self->page));
}

/**
 * mg_certificate_dialog_new:
 * @fleet: the fleet
 * @device: a device whose certificate has changed
 * @parent: (nullable): the window it belongs to
 *
 * Returns: (transfer none): a dialog that asks the device for its certificate
 */
GtkWidget *
mg_certificate_dialog_new (MgFleet   *fleet,
                           MgDevice  *device,
                           GtkWindow *parent)
{
  MgCertificateDialog *self;

  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);
  g_return_val_if_fail (MG_IS_DEVICE (device), NULL);

  self = g_object_new (MG_TYPE_CERTIFICATE_DIALOG, "transient-for", parent, NULL);
  self->fleet = g_object_ref (fleet);
  self->device = g_object_ref (device);
  mg_fleet_inspect_async (fleet, mg_device_get_address (device), mg_device_get_driver_id (device),
                          mg_step_window_begin (MG_STEP_WINDOW (self)),
                          on_inspected_cb, g_object_ref (self));

  return GTK_WIDGET (self);
}
