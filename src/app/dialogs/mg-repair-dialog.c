/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-repair-dialog"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-client-setup.h"
#include "mg-repair-dialog-private.h"
#include "mg-repair-offer.h"

/**
 * MgRepairDialog:
 *
 * Finds out what keeps a slot's mail from working, shows the steps that mend
 * it, and carries them out, asking the person for what only a person can do.
 */
G_DEFINE_FINAL_TYPE (MgRepairDialog, mg_repair_dialog, MG_TYPE_STEP_WINDOW)

typedef enum
{
  SIGNAL_DEVICE_ACTION,
} MgRepairDialogSignal;

static guint signals[SIGNAL_DEVICE_ACTION + 1] = { 0, };

/* The one that the plan suggests, unless the person has chosen. */
static void
suggest_provider (MgRepairDialog *self)
{
  MgPlan *plan = mg_slot_repair_get_plan (self->repair);
  const char *id = plan == NULL ? NULL : mg_plan_get_provider (plan);
  MgProvider *provider = id == NULL ? NULL
                         : mg_provider_registry_lookup (mg_fleet_get_providers (self->fleet), id);
  g_autofree char *text = NULL;

  if (provider != NULL && mg_provider_get_kind (provider) == MG_PROVIDER_KIND_OAUTH)
    g_set_object (&self->provider, provider);

  if (mg_repair_offer_is_guided (self->repair) && !mg_slot_repair_is_interrupted (self->repair))
    text = mg_repair_offer_dup_account (self->repair, mg_fleet_get_providers (self->fleet));
  else if (mg_repair_offer_asks_permission (self->repair))
    text = g_strdup (self->provider == NULL ? _("Not chosen yet")
                     : mg_provider_get_name (self->provider));
  mg_repair_page_set_provider (self->repair_page, text);
}

/* Shows what there is to do, and waits for the person. */
static void
offer (MgRepairDialog *self)
{
  MgStepPage *page = MG_STEP_PAGE (self->repair_page);

  mg_repair_page_set_diagnosis (self->repair_page, mg_slot_repair_get_diagnosis (self->repair));
  mg_repair_page_set_plan (self->repair_page, mg_slot_repair_get_plan (self->repair));
  mg_repair_page_set_interrupted (self->repair_page, mg_slot_repair_is_interrupted (self->repair));
  suggest_provider (self);
  mg_step_page_set_action_label (page, mg_repair_offer_get_label (self->repair));
  mg_step_page_set_ready (page, TRUE);
  g_object_set (page, "last", mg_repair_offer_is_nothing (self->repair), NULL);
  mg_step_window_focus (MG_STEP_WINDOW (self));
}

/**
 * _mg_repair_dialog_show_repair_page:
 * @self: a repair dialog
 *
 * Shows the plan again.
 */
void
_mg_repair_dialog_show_repair_page (MgRepairDialog *self)
{
  if (mg_step_window_get_page (MG_STEP_WINDOW (self)) != MG_STEP_PAGE (self->repair_page))
    mg_step_window_start_at (MG_STEP_WINDOW (self), MG_STEP_PAGE (self->repair_page));
}

static void
on_repaired_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (MgRepairDialog) self = MG_REPAIR_DIALOG (user_data);
  MgStepWindow *window = MG_STEP_WINDOW (self);
  g_autoptr (GError) error = NULL;

  mg_slot_repair_finish (MG_SLOT_REPAIR (object), result, &error);
  if (mg_step_window_end (window, error))
    {
      _mg_repair_dialog_show_repair_page (self);
      mg_repair_page_set_done (self->repair_page, self->restoring);
    }
  else if (self->repair != NULL)
    {
      /* Called off by going back, or stopped by what went wrong; the dialog is still there. */
      mg_step_window_answer (window);
      _mg_repair_dialog_show_repair_page (self);
      mg_repair_page_set_question (self->repair_page, NULL);
      offer (self);
      mg_step_window_set_error (window, error);
    }
}

static void
run (MgRepairDialog *self)
{
  _mg_repair_dialog_show_repair_page (self);
  self->restoring = FALSE;
  mg_repair_page_set_running (self->repair_page);
  mg_slot_repair_run_async (self->repair, mg_step_window_begin (MG_STEP_WINDOW (self)),
                            on_repaired_cb, g_object_ref (self));
}

static void
on_put_back_cb (MgRepairDialog *self)
{
  self->restoring = TRUE;
  mg_repair_page_set_running (self->repair_page);
  mg_slot_repair_put_back_async (self->repair, mg_step_window_begin (MG_STEP_WINDOW (self)),
                                 on_repaired_cb, g_object_ref (self));
}

