/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-batch-dialog"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-account-page.h"
#include "mg-batch-bar.h"
#include "mg-batch-dialog.h"
#include "mg-batch-page.h"
#include "mg-client-page.h"
#include "mg-client-setup.h"
#include "mg-consent-page.h"
#include "mg-password-page.h"
#include "mg-provider-page.h"
#include "mg-repair-page.h"
#include "mg-report-page.h"

/**
 * MgBatchDialog:
 *
 * Repairs many mail settings one after the other. The person sees how each of
 * them stands, is asked one thing at a time, and can skip a setting or stop.
 *
 * What runs is the batch, not an operation of the window, so that the pages can
 * be used meanwhile. A provider that was chosen for an account is taken for all
 * of its settings.
 */
struct _MgBatchDialog
{
  MgStepWindow     parent_instance;

  MgFleet         *fleet;          /* (owned) */
  MgBatch         *batch;          /* (owned) */
  GCancellable    *cancellable;    /* (owned) (nullable): while the batch runs */
  GHashTable      *providers;      /* (owned) (element-type utf8 MgProvider): by account */
  MgProvider      *provider;       /* (owned) (nullable): that of the current item */

  MgBatchPage     *batch_page;     /* (unowned): the stack's */
  MgRepairPage    *repair_page;    /* (unowned) */
  MgProviderPage  *provider_page;  /* (unowned) */
  MgClientPage    *client_page;    /* (unowned) */
  MgAccountPage   *account_page;   /* (unowned) */
  MgConsentPage   *consent_page;   /* (unowned) */
  MgPasswordPage  *password_page;  /* (unowned) */
  MgReportPage    *report_page;    /* (unowned) */
};

G_DEFINE_FINAL_TYPE (MgBatchDialog, mg_batch_dialog, MG_TYPE_STEP_WINDOW)

static void
show_page (MgBatchDialog *self,
           gpointer       page)
{
  if (mg_step_window_get_page (MG_STEP_WINDOW (self)) != page)
    mg_step_window_start_at (MG_STEP_WINDOW (self), MG_STEP_PAGE (page));
}

/* The repair whose turn it is, %NULL when it no longer is anybody's. */
static MgSlotRepair *
get_repair (MgBatchDialog *self)
{
  MgBatchItem *item = self->batch == NULL ? NULL : mg_batch_get_current (self->batch);

  return item == NULL ? NULL : mg_batch_item_get_repair (item);
}

static void
on_ran_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (MgBatchDialog) self = MG_BATCH_DIALOG (user_data);
  g_autoptr (GError) error = NULL;

  mg_batch_run_finish (MG_BATCH (object), result, &error);
  if (self->batch == NULL)
    return;

  g_clear_object (&self->cancellable);
  mg_step_window_set_cancel_label (MG_STEP_WINDOW (self), _("_Close"));
  mg_batch_page_set_ended (self->batch_page, error != NULL);
  show_page (self, self->batch_page);
}

static void
run (MgBatchDialog *self)
{
  g_return_if_fail (self->cancellable == NULL);

  self->cancellable = g_cancellable_new ();
  mg_step_window_set_cancel_label (MG_STEP_WINDOW (self), _("_Stop"));
  mg_batch_page_set_running (self->batch_page);
  mg_batch_run_async (self->batch, self->cancellable, on_ran_cb, g_object_ref (self));
}

static gboolean
mg_batch_dialog_cancel (MgStepWindow *window)
{
  MgBatchDialog *self = MG_BATCH_DIALOG (window);

  if (self->cancellable == NULL)
    return FALSE;

  g_cancellable_cancel (self->cancellable);

  return TRUE;
}

/* The permission is asked for in the midst of a repair, which goes on by itself. */
static void
on_authorization_stage_cb (MgBatchDialog   *self,
                           GParamSpec      *pspec,
                           MgAuthorization *authorization)
{
  /* It may end after the window, which calls it off. */
  if (get_repair (self) != NULL &&
      mg_authorization_get_stage (authorization) == MG_AUTHORIZATION_DONE &&
      mg_step_window_get_page (MG_STEP_WINDOW (self)) == MG_STEP_PAGE (self->consent_page))
    show_page (self, self->batch_page);
}

