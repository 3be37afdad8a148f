/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-redemption"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-fleet-private.h"
#include "mg-fleet-slots.h"
#include "mg-grant-private.h"
#include "mg-redemption-private.h"

/* Asking a provider whether it still honours our copy of a grant:
 *
 *   record ─► does the device still hold ─► client from ─► refresher ─► tokens
 *             the same token, if that matters?  the vault       └► dead: Invalid
 *
 * It matters at a provider that replaces tokens and may take the second use of
 * one for theft (RFC 9700 §4.14.2): once the device has exchanged its token, our
 * copy of the old one must never be used again, or the device loses its grant.
 */
typedef struct
{
  MgSlot         *slot;        /* (owned) */
  MgRefreshNeed   need;
  MgRedemption   *redemption;  /* (owned) (nullable) */
  MgOAuthFailure *failure;     /* (owned) (nullable): what the provider said */
  GError         *error;       /* (owned) (nullable): why the grant is dead */
} Redeem;

static void
redeem_free (gpointer data)
{
  Redeem *redeem = data;

  g_object_unref (redeem->slot);
  g_clear_pointer (&redeem->redemption, _mg_redemption_free);
  g_clear_pointer (&redeem->failure, mg_oauth_failure_unref);
  g_clear_error (&redeem->error);
  g_free (redeem);
}

/**
 * _mg_redemption_free:
 * @self: (transfer full): a redemption
 *
 * Frees a redemption.
 */
void
_mg_redemption_free (MgRedemption *self)
{
  g_clear_pointer (&self->grant, mg_grant_record_free);
  g_clear_object (&self->provider);
  g_clear_pointer (&self->client, mg_oauth_client_unref);
  g_clear_pointer (&self->tokens, mg_token_set_unref);
  g_free (self);
}

/**
 * _mg_redemption_create_push:
 * @self: a redemption
 * @fleet: the fleet
 * @slot: the slot of the grant
 *
 * Returns: (transfer full): the job that carries the present tokens to the
 *   device; it saves the grant's record when the device has them
 */
MgPushJob *
_mg_redemption_create_push (MgRedemption *self,
                            MgFleet      *fleet,
                            MgSlot       *slot)
{
  g_autoptr (MgTokenDelivery) delivery = NULL;

  _mg_grant_take_tokens (self->grant, self->provider, self->tokens);
  delivery = _mg_grant_create_delivery (self->grant, self->provider, self->client, self->tokens);

  return _mg_push_job_new (fleet, slot, self->provider, self->grant, delivery);
}

static void
on_invalid_saved_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  Redeem *redeem = g_task_get_task_data (task);

  if (!_mg_fleet_saved_finish (MG_FLEET (object), result, &error))
    g_warning ("could not save that a grant is dead: %s", error->message);

  g_task_return_error (task, g_steal_pointer (&redeem->error));
}

static void
on_refreshed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgFleet *self = g_task_get_source_object (task);
  Redeem *redeem = g_task_get_task_data (task);

  redeem->redemption->tokens =
    mg_refresher_refresh_finish (MG_REFRESHER (object), result, &redeem->failure, &error);
  if (redeem->redemption->tokens != NULL)
    {
      g_task_return_pointer (task, g_steal_pointer (&redeem->redemption),
                             (GDestroyNotify) _mg_redemption_free);
      return;
    }

  if (g_error_matches (error, MG_ERROR, MG_ERROR_CONSENT_NEEDED))
    {
      mg_slot_apply (redeem->slot, MG_TOKEN_EVENT_REDEEM_REFUSED, error->message);
      redeem->error = g_steal_pointer (&error);
      _mg_fleet_save_slots_async (self, mg_slot_get_device_id (redeem->slot),
                                  on_invalid_saved_cb, g_object_ref (task));
      return;
    }

  g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_client_loaded_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttp) http = NULL;
  g_autoptr (MgTokenEndpoint) endpoint = NULL;
  MgFleet *self = MG_FLEET (object);
  Redeem *redeem = g_task_get_task_data (task);
  MgRedemption *redemption = redeem->redemption;

  redemption->client = _mg_fleet_load_client_finish (self, result, &error);
  if (redemption->client == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  http = mg_http_new_public (mg_fleet_get_context (self));
  endpoint = mg_token_endpoint_new (http, redemption->provider, redemption->client);
  mg_refresher_refresh_async (_mg_fleet_get_refresher (self, redemption->grant),
                              redemption->grant->id, endpoint, redeem->need,
                              g_task_get_cancellable (task), on_refreshed_cb,
                              g_object_ref (task));
}

