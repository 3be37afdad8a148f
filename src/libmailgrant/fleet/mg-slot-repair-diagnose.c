/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-slot-repair"

#include "config.h"

#include "mg-error.h"
#include "mg-fleet-guided.h"
#include "mg-fleet-private.h"
#include "mg-planner.h"
#include "mg-slot-repair-private.h"

/* Finding out what is wrong:
 *
 *   look at the device ──► have it test ──► redeem our copy and log in ourselves ──► diagnosis
 *          │ fails                                                                     ▲
 *          └───────────────────────────────────────────────────────────────────────────┘
 */
typedef struct
{
  MgSlot         *slot;          /* (owned) */
  GError         *device_error;  /* (owned) (nullable) */
  MgTestResult   *test;          /* (owned) (nullable) */
  GError         *redeem_error;  /* (owned) (nullable) */
  MgOAuthFailure *failure;       /* (owned) (nullable) */
  MgProbeResult  *probe;         /* (owned) (nullable) */
} Diagnosing;

static void
diagnosing_free (gpointer data)
{
  Diagnosing *diagnosing = data;

  g_clear_object (&diagnosing->slot);
  g_clear_error (&diagnosing->device_error);
  g_clear_pointer (&diagnosing->test, mg_test_result_free);
  g_clear_error (&diagnosing->redeem_error);
  g_clear_pointer (&diagnosing->failure, mg_oauth_failure_unref);
  g_clear_pointer (&diagnosing->probe, mg_probe_result_unref);
  g_free (diagnosing);
}

/* The grant that the slot waits for, or else the one that it has. */
static const MgGrantRecord *
find_grant (MgSlotRepair *self,
            MgSlot       *slot)
{
  MgFleetMember *member = _mg_fleet_get_member (self->fleet, mg_device_get_id (self->device));

  if (member != NULL && mg_slot_get_note (slot) == MG_NOTE_ADMINISTRATOR)
    return _mg_fleet_member_get_waiting (member, mg_slot_get_id (slot));

  return _mg_fleet_get_grant (self->fleet, slot);
}

/* The device's word for a provider says nothing of whose it is, and what it has
 * thrown away may have taken the mailbox's name with it. */
static void
recall_grant (MgSlotRepair        *self,
               const MgSlotReading *reading)
{
  MgFleetMember *member = _mg_fleet_get_member (self->fleet, mg_device_get_id (self->device));
  const MgGrantRecord *last = member == NULL ? NULL : _mg_fleet_member_get_pushed (member, reading);

  if (self->plan != NULL && last != NULL)
    mg_plan_set_provider (self->plan, last->provider);
  if (self->account == NULL && last != NULL && last->account != NULL)
    mg_slot_repair_set_account (self, last->account);
}

static void
conclude (GTask *task)
{
  MgSlotRepair *self = g_task_get_source_object (task);
  Diagnosing *diagnosing = g_task_get_task_data (task);
  const MgGrantRecord *grant = find_grant (self, diagnosing->slot);
  MgDriver *driver = mg_fleet_get_driver (self->fleet, self->device);
  const MgIdentity *identity = mg_device_get_identity (self->device);
  g_autofree char *admin_url =
    mg_driver_dup_admin_page (driver, mg_device_get_address (self->device), identity);
  MgFindings findings = {
    .slot = mg_slot_get_reading (diagnosing->slot),
    .status = mg_slot_get_status (diagnosing->slot),
    .driver = mg_driver_get_info (driver),
    .kind = identity->kind,
    .providers = mg_fleet_get_providers (self->fleet),
    .device_error = diagnosing->device_error,
    .test = diagnosing->test,
    .redeemed = diagnosing->probe != NULL,
    .redeem_error = diagnosing->redeem_error,
    .redeem_failure = diagnosing->failure,
    .probe = diagnosing->probe,
    .now = mg_clock_now (mg_context_get_clock (mg_fleet_get_context (self->fleet))),
    .ends_at = mg_fleet_get_expires_at (self->fleet, diagnosing->slot),
    .has_copy = grant != NULL && grant->kept_copy,
    .grant = grant,
    .model = identity->model,
    .admin_url = admin_url,
    .rules = mg_slot_get_rules (diagnosing->slot),
  };

  if (mg_fleet_is_due (self->fleet, diagnosing->slot))
    findings.fuse_at = findings.now;
  if (grant != NULL && grant->provider != NULL)
    findings.provider = mg_provider_registry_lookup (findings.providers, grant->provider);

  g_clear_pointer (&self->diagnosis, mg_diagnosis_unref);
  g_clear_object (&self->plan);
  self->diagnosis = mg_diagnosis_new (&findings);
  self->plan = mg_planner_create (self->diagnosis, &findings, mg_device_get_id (self->device));
  recall_grant (self, findings.slot);
  g_task_return_boolean (task, TRUE);
}

