/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-authorization-grant"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-authorization-private.h"
#include "mg-error.h"
#include "mg-fleet-private.h"
#include "mg-grant-private.h"

/* From the person to the device, and the end of it all. */

static void
return_result (MgAuthorization *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  g_clear_pointer (&self->lock, _mg_consent_lock_free);
  g_clear_pointer (&self->tokens, mg_token_set_unref);
  if (self->device != NULL)
    mg_device_set_busy (self->device, FALSE);
  _mg_authorization_set_stage (self, MG_AUTHORIZATION_DONE);

  if (self->error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->error));
  else
    g_task_return_pointer (task, g_steal_pointer (&self->test),
                           (GDestroyNotify) mg_test_result_free);
}

static void
on_grant_settled_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (MgAuthorization) self = user_data;
  g_autoptr (GError) error = NULL;

  /* It is found and taken back when the slot is authorized next. */
  if (!_mg_fleet_saved_finish (self->fleet, result, &error))
    g_warning ("an attempt that came to nothing is still noted: %s", error->message);

  return_result (self);
}

/* What becomes of the grant of a run that has failed: it waits for the
 * administrator, it may be on the device all the same, or it goes. */
static void
settle_grant (MgAuthorization *self)
{
  const gboolean waits = g_error_matches (self->error, MG_ERROR, MG_ERROR_ADMIN_CONSENT_NEEDED);
  const gboolean may_be_there = self->job != NULL && _mg_push_job_may_have_taken (self->job);

  if (!self->is_noted)
    {
      return_result (self);
      return;
    }

  if (!waits && !may_be_there)
    {
      _mg_fleet_remove_grant_async (self->fleet, self->grant, on_grant_settled_cb,
                                    g_object_ref (self));
      return;
    }

  if (may_be_there)
    {
      mg_grant_record_free (self->grant);
      self->grant = mg_grant_record_copy (_mg_push_job_get_grant (self->job));
    }
  g_clear_pointer (&self->grant->waiting_for, g_free);
  if (waits)
    self->grant->waiting_for = g_strdup (MG_WAITING_FOR_ADMINISTRATOR);
  else
    self->grant->waiting_since = 0;
  _mg_fleet_save_grant_async (self->fleet, self->grant, on_grant_settled_cb, g_object_ref (self));
}

static void
on_badge_back_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (MgAuthorization) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!_mg_fleet_saved_finish (self->fleet, result, &error))
    g_warning ("the badge could not be saved: %s", error->message);

  settle_grant (self);
}

/**
 * _mg_authorization_conclude:
 * @self: an authorization that runs
 * @error: (nullable) (transfer full): why it fails, or %NULL if it does not
 *
 * Ends a run. One that fails takes the badge back first, then the grant.
 */
void
_mg_authorization_conclude (MgAuthorization *self,
                            GError          *error)
{
  MgTokenEvent event = MG_TOKEN_EVENT_CONSENT_ENDED;
  const char *text = NULL;

  self->error = error;
  if (error == NULL || !self->is_noted)
    {
      return_result (self);
      return;
    }

  if (g_error_matches (error, MG_ERROR, MG_ERROR_ADMIN_CONSENT_NEEDED))
    {
      event = MG_TOKEN_EVENT_ADMINISTRATOR_NEEDED;
      text = error->message;
    }
  if (mg_slot_get_state (self->slot) == MG_TOKEN_STATE_WAITING)
    mg_slot_apply (self->slot, event, text);

  _mg_fleet_save_slots_async (self->fleet, mg_device_get_id (self->device),
                              on_badge_back_cb, g_object_ref (self));
}

static void
on_pushed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (MgAuthorization) self = user_data;
  g_autoptr (GError) error = NULL;

  self->test = _mg_push_job_run_finish (self->job, result, &error);
  _mg_authorization_conclude (self, g_steal_pointer (&error));
}

static void
on_testing_cb (MgAuthorization *self)
{
  _mg_authorization_set_stage (self, MG_AUTHORIZATION_TESTING);
}

/**
 * _mg_authorization_deliver:
 * @self: an authorization whose grant is safe
 *
 * Carries the grant to the device.
 */
void
_mg_authorization_deliver (MgAuthorization *self)
{
  g_autoptr (MgTokenDelivery) delivery =
    _mg_grant_create_delivery (self->grant, self->provider, self->client, self->tokens);

  self->job = _mg_push_job_new (self->fleet, self->slot, self->provider, self->grant, delivery);
  g_signal_connect_object (self->job, "testing", G_CALLBACK (on_testing_cb), self,
                           G_CONNECT_SWAPPED);
  _mg_push_job_run_async (self->job, g_task_get_cancellable (self->task), on_pushed_cb,
                          g_object_ref (self));
}

static void
on_copy_kept_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (MgAuthorization) self = user_data;
  g_autoptr (GError) error = NULL;

  if (mg_vault_store_finish (MG_VAULT (object), result, &error))
    _mg_authorization_deliver (self);
  else
    _mg_authorization_conclude (self, g_steal_pointer (&error));
}

static void
on_tokens_noted_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (MgAuthorization) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgVaultKey) key = NULL;
  g_autoptr (MgSecret) copy = NULL;

  if (!_mg_fleet_saved_finish (self->fleet, result, &error))
    {
      _mg_authorization_conclude (self, g_steal_pointer (&error));
      return;
    }

  if (!self->keep_copy)
    {
      _mg_authorization_deliver (self);
      return;
    }

  key = mg_vault_key_new_oauth_token (self->grant->id, self->grant->provider,
                                      (guint) self->grant->generation);
  copy = mg_token_set_to_secret (self->tokens);
  mg_vault_store_async (mg_fleet_get_vault (self->fleet), key, mg_device_get_name (self->device),
                        copy, g_task_get_cancellable (self->task), on_copy_kept_cb,
                        g_object_ref (self));
}