/* The permission is asked for in the midst of the repair, which goes on by itself. */
static void
on_authorization_stage_cb (MgRepairDialog  *self,
                           GParamSpec      *pspec,
                           MgAuthorization *authorization)
{
  MgStepWindow *window = MG_STEP_WINDOW (self);

  if (mg_authorization_get_stage (authorization) == MG_AUTHORIZATION_DONE &&
      mg_step_window_get_busy (window))
    _mg_repair_dialog_show_repair_page (self);
}

static void
on_authorize_cb (MgRepairDialog  *self,
                 MgAuthorization *authorization)
{
  mg_authorization_set_keep_copy (authorization,
                                  mg_account_page_get_keep_copy (self->account_page));
  mg_consent_page_set_authorization (self->consent_page, authorization,
                                     mg_context_get_clock (mg_fleet_get_context (self->fleet)));
  g_signal_connect_object (authorization, "notify::stage",
                           G_CALLBACK (on_authorization_stage_cb), self, G_CONNECT_SWAPPED);
  mg_step_window_go_to (MG_STEP_WINDOW (self), MG_STEP_PAGE (self->consent_page));
}

static void
on_ask_password_cb (MgRepairDialog *self,
                    MgStep         *step)
{
  mg_password_page_set_text (self->password_page, mg_step_get_text (step));
  mg_password_page_set_link (self->password_page, mg_step_get_link (step));
  mg_step_window_ask (MG_STEP_WINDOW (self), MG_STEP_PAGE (self->password_page));
}

static void
on_do_step_cb (MgRepairDialog *self,
               MgStep         *step)
{
  _mg_repair_dialog_show_repair_page (self);
  mg_repair_page_set_question (self->repair_page, step);
}

static void
on_answered_cb (MgRepairDialog *self,
                gboolean        done)
{
  mg_slot_repair_step_done (self->repair, done);
}

static void
go_on_with_provider (MgRepairDialog *self,
                     MgProvider     *provider)
{
  MgStepWindow *window = MG_STEP_WINDOW (self);

  g_set_object (&self->provider, provider);
  if (mg_provider_get_client_id (provider) == NULL)
    {
      mg_client_page_set_provider (self->client_page, provider);
      mg_step_window_go_to (window, MG_STEP_PAGE (self->client_page));
      return;
    }

  mg_account_page_set_provider (self->account_page, provider);
  mg_account_page_set_account (self->account_page, mg_slot_repair_get_account (self->repair));
  mg_step_window_go_to (window, MG_STEP_PAGE (self->account_page));
}

static void
on_other_provider_cb (MgRepairDialog *self)
{
  g_clear_object (&self->provider);
  mg_client_page_set_provider (self->client_page, NULL);
  mg_step_window_go_to (MG_STEP_WINDOW (self), MG_STEP_PAGE (self->client_page));
}

static void
choose_provider (MgRepairDialog *self)
{
  if (mg_repair_offer_is_guided (self->repair))
    {
      _mg_repair_dialog_ask_account (self);
      return;
    }

  mg_provider_page_set_providers (self->provider_page,
                                  G_LIST_MODEL (mg_fleet_get_providers (self->fleet)),
                                  self->provider, MG_DRIVER_PUSH_OAUTH);
  mg_step_window_go_to (MG_STEP_WINDOW (self), MG_STEP_PAGE (self->provider_page));
}

static void
on_diagnosed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (MgRepairDialog) self = MG_REPAIR_DIALOG (user_data);
  g_autoptr (GError) error = NULL;

  mg_slot_repair_diagnose_finish (MG_SLOT_REPAIR (object), result, &error);
  if (mg_step_window_end (MG_STEP_WINDOW (self), error))
    offer (self);
}

static void
diagnose (MgRepairDialog *self)
{
  mg_repair_page_set_looking (self->repair_page);
  mg_slot_repair_diagnose_async (self->repair, mg_step_window_begin (MG_STEP_WINDOW (self)),
                                 on_diagnosed_cb, g_object_ref (self));
}

/**
 * _mg_repair_dialog_take_repair:
 * @self: a repair dialog
 * @repair: a repair
 *
 * Finds out what is wrong, or offers to go on with a repair that was
 * interrupted.
 */
