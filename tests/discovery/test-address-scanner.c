/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-address-range.h"
#include "mg-address-scanner.h"
#include "mg-error.h"
#include "mg-test.h"

typedef struct
{
  MgContext *context;  /* (owned) */
  MgScanner *scanner;  /* (owned) */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->context = mg_test_context_new (NULL);
  fixture->scanner = mg_address_scanner_new (fixture->context);
  mg_scanner_start (fixture->scanner);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  mg_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->scanner));
  g_clear_object (&fixture->context);
}

static gboolean
look (Fixture       *fixture,
      const char    *text,
      GCancellable  *cancellable,
      GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_address_scanner_look_async (MG_ADDRESS_SCANNER (fixture->scanner), text, cancellable,
                                 mg_test_store_result, &result);

  return mg_address_scanner_look_finish (MG_ADDRESS_SCANNER (fixture->scanner),
                                         mg_test_await_result (&result), error);
}

static GSocketService *
service_new (const char *address,
             guint16    *port)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string (address, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;
  GSocketService *service = g_socket_service_new ();

  g_socket_listener_add_address (G_SOCKET_LISTENER (service), any, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));

  return service;
}

/* Check that what answers at a typed-in address is seen, with the scheme and
 * port that were typed, and once however often it is asked for. */
static void
test_address_scanner_answer (Fixture       *fixture,
                             gconstpointer  data)
{
  guint16 port;
  g_autoptr (GSocketService) service = service_new ("127.0.0.1", &port);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/admin", port);
  g_autofree char *bare = g_strdup_printf (" 127.0.0.1:%u ", port);
  g_autofree char *expected = g_strdup_printf ("http://127.0.0.1:%u/", port);
  g_autoptr (MgSighting) sighting = NULL;
  g_autoptr (GError) error = NULL;

  look (fixture, bare, NULL, &error);
  g_assert_no_error (error);
  look (fixture, url, NULL, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->scanner)), ==, 1);
  sighting = g_list_model_get_item (G_LIST_MODEL (fixture->scanner), 0);
  g_assert_cmpstr (mg_sighting_get_admin_url (sighting), ==, expected);
  g_assert_cmpuint (mg_sighting_get_port (sighting), ==, port);
  g_assert_cmpint (mg_sighting_get_source (sighting), ==, MG_SIGHTING_SOURCE_ADDRESS);
}

/* Check that a host name is kept as the name, and its address is shown. */
static void
test_address_scanner_name (Fixture       *fixture,
                           gconstpointer  data)
{
  guint16 port;
  g_autoptr (GSocketService) service = service_new ("127.0.0.1", &port);
  g_autofree char *text = g_strdup_printf ("localhost:%u", port);
  g_autoptr (MgSighting) sighting = NULL;
  g_autoptr (GError) error = NULL;

  look (fixture, text, NULL, &error);
  g_assert_no_error (error);
  sighting = g_list_model_get_item (G_LIST_MODEL (fixture->scanner), 0);
  g_assert_cmpstr (mg_sighting_get_host (sighting), ==, "localhost");
  g_assert_cmpstr (mg_sighting_get_address_texts (sighting)[0], ==, "127.0.0.1");
}

/* Check that nothing at an address, a name without an address and a text that
 * is neither are told apart. */
static void
test_address_scanner_errors (Fixture       *fixture,
                             gconstpointer  data)
{
  static const struct
  {
    const char *text;
    MgError     code;
  } vectors[] = {
    { "127.0.0.1:1", MG_ERROR_UNREACHABLE },
    { "no such host", MG_ERROR_INVALID_INPUT },
    { "ftp://127.0.0.1/", MG_ERROR_INVALID_INPUT },
    { "", MG_ERROR_INVALID_INPUT },
    { "10.0.0.0/8", MG_ERROR_INVALID_INPUT },
    { "127.0.0.1-", MG_ERROR_INVALID_INPUT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("Vector %" G_GSIZE_FORMAT ": %s", i, vectors[i].text);
      g_assert_false (look (fixture, vectors[i].text, NULL, &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].code);
    }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->scanner)), ==, 0);
}

/* Check that a look can be called off, and says nothing else then. */
static void
test_address_scanner_cancelled (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (look (fixture, "127.9.8.0/24", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Check which texts are ranges, and what is in them. */
static void
test_address_range (void)
{
  static const struct
  {
    const char *text;
    gboolean    is_range;
    guint       length;  /* 0: refused */
    const char *first;
    const char *last;
  } vectors[] = {
    { "192.0.2.0/24", TRUE, 254, "192.0.2.1", "192.0.2.254" },
    { "192.0.2.77/24", TRUE, 254, "192.0.2.1", "192.0.2.254" },
    { "192.0.2.0/22", TRUE, 1022, "192.0.0.1", "192.0.3.254" },
    { "192.0.2.8/31", TRUE, 2, "192.0.2.8", "192.0.2.9" },
    { "192.0.2.8/32", TRUE, 1, "192.0.2.8", "192.0.2.8" },
    { "192.0.2.10-192.0.2.12", TRUE, 3, "192.0.2.10", "192.0.2.12" },
    { "192.0.2.10 - 12", TRUE, 3, "192.0.2.10", "192.0.2.12" },
    { "192.0.2.0-192.0.5.255", TRUE, 1024, "192.0.2.0", "192.0.5.255" },
    { "192.0.2.0-192.0.6.0", TRUE, 0, NULL, NULL },
    { "192.0.2.0/21", TRUE, 0, NULL, NULL },
    { "192.0.2.0/0", TRUE, 0, NULL, NULL },
    { "0.0.0.0-255.255.255.255", TRUE, 0, NULL, NULL },
    { "192.0.2.0/33", TRUE, 0, NULL, NULL },
    { "192.0.2.12-10", TRUE, 0, NULL, NULL },
    { "192.0.2.10-192.0.2.1", TRUE, 0, NULL, NULL },
    { "192.0.2.0/24/24", TRUE, 0, NULL, NULL },
    { "192.0.2.1-256", TRUE, 0, NULL, NULL },
    { "192.0.2.1", FALSE, 0, NULL, NULL },
    { "https://192.0.2.1/a-b", FALSE, 0, NULL, NULL },
    { "my-nas", FALSE, 0, NULL, NULL },
    { "fe80::1/64", FALSE, 0, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GPtrArray) addresses = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *first = NULL;
      g_autofree char *last = NULL;

      g_test_message ("Vector %" G_GSIZE_FORMAT ": %s", i, vectors[i].text);
      g_assert_cmpint (mg_address_range_is_range (vectors[i].text), ==, vectors[i].is_range);
      addresses = mg_address_range_parse (vectors[i].text, &error);
      if (vectors[i].length == 0)
        {
          g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
          g_assert_null (addresses);
          continue;
        }

      g_assert_no_error (error);
      g_assert_cmpuint (addresses->len, ==, vectors[i].length);
      first = g_inet_address_to_string (g_ptr_array_index (addresses, 0));
      last = g_inet_address_to_string (g_ptr_array_index (addresses, addresses->len - 1));
      g_assert_cmpstr (first, ==, vectors[i].first);
      g_assert_cmpstr (last, ==, vectors[i].last);
    }
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

#define add(name, function) \
  g_test_add ("/discovery/address-scanner/" name, Fixture, NULL, set_up, function, tear_down)

  g_test_add_func ("/discovery/address-range", test_address_range);
  add ("answer", test_address_scanner_answer);
  add ("name", test_address_scanner_name);
  add ("errors", test_address_scanner_errors);
  add ("cancelled", test_address_scanner_cancelled);

  return g_test_run ();
}
