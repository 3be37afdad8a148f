/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet-check"

#include "config.h"

#include "mg-error.h"
#include "mg-fleet-private.h"
#include "mg-fleet-slots.h"

/* Each device has connections and a session of its own; more at once would
 * only wait for each other's handshakes. */
#define PARALLEL_MAX 8

/* Looking at a device:
 *
 *   read slots ──► read rules, if the make has any ──► judge ──► badges ──► store
 *       │                │                                          ▲
 *       └────────────────┴──► problem of the device, "not checked" ─┘
 *
 * A make that tells nothing of its slots is only asked whether it is there and
 * whether the login still works; that moves no badge.
 */
typedef struct
{
  MgDevice  *device;  /* (owned) */
  GPtrArray *slots;   /* (owned) (nullable) (element-type MgSlotReading) */
  GError    *error;   /* (owned) (nullable) */
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;

  g_object_unref (check->device);
  g_clear_pointer (&check->slots, g_ptr_array_unref);
  g_clear_error (&check->error);
  g_free (check);
}

static void
end_check (GTask *task)
{
  Check *check = g_task_get_task_data (task);

  mg_device_set_busy (check->device, FALSE);
  if (check->error != NULL)
    g_task_return_error (task, g_steal_pointer (&check->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_check_saved_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  Check *check = g_task_get_task_data (task);

  if (!_mg_fleet_saved_finish (MG_FLEET (object), result, &error) && check->error == NULL)
    check->error = g_steal_pointer (&error);

  end_check (task);
}

/* Ends a look that did not get through. It says nothing about the tokens. */
static void
fail_check (GTask  *task,
            GError *error)
{
  MgFleet *self = g_task_get_source_object (task);
  Check *check = g_task_get_task_data (task);
  GListModel *slots = mg_device_get_slots (check->device);

  check->error = error;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      end_check (task);
      return;
    }

  mg_device_set_problem (check->device, error);
  for (guint i = 0; i < g_list_model_get_n_items (slots); i++)
    {
      g_autoptr (MgSlot) slot = g_list_model_get_item (slots, i);

      mg_slot_apply (slot, MG_TOKEN_EVENT_CHECK_FAILED, error->message);
    }

  _mg_fleet_save_slots_async (self, mg_device_get_id (check->device),
                              on_check_saved_cb, g_object_ref (task));
}

static void
take_rules (MgDevice  *device,
            GPtrArray *rules)
{
  GListModel *slots = mg_device_get_slots (device);

  for (guint i = 0; i < g_list_model_get_n_items (slots); i++)
    {
      g_autoptr (MgSlot) slot = g_list_model_get_item (slots, i);
      g_autoptr (GStrvBuilder) titles = g_strv_builder_new ();
      g_auto (GStrv) strv = NULL;

      for (guint j = 0; j < rules->len; j++)
        {
          const MgRule *rule = g_ptr_array_index (rules, j);

          if (g_strv_contains ((const char *const *) rule->senders, mg_slot_get_id (slot)))
            g_strv_builder_add (titles, rule->title);
        }
      strv = g_strv_builder_end (titles);
      mg_slot_set_rules (slot, (const char *const *) strv);
    }
}

static void
take_readings (GTask     *task,
               GPtrArray *rules)
{
  MgFleet *self = g_task_get_source_object (task);
  Check *check = g_task_get_task_data (task);
  MgFleetMember *member = _mg_fleet_get_member (self, mg_device_get_id (check->device));
  GListModel *slots = mg_device_get_slots (check->device);
  gint64 now = mg_clock_now (mg_context_get_clock (mg_fleet_get_context (self)));

  if (member == NULL)
    {
      end_check (task);
      return;
    }

  for (guint i = 0; i < check->slots->len; i++)
    _mg_fleet_judge_reading (self, member, g_ptr_array_index (check->slots, i));

  _mg_fleet_settle_waiting (self, member);
  mg_device_take_readings (check->device, check->slots, now);
  for (guint i = 0; i < g_list_model_get_n_items (slots); i++)
    {
      g_autoptr (MgSlot) slot = g_list_model_get_item (slots, i);

      _mg_fleet_note_expiry (self, slot);
    }
  if (rules != NULL)
    take_rules (check->device, rules);

  member->last_seen = now;
  mg_device_set_problem (check->device, NULL);
  _mg_fleet_save_slots_async (self, mg_device_get_id (check->device),
                              on_check_saved_cb, g_object_ref (task));
}

static void
on_rules_read_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rules = NULL;

  rules = _mg_session_keeper_run_finish (MG_SESSION_KEEPER (object), result, &error);
  /* The driver knows rules, but not every device of the make has them: printers have none. */
  if (rules == NULL && !g_error_matches (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED))
    fail_check (task, g_steal_pointer (&error));
  else
    take_readings (task, rules);
}

