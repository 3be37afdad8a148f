/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-truenas-session"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-secret-builder.h"
#include "mg-truenas-answer.h"
#include "mg-truenas-rest.h"
#include "mg-truenas-session.h"

/**
 * MgTruenasSession:
 *
 * A login to a TrueNAS, by JSON-RPC 2.0 over a WebSocket or, for 24.10 and
 * older, by REST. A call is a method's name and up to two arguments, each
 * written as JSON.
 *
 * Closing the WebSocket ends the login on the device. Answers are matched to
 * calls by their ids; whatever else comes is notifications, which nobody here
 * asked for.
 */
struct _MgTruenasSession
{
  MgSession    parent_instance;

  MgWebsocket *websocket;  /* (owned) (nullable): none for REST */
  char        *user;       /* (owned) (nullable): for REST */
  GHashTable  *calls;      /* (owned) (element-type gint64 GTask) */
  gint64       last_id;
};

G_DEFINE_FINAL_TYPE (MgTruenasSession, mg_truenas_session, MG_TYPE_SESSION)

typedef struct
{
  gint64   id;
  gboolean has_secret;
  MgClock *clock;        /* (owned) */
  guint    deadline_id;
  gulong   cancel_id;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  mg_clock_timeout_clear (call->clock, &call->deadline_id);
  g_object_unref (call->clock);
  g_free (call);
}

/* Takes a call off the list; its answer is no longer waited for. */
static GTask *
steal_call (MgTruenasSession *self,
            gint64            id)
{
  g_autofree gint64 *key = NULL;
  GTask *task = NULL;
  Call *call;

  if (!g_hash_table_steal_extended (self->calls, &id, (gpointer *) &key, (gpointer *) &task))
    return NULL;

  call = g_task_get_task_data (task);
  mg_clock_timeout_clear (call->clock, &call->deadline_id);
  if (call->cancel_id != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), call->cancel_id);
  call->cancel_id = 0;

  return task;
}

/* Ends all calls that are waited for. A callback may begin another. */
static void
fail_calls (MgTruenasSession *self,
            MgError           code,
            const char       *message)
{
  g_autoptr (MgTruenasSession) alive = g_object_ref (self);
  g_autoptr (GList) keys = g_hash_table_get_keys (self->calls);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (GList *l = keys; l != NULL; l = l->next)
    g_array_append_vals (ids, l->data, 1);

  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (GTask) task = steal_call (self, g_array_index (ids, gint64, i));

      if (task != NULL)
        g_task_return_new_error (task, MG_ERROR, (int) code, "%s", message);
    }
}

static void
answer_call (MgTruenasSession *self,
             JsonObject       *answer,
             gint64            id)
{
  g_autoptr (GTask) task = steal_call (self, id);
  JsonObject *failure = mg_json_get_object (answer, "error");
  JsonNode *result = json_object_get_member (answer, "result");
  Call *call;

  if (task == NULL)
    return;

  call = g_task_get_task_data (task);
  if (failure != NULL)
    g_task_return_error (task, mg_truenas_map_rpc_error (failure, call->has_secret));
  else if (result != NULL)
    g_task_return_pointer (task, json_node_ref (result), (GDestroyNotify) json_node_unref);
  else
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_PROTOCOL,
                             _("The device's answer makes no sense"));
}

static void
on_message_cb (MgWebsocket *websocket,
               GBytes      *message,
               gpointer     user_data)
{
  MgTruenasSession *self = MG_TRUENAS_SESSION (user_data);
  gsize length;
  const char *text = g_bytes_get_data (message, &length);
  g_autoptr (JsonNode) node = mg_json_parse (text, length, NULL);
  JsonObject *answer = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
                       ? json_node_get_object (node) : NULL;
  gint64 id;

  if (answer != NULL && json_object_has_member (answer, "method"))
    return;

  if (answer != NULL && mg_json_get_int (answer, "id", &id))
    {
      answer_call (self, answer, id);
      return;
    }

  /* Not even an answer, or one to a request that could not be read. */
  fail_calls (self, MG_ERROR_PROTOCOL, _("The device's answer makes no sense"));
  mg_websocket_close (websocket);
}

