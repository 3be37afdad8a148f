/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-slot-repair"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-fleet-guided.h"
#include "mg-fleet-private.h"
#include "mg-slot-repair-private.h"

/* What a repair needs of the fleet: the login to the device, and the steps in
 * which a provider or a person has a part. */

static MgDriver *
get_driver (MgRepairDelegate *delegate,
            const char       *device_id)
{
  MgSlotRepair *self = MG_SLOT_REPAIR (delegate);

  return mg_fleet_get_driver (self->fleet, self->device);
}

static void
on_opened_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgSession *session = _mg_session_keeper_open_finish ((MgSessionKeeper *) object, result, &error);

  if (session == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, session, g_object_unref);
}

static void
open_session (MgRepairDelegate *delegate,
              const char       *device_id,
              GTask            *task)
{
  MgSlotRepair *self = MG_SLOT_REPAIR (delegate);
  g_autoptr (GTask) owned = task;
  MgFleetMember *member = _mg_fleet_get_member (self->fleet, device_id);

  if (member == NULL)
    g_task_return_new_error (owned, MG_ERROR, MG_ERROR_NOT_FOUND,
                             _("The device has been removed"));
  else
    _mg_session_keeper_open_async (member->keeper, g_task_get_cancellable (owned),
                                   on_opened_cb, g_object_ref (owned));
}

static MgError
get_code (MgTestOutcome outcome)
{
  switch (outcome)
    {
    case MG_TEST_TOKEN_DEAD:
    case MG_TEST_LOGIN_REFUSED:
      return MG_ERROR_CONSENT_NEEDED;
    case MG_TEST_PROVIDER_REFUSED:
      return MG_ERROR_PROVIDER_REFUSED;
    case MG_TEST_MAILBOX_REFUSES:
      return MG_ERROR_MAILBOX_REFUSED;
    case MG_TEST_PASSED:
    case MG_TEST_NOT_CONFIGURED:
    case MG_TEST_UNREACHABLE:
    case MG_TEST_FAILED:
    default:
      return MG_ERROR_TEST_FAILED;
    }
}

/* Ends a step with the device's own test, or with why there was none. */
static void
return_test (MgSlotRepair *self,
             MgTestResult *test,
             GError       *error)
{
  g_autoptr (MgTestResult) owned = test;
  g_autoptr (GTask) task = g_steal_pointer (&self->asking);

  g_clear_object (&self->target);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (test->outcome == MG_TEST_PASSED)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, MG_ERROR, (int) get_code (test->outcome),
                             _("The device's own test did not pass: %s"),
                             test->words != NULL ? test->words
                                                 : mg_test_outcome_get_nick (test->outcome));
}

static void
on_authorized_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (MgSlotRepair) self = MG_SLOT_REPAIR (user_data);
  GError *error = NULL;
  MgTestResult *test = mg_authorization_run_finish (MG_AUTHORIZATION (object), result, &error);

  return_test (self, test, error);
}

static MgProvider *
get_provider (MgSlotRepair *self)
{
  const char *id = mg_plan_get_provider (self->plan);

  if (self->provider != NULL)
    return self->provider;

  return id == NULL ? NULL
         : mg_provider_registry_lookup (mg_fleet_get_providers (self->fleet), id);
}

static void
authorize (MgSlotRepair *self)
{
  g_autoptr (MgAuthorization) authorization = NULL;
  MgProvider *provider = get_provider (self);

  if (provider == NULL || self->account == NULL)
    {
      return_test (self, NULL, g_error_new_literal (MG_ERROR, MG_ERROR_INVALID_INPUT,
                                                    _("It is not known which provider and mailbox "
                                                      "to use; choose them")));
      return;
    }

  authorization = mg_authorization_new (self->fleet, self->target, provider, self->account);
  _mg_slot_repair_emit_authorize (self, authorization);
  mg_authorization_run_async (authorization, g_task_get_cancellable (self->asking),
                              on_authorized_cb, g_object_ref (self));
}

static void
on_renewed_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (MgSlotRepair) self = MG_SLOT_REPAIR (user_data);
  GError *error = NULL;
  MgTestResult *test = mg_fleet_renew_slot_finish (MG_FLEET (object), result, &error);

  return_test (self, test, error);
}

static void
on_password_pushed_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (MgSlotRepair) self = MG_SLOT_REPAIR (user_data);
  GError *error = NULL;
  MgTestResult *test = mg_fleet_push_password_finish (MG_FLEET (object), result, &error);

  return_test (self, test, error);
}

static void
stop_waiting (MgSlotRepair *self)
{
  /* Not g_cancellable_disconnect(), for it may be what ends the waiting. */
  if (self->waits_id != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (self->asking), self->waits_id);
  self->waits_id = 0;
}

static void
on_cancelled_cb (MgSlotRepair *self)
{
  g_autoptr (MgSlotRepair) held = g_object_ref (self);

  stop_waiting (self);
  return_test (self, NULL, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                                _("The repair was stopped")));
}

