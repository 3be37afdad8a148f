/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-repair-dialog"

#include "config.h"

#include "mg-account-page.h"
#include "mg-client-page.h"
#include "mg-client-setup.h"
#include "mg-consent-page.h"
#include "mg-password-page.h"
#include "mg-provider-page.h"
#include "mg-repair-dialog.h"
#include "mg-repair-page.h"

/**
 * MgRepairDialog:
 *
 * Finds out what keeps a slot's mail from working, shows the steps that mend
 * it, and carries them out, asking the person for what only a person can do.
 */
struct _MgRepairDialog
{
  MgStepWindow      parent_instance;

  MgFleet          *fleet;          /* (owned) */
  MgSlotRepair     *repair;         /* (owned) */
  MgProvider       *provider;       /* (owned) (nullable): the one to ask for permission */

  MgRepairPage     *repair_page;    /* (unowned): the stack's */
  MgProviderPage   *provider_page;  /* (unowned) */
  MgClientPage     *client_page;    /* (unowned) */
  MgAccountPage    *account_page;   /* (unowned) */
  MgConsentPage    *consent_page;   /* (unowned) */
  MgPasswordPage   *password_page;  /* (unowned) */
};

G_DEFINE_FINAL_TYPE (MgRepairDialog, mg_repair_dialog, MG_TYPE_STEP_WINDOW)

static void
show_repair_page (MgRepairDialog *self)
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
      show_repair_page (self);
      mg_repair_page_set_done (self->repair_page);
    }
  else if (self->repair != NULL)
    {
      /* Called off by going back, or stopped by what went wrong; the dialog is still there. */
      mg_step_window_answer (window);
      show_repair_page (self);
      mg_repair_page_set_question (self->repair_page, NULL);
      mg_repair_page_set_interrupted (self->repair_page,
                                      mg_slot_repair_is_interrupted (self->repair));
      mg_step_window_set_error (window, error);
    }
}

static void
run (MgRepairDialog *self)
{
  show_repair_page (self);
  mg_slot_repair_run_async (self->repair, mg_step_window_begin (MG_STEP_WINDOW (self)),
                            on_repaired_cb, g_object_ref (self));
}

static void
on_put_back_cb (MgRepairDialog *self)
{
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
    show_repair_page (self);
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
  mg_step_window_ask (MG_STEP_WINDOW (self), MG_STEP_PAGE (self->password_page));
}

static void
on_do_step_cb (MgRepairDialog *self,
               MgStep         *step)
{
  mg_repair_page_set_question (self->repair_page, step);
  mg_step_window_ask (MG_STEP_WINDOW (self), MG_STEP_PAGE (self->repair_page));
}

static gboolean
is_ahead (MgPlan     *plan,
          MgStepKind  kind)
{
  MgStep *step = mg_plan_find (plan, kind);

  return step != NULL && mg_step_get_state (step) != MG_STEP_DONE;
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
begin (MgRepairDialog *self)
{
  MgPlan *plan = mg_slot_repair_get_plan (self->repair);
  MgProviderRegistry *registry = mg_fleet_get_providers (self->fleet);
  MgProvider *provider = NULL;

  if (plan == NULL)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }

  if (!is_ahead (plan, MG_STEP_AUTHORIZE))
    {
      run (self);
      return;
    }

  if (mg_plan_get_provider (plan) != NULL)
    provider = mg_provider_registry_lookup (registry, mg_plan_get_provider (plan));
  mg_provider_page_set_providers (self->provider_page, G_LIST_MODEL (registry), provider,
                                  MG_DRIVER_PUSH_OAUTH);
  mg_step_window_go_to (MG_STEP_WINDOW (self), MG_STEP_PAGE (self->provider_page));
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
  show_repair_page (self);
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
  else if (mg_step_page_get_last (page))
    gtk_window_close (GTK_WINDOW (self));
  else
    begin (self);
}

static void
mg_repair_dialog_dispose (GObject *object)
{
  MgRepairDialog *self = MG_REPAIR_DIALOG (object);

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
  mg_step_window_add_page (window, MG_STEP_PAGE (self->repair_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->provider_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->client_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->account_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->consent_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->password_page));

  g_signal_connect_object (self->repair_page, "put-back", G_CALLBACK (on_put_back_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->provider_page, "chosen", G_CALLBACK (go_on_with_provider),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->provider_page, "other", G_CALLBACK (on_other_provider_cb),
                           self, G_CONNECT_SWAPPED);
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
    mg_repair_page_set_repair (self->repair_page, self->repair);
}

static MgRepairDialog *
new_for_repair (MgFleet      *fleet,
                MgSlotRepair *repair,
                GtkWindow    *parent)
{
  MgRepairDialog *self = g_object_new (MG_TYPE_REPAIR_DIALOG, "transient-for", parent, NULL);

  self->fleet = g_object_ref (fleet);
  self->repair = g_object_ref (repair);
  g_signal_connect_object (repair, "authorize", G_CALLBACK (on_authorize_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (repair, "ask-password", G_CALLBACK (on_ask_password_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (repair, "do-step", G_CALLBACK (on_do_step_cb),
                           self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * mg_repair_dialog_new:
 * @fleet: the fleet
 * @slot: a slot of one of its devices
 * @parent: (nullable): the window it belongs to
 *
 * Returns: (transfer none): a dialog that finds out what is wrong
 */
GtkWidget *
mg_repair_dialog_new (MgFleet   *fleet,
                      MgSlot    *slot,
                      GtkWindow *parent)
{
  g_autoptr (MgSlotRepair) repair = NULL;
  MgRepairDialog *self;

  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);
  g_return_val_if_fail (MG_IS_SLOT (slot), NULL);

  repair = mg_slot_repair_new (fleet, slot);
  self = new_for_repair (fleet, repair, parent);
  mg_slot_repair_diagnose_async (repair, mg_step_window_begin (MG_STEP_WINDOW (self)),
                                 on_diagnosed_cb, g_object_ref (self));

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

  self = new_for_repair (fleet, repair, parent);
  mg_repair_page_set_repair (self->repair_page, repair);
  mg_repair_page_set_interrupted (self->repair_page, TRUE);

  return GTK_WIDGET (self);
}
