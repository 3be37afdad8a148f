/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-slot-repair"

#include "config.h"

#include "mg-fleet-private.h"
#include "mg-slot-repair-private.h"

/**
 * MgSlotRepair:
 *
 * The repair of one slot as a shell sees it: it is diagnosed, shows a plan,
 * and carries it out, asking the person by its signals.
 *
 * A shell that hears #MgSlotRepair::authorize connects itself to the
 * authorization, which opens no browser by itself; one that hears
 * #MgSlotRepair::ask-password answers with mg_slot_repair_take_password(); one
 * that hears #MgSlotRepair::do-step, with mg_slot_repair_step_done().
 */
G_DEFINE_FINAL_TYPE_WITH_CODE (MgSlotRepair, mg_slot_repair, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MG_TYPE_REPAIR_DELEGATE,
                                                      _mg_slot_repair_delegate_init))

enum
{
  SIGNAL_AUTHORIZE,
  SIGNAL_ASK_PASSWORD,
  SIGNAL_DO_STEP,
  SIGNAL_ASK_STATE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS] = { 0, };

static void
mg_slot_repair_dispose (GObject *object)
{
  MgSlotRepair *self = MG_SLOT_REPAIR (object);

  g_clear_object (&self->fleet);
  g_clear_object (&self->device);
  g_clear_object (&self->provider);
  g_clear_object (&self->plan);
  g_clear_object (&self->repair);
  g_clear_object (&self->asking);
  g_clear_object (&self->target);

  G_OBJECT_CLASS (mg_slot_repair_parent_class)->dispose (object);
}

static void
mg_slot_repair_finalize (GObject *object)
{
  MgSlotRepair *self = MG_SLOT_REPAIR (object);

  g_free (self->slot_id);
  g_free (self->account);
  g_clear_pointer (&self->diagnosis, mg_diagnosis_unref);
  g_clear_error (&self->problem);

  G_OBJECT_CLASS (mg_slot_repair_parent_class)->finalize (object);
}

static void
mg_slot_repair_class_init (MgSlotRepairClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_slot_repair_dispose;
  object_class->finalize = mg_slot_repair_finalize;

  /**
   * MgSlotRepair::authorize:
   * @self: the repair
   * @authorization: an authorization that is about to run
   *
   * A person is going to be asked for permission.
   */
  signals[SIGNAL_AUTHORIZE] =
    g_signal_new ("authorize", MG_TYPE_SLOT_REPAIR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, MG_TYPE_AUTHORIZATION);

  /**
   * MgSlotRepair::ask-password:
   * @self: the repair
   * @step: the step that needs it
   *
   * A password is needed.
   */
  signals[SIGNAL_ASK_PASSWORD] =
    g_signal_new ("ask-password", MG_TYPE_SLOT_REPAIR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, MG_TYPE_STEP);

  /**
   * MgSlotRepair::do-step:
   * @self: the repair
   * @step: a guided step
   *
   * A person is to do something at the device.
   */
  signals[SIGNAL_DO_STEP] =
    g_signal_new ("do-step", MG_TYPE_SLOT_REPAIR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, MG_TYPE_STEP);

  /**
   * MgSlotRepair::ask-state:
   * @self: the repair
   * @step: the step that asks, the last of a guided plan
   *
   * A person is to say what the device shows now.
   */
  signals[SIGNAL_ASK_STATE] =
    g_signal_new ("ask-state", MG_TYPE_SLOT_REPAIR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, MG_TYPE_STEP);
}

static void
mg_slot_repair_init (MgSlotRepair *self)
{
}

void
_mg_slot_repair_emit_authorize (MgSlotRepair    *self,
                                MgAuthorization *authorization)
{
  g_signal_emit (self, signals[SIGNAL_AUTHORIZE], 0, authorization);
}

void
_mg_slot_repair_emit_ask_password (MgSlotRepair *self,
                                   MgStep       *step)
{
  g_signal_emit (self, signals[SIGNAL_ASK_PASSWORD], 0, step);
}

void
_mg_slot_repair_emit_do_step (MgSlotRepair *self,
                              MgStep       *step)
{
  g_signal_emit (self, signals[SIGNAL_DO_STEP], 0, step);
}

