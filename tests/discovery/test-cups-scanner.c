/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>

#include "fake-resolver.h"
#include "mg-cups-scanner.h"
#include "mg-ipp.h"
#include "mg-test.h"

static void
put_u16 (GByteArray *message,
         guint       value)
{
  g_byte_array_append (message, (const guint8[]) { (guint8) (value >> 8), (guint8) value }, 2);
}

static void
put_attribute (GByteArray *message,
               guint8      tag,
               const char *name,
               const char *value)
{
  g_byte_array_append (message, &tag, 1);
  put_u16 (message, (guint) strlen (name));
  g_byte_array_append (message, (const guint8 *) name, (guint) strlen (name));
  put_u16 (message, (guint) strlen (value));
  g_byte_array_append (message, (const guint8 *) value, (guint) strlen (value));
}

static GByteArray *
response_new (void)
{
  GByteArray *message = g_byte_array_new ();

  g_byte_array_append (message, (const guint8 *) "\2\0\0\0\0\0\0\1\1", 9);
  put_attribute (message, 0x47, "attributes-charset", "utf-8");

  return message;
}

static void
put_printer (GByteArray *message,
             const char *name,
             const char *uri,
             const char *make_and_model)
{
  g_byte_array_append (message, (const guint8 *) "\4", 1);
  put_attribute (message, 0x42, "printer-name", name);
  put_attribute (message, 0x45, "device-uri", uri);
  put_attribute (message, 0x41, "printer-make-and-model", make_and_model);
}

static GBytes *
end (GByteArray *message)
{
  g_byte_array_append (message, (const guint8 *) "\3", 1);

  return g_byte_array_free_to_bytes (message);
}

/* Check that queues are read, each attribute for its own queue. */
static void
test_ipp_printers (void)
{
  GByteArray *message = response_new ();
  g_autoptr (GBytes) response = NULL;
  g_autoptr (GPtrArray) printers = NULL;
  const MgIppPrinter *printer;

  put_printer (message, "One", "ipp://10.0.0.1/ipp/print", "HP X1");
  put_printer (message, "Two", "usb://HP/X2", "HP X2");
  response = end (message);
  printers = mg_ipp_parse_printers (response);

  g_assert_cmpuint (printers->len, ==, 2);
  printer = g_ptr_array_index (printers, 0);
  g_assert_cmpstr (printer->name, ==, "One");
  g_assert_cmpstr (printer->device_uri, ==, "ipp://10.0.0.1/ipp/print");
  g_assert_null (printer->location);
  printer = g_ptr_array_index (printers, 1);
  g_assert_cmpstr (printer->make_and_model, ==, "HP X2");
}

/* Check that a message that breaks off anywhere is read up to there, that one
 * of any size ends, and that there are not too many queues. */
static void
test_ipp_malformed (void)
{
  GByteArray *message = response_new ();
  GByteArray *flood = response_new ();
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (GBytes) many = NULL;
  g_autoptr (GPtrArray) many_printers = NULL;

  put_printer (message, "One", "ipp://10.0.0.1/ipp/print", "HP X1");
  whole = end (message);
  for (gsize length = 0; length < g_bytes_get_size (whole); length++)
    {
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (whole, NULL), length);
      g_autoptr (GBytes) part = g_bytes_new (copy, length);
      g_autoptr (GPtrArray) printers = mg_ipp_parse_printers (part);

      g_assert_cmpuint (printers->len, <=, 1);
    }

  for (guint i = 0; i < 1000; i++)
    put_printer (flood, "Flood", "ipp://10.0.0.1/", "x");
  many = end (flood);
  many_printers = mg_ipp_parse_printers (many);
  g_assert_cmpuint (many_printers->len, ==, MG_IPP_MAX_PRINTERS);
}

