/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet-close"

#include "config.h"

#include "mg-fleet-private.h"

/* A device that does not answer must not keep a program from ending. */
#define SIGN_OUT_MILLISECONDS 3000

/* Ending it all: sign out wherever there is a session, wait for that as long as
 * it takes but no longer than the deadline, then close the store. */
typedef struct
{
  MgClock *clock;        /* (owned) */
  guint    n_sessions;
  guint    deadline_id;
  gboolean is_closing;
} Close;

static void
close_free (gpointer data)
{
  Close *closing = data;

  mg_clock_timeout_clear (closing->clock, &closing->deadline_id);
  g_object_unref (closing->clock);
  g_free (closing);
}

static void
on_store_closed_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  if (mg_store_close_finish (MG_STORE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
close_store (GTask *task)
{
  Close *closing = g_task_get_task_data (task);

  if (closing->is_closing)
    return;

  closing->is_closing = TRUE;
  mg_clock_timeout_clear (closing->clock, &closing->deadline_id);
  mg_store_close_async (_mg_fleet_get_store (g_task_get_source_object (task)), NULL,
                        on_store_closed_cb, g_object_ref (task));
}

static void
on_left_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  Close *closing = g_task_get_task_data (task);

  /* The device will end the session by itself. */
  if (!_mg_session_keeper_leave_finish (MG_SESSION_KEEPER (object), result, &error))
    g_debug ("could not sign out: %s", error->message);

  if (--closing->n_sessions == 0)
    close_store (task);
}

static void
on_deadline_cb (gpointer user_data)
{
  GTask *task = user_data;
  Close *closing = g_task_get_task_data (task);

  closing->deadline_id = 0;
  close_store (task);
}

/**
 * mg_fleet_close_async:
 * @self: a fleet that was loaded
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Signs out of all devices and closes the store. The fleet is of no use
 * afterwards.
 */
void
mg_fleet_close_async (MgFleet             *self,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Close *closing;

  g_return_if_fail (MG_IS_FLEET (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, mg_fleet_close_async);
  closing = g_new0 (Close, 1);
  closing->clock = g_object_ref (mg_context_get_clock (mg_fleet_get_context (self)));
  g_task_set_task_data (task, closing, close_free);

  for (guint i = 0; i < _mg_fleet_get_n_members (self); i++)
    {
      MgSessionKeeper *keeper = _mg_fleet_get_nth_member (self, i)->keeper;

      if (_mg_session_keeper_get_session (keeper) == NULL)
        continue;
      closing->n_sessions++;
      _mg_session_keeper_leave_async (keeper, on_left_cb, g_object_ref (task));
    }

  if (closing->n_sessions == 0)
    close_store (task);
  else
    closing->deadline_id = mg_clock_timeout_add (closing->clock, SIGN_OUT_MILLISECONDS,
                                                 on_deadline_cb, task);
}

/**
 * mg_fleet_close_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Returns: %TRUE if all that was known is on the disk
 */
gboolean
mg_fleet_close_finish (MgFleet       *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (MG_IS_FLEET (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_close_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
