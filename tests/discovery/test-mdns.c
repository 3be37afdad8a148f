/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-fake-clock.h"
#include "mg-mdns-cache.h"
#include "mg-test.h"

#define SECOND (1000 * 1000)

static const char * const types[] = { "_ipp._tcp", "_http._tcp", NULL };

static void
put_name (GByteArray *packet,
          const char *name)
{
  g_auto (GStrv) labels = g_strsplit (name, ".", -1);
  const guint8 end = 0;

  for (gsize i = 0; labels[i] != NULL; i++)
    {
      guint8 length = (guint8) strlen (labels[i]);

      g_byte_array_append (packet, &length, 1);
      g_byte_array_append (packet, (const guint8 *) labels[i], length);
    }
  g_byte_array_append (packet, &end, 1);
}

static void
put_bytes (GByteArray *packet,
           const char *hex)
{
  for (; *hex != '\0'; hex += 2)
    {
      guint8 byte = (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));

      g_byte_array_append (packet, &byte, 1);
    }
}

/* @hex: type, class, TTL, length of data; then data as hex or as a name */
static void
put_record (GByteArray *packet,
            const char *name,
            const char *hex,
            const char *target)
{
  put_name (packet, name);
  put_bytes (packet, hex);
  if (target != NULL)
    put_name (packet, target);
}

static GByteArray *
response_new (guint8 n_answers)
{
  GByteArray *packet = g_byte_array_new ();

  put_bytes (packet, "000084000000");
  g_byte_array_append (packet, (const guint8[]) { 0, n_answers }, 2);
  put_bytes (packet, "00000000");

  return packet;
}

/* A printer with all its records, the ones of the host for ten seconds. */
static GByteArray *
printer_new (void)
{
  GByteArray *packet = response_new (5);

  put_record (packet, "p.local", "00018001" "0000000a" "0004" "0a4d000c", NULL);
  put_record (packet, "P._ipp._tcp.local", "00218001" "00000078" "000f" "00000000" "0277",
              "p.local");
  put_record (packet, "P._ipp._tcp.local", "00108001" "00000078" "0006" "0574793d4850", NULL);
  put_record (packet, "_ipp._tcp.local", "000c0001" "00001194" "0013", "P._ipp._tcp.local");
  put_record (packet, "p.local", "001c8001" "0000000a" "0010"
              "fd77007700000000000000000000000c", NULL);

  return packet;
}

/* Check that all kinds of records are read, and a query is written in a form
 * that other programs read. */
static void
test_mdns_records (void)
{
  g_autoptr (GByteArray) packet = printer_new ();
  g_autoptr (GPtrArray) records = mg_mdns_parse_response (packet->data, packet->len);
  const MgMdnsQuestion questions[] = {
    { "_ipp._tcp.local", MG_MDNS_TYPE_PTR },
    { "a\\.b\\\\c._ipp._tcp.local", MG_MDNS_TYPE_SRV },
  };
  g_autoptr (GBytes) query = mg_mdns_new_query (questions, 2);
  static const guint8 expected[] =
    "\0\0\0\0\0\2\0\0\0\0\0\0"
    "\4_ipp\4_tcp\5local\0\0\x0c\0\1"
    "\5a.b\\c\4_ipp\4_tcp\5local\0\0\x21\0\1";
  const MgMdnsRecord *record;

  g_assert_cmpuint (records->len, ==, 5);
  record = g_ptr_array_index (records, 1);
  g_assert_cmpstr (record->name, ==, "P._ipp._tcp.local");
  g_assert_cmpstr (record->target, ==, "p.local");
  g_assert_cmpuint (record->port, ==, 631);
  g_assert_true (record->flush);
  record = g_ptr_array_index (records, 2);
  g_assert_cmpstr (mg_txt_get (record->txt, "ty"), ==, "HP");
  record = g_ptr_array_index (records, 3);
  g_assert_cmpstr (record->target, ==, "P._ipp._tcp.local");
  g_assert_cmpuint (record->ttl, ==, 4500);
  g_assert_false (record->flush);

  g_assert_cmpmem (g_bytes_get_data (query, NULL), g_bytes_get_size (query), expected,
                   sizeof expected - 1);
}

/* Check that each packet that is no response, or breaks off or leads round in
 * circles, is read no further than it makes sense. */
