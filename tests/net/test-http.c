/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-error.h"
#include "mg-fake-clock.h"
#include "mg-http.h"
#include "mg-json.h"
#include "mg-replay.h"
#include "mg-test.h"

typedef struct
{
  MgReplay  *replay;
  MgContext *context;
  MgHttp    *http;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->replay = mg_replay_new ("net/recordings/plain.json");
  fixture->context = mg_test_context_new (NULL);
  fixture->http = mg_http_new_pinned (fixture->context,
                                      mg_replay_get_address (fixture->replay),
                                      mg_replay_get_fingerprint (fixture->replay));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  mg_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->http));
  g_assert_finalize_object (g_steal_pointer (&fixture->context));
  g_clear_object (&fixture->replay);
}

static MgHttpResponse *
send (MgHttp         *http,
      MgHttpRequest  *request,
      GError        **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_http_send_async (http, request, NULL, mg_test_store_result, &result);
  mg_test_await_result (&result);

  return mg_http_send_finish (http, result, error);
}

static MgHttpResponse *
get (MgHttp      *http,
     const char  *uri,
     GError     **error)
{
  g_autoptr (MgHttpRequest) request = mg_http_request_new ("GET", uri);

  return send (http, request, error);
}

static MgHttpRequest *
create_secret_put (void)
{
  g_autoptr (MgSecret) token = mg_secret_new ("s3cret", -1);
  g_autoptr (MgSecret) body = mg_secret_new ("{\"password\":\"p\\\"w\"}", -1);
  MgHttpRequest *request = mg_http_request_new ("PUT", "/item?x=1");

  mg_http_request_set_bearer (request, token);
  mg_http_request_set_secret_body (request, "application/json", body);

  return request;
}

/* Check that a pinned device is talked to, that secrets arrive there as they
 * are, and that any status is an answer. */
static void
test_http_pinned (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) first = get (fixture->http, "/hello", &error);
  g_autoptr (MgHttpRequest) put = create_secret_put ();
  g_autoptr (MgHttpResponse) second = NULL;
  g_autoptr (JsonObject) object = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (mg_http_response_get_status (first), ==, 200);
  g_assert_cmpstr (mg_http_response_get_header (first, "etag"), ==, "\"1\"");
  object = mg_http_response_parse_object (first, &error);
  g_assert_no_error (error);
  g_assert_true (mg_json_get_int (object, "hello", NULL));

  second = send (fixture->http, put, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mg_http_response_get_status (second), ==, 404);
  g_assert_cmpstr (mg_http_response_get_reason (second), ==, "Not Found");
  g_assert_false (mg_http_response_is_success (second));
  mg_replay_assert_done (fixture->replay);
}

/* Check that a device with another certificate gets no byte of a request, also
 * when the TLS session of an accepted one could be resumed. */
static void
test_http_changed_certificate (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr (MgHttp) probe =
    mg_http_new_probe (fixture->context, mg_replay_get_address (fixture->replay));
  g_autoptr (MgHttp) wrong =
    mg_http_new_pinned (fixture->context, mg_replay_get_address (fixture->replay),
                        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
  g_autoptr (MgHttpRequest) put = create_secret_put ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (MgHttp) once =
        mg_http_new_probe (fixture->context, mg_replay_get_address (fixture->replay));

      response = get (once, "/hello", NULL);
      g_assert_nonnull (response);
      g_clear_pointer (&response, mg_http_response_unref);
      g_assert_cmpstr (mg_http_get_fingerprint (once), ==,
                       mg_replay_get_fingerprint (fixture->replay));
    }

  response = send (wrong, put, &error);
  g_assert_error (error, MG_ERROR, MG_ERROR_CERTIFICATE_CHANGED);
  g_assert_null (response);
  g_assert_cmpuint (mg_replay_get_n_requests (fixture->replay), ==, 3);
  g_assert_nonnull (mg_http_get_peer_certificate (wrong));

  g_clear_error (&error);
  mg_replay_change_certificate (fixture->replay);
  response = get (fixture->http, "/hello", &error);
  g_assert_error (error, MG_ERROR, MG_ERROR_CERTIFICATE_CHANGED);
  g_assert_cmpuint (mg_replay_get_n_requests (fixture->replay), ==, 3);
}

