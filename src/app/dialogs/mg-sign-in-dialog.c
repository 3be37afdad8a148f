/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-sign-in-dialog"

#include "config.h"

#include "mg-code-page.h"
#include "mg-sign-in-dialog.h"
#include "mg-sign-in-page.h"

/**
 * MgSignInDialog:
 *
 * Signs in to a device again: with a new password, or with the one-time code
 * that its login takes each time.
 */
struct _MgSignInDialog
{
  MgStepWindow  parent_instance;

  MgFleet      *fleet;         /* (owned) */
  MgDevice     *device;        /* (owned) */

  MgSignInPage *sign_in_page;  /* (unowned): the stack's */
  MgCodePage   *code_page;     /* (unowned) */
};

G_DEFINE_FINAL_TYPE (MgSignInDialog, mg_sign_in_dialog, MG_TYPE_STEP_WINDOW)

typedef enum
{
  SIGNAL_SIGNED_IN,
} MgSignInDialogSignal;

static guint signals[SIGNAL_SIGNED_IN + 1] = { 0, };

static void
on_signed_in_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (MgSignInDialog) self = MG_SIGN_IN_DIALOG (user_data);
  MgStepWindow *window = MG_STEP_WINDOW (self);
  g_autoptr (GError) error = NULL;
  gboolean asks_code;

  mg_fleet_sign_in_finish (MG_FLEET (object), result, &error);
  asks_code = g_error_matches (error, MG_ERROR, MG_ERROR_CODE_NEEDED) &&
              mg_step_window_get_page (window) != MG_STEP_PAGE (self->code_page);

  if (mg_step_window_end (window, asks_code ? NULL : error))
    {
      if (asks_code)
        {
          mg_step_window_go_to (window, MG_STEP_PAGE (self->code_page));
          return;
        }
      g_signal_emit (self, signals[SIGNAL_SIGNED_IN], 0);
      gtk_window_close (GTK_WINDOW (self));
    }
  else if (mg_step_window_get_page (window) == MG_STEP_PAGE (self->code_page))
    {
      mg_code_page_clear (self->code_page);
    }
}

static void
mg_sign_in_dialog_next (MgStepWindow *window,
                        MgStepPage   *page)
{
  MgSignInDialog *self = MG_SIGN_IN_DIALOG (window);
  g_autoptr (MgSecret) code = NULL;
  g_autoptr (MgCredential) credential = NULL;

  if (page == MG_STEP_PAGE (self->code_page))
    code = mg_code_page_dup_code (self->code_page);
  credential = mg_sign_in_page_dup_credential (self->sign_in_page, code);

  mg_fleet_sign_in_async (self->fleet, self->device, credential, mg_step_window_begin (window),
                          on_signed_in_cb, g_object_ref (self));
}

static void
mg_sign_in_dialog_dispose (GObject *object)
{
  MgSignInDialog *self = MG_SIGN_IN_DIALOG (object);

  g_clear_object (&self->fleet);
  g_clear_object (&self->device);

  G_OBJECT_CLASS (mg_sign_in_dialog_parent_class)->dispose (object);
}

static void
mg_sign_in_dialog_class_init (MgSignInDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MgStepWindowClass *window_class = MG_STEP_WINDOW_CLASS (klass);

  object_class->dispose = mg_sign_in_dialog_dispose;
  window_class->next = mg_sign_in_dialog_next;

  /**
   * MgSignInDialog::signed-in:
   * @self: the dialog
   *
   * The device has taken the login.
   */
  signals[SIGNAL_SIGNED_IN] =
    g_signal_new ("signed-in", MG_TYPE_SIGN_IN_DIALOG, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mg_sign_in_dialog_init (MgSignInDialog *self)
{
  MgStepWindow *window = MG_STEP_WINDOW (self);

  self->sign_in_page = MG_SIGN_IN_PAGE (mg_sign_in_page_new ());
  self->code_page = MG_CODE_PAGE (mg_code_page_new ());
  mg_step_window_add_page (window, MG_STEP_PAGE (self->sign_in_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->code_page));
}

/**
 * mg_sign_in_dialog_new:
 * @fleet: the fleet
 * @device: the device to sign in to
 * @parent: (nullable): the window it belongs to
 *
 * Returns: (transfer none): a dialog that asks for a login
 */
GtkWidget *
mg_sign_in_dialog_new (MgFleet   *fleet,
                       MgDevice  *device,
                       GtkWindow *parent)
{
  MgSignInDialog *self;

  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);
  g_return_val_if_fail (MG_IS_DEVICE (device), NULL);

  self = g_object_new (MG_TYPE_SIGN_IN_DIALOG, "transient-for", parent, NULL);
  self->fleet = g_object_ref (fleet);
  self->device = g_object_ref (device);
  mg_sign_in_page_set_device (self->sign_in_page, mg_device_get_name (device),
                              mg_device_get_user (device));

  return GTK_WIDGET (self);
}
