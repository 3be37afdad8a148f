/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet-renew"

#include "config.h"

#include "mg-fleet-private.h"
#include "mg-fleet-slots.h"
#include "mg-redemption-private.h"

/* Renewing before a fuse burns down, with no person: a new token for our own
 * copy of the grant, pushed again.
 *
 *   redeem ─► record ─► push job ─► the device's own test
 */
typedef struct
{
  MgSlot       *slot;        /* (owned) */
  MgRedemption *redemption;  /* (owned) (nullable) */
  MgPushJob    *job;         /* (owned) (nullable) */
} Renewal;

static void
renewal_free (gpointer data)
{
  Renewal *renewal = data;

  g_object_unref (renewal->slot);
  g_clear_pointer (&renewal->redemption, _mg_redemption_free);
  g_clear_object (&renewal->job);
  g_free (renewal);
}

static void
on_pushed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgTestResult *test = _mg_push_job_run_finish (MG_PUSH_JOB (object), result, &error);

  if (test == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, test, (GDestroyNotify) mg_test_result_free);
}

static void
on_redeemed_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgFleet *self = MG_FLEET (object);
  Renewal *renewal = g_task_get_task_data (task);

  renewal->redemption = _mg_fleet_redeem_finish (self, result, NULL, &error);
  if (renewal->redemption == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  renewal->job = _mg_redemption_create_push (renewal->redemption, self, renewal->slot);
  _mg_push_job_run_async (renewal->job, g_task_get_cancellable (task), on_pushed_cb,
                          g_object_ref (task));
}

/**
 * mg_fleet_is_due:
 * @self: a fleet
 * @slot: a slot of one of its devices
 *
 * Tells whether a slot's token should be renewed now: it comes from us, our copy
 * of the grant is here, and it ends soon or is as old as its provider lets it
 * grow.
 *
 * Returns: %TRUE if mg_fleet_renew_slot_async() should be called
 */
gboolean
mg_fleet_is_due (MgFleet *self,
                 MgSlot  *slot)
{
  gint64 now;
  const MgGrantRecord *grant;
  MgProvider *provider;
  GTimeSpan age;
  const char *sha256;

  g_return_val_if_fail (MG_IS_FLEET (self), FALSE);
  g_return_val_if_fail (MG_IS_SLOT (slot), FALSE);

  grant = _mg_fleet_get_grant (self, slot);
  if (grant == NULL || !grant->kept_copy || mg_slot_get_state (slot) != MG_TOKEN_STATE_OBTAINED)
    return FALSE;

  /* What the device has exchanged by itself needs nothing from us. */
  sha256 = mg_slot_get_reading (slot)->token_sha256;
  if (sha256 != NULL && g_strcmp0 (sha256, grant->token_sha256) != 0)
    return FALSE;

  if (mg_slot_get_note (slot) == MG_NOTE_EXPIRES_SOON)
    return TRUE;

  now = mg_clock_now (mg_context_get_clock (mg_fleet_get_context (self)));
  provider = mg_provider_registry_lookup (mg_fleet_get_providers (self), grant->provider);
  age = provider == NULL ? 0 : mg_provider_get_renew_after (provider);

  return age > 0 && grant->issued_at > 0 && now - grant->issued_at >= age;
}

/**
 * mg_fleet_renew_slot_async:
 * @self: a fleet
 * @slot: a slot of one of its devices
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Renews our own copy of a slot's grant, puts the new token on the device, and
 * has the device try it. Nobody is asked.
 */
void
mg_fleet_renew_slot_async (MgFleet             *self,
                           MgSlot              *slot,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Renewal *renewal;

  g_return_if_fail (MG_IS_FLEET (self));
  g_return_if_fail (MG_IS_SLOT (slot));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_fleet_renew_slot_async);
  g_task_set_check_cancellable (task, FALSE);
  renewal = g_new0 (Renewal, 1);
  renewal->slot = g_object_ref (slot);
  g_task_set_task_data (task, renewal, renewal_free);
  _mg_fleet_redeem_async (self, slot, MG_REFRESH_NEED_RENEWED, cancellable, on_redeemed_cb,
                          g_steal_pointer (&task));
}

/**
 * mg_fleet_renew_slot_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_fleet_renew_slot_async(). %MG_ERROR_CONSENT_NEEDED says that a
 * person has to authorize again, %MG_ERROR_NOT_FOUND that there is no copy here.
 *
 * Returns: (transfer full): how the device's own test ended, or %NULL with
 *   @error set
 */
MgTestResult *
mg_fleet_renew_slot_finish (MgFleet       *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (MG_IS_FLEET (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_renew_slot_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
