/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-authorization-run"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-authorization-private.h"
#include "mg-error.h"
#include "mg-fleet-private.h"
#include "mg-fleet-slots.h"
#include "mg-grant-private.h"

/* From the start to the client: what must be in order before a person is
 * asked. */

static MgFleetMember *
get_member (MgAuthorization *self)
{
  return _mg_fleet_get_member (self->fleet, mg_slot_get_device_id (self->slot));
}

static gboolean
takes_provider (MgDriverInfo *info,
                MgProvider   *provider)
{
  const char *const *ids = mg_driver_info_get_providers (info);

  return ids[0] == NULL || g_strv_contains (ids, _mg_grant_get_device_word (provider));
}

/* Refuses what cannot work, before anybody is asked for anything. */
static gboolean
check_means (MgAuthorization  *self,
             GError          **error)
{
  MgDriverInfo *info = mg_driver_get_info (mg_fleet_get_driver (self->fleet, self->device));

  if (!mg_driver_info_can (info, MG_DRIVER_PUSH_OAUTH) || !takes_provider (info, self->provider))
    g_set_error (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                 _("%s takes no permission of %s from here"),
                 mg_device_get_name (self->device), mg_provider_get_name (self->provider));
  else if (mg_provider_get_kind (self->provider) != MG_PROVIDER_KIND_OAUTH)
    g_set_error (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                 _("%s takes an app password; it has no sign-in page for devices"),
                 mg_provider_get_name (self->provider));
  else if (mg_provider_get_client_id (self->provider) == NULL)
    g_set_error (error, MG_ERROR, MG_ERROR_PROVIDER_REFUSED,
                 _("Set your client ID for %s first"), mg_provider_get_name (self->provider));
  else
    return TRUE;

  return FALSE;
}

/* A refresh token is good only together with its client: a make that always
 * sends a secret needs one, and a make that sends none must not be given a client
 * that the provider asks for it. */
static gboolean
check_client (MgAuthorization  *self,
              GError          **error)
{
  MgDriver *driver = mg_fleet_get_driver (self->fleet, self->device);
  g_autofree char *kind =
    mg_driver_info_dup_client_kind (mg_driver_get_info (driver),
                                    _mg_grant_get_device_word (self->provider));
  gboolean has_secret = mg_oauth_client_get_secret (self->client) != NULL;

  if (g_strcmp0 (kind, "confidential") == 0 && !has_secret)
    g_set_error (error, MG_ERROR, MG_ERROR_PROVIDER_REFUSED,
                 _("%s needs a client for %s that has a secret"),
                 mg_device_get_name (self->device), mg_provider_get_name (self->provider));
  else if (g_strcmp0 (kind, "public") == 0 && has_secret)
    g_set_error (error, MG_ERROR, MG_ERROR_PROVIDER_REFUSED,
                 _("%s needs a client for %s that has no secret"),
                 mg_device_get_name (self->device), mg_provider_get_name (self->provider));
  else
    return TRUE;

  return FALSE;
}

static void
on_client_loaded_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (MgAuthorization) self = user_data;
  g_autoptr (GError) error = NULL;

  self->client = _mg_fleet_load_client_finish (self->fleet, result, &error);
  if (self->client == NULL)
    {
      _mg_authorization_conclude (self, g_steal_pointer (&error));
      return;
    }

  if (check_client (self, &error))
    _mg_authorization_get_grant (self);
  else
    _mg_authorization_conclude (self, g_steal_pointer (&error));
}

static void
on_badge_saved_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (MgAuthorization) self = user_data;
  g_autoptr (GError) error = NULL;

  if (_mg_fleet_saved_finish (self->fleet, result, &error))
    _mg_fleet_load_client_async (self->fleet, self->provider, g_task_get_cancellable (self->task),
                                 on_client_loaded_cb, g_object_ref (self));
  else
    _mg_authorization_conclude (self, g_steal_pointer (&error));
}

static void
on_grant_noted_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (MgAuthorization) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!_mg_fleet_saved_finish (self->fleet, result, &error))
    {
      _mg_authorization_conclude (self, g_steal_pointer (&error));
      return;
    }

  self->is_noted = TRUE;
  mg_slot_apply (self->slot, MG_TOKEN_EVENT_CONSENT_STARTED, NULL);
  _mg_fleet_save_slots_async (self->fleet, mg_device_get_id (self->device),
                              on_badge_saved_cb, g_object_ref (self));
}

/* Notes that a consent is under way, and in which process, before the badge
 * says so: a badge that nobody waits for is taken back by whoever finds it. */
static void
note_grant (MgAuthorization *self)
{
  MgContext *context = mg_fleet_get_context (self->fleet);
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (GError) error = NULL;

  self->lock = _mg_consent_lock_take (mg_context_get_data_dir (context), &error);
  if (self->lock == NULL)
    {
      _mg_authorization_conclude (self, g_steal_pointer (&error));
      return;
    }

  self->grant = mg_grant_record_new (id, mg_device_get_id (self->device),
                                     mg_slot_get_id (self->slot));
  self->grant->provider = g_strdup (mg_provider_get_id (self->provider));
  self->grant->account = g_strdup (self->account);
  self->grant->client_id = g_strdup (mg_provider_get_client_id (self->provider));
  self->grant->generation = mg_provider_get_generation (self->provider);
  self->grant->waiting_since = mg_clock_now (mg_context_get_clock (context));
  self->grant->waiting_for = g_strdup (_mg_consent_lock_get_mark (self->lock));
  _mg_fleet_save_grant_async (self->fleet, self->grant, on_grant_noted_cb, g_object_ref (self));
}

