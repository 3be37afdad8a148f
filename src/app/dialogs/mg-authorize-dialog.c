/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-authorize-dialog"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-account-page.h"
#include "mg-authorize-dialog.h"
#include "mg-client-page.h"
#include "mg-client-setup.h"
#include "mg-consent-page.h"
#include "mg-provider-page.h"
#include "mg-result-page.h"

/**
 * MgAuthorizeDialog:
 *
 * Gets a slot its permission: from the choice of a provider, over the client
 * ID where none is set, the mailbox, and the person's consent in the browser
 * or an app password, to the result of the device's own test.
 */
struct _MgAuthorizeDialog
{
  MgStepWindow      parent_instance;

  MgFleet          *fleet;           /* (owned) */
  MgSlot           *slot;            /* (owned) */
  MgProvider       *provider;        /* (owned) (nullable): the one that was chosen */
  MgAuthorization  *authorization;   /* (owned) (nullable): the one that runs */

  MgProviderPage   *provider_page;   /* (unowned): the stack's */
  MgClientPage     *client_page;     /* (unowned) */
  MgAccountPage    *account_page;    /* (unowned) */
  MgConsentPage    *consent_page;    /* (unowned) */
  MgResultPage     *result_page;     /* (unowned) */
};

G_DEFINE_FINAL_TYPE (MgAuthorizeDialog, mg_authorize_dialog, MG_TYPE_STEP_WINDOW)

static void
go_to_account (MgAuthorizeDialog *self)
{
  mg_account_page_set_provider (self->account_page, self->provider);
  mg_step_window_go_to (MG_STEP_WINDOW (self), MG_STEP_PAGE (self->account_page));
}

static void
go_to_client (MgAuthorizeDialog *self)
{
  mg_client_page_set_provider (self->client_page, self->provider);
  mg_step_window_go_to (MG_STEP_WINDOW (self), MG_STEP_PAGE (self->client_page));
}

static void
on_provider_chosen_cb (MgAuthorizeDialog *self,
                       MgProvider        *provider)
{
  g_set_object (&self->provider, provider);
  if (mg_provider_get_kind (provider) == MG_PROVIDER_KIND_OAUTH &&
      mg_provider_get_client_id (provider) == NULL)
    go_to_client (self);
  else
    go_to_account (self);
}

static void
on_other_provider_cb (MgAuthorizeDialog *self)
{
  g_clear_object (&self->provider);
  go_to_client (self);
}

static void
on_client_set_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (MgAuthorizeDialog) self = MG_AUTHORIZE_DIALOG (user_data);
  g_autoptr (MgProvider) provider = NULL;
  g_autoptr (GError) error = NULL;

  provider = mg_client_setup_finish (result, &error);
  if (!mg_step_window_end (MG_STEP_WINDOW (self), error))
    return;

  mg_client_page_clear (self->client_page);
  g_set_object (&self->provider, provider);
  go_to_account (self);
}

static void
show_result (MgAuthorizeDialog  *self,
             const MgTestResult *result)
{
  mg_result_page_set_result (self->result_page, result);
  mg_step_window_start_at (MG_STEP_WINDOW (self), MG_STEP_PAGE (self->result_page));
}

static void
on_password_set_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (MgAuthorizeDialog) self = MG_AUTHORIZE_DIALOG (user_data);
  g_autoptr (MgTestResult) tested = NULL;
  g_autoptr (GError) error = NULL;

  tested = mg_fleet_push_password_finish (MG_FLEET (object), result, &error);
  if (!mg_step_window_end (MG_STEP_WINDOW (self), error))
    return;

  mg_account_page_clear (self->account_page);
  show_result (self, tested);
}

static void
set_password (MgAuthorizeDialog *self)
{
  g_autofree char *account = mg_account_page_dup_account (self->account_page);
  g_autoptr (MgSecret) password = mg_account_page_dup_password (self->account_page);

  mg_fleet_push_password_async (self->fleet, self->slot, account, password,
                                mg_step_window_begin (MG_STEP_WINDOW (self)),
                                on_password_set_cb, g_object_ref (self));
}

static void
on_authorized_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (MgAuthorizeDialog) self = MG_AUTHORIZE_DIALOG (user_data);
  MgStepWindow *window = MG_STEP_WINDOW (self);
  g_autoptr (MgTestResult) tested = NULL;
  g_autoptr (GError) error = NULL;

  tested = mg_authorization_run_finish (MG_AUTHORIZATION (object), result, &error);
  if (mg_step_window_end (window, error))
    {
      show_result (self, tested);
    }
  else if (mg_step_window_get_error (window) != NULL &&
           self->authorization == MG_AUTHORIZATION (object))
    {
      mg_step_window_go_back (window);
      mg_step_window_set_error (window, error);
    }
}

static void
authorize (MgAuthorizeDialog *self)
{
  g_autofree char *account = mg_account_page_dup_account (self->account_page);
  MgClock *clock = mg_context_get_clock (mg_fleet_get_context (self->fleet));
  GCancellable *cancellable;

  g_clear_object (&self->authorization);
  self->authorization = mg_authorization_new (self->fleet, self->slot, self->provider, account);
  mg_authorization_set_keep_copy (self->authorization,
                                  mg_account_page_get_keep_copy (self->account_page));
  mg_consent_page_set_authorization (self->consent_page, self->authorization, clock);
  mg_step_window_go_to (MG_STEP_WINDOW (self), MG_STEP_PAGE (self->consent_page));
  cancellable = mg_step_window_begin (MG_STEP_WINDOW (self));
  mg_authorization_run_async (self->authorization, cancellable,
                              on_authorized_cb, g_object_ref (self));
}