static void
on_closed_cb (MgWebsocket *websocket,
              gpointer     user_data)
{
  fail_calls (MG_TRUENAS_SESSION (user_data), MG_ERROR_UNREACHABLE,
              _("The device closed the connection"));
}

static void
on_deadline_cb (gpointer user_data)
{
  GTask *waiting = G_TASK (user_data);
  MgTruenasSession *self = g_task_get_source_object (waiting);
  Call *call = g_task_get_task_data (waiting);
  g_autoptr (GTask) task = NULL;

  call->deadline_id = 0;
  task = steal_call (self, call->id);
  g_task_return_new_error (task, MG_ERROR, MG_ERROR_TIMED_OUT,
                           _("The device did not answer in time"));
}

static gboolean
on_cancelled_idle_cb (gpointer user_data)
{
  GTask *waiting = G_TASK (user_data);
  Call *call = g_task_get_task_data (waiting);
  g_autoptr (GTask) task = steal_call (g_task_get_source_object (waiting), call->id);

  if (task != NULL)
    g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

/* A handler of this signal may not disconnect itself, so the call ends in a
 * turn of its own. */
static void
on_cancelled_cb (GCancellable *cancellable,
                 gpointer      user_data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, on_cancelled_idle_cb, g_object_ref (user_data),
                   g_object_unref);
}

static void
send_call (MgTruenasSession *self,
           const char       *method,
           const MgSecret   *first,
           const MgSecret   *second,
           GTask            *task)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();
  g_autoptr (MgSecret) text = NULL;
  Call *call = g_task_get_task_data (task);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, call->id);
  gint64 *key = g_memdup2 (&call->id, sizeof call->id);

  mg_secret_builder_append (builder, "{\"jsonrpc\":\"2.0\",\"id\":");
  mg_secret_builder_append (builder, id);
  mg_secret_builder_append (builder, ",\"method\":");
  mg_secret_builder_append_json (builder, method);
  mg_secret_builder_append (builder, ",\"params\":[");
  if (first != NULL)
    mg_secret_builder_append_secret (builder, first);
  if (second != NULL)
    {
      mg_secret_builder_append (builder, ",");
      mg_secret_builder_append_secret (builder, second);
    }
  mg_secret_builder_append (builder, "]}");
  text = mg_secret_builder_end (builder);

  g_hash_table_insert (self->calls, key, task);
  mg_websocket_send (self->websocket, text);
}

/**
 * mg_truenas_session_call_async:
 * @self: a session
 * @method: a method's name, as `mail.config`
 * @first: (nullable): its first argument as JSON
 * @second: (nullable): its second argument as JSON
 * @has_secret: whether an argument carries a secret
 * @milliseconds: how long to wait for the answer
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called with the answer
 * @user_data: data for @callback
 *
 * Calls a method.
 */
void
mg_truenas_session_call_async (MgTruenasSession    *self,
                               const char          *method,
                               const MgSecret      *first,
                               const MgSecret      *second,
                               gboolean             has_secret,
                               guint                milliseconds,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Call *call;

  g_return_if_fail (MG_IS_TRUENAS_SESSION (self));
  g_return_if_fail (method != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_truenas_session_call_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->websocket == NULL)
    {
      mg_truenas_rest_call (MG_SESSION (self), self->user, method, first, second, has_secret,
                            g_steal_pointer (&task));
      return;
    }

  if (!mg_websocket_is_open (self->websocket))
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_LOGIN_REFUSED,
                               _("The device has ended the login"));
      return;
    }

  call = g_new0 (Call, 1);
  call->id = ++self->last_id;
  call->has_secret = has_secret;
  call->clock = g_object_ref (mg_http_get_clock (mg_session_get_http (MG_SESSION (self))));
  g_task_set_task_data (task, call, call_free);
  call->deadline_id = mg_clock_timeout_add (call->clock, milliseconds, on_deadline_cb, task);
  if (cancellable != NULL)
    call->cancel_id = g_signal_connect (cancellable, "cancelled",
                                        G_CALLBACK (on_cancelled_cb), task);

  send_call (self, method, first, second, g_steal_pointer (&task));
}