void
_mg_slot_repair_emit_ask_state (MgSlotRepair *self,
                                MgStep       *step)
{
  g_signal_emit (self, signals[SIGNAL_ASK_STATE], 0, step);
}

static MgSlotRepair *
create (MgFleet    *fleet,
        MgDevice   *device,
        const char *slot_id)
{
  MgSlotRepair *self = g_object_new (MG_TYPE_SLOT_REPAIR, NULL);
  MgSlot *slot = mg_device_lookup_slot (device, slot_id);

  self->fleet = g_object_ref (fleet);
  self->device = g_object_ref (device);
  self->slot_id = g_strdup (slot_id);
  self->account = slot == NULL ? NULL : g_strdup (mg_slot_get_account (slot));

  return self;
}

/**
 * mg_slot_repair_new:
 * @fleet: the fleet
 * @slot: a slot of one of its devices
 *
 * Returns: (transfer full): a repair that has not been diagnosed
 */
MgSlotRepair *
mg_slot_repair_new (MgFleet *fleet,
                    MgSlot  *slot)
{
  MgFleetMember *member;

  g_return_val_if_fail (MG_IS_FLEET (fleet), NULL);
  g_return_val_if_fail (MG_IS_SLOT (slot), NULL);

  member = _mg_fleet_get_member (fleet, mg_slot_get_device_id (slot));
  g_return_val_if_fail (member != NULL, NULL);

  return create (fleet, member->device, mg_slot_get_id (slot));
}

/**
 * _mg_slot_repair_new_for_run:
 * @fleet: the fleet
 * @device: one of its devices
 * @run: a journal that has not come to an end
 *
 * Returns: (transfer full): a repair that goes on, or one with a problem
 */
MgSlotRepair *
_mg_slot_repair_new_for_run (MgFleet            *fleet,
                             MgDevice           *device,
                             const MgJournalRun *run)
{
  MgSlotRepair *self = create (fleet, device, run->slot_id);

  self->repair = mg_repair_new_for_run (MG_REPAIR_DELEGATE (self), _mg_fleet_get_store (fleet),
                                        mg_fleet_get_providers (fleet),
                                        mg_context_get_clock (mg_fleet_get_context (fleet)),
                                        run, &self->problem);
  if (self->repair == NULL)
    return self;

  self->resumed = TRUE;
  self->plan = g_object_ref (mg_repair_get_plan (self->repair));
  if (mg_plan_get_account (self->plan) != NULL)
    mg_slot_repair_set_account (self, mg_plan_get_account (self->plan));

  return self;
}

/**
 * mg_slot_repair_get_device:
 * @self: a repair
 *
 * Returns: (transfer none): the device
 */
MgDevice *
mg_slot_repair_get_device (MgSlotRepair *self)
{
  g_return_val_if_fail (MG_IS_SLOT_REPAIR (self), NULL);

  return self->device;
}

/**
 * mg_slot_repair_get_slot_id:
 * @self: a repair
 *
 * Returns: (transfer none): the id of the slot that is repaired
 */
const char *
mg_slot_repair_get_slot_id (MgSlotRepair *self)
{
  g_return_val_if_fail (MG_IS_SLOT_REPAIR (self), NULL);

  return self->slot_id;
}

/**
 * mg_slot_repair_get_diagnosis:
 * @self: a repair
 *
 * Returns: (transfer none) (nullable): what is wrong, once that is known
 */
MgDiagnosis *
mg_slot_repair_get_diagnosis (MgSlotRepair *self)
{
  g_return_val_if_fail (MG_IS_SLOT_REPAIR (self), NULL);

  return self->diagnosis;
}

/**
 * mg_slot_repair_get_plan:
 * @self: a repair
 *
 * Returns: (transfer none) (nullable): the steps, %NULL where doing something
 *   with the slot does not help or nothing is known yet
 */
MgPlan *
mg_slot_repair_get_plan (MgSlotRepair *self)
{
  g_return_val_if_fail (MG_IS_SLOT_REPAIR (self), NULL);

  return self->plan;
}

/**
 * mg_slot_repair_is_interrupted:
 * @self: a repair
 *
 * Returns: whether it was begun and has not come to an end, so that it can be
 *   gone on with or put back
 */
gboolean
mg_slot_repair_is_interrupted (MgSlotRepair *self)
{
  g_return_val_if_fail (MG_IS_SLOT_REPAIR (self), FALSE);

  return self->repair != NULL && mg_repair_is_open (self->repair);
}