static void
on_authorize_cb (MgBatchDialog   *self,
                 MgAuthorization *authorization)
{
  mg_authorization_set_keep_copy (authorization,
                                  mg_account_page_get_keep_copy (self->account_page));
  mg_consent_page_set_authorization (self->consent_page, authorization,
                                     mg_context_get_clock (mg_fleet_get_context (self->fleet)));
  g_signal_connect_object (authorization, "notify::stage",
                           G_CALLBACK (on_authorization_stage_cb), self, G_CONNECT_SWAPPED);
  show_page (self, self->consent_page);
}

static void
on_ask_password_cb (MgBatchDialog *self,
                    MgStep        *step)
{
  const char *account = mg_batch_item_get_account (mg_batch_get_current (self->batch));
  g_autofree char *text = g_strjoin ("\n\n", account != NULL ? account : mg_step_get_text (step),
                                     account != NULL ? mg_step_get_text (step) : NULL, NULL);

  mg_password_page_clear (self->password_page);
  mg_password_page_set_text (self->password_page, text);
  mg_password_page_set_link (self->password_page, mg_step_get_link (step));
  show_page (self, self->password_page);
}

static void
on_do_step_cb (MgBatchDialog *self,
               MgStep        *step)
{
  MgBatchItem *item = mg_batch_get_current (self->batch);
  MgSlotRepair *repair = mg_batch_item_get_repair (item);

  mg_repair_page_set_slot (self->repair_page, mg_batch_item_get_title (item),
                           mg_device_get_name (mg_batch_item_get_device (item)));
  mg_repair_page_set_diagnosis (self->repair_page, mg_slot_repair_get_diagnosis (repair));
  mg_repair_page_set_plan (self->repair_page, mg_slot_repair_get_plan (repair));
  mg_repair_page_set_running (self->repair_page);
  mg_repair_page_set_question (self->repair_page, step);
  mg_step_page_set_action_label (MG_STEP_PAGE (self->repair_page), NULL);
  show_page (self, self->repair_page);
}

/* A device that cannot be read is looked at by the person. */
static void
on_ask_state_cb (MgBatchDialog *self,
                 MgStep        *step)
{
  MgDevice *device = mg_batch_item_get_device (mg_batch_get_current (self->batch));
  g_autofree char *page = mg_fleet_dup_admin_page (self->fleet, device);

  mg_report_page_ask (self->report_page, mg_step_get_title (step), mg_step_get_text (step), page);
  show_page (self, self->report_page);
}

static void
take_state (MgBatchDialog *self)
{
  g_autofree char *words = mg_report_page_dup_words (self->report_page);
  MgSlotRepair *repair = get_repair (self);

  show_page (self, self->batch_page);
  if (repair != NULL)
    mg_slot_repair_take_state (repair, mg_report_page_get_state (self->report_page), words);
}

static void
on_answered_cb (MgBatchDialog *self,
                gboolean       done)
{
  MgSlotRepair *repair = get_repair (self);

  mg_repair_page_set_question (self->repair_page, NULL);
  if (repair != NULL)
    mg_slot_repair_step_done (repair, done);
}