static void take_back_next (MgAuthorization *self);

static void
on_left_over_removed_cb (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr (MgAuthorization) self = user_data;
  g_autoptr (GError) error = NULL;

  if (_mg_fleet_saved_finish (self->fleet, result, &error))
    take_back_next (self);
  else
    _mg_authorization_conclude (self, g_steal_pointer (&error));
}

/* Takes back what earlier attempts have left that came to nothing. */
static void
take_back_next (MgAuthorization *self)
{
  const char *dir = mg_context_get_data_dir (mg_fleet_get_context (self->fleet));
  const MgGrantRecord *left = _mg_fleet_member_get_waiting (get_member (self),
                                                            mg_slot_get_id (self->slot));

  if (left == NULL)
    {
      if (mg_slot_get_state (self->slot) == MG_TOKEN_STATE_WAITING &&
          mg_slot_get_note (self->slot) == MG_NOTE_ADMINISTRATOR)
        mg_slot_apply (self->slot, MG_TOKEN_EVENT_CONSENT_ENDED, NULL);
      note_grant (self);
    }
  else if (left->waiting_since > 0 && _mg_consent_lock_is_held (dir, left->waiting_for))
    {
      _mg_authorization_conclude (self, g_error_new_literal (MG_ERROR, MG_ERROR_CONFLICT,
                                                             _("It is being authorized already")));
    }
  else
    {
      _mg_fleet_remove_grant_async (self->fleet, left, on_left_over_removed_cb,
                                    g_object_ref (self));
    }
}

static void
on_looked_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (MgAuthorization) self = user_data;
  g_autoptr (GError) error = NULL;
  MgSlot *slot;

  if (!mg_fleet_check_device_finish (self->fleet, result, &error))
    {
      _mg_authorization_conclude (self, g_steal_pointer (&error));
      return;
    }

  slot = mg_device_lookup_slot (self->device, mg_slot_get_id (self->slot));
  if (slot == NULL || get_member (self) == NULL)
    {
      _mg_authorization_conclude (self, g_error_new (MG_ERROR, MG_ERROR_NOT_FOUND,
                                                     _("%s no longer has this mail setting"),
                                                     mg_device_get_name (self->device)));
      return;
    }

  g_set_object (&self->slot, slot);
  take_back_next (self);
}

/**
 * _mg_authorization_begin:
 * @self: an authorization with a task
 *
 * Begins the flow.
 */
void
_mg_authorization_begin (MgAuthorization *self)
{
  MgFleetMember *member = get_member (self);
  g_autoptr (GError) error = NULL;

  if (member == NULL)
    {
      _mg_authorization_conclude (self, g_error_new_literal (MG_ERROR, MG_ERROR_NOT_FOUND,
                                                             _("The device has been removed")));
      return;
    }

  self->device = g_object_ref (member->device);
  mg_device_set_busy (self->device, TRUE);
  if (check_means (self, &error))
    mg_fleet_check_device_async (self->fleet, self->device, g_task_get_cancellable (self->task),
                                 on_looked_cb, g_object_ref (self));
  else
    _mg_authorization_conclude (self, g_steal_pointer (&error));
}

/**
 * mg_authorization_run_async:
 * @self: an authorization that has not been run yet
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it has ended
 * @user_data: data for @callback
 *
 * Runs the authorization, once. Cancelling leaves device and store as they
 * were, until the device has been given the grant; then it is too late.
 */
void
mg_authorization_run_async (MgAuthorization     *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_return_if_fail (MG_IS_AUTHORIZATION (self));
  g_return_if_fail (self->task == NULL && self->stage == MG_AUTHORIZATION_PREPARING);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, mg_authorization_run_async);
  g_task_set_check_cancellable (self->task, FALSE);
  _mg_authorization_begin (self);
}

/**
 * mg_authorization_run_finish:
 * @self: an authorization
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_authorization_run_async(). That the device's own test of its new
 * token does not pass is a result, not an error.
 *
 * Errors: %MG_ERROR_CONSENT_DECLINED, %MG_ERROR_CONSENT_TIMED_OUT,
 * %MG_ERROR_ADMIN_CONSENT_NEEDED, %MG_ERROR_SCOPE_MISSING,
 * %MG_ERROR_PROVIDER_REFUSED, %MG_ERROR_PROVIDER_UNAVAILABLE,
 * %MG_ERROR_CONFLICT, and those of the device, the vault and the store.
 *
 * Returns: (transfer full): how the device's own test ended, or %NULL with
 *   @error set
 */
MgTestResult *
mg_authorization_run_finish (MgAuthorization  *self,
                             GAsyncResult     *result,
                             GError          **error)
{
  g_return_val_if_fail (MG_IS_AUTHORIZATION (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_authorization_run_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
