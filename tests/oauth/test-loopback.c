/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-error.h"
#include "mg-fake-clock.h"
#include "mg-loopback.h"
#include "mg-raw-client.h"
#include "mg-test.h"

typedef struct
{
  MgFakeClock *clock;
  MgLoopback  *loopback;
  guint16      port;
  guint        n_callbacks;
  guint        n_accepted;
  guint        n_delivered;
  gboolean     conclude_at_once;
} Fixture;

static gboolean
on_callback_cb (MgLoopback *loopback,
                const char *query,
                gpointer    user_data)
{
  Fixture *fixture = user_data;

  fixture->n_callbacks++;
  if (strstr (query, "state=right") == NULL)
    return FALSE;

  fixture->n_accepted++;
  if (fixture->conclude_at_once)
    mg_loopback_conclude (loopback, MG_LOOPBACK_PAGE_DECLINED);

  return TRUE;
}

static void
on_delivered_cb (MgLoopback *loopback,
                 gpointer    user_data)
{
  ((Fixture *) user_data)->n_delivered++;
}

static void
open_at (Fixture    *fixture,
         const char *host,
         const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = NULL;

  fixture->loopback = mg_loopback_new (MG_CLOCK (fixture->clock), host, 0, path);
  g_signal_connect (fixture->loopback, "callback", G_CALLBACK (on_callback_cb), fixture);
  g_signal_connect (fixture->loopback, "delivered", G_CALLBACK (on_delivered_cb), fixture);
  mg_loopback_open (fixture->loopback, &error);
  g_assert_no_error (error);

  uri = g_uri_parse (mg_loopback_get_redirect_uri (fixture->loopback), G_URI_FLAGS_NONE, &error);
  g_assert_no_error (error);
  fixture->port = (guint16) g_uri_get_port (uri);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->clock = mg_fake_clock_new (0);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  mg_loopback_close (fixture->loopback);
  mg_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->loopback));
  g_assert_finalize_object (g_steal_pointer (&fixture->clock));
}

static char *
ask (Fixture    *fixture,
     const char *line,
     const char *headers)
{
  g_autofree char *request =
    g_strdup_printf ("%s\r\nHost: 127.0.0.1:%u\r\n%s\r\n", line, (guint) fixture->port, headers);

  return mg_raw_client_request ("127.0.0.1", fixture->port, request);
}

static void
assert_status (const char *answer,
               const char *status)
{
  if (*status == '\0')
    {
      g_assert_cmpstr (answer, ==, "");
      return;
    }

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 "));
  g_assert_cmpint (strncmp (answer + strlen ("HTTP/1.1 "), status, 3), ==, 0);
}

/* Check that the right answer is still taken. */
static void
assert_waiting (Fixture *fixture)
{
  guint before = fixture->n_accepted;
  g_autofree char *answer = ask (fixture, "GET /callback?code=a&state=right HTTP/1.1", "");

  assert_status (answer, "303");
  g_assert_cmpuint (fixture->n_accepted, ==, before + 1);
}

/* Check that the address is a numeric one on this computer with the port that
 * was really bound. */
static void
test_item_11 (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *expected = NULL;

  open_at (fixture, "127.0.0.1", "/callback");
  expected = g_strdup_printf ("http://127.0.0.1:%u/callback", (guint) fixture->port);
  g_assert_cmpstr (mg_loopback_get_redirect_uri (fixture->loopback), ==, expected);
  g_assert_cmpuint (fixture->port, !=, 0);
  assert_waiting (fixture);
}

/* Check that there is no address before the port is bound. */
static void
test_item_13 (Fixture       *fixture,
              gconstpointer  data)
{
  fixture->loopback = mg_loopback_new (MG_CLOCK (fixture->clock), "127.0.0.1", 0, "/callback");
  g_assert_null (mg_loopback_get_redirect_uri (fixture->loopback));
}

static gboolean
has_ipv6 (void)
{
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV6, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) host = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV6);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (host, 0);

  return socket != NULL && g_socket_bind (socket, address, FALSE, NULL);
}

/* Check that localhost is answered on both families, and a numeric host on its
 * own alone. A computer without IPv6 does without. */
