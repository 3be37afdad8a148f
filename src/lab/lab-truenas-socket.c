/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-truenas"

#include "config.h"

#include "lab-json.h"
#include "lab-truenas-private.h"

/* One WebSocket of JSON-RPC 2.0 (api/base/server/ws_handler/rpc.py,
 * utils/limits.py): what is hung up on, what is refused, what is carried out. */

#define UNAUTHENTICATED_MAX 8192
#define AUTHENTICATED_MAX 65536
#define PAYLOAD_MAX (4 * 1024 * 1024)
#define RUNNING_MAX 20
#define OVERSIZE (8 * 1024 * 1024)

static void
socket_clear (gpointer data)
{
  LabTruenasSocket *socket = data;

  g_signal_handlers_disconnect_by_data (socket->connection, socket);
  g_clear_object (&socket->connection);
  g_clear_pointer (&socket->topics, g_hash_table_unref);
  g_free (socket->address);
  g_free (socket->code_user);
}

LabTruenasSocket *
_lab_truenas_socket_ref (LabTruenasSocket *socket)
{
  return g_rc_box_acquire (socket);
}

void
_lab_truenas_socket_unref (LabTruenasSocket *socket)
{
  g_rc_box_release_full (socket, socket_clear);
}

static void
send_text (LabTruenasSocket *socket,
           const char       *text)
{
  if (soup_websocket_connection_get_state (socket->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_text (socket->connection, text);
}

void
_lab_truenas_socket_send (LabTruenasSocket *socket,
                          JsonObject       *object)
{
  g_autofree char *text = lab_json_print_line (object);

  send_text (socket, text);
}

/* The socket below all that was put around it. */
static GSocket *
find_socket (GIOStream *stream)
{
  g_autoptr (GIOStream) at = g_object_ref (stream);

  while (!G_IS_SOCKET_CONNECTION (at))
    {
      const char *name = G_IS_TLS_CONNECTION (at) ? "base-io-stream" : "base-iostream";
      GIOStream *base = NULL;

      g_object_get (at, name, &base, NULL);
      g_object_unref (at);
      at = base;
    }

  return g_socket_connection_get_socket (G_SOCKET_CONNECTION (at));
}

/* Ends the connection under TLS, without a word of goodbye. */
void
_lab_truenas_socket_drop (LabTruenasSocket *socket)
{
  GIOStream *stream = soup_websocket_connection_get_io_stream (socket->connection);

  g_socket_shutdown (find_socket (stream), TRUE, TRUE, NULL);
}

static void
send_error (LabTruenasSocket *socket,
            JsonNode         *id,
            int               code,
            const char       *message)
{
  g_autoptr (LabRpcError) error = lab_rpc_error_new (code, message);
  g_autoptr (JsonObject) answer = json_object_new ();

  json_object_set_string_member (answer, "jsonrpc", "2.0");
  json_object_set_object_member (answer, "error", lab_rpc_error_print (error));
  json_object_set_member (answer, "id", id != NULL ? json_node_copy (id)
                                                   : json_node_new (JSON_NODE_NULL));
  _lab_truenas_socket_send (socket, answer);
}

/* What is wrong with a request (rpc.py, validate_message), or NULL. */
static const char *
find_flaw (JsonObject *request)
{
  JsonNode *id = json_object_get_member (request, "id");
  const char *version = lab_json_get_string (request, "jsonrpc");
  const char *method = lab_json_get_string (request, "method");

  if (!json_object_has_member (request, "jsonrpc"))
    return "Missing 'jsonrpc' member";
  if (g_strcmp0 (version, "2.0") != 0)
    return "'jsonrpc' member must be of type string and must be exactly '2.0'";
  if (id != NULL && !JSON_NODE_HOLDS_VALUE (id) && !JSON_NODE_HOLDS_NULL (id))
    return "'id' member must be of type null, string or number";
  if (!json_object_has_member (request, "method"))
    return "Missing 'method' member";
  if (method == NULL || *method == '\0')
    return "'method' member must be of type string";
  if (json_object_has_member (request, "params") &&
      lab_json_get_array (request, "params") == NULL)
    return "'params' member must be of type array";

  return NULL;
}

/* Spoils the answer to a call; TRUE if the call is not even to be looked at. */
static gboolean
spoil (LabTruenasSocket *socket,
       LabFault         *fault,
       LabCall          *call)
{
  g_autofree char *blank = NULL;

  switch (fault->kind)
    {
    case LAB_FAULT_DROP_BEFORE:
      _lab_truenas_socket_drop (socket);
      return TRUE;
    case LAB_FAULT_DROP_AFTER:
    case LAB_FAULT_HOLD:
      call->mute = TRUE;
      call->hangs_up = fault->kind == LAB_FAULT_DROP_AFTER;
      return FALSE;
    case LAB_FAULT_GARBAGE:
      send_text (socket, "{\"jsonrpc\":\"2.0\",\"result\":[{");
      return TRUE;
    case LAB_FAULT_HTML:
      send_text (socket, "<!DOCTYPE html><title>Guest network</title>");
      return TRUE;
    case LAB_FAULT_OVERSIZE:
      blank = g_strnfill (OVERSIZE, ' ');
      send_text (socket, blank);
      return TRUE;
    case LAB_FAULT_SLOW:
      /* A call that is slow for ever: it has no answer. */
      return TRUE;
    case LAB_FAULT_STATUS:
    default:
      send_error (socket, call->id, LAB_RPC_INTERNAL_ERROR, "Internal error");
      return TRUE;
    }
}

static void
run_request (LabTruenasSocket *socket,
             JsonObject       *request,
             GBytes           *message)
{
  const char *method = lab_json_get_string (request, "method");
  LabEndpoint *endpoint = socket->secure ? socket->truenas->device->endpoint
                                         : socket->truenas->plain;
  LabFault *fault = lab_endpoint_note (endpoint, "RPC", method, message);
  JsonArray *params = lab_json_get_array (request, "params");
  LabCall *call;

  call = _lab_call_new (socket->truenas, params, socket->role);
  call->socket = _lab_truenas_socket_ref (socket);
  if (json_object_has_member (request, "id"))
    call->id = json_object_dup_member (request, "id");
  socket->n_running++;

  if (fault != NULL && spoil (socket, fault, call))
    {
      _lab_call_free (call);
      return;
    }

  if (socket->n_running > RUNNING_MAX)
    _lab_call_fail (call, lab_rpc_error_new (LAB_RPC_TOO_MANY_CALLS,
                                             "Maximum number of concurrent calls (20) has exceeded"));
  else
    _lab_call_run (call, method);
}

static void
refuse_size (LabTruenasSocket *socket)
{
  if (socket->role == LAB_ROLE_NONE)
    soup_websocket_connection_close (socket->connection, SOUP_WEBSOCKET_CLOSE_BAD_DATA,
                                     "Anonymous connection max message length is 8 kB");
  else
    soup_websocket_connection_close (socket->connection, SOUP_WEBSOCKET_CLOSE_TOO_BIG,
                                     "Max message length is 64 kB");
}

static void
on_message_cb (SoupWebsocketConnection *connection,
               int                      type,
               GBytes                  *message,
               gpointer                 user_data)
{
  LabTruenasSocket *socket = user_data;
  gsize length;
  const char *text = g_bytes_get_data (message, &length);
  g_autoptr (JsonObject) request = NULL;
  const char *flaw;

  if (type != SOUP_WEBSOCKET_DATA_TEXT)
    {
      soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_UNSUPPORTED_DATA,
                                       "Invalid websocket message type");
      return;
    }

  if (length > (socket->role == LAB_ROLE_NONE ? UNAUTHENTICATED_MAX : AUTHENTICATED_MAX))
    {
      refuse_size (socket);
      return;
    }

  request = lab_json_parse (text, length, NULL);
  if (request == NULL)
    {
      send_error (socket, NULL, LAB_RPC_PARSE_ERROR,
                  length > 0 && text[0] == '['
                  ? "Batch messages are not supported at this time" : "Invalid Message Format");
      return;
    }

  flaw = find_flaw (request);
  if (flaw == NULL)
    run_request (socket, request, message);
  else if (json_object_has_member (request, "id"))
    send_error (socket, json_object_get_member (request, "id"), LAB_RPC_INVALID_REQUEST, flaw);
}

static void
on_closed_cb (SoupWebsocketConnection *connection,
              gpointer                 user_data)
{
  LabTruenasSocket *socket = user_data;

  g_ptr_array_remove (socket->truenas->sockets, socket);
}

void
_lab_truenas_accept (LabTruenas              *self,
                     SoupServerMessage       *message,
                     const char              *path,
                     SoupWebsocketConnection *connection,
                     gboolean                 secure)
{
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  LabTruenasSocket *socket = g_rc_box_new0 (LabTruenasSocket);
  GInetSocketAddress *remote =
    G_INET_SOCKET_ADDRESS (soup_server_message_get_remote_address (message));
  LabFault *fault = lab_endpoint_note (secure ? self->device->endpoint : self->plain,
                                       "GET", path, empty);

  socket->truenas = self;
  socket->connection = g_object_ref (connection);
  socket->address = g_inet_address_to_string (g_inet_socket_address_get_address (remote));
  socket->secure = secure;
  socket->frozen = g_str_has_prefix (path, "/api/v25.");
  socket->mailless = self->release > LAB_TRUENAS_25_04 && g_str_has_prefix (path, "/api/v25.04.");
  socket->legacy_jobs = TRUE;
  socket->topics = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_ptr_array_add (self->sockets, socket);

  soup_websocket_connection_set_max_incoming_payload_size (connection, PAYLOAD_MAX);
  g_signal_connect (connection, "message", G_CALLBACK (on_message_cb), socket);
  g_signal_connect (connection, "closed", G_CALLBACK (on_closed_cb), socket);

  if (fault != NULL)
    _lab_truenas_socket_drop (socket);
}

/* Ends all connections, and so all logins. */
void
_lab_truenas_hang_up (LabTruenas *self)
{
  for (guint i = 0; i < self->sockets->len; i++)
    _lab_truenas_socket_drop (self->sockets->pdata[i]);
}

void
_lab_truenas_notify (LabTruenas *self,
                     const char *topic,
                     JsonNode   *id,
                     JsonObject *fields)
{
  g_autoptr (JsonObject) notification = json_object_new ();
  JsonObject *params = json_object_new ();

  json_object_set_string_member (notification, "jsonrpc", "2.0");
  json_object_set_string_member (notification, "method", "collection_update");
  json_object_set_string_member (params, "msg", "changed");
  json_object_set_string_member (params, "collection", topic);
  json_object_set_member (params, "id", json_node_copy (id));
  json_object_set_object_member (params, "fields", json_object_ref (fields));
  json_object_set_object_member (notification, "params", params);

  for (guint i = 0; i < self->sockets->len; i++)
    {
      LabTruenasSocket *socket = self->sockets->pdata[i];

      if (g_hash_table_contains (socket->topics, topic))
        _lab_truenas_socket_send (socket, notification);
    }
}