/**
 * mg_slot_repair_get_problem:
 * @self: a repair
 *
 * Returns: (transfer none) (nullable): why a repair that was interrupted can
 *   neither go on nor be put back, %NULL if it can or was not interrupted
 */
const GError *
mg_slot_repair_get_problem (MgSlotRepair *self)
{
  g_return_val_if_fail (MG_IS_SLOT_REPAIR (self), NULL);

  return self->problem;
}

/**
 * mg_slot_repair_get_account:
 * @self: a repair
 *
 * Returns: (transfer none) (nullable): the mailbox to ask permission for
 */
const char *
mg_slot_repair_get_account (MgSlotRepair *self)
{
  g_return_val_if_fail (MG_IS_SLOT_REPAIR (self), NULL);

  return self->account;
}

/**
 * mg_slot_repair_set_account:
 * @self: a repair that does not run
 * @account: the mailbox to ask permission for
 */
void
mg_slot_repair_set_account (MgSlotRepair *self,
                            const char   *account)
{
  g_return_if_fail (MG_IS_SLOT_REPAIR (self));
  g_return_if_fail (account != NULL);

  if (g_strcmp0 (self->account, account) == 0)
    return;

  g_free (self->account);
  self->account = g_strdup (account);
}

/**
 * mg_slot_repair_set_provider:
 * @self: a repair that does not run
 * @provider: the provider to turn to instead of the suggested one
 */
void
mg_slot_repair_set_provider (MgSlotRepair *self,
                             MgProvider   *provider)
{
  g_return_if_fail (MG_IS_SLOT_REPAIR (self));
  g_return_if_fail (MG_IS_PROVIDER (provider));

  g_set_object (&self->provider, provider);
}

static void
on_looked_again_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);

  /* The repair's own end is what counts; the badges follow at the next look
   * where this one fails. */
  mg_fleet_check_device_finish (MG_FLEET (object), result, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
on_ended_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgSlotRepair *self = g_task_get_source_object (task);

  if (mg_repair_finish (MG_REPAIR (object), result, &error))
    mg_fleet_check_device_async (self->fleet, self->device, g_task_get_cancellable (task),
                                 on_looked_again_cb, g_object_ref (task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * mg_slot_repair_run_async:
 * @self: a repair that has a plan
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it has ended
 * @user_data: data for @callback
 *
 * Carries the plan out, or goes on with an interrupted one.
 */
void
mg_slot_repair_run_async (MgSlotRepair        *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (MG_IS_SLOT_REPAIR (self));
  g_return_if_fail (self->plan != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_slot_repair_run_async);
  g_task_set_check_cancellable (task, FALSE);

  /* For whoever goes on with it after this process. */
  mg_plan_set_account (self->plan, self->account);
  if (self->provider != NULL)
    mg_plan_set_provider (self->plan, mg_provider_get_id (self->provider));

  if (self->repair == NULL)
    self->repair = mg_repair_new (MG_REPAIR_DELEGATE (self), _mg_fleet_get_store (self->fleet),
                                  mg_fleet_get_providers (self->fleet),
                                  mg_context_get_clock (mg_fleet_get_context (self->fleet)),
                                  self->plan);
  mg_repair_run_async (self->repair, cancellable, on_ended_cb, task);
}

/**
 * mg_slot_repair_put_back_async:
 * @self: a repair that was interrupted
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it has ended
 * @user_data: data for @callback
 *
 * Restores what was there before. Finish with mg_slot_repair_finish().
 */
void
mg_slot_repair_put_back_async (MgSlotRepair        *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (MG_IS_SLOT_REPAIR (self));
  g_return_if_fail (mg_slot_repair_is_interrupted (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_slot_repair_put_back_async);
  g_task_set_check_cancellable (task, FALSE);
  mg_repair_put_back_async (self->repair, cancellable, on_ended_cb, task);
}

/**
 * mg_slot_repair_finish:
 * @self: a repair
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_slot_repair_run_async() and mg_slot_repair_put_back_async().
 *
 * Returns: %TRUE if the slot works again, or is as it was
 */
gboolean
mg_slot_repair_finish (MgSlotRepair  *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (MG_IS_SLOT_REPAIR (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
