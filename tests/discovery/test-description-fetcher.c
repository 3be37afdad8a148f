/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libsoup/soup.h>

#include "mg-description-fetcher.h"
#include "mg-fake-clock.h"
#include "mg-test.h"

#define LARGEST MG_DESCRIPTION_FETCHER_MAX_BYTES

typedef struct
{
  MgFakeClock          *clock;       /* (owned) */
  SoupServer           *server;      /* (owned) */
  MgDescriptionFetcher *fetcher;     /* (owned) */
  guint16               port;
  GPtrArray            *requests;    /* (owned) (element-type utf8): paths asked for */
  GQueue                held;        /* (owned) (element-type SoupServerMessage): not answered */
  guint                 n_fetched;
  guint                 n_destroyed;
  GBytes               *body;        /* (owned) (nullable): of the last */
  gboolean              leaked;
} Fixture;

static void
on_fetched (GBytes   *body,
            gpointer  data,
            gpointer  user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (data == fixture);
  fixture->n_fetched++;
  g_clear_pointer (&fixture->body, g_bytes_unref);
  fixture->body = body != NULL ? g_bytes_ref (body) : NULL;
}

static void
on_destroyed (gpointer data)
{
  Fixture *fixture = data;

  fixture->n_destroyed++;
}

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  Fixture *fixture = user_data;
  SoupMessageHeaders *asked = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *fill = g_strnfill (LARGEST + 1, 'A');

  g_ptr_array_add (fixture->requests, g_strdup (path));
  fixture->leaked |= soup_message_headers_get_one (asked, "Authorization") != NULL ||
                     soup_message_headers_get_one (asked, "Cookie") != NULL;

  if (g_str_has_prefix (path, "/hold"))
    {
      soup_server_message_pause (message);
      g_queue_push_tail (&fixture->held, g_object_ref (message));
      return;
    }

  soup_message_headers_replace (headers, "Set-Cookie", "a=b");
  if (g_str_equal (path, "/redirect"))
    soup_server_message_set_redirect (message, 302, "/description");
  else if (g_str_equal (path, "/login"))
    {
      soup_message_headers_replace (headers, "WWW-Authenticate", "Basic realm=\"x\"");
      soup_server_message_set_status (message, 401, NULL);
    }
  else if (g_str_equal (path, "/missing"))
    soup_server_message_set_status (message, 404, NULL);
  else
    {
      gsize length = g_str_equal (path, "/largest")  ? LARGEST
                     : g_str_equal (path, "/larger") ? LARGEST + 1
                                                     : 4;

      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, "text/xml", SOUP_MEMORY_COPY, fill, length);
    }
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  fixture->clock = mg_fake_clock_new (0);
  fixture->requests = g_ptr_array_new_with_free_func (g_free);
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, on_request, fixture, NULL);
  soup_server_listen_all (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  fixture->port = (guint16) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  fixture->fetcher = mg_description_fetcher_new (MG_CLOCK (fixture->clock), on_fetched, fixture);
}

static void
release_held (Fixture *fixture)
{
  SoupServerMessage *message;

  while ((message = g_queue_pop_head (&fixture->held)) != NULL)
    {
      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, "text/xml", SOUP_MEMORY_STATIC, "late", 4);
      soup_server_message_unpause (message);
      g_object_unref (message);
    }
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_false (fixture->leaked);
  mg_description_fetcher_cancel (fixture->fetcher);
  release_held (fixture);
  mg_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->fetcher));
  soup_server_disconnect (fixture->server);
  mg_test_settle ();
  g_clear_object (&fixture->server);
  g_clear_object (&fixture->clock);
  g_clear_pointer (&fixture->requests, g_ptr_array_unref);
  g_clear_pointer (&fixture->body, g_bytes_unref);
}

static void
fetch (Fixture    *fixture,
       const char *host,
       const char *source,
       const char *path)
{
  g_autofree char *url = g_strdup_printf ("http://%s:%u%s", host, fixture->port, path);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (source);

  mg_description_fetcher_fetch (fixture->fetcher, url, address, NULL, fixture, on_destroyed);
}

static gboolean
has_fetched (gpointer user_data)
{
  return ((Fixture *) user_data)->n_fetched > 0;
}

static gboolean
has_four_held (gpointer user_data)
{
  return ((Fixture *) user_data)->held.length >= 4;
}

