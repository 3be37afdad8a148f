/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-authorization-grant"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-authorization-private.h"
#include "mg-error.h"
#include "mg-fleet-private.h"
#include "mg-grant-private.h"

/* From the tokens to the device, and the end of it all. */

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

/* Carries the grant, which is safe, to the device. */
static void
deliver (MgAuthorization *self)
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
    deliver (self);
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
      deliver (self);
      return;
    }

  key = mg_vault_key_new_oauth_token (self->grant->id, self->grant->provider,
                                      (guint) self->grant->generation);
  copy = mg_token_set_to_secret (self->tokens);
  mg_vault_store_async (mg_fleet_get_vault (self->fleet), key, mg_device_get_name (self->device),
                        copy, g_task_get_cancellable (self->task), on_copy_kept_cb,
                        g_object_ref (self));
}

/**
 * _mg_authorization_keep:
 * @self: an authorization that has its tokens, of the right account
 *
 * Goes on with the tokens. The record comes before the secret, so that no
 * secret is ever left to which nothing points.
 */
void
_mg_authorization_keep (MgAuthorization *self)
{
  _mg_authorization_set_stage (self, MG_AUTHORIZATION_PUSHING);
  _mg_grant_take_tokens (self->grant, self->provider, self->tokens);
  self->grant->kept_copy = self->keep_copy;
  _mg_fleet_save_grant_async (self->fleet, self->grant, on_tokens_noted_cb, g_object_ref (self));
}