static void
test_item_14 (Fixture       *fixture,
              gconstpointer  data)
{
  static const struct { const char *host; gboolean v4; gboolean v6; } vectors[] = {
    { "localhost", TRUE, TRUE },
    { "127.0.0.1", TRUE, FALSE },
    { "[::1]", FALSE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgRawClient) v4 = NULL;
      g_autoptr (MgRawClient) v6 = NULL;

      if (!has_ipv6 () && !vectors[i].v4)
        continue;

      g_clear_object (&fixture->loopback);
      open_at (fixture, vectors[i].host, "/callback");
      v4 = mg_raw_client_new ("127.0.0.1", fixture->port);
      v6 = mg_raw_client_new ("::1", fixture->port);
      g_test_message ("%s", vectors[i].host);
      g_assert_true ((v4 != NULL) == vectors[i].v4);
      if (has_ipv6 ())
        g_assert_true ((v6 != NULL) == vectors[i].v6);
      mg_loopback_close (fixture->loopback);
      mg_test_settle ();
    }
}

/* Check that a fixed port that is taken is an error that names it, at once. */
static void
test_item_15 (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (MgLoopback) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *number = NULL;

  open_at (fixture, "127.0.0.1", "/callback");
  second = mg_loopback_new (MG_CLOCK (fixture->clock), "127.0.0.1", fixture->port, "/callback");
  g_assert_false (mg_loopback_open (second, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_FAILED);
  number = g_strdup_printf ("%u", (guint) fixture->port);
  g_assert_nonnull (strstr (error->message, number));
  assert_waiting (fixture);
}

/* Check that a path of nothing is the root, as Microsoft registers it. */
static void
test_item_18 (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *expected = NULL;
  g_autofree char *empty = NULL;
  g_autofree char *taken = NULL;

  open_at (fixture, "localhost", "");
  expected = g_strdup_printf ("http://localhost:%u", (guint) fixture->port);
  g_assert_cmpstr (mg_loopback_get_redirect_uri (fixture->loopback), ==, expected);

  empty = ask (fixture, "GET / HTTP/1.1", "");
  assert_status (empty, "400");
  taken = ask (fixture, "GET /?code=a&state=right HTTP/1.1", "");
  assert_status (taken, "303");
  g_assert_nonnull (strstr (taken, "\r\nLocation: /done\r\n"));
}

typedef struct
{
  const char *line;
  const char *headers;
  const char *status;   /* "" for a connection that is dropped without a word */
} Vector;

/* Sends each vector, and after each the answer that is waited for is still
 * taken by a listener of its own. */
static void
run_vectors (Fixture      *fixture,
             const Vector *vectors,
             gsize         n_vectors,
             guint         n_callbacks)
{
  open_at (fixture, "127.0.0.1", "/callback");

  for (gsize i = 0; i < n_vectors; i++)
    {
      g_autofree char *answer = NULL;

      g_test_message ("Vector %" G_GSIZE_FORMAT ": %.60s", i, vectors[i].line);
      answer = ask (fixture, vectors[i].line, vectors[i].headers);
      assert_status (answer, vectors[i].status);
      g_assert_null (strstr (answer, "Access-Control-"));
      g_assert_null (strstr (answer, "Set-Cookie"));
    }

  g_assert_cmpuint (fixture->n_callbacks, ==, n_callbacks);
  assert_waiting (fixture);
}

/* Check that only the exact path is the callback, and the wait goes on. */
static void
test_item_19 (Fixture       *fixture,
              gconstpointer  data)
{
  static const Vector vectors[] = {
    { "GET /favicon.ico HTTP/1.1", "", "404" },
    { "GET /robots.txt HTTP/1.1", "", "404" },
    { "GET /.well-known/appspecific/com.chrome.devtools.json HTTP/1.1", "", "404" },
    { "GET / HTTP/1.1", "", "404" },
    { "GET /?code=a&state=right HTTP/1.1", "", "404" },
    { "GET /Callback?code=a&state=right HTTP/1.1", "", "404" },
    { "GET /callback/?code=a&state=right HTTP/1.1", "", "404" },
    { "GET //callback?code=a&state=right HTTP/1.1", "", "404" },
    { "GET /%63allback?code=a&state=right HTTP/1.1", "", "404" },
    { "GET /x/../callback?code=a&state=right HTTP/1.1", "", "404" },
    { "GET /callback/done HTTP/1.1", "", "404" },
  };

  run_vectors (fixture, vectors, G_N_ELEMENTS (vectors), 0);
}

/* Check that only GET asks, and nothing else uses the answer up. */
static void
test_item_20 (Fixture       *fixture,
              gconstpointer  data)
{
  static const Vector vectors[] = {
    { "HEAD /callback?code=a&state=right HTTP/1.1", "", "405" },
    { "POST /callback?code=a&state=right HTTP/1.1", "Content-Length: 0\r\n", "405" },
    { "POST /callback HTTP/1.1",
      "Content-Type: application/json\r\nContent-Length: 2\r\n", "405" },
    { "PUT /callback?code=a&state=right HTTP/1.1", "", "405" },
    { "DELETE /callback HTTP/1.1", "", "405" },
    { "OPTIONS /callback HTTP/1.1", "Access-Control-Request-Private-Network: true\r\n", "204" },
  };
  g_autofree char *answer = NULL;

  run_vectors (fixture, vectors, G_N_ELEMENTS (vectors), 0);
  answer = ask (fixture, "POST /callback HTTP/1.1", "");
  g_assert_nonnull (strstr (answer, "\r\nAllow: GET\r\n"));
}

/* Check that a browser that looks ahead does not use the answer up. */
static void
test_item_21 (Fixture       *fixture,
              gconstpointer  data)
{
  static const Vector vectors[] = {
    { "GET /callback?code=a&state=right HTTP/1.1", "Sec-Purpose: prefetch\r\n", "503" },
    { "GET /callback?code=a&state=right HTTP/1.1", "sec-purpose: prefetch;prerender\r\n", "503" },
    { "GET /callback?code=a&state=right HTTP/1.1", "Purpose: Prefetch\r\n", "503" },
    { "GET /callback?code=a&state=right HTTP/1.1", "X-Moz: prefetch\r\n", "503" },
  };

  run_vectors (fixture, vectors, G_N_ELEMENTS (vectors), 0);
}

/* Check that an answer that is not ours changes nothing. */
static void
test_item_22 (Fixture       *fixture,
              gconstpointer  data)
{
  static const Vector vectors[] = {
    { "GET /callback?code=a&state=wrong HTTP/1.1", "", "400" },
    { "GET /callback?code=a HTTP/1.1", "", "400" },
    { "GET /callback?error=access_denied HTTP/1.1", "", "400" },
    { "GET /callback HTTP/1.1", "", "400" },
  };

  run_vectors (fixture, vectors, G_N_ELEMENTS (vectors), 4);
}

/* Check that what is too long is refused, and that a long code is not. */
static void
test_item_26 (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *code = g_strnfill (4096, 'c');
  g_autofree char *noise = g_strnfill (100 * 1024, 'x');
  g_autofree char *fits = g_strdup_printf ("GET /callback?code=%s HTTP/1.1", code);
  g_autofree char *line = g_strdup_printf ("GET /callback?code=%s HTTP/1.1", noise);
  g_autofree char *header = g_strdup_printf ("X: %s\r\n", noise);
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (GString) enough = g_string_new (NULL);
  Vector vectors[] = {
    { fits, "", "400" },
    { line, "", "414" },
    { "GET /callback HTTP/1.1", header, "431" },
    { "GET /callback HTTP/1.1", NULL, "431" },
    { "GET /callback HTTP/1.1", NULL, "400" },
  };

  for (guint i = 0; i < 10000; i++)
    g_string_append (many, "A: b\r\n");
  for (guint i = 0; i < 99; i++)
    g_string_append (enough, "A: b\r\n");
  vectors[3].headers = many->str;
  vectors[4].headers = enough->str;

  run_vectors (fixture, vectors, G_N_ELEMENTS (vectors), 2);
}

/* Check that a peer that sends its headers slowly, or nothing at all, is
 * dropped in time and keeps nobody else waiting. */
static void
test_item_27 (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (MgRawClient) silent = NULL;
  g_autoptr (MgRawClient) slow = NULL;

  open_at (fixture, "127.0.0.1", "/callback");
  silent = mg_raw_client_new ("127.0.0.1", fixture->port);
  slow = mg_raw_client_new ("127.0.0.1", fixture->port);
  assert_waiting (fixture);

  for (guint second = 0; second < 9; second++)
    {
      mg_raw_client_send (slow, "G", 1);
      mg_test_settle ();
      mg_fake_clock_advance (fixture->clock, G_USEC_PER_SEC);
    }
  g_assert_true (mg_raw_client_is_open (silent));
  g_assert_true (mg_raw_client_is_open (slow));

  mg_fake_clock_advance (fixture->clock, G_USEC_PER_SEC);
  g_assert_cmpstr (mg_raw_client_await_end (silent), ==, "");
  g_assert_cmpstr (mg_raw_client_await_end (slow), ==, "");
}

/* Check that many idle sockets push one another out, oldest first, and not the
 * one that asks. */
static void
test_item_27_many (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (GPtrArray) idle = g_ptr_array_new_with_free_func (g_object_unref);

  open_at (fixture, "127.0.0.1", "/callback");
  for (guint i = 0; i < 50; i++)
    g_ptr_array_add (idle, mg_raw_client_new ("127.0.0.1", fixture->port));

  assert_waiting (fixture);
  for (guint i = 0; i < 19; i++)
    mg_raw_client_await_end (g_ptr_array_index (idle, i));
  g_assert_true (mg_raw_client_is_open (g_ptr_array_index (idle, 49)));
}

static void
assert_raw (Fixture    *fixture,
            const char *request,
            const char *status)
{
  g_autoptr (GString) bytes = g_string_new (request);
  g_autofree char *port = g_strdup_printf ("%u", (guint) fixture->port);
  g_autofree char *answer = NULL;
  g_autofree char *shown = g_strescape (request, NULL);

  g_test_message ("%s", shown);
  g_string_replace (bytes, "PORT", port, 0);
  answer = mg_raw_client_request ("127.0.0.1", fixture->port, bytes->str);
  assert_status (answer, status);
}

/* Check that only the names of this computer are answered, against a web page
 * that has its own name point here. */
static void
test_item_28_host (Fixture       *fixture,
                   gconstpointer  data)
{
  open_at (fixture, "127.0.0.1", "/callback");

  assert_raw (fixture, "GET /x HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n", "404");
  assert_raw (fixture, "GET /x HTTP/1.1\r\nhost:[::1]:PORT \r\n\r\n", "404");
  assert_raw (fixture, "GET /x HTTP/1.1\r\nHost: LocalHost:PORT\r\n\r\n", "404");
  assert_raw (fixture, "GET /x HTTP/1.0\r\n\r\n", "404");
  assert_raw (fixture, "GET /x HTTP/1.0\n\n", "404");
  assert_raw (fixture, "GET /x HTTP/1.1\r\nHost: evil.example:PORT\r\n\r\n", "421");
  assert_raw (fixture, "GET /x HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "421");
  assert_raw (fixture, "GET /x HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n", "421");
  assert_raw (fixture, "GET /x HTTP/1.0\r\nHost: evil.example\r\n\r\n", "421");
  assert_raw (fixture, "GET /x HTTP/1.1\r\n\r\n", "400");
  assert_raw (fixture, "GET /x HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nHost: 127.0.0.1:PORT\r\n\r\n",
              "400");
  assert_waiting (fixture);
}

/* Check that what is no HTTP request to a web server gets no word, and a
 * malformed one an error, and that the wait goes on. */
static void
test_item_28_noise (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (MgRawClient) tls = NULL;
  g_autoptr (MgRawClient) hidden = NULL;

  open_at (fixture, "127.0.0.1", "/callback");

  assert_raw (fixture, "GET /callback\r\n\r\n", "");
  assert_raw (fixture, "GET http://127.0.0.1:PORT/callback HTTP/1.1\r\n\r\n", "");
  assert_raw (fixture, "CONNECT evil.example:443 HTTP/1.1\r\n\r\n", "");
  assert_raw (fixture, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "");
  assert_raw (fixture, "GET /callback HTTP/1.1 x\r\n\r\n", "");
  assert_raw (fixture, "GET  /callback HTTP/1.1\r\n\r\n", "");
  assert_raw (fixture, "\r\n\r\nGET /callback HTTP/1.1\r\n\r\n", "");
  assert_raw (fixture, "get /callback HTTP/1.1\r\n\r\n", "");
  assert_raw (fixture, "GET /callback#x HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n", "400");
  assert_raw (fixture, "GET /callback?\xff HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n", "400");
  assert_raw (fixture, "GET /callback HTTP/1.1\r\nno colon\r\n\r\n", "400");
  assert_raw (fixture, "GET /callback HTTP/1.1\r\n: x\r\n\r\n", "400");
  assert_raw (fixture, "GET /callback HTTP/1.1\r\nHost : x\r\n\r\n", "400");
  assert_raw (fixture, "GET /callback HTTP/1.1\r\nA: b\r\n folded\r\n\r\n", "400");

  tls = mg_raw_client_new ("127.0.0.1", fixture->port);
  mg_raw_client_send (tls, "\x16\x03\x01\x02\x00\x01\x00", 7);
  g_assert_cmpstr (mg_raw_client_await_end (tls), ==, "");
  hidden = mg_raw_client_new ("127.0.0.1", fixture->port);
  mg_raw_client_send (hidden, "GET /callback\0 HTTP/1.1\r\n\r\n", 28);
  g_assert_cmpstr (mg_raw_client_await_end (hidden), ==, "");

  assert_waiting (fixture);
}

/* Check that a connection carries one request, whatever is sent after it. */
static void
test_item_29_pipelined (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autofree char *request = NULL;
  g_autofree char *answer = NULL;

  open_at (fixture, "127.0.0.1", "/callback");
  request = g_strdup_printf ("GET /x HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n"
                             "GET /callback?state=right HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n",
                             (guint) fixture->port, (guint) fixture->port);
  answer = mg_raw_client_request ("127.0.0.1", fixture->port, request);
  assert_status (answer, "404");
  g_assert_nonnull (strstr (answer, "\r\nConnection: close\r\n"));
  g_assert_cmpuint (fixture->n_callbacks, ==, 0);
}

/* Check that the first right answer is the only one: a reload, or another
 * answer with the same state, is sent to the page and not looked at. */
static void
test_item_30 (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *reloaded = NULL;
  g_autofree char *foreign = NULL;

  open_at (fixture, "127.0.0.1", "/callback");
  assert_waiting (fixture);
  reloaded = ask (fixture, "GET /callback?code=a&state=right HTTP/1.1", "");
  assert_status (reloaded, "303");
  foreign = ask (fixture, "GET /callback?code=b&state=wrong HTTP/1.1", "");
  assert_status (foreign, "303");
  g_assert_cmpuint (fixture->n_callbacks, ==, 1);
}

/* Check that pages say the same whatever was asked, and are closed to scripts,
 * frames, caches and referrers. */
static void
test_item_31 (Fixture       *fixture,
              gconstpointer  data)
{
  static const char * const headers[] = {
    "Content-Security-Policy: default-src 'none'; ", "Cache-Control: no-store\r\n",
    "Referrer-Policy: no-referrer\r\n", "X-Content-Type-Options: nosniff\r\n",
    "X-Frame-Options: DENY\r\n", "Content-Type: text/html; charset=utf-8\r\n",
  };
  g_autofree char *plain = NULL;
  g_autofree char *nasty = NULL;

  open_at (fixture, "127.0.0.1", "/callback");
  plain = ask (fixture, "GET /callback HTTP/1.1", "");
  nasty = ask (fixture, "GET /callback?error=%3Cscript%3E&state=<b>&error_description=boo HTTP/1.1",
               "Referer: <script>\r\n");

  g_assert_cmpstr (plain, ==, nasty);
  g_assert_null (strstr (nasty, "<script"));
  g_assert_null (strstr (nasty, "http://"));
  g_assert_null (strstr (nasty, "https://"));
  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    g_assert_nonnull (strstr (plain, headers[i]));
}

/* Check that the browser waits for its page until it is known how it ended,
 * and then reads that, with the code gone from its address bar. */
static void
test_item_32 (Fixture       *fixture,
              gconstpointer  data)
{
  static const struct { MgLoopbackPage page; const char *text; } vectors[] = {
    { MG_LOOPBACK_PAGE_DONE, "The account is authorized" },
    { MG_LOOPBACK_PAGE_DECLINED, "The permission was declined" },
    { MG_LOOPBACK_PAGE_FAILED, "The account could not be authorized" },
    { MG_LOOPBACK_PAGE_NOT_WAITING, "No sign-in is waiting" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgRawClient) browser = NULL;
      g_autofree char *request = NULL;
      g_autofree char *again = NULL;

      g_clear_object (&fixture->loopback);
      fixture->n_delivered = 0;
      open_at (fixture, "127.0.0.1", "/callback");
      assert_waiting (fixture);

      browser = mg_raw_client_new ("127.0.0.1", fixture->port);
      request = g_strdup_printf ("GET /callback/done HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n",
                                 (guint) fixture->port);
      mg_raw_client_send (browser, request, -1);
      mg_test_settle ();
      g_assert_cmpstr (mg_raw_client_get_heard (browser), ==, "");

      mg_loopback_conclude (fixture->loopback, vectors[i].page);
      g_assert_nonnull (strstr (mg_raw_client_await_end (browser), vectors[i].text));
      g_assert_cmpuint (fixture->n_delivered, ==, 1);

      again = ask (fixture, "GET /callback/done HTTP/1.1", "");
      g_assert_cmpstr (again, ==, mg_raw_client_get_heard (browser));
      g_assert_cmpuint (fixture->n_delivered, ==, 1);
      mg_loopback_close (fixture->loopback);
      mg_test_settle ();
    }
}

/* Check that a browser that never comes for its page keeps nobody waiting. */
static void
test_item_32_gone (Fixture       *fixture,
                   gconstpointer  data)
{
  open_at (fixture, "127.0.0.1", "/callback");
  fixture->conclude_at_once = TRUE;
  assert_waiting (fixture);
  g_assert_cmpuint (fixture->n_delivered, ==, 0);

  mg_fake_clock_advance (fixture->clock, 2 * G_USEC_PER_SEC);
  g_assert_cmpuint (fixture->n_delivered, ==, 1);
}

/* Check that the listener is gone soon after the end, and at once where no
 * browser waits. */
static void
test_item_16 (Fixture       *fixture,
              gconstpointer  data)
{
  open_at (fixture, "127.0.0.1", "/callback");
  assert_waiting (fixture);
  mg_loopback_conclude (fixture->loopback, MG_LOOPBACK_PAGE_DONE);
  mg_fake_clock_advance (fixture->clock, 4 * G_USEC_PER_SEC);
  mg_test_settle ();
  g_assert_null (mg_raw_client_new ("127.0.0.1", fixture->port));

  g_clear_object (&fixture->loopback);
  fixture->n_delivered = 0;
  open_at (fixture, "127.0.0.1", "/callback");
  mg_loopback_conclude (fixture->loopback, MG_LOOPBACK_PAGE_FAILED);
  g_assert_cmpuint (fixture->n_delivered, ==, 1);
  g_assert_null (mg_raw_client_new ("127.0.0.1", fixture->port));
}

/* Check that a peer that stops speaking after its request is answered, and one
 * that never reads is let go. */
static void
test_half_closed (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (MgRawClient) client = NULL;
  g_autofree char *request = NULL;

  open_at (fixture, "127.0.0.1", "/callback");
  client = mg_raw_client_new ("127.0.0.1", fixture->port);
  request = g_strdup_printf ("GET /x HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n",
                             (guint) fixture->port);
  mg_raw_client_send (client, request, -1);
  mg_raw_client_finish (client);
  assert_status (mg_raw_client_await_end (client), "404");
  mg_fake_clock_advance (fixture->clock, 10 * G_USEC_PER_SEC);
  assert_waiting (fixture);
}

#define ADD(path, function) \
  g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  ADD ("/oauth/item-11/loopback-address", test_item_11);
  ADD ("/oauth/item-13/bound-first", test_item_13);
  ADD ("/oauth/item-14/both-families", test_item_14);
  ADD ("/oauth/item-15/fixed-port-taken", test_item_15);
  ADD ("/oauth/item-16/closed-at-the-end", test_item_16);
  ADD ("/oauth/item-18/empty-path", test_item_18);
  ADD ("/oauth/item-19/exact-path", test_item_19);
  ADD ("/oauth/item-20/methods", test_item_20);
  ADD ("/oauth/item-21/prefetch", test_item_21);
  ADD ("/oauth/item-22/unknown-state", test_item_22);
  ADD ("/oauth/item-26/too-long", test_item_26);
  ADD ("/oauth/item-27/slow-peers", test_item_27);
  ADD ("/oauth/item-27/many-peers", test_item_27_many);
  ADD ("/oauth/item-28/host", test_item_28_host);
  ADD ("/oauth/item-28/noise", test_item_28_noise);
  ADD ("/oauth/item-29/pipelined", test_item_29_pipelined);
  ADD ("/oauth/item-30/first-wins", test_item_30);
  ADD ("/oauth/item-31/constant-pages", test_item_31);
  ADD ("/oauth/item-32/truth", test_item_32);
  ADD ("/oauth/item-32/browser-gone", test_item_32_gone);
  ADD ("/oauth/loopback/half-closed", test_half_closed);

  return g_test_run ();
}