static void
on_slots_read_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgSessionKeeper *keeper = MG_SESSION_KEEPER (object);
  MgDriverInfo *info = mg_driver_get_info (_mg_session_keeper_get_driver (keeper));
  Check *check = g_task_get_task_data (task);

  check->slots = _mg_session_keeper_run_finish (keeper, result, &error);
  if (check->slots == NULL)
    fail_check (task, g_steal_pointer (&error));
  else if (mg_driver_info_can (info, MG_DRIVER_RULES))
    _mg_session_keeper_run_async (keeper, &_mg_device_verb_read_rules, NULL,
                                  g_task_get_cancellable (task),
                                  on_rules_read_cb, g_object_ref (task));
  else
    take_readings (task, NULL);
}

/* Ends a look at a device that tells nothing of its slots. */
static void
end_glance (GTask  *task,
            GError *error)
{
  MgFleet *self = g_task_get_source_object (task);
  Check *check = g_task_get_task_data (task);
  MgFleetMember *member = _mg_fleet_get_member (self, mg_device_get_id (check->device));
  gboolean any;

  check->error = error;
  if (member == NULL)
    {
      end_check (task);
      return;
    }

  any = _mg_fleet_add_fixed_slots (self, member);
  if (error == NULL)
    member->last_seen = mg_clock_now (mg_context_get_clock (mg_fleet_get_context (self)));
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    mg_device_set_problem (check->device, error);

  if (any)
    _mg_fleet_save_slots_async (self, mg_device_get_id (check->device),
                                on_check_saved_cb, g_object_ref (task));
  else
    end_check (task);
}

static void
on_reached_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;

  _mg_fleet_reach_finish (MG_FLEET (object), result, &error);
  end_glance (task, error);
}

static void
on_session_checked_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;

  _mg_session_keeper_run_finish (MG_SESSION_KEEPER (object), result, &error);
  end_glance (task, error);
}

static void
glance (GTask           *task,
        MgSessionKeeper *keeper)
{
  Check *check = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (_mg_session_keeper_get_has_login (keeper) &&
      mg_driver_can_check_session (_mg_session_keeper_get_driver (keeper)))
    _mg_session_keeper_run_async (keeper, &_mg_device_verb_check_session, NULL, cancellable,
                                  on_session_checked_cb, g_object_ref (task));
  else
    _mg_fleet_reach_async (g_task_get_source_object (task), check->device, cancellable,
                           on_reached_cb, g_object_ref (task));
}

/* A make that can be read, but whose settings a person changes, may have been
 * added without a login. */
static gboolean
is_readable (MgSessionKeeper *keeper)
{
  MgDriverInfo *info = mg_driver_get_info (_mg_session_keeper_get_driver (keeper));

  return mg_driver_info_can (info, MG_DRIVER_READ) &&
         (_mg_session_keeper_get_has_login (keeper) ||
          !mg_driver_info_can (info, MG_DRIVER_GUIDED));
}

/**
 * mg_fleet_check_device_async:
 * @self: a fleet
 * @device: a device of it
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Reads all mail settings and notification rules of a device, moves the badges
 * and saves them. If that fails, #MgDevice:problem says why, each slot is noted
 * as not checked, and the badges stay.
 *
 * A make that can't be read is only asked whether it answers, with the
 * certificate that was confirmed, and, where there is a login, whether that
 * still works; its badges are a person's word.
 */
