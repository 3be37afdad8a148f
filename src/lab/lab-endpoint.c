/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-endpoint"

#include "config.h"

#include "lab-endpoint.h"
#include "lab-fault.h"
#include "lab-json.h"
#include "lab-reply.h"

/* An HTTP server on one loopback address, with or without TLS, that remembers
 * what it was asked, and spoils requests when told to. It keeps no value of a
 * header and no body, only a body's SHA-256: neither shows a secret. */

#define BODY_MAX (64 * 1024)
#define LOG_MAX 1000
#define OVERSIZE (8 * 1024 * 1024)

struct _LabEndpoint
{
  GObject          parent_instance;

  SoupServer      *server;       /* (owned) */
  GSocketService  *service;      /* (owned) */
  GTlsCertificate *certificate;  /* (owned) (nullable) without TLS */
  char            *url;        /* (owned) (nullable) until it listens */
  guint            port;
  const LabClock  *clock;
  LabHandler       handler;
  gpointer         user_data;

  GQueue           log;        /* (owned) of JsonObject */
  guint            n_requests;
  GPtrArray       *faults;     /* (owned) (element-type LabFault) */
};

G_DEFINE_FINAL_TYPE (LabEndpoint, lab_endpoint, G_TYPE_OBJECT)

typedef struct
{
  LabEndpoint       *endpoint;  /* (owned) */
  SoupServerMessage *message;   /* (owned) */
  char              *path;      /* (owned) */
  gboolean           handled;   /* only the answer waits */
  guint              source;
} Delay;

static void
append_name (const char *name,
             const char *value,
             gpointer    user_data)
{
  json_array_add_string_element (user_data, name);
}

static JsonObject *
add_entry (LabEndpoint *self,
           const char  *method,
           const char  *path,
           GBytes      *body)
{
  JsonObject *entry = json_object_new ();

  json_object_set_int_member (entry, "number", ++self->n_requests);
  lab_json_set_time (entry, "time", lab_clock_now (self->clock));
  json_object_set_string_member (entry, "method", method);
  json_object_set_string_member (entry, "path", path);
  json_object_set_int_member (entry, "body_size", (gint64) g_bytes_get_size (body));
  if (g_bytes_get_size (body) > 0)
    {
      g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, body);

      json_object_set_string_member (entry, "body_sha256", sum);
    }

  g_queue_push_tail (&self->log, entry);
  if (self->log.length > LOG_MAX)
    json_object_unref (g_queue_pop_head (&self->log));

  return entry;
}

static JsonObject *
log_request (LabEndpoint       *self,
             SoupServerMessage *message,
             const char        *path)
{
  g_autoptr (GBytes) body =
    soup_message_body_flatten (soup_server_message_get_request_body (message));
  JsonArray *names = json_array_new ();
  JsonObject *entry = add_entry (self, soup_server_message_get_method (message), path, body);

  soup_message_headers_foreach (soup_server_message_get_request_headers (message),
                                append_name, names);
  json_object_set_array_member (entry, "headers", names);
  g_object_set_data_full (G_OBJECT (message), "lab-entry", json_object_ref (entry),
                          (GDestroyNotify) json_object_unref);

  return entry;
}

/* Ends the connection under TLS, without a word of goodbye. */
static void
drop_connection (SoupServerMessage *message)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);
  g_autoptr (GIOStream) base = NULL;

  if (G_IS_TLS_CONNECTION (stream))
    g_object_get (stream, "base-io-stream", &base, NULL);
  else
    base = g_object_ref (stream);

  g_io_stream_close (base, NULL, NULL);
}

static void
delay_free (Delay *delay)
{
  g_clear_handle_id (&delay->source, g_source_remove);
  g_clear_object (&delay->endpoint);
  g_clear_object (&delay->message);
  g_free (delay->path);
  g_free (delay);
}

static void
on_message_finished_cb (SoupServerMessage *message,
                        gpointer           user_data)
{
  g_object_set_data (G_OBJECT (message), "lab-delay", NULL);
}

static gboolean
on_delay_over_cb (gpointer user_data)
{
  Delay *delay = user_data;
  LabEndpoint *self = delay->endpoint;

  delay->source = 0;
  if (!delay->handled)
    self->handler (delay->message, delay->path, self->user_data);
  soup_server_message_unpause (delay->message);
  return G_SOURCE_REMOVE;
}

static void
handle_later (LabEndpoint       *self,
              SoupServerMessage *message,
              const char        *path,
              gboolean           handled,
              guint              milliseconds)
{
  Delay *delay = g_new0 (Delay, 1);

  delay->endpoint = g_object_ref (self);
  delay->message = message;
  delay->path = g_strdup (path);
  delay->handled = handled;
  delay->source = g_timeout_add (milliseconds, on_delay_over_cb, delay);
  g_object_ref (message);

  /* A client that goes away takes the delay with it. */
  g_object_set_data_full (G_OBJECT (message), "lab-delay", delay, (GDestroyNotify) delay_free);
  g_signal_connect (message, "finished", G_CALLBACK (on_message_finished_cb), NULL);
  soup_server_message_pause (message);
}