static void
mg_authorize_dialog_next (MgStepWindow *window,
                          MgStepPage   *page)
{
  MgAuthorizeDialog *self = MG_AUTHORIZE_DIALOG (window);

  if (page == MG_STEP_PAGE (self->client_page))
    mg_client_page_submit_async (self->client_page, self->fleet, self->provider,
                                 mg_step_window_begin (window),
                                 on_client_set_cb, g_object_ref (self));
  else if (page == MG_STEP_PAGE (self->result_page))
    gtk_window_close (GTK_WINDOW (self));
  else if (mg_provider_get_kind (self->provider) == MG_PROVIDER_KIND_PASSWORD)
    set_password (self);
  else
    authorize (self);
}

static void
mg_authorize_dialog_dispose (GObject *object)
{
  MgAuthorizeDialog *self = MG_AUTHORIZE_DIALOG (object);

  g_clear_object (&self->authorization);
  g_clear_object (&self->provider);
  g_clear_object (&self->slot);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (mg_authorize_dialog_parent_class)->dispose (object);
}

static void
mg_authorize_dialog_class_init (MgAuthorizeDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MgStepWindowClass *window_class = MG_STEP_WINDOW_CLASS (klass);

  object_class->dispose = mg_authorize_dialog_dispose;
  window_class->next = mg_authorize_dialog_next;
}

static void
mg_authorize_dialog_init (MgAuthorizeDialog *self)
{
  MgStepWindow *window = MG_STEP_WINDOW (self);

  self->provider_page = MG_PROVIDER_PAGE (mg_provider_page_new ());
  self->client_page = MG_CLIENT_PAGE (mg_client_page_new ());
  self->account_page = MG_ACCOUNT_PAGE (mg_account_page_new ());
  self->consent_page = MG_CONSENT_PAGE (mg_consent_page_new ());
  self->result_page = MG_RESULT_PAGE (mg_result_page_new ());
  mg_step_window_add_page (window, MG_STEP_PAGE (self->provider_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->client_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->account_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->consent_page));
  mg_step_window_add_page (window, MG_STEP_PAGE (self->result_page));

  g_signal_connect_object (self->provider_page, "chosen", G_CALLBACK (on_provider_chosen_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->provider_page, "other", G_CALLBACK (on_other_provider_cb),
                           self, G_CONNECT_SWAPPED);
}

static void
fill_in (MgAuthorizeDialog *self)
{
  const MgMailSettings *settings = mg_slot_get_reading (self->slot)->settings;
  const char *host = settings == NULL ? NULL : settings->host;
  const char *sender = settings == NULL ? NULL : settings->sender_address;
  const char *account = mg_slot_get_account (self->slot);
  MgProviderRegistry *registry = mg_fleet_get_providers (self->fleet);
  MgDevice *device = mg_fleet_lookup_device (self->fleet, mg_slot_get_device_id (self->slot));
  MgDriver *driver = device == NULL ? NULL : mg_fleet_get_driver (self->fleet, device);
  MgProvider *suggested = NULL;

  if (account == NULL)
    account = sender;
  mg_account_page_set_account (self->account_page, account);

  /* The provider that the slot has already says more than its server. */
  if (mg_slot_get_provider (self->slot) != NULL)
    suggested = mg_provider_registry_lookup (registry, mg_slot_get_provider (self->slot));
  if (suggested == NULL)
    suggested = mg_provider_registry_suggest (registry, host, account);
  mg_provider_page_set_providers (self->provider_page, G_LIST_MODEL (registry), suggested,
                                  driver == NULL ? 0 : mg_driver_info_get_capabilities (
                                    mg_driver_get_info (driver)));
}

/**
 * mg_authorize_dialog_new:
 * @fleet: the fleet
 * @slot: a slot of one of its devices
 * @parent: (nullable): the window it belongs to
 *
 * Returns: (transfer none): a dialog that asks for a provider
 */
GtkWidget *
mg_authorize_dialog_new (MgFleet   *fleet,
                         MgSlot    *slot,
                         GtkWindow *parent)
{
  MgAuthorizeDialog *self;

  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);
  g_return_val_if_fail (MG_IS_SLOT (slot), NULL);

  self = g_object_new (MG_TYPE_AUTHORIZE_DIALOG, "transient-for", parent, NULL);
  self->fleet = g_object_ref (fleet);
  self->slot = g_object_ref (slot);
  fill_in (self);

  return GTK_WIDGET (self);
}

/**
 * mg_authorize_dialog_set_keep_copy:
 * @self: an authorize dialog
 * @keep_copy: whether a copy of new tokens stays in the keyring
 *
 * Sets what is proposed to the person.
 */
void
mg_authorize_dialog_set_keep_copy (MgAuthorizeDialog *self,
                                   gboolean           keep_copy)
{
  g_return_if_fail (MG_IS_AUTHORIZE_DIALOG (self));

  mg_account_page_set_keep_copy (self->account_page, keep_copy);
}