/**
 * mg_truenas_session_call_finish:
 * @self: a session
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_truenas_session_call_async(). What the middleware could not
 * carry out is in the domain #MG_TRUENAS_CALL_FAILED, all else in #MgError.
 *
 * Returns: (transfer full): the result, or %NULL with @error set
 */
JsonNode *
mg_truenas_session_call_finish (MgTruenasSession  *self,
                                GAsyncResult      *result,
                                GError           **error)
{
  g_return_val_if_fail (MG_IS_TRUENAS_SESSION (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_truenas_session_call_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
mg_truenas_session_dispose (GObject *object)
{
  MgTruenasSession *self = MG_TRUENAS_SESSION (object);

  g_clear_object (&self->websocket);
  g_clear_pointer (&self->calls, g_hash_table_unref);

  G_OBJECT_CLASS (mg_truenas_session_parent_class)->dispose (object);
}

static void
mg_truenas_session_finalize (GObject *object)
{
  MgTruenasSession *self = MG_TRUENAS_SESSION (object);

  g_free (self->user);

  G_OBJECT_CLASS (mg_truenas_session_parent_class)->finalize (object);
}

static void
mg_truenas_session_class_init (MgTruenasSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_truenas_session_dispose;
  object_class->finalize = mg_truenas_session_finalize;
}

static void
mg_truenas_session_init (MgTruenasSession *self)
{
  self->calls = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
}

/**
 * mg_truenas_session_new:
 * @http: the pinned way to the device
 * @websocket: an open WebSocket to its API
 *
 * Returns: (transfer full): a session that speaks JSON-RPC
 */
MgTruenasSession *
mg_truenas_session_new (MgHttp      *http,
                        MgWebsocket *websocket)
{
  MgTruenasSession *self = g_object_new (MG_TYPE_TRUENAS_SESSION, "http", http, NULL);

  self->websocket = g_object_ref (websocket);
  g_signal_connect_object (websocket, "message", G_CALLBACK (on_message_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (websocket, "closed", G_CALLBACK (on_closed_cb), self,
                           G_CONNECT_DEFAULT);

  return self;
}

/**
 * mg_truenas_session_new_rest:
 * @http: the pinned way to the device
 * @user: (nullable): a user name, or %NULL where @password is an API key
 * @password: the password or API key
 *
 * Returns: (transfer full): a session that speaks REST
 */
MgTruenasSession *
mg_truenas_session_new_rest (MgHttp     *http,
                             const char *user,
                             MgSecret   *password)
{
  MgTruenasSession *self =
    g_object_new (MG_TYPE_TRUENAS_SESSION, "http", http, "token", password, NULL);

  self->user = g_strdup (user);

  return self;
}

/**
 * mg_truenas_session_is_rest:
 * @self: a session
 *
 * Returns: whether the box is of version 24.10 or older
 */
gboolean
mg_truenas_session_is_rest (MgTruenasSession *self)
{
  g_return_val_if_fail (MG_IS_TRUENAS_SESSION (self), FALSE);

  return self->websocket == NULL;
}

/**
 * mg_truenas_session_close:
 * @self: a session
 *
 * Ends the login.
 */
void
mg_truenas_session_close (MgTruenasSession *self)
{
  g_return_if_fail (MG_IS_TRUENAS_SESSION (self));

  if (self->websocket != NULL)
    mg_websocket_close (self->websocket);
}
