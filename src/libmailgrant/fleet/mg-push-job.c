/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-push-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-fleet-private.h"
#include "mg-fleet-slots.h"
#include "mg-grant-private.h"
#include "mg-push-job-private.h"

/**
 * MgPushJob:
 *
 * Carries one grant to one slot, once. What the device had before is looked at
 * first; what it has afterwards is compared with what it was given.
 *
 * |[
 *   look ─► settings of the provider? ──no─────► try ─► push
 *                 │ no, but they can be written            ▲ │
 *                 └─► write ─► look ──────────────────────┘ │
 *                        ┌── refused: settings back ◄────────┤
 *                        ▼                                   ▼ taken
 *                      error       older grants away ◄─┐   note it ─► look
 *                                                      │               │
 *                     result ◄─ store ◄─ badge ◄─ test ◄── the same token?
 * ]|
 *
 * Until the push it can be cancelled. Afterwards what has happened on the
 * device is written down, whoever cancels.
 */
G_DEFINE_FINAL_TYPE (MgPushJob, _mg_push_job, G_TYPE_OBJECT)

typedef enum
{
  SIGNAL_TESTING,
} MgPushJobSignal;

static guint signals[SIGNAL_TESTING + 1] = { 0, };

MgFleetMember *
_mg_push_job_get_member (MgPushJob *self)
{
  return _mg_fleet_get_member (self->fleet, mg_slot_get_device_id (self->slot));
}

gboolean
_mg_push_job_can (MgPushJob          *self,
                  MgDriverCapability  capability)
{
  MgDriver *driver = mg_fleet_get_driver (self->fleet, self->device);

  return mg_driver_info_can (mg_driver_get_info (driver), capability);
}

void
_mg_push_job_fail (GTask  *task,
                   GError *error)
{
  MgPushJob *self = g_task_get_source_object (task);

  mg_device_set_busy (self->device, FALSE);
  g_task_return_error (task, error);
}

void
_mg_push_job_look (GTask               *task,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback)
{
  MgPushJob *self = g_task_get_source_object (task);

  mg_fleet_check_device_async (self->fleet, self->device, cancellable,
                               callback, g_object_ref (task));
}

/* Ends a look: whether the slot is there, as it is now. */
gboolean
_mg_push_job_take_look (MgPushJob     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  MgSlot *slot;

  if (!mg_fleet_check_device_finish (self->fleet, result, error))
    return FALSE;

  slot = mg_device_lookup_slot (self->device, mg_slot_get_id (self->slot));
  if (slot == NULL || _mg_push_job_get_member (self) == NULL)
    {
      g_set_error (error, MG_ERROR, MG_ERROR_NOT_FOUND, _("%s no longer has this mail setting"),
                   mg_device_get_name (self->device));
      return FALSE;
    }
  g_set_object (&self->slot, slot);

  return TRUE;
}

/* A late cancel stops nothing from here on, so it is not passed on. */
void
_mg_push_job_run_verb (GTask                 *task,
                       const MgDeviceVerb    *verb,
                       const MgMailSettings  *settings,
                       const MgTokenDelivery *delivery,
                       GAsyncReadyCallback    callback)
{
  MgPushJob *self = g_task_get_source_object (task);
  MgDeviceVerbArguments *arguments =
    _mg_device_verb_arguments_new (mg_slot_get_reading (self->slot));

  arguments->settings = settings == NULL ? NULL : mg_mail_settings_copy (settings);
  arguments->delivery = delivery == NULL ? NULL : mg_token_delivery_copy (delivery);
  _mg_session_keeper_run_async (_mg_push_job_get_member (self)->keeper, verb, arguments, NULL,
                                callback, g_object_ref (task));
}

/* Not taken: what was changed for the push goes back. */

static void
fail_refused (GTask    *task,
              gboolean  settings_are_back)
{
  MgPushJob *self = g_task_get_source_object (task);

  if (!settings_are_back)
    g_prefix_error (&self->refusal, _("The earlier mail settings could not be put back: "));

  _mg_push_job_fail (task, g_steal_pointer (&self->refusal));
}

static void
on_settings_back_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  MgSessionKeeper *keeper = MG_SESSION_KEEPER (object);

  fail_refused (task, _mg_session_keeper_run_finish (keeper, result, NULL) != NULL);
}

static void
on_looked_before_settings_back_cb (GObject      *object,
                                   GAsyncResult *result,
                                   gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  MgPushJob *self = g_task_get_source_object (task);

  if (_mg_push_job_take_look (self, result, NULL))
    _mg_push_job_run_verb (task, &_mg_device_verb_write_settings, self->before, NULL,
                           on_settings_back_cb);
  else
    fail_refused (task, FALSE);
}

