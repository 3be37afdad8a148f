/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-session-verbs"

#include "config.h"

#include "mg-error.h"
#include "mg-session-keeper-private.h"

/* What is done with a session: run a verb, enter another login, leave. */

static void
on_entered_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgSession) session = NULL;
  MgSessionKeeper *self = g_task_get_source_object (task);

  session = mg_driver_sign_in_finish (MG_DRIVER (object), result, &error);
  if (session == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  _mg_session_keeper_set_session (self, session);
  g_task_return_boolean (task, TRUE);
}

/**
 * _mg_session_keeper_enter_async:
 * @self: a keeper
 * @credential: what a person has just entered
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Signs in with what a person has entered, whatever was refused before, and
 * keeps the session. Nothing is saved.
 */
void
_mg_session_keeper_enter_async (MgSessionKeeper     *self,
                                MgCredential        *credential,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttp) http = _mg_session_keeper_create_http (self, &error);

  g_task_set_source_tag (task, _mg_session_keeper_enter_async);

  if (http == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    mg_driver_sign_in_async (_mg_session_keeper_get_driver (self), http, credential, cancellable,
                             on_entered_cb, g_steal_pointer (&task));
}

/**
 * _mg_session_keeper_enter_finish:
 * @self: a keeper
 * @result: the result
 * @error: return location for an error
 *
 * Returns: %TRUE if there is a session now
 */
gboolean
_mg_session_keeper_enter_finish (MgSessionKeeper  *self,
                                 GAsyncResult     *result,
                                 GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct
{
  const MgDeviceVerb    *verb;       /* (unowned) */
  MgDeviceVerbArguments *arguments;  /* (owned) (nullable) */
  MgSession             *session;    /* (owned) (nullable): what the verb was run with */
  gboolean               is_old;     /* whether that was open before */
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_clear_pointer (&run->arguments, _mg_device_verb_arguments_free);
  g_clear_object (&run->session);
  g_free (run);
}

static void on_open_cb (GObject      *object,
                        GAsyncResult *result,
                        gpointer      user_data);

static void
on_verb_done_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgSessionKeeper *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  gpointer value;

  value = run->verb->finish (MG_DRIVER (object), result, &error);
  if (error == NULL)
    {
      g_task_return_pointer (task, value, run->verb->free_result);
      return;
    }

  if (g_error_matches (error, MG_ERROR, MG_ERROR_LOGIN_REFUSED))
    {
      if (_mg_session_keeper_get_session (self) == run->session)
        _mg_session_keeper_set_session (self, NULL);

      if (run->is_old)
        {
          run->is_old = FALSE;
          _mg_session_keeper_open_async (self, g_task_get_cancellable (task),
                                         on_open_cb, g_object_ref (task));
          return;
        }
    }

  g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_open_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgSession) session = NULL;
  MgSessionKeeper *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);

  session = _mg_session_keeper_open_finish (self, result, &error);
  if (session == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_set_object (&run->session, session);
  run->verb->begin (_mg_session_keeper_get_driver (self), session, run->arguments,
                    g_task_get_cancellable (task), on_verb_done_cb, g_object_ref (task));
}

/**
 * _mg_session_keeper_run_async:
 * @self: a keeper
 * @verb: what the driver is to do
 * @arguments: (nullable) (transfer full): what it is told
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Runs a verb on the device, signing in where needed. A session that the device
 * has ended meanwhile is replaced once; every verb is safe to repeat.
 */
void
_mg_session_keeper_run_async (MgSessionKeeper       *self,
                              const MgDeviceVerb    *verb,
                              MgDeviceVerbArguments *arguments,
                              GCancellable          *cancellable,
                              GAsyncReadyCallback    callback,
                              gpointer               user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  g_task_set_source_tag (task, _mg_session_keeper_run_async);
  run->verb = verb;
  run->arguments = arguments;
  run->is_old = _mg_session_keeper_get_session (self) != NULL;
  g_task_set_task_data (task, run, run_free);

  _mg_session_keeper_open_async (self, cancellable, on_open_cb, g_steal_pointer (&task));
}

/**
 * _mg_session_keeper_run_finish:
 * @self: a keeper
 * @result: the result
 * @error: return location for an error
 *
 * Returns: (transfer full): what the verb returns, %NULL with @error set if it failed
 */
gpointer
_mg_session_keeper_run_finish (MgSessionKeeper  *self,
                               GAsyncResult     *result,
                               GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_left_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  if (mg_driver_change_finish (MG_DRIVER (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * _mg_session_keeper_leave_async:
 * @self: a keeper
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Signs out, if there is a session.
 */
void
_mg_session_keeper_leave_async (MgSessionKeeper     *self,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (MgSession) session = NULL;

  g_task_set_source_tag (task, _mg_session_keeper_leave_async);
  g_set_object (&session, _mg_session_keeper_get_session (self));
  _mg_session_keeper_set_session (self, NULL);

  if (session == NULL)
    g_task_return_boolean (task, TRUE);
  else
    mg_driver_sign_out_async (_mg_session_keeper_get_driver (self), session, NULL,
                              on_left_cb, g_steal_pointer (&task));
}

/**
 * _mg_session_keeper_leave_finish:
 * @self: a keeper
 * @result: the result
 * @error: return location for an error
 *
 * Returns: %TRUE if no session is left on the device
 */
gboolean
_mg_session_keeper_leave_finish (MgSessionKeeper  *self,
                                 GAsyncResult     *result,
                                 GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
