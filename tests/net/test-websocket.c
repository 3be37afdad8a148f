/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "mg-error.h"
#include "mg-test.h"
#include "mg-tls-pin.h"
#include "mg-websocket.h"

typedef struct
{
  SoupServer              *server;
  SoupWebsocketConnection *peer;
  guint                    n_connections;
  char                    *fingerprint;
  MgAddress               *address;
  MgContext               *context;
  GString                 *heard;
  gboolean                 closed;
} Fixture;

static void
on_peer_message_cb (SoupWebsocketConnection *peer,
                    int                      type,
                    GBytes                  *message,
                    gpointer                 user_data)
{
  soup_websocket_connection_send_message (peer, SOUP_WEBSOCKET_DATA_TEXT, message);
}

static void
on_connection_cb (SoupServer              *server,
                  SoupServerMessage       *message,
                  const char              *path,
                  SoupWebsocketConnection *connection,
                  gpointer                 user_data)
{
  Fixture *fixture = user_data;

  fixture->n_connections++;
  g_set_object (&fixture->peer, connection);
  g_signal_connect (connection, "message", G_CALLBACK (on_peer_message_cb), NULL);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "device.pem", NULL);
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, NULL);
  gboolean plain = data != NULL;
  GSList *uris;

  fixture->server = soup_server_new (NULL, NULL);
  if (!plain)
    soup_server_set_tls_certificate (fixture->server, certificate);
  soup_server_add_websocket_handler (fixture->server, "/api", NULL, NULL, on_connection_cb,
                                     fixture, NULL);
  g_assert_true (soup_server_listen_local (fixture->server, 0,
                                           SOUP_SERVER_LISTEN_IPV4_ONLY |
                                           (plain ? 0 : SOUP_SERVER_LISTEN_HTTPS), NULL));
  uris = soup_server_get_uris (fixture->server);
  fixture->address = mg_address_new (plain ? "http" : "https", "127.0.0.1",
                                     (guint16) g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  fixture->fingerprint = mg_tls_pin_dup_fingerprint (certificate);
  fixture->context = mg_test_context_new (NULL);
  fixture->heard = g_string_new (NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  soup_server_disconnect (fixture->server);
  g_clear_object (&fixture->peer);
  g_clear_object (&fixture->server);
  g_clear_object (&fixture->context);
  g_clear_pointer (&fixture->address, mg_address_unref);
  g_free (fixture->fingerprint);
  g_string_free (fixture->heard, TRUE);
  mg_test_settle ();
}

static MgWebsocket *
open_websocket (MgHttp      *http,
                const char  *path,
                GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_websocket_connect_async (http, path, NULL, mg_test_store_result, &result);
  mg_test_await_result (&result);

  return mg_websocket_connect_finish (http, result, error);
}

static void
on_message_cb (MgWebsocket *websocket,
               GBytes      *message,
               gpointer     user_data)
{
  Fixture *fixture = user_data;

  g_string_append_len (fixture->heard, g_bytes_get_data (message, NULL),
                       (gssize) g_bytes_get_size (message));
}

static void
on_closed_cb (MgWebsocket *websocket,
              gpointer     user_data)
{
  ((Fixture *) user_data)->closed = TRUE;
}

static gboolean
has_heard (gpointer user_data)
{
  return ((Fixture *) user_data)->heard->len > 0;
}

static gboolean
is_closed (gpointer user_data)
{
  return ((Fixture *) user_data)->closed;
}

/* Check that texts go both ways, and that each side's goodbye is told of. */
static void
test_websocket_talk (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (MgHttp) http =
    mg_http_new_pinned (fixture->context, fixture->address, fixture->fingerprint);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgWebsocket) websocket = open_websocket (http, "/api", &error);
  g_autoptr (MgSecret) text = mg_secret_new ("{\"id\":1}", -1);

  g_assert_no_error (error);
  g_assert_true (mg_websocket_is_open (websocket));
  g_signal_connect (websocket, "message", G_CALLBACK (on_message_cb), fixture);
  g_signal_connect (websocket, "closed", G_CALLBACK (on_closed_cb), fixture);
  mg_websocket_send (websocket, text);
  mg_test_await_true (has_heard, fixture);
  g_assert_cmpstr (fixture->heard->str, ==, "{\"id\":1}");

  mg_websocket_close (websocket);
  mg_test_await_true (is_closed, fixture);
  g_assert_false (mg_websocket_is_open (websocket));
  mg_websocket_send (websocket, text);
  g_assert_finalize_object (g_steal_pointer (&websocket));
}