/* The record comes before the secret, so that no secret is ever left to which
 * nothing points. */
static void
keep_tokens (MgAuthorization *self)
{
  _mg_authorization_set_stage (self, MG_AUTHORIZATION_PUSHING);
  _mg_grant_take_tokens (self->grant, self->provider, self->tokens);
  self->grant->kept_copy = self->keep_copy;
  _mg_fleet_save_grant_async (self->fleet, self->grant, on_tokens_noted_cb, g_object_ref (self));
}

static void
forget_question (MgAuthorization *self)
{
  if (self->mismatch_source != NULL)
    g_source_destroy (self->mismatch_source);
  g_clear_pointer (&self->mismatch_source, g_source_unref);
}

static gboolean
on_question_cancelled_cb (GCancellable *cancellable,
                          gpointer      user_data)
{
  g_autoptr (MgAuthorization) self = g_object_ref (user_data);
  GError *error = NULL;

  forget_question (self);
  g_cancellable_set_error_if_cancelled (cancellable, &error);
  _mg_authorization_conclude (self, error);

  return G_SOURCE_REMOVE;
}

static void
ask_about_account (MgAuthorization *self)
{
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  if (cancellable != NULL)
    {
      self->mismatch_source = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->mismatch_source, G_SOURCE_FUNC (on_question_cancelled_cb),
                             self, NULL);
      g_source_attach (self->mismatch_source, g_main_context_get_thread_default ());
    }
  _mg_authorization_ask (self, mg_token_set_get_address (self->tokens));
}

static void
take_tokens (MgAuthorization *self)
{
  if (mg_token_set_get_refresh (self->tokens) == NULL)
    _mg_authorization_conclude (self, g_error_new (MG_ERROR, MG_ERROR_PROVIDER_REFUSED,
                                                   _("%s gave a permission that ends within hours"),
                                                   mg_provider_get_name (self->provider)));
  else if (mg_token_set_is_for (self->tokens, self->account))
    keep_tokens (self);
  else
    ask_about_account (self);
}

static void
on_consented_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (MgAuthorization) self = user_data;
  g_autoptr (GError) error = NULL;

  self->tokens = mg_consent_run_finish (self->consent, result, &error);
  if (self->tokens == NULL)
    _mg_authorization_conclude (self, g_steal_pointer (&error));
  else
    take_tokens (self);
}

static void
on_consent_stage_cb (MgAuthorization *self)
{
  if (mg_consent_get_stage (self->consent) == MG_CONSENT_STAGE_EXCHANGING)
    _mg_authorization_set_stage (self, MG_AUTHORIZATION_REDEEMING);
}

static void
on_consent_uri_cb (MgAuthorization *self,
                   const char      *uri)
{
  _mg_authorization_set_uri (self, uri);
  _mg_authorization_set_stage (self, MG_AUTHORIZATION_WAITING);
  if (self->mode == MG_AUTHORIZATION_MODE_BROWSER)
    _mg_authorization_open_uri (self, uri);
}

/**
 * _mg_authorization_get_grant:
 * @self: an authorization whose client is known
 *
 * Asks the person.
 */
void
_mg_authorization_get_grant (MgAuthorization *self)
{
  g_autoptr (MgHttp) http = mg_http_new_public (mg_fleet_get_context (self->fleet));
  g_autoptr (MgTokenEndpoint) endpoint =
    mg_token_endpoint_new (http, self->provider, self->client);

  self->consent = mg_consent_new (endpoint, mg_slot_get_reading (self->slot)->protocol,
                                  mg_device_get_driver_id (self->device), self->account);
  mg_consent_set_timeout (self->consent, self->timeout);
  g_signal_connect_object (self->consent, "notify::stage", G_CALLBACK (on_consent_stage_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->consent, "open-uri", G_CALLBACK (on_consent_uri_cb), self,
                           G_CONNECT_SWAPPED);
  mg_consent_run_async (self->consent, g_task_get_cancellable (self->task), on_consented_cb,
                        g_object_ref (self));
}

/**
 * mg_authorization_take_pasted_uri:
 * @self: an authorization that waits for the person
 * @uri: the address at which the browser ended, or its query
 * @error: return location for an error
 *
 * Takes the answer from a browser on another machine.
 *
 * Returns: %TRUE if it was the answer
 */
gboolean
mg_authorization_take_pasted_uri (MgAuthorization  *self,
                                  const char       *uri,
                                  GError          **error)
{
  g_return_val_if_fail (MG_IS_AUTHORIZATION (self), FALSE);
  g_return_val_if_fail (uri != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (self->consent != NULL)
    return mg_consent_take_pasted_uri (self->consent, uri, error);

  g_set_error_literal (error, MG_ERROR, MG_ERROR_FAILED, _("No sign-in is waiting"));

  return FALSE;
}

/**
 * mg_authorization_accept_account:
 * @self: an authorization whose stage is %MG_AUTHORIZATION_ACCOUNT_MISMATCH
 *
 * Goes on with the account that signed in.
 */
void
mg_authorization_accept_account (MgAuthorization *self)
{
  g_return_if_fail (MG_IS_AUTHORIZATION (self));
  g_return_if_fail (self->stage == MG_AUTHORIZATION_ACCOUNT_MISMATCH);

  forget_question (self);
  g_free (self->account);
  self->account = g_strdup (self->actual_account);
  g_free (self->grant->account);
  self->grant->account = g_strdup (self->account);
  keep_tokens (self);
}