/* Check that a secret goes neither to a peer that nobody has confirmed nor
 * over plain HTTP, and that nothing is sent at all then. */
static void
test_http_secrecy (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (MgReplay) plain = mg_replay_new_plain ("net/recordings/plain.json");
  g_autoptr (MgHttp) probe =
    mg_http_new_probe (fixture->context, mg_replay_get_address (fixture->replay));
  g_autoptr (MgHttp) insecure =
    mg_http_new_pinned (fixture->context, mg_replay_get_address (plain), "00");
  g_autoptr (MgHttp) public = mg_http_new_public (fixture->context);
  g_autoptr (MgHttpRequest) put = create_secret_put ();
  g_autoptr (MgHttpRequest) far = mg_http_request_new ("POST", "http://192.0.2.1/token");
  g_autoptr (MgSecret) body = mg_secret_new ("grant", -1);
  g_autoptr (GError) error = NULL;

  g_assert_null (send (probe, put, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_TRUSTED);
  g_clear_error (&error);

  g_assert_null (send (insecure, put, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_INSECURE);
  g_clear_error (&error);

  mg_http_request_set_secret_body (far, "application/x-www-form-urlencoded", body);
  g_assert_null (send (public, far, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_INSECURE);

  g_assert_cmpuint (mg_replay_get_n_requests (fixture->replay), ==, 0);
  g_assert_cmpuint (mg_replay_get_n_requests (plain), ==, 0);
}

/* Check that a device's own policy reaches no other address. */
static void
test_http_own_address (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (get (fixture->http, "https://192.0.2.1/x", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_PROTOCOL);
}

/* Check that every way a peer can misbehave ends as an error or as an answer
 * that does not parse, in bounded memory, and that no redirect is followed. */
static void
test_http_hostile (Fixture       *fixture,
                   gconstpointer  data)
{
  static const struct
  {
    MgReplayFault fault;
    int           send_code;   /* -1: it is an answer */
    int           parse_code;
  } vectors[] = {
    { MG_REPLAY_FAULT_CUT, MG_ERROR_UNREACHABLE, -1 },
    { MG_REPLAY_FAULT_GARBAGE, -1, MG_ERROR_PROTOCOL },
    { MG_REPLAY_FAULT_HTML, -1, MG_ERROR_CAPTIVE_PORTAL },
    { MG_REPLAY_FAULT_OVERSIZE, MG_ERROR_PROTOCOL, -1 },
    { MG_REPLAY_FAULT_DEEP, -1, MG_ERROR_PROTOCOL },
    { MG_REPLAY_FAULT_REDIRECT, -1, MG_ERROR_PROTOCOL },
    { MG_REPLAY_FAULT_SERVER_ERROR, -1, MG_ERROR_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MgHttpResponse) response = NULL;

      g_test_message ("Vector %" G_GSIZE_FORMAT, i);
      mg_replay_set_fault (fixture->replay, mg_replay_get_n_requests (fixture->replay),
                           vectors[i].fault);
      response = get (fixture->http, "/hello", &error);
      if (vectors[i].send_code >= 0)
        {
          g_assert_error (error, MG_ERROR, vectors[i].send_code);
          continue;
        }

      g_assert_no_error (error);
      g_assert_null (mg_http_response_parse_object (response, &error));
      g_assert_error (error, MG_ERROR, vectors[i].parse_code);
    }
}

/* Check that a request ends when it is cancelled, before and during it. */
static void
test_http_cancelled (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (MgHttpRequest) request = mg_http_request_new ("GET", "/hello");

  for (gboolean before = FALSE; before <= TRUE; before++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      if (before)
        g_cancellable_cancel (cancellable);
      mg_http_send_async (fixture->http, request, cancellable, mg_test_store_result, &result);
      g_cancellable_cancel (cancellable);
      mg_test_await_result (&result);
      g_assert_null (mg_http_send_finish (fixture->http, result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static gboolean
on_accepted_cb (GSocketService    *service,
                GSocketConnection *connection,
                GObject           *source,
                gpointer           user_data)
{
  *(GSocketConnection **) user_data = g_object_ref (connection);

  return TRUE;
}

static gboolean
has_connection (gpointer user_data)
{
  return *(GSocketConnection **) user_data != NULL;
}

/* Check that a peer that never answers is given up when the deadline passes. */
static void
test_http_deadline (void)
{
  g_autoptr (MgFakeClock) clock = mg_fake_clock_new (0);
  g_autoptr (MgContext) context = mg_test_context_new (MG_CLOCK (clock));
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (MgHttpRequest) request = mg_http_request_new ("GET", "/");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MgAddress) address = NULL;
  g_autoptr (MgHttp) http = NULL;
  guint16 port;

  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (service, "incoming", G_CALLBACK (on_accepted_cb), &connection);
  address = mg_address_new ("http", "127.0.0.1", port);
  http = mg_http_new_probe (context, address);

  mg_http_request_set_deadline (request, 3000);
  mg_http_send_async (http, request, NULL, mg_test_store_result, &result);
  mg_test_await_true (has_connection, &connection);
  mg_fake_clock_advance (clock, 2999 * 1000);
  g_assert_null (result);
  mg_fake_clock_advance (clock, 1000);
  mg_test_await_result (&result);
  g_assert_null (mg_http_send_finish (http, result, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_TIMED_OUT);
}

typedef struct
{
  guint  n_requests;
  char  *body;        /* (owned) (nullable): of the last request */
} Peer;

/* Closes the connection on its second request. */
static void
on_request_cb (SoupServer        *server,
               SoupServerMessage *message,
               const char        *path,
               GHashTable        *query,
               gpointer           user_data)
{
  Peer *peer = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  g_free (peer->body);
  peer->body = g_strndup (body->data, (gsize) body->length);
  if (++peer->n_requests == 2)
    g_socket_close (soup_server_message_get_socket (message), NULL);
  else
    {
      soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "{}", 2);
      soup_server_message_set_status (message, 200, NULL);
    }
}

/* Check that a request whose connection a device closed meanwhile is sent again
 * as it was, with its body. */
static void
test_http_restarted (void)
{
  g_autoptr (MgContext) context = mg_test_context_new (NULL);
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr (MgHttpRequest) put = mg_http_request_new ("PUT", "/item");
  g_autoptr (MgAddress) address = NULL;
  g_autoptr (MgHttp) http = NULL;
  g_autoptr (GError) error = NULL;
  Peer peer = { 0 };
  GSList *uris;

  soup_server_add_handler (server, NULL, on_request_cb, &peer, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  address = mg_address_new ("http", "127.0.0.1", (guint16) g_uri_get_port (uris->data));
  http = mg_http_new_probe (context, address);
  mg_http_request_set_body (put, "application/json", "{\"title\":\"x\"}");

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MgHttpResponse) response = send (http, put, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (mg_http_response_get_status (response), ==, 200);
      g_assert_cmpstr (peer.body, ==, "{\"title\":\"x\"}");
      mg_test_settle ();
    }
  g_assert_cmpuint (peer.n_requests, ==, 3);

  g_free (peer.body);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  soup_server_disconnect (server);
}

/* Check that a peer that is not there is told from one that does not answer. */
static void
test_http_unreachable (void)
{
  g_autoptr (MgContext) context = mg_test_context_new (NULL);
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (MgAddress) address = NULL;
  g_autoptr (MgHttp) http = NULL;
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_socket_listener_close (listener);
  address = mg_address_new ("https", "127.0.0.1", port);
  http = mg_http_new_probe (context, address);
  g_assert_null (get (http, "/", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_UNREACHABLE);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/net/http/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("pinned", test_http_pinned);
  ADD ("changed-certificate", test_http_changed_certificate);
  ADD ("secrecy", test_http_secrecy);
  ADD ("own-address", test_http_own_address);
  ADD ("hostile", test_http_hostile);
  ADD ("cancelled", test_http_cancelled);
#undef ADD
  g_test_add_func ("/net/http/deadline", test_http_deadline);
  g_test_add_func ("/net/http/restarted", test_http_restarted);
  g_test_add_func ("/net/http/unreachable", test_http_unreachable);

  return g_test_run ();
}