void
mg_fleet_check_device_async (MgFleet             *self,
                             MgDevice            *device,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  MgFleetMember *member;
  Check *check;

  g_return_if_fail (MG_IS_FLEET (self));
  g_return_if_fail (MG_IS_DEVICE (device));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_fleet_check_device_async);
  /* What was read is kept, even if somebody cancels while it is written down. */
  g_task_set_check_cancellable (task, FALSE);

  check = g_new0 (Check, 1);
  check->device = g_object_ref (device);
  g_task_set_task_data (task, check, check_free);
  mg_device_set_busy (device, TRUE);

  member = _mg_fleet_get_member (self, mg_device_get_id (device));
  if (member == NULL)
    end_check (task);
  else if (is_readable (member->keeper))
    _mg_session_keeper_run_async (member->keeper, &_mg_device_verb_read_slots, NULL, cancellable,
                                  on_slots_read_cb, g_steal_pointer (&task));
  else
    glance (task, member->keeper);
}

/**
 * mg_fleet_check_device_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Returns: %TRUE if the device was read, or could not be but took the login
 */
gboolean
mg_fleet_check_device_finish (MgFleet       *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (MG_IS_FLEET (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_check_device_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct
{
  GPtrArray *devices;  /* (owned) (element-type MgDevice) */
  guint      next;
  guint      running;
} CheckAll;

static void
check_all_free (gpointer data)
{
  CheckAll *all = data;

  g_ptr_array_unref (all->devices);
  g_free (all);
}

/* One device of many. */
typedef struct
{
  GTask           *task;        /* (owned): the check of all */
  MgSessionKeeper *keeper;      /* (owned) */
  gboolean         had_session;
} Turn;

static void
turn_free (Turn *turn)
{
  g_object_unref (turn->task);
  g_object_unref (turn->keeper);
  g_free (turn);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Turn, turn_free)

static void fill_turns (GTask *task);

static void
end_turn (Turn *turn)
{
  CheckAll *all = g_task_get_task_data (turn->task);

  all->running--;
  fill_turns (turn->task);
}

static void
on_turn_left_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (Turn) turn = user_data;
  g_autoptr (GError) error = NULL;

  /* The device will end the session by itself. */
  if (!_mg_session_keeper_leave_finish (turn->keeper, result, &error))
    g_debug ("could not sign out: %s", error->message);

  end_turn (turn);
}

static void
on_turn_checked_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (Turn) turn = user_data;
  g_autoptr (GError) error = NULL;
  MgSessionKeeper *keeper = turn->keeper;

  /* What went wrong stands at the device. */
  if (!mg_fleet_check_device_finish (MG_FLEET (object), result, &error))
    g_debug ("check failed: %s", error->message);

  /* A thousand open sessions are neither kind to devices nor to memory. */
  if (turn->had_session)
    end_turn (turn);
  else
    _mg_session_keeper_leave_async (keeper, on_turn_left_cb, g_steal_pointer (&turn));
}

static void
fill_turns (GTask *task)
{
  MgFleet *self = g_task_get_source_object (task);
  CheckAll *all = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  while (all->running < PARALLEL_MAX && all->next < all->devices->len &&
         !g_cancellable_is_cancelled (cancellable))
    {
      MgDevice *device = g_ptr_array_index (all->devices, all->next++);
      MgFleetMember *member = _mg_fleet_get_member (self, mg_device_get_id (device));
      Turn *turn;

      if (member == NULL)
        continue;

      turn = g_new0 (Turn, 1);
      turn->task = g_object_ref (task);
      turn->keeper = g_object_ref (member->keeper);
      turn->had_session = _mg_session_keeper_get_session (member->keeper) != NULL;
      all->running++;
      mg_fleet_check_device_async (self, device, cancellable, on_turn_checked_cb, turn);
    }

  if (all->running == 0 && !g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

/**
 * mg_fleet_check_all_async:
 * @self: a fleet
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Looks at all devices, a few at a time. Sessions that were opened for it are
 * closed again. What went wrong with a device is its #MgDevice:problem.
 */
void
mg_fleet_check_all_async (MgFleet             *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  CheckAll *all;

  g_return_if_fail (MG_IS_FLEET (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_fleet_check_all_async);

  all = g_new0 (CheckAll, 1);
  all->devices = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < _mg_fleet_get_n_members (self); i++)
    g_ptr_array_add (all->devices, g_object_ref (_mg_fleet_get_nth_member (self, i)->device));
  g_task_set_task_data (task, all, check_all_free);

  fill_turns (task);
}

/**
 * mg_fleet_check_all_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Returns: %TRUE if all devices were looked at, whatever came of it
 */
gboolean
mg_fleet_check_all_finish (MgFleet       *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (MG_IS_FLEET (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_check_all_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