static void
test_mdns_malformed (void)
{
  static const struct
  {
    const char *hex;
    int         n_records;  /* -1: no response */
  } vectors[] = {
    { "", -1 },
    { "000084", -1 },
    { "000000000001000000000000", -1 },
    { "000084000000ffffffffffff", 0 },
    { "00008400ffff000000000000", 0 },
    { "000084000000000100000000" "c00c" "00010001000000780004" "7f000001", 0 },
    { "000084000000000100000000" "c00e" "c00c" "00010001000000780004" "7f000001", 0 },
    { "000084000000000100000000" "c0", 0 },
    { "000084000000000100000000" "3f61", 0 },
    { "000084000000000100000000" "40" "61", 0 },
    { "000084000000000100000000" "0161" "00" "0001", 0 },
    { "000084000000000100000000" "0161" "00" "00010001000000780004" "7f0000", 0 },
    { "000084000000000100000000" "0161" "00" "00010001000000780003" "7f0000", 0 },
    { "000084000000000100000000" "0161" "00" "00010003000000780004" "7f000001", 0 },
    { "000084000000000100000000" "0161" "00" "00210001000000780004" "00000000", 0 },
    { "000084000000000100000000" "0161" "00" "000c0001000000780002" "c00c", 1 },
    { "000084000000000100000000" "0161" "00" "000c0001000000780002" "c0ff", 0 },
    { "000084000000000100000000" "0161" "00" "000c0001000000780003" "016200", 1 },
    { "000084000000000100000000" "0161" "00" "000c0001000000780002" "0162" "00", 0 },
    { "000084000000000100000000" "0100" "00" "00010001000000780004" "7f000001", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GByteArray) packet = g_byte_array_new ();
      g_autoptr (GPtrArray) records = NULL;

      g_test_message ("Vector %" G_GSIZE_FORMAT, i);
      put_bytes (packet, vectors[i].hex);
      records = mg_mdns_parse_response (packet->data, packet->len);
      g_assert_cmpint (records != NULL ? (int) records->len : -1, ==, vectors[i].n_records);
    }
}

/* Check the bounds of a packet, of the records in it and of a name. */
static void
test_mdns_bounds (void)
{
  g_autoptr (GByteArray) large = response_new (0);
  g_autoptr (GByteArray) many = g_byte_array_new ();
  g_autoptr (GByteArray) name = response_new (1);
  g_autoptr (GPtrArray) many_records = NULL;
  g_autoptr (GPtrArray) name_records = NULL;

  g_byte_array_set_size (large, 9001);
  g_assert_null (mg_mdns_parse_response (large->data, large->len));

  put_bytes (many, "000084000000" "ffff" "00000000");
  for (guint i = 0; i < 550; i++)
    put_bytes (many, "00" "00010001000000780004" "0a4d0001");
  many_records = mg_mdns_parse_response (many->data, many->len);
  g_assert_cmpuint (many_records->len, ==, 512);

  for (guint i = 0; i < 128; i++)
    put_bytes (name, "0161");
  put_bytes (name, "00" "00010001000000780004" "0a4d0001");
  name_records = mg_mdns_parse_response (name->data, name->len);
  g_assert_cmpuint (name_records->len, ==, 0);
}

/* Check that a long way of pointers ends. */
static void
test_mdns_jumps (void)
{
  g_autoptr (GByteArray) packet = response_new (40);
  g_autoptr (GPtrArray) records = NULL;

  put_bytes (packet, "016100" "00010001000000780004" "0a4d0001");
  for (guint i = 1; i < 40; i++)
    {
      guint16 target = GUINT16_TO_BE ((guint16) (0xc000 | (packet->len - (i == 1 ? 17 : 16))));

      g_byte_array_append (packet, (const guint8 *) &target, 2);
      put_bytes (packet, "00010001000000780004" "0a4d0001");
    }
  records = mg_mdns_parse_response (packet->data, packet->len);
  g_assert_cmpuint (records->len, ==, 33);
}

static void
on_service (const MgMdnsService *service,
            gpointer             user_data)
{
  GString *text = user_data;

  g_string_append_printf (text, "%s@%d %s:%u %u; ", service->name, service->interface,
                          service->host, service->port, service->addresses->len);
}

static char *
describe (MgMdnsCache *cache)
{
  GString *text = g_string_new (NULL);

  mg_mdns_cache_foreach (cache, on_service, text);

  return g_string_free (text, FALSE);
}

