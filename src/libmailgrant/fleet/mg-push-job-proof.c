/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-push-job-proof"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-fleet-private.h"
#include "mg-fleet-slots.h"
#include "mg-push-job-private.h"

/* After the push: what the device has now, whether it works, and what goes. */

static void remove_next (GTask *task);

static void
on_older_removed_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  /* The next grant that reaches the slot tries again. */
  if (!_mg_fleet_saved_finish (MG_FLEET (object), result, &error))
    g_warning ("an older grant could not be removed: %s", error->message);

  remove_next (task);
}

static void
remove_next (GTask *task)
{
  MgPushJob *self = g_task_get_source_object (task);
  g_autoptr (MgGrantRecord) grant = NULL;

  if (self->older->len > 0)
    {
      grant = g_ptr_array_steal_index (self->older, 0);
      _mg_fleet_remove_grant_async (self->fleet, grant, on_older_removed_cb, g_object_ref (task));
      return;
    }

  mg_device_set_busy (self->device, FALSE);
  g_task_return_pointer (task, g_steal_pointer (&self->test),
                         (GDestroyNotify) mg_test_result_free);
}

/* The grants that this one replaces. */
static void
_mg_push_job_list_older (MgPushJob *self)
{
  MgFleetMember *member = _mg_push_job_get_member (self);

  self->older = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_grant_record_free);
  for (guint i = 0; member != NULL && i < member->grants->len; i++)
    {
      const MgGrantRecord *grant = g_ptr_array_index (member->grants, i);

      if (!g_str_equal (grant->id, self->grant->id) &&
          _mg_fleet_member_is_for_slot (member, grant, mg_slot_get_reading (self->slot)))
        g_ptr_array_add (self->older, mg_grant_record_copy (grant));
    }
}

static void
on_badge_saved_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgPushJob *self = g_task_get_source_object (task);

  if (!_mg_fleet_saved_finish (MG_FLEET (object), result, &error))
    {
      _mg_push_job_fail (task, g_steal_pointer (&error));
      return;
    }

  _mg_push_job_list_older (self);
  remove_next (task);
}

static void
save_badge (GTask *task)
{
  MgPushJob *self = g_task_get_source_object (task);

  _mg_fleet_save_slots_async (self->fleet, mg_device_get_id (self->device),
                              on_badge_saved_cb, g_object_ref (task));
}

static void
on_looked_after_test_cb (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgPushJob *self = g_task_get_source_object (task);

  /* The test has ended, whether the device can be read now or not. */
  if (!mg_fleet_check_device_finish (self->fleet, result, &error))
    g_debug ("not readable after a test: %s", error->message);

  _mg_fleet_take_test (self->fleet, self->slot, self->test);
  save_badge (task);
}

static void
on_tested_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgPushJob *self = g_task_get_source_object (task);

  self->test = _mg_session_keeper_run_finish (MG_SESSION_KEEPER (object), result, &error);
  if (self->test == NULL)
    {
      /* The device has the token all the same. */
      self->test = mg_test_result_new (MG_TEST_FAILED, error->message, NULL);
      _mg_fleet_take_test (self->fleet, self->slot, self->test);
      save_badge (task);
      return;
    }

  _mg_push_job_look (task, NULL, on_looked_after_test_cb);
}

static void
test (GTask *task)
{
  MgPushJob *self = g_task_get_source_object (task);

  if (_mg_push_job_can (self, MG_DRIVER_TEST_SAVED))
    {
      _mg_push_job_begin_test (self);
      _mg_push_job_run_verb (task, &_mg_device_verb_test, NULL, NULL, on_tested_cb);
      return;
    }

  self->test = mg_test_result_new (MG_TEST_NOT_CONFIGURED,
                                   _("This device has no test of its own"), NULL);
  save_badge (task);
}

static gboolean
_mg_push_job_is_taken (MgPushJob *self)
{
  const MgSlotReading *reading = mg_slot_get_reading (self->slot);
  g_autofree char *sha256 = mg_secret_dup_sha256 (self->delivery->refresh_token);

  if (reading->token_sha256 != NULL)
    return g_str_equal (reading->token_sha256, sha256);

  return reading->event != MG_TOKEN_EVENT_READ_ABSENT;
}

static void
on_unpushed_saved_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgPushJob *self = g_task_get_source_object (task);

  if (!_mg_fleet_saved_finish (self->fleet, result, &error))
    g_warning ("a grant that was not taken is still noted: %s", error->message);

  _mg_push_job_refuse (task, g_error_new (MG_ERROR, MG_ERROR_PROTOCOL,
                             _("%s has another token now than the one it was given"),
                             mg_device_get_name (self->device)));
}

static void
on_read_back_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgPushJob *self = g_task_get_source_object (task);

  if (!_mg_push_job_take_look (self, result, &error))
    {
      _mg_push_job_fail (task, g_steal_pointer (&error));
      return;
    }

  if (_mg_push_job_is_taken (self))
    {
      test (task);
      return;
    }

  self->may_have_taken = FALSE;
  self->grant->pushed_at = 0;
  _mg_fleet_save_grant_async (self->fleet, self->grant, on_unpushed_saved_cb,
                              g_object_ref (task));
}

static void
on_pushed_saved_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgPushJob *self = g_task_get_source_object (task);

  if (!_mg_fleet_saved_finish (self->fleet, result, &error))
    {
      _mg_push_job_fail (task, g_steal_pointer (&error));
      return;
    }

  mg_slot_apply (self->slot, MG_TOKEN_EVENT_PUSHED, NULL);
  _mg_push_job_look (task, NULL, on_read_back_cb);
}

/**
 * _mg_push_job_prove:
 * @task: the task of a job whose push has been taken
 *
 * Notes that the device has the grant, makes sure that it does, and has it try
 * the grant.
 */
void
_mg_push_job_prove (GTask *task)
{
  MgPushJob *self = g_task_get_source_object (task);
  MgClock *clock = mg_context_get_clock (mg_fleet_get_context (self->fleet));

  self->may_have_taken = TRUE;
  self->grant->pushed_at = mg_clock_now (clock);
  self->grant->waiting_since = 0;
  g_clear_pointer (&self->grant->waiting_for, g_free);
  _mg_fleet_save_grant_async (self->fleet, self->grant, on_pushed_saved_cb, g_object_ref (task));
}