void
_mg_repair_dialog_take_repair (MgRepairDialog *self,
                               MgSlotRepair   *repair)
{
  MgDevice *device = mg_slot_repair_get_device (repair);
  MgSlot *slot = mg_device_lookup_slot (device, mg_slot_repair_get_slot_id (repair));

  g_set_object (&self->repair, repair);
  g_signal_connect_object (repair, "authorize", G_CALLBACK (on_authorize_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (repair, "ask-password", G_CALLBACK (on_ask_password_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (repair, "do-step", G_CALLBACK (on_do_step_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (repair, "ask-state", G_CALLBACK (_mg_repair_dialog_ask_state),
                           self, G_CONNECT_SWAPPED);
  mg_repair_page_set_slot (self->repair_page, slot == NULL ? NULL : mg_slot_get_title (slot),
                           mg_device_get_name (device));
  if (mg_slot_repair_get_plan (repair) != NULL)
    offer (self);
  else
    diagnose (self);
}

/* What a guide tells the person to type has to be known first. */
static gboolean
needs_account (MgRepairDialog *self)
{
  MgSlot *slot = mg_repair_offer_get_slot (self->repair);

  return mg_repair_offer_is_guided (self->repair) && slot != NULL &&
         mg_slot_get_account (slot) == NULL;
}

/* Does what the button of the first page says. */
static void
begin (MgRepairDialog *self)
{
  const char *action = mg_repair_offer_get_device_action (self->repair);

  if (action != NULL)
    {
      gtk_window_close (GTK_WINDOW (self));
      g_signal_emit (self, signals[SIGNAL_DEVICE_ACTION], 0, action);
    }
  else if (mg_repair_offer_has_not_helped (self->repair))
    {
      _mg_repair_dialog_start_again (self);
    }
  else if (mg_slot_repair_get_plan (self->repair) == NULL)
    {
      diagnose (self);
    }
  else if (needs_account (self))
    {
      _mg_repair_dialog_ask_account (self);
    }
  else if (!mg_repair_offer_asks_permission (self->repair))
    {
      run (self);
    }
  else if (self->provider == NULL)
    {
      choose_provider (self);
    }
  else
    {
      go_on_with_provider (self, self->provider);
    }
}

static void
on_client_set_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (MgRepairDialog) self = MG_REPAIR_DIALOG (user_data);
  g_autoptr (MgProvider) provider = NULL;
  g_autoptr (GError) error = NULL;

  provider = mg_client_setup_finish (result, &error);
  if (!mg_step_window_end (MG_STEP_WINDOW (self), error))
    return;

  mg_client_page_clear (self->client_page);
  go_on_with_provider (self, provider);
}

static void
take_account (MgRepairDialog *self)
{
  g_autofree char *account = mg_account_page_dup_account (self->account_page);

  mg_slot_repair_set_provider (self->repair, self->provider);
  mg_slot_repair_set_account (self->repair, account);
  run (self);
}

static void
take_password (MgRepairDialog *self)
{
  g_autoptr (MgSecret) password = mg_password_page_dup_password (self->password_page);

  mg_password_page_clear (self->password_page);
  mg_step_window_answer (MG_STEP_WINDOW (self));
  _mg_repair_dialog_show_repair_page (self);
  mg_slot_repair_take_password (self->repair, password);
}

static void
mg_repair_dialog_next (MgStepWindow *window,
                       MgStepPage   *page)
{
  MgRepairDialog *self = MG_REPAIR_DIALOG (window);

  if (page == MG_STEP_PAGE (self->client_page))
    mg_client_page_submit_async (self->client_page, self->fleet, self->provider,
                                 mg_step_window_begin (window),
                                 on_client_set_cb, g_object_ref (self));
  else if (page == MG_STEP_PAGE (self->account_page))
    take_account (self);
  else if (page == MG_STEP_PAGE (self->password_page))
    take_password (self);
  else if (page == MG_STEP_PAGE (self->slot_page))
    _mg_repair_dialog_take_account (self);
  else if (page == MG_STEP_PAGE (self->report_page))
    _mg_repair_dialog_take_state (self);
  else if (mg_step_page_get_last (page))
    gtk_window_close (GTK_WINDOW (self));
  else
    begin (self);
}

static void
mg_repair_dialog_dispose (GObject *object)
{
  MgRepairDialog *self = MG_REPAIR_DIALOG (object);

  g_clear_object (&self->slot);
  g_clear_object (&self->repair);
  g_clear_object (&self->provider);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (mg_repair_dialog_parent_class)->dispose (object);
}

static void
mg_repair_dialog_class_init (MgRepairDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MgStepWindowClass *window_class = MG_STEP_WINDOW_CLASS (klass);

  object_class->dispose = mg_repair_dialog_dispose;
  window_class->next = mg_repair_dialog_next;

  /**
   * MgRepairDialog::device-action:
   * @self: the dialog
   * @action: the name of an action of the device's page
   *
   * The slot is not to blame; a person wants to do @action with its device.
   */
  signals[SIGNAL_DEVICE_ACTION] =
    g_signal_new ("device-action", MG_TYPE_REPAIR_DIALOG, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
mg_repair_dialog_init (MgRepairDialog *self)
{
  MgStepWindow *window = MG_STEP_WINDOW (self);

  self->repair_page = MG_REPAIR_PAGE (mg_repair_page_new ());
  self->provider_page = MG_PROVIDER_PAGE (mg_provider_page_new ());
  self->client_page = MG_CLIENT_PAGE (mg_client_page_new ());
  self->account_page = MG_ACCOUNT_PAGE (mg_account_page_new ());
  self->consent_page = MG_CONSENT_PAGE (mg_consent_page_new ());
  self->password_page = MG_PASSWORD_PAGE (mg_password_page_new ());
  self->slot_page = MG_SLOT_PAGE (mg_slot_page_new ());
  self->report_page = MG_REPORT_PAGE (mg_report_page_new ());
  mg_step_window_add_page (window, MG_STEP_PAGE (self->repair_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->provider_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->client_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->account_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->consent_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->password_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->slot_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->report_page));

  g_signal_connect_object (self->repair_page, "answered", G_CALLBACK (on_answered_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->repair_page, "change-provider", G_CALLBACK (choose_provider),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->repair_page, "put-back", G_CALLBACK (on_put_back_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->provider_page, "chosen", G_CALLBACK (go_on_with_provider),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->provider_page, "other", G_CALLBACK (on_other_provider_cb),
                           self, G_CONNECT_SWAPPED);
}

/* A repair of the slot that has not come to its end is gone on with, not begun again. */
static void
on_interrupted_loaded_cb (GObject      *object,
                          GAsyncResult *result,
                          gpointer      user_data)
{
  g_autoptr (MgRepairDialog) self = MG_REPAIR_DIALOG (user_data);
  g_autoptr (MgSlot) slot = g_steal_pointer (&self->slot);
  g_autoptr (MgSlotRepair) repair = NULL;
  g_autoptr (GPtrArray) repairs = NULL;
  g_autoptr (GError) error = NULL;

  repairs = mg_fleet_load_interrupted_finish (MG_FLEET (object), result, &error);
  if (!mg_step_window_end (MG_STEP_WINDOW (self), error))
    return;

  for (guint i = 0; i < repairs->len && repair == NULL; i++)
    {
      MgSlotRepair *other = g_ptr_array_index (repairs, i);
      MgDevice *device = mg_slot_repair_get_device (other);

      if (g_str_equal (mg_device_get_id (device), mg_slot_get_device_id (slot)) &&
          g_str_equal (mg_slot_repair_get_slot_id (other), mg_slot_get_id (slot)))
        repair = g_object_ref (other);
    }

  if (repair == NULL)
    repair = mg_slot_repair_new (self->fleet, slot);
  _mg_repair_dialog_take_repair (self, repair);
}

static MgRepairDialog *
new_dialog (MgFleet   *fleet,
            GtkWindow *parent)
{
  MgRepairDialog *self = g_object_new (MG_TYPE_REPAIR_DIALOG, "transient-for", parent, NULL);
  g_autoptr (GSettings) settings = g_settings_new (APP_ID);

  self->fleet = g_object_ref (fleet);
  mg_slot_page_set_providers (self->slot_page, mg_fleet_get_providers (fleet));
  mg_account_page_set_keep_copy (self->account_page,
                                 g_settings_get_boolean (settings, "keep-copy"));

  return self;
}

/**
 * mg_repair_dialog_new:
 * @fleet: the fleet
 * @slot: a slot of one of its devices
 * @parent: (nullable): the window it belongs to
 *
 * Makes a dialog that finds out what is wrong with @slot, or goes on with a
 * repair of it that was interrupted.
 *
 * Returns: (transfer none): a dialog
 */
GtkWidget *
mg_repair_dialog_new (MgFleet   *fleet,
                      MgSlot    *slot,
                      GtkWindow *parent)
{
  MgRepairDialog *self;

  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);
  g_return_val_if_fail (MG_IS_SLOT (slot), NULL);

  self = new_dialog (fleet, parent);
  self->slot = g_object_ref (slot);
  mg_fleet_load_interrupted_async (fleet, mg_step_window_begin (MG_STEP_WINDOW (self)),
                                   on_interrupted_loaded_cb, g_object_ref (self));

  return GTK_WIDGET (self);
}

/**
 * mg_repair_dialog_new_interrupted:
 * @fleet: the fleet
 * @repair: a repair that was interrupted
 * @parent: (nullable): the window it belongs to
 *
 * Returns: (transfer none): a dialog that offers to go on or to put back
 */
GtkWidget *
mg_repair_dialog_new_interrupted (MgFleet      *fleet,
                                  MgSlotRepair *repair,
                                  GtkWindow    *parent)
{
  MgRepairDialog *self;

  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);
  g_return_val_if_fail (MG_IS_SLOT_REPAIR (repair), NULL);

  self = new_dialog (fleet, parent);
  _mg_repair_dialog_take_repair (self, repair);

  return GTK_WIDGET (self);
}