static void
reply_oversize (SoupServerMessage *message)
{
  char *blank = g_malloc (OVERSIZE);

  memset (blank, ' ', OVERSIZE);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_TAKE, blank, OVERSIZE);
}

static void
spoil (LabEndpoint       *self,
       LabFault          *fault,
       SoupServerMessage *message,
       const char        *path)
{
  switch (fault->kind)
    {
    case LAB_FAULT_DROP_BEFORE:
      drop_connection (message);
      break;
    case LAB_FAULT_DROP_AFTER:
      self->handler (message, path, self->user_data);
      drop_connection (message);
      break;
    case LAB_FAULT_GARBAGE:
      lab_reply_text (message, SOUP_STATUS_OK, "application/json", "{\"slots\":[{\"id\":\x01");
      break;
    case LAB_FAULT_HTML:
      lab_reply_text (message, SOUP_STATUS_OK, "text/html",
                      "<!DOCTYPE html><title>Guest network</title><p>Accept the terms to go on.");
      break;
    case LAB_FAULT_OVERSIZE:
      reply_oversize (message);
      break;
    case LAB_FAULT_HOLD:
      self->handler (message, path, self->user_data);
      handle_later (self, message, path, TRUE, fault->milliseconds);
      break;
    case LAB_FAULT_SLOW:
      handle_later (self, message, path, FALSE, fault->milliseconds);
      break;
    case LAB_FAULT_STATUS:
    default:
      lab_reply_problem (message, fault->status, NULL, NULL, NULL);
      if (fault->status == SOUP_STATUS_SERVICE_UNAVAILABLE || fault->status == 429)
        lab_reply_header (message, "Retry-After", "7");
      break;
    }
}

static LabFault *
find_fault (LabEndpoint *self,
            JsonObject  *entry)
{
  const char *method = lab_json_get_string (entry, "method");
  const char *path = lab_json_get_string (entry, "path");

  for (guint i = 0; i < self->faults->len; i++)
    if (lab_fault_strikes (self->faults->pdata[i], method, path))
      {
        json_object_set_boolean_member (entry, "spoiled", TRUE);
        return self->faults->pdata[i];
      }

  return NULL;
}

static void
on_request_cb (SoupServer        *server,
               SoupServerMessage *message,
               const char        *path,
               GHashTable        *query,
               gpointer           user_data)
{
  LabEndpoint *self = user_data;
  LabFault *fault = find_fault (self, log_request (self, message, path));

  if (fault != NULL)
    spoil (self, fault, message, path);
  else
    self->handler (message, path, self->user_data);
}

static void
on_request_finished_cb (LabEndpoint       *self,
                        SoupServerMessage *message,
                        SoupServer        *server)
{
  JsonObject *entry = g_object_get_data (G_OBJECT (message), "lab-entry");

  if (entry != NULL)
    json_object_set_int_member (entry, "status", soup_server_message_get_status (message));
}

/* What more there is of the body is read and thrown away. */
static void
refuse_body (SoupServerMessage *message)
{
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  lab_reply_problem (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, NULL, NULL, NULL);
  lab_reply_header (message, "Connection", "close");
}

static void
on_got_chunk_cb (SoupServerMessage *message,
                 GBytes            *chunk,
                 gpointer           user_data)
{
  if (soup_server_message_get_request_body (message)->length > BODY_MAX
      && soup_server_message_get_status (message) == 0)
    refuse_body (message);
}

static void
on_got_headers_cb (SoupServerMessage *message,
                   gpointer           user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (soup_message_headers_get_content_length (headers) > BODY_MAX)
    refuse_body (message);
}

static void
on_request_started_cb (LabEndpoint       *self,
                       SoupServerMessage *message,
                       SoupServer        *server)
{
  g_signal_connect (message, "got-headers", G_CALLBACK (on_got_headers_cb), NULL);
  g_signal_connect (message, "got-chunk", G_CALLBACK (on_got_chunk_cb), NULL);
}

/* The connections are accepted here and not by SoupServer, which keeps the
 * descriptor of each one whose client closes it (libsoup 3.2.3). */
static gboolean
on_incoming_cb (GSocketService    *service,
                GSocketConnection *connection,
                GObject           *source,
                gpointer           user_data)
{
  LabEndpoint *self = user_data;
  g_autoptr (GIOStream) stream = g_object_ref (G_IO_STREAM (connection));
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GSocketAddress) remote = NULL;

  local = g_socket_connection_get_local_address (connection, NULL);
  remote = g_socket_connection_get_remote_address (connection, NULL);
  if (local == NULL || remote == NULL)
    return TRUE;

  if (self->certificate != NULL)
    {
      g_clear_object (&stream);
      stream = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL);
    }

  if (stream != NULL)
    soup_server_accept_iostream (self->server, stream, local, remote, NULL);

  return TRUE;
}

static void
clear_log (LabEndpoint *self)
{
  g_queue_clear_full (&self->log, (GDestroyNotify) json_object_unref);
}