/* Nobody but the cancellable ends the waiting for a person who does not answer.
 * Returns %FALSE if it has done so already. */
static gboolean
wait_for_person (MgSlotRepair *self)
{
  GCancellable *cancellable = g_task_get_cancellable (self->asking);

  if (g_cancellable_is_cancelled (cancellable))
    {
      on_cancelled_cb (self);
      return FALSE;
    }

  if (cancellable != NULL)
    self->waits_id = g_signal_connect_swapped (cancellable, "cancelled",
                                               G_CALLBACK (on_cancelled_cb), self);

  return TRUE;
}

static void
ask (MgSlotRepair *self)
{
  MgStep *step = mg_plan_get_running (self->plan);

  switch (mg_step_get_kind (step))
    {
    case MG_STEP_AUTHORIZE:
      authorize (self);
      break;
    case MG_STEP_RENEW:
      mg_fleet_renew_slot_async (self->fleet, self->target, g_task_get_cancellable (self->asking),
                                 on_renewed_cb, g_object_ref (self));
      break;
    case MG_STEP_PASSWORD:
      if (wait_for_person (self))
        _mg_slot_repair_emit_ask_password (self, step);
      break;
    case MG_STEP_SNAPSHOT:
    case MG_STEP_DELETE_TOKEN:
    case MG_STEP_CREATE_SLOT:
    case MG_STEP_MOVE_RULES:
    case MG_STEP_VERIFY_RULES:
    case MG_STEP_DELETE_SLOT:
    case MG_STEP_OPEN_PAGE:
    case MG_STEP_INSTRUCT:
      if (wait_for_person (self))
        _mg_slot_repair_emit_do_step (self, step);
      break;
    case MG_STEP_CHECK:
    default:
      if (wait_for_person (self))
        _mg_slot_repair_emit_ask_state (self, step);
    }
}

static void
on_tested_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (MgSlotRepair) self = MG_SLOT_REPAIR (user_data);
  g_autoptr (MgTestResult) test = mg_fleet_test_slot_finish (MG_FLEET (object), result, NULL);

  if (test != NULL && test->outcome == MG_TEST_PASSED)
    return_test (self, g_steal_pointer (&test), NULL);
  else
    ask (self);
}

/* Does the running step. A process that died after the device had got its
 * token or password has done so already: nobody is asked twice. A renewal asks
 * nobody, and the token that it replaces works until its day. */
static void
begin (MgSlotRepair *self)
{
  const MgStepKind kind = mg_step_get_kind (mg_plan_get_running (self->plan));

  if (self->resumed && kind != MG_STEP_RENEW &&
      mg_slot_get_status (self->target).state == MG_TOKEN_STATE_OBTAINED)
    mg_fleet_test_slot_async (self->fleet, self->target, g_task_get_cancellable (self->asking),
                              on_tested_cb, g_object_ref (self));
  else
    ask (self);
}

static void
on_looked_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (MgSlotRepair) self = MG_SLOT_REPAIR (user_data);
  const char *target = g_task_get_task_data (self->asking);
  g_autoptr (GError) error = NULL;
  MgSlot *slot = NULL;

  if (mg_fleet_check_device_finish (MG_FLEET (object), result, &error))
    slot = mg_device_lookup_slot (self->device, target);
  if (slot == NULL)
    {
      return_test (self, NULL, error != NULL ? g_steal_pointer (&error)
                   : g_error_new_literal (MG_ERROR, MG_ERROR_NOT_FOUND,
                                          _("The device no longer has this account")));
      return;
    }

  g_set_object (&self->target, slot);
  begin (self);
}

/* Nothing is asked of the device: the person goes on wherever the device is. */
static void
begin_by_hand (MgSlotRepair *self,
               const char   *target)
{
  MgSlot *slot = mg_device_lookup_slot (self->device, target);

  if (slot == NULL)
    {
      return_test (self, NULL, g_error_new_literal (MG_ERROR, MG_ERROR_NOT_FOUND,
                                                    _("The mail setting has been removed")));
      return;
    }

  g_set_object (&self->target, slot);
  ask (self);
}

static void
do_step (MgRepairDelegate *delegate,
         MgPlan           *plan,
         MgStep           *step,
         const char       *target,
         GTask            *task)
{
  MgSlotRepair *self = MG_SLOT_REPAIR (delegate);

  g_return_if_fail (self->asking == NULL);

  g_task_set_task_data (task, g_strdup (target), g_free);
  self->asking = task;
  if (mg_step_is_by_hand (step))
    {
      begin_by_hand (self, target);
      return;
    }

  mg_fleet_check_device_async (self->fleet, self->device, g_task_get_cancellable (task),
                               on_looked_cb, g_object_ref (self));
}

void
_mg_slot_repair_delegate_init (MgRepairDelegateInterface *iface)
{
  iface->get_driver = get_driver;
  iface->open_session = open_session;
  iface->do_step = do_step;
}