static void
on_current_cb (MgBatchDialog *self)
{
  MgSlotRepair *repair = get_repair (self);

  /* Whatever the person was asked about the setting before no longer matters. */
  mg_repair_page_set_plan (self->repair_page, NULL);
  mg_password_page_clear (self->password_page);
  g_clear_object (&self->provider);
  show_page (self, self->batch_page);
  if (repair == NULL)
    return;

  /* One that is tried again may go on with the repair that it had. */
  g_signal_handlers_disconnect_by_data (repair, self);
  g_signal_connect_object (repair, "authorize", G_CALLBACK (on_authorize_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (repair, "ask-password", G_CALLBACK (on_ask_password_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (repair, "do-step", G_CALLBACK (on_do_step_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (repair, "ask-state", G_CALLBACK (on_ask_state_cb),
                           self, G_CONNECT_SWAPPED);
}

static const char *
get_key (MgSlotRepair *repair)
{
  const char *account = mg_slot_repair_get_account (repair);

  return account != NULL ? account : "";
}

static void
carry_out (MgBatchDialog *self,
           const char    *account)
{
  MgSlotRepair *repair = get_repair (self);

  mg_slot_repair_set_provider (repair, self->provider);
  mg_slot_repair_set_account (repair, account);
  g_hash_table_replace (self->providers, g_strdup (account), g_object_ref (self->provider));
  show_page (self, self->batch_page);
  mg_batch_carry_out (self->batch);
}

static void
go_on_with_provider (MgBatchDialog *self,
                     MgProvider    *provider)
{
  MgStepWindow *window = MG_STEP_WINDOW (self);
  MgSlotRepair *repair = get_repair (self);

  if (repair == NULL)
    return;

  g_set_object (&self->provider, provider);
  if (mg_provider_get_client_id (provider) == NULL)
    {
      mg_client_page_set_provider (self->client_page, provider);
      mg_step_window_go_to (window, MG_STEP_PAGE (self->client_page));
      return;
    }

  mg_account_page_set_provider (self->account_page, provider);
  mg_account_page_set_account (self->account_page, mg_slot_repair_get_account (repair));
  mg_step_window_go_to (window, MG_STEP_PAGE (self->account_page));
}

static void
on_other_provider_cb (MgBatchDialog *self)
{
  g_clear_object (&self->provider);
  mg_client_page_set_provider (self->client_page, NULL);
  mg_step_window_go_to (MG_STEP_WINDOW (self), MG_STEP_PAGE (self->client_page));
}

/* Nothing needs to be asked of a provider that is set up, for a known account. */
static gboolean
on_review_cb (MgBatchDialog *self,
              MgBatchItem   *item)
{
  MgSlotRepair *repair = mg_batch_item_get_repair (item);
  MgProviderRegistry *registry = mg_fleet_get_providers (self->fleet);
  MgPlan *plan = mg_slot_repair_get_plan (repair);
  MgStep *step = mg_plan_find (plan, MG_STEP_AUTHORIZE);
  MgProvider *provider = g_hash_table_lookup (self->providers, get_key (repair));

  if (step == NULL || mg_step_get_state (step) == MG_STEP_DONE)
    return FALSE;

  if (provider == NULL && mg_plan_get_provider (plan) != NULL)
    provider = mg_provider_registry_lookup (registry, mg_plan_get_provider (plan));
  if (provider != NULL && mg_provider_get_kind (provider) != MG_PROVIDER_KIND_OAUTH)
    provider = NULL;
  g_set_object (&self->provider, provider);

  if (provider != NULL && mg_provider_get_client_id (provider) != NULL &&
      mg_slot_repair_get_account (repair) != NULL)
    {
      mg_slot_repair_set_provider (repair, provider);
      return FALSE;
    }

  mg_provider_page_set_providers (self->provider_page, G_LIST_MODEL (registry), provider,
                                  MG_DRIVER_PUSH_OAUTH);
  show_page (self, self->provider_page);

  return TRUE;
}

static void
on_client_set_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (MgBatchDialog) self = MG_BATCH_DIALOG (user_data);
  g_autoptr (MgProvider) provider = NULL;
  g_autoptr (GError) error = NULL;

  provider = mg_client_setup_finish (result, &error);
  if (!mg_step_window_end (MG_STEP_WINDOW (self), error))
    return;

  mg_client_page_clear (self->client_page);
  /* The setting may have been skipped meanwhile. */
  if (mg_step_window_get_page (MG_STEP_WINDOW (self)) == MG_STEP_PAGE (self->client_page))
    go_on_with_provider (self, provider);
}

static void
take_account (MgBatchDialog *self)
{
  g_autofree char *account = mg_account_page_dup_account (self->account_page);

  if (get_repair (self) != NULL && self->provider != NULL)
    carry_out (self, account);
}

static void
take_password (MgBatchDialog *self)
{
  g_autoptr (MgSecret) password = mg_password_page_dup_password (self->password_page);
  MgSlotRepair *repair = get_repair (self);

  mg_password_page_clear (self->password_page);
  show_page (self, self->batch_page);
  if (repair != NULL)
    mg_slot_repair_take_password (repair, password);
}

static void
mg_batch_dialog_next (MgStepWindow *window,
                      MgStepPage   *page)
{
  MgBatchDialog *self = MG_BATCH_DIALOG (window);

  if (page == MG_STEP_PAGE (self->client_page))
    mg_client_page_submit_async (self->client_page, self->fleet, self->provider,
                                 mg_step_window_begin (window),
                                 on_client_set_cb, g_object_ref (self));
  else if (page == MG_STEP_PAGE (self->account_page))
    take_account (self);
  else if (page == MG_STEP_PAGE (self->password_page))
    take_password (self);
  else if (page == MG_STEP_PAGE (self->report_page))
    take_state (self);
  else if (mg_step_page_get_last (page))
    gtk_window_close (GTK_WINDOW (self));
  else
    run (self);
}

static gboolean
mg_batch_dialog_close_request (GtkWindow *window)
{
  mg_batch_dialog_cancel (MG_STEP_WINDOW (window));

  return GTK_WINDOW_CLASS (mg_batch_dialog_parent_class)->close_request (window);
}

static void
mg_batch_dialog_dispose (GObject *object)
{
  MgBatchDialog *self = MG_BATCH_DIALOG (object);

  if (get_repair (self) != NULL)
    g_signal_handlers_disconnect_by_data (get_repair (self), self);
  if (self->batch != NULL)
    g_signal_handlers_disconnect_by_data (self->batch, self);
  g_clear_object (&self->batch);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->provider);
  g_clear_pointer (&self->providers, g_hash_table_unref);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (mg_batch_dialog_parent_class)->dispose (object);
}

static void
mg_batch_dialog_class_init (MgBatchDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWindowClass *window_class = GTK_WINDOW_CLASS (klass);
  MgStepWindowClass *step_class = MG_STEP_WINDOW_CLASS (klass);

  object_class->dispose = mg_batch_dialog_dispose;
  window_class->close_request = mg_batch_dialog_close_request;
  step_class->next = mg_batch_dialog_next;
  step_class->cancel = mg_batch_dialog_cancel;
}

static void
mg_batch_dialog_init (MgBatchDialog *self)
{
  MgStepWindow *window = MG_STEP_WINDOW (self);

  self->providers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->batch_page = MG_BATCH_PAGE (mg_batch_page_new ());
  self->repair_page = MG_REPAIR_PAGE (mg_repair_page_new ());
  self->provider_page = MG_PROVIDER_PAGE (mg_provider_page_new ());
  self->client_page = MG_CLIENT_PAGE (mg_client_page_new ());
  self->account_page = MG_ACCOUNT_PAGE (mg_account_page_new ());
  self->consent_page = MG_CONSENT_PAGE (mg_consent_page_new ());
  self->password_page = MG_PASSWORD_PAGE (mg_password_page_new ());
  self->report_page = MG_REPORT_PAGE (mg_report_page_new ());
  mg_step_window_add_page (window, MG_STEP_PAGE (self->batch_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->repair_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->provider_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->client_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->account_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->consent_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->password_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->report_page));

  g_signal_connect_object (self->batch_page, "retry", G_CALLBACK (run),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->repair_page, "answered", G_CALLBACK (on_answered_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->provider_page, "chosen", G_CALLBACK (go_on_with_provider),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->provider_page, "other", G_CALLBACK (on_other_provider_cb),
                           self, G_CONNECT_SWAPPED);
}

/**
 * mg_batch_dialog_new:
 * @fleet: the fleet
 * @batch: a batch of @fleet that has not run
 * @parent: (nullable): the window it belongs to
 *
 * Returns: (transfer none): a dialog that shows what is going to be repaired
 */
GtkWidget *
mg_batch_dialog_new (MgFleet   *fleet,
                     MgBatch   *batch,
                     GtkWindow *parent)
{
  MgBatchDialog *self;
  g_autoptr (GSettings) settings = NULL;

  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);
  g_return_val_if_fail (MG_IS_BATCH (batch), NULL);

  self = g_object_new (MG_TYPE_BATCH_DIALOG, "transient-for", parent, NULL);
  self->fleet = g_object_ref (fleet);
  self->batch = g_object_ref (batch);
  g_signal_connect_object (batch, "notify::current", G_CALLBACK (on_current_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (batch, "review", G_CALLBACK (on_review_cb), self, G_CONNECT_SWAPPED);
  mg_step_window_add_footer (MG_STEP_WINDOW (self), mg_batch_bar_new (batch));
  mg_batch_page_set_batch (self->batch_page, batch);

  settings = g_settings_new (APP_ID);
  mg_account_page_set_keep_copy (self->account_page,
                                 g_settings_get_boolean (settings, "keep-copy"));

  return GTK_WIDGET (self);
}