static void
take (MgMdnsCache *cache,
      GByteArray  *packet)
{
  g_autoptr (GPtrArray) records = mg_mdns_parse_response (packet->data, packet->len);

  mg_mdns_cache_take (cache, 2, records);
}

#define assert_cache(cache, expected) \
  G_STMT_START { \
    g_autofree char *text = describe (cache); \
    g_assert_cmpstr (text, ==, expected); \
  } G_STMT_END

/* Check that a service is known when all of it is, and that its host's
 * addresses go when they run out. */
static void
test_mdns_cache_life (void)
{
  g_autoptr (MgFakeClock) clock = mg_fake_clock_new (0);
  g_autoptr (MgMdnsCache) cache = mg_mdns_cache_new (MG_CLOCK (clock), types);
  g_autoptr (GByteArray) packet = printer_new ();
  g_autoptr (GArray) questions = NULL;

  take (cache, packet);
  assert_cache (cache, "P._ipp._tcp.local@2 p.local:631 2; ");

  mg_fake_clock_advance (clock, 9 * SECOND);
  mg_mdns_cache_expire (cache);
  assert_cache (cache, "P._ipp._tcp.local@2 p.local:631 2; ");

  mg_fake_clock_advance (clock, 1 * SECOND);
  mg_mdns_cache_expire (cache);
  assert_cache (cache, "");
  questions = mg_mdns_cache_dup_missing (cache);
  g_assert_cmpuint (questions->len, ==, 2);
  g_assert_cmpint (g_array_index (questions, MgMdnsQuestion, 0).type, ==, MG_MDNS_TYPE_A);

  take (cache, packet);
  assert_cache (cache, "P._ipp._tcp.local@2 p.local:631 2; ");
}

static GByteArray *
goodbye_new (void)
{
  GByteArray *packet = response_new (1);

  put_record (packet, "_ipp._tcp.local", "000c0001" "00000000" "0013", "P._ipp._tcp.local");

  return packet;
}

/* Check that a service goes a second after its goodbye if nobody speaks up for
 * it when asked. */
static void
test_mdns_cache_goodbye (void)
{
  g_autoptr (MgFakeClock) clock = mg_fake_clock_new (0);
  g_autoptr (MgMdnsCache) cache = mg_mdns_cache_new (MG_CLOCK (clock), types);
  g_autoptr (GByteArray) packet = printer_new ();
  g_autoptr (GByteArray) goodbye = goodbye_new ();
  g_autoptr (GArray) questions = NULL;

  take (cache, packet);
  take (cache, goodbye);
  questions = mg_mdns_cache_dup_missing (cache);
  g_assert_cmpuint (questions->len, ==, 1);
  g_assert_cmpstr (g_array_index (questions, MgMdnsQuestion, 0).name, ==, "_ipp._tcp.local");
  g_assert_cmpint (g_array_index (questions, MgMdnsQuestion, 0).type, ==, MG_MDNS_TYPE_PTR);

  mg_fake_clock_advance (clock, SECOND - 1);
  take (cache, goodbye);
  mg_mdns_cache_expire (cache);
  assert_cache (cache, "P._ipp._tcp.local@2 p.local:631 2; ");
  mg_fake_clock_advance (clock, 1);
  mg_mdns_cache_expire (cache);
  assert_cache (cache, "");
}

/* Check that a stranger's goodbye takes nobody away who still answers, and that
 * of a single record what it said is asked for again. */
static void
test_mdns_cache_goodbye_of_another (void)
{
  g_autoptr (MgFakeClock) clock = mg_fake_clock_new (0);
  g_autoptr (MgMdnsCache) cache = mg_mdns_cache_new (MG_CLOCK (clock), types);
  g_autoptr (GByteArray) packet = printer_new ();
  g_autoptr (GByteArray) goodbye = goodbye_new ();
  g_autoptr (GByteArray) records = response_new (2);
  g_autoptr (GArray) none = NULL;
  g_autoptr (GArray) questions = NULL;

  take (cache, packet);
  take (cache, goodbye);
  take (cache, packet);
  mg_fake_clock_advance (clock, 2 * SECOND);
  mg_mdns_cache_expire (cache);
  assert_cache (cache, "P._ipp._tcp.local@2 p.local:631 2; ");
  none = mg_mdns_cache_dup_missing (cache);
  g_assert_cmpuint (none->len, ==, 0);

  put_record (records, "P._ipp._tcp.local", "00218001" "00000000" "000f" "00000000" "0277",
              "p.local");
  put_record (records, "p.local", "00018001" "00000000" "0004" "0a4d000c", NULL);
  take (cache, records);
  assert_cache (cache, "");
  questions = mg_mdns_cache_dup_missing (cache);
  g_assert_cmpuint (questions->len, ==, 2);
  take (cache, packet);
  assert_cache (cache, "P._ipp._tcp.local@2 p.local:631 2; ");
}