/**
 * mg_slot_repair_take_password:
 * @self: a repair that has emitted #MgSlotRepair::ask-password
 * @password: (nullable): the password, %NULL if the person has none
 *
 * Goes on with the password, or ends without it. Does nothing if it is no longer
 * waited for.
 */
void
mg_slot_repair_take_password (MgSlotRepair *self,
                              MgSecret     *password)
{
  g_return_if_fail (MG_IS_SLOT_REPAIR (self));

  if (self->asking == NULL)
    return;

  stop_waiting (self);
  if (password == NULL || self->account == NULL)
    return_test (self, NULL, g_error_new_literal (MG_ERROR, MG_ERROR_INVALID_INPUT,
                                                  _("The mailbox and its password are needed")));
  else
    mg_fleet_push_password_async (self->fleet, self->target, self->account, password,
                                  g_task_get_cancellable (self->asking),
                                  on_password_pushed_cb, g_object_ref (self));
}

/**
 * mg_slot_repair_step_done:
 * @self: a repair that has emitted #MgSlotRepair::do-step
 * @done: whether the person has done it, or leaves it out
 *
 * Goes on with the next step. Does nothing if it is no longer waited for.
 */
void
mg_slot_repair_step_done (MgSlotRepair *self,
                          gboolean      done)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MG_IS_SLOT_REPAIR (self));

  if (self->asking == NULL)
    return;

  stop_waiting (self);
  g_clear_object (&self->target);
  task = g_steal_pointer (&self->asking);
  g_task_return_boolean (task, done);
}

static void
on_proved_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (MgSlotRepair) self = MG_SLOT_REPAIR (user_data);
  g_autoptr (GTask) task = g_steal_pointer (&self->asking);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgProbeResult) probe = mg_fleet_probe_slot_finish (MG_FLEET (object), result, NULL,
                                                               &error);

  g_clear_object (&self->target);
  if (probe != NULL && mg_probe_result_get_outcome (probe) != MG_PROBE_OK)
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_TEST_FAILED,
                             _("The mail server does not let us in: %s"),
                             mg_probe_result_get_words (probe));
  /* That we have no copy to try is no failure. */
  else if (error != NULL && !g_error_matches (error, MG_ERROR, MG_ERROR_NOT_FOUND) &&
           !g_error_matches (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_reported_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (MgSlotRepair) self = MG_SLOT_REPAIR (user_data);
  GError *error = NULL;
  MgTokenState state;

  if (!mg_fleet_report_slot_finish (MG_FLEET (object), result, &error))
    {
      return_test (self, NULL, error);
      return;
    }

  state = mg_slot_get_state (self->target);
  if (state == MG_TOKEN_STATE_OBTAINED)
    mg_fleet_probe_slot_async (self->fleet, self->target, g_task_get_cancellable (self->asking),
                               on_proved_cb, g_object_ref (self));
  else
    /* What the device still waits for may come; the repair can go on then. */
    return_test (self, NULL, g_error_new (MG_ERROR, state == MG_TOKEN_STATE_WAITING
                                          ? MG_ERROR_CONSENT_NEEDED : MG_ERROR_TEST_FAILED,
                                          _("The device shows “%s”, so it does not work yet"),
                                          mg_token_state_get_label (state)));
}

/* What the device logs in with from now on, where that has changed. */
static gboolean
take_account (MgSlotRepair  *self,
              GError       **error)
{
  const char *provider = mg_plan_get_provider (self->plan);
  gboolean other = self->provider != NULL ||
                   mg_plan_get_situation (self->plan) == MG_SITUATION_CUSTOM_AT_PROVIDER;

  if (!other && g_strcmp0 (self->account, mg_slot_get_account (self->target)) == 0)
    return TRUE;

  return _mg_fleet_describe_slot (self->fleet, self->target,
                                  other ? provider : mg_slot_get_provider (self->target),
                                  self->account, NULL, error);
}

/**
 * mg_slot_repair_take_state:
 * @self: a repair that has emitted #MgSlotRepair::ask-state
 * @state: what the device shows, one of the four states
 * @words: (nullable): the device's own sentence about it
 *
 * Takes the person's word for what came of a guided repair. It ends well where
 * the device shows that it has its token or password, and our own copy works
 * where we have one. Does nothing if it is no longer waited for.
 */
void
mg_slot_repair_take_state (MgSlotRepair *self,
                           MgTokenState  state,
                           const char   *words)
{
  GError *error = NULL;

  g_return_if_fail (MG_IS_SLOT_REPAIR (self));
  g_return_if_fail (state != MG_TOKEN_STATE_UNKNOWN);

  if (self->asking == NULL)
    return;

  stop_waiting (self);
  if (state == MG_TOKEN_STATE_OBTAINED && !take_account (self, &error))
    return_test (self, NULL, error);
  else
    mg_fleet_report_slot_async (self->fleet, self->target, state, words,
                                g_task_get_cancellable (self->asking),
                                on_reported_cb, g_object_ref (self));
}