static void
lab_endpoint_dispose (GObject *object)
{
  LabEndpoint *self = LAB_ENDPOINT (object);

  if (self->service != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->service, self);
      g_socket_service_stop (self->service);
      g_socket_listener_close (G_SOCKET_LISTENER (self->service));
    }
  g_clear_object (&self->service);

  if (self->server != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->server, self);
      soup_server_disconnect (self->server);
    }
  g_clear_object (&self->server);
  g_clear_object (&self->certificate);

  G_OBJECT_CLASS (lab_endpoint_parent_class)->dispose (object);
}

static void
lab_endpoint_finalize (GObject *object)
{
  LabEndpoint *self = LAB_ENDPOINT (object);

  clear_log (self);
  g_clear_pointer (&self->faults, g_ptr_array_unref);
  g_clear_pointer (&self->url, g_free);

  G_OBJECT_CLASS (lab_endpoint_parent_class)->finalize (object);
}

static void
lab_endpoint_class_init (LabEndpointClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lab_endpoint_dispose;
  object_class->finalize = lab_endpoint_finalize;
}

static void
lab_endpoint_init (LabEndpoint *self)
{
  self->faults = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_fault_free);
  g_queue_init (&self->log);
}

LabEndpoint *
lab_endpoint_new (GTlsCertificate *certificate,
                  const LabClock  *clock,
                  LabHandler       handler,
                  gpointer         user_data)
{
  LabEndpoint *self = g_object_new (LAB_TYPE_ENDPOINT, NULL);

  self->clock = clock;
  self->handler = handler;
  self->user_data = user_data;
  g_set_object (&self->certificate, certificate);
  self->service = g_socket_service_new ();
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming_cb), self);
  self->server = soup_server_new ("server-header", "Mailgrant-Lab", NULL);
  soup_server_add_handler (self->server, NULL, on_request_cb, self, NULL);
  g_signal_connect_object (self->server, "request-started",
                           G_CALLBACK (on_request_started_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->server, "request-finished",
                           G_CALLBACK (on_request_finished_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * lab_endpoint_listen:
 * @address: a loopback address
 * @port: the port, or 0 for any
 *
 * Starts to listen. Other than loopback addresses are refused: what the lab
 * offers must not be reachable from the network.
 */
gboolean
lab_endpoint_listen (LabEndpoint  *self,
                     const char   *address,
                     guint         port,
                     GError      **error)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);
  g_autoptr (GSocketAddress) wanted = NULL;
  g_autoptr (GSocketAddress) effective = NULL;

  if (inet == NULL || !g_inet_address_get_is_loopback (inet))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "%s is not a loopback address", address);
      return FALSE;
    }

  wanted = g_inet_socket_address_new (inet, (guint16) port);
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted,
                                      G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                      &effective, error))
    return FALSE;

  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  self->url = g_strdup_printf (strchr (address, ':') != NULL ? "%s://[%s]:%u" : "%s://%s:%u",
                               self->certificate != NULL ? "https" : "http", address, self->port);
  return TRUE;
}

const char *
lab_endpoint_get_url (LabEndpoint *self)
{
  return self->url;
}

guint
lab_endpoint_get_port (LabEndpoint *self)
{
  return self->port;
}

/* Remembers what came by another way than as a request, and says which fault
 * is to spoil it, if any is. */
LabFault *
lab_endpoint_note (LabEndpoint *self,
                   const char  *method,
                   const char  *path,
                   GBytes      *body)
{
  return find_fault (self, add_entry (self, method, path, body));
}

SoupServer *
lab_endpoint_get_server (LabEndpoint *self)
{
  return self->server;
}

void
lab_endpoint_set_certificate (LabEndpoint     *self,
                              GTlsCertificate *certificate)
{
  g_set_object (&self->certificate, certificate);
}

static JsonObject *
get_log (LabEndpoint *self)
{
  JsonObject *answer = json_object_new ();
  JsonArray *requests = json_array_new ();

  for (GList *l = self->log.head; l != NULL; l = l->next)
    json_array_add_object_element (requests, json_object_ref (l->data));

  json_object_set_array_member (answer, "requests", requests);
  return answer;
}

/* The commands that every endpoint has at its control address. Returns NULL
 * without an error for one that it does not know. */
JsonObject *
lab_endpoint_command (LabEndpoint  *self,
                      const char   *command,
                      JsonObject   *arguments,
                      GError      **error)
{
  if (g_str_equal (command, "requests"))
    return get_log (self);

  if (g_str_equal (command, "forget-requests"))
    {
      clear_log (self);
      return json_object_new ();
    }

  if (g_str_equal (command, "clear-faults"))
    {
      g_ptr_array_set_size (self->faults, 0);
      return json_object_new ();
    }

  if (g_str_equal (command, "fault"))
    {
      LabFault *fault = lab_fault_new_from_json (arguments, error);

      if (fault == NULL)
        return NULL;
      g_ptr_array_add (self->faults, fault);
      return json_object_new ();
    }

  return NULL;
}