/* Check that what responses leave out is asked for three times, and again in
 * the next round. */
static void
test_mdns_cache_missing (void)
{
  g_autoptr (MgFakeClock) clock = mg_fake_clock_new (0);
  g_autoptr (MgMdnsCache) cache = mg_mdns_cache_new (MG_CLOCK (clock), types);
  g_autoptr (GByteArray) packet = response_new (1);
  g_autoptr (GArray) again = NULL;

  put_record (packet, "_ipp._tcp.local", "000c0001" "00001194" "0013", "P._ipp._tcp.local");
  take (cache, packet);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GArray) questions = mg_mdns_cache_dup_missing (cache);

      g_assert_cmpuint (questions->len, ==, i < 3 ? 2 : 0);
    }

  mg_mdns_cache_ask_again (cache);
  again = mg_mdns_cache_dup_missing (cache);
  g_assert_cmpuint (again->len, ==, 2);
}

/* Check that nothing is kept of what nobody has asked for: other types, types
 * below others, and hosts of no service. */
static void
test_mdns_cache_unasked (void)
{
  static const char * const names[][2] = {
    { "_ssh._tcp.local", "P._ssh._tcp.local" },
    { "_ipp._tcp.local", "P._http._tcp.local" },
    { "_ipp._tcp.example", "P._ipp._tcp.example" },
    { "_universal._sub._ipp._tcp.local", "P._ipp._tcp.local" },
  };
  g_autoptr (MgFakeClock) clock = mg_fake_clock_new (0);
  g_autoptr (MgMdnsCache) cache = mg_mdns_cache_new (MG_CLOCK (clock), types);
  g_autoptr (GArray) questions = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GByteArray) packet = response_new (2);
      g_autofree char *hex = g_strdup_printf ("000c0001" "00001194" "%04x",
                                              (guint) strlen (names[i][1]) + 2);

      put_record (packet, names[i][0], hex, names[i][1]);
      put_record (packet, "p.local", "00018001" "0000000a" "0004" "0a4d000c", NULL);
      take (cache, packet);
    }
  questions = mg_mdns_cache_dup_missing (cache);
  g_assert_cmpuint (questions->len, ==, 0);
}

/* Check that the cache is bounded whatever a stranger announces. */
static void
test_mdns_cache_bounds (void)
{
  g_autoptr (MgFakeClock) clock = mg_fake_clock_new (0);
  g_autoptr (MgMdnsCache) cache = mg_mdns_cache_new (MG_CLOCK (clock), types);
  g_autoptr (GArray) questions = NULL;

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (GByteArray) packet = response_new (1);
      g_autofree char *name = g_strdup_printf ("%04u._ipp._tcp.local", i);

      put_record (packet, "_ipp._tcp.local", "000c0001" "00001194" "0016", name);
      take (cache, packet);
    }
  questions = mg_mdns_cache_dup_missing (cache);
  g_assert_cmpuint (questions->len, ==, 2 * 512);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/discovery/mdns/records", test_mdns_records);
  g_test_add_func ("/discovery/mdns/malformed", test_mdns_malformed);
  g_test_add_func ("/discovery/mdns/bounds", test_mdns_bounds);
  g_test_add_func ("/discovery/mdns/jumps", test_mdns_jumps);
  g_test_add_func ("/discovery/mdns-cache/life", test_mdns_cache_life);
  g_test_add_func ("/discovery/mdns-cache/goodbye", test_mdns_cache_goodbye);
  g_test_add_func ("/discovery/mdns-cache/goodbye-of-another", test_mdns_cache_goodbye_of_another);
  g_test_add_func ("/discovery/mdns-cache/missing", test_mdns_cache_missing);
  g_test_add_func ("/discovery/mdns-cache/unasked", test_mdns_cache_unasked);
  g_test_add_func ("/discovery/mdns-cache/bounds", test_mdns_cache_bounds);

  return g_test_run ();
}