static gboolean
has_one_held (gpointer user_data)
{
  return ((Fixture *) user_data)->held.length >= 1;
}

static gboolean
has_fetched_eight (gpointer user_data)
{
  Fixture *fixture = user_data;

  release_held (fixture);

  return fixture->n_fetched >= 8;
}

/* Check what comes of each kind of answer: a description of up to 256 KiB,
 * and nothing of a redirection, a login, an error and an endless body. No login
 * and no cookie is ever sent. */
static void
test_fetcher_answers (Fixture       *fixture,
                      gconstpointer  data)
{
  static const struct
  {
    const char *path;
    gsize       length;  /* 0: nothing */
  } vectors[] = {
    { "/description", 4 },
    { "/largest", LARGEST },
    { "/larger", 0 },
    { "/redirect", 0 },
    { "/login", 0 },
    { "/missing", 0 },
    { "/description", 4 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_test_message ("Vector %" G_GSIZE_FORMAT ": %s", i, vectors[i].path);
      fixture->n_fetched = 0;
      fetch (fixture, "127.0.0.1", "127.0.0.1", vectors[i].path);
      mg_test_await_true (has_fetched, fixture);
      g_assert_cmpuint (fixture->body != NULL ? g_bytes_get_size (fixture->body) : 0, ==,
                        vectors[i].length);
    }

  /* Of the redirection only itself was asked for. */
  g_assert_cmpuint (fixture->requests->len, ==, G_N_ELEMENTS (vectors));
}

/* Check that what comes from another address than was announced is not used. */
static void
test_fetcher_elsewhere (Fixture       *fixture,
                        gconstpointer  data)
{
  fetch (fixture, "127.0.0.2", "127.0.0.1", "/description");
  mg_test_await_true (has_fetched, fixture);
  g_assert_null (fixture->body);
}

/* Check that a device that accepts and then says nothing is given up. */
static void
test_fetcher_silent (Fixture       *fixture,
                     gconstpointer  data)
{
  fetch (fixture, "127.0.0.1", "127.0.0.1", "/hold");
  mg_test_await_true (has_one_held, fixture);
  mg_fake_clock_advance (fixture->clock, 2999 * 1000);
  mg_test_settle ();
  g_assert_cmpuint (fixture->n_fetched, ==, 0);

  mg_fake_clock_advance (fixture->clock, 1000);
  mg_test_await_true (has_fetched, fixture);
  g_assert_null (fixture->body);
}

/* Check that four at most are fetched at a time, and one from each host. */
static void
test_fetcher_at_a_time (Fixture       *fixture,
                        gconstpointer  data)
{
  for (guint i = 0; i < 3; i++)
    fetch (fixture, "127.0.0.1", "127.0.0.1", "/hold");
  for (guint i = 2; i < 7; i++)
    {
      g_autofree char *host = g_strdup_printf ("127.0.0.%u", i);

      fetch (fixture, host, host, "/hold");
    }

  mg_test_await_true (has_four_held, fixture);
  mg_test_settle ();
  g_assert_cmpuint (fixture->requests->len, ==, 4);

  mg_test_await_true (has_fetched_eight, fixture);
  g_assert_cmpuint (fixture->n_fetched, ==, 8);
}

/* Check that more than enough is let go of at once, and that what is called
 * off says nothing more. */
static void
test_fetcher_flood (Fixture       *fixture,
                    gconstpointer  data)
{
  for (guint i = 0; i < 1000; i++)
    fetch (fixture, "127.0.0.1", "127.0.0.1", "/hold");
  g_assert_cmpuint (fixture->n_destroyed, ==, 1000 - 1 - MG_DESCRIPTION_FETCHER_MAX_WAITING);

  mg_test_await_true (has_one_held, fixture);
  mg_description_fetcher_cancel (fixture->fetcher);
  mg_test_settle ();
  g_assert_cmpuint (fixture->n_fetched, ==, 0);
  g_assert_cmpuint (fixture->n_destroyed, ==, 1000);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

#define add(name, function) \
  g_test_add ("/discovery/description-fetcher/" name, Fixture, NULL, set_up, function, tear_down)

  add ("answers", test_fetcher_answers);
  add ("elsewhere", test_fetcher_elsewhere);
  add ("silent", test_fetcher_silent);
  add ("at-a-time", test_fetcher_at_a_time);
  add ("flood", test_fetcher_flood);

  return g_test_run ();
}
