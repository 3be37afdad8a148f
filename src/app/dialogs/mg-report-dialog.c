/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-report-dialog"

#include "config.h"

#include "mg-report-dialog.h"
#include "mg-report-page.h"

/**
 * MgReportDialog:
 *
 * Asks a person what a device shows for a slot that Mailgrant can't read.
 */
struct _MgReportDialog
{
  MgStepWindow  parent_instance;

  MgFleet      *fleet;            /* (owned) */
  MgSlot       *slot;             /* (owned) */

  MgReportPage *report_page;      /* (unowned): the stack's */
};

G_DEFINE_FINAL_TYPE (MgReportDialog, mg_report_dialog, MG_TYPE_STEP_WINDOW)

static void
on_reported_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (MgReportDialog) self = MG_REPORT_DIALOG (user_data);
  g_autoptr (GError) error = NULL;

  mg_fleet_report_slot_finish (MG_FLEET (object), result, &error);
  if (mg_step_window_end (MG_STEP_WINDOW (self), error))
    gtk_window_close (GTK_WINDOW (self));
}

static void
mg_report_dialog_next (MgStepWindow *window,
                       MgStepPage   *page)
{
  MgReportDialog *self = MG_REPORT_DIALOG (window);
  g_autofree char *words = mg_report_page_dup_words (self->report_page);

  mg_fleet_report_slot_async (self->fleet, self->slot,
                              mg_report_page_get_state (self->report_page), words,
                              mg_step_window_begin (window), on_reported_cb, g_object_ref (self));
}

static void
mg_report_dialog_dispose (GObject *object)
{
  MgReportDialog *self = MG_REPORT_DIALOG (object);

  g_clear_object (&self->fleet);
  g_clear_object (&self->slot);

  G_OBJECT_CLASS (mg_report_dialog_parent_class)->dispose (object);
}

static void
mg_report_dialog_class_init (MgReportDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MgStepWindowClass *window_class = MG_STEP_WINDOW_CLASS (klass);

  object_class->dispose = mg_report_dialog_dispose;
  window_class->next = mg_report_dialog_next;
}

static void
mg_report_dialog_init (MgReportDialog *self)
{
  self->report_page = MG_REPORT_PAGE (mg_report_page_new ());
  mg_step_window_add_page (MG_STEP_WINDOW (self), MG_STEP_PAGE (self->report_page));
}

/**
 * mg_report_dialog_new:
 * @fleet: the fleet
 * @device: a device of it that cannot be read
 * @slot: a slot of @device
 * @parent: (nullable): the window it belongs to
 *
 * Returns: (transfer none): a dialog that asks what the device shows
 */
GtkWidget *
mg_report_dialog_new (MgFleet   *fleet,
                      MgDevice  *device,
                      MgSlot    *slot,
                      GtkWindow *parent)
{
  g_autofree char *page = NULL;
  MgReportDialog *self;

  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);
  g_return_val_if_fail (MG_IS_DEVICE (device), NULL);
  g_return_val_if_fail (MG_IS_SLOT (slot), NULL);

  self = g_object_new (MG_TYPE_REPORT_DIALOG, "transient-for", parent, NULL);
  self->fleet = g_object_ref (fleet);
  self->slot = g_object_ref (slot);
  page = mg_fleet_dup_admin_page (fleet, device);
  mg_report_page_ask (self->report_page, mg_slot_get_title (slot), mg_slot_get_account (slot),
                      page);

  return GTK_WIDGET (self);
}
