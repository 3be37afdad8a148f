/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-repair-dialog"

#include "config.h"

#include "mg-repair-dialog-private.h"
#include "mg-repair-offer.h"

/* The part of a repair in which a person does what Mailgrant can't: whose
 * account it is, what the device shows in the end, and beginning again. */

/* Begins with what the slot is now. */
static void
look_again (MgRepairDialog *self)
{
  MgSlot *slot = mg_repair_offer_get_slot (self->repair);
  g_autoptr (MgSlotRepair) repair = NULL;

  if (slot == NULL)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }

  repair = mg_slot_repair_new (self->fleet, slot);
  _mg_repair_dialog_take_repair (self, repair);
}

static void
on_account_saved_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (MgRepairDialog) self = MG_REPAIR_DIALOG (user_data);
  g_autoptr (GError) error = NULL;

  mg_fleet_edit_slot_finish (MG_FLEET (object), result, &error);
  if (!mg_step_window_end (MG_STEP_WINDOW (self), error))
    return;

  _mg_repair_dialog_show_repair_page (self);
  look_again (self);
}

/**
 * _mg_repair_dialog_take_account:
 * @self: a repair dialog that has asked whose account it is
 *
 * Notes the answer down, and looks again.
 */
void
_mg_repair_dialog_take_account (MgRepairDialog *self)
{
  MgStepWindow *window = MG_STEP_WINDOW (self);
  MgSlot *slot = mg_repair_offer_get_slot (self->repair);
  g_autofree char *account = mg_slot_page_dup_account (self->slot_page);
  g_autoptr (MgMailSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  if (!mg_slot_page_read_settings (self->slot_page, &settings, &error))
    mg_step_window_set_error (window, error);
  else if (slot != NULL)
    mg_fleet_edit_slot_async (self->fleet, slot, mg_slot_page_get_provider (self->slot_page),
                              account, settings, mg_step_window_begin (window),
                              on_account_saved_cb, g_object_ref (self));
}

static void
on_given_up_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (MgRepairDialog) self = MG_REPAIR_DIALOG (user_data);
  g_autoptr (GError) error = NULL;

  mg_slot_repair_finish (MG_SLOT_REPAIR (object), result, &error);
  if (mg_step_window_end (MG_STEP_WINDOW (self), error))
    look_again (self);
}

/**
 * _mg_repair_dialog_ask_account:
 * @self: a repair dialog
 *
 * Asks whose account it is, which the guide then tells the person to type.
 */
void
_mg_repair_dialog_ask_account (MgRepairDialog *self)
{
  MgSlot *slot = mg_repair_offer_get_slot (self->repair);

  if (slot == NULL)
    return;

  mg_slot_page_set_slot (self->slot_page, slot);
  mg_step_window_go_to (MG_STEP_WINDOW (self), MG_STEP_PAGE (self->slot_page));
}

/**
 * _mg_repair_dialog_ask_state:
 * @self: a repair dialog
 * @step: the step that asks
 *
 * Asks what the device shows now.
 */
void
_mg_repair_dialog_ask_state (MgRepairDialog *self,
                             MgStep         *step)
{
  MgDevice *device = mg_slot_repair_get_device (self->repair);
  g_autofree char *page = mg_fleet_dup_admin_page (self->fleet, device);

  mg_report_page_ask (self->report_page, mg_step_get_title (step), mg_step_get_text (step), page);
  mg_step_window_ask (MG_STEP_WINDOW (self), MG_STEP_PAGE (self->report_page));
}

/**
 * _mg_repair_dialog_take_state:
 * @self: a repair dialog that has asked what the device shows
 *
 * Goes on with the answer.
 */
void
_mg_repair_dialog_take_state (MgRepairDialog *self)
{
  g_autofree char *words = mg_report_page_dup_words (self->report_page);

  mg_step_window_answer (MG_STEP_WINDOW (self));
  _mg_repair_dialog_show_repair_page (self);
  mg_slot_repair_take_state (self->repair, mg_report_page_get_state (self->report_page), words);
}

/**
 * _mg_repair_dialog_start_again:
 * @self: a repair dialog whose repair has not helped
 *
 * Gives the repair up and finds out what is wrong now.
 */
void
_mg_repair_dialog_start_again (MgRepairDialog *self)
{
  mg_slot_repair_put_back_async (self->repair, mg_step_window_begin (MG_STEP_WINDOW (self)),
                                 on_given_up_cb, g_object_ref (self));
}