static void
on_probed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Diagnosing *diagnosing = g_task_get_task_data (task);

  diagnosing->probe = mg_fleet_probe_slot_finish (MG_FLEET (object), result,
                                                  &diagnosing->failure,
                                                  &diagnosing->redeem_error);
  /* That we have no copy to try is no finding. */
  if (g_error_matches (diagnosing->redeem_error, MG_ERROR, MG_ERROR_NOT_FOUND) ||
      g_error_matches (diagnosing->redeem_error, MG_ERROR, MG_ERROR_NOT_SUPPORTED))
    g_clear_error (&diagnosing->redeem_error);

  if (!g_task_return_error_if_cancelled (task))
    conclude (task);
}

static void
on_tested_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Diagnosing *diagnosing = g_task_get_task_data (task);

  /* A device that cannot test, or not just now, is judged by all else. */
  diagnosing->test = mg_fleet_test_slot_finish (MG_FLEET (object), result, NULL);
  if (g_task_return_error_if_cancelled (task))
    return;

  mg_fleet_probe_slot_async (MG_FLEET (object), diagnosing->slot, g_task_get_cancellable (task),
                             on_probed_cb, g_object_ref (task));
}

static void
on_looked_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  MgSlotRepair *self = g_task_get_source_object (task);
  Diagnosing *diagnosing = g_task_get_task_data (task);
  MgSlot *slot;

  mg_fleet_check_device_finish (MG_FLEET (object), result, &diagnosing->device_error);
  if (g_task_return_error_if_cancelled (task))
    return;

  slot = mg_device_lookup_slot (self->device, self->slot_id);
  if (slot != NULL)
    g_set_object (&diagnosing->slot, slot);

  if (diagnosing->device_error != NULL)
    conclude (task);
  else if (mg_fleet_is_guided (self->fleet, self->device))
    mg_fleet_probe_slot_async (self->fleet, diagnosing->slot, g_task_get_cancellable (task),
                               on_probed_cb, g_object_ref (task));
  else
    mg_fleet_test_slot_async (self->fleet, diagnosing->slot, g_task_get_cancellable (task),
                              on_tested_cb, g_object_ref (task));
}

/**
 * mg_slot_repair_diagnose_async:
 * @self: a repair
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is known what is wrong
 * @user_data: data for @callback
 *
 * Finds out what is wrong, and plans what to do.
 */
void
mg_slot_repair_diagnose_async (MgSlotRepair        *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Diagnosing *diagnosing;
  MgSlot *slot;

  g_return_if_fail (MG_IS_SLOT_REPAIR (self));
  g_return_if_fail (self->repair == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_slot_repair_diagnose_async);

  slot = mg_device_lookup_slot (self->device, self->slot_id);
  g_return_if_fail (slot != NULL);

  diagnosing = g_new0 (Diagnosing, 1);
  diagnosing->slot = g_object_ref (slot);
  g_task_set_task_data (task, diagnosing, diagnosing_free);
  mg_fleet_check_device_async (self->fleet, self->device, cancellable, on_looked_cb,
                               g_steal_pointer (&task));
}

/**
 * mg_slot_repair_diagnose_finish:
 * @self: a repair
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_slot_repair_diagnose_async(). That the device cannot be reached
 * is a diagnosis, not an error.
 *
 * Returns: %TRUE if it is known what is wrong
 */
gboolean
mg_slot_repair_diagnose_finish (MgSlotRepair  *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (MG_IS_SLOT_REPAIR (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_slot_repair_diagnose_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_runs_loaded_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgFleet *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) runs =
    mg_store_load_unfinished_runs_finish (MG_STORE (object), result, &error);
  g_autoptr (GPtrArray) repairs = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; runs != NULL && i < runs->len; i++)
    {
      const MgJournalRun *run = g_ptr_array_index (runs, i);
      MgFleetMember *member = _mg_fleet_get_member (self, run->device_id);

      /* Nothing can be done for a device that has been removed. */
      if (member != NULL)
        g_ptr_array_add (repairs, _mg_slot_repair_new_for_run (self, member->device, run));
    }

  if (runs == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&repairs), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * mg_fleet_load_interrupted_async:
 * @self: a fleet that is loaded
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when they are known
 * @user_data: data for @callback
 *
 * Finds the repairs that were begun and have not come to an end.
 */
void
mg_fleet_load_interrupted_async (MgFleet             *self,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (MG_IS_FLEET (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_fleet_load_interrupted_async);
  mg_store_load_unfinished_runs_async (_mg_fleet_get_store (self), cancellable,
                                       on_runs_loaded_cb, task);
}

/**
 * mg_fleet_load_interrupted_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_fleet_load_interrupted_async(). A repair whose notes cannot be
 * read is among them, with mg_slot_repair_get_problem(); it keeps no other one
 * from being found.
 *
 * Returns: (transfer full) (element-type MgSlotRepair): the repairs, or %NULL
 *   with @error set
 */
GPtrArray *
mg_fleet_load_interrupted_finish (MgFleet       *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (MG_IS_FLEET (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_load_interrupted_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