typedef struct
{
  SoupServer   *server;    /* (owned) */
  FakeResolver *resolver;  /* (owned) */
  MgContext    *context;   /* (owned) */
  MgScanner    *scanner;   /* (owned) */
  char         *path;      /* (owned) */
  GBytes       *response;  /* (owned) (nullable) */
  const char   *expected;  /* (nullable): an address */
} Fixture;

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GBytes) expected = mg_ipp_new_get_printers ();
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  gsize length;
  gconstpointer data = g_bytes_get_data (fixture->response, &length);

  g_assert_cmpmem (body->data, (gsize) body->length, g_bytes_get_data (expected, NULL),
                   g_bytes_get_size (expected));
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/ipp", SOUP_MEMORY_COPY, data, length);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *folder = g_dir_make_tmp ("cups-XXXXXX", NULL);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  fixture->path = g_build_filename (folder, "cups.sock", NULL);
  address = g_unix_socket_address_new (fixture->path);
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, on_request, fixture, NULL);
  soup_server_listen (fixture->server, address, 0, &error);
  g_assert_no_error (error);

  fixture->resolver = fake_resolver_new ();
  g_resolver_set_default (G_RESOLVER (fixture->resolver));
  fixture->context = mg_test_context_new (NULL);
  fixture->scanner = mg_cups_scanner_new (fixture->context, fixture->path, FALSE);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_assert_finalize_object (g_steal_pointer (&fixture->scanner));
  mg_test_settle ();
  soup_server_disconnect (fixture->server);
  g_clear_object (&fixture->server);
  g_clear_object (&fixture->resolver);
  g_clear_object (&fixture->context);
  g_clear_pointer (&fixture->response, g_bytes_unref);
  g_unlink (fixture->path);
  g_rmdir (folder);
  g_free (fixture->path);
}

static gboolean
has_two (gpointer user_data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (((Fixture *) user_data)->scanner)) == 2;
}

static gboolean
has_one (gpointer user_data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (((Fixture *) user_data)->scanner)) == 1;
}

static gboolean
is_unavailable (gpointer user_data)
{
  return mg_scanner_get_state (((Fixture *) user_data)->scanner) == MG_SCANNER_STATE_UNAVAILABLE;
}

/* Check that of all queues those of printers on the network are seen, with
 * what is known of them, and that one that is removed goes. */
static void
test_cups_scanner_queues (Fixture       *fixture,
                          gconstpointer  data)
{
  GByteArray *all = response_new ();
  GByteArray *fewer = response_new ();
  MgSighting *sighting;

  put_printer (all, "Near", "socket://10.0.0.1:9100", "HP LaserJet 700, driverless, cups-filters");
  put_printer (all, "Named", "dnssd://X._ipp._tcp.local/?uuid=16a65700-007c-1000-bb49-001599e531a7",
               "Samsung M2070");
  put_printer (all, "Usb", "usb://HP/X1", "HP X1");
  put_printer (all, "Pdf", "cups-pdf:/", "Generic PDF");
  put_printer (all, "Mine", "ipp://127.0.0.1/", "HP X1");
  put_printer (all, "Nowhere", "ipp://0.0.0.0/", "HP X1");
  put_printer (all, "Everybody", "ipp://224.0.0.1/", "HP X1");
  put_printer (all, "Other name", "ipp://printer.example/", "HP X1");
  put_printer (all, "Broken", "://", "HP X1");
  fixture->response = end (all);

  mg_scanner_start (fixture->scanner);
  mg_test_await_true (has_two, fixture);
  sighting = mg_sighting_list_lookup (mg_scanner_get_list (fixture->scanner), "cups/Near");
  g_assert_nonnull (sighting);
  g_assert_cmpstr (mg_sighting_get_address_texts (sighting)[0], ==, "10.0.0.1");
  g_assert_cmpstr (mg_claims_get (mg_sighting_get_claims (sighting), MG_CLAIM_VENDOR), ==, "HP");
  g_assert_cmpstr (mg_claims_get (mg_sighting_get_claims (sighting), MG_CLAIM_MODEL), ==,
                   "LaserJet 700");
  sighting = mg_sighting_list_lookup (mg_scanner_get_list (fixture->scanner), "cups/Named");
  g_assert_nonnull (sighting);
  g_assert_cmpint (mg_sighting_get_weight (sighting), ==, MG_SIGHTING_WEIGHT_HINT);

  put_printer (fewer, "Near", "socket://10.0.0.1:9100", "HP LaserJet 700");
  g_clear_pointer (&fixture->response, g_bytes_unref);
  fixture->response = end (fewer);
  mg_scanner_refresh (fixture->scanner);
  mg_test_await_true (has_one, fixture);
}

static gboolean
is_at_expected (gpointer user_data)
{
  Fixture *fixture = user_data;
  MgSighting *sighting =
    mg_sighting_list_lookup (mg_scanner_get_list (fixture->scanner), "cups/Named");

  return sighting != NULL &&
         g_strcmp0 (mg_sighting_get_address_texts (sighting)[0], fixture->expected) == 0;
}