void
_mg_push_job_refuse (GTask  *task,
                     GError *error)
{
  MgPushJob *self = g_task_get_source_object (task);

  self->refusal = error;
  if (self->before != NULL && !self->may_have_taken)
    _mg_push_job_look (task, NULL, on_looked_before_settings_back_cb);
  else
    fail_refused (task, TRUE);
}

/* What the device answered with before it did anything; after any other error
 * it may have the token or not. */
static gboolean
is_refusal (const GError *error)
{
  return error->domain == MG_ERROR &&
         !g_error_matches (error, MG_ERROR, MG_ERROR_UNREACHABLE) &&
         !g_error_matches (error, MG_ERROR, MG_ERROR_TIMED_OUT) &&
         !g_error_matches (error, MG_ERROR, MG_ERROR_PROTOCOL);
}

static void
on_pushed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgPushJob *self = g_task_get_source_object (task);

  _mg_session_keeper_run_finish (MG_SESSION_KEEPER (object), result, &error);
  if (error != NULL)
    {
      self->may_have_taken = !is_refusal (error);
      _mg_push_job_refuse (task, g_steal_pointer (&error));
      return;
    }

  g_info ("%s: %s put into %s", mg_device_get_id (self->device),
          mg_provider_get_id (self->provider), mg_slot_get_id (self->slot));
  _mg_push_job_prove (task);
}

static void
push (GTask *task)
{
  MgPushJob *self = g_task_get_source_object (task);

  _mg_push_job_run_verb (task, &_mg_device_verb_push_token, NULL, self->delivery, on_pushed_cb);
}

static GError *
new_useless (MgPushJob          *self,
             const MgTestResult *test)
{
  const char *name = mg_device_get_name (self->device);

  if (test->words == NULL)
    return g_error_new (MG_ERROR, MG_ERROR_PROVIDER_REFUSED,
                        _("%s cannot use the new permission"), name);

  /* Translators: the device's name, then its own words */
  return g_error_new (MG_ERROR, MG_ERROR_PROVIDER_REFUSED,
                      _("%s cannot use the new permission: %s"), name, test->words);
}

/* Ends the device's try of a grant that it does not have yet. Only what says
 * that it could never use the grant keeps it from getting it; a login that may
 * not test may well be one that may write. */
static void
on_tried_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgTestResult) test = NULL;
  MgPushJob *self = g_task_get_source_object (task);

  test = _mg_session_keeper_run_finish (MG_SESSION_KEEPER (object), result, &error);
  if (error != NULL && !g_error_matches (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED) &&
      !g_error_matches (error, MG_ERROR, MG_ERROR_PERMISSION))
    _mg_push_job_refuse (task, g_steal_pointer (&error));
  else if (test != NULL && (test->outcome == MG_TEST_TOKEN_DEAD ||
                            test->outcome == MG_TEST_PROVIDER_REFUSED))
    _mg_push_job_refuse (task, new_useless (self, test));
  else
    push (task);
}

/* Where a grant can be redeemed twice, the device tries it before it replaces
 * the one it has. */
static void
try_or_push (GTask *task)
{
  MgPushJob *self = g_task_get_source_object (task);

  if (_mg_push_job_can (self, MG_DRIVER_TEST_UNSAVED) &&
      _mg_grant_is_shared_safely (self->provider))
    _mg_push_job_run_verb (task, &_mg_device_verb_test, NULL, self->delivery, on_tried_cb);
  else
    push (task);
}

static void
on_looked_after_settings_cb (GObject      *object,
                             GAsyncResult *result,
                             gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgPushJob *self = g_task_get_source_object (task);

  if (_mg_push_job_take_look (self, result, &error))
    try_or_push (task);
  else
    _mg_push_job_refuse (task, g_steal_pointer (&error));
}

static void
on_settings_written_cb (GObject      *object,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  _mg_session_keeper_run_finish (MG_SESSION_KEEPER (object), result, &error);
  if (error == NULL)
    _mg_push_job_look (task, NULL, on_looked_after_settings_cb);
  else if (is_refusal (error))
    _mg_push_job_fail (task, g_steal_pointer (&error));
  else
    _mg_push_job_refuse (task, g_steal_pointer (&error));
}