/* Check that a peer that sends bytes or too much is hung up on. */
static void
test_websocket_hostile (Fixture       *fixture,
                        gconstpointer  data)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MgHttp) http =
        mg_http_new_pinned (fixture->context, fixture->address, fixture->fingerprint);
      g_autoptr (MgWebsocket) websocket = open_websocket (http, "/api", NULL);
      g_autofree char *huge = g_strnfill (2 * 1024 * 1024, 'x');

      fixture->closed = FALSE;
      g_signal_connect (websocket, "message", G_CALLBACK (on_message_cb), fixture);
      g_signal_connect (websocket, "closed", G_CALLBACK (on_closed_cb), fixture);
      if (i == 0)
        soup_websocket_connection_send_binary (fixture->peer, "\1\2", 2);
      else
        soup_websocket_connection_send_text (fixture->peer, huge);
      mg_test_await_true (is_closed, fixture);
      g_assert_cmpuint (fixture->heard->len, ==, 0);
    }
}

/* Check that no connection is made to a device with another certificate, to
 * one that nobody has confirmed, or to a path that offers none. */
static void
test_websocket_refused (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr (MgHttp) wrong =
    mg_http_new_pinned (fixture->context, fixture->address,
                        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
  g_autoptr (MgHttp) probe = mg_http_new_probe (fixture->context, fixture->address);
  g_autoptr (MgHttp) right =
    mg_http_new_pinned (fixture->context, fixture->address, fixture->fingerprint);
  g_autoptr (GError) error = NULL;

  g_assert_null (open_websocket (wrong, "/api", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_CERTIFICATE_CHANGED);
  g_clear_error (&error);
  g_assert_null (open_websocket (probe, "/api", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_TRUSTED);
  g_clear_error (&error);
  g_assert_null (open_websocket (right, "/elsewhere", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_PROTOCOL);
  g_assert_cmpuint (fixture->n_connections, ==, 0);
}

/* Check that a device without TLS is not even asked. */
static void
test_websocket_plain (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr (MgHttp) http = mg_http_new_pinned (fixture->context, fixture->address, "00");
  g_autoptr (GError) error = NULL;

  g_assert_null (open_websocket (http, "/api", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_INSECURE);
  g_assert_cmpuint (fixture->n_connections, ==, 0);
}

/* Check that connecting can be cancelled. */
static void
test_websocket_cancelled (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr (MgHttp) http =
    mg_http_new_pinned (fixture->context, fixture->address, fixture->fingerprint);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mg_websocket_connect_async (http, "/api", cancellable, mg_test_store_result, &result);
  g_cancellable_cancel (cancellable);
  mg_test_await_result (&result);
  g_assert_null (mg_websocket_connect_finish (http, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

#define ADD(path, func, plain) \
  g_test_add ("/net/websocket/" path, Fixture, plain, set_up, func, tear_down)
  ADD ("talk", test_websocket_talk, NULL);
  ADD ("hostile", test_websocket_hostile, NULL);
  ADD ("refused", test_websocket_refused, NULL);
  ADD ("plain", test_websocket_plain, "plain");
  ADD ("cancelled", test_websocket_cancelled, NULL);
#undef ADD

  return g_test_run ();
}