static MgDevice *
get_device (MgFleet *self,
            MgSlot  *slot)
{
  return _mg_fleet_get_member (self, mg_slot_get_device_id (slot))->device;
}

static void
load_client (GTask *task)
{
  Redeem *redeem = g_task_get_task_data (task);

  _mg_fleet_load_client_async (g_task_get_source_object (task), redeem->redemption->provider,
                               g_task_get_cancellable (task), on_client_loaded_cb,
                               g_object_ref (task));
}

static void
on_looked_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  Redeem *redeem = g_task_get_task_data (task);
  const MgSlotReading *reading = mg_slot_get_reading (redeem->slot);

  if (!mg_fleet_check_device_finish (MG_FLEET (object), result, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (g_strcmp0 (reading->token_sha256, redeem->redemption->grant->token_sha256) == 0)
    load_client (task);
  else
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                             _("The device renews this permission itself, so only the device can "
                               "try it"));
}

/* Finds what is needed; a grant is of use only with the client it was made
 * with (RFC 6749 §6). */
static MgRedemption *
find_grant (MgFleet  *self,
            MgSlot   *slot,
            GError  **error)
{
  MgFleetMember *member = _mg_fleet_get_member (self, mg_slot_get_device_id (slot));
  const MgGrantRecord *grant = member == NULL
    ? NULL : _mg_fleet_member_get_pushed (member, mg_slot_get_reading (slot));
  MgProvider *provider = grant == NULL || grant->provider == NULL
    ? NULL : mg_provider_registry_lookup (mg_fleet_get_providers (self), grant->provider);
  MgRedemption *redemption;

  if (grant == NULL || !grant->kept_copy)
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_NOT_FOUND,
                           _("There is no copy of this permission here"));
      return NULL;
    }

  if (provider == NULL ||
      g_strcmp0 (mg_provider_get_client_id (provider), grant->client_id) != 0)
    {
      g_set_error (error, MG_ERROR, MG_ERROR_PROVIDER_REFUSED,
                   _("This permission was given to another client ID than the present one"));
      return NULL;
    }

  redemption = g_new0 (MgRedemption, 1);
  redemption->grant = mg_grant_record_copy (grant);
  redemption->provider = g_object_ref (provider);

  return redemption;
}

/**
 * _mg_fleet_redeem_async:
 * @self: a fleet
 * @slot: a slot of one of its devices
 * @need: what for
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Redeems our own copy of a slot's grant. New tokens are safe in the vault
 * before anybody uses them. Where the provider says that the grant is dead, the
 * slot becomes Invalid.
 */
void
_mg_fleet_redeem_async (MgFleet             *self,
                        MgSlot              *slot,
                        MgRefreshNeed        need,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;
  Redeem *redeem = g_new0 (Redeem, 1);

  g_task_set_source_tag (task, _mg_fleet_redeem_async);
  redeem->slot = g_object_ref (slot);
  redeem->need = need;
  g_task_set_task_data (task, redeem, redeem_free);

  redeem->redemption = find_grant (self, slot, &error);
  if (redeem->redemption == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (_mg_grant_is_shared_safely (redeem->redemption->provider))
    load_client (task);
  else
    mg_fleet_check_device_async (self, get_device (self, slot), cancellable, on_looked_cb,
                                 g_steal_pointer (&task));
}

/**
 * _mg_fleet_redeem_finish:
 * @self: a fleet
 * @result: the result
 * @failure: (out) (optional) (nullable): return location for what the provider
 *   said when it refused
 * @error: return location for an error
 *
 * Finishes _mg_fleet_redeem_async(). %MG_ERROR_CONSENT_NEEDED says that the grant
 * is dead, %MG_ERROR_NOT_FOUND that there is no copy of it here,
 * %MG_ERROR_NOT_SUPPORTED that our copy must not be used.
 *
 * Returns: (transfer full): the grant with its tokens, or %NULL with @error set
 */
MgRedemption *
_mg_fleet_redeem_finish (MgFleet         *self,
                         GAsyncResult    *result,
                         MgOAuthFailure **failure,
                         GError         **error)
{
  Redeem *redeem;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  redeem = g_task_get_task_data (G_TASK (result));
  if (failure != NULL)
    *failure = g_steal_pointer (&redeem->failure);

  return g_task_propagate_pointer (G_TASK (result), error);
}