static void
on_looked_before_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgMailSettings) settings = NULL;
  MgPushJob *self = g_task_get_source_object (task);

  if (!_mg_push_job_take_look (self, result, &error))
    {
      _mg_push_job_fail (task, g_steal_pointer (&error));
      return;
    }

  if (_mg_push_job_can (self, MG_DRIVER_WRITE_SETTINGS) &&
      !_mg_push_job_can (self, MG_DRIVER_PUSH_SETTINGS))
    settings = _mg_grant_dup_settings (self->provider, mg_slot_get_reading (self->slot));
  if (settings == NULL)
    {
      try_or_push (task);
      return;
    }

  self->before = mg_mail_settings_copy (mg_slot_get_reading (self->slot)->settings);
  _mg_push_job_run_verb (task, &_mg_device_verb_write_settings, settings, NULL,
                         on_settings_written_cb);
}

/**
 * _mg_push_job_begin_test:
 * @self: a job
 *
 * Says that the device begins to try the grant.
 */
void
_mg_push_job_begin_test (MgPushJob *self)
{
  g_signal_emit (self, signals[SIGNAL_TESTING], 0);
}

static void
_mg_push_job_dispose (GObject *object)
{
  MgPushJob *self = MG_PUSH_JOB (object);

  g_clear_object (&self->device);
  g_clear_object (&self->provider);
  g_clear_object (&self->slot);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (_mg_push_job_parent_class)->dispose (object);
}

static void
_mg_push_job_finalize (GObject *object)
{
  MgPushJob *self = MG_PUSH_JOB (object);

  g_clear_pointer (&self->grant, mg_grant_record_free);
  g_clear_pointer (&self->delivery, mg_token_delivery_free);
  g_clear_pointer (&self->before, mg_mail_settings_free);
  g_clear_pointer (&self->test, mg_test_result_free);
  g_clear_pointer (&self->older, g_ptr_array_unref);
  g_clear_error (&self->refusal);

  G_OBJECT_CLASS (_mg_push_job_parent_class)->finalize (object);
}

static void
_mg_push_job_class_init (MgPushJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = _mg_push_job_dispose;
  object_class->finalize = _mg_push_job_finalize;

  /**
   * MgPushJob::testing:
   * @self: the job
   *
   * Emitted when the device has the token and begins to try it.
   */
  signals[SIGNAL_TESTING] =
    g_signal_new ("testing", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
_mg_push_job_init (MgPushJob *self)
{
}

/**
 * _mg_push_job_new:
 * @fleet: the fleet
 * @slot: the slot to carry it to
 * @provider: the provider of the grant
 * @grant: the grant's record, which has been saved
 * @delivery: the grant itself
 *
 * Returns: (transfer full): a new job
 */
MgPushJob *
_mg_push_job_new (MgFleet               *fleet,
                  MgSlot                *slot,
                  MgProvider            *provider,
                  const MgGrantRecord   *grant,
                  const MgTokenDelivery *delivery)
{
  MgPushJob *self = g_object_new (MG_TYPE_PUSH_JOB, NULL);

  self->fleet = g_object_ref (fleet);
  self->slot = g_object_ref (slot);
  self->provider = g_object_ref (provider);
  self->grant = mg_grant_record_copy (grant);
  self->delivery = mg_token_delivery_copy (delivery);

  return self;
}

/**
 * _mg_push_job_get_grant:
 * @self: a job that has ended
 *
 * Returns: (transfer none): the grant's record as it is now
 */
const MgGrantRecord *
_mg_push_job_get_grant (MgPushJob *self)
{
  return self->grant;
}

/**
 * _mg_push_job_may_have_taken:
 * @self: a job that failed
 *
 * Returns: %TRUE if the device may have the grant all the same, so that it must
 *   not be forgotten
 */
gboolean
_mg_push_job_may_have_taken (MgPushJob *self)
{
  return self->may_have_taken;
}

/**
 * _mg_push_job_run_async:
 * @self: a new job
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Runs the job, once.
 */
void
_mg_push_job_run_async (MgPushJob           *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  MgFleetMember *member = _mg_push_job_get_member (self);

  g_task_set_source_tag (task, _mg_push_job_run_async);
  g_task_set_check_cancellable (task, FALSE);

  if (member == NULL)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_FOUND,
                               _("The device has been removed"));
      return;
    }

  self->device = g_object_ref (member->device);
  mg_device_set_busy (self->device, TRUE);
  _mg_push_job_look (task, cancellable, on_looked_before_cb);
}

/**
 * _mg_push_job_run_finish:
 * @self: a job
 * @result: the result
 * @error: return location for an error
 *
 * Returns: (transfer full): how the device's own test of the grant ended, or
 *   %NULL with @error set if the device did not take it
 */
MgTestResult *
_mg_push_job_run_finish (MgPushJob     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
