/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-address-range.h"
#include "mg-address-scanner.h"
#include "mg-discovery.h"
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
  const MgAddressEntry entry = { (char *) text, NULL, MG_DISCOVERED_KIND_OTHER };

  mg_address_scanner_look_async (MG_ADDRESS_SCANNER (fixture->scanner), &entry, cancellable,
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

/* Check that a list as a spreadsheet or a print management tool writes it is
 * read, with its names, kinds and ranges. */
static void
test_address_list (void)
{
  static const char list[] =
    "\xef\xbb\xbfHost,Name,Kind\r\n"
    "nas.example:8443,Office,nas\r\n"
    "\r\n"
    "# the hall\r\n"
    "10.0.0.5\r\n"
    "https://10.0.0.6/ui;\"Canon, \"\"left\"\"\";PRINTER\r\n"
    "192.0.2.10,192.0.2.12,Cellar\r\n"
    "192.0.2.0/28, \r\n"
    "fe80::1%eth0,,\r\n"
    "x,y,toaster";
  static const MgAddressEntry expected[] = {
    { (char *) "nas.example:8443", (char *) "Office", MG_DISCOVERED_KIND_NAS },
    { (char *) "10.0.0.5", NULL, MG_DISCOVERED_KIND_OTHER },
    { (char *) "https://10.0.0.6/ui", (char *) "Canon, \"left\"", MG_DISCOVERED_KIND_PRINTER },
    { (char *) "192.0.2.10-192.0.2.12", (char *) "Cellar", MG_DISCOVERED_KIND_OTHER },
    { (char *) "192.0.2.0/28", NULL, MG_DISCOVERED_KIND_OTHER },
    { (char *) "fe80::1%eth0", NULL, MG_DISCOVERED_KIND_OTHER },
    { (char *) "x", (char *) "y", MG_DISCOVERED_KIND_OTHER },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = mg_address_list_parse (list, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < entries->len; i++)
    {
      const MgAddressEntry *entry = g_ptr_array_index (entries, i);

      g_assert_cmpstr (entry->address, ==, expected[i].address);
      g_assert_cmpstr (entry->name, ==, expected[i].name);
      g_assert_cmpint (entry->kind, ==, expected[i].kind);
    }
}

/* Check that a list that cannot be meant is refused as a whole, and the line
 * is named. */
static void
test_address_list_errors (void)
{
  static const struct
  {
    const char *list;
    const char *line;  /* (nullable) */
  } vectors[] = {
    { "10.0.0.5\nno such host\n", "Line 2" },
    { "10.0.0.0/8\n", "Line 1" },
    { ",name\n", "Line 1" },
    { "10.0.0.5\nhost,name\nftp://x/\n", "Line 3" },
    { "\xff\xfe\n", NULL },
  };
  g_autoptr (GString) endless = g_string_new (NULL);
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) reason = NULL;

      g_test_message ("Vector %" G_GSIZE_FORMAT, i);
      g_assert_null (mg_address_list_parse (vectors[i].list, &reason));
      g_assert_error (reason, MG_ERROR, MG_ERROR_INVALID_INPUT);
      if (vectors[i].line != NULL)
        g_assert_nonnull (strstr (reason->message, vectors[i].line));
    }

  for (guint i = 0; i < 2000; i++)
    g_string_append (endless, "10.0.0.5\n");
  entries = mg_address_list_parse (endless->str, &error);
  g_assert_null (entries);
  g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
}

/* Check that a list is looked at to its end, and that it says where nothing
 * answered. */
static void
test_address_list_import (void)
{
  g_autoptr (MgContext) context = mg_test_context_new (NULL);
  g_autoptr (MgDiscovery) discovery = mg_discovery_new (context, TRUE);
  guint16 port;
  g_autoptr (GSocketService) service = service_new ("127.0.0.1", &port);
  g_autofree char *list = g_strdup_printf ("127.0.0.1:%u,Office,nas\n127.0.0.1:1\n", port);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) silent = NULL;
  g_autoptr (MgDiscoveredDevice) device = NULL;
  g_autoptr (GError) error = NULL;

  mg_discovery_import_async (discovery, list, NULL, mg_test_store_result, &result);
  silent = mg_discovery_import_finish (discovery, mg_test_await_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (silent->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (silent, 0), ==, "127.0.0.1:1");

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (discovery)), ==, 1);
  device = g_list_model_get_item (G_LIST_MODEL (discovery), 0);
  g_assert_cmpstr (mg_discovered_device_get_name (device), ==, "Office");
  g_assert_cmpint (mg_discovered_device_get_kind (device), ==, MG_DISCOVERED_KIND_NAS);
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
  g_test_add_func ("/discovery/address-list/read", test_address_list);
  g_test_add_func ("/discovery/address-list/errors", test_address_list_errors);
  g_test_add_func ("/discovery/address-list/import", test_address_list_import);
  add ("answer", test_address_scanner_answer);
  add ("name", test_address_scanner_name);
  add ("errors", test_address_scanner_errors);
  add ("cancelled", test_address_scanner_cancelled);

  return g_test_run ();
}