static void
refresh_until_at (Fixture    *fixture,
                  const char *address)
{
  fixture->expected = address;
  mg_scanner_refresh (fixture->scanner);
  mg_test_await_true (is_at_expected, fixture);
}

/* Check that the printer of a queue with a host name is at the address of that
 * name, stays there while nobody knows the name, and moves with it. */
static void
test_cups_scanner_names (Fixture       *fixture,
                         gconstpointer  data)
{
  GByteArray *message = response_new ();
  guint n_asked;

  put_printer (message, "Named", "ipp://Printer.Example./ipp/print", "HP X1");
  put_printer (message, "Unknown", "ipp://unknown.example/ipp/print", "HP X1");
  put_printer (message, "Own", "ipp://own.example/ipp/print", "HP X1");
  put_printer (message, "Everybody", "ipp://everybody.example/ipp/print", "HP X1");
  fixture->response = end (message);
  fake_resolver_add (fixture->resolver, "printer.example", "192.0.2.7");
  fake_resolver_add (fixture->resolver, "own.example", "127.0.0.1");
  fake_resolver_add (fixture->resolver, "everybody.example", "224.0.0.1");

  mg_scanner_start (fixture->scanner);
  refresh_until_at (fixture, "192.0.2.7");
  mg_test_settle ();
  g_assert_true (has_one (fixture));

  fake_resolver_forget (fixture->resolver);
  n_asked = fake_resolver_get_n_asked (fixture->resolver);
  refresh_until_at (fixture, "192.0.2.7");
  mg_test_settle ();
  g_assert_cmpuint (fake_resolver_get_n_asked (fixture->resolver), >, n_asked);
  g_assert_true (is_at_expected (fixture));

  fake_resolver_add (fixture->resolver, "printer.example", "192.0.2.8");
  refresh_until_at (fixture, "192.0.2.8");
}

/* Check that names of multicast DNS are hints to what DNS-SD shows, and that
 * no name server hears of them. */
static void
test_cups_scanner_local_names (Fixture       *fixture,
                               gconstpointer  data)
{
  GByteArray *message = response_new ();
  MgSighting *sighting;

  put_printer (message, "Host", "ipps://Hall.local:631/ipp/print", "HP X1");
  put_printer (message, "Instance", "dnssd://Hall%20%5B1%5D._ipps._tcp.local/", "HP X1");
  put_printer (message, "Broken", "dnssd://Hall/", "HP X1");
  fixture->response = end (message);

  mg_scanner_start (fixture->scanner);
  mg_test_await_true (has_two, fixture);
  sighting = mg_sighting_list_lookup (mg_scanner_get_list (fixture->scanner), "cups/Host");
  g_assert_cmpstr (mg_sighting_get_host (sighting), ==, "hall.local");
  g_assert_cmpint (mg_sighting_get_weight (sighting), ==, MG_SIGHTING_WEIGHT_HINT);
  sighting = mg_sighting_list_lookup (mg_scanner_get_list (fixture->scanner), "cups/Instance");
  g_assert_cmpstr (mg_sighting_get_instance (sighting), ==, "Hall [1]");
  g_assert_cmpint (mg_sighting_get_weight (sighting), ==, MG_SIGHTING_WEIGHT_HINT);
  g_assert_cmpuint (fake_resolver_get_n_asked (fixture->resolver), ==, 0);
}

/* Check that a computer without a print service says so. */
static void
test_cups_scanner_none (Fixture       *fixture,
                        gconstpointer  data)
{
  g_unlink (fixture->path);
  mg_scanner_start (fixture->scanner);
  mg_test_await_true (is_unavailable, fixture);
  g_assert_nonnull (mg_scanner_get_reason (fixture->scanner));
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/discovery/ipp/printers", test_ipp_printers);
  g_test_add_func ("/discovery/ipp/malformed", test_ipp_malformed);
  g_test_add ("/discovery/cups-scanner/queues", Fixture, NULL, set_up, test_cups_scanner_queues,
              tear_down);
  g_test_add ("/discovery/cups-scanner/names", Fixture, NULL, set_up, test_cups_scanner_names,
              tear_down);
  g_test_add ("/discovery/cups-scanner/local-names", Fixture, NULL, set_up,
              test_cups_scanner_local_names, tear_down);
  g_test_add ("/discovery/cups-scanner/none", Fixture, NULL, set_up, test_cups_scanner_none,
              tear_down);

  return g_test_run ();
}
