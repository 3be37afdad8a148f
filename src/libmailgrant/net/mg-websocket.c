/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-websocket"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-http-private.h"
#include "mg-http-request-private.h"
#include "mg-websocket.h"

/* An API that answers in messages of at most some kilobytes; the bound is for
 * memory, not for use. */
#define MESSAGE_MAX (1024 * 1024)
#define KEEPALIVE_SECONDS 30

/**
 * MgWebsocket:
 *
 * A WebSocket (RFC 6455) to a device, under the same trust as its
 * [class@Mg.Http]: never without TLS, never to another certificate.
 *
 * Messages are texts. Each comes with the signal #MgWebsocket::message, the end
 * with #MgWebsocket::closed, once.
 */
struct _MgWebsocket
{
  GObject                  parent_instance;

  SoupWebsocketConnection *connection;  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (MgWebsocket, mg_websocket, G_TYPE_OBJECT)

enum
{
  SIGNAL_MESSAGE,
  SIGNAL_CLOSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS] = { 0, };

typedef struct
{
  SoupMessage  *message;      /* (owned) */
  GCancellable *cancellable;  /* (owned) */
  GCancellable *outer;        /* (owned) (nullable) */
  gulong        outer_id;
} Connecting;

static void
connecting_free (gpointer data)
{
  Connecting *connecting = data;

  if (connecting->outer != NULL)
    g_cancellable_disconnect (connecting->outer, connecting->outer_id);
  g_clear_object (&connecting->outer);
  g_clear_object (&connecting->cancellable);
  g_clear_object (&connecting->message);
  g_free (connecting);
}

static void
on_outer_cancelled_cb (GCancellable *outer,
                       gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

static void
on_message_cb (SoupWebsocketConnection *connection,
               int                      type,
               GBytes                  *message,
               gpointer                 user_data)
{
  MgWebsocket *self = MG_WEBSOCKET (user_data);

  if (type != SOUP_WEBSOCKET_DATA_TEXT)
    {
      soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_UNSUPPORTED_DATA, NULL);
      return;
    }

  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, message);
}

static void
on_closed_cb (SoupWebsocketConnection *connection,
              gpointer                 user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_CLOSED], 0);
}

static MgWebsocket *
create (SoupWebsocketConnection *connection)
{
  MgWebsocket *self = g_object_new (MG_TYPE_WEBSOCKET, NULL);

  self->connection = g_object_ref (connection);
  soup_websocket_connection_set_max_incoming_payload_size (connection, MESSAGE_MAX);
  soup_websocket_connection_set_keepalive_interval (connection, KEEPALIVE_SECONDS);
  g_signal_connect_object (connection, "message", G_CALLBACK (on_message_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (connection, "closed", G_CALLBACK (on_closed_cb), self,
                           G_CONNECT_DEFAULT);

  return self;
}

static void
on_connected_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (SoupWebsocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  Connecting *connecting = g_task_get_task_data (task);
  MgHttp *http = g_task_get_source_object (task);

  connection = soup_session_websocket_connect_finish (SOUP_SESSION (object), result, &error);
  if (connection != NULL)
    {
      g_task_return_pointer (task, create (connection), g_object_unref);
      return;
    }

  if (error->domain == SOUP_WEBSOCKET_ERROR)
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_PROTOCOL,
                             _("The device does not offer this connection"));
  else
    g_task_return_error (task, _mg_http_map_error (http, connecting->message, error));
}

/**
 * mg_websocket_connect_async:
 * @http: the pinned way to a device
 * @path: the path to upgrade at
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is open
 * @user_data: data for @callback
 *
 * Opens a WebSocket. What goes over one is secret, so a device that has not
 * been confirmed or has no TLS is refused before anything is sent.
 */
void
mg_websocket_connect_async (MgHttp              *http,
                            const char          *path,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (MgHttpRequest) request = NULL;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  Connecting *connecting;

  g_return_if_fail (MG_IS_HTTP (http));
  g_return_if_fail (path != NULL && *path == '/');
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_websocket_connect_async);

  request = mg_http_request_new ("GET", path);
  request->has_secret = TRUE;
  message = _mg_http_create_message (http, request, &error);
  if (message == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  connecting = g_new0 (Connecting, 1);
  connecting->message = g_object_ref (message);
  connecting->cancellable = g_cancellable_new ();
  g_task_set_task_data (task, connecting, connecting_free);
  if (cancellable != NULL)
    {
      connecting->outer = g_object_ref (cancellable);
      connecting->outer_id = g_cancellable_connect (cancellable,
                                                    G_CALLBACK (on_outer_cancelled_cb),
                                                    g_object_ref (connecting->cancellable),
                                                    g_object_unref);
    }

  _mg_http_guard (http, message, connecting->cancellable);
  soup_session_websocket_connect_async (http->session, message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        connecting->cancellable, on_connected_cb,
                                        g_steal_pointer (&task));
}

/**
 * mg_websocket_connect_finish:
 * @http: the way to the device
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_websocket_connect_async().
 *
 * Returns: (transfer full): an open WebSocket, or %NULL with @error set
 */
MgWebsocket *
mg_websocket_connect_finish (MgHttp        *http,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (MG_IS_HTTP (http), NULL);
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_websocket_connect_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mg_websocket_is_open:
 * @self: a WebSocket
 *
 * Returns: whether messages can be sent
 */
gboolean
mg_websocket_is_open (MgWebsocket *self)
{
  g_return_val_if_fail (MG_IS_WEBSOCKET (self), FALSE);

  return soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN;
}

/**
 * mg_websocket_send:
 * @self: an open WebSocket
 * @text: a message; it may carry secrets
 *
 * Sends a message. When it cannot be sent #MgWebsocket::closed follows.
 */
void
mg_websocket_send (MgWebsocket *self,
                   MgSecret    *text)
{
  g_return_if_fail (MG_IS_WEBSOCKET (self));
  g_return_if_fail (text != NULL);

  if (mg_websocket_is_open (self))
    soup_websocket_connection_send_text (self->connection, mg_secret_peek (text));
}

/**
 * mg_websocket_close:
 * @self: a WebSocket
 *
 * Says goodbye; #MgWebsocket::closed follows.
 */
void
mg_websocket_close (MgWebsocket *self)
{
  g_return_if_fail (MG_IS_WEBSOCKET (self));

  if (mg_websocket_is_open (self))
    soup_websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
}

static void
mg_websocket_dispose (GObject *object)
{
  MgWebsocket *self = MG_WEBSOCKET (object);

  if (self->connection != NULL)
    mg_websocket_close (self);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (mg_websocket_parent_class)->dispose (object);
}

static void
mg_websocket_class_init (MgWebsocketClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mg_websocket_dispose;

  /**
   * MgWebsocket::message:
   * @self: the WebSocket
   * @message: the bytes of a text, valid UTF-8, at most 1 MiB
   *
   * A message has come.
   */
  signals[SIGNAL_MESSAGE] =
    g_signal_new ("message", MG_TYPE_WEBSOCKET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_BYTES | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * MgWebsocket::closed:
   * @self: the WebSocket
   *
   * The connection has ended, whoever ended it.
   */
  signals[SIGNAL_CLOSED] =
    g_signal_new ("closed", MG_TYPE_WEBSOCKET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
mg_websocket_init (MgWebsocket *self)
{
}
