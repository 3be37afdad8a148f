/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-fake-clock.h"
#include "mg-ssdp-scanner.h"
#include "mg-ssdp.h"
#include "mg-test.h"
#include "recorded.h"

#define SECOND (1000 * 1000)

/* On the first of the interfaces of recorded_rules_new (). */
#define INTERFACE 2
#define BMC "10.77.0.20"
#define STRANGER "10.77.0.66"

#define ROOT "https://" BMC "/redfish/v1/"
#define NAME "uuid:92384634-2938-2342-8820-489239905423::urn:dmtf-org:service:redfish-rest:1:6"
#define ANSWER(rest) "HTTP/1.1 200 OK\r\nST: x\r\n" rest "\r\n"
#define NOTIFY(rest) "NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n" rest "\r\n"

/* Check that what devices say of themselves is read as they write it, asked or
 * not, and that searches and noise are nothing. */
static void
test_ssdp_message (void)
{
  static const struct
  {
    const char *text;
    int         kind;      /* -1: no message */
    const char *location;  /* (nullable) */
    const char *uuid;      /* (nullable) */
    guint       max_age;
  } vectors[] = {
    { "HTTP/1.1 200 OK\r\nLOCATION: http://10.0.0.5:5000/d.xml\r\n"
      "Cache-Control: max-age=100\r\n\r\n", MG_SSDP_KIND_ANSWER, "http://10.0.0.5:5000/d.xml",
      NULL, 100 },
    { "HTTP/1.0 200 OK\nlocation:http://10.0.0.5/\nCACHE-CONTROL: max-age = 100\n\n",
      MG_SSDP_KIND_ANSWER, "http://10.0.0.5/", NULL, 100 },
    { "HTTP/1.1 200 OK\r\nST: x\r\n\r\nLOCATION: http://10.0.0.5/\r\n", MG_SSDP_KIND_ANSWER,
      NULL, NULL, 1800 },
    { ANSWER ("LOCATION: a\r\nLOCATION: b\r\n"), MG_SSDP_KIND_ANSWER, "a", NULL, 1800 },
    { ANSWER ("CACHE-CONTROL: max-age=0\r\n"), MG_SSDP_KIND_ANSWER, NULL, NULL, 1800 },
    { ANSWER ("CACHE-CONTROL: max-age=1\r\n"), MG_SSDP_KIND_ANSWER, NULL, NULL, 60 },
    { ANSWER ("CACHE-CONTROL: max-age=99999999999999999999\r\n"), MG_SSDP_KIND_ANSWER, NULL,
      NULL, 86400 },
    { ANSWER ("USN: uuid:a::upnp:rootdevice\r\nUSN: uuid:b::upnp:rootdevice\r\n"),
      MG_SSDP_KIND_ANSWER, NULL, "uuid:a", 1800 },
    { NOTIFY ("LOCATION: http://10.0.0.5/\r\nNTS: ssdp:alive\r\nusn:uuid:a\r\n"),
      MG_SSDP_KIND_ALIVE, "http://10.0.0.5/", "uuid:a", 1800 },
    { NOTIFY ("NTS: ssdp:byebye\r\nUSN: uuid:a::upnp:rootdevice\r\n"), MG_SSDP_KIND_GOODBYE,
      NULL, "uuid:a", 1800 },
    { NOTIFY ("NTS: ssdp:alive\r\nNTS: ssdp:byebye\r\n"), MG_SSDP_KIND_ALIVE, NULL, NULL, 1800 },
    { NOTIFY ("NTS: ssdp:update\r\nLOCATION: http://10.0.0.5/\r\n"), -1, NULL, NULL, 0 },
    { NOTIFY ("LOCATION: http://10.0.0.5/\r\n"), -1, NULL, NULL, 0 },
    { "NOTIFY /x HTTP/1.1\r\nNTS: ssdp:alive\r\n\r\n", -1, NULL, NULL, 0 },
    { "HTTP/1.1 404 Not Found\r\n\r\n", -1, NULL, NULL, 0 },
    { "M-SEARCH * HTTP/1.1\r\nNTS: ssdp:alive\r\n\r\n", -1, NULL, NULL, 0 },
    { "HTTP/1.1 20", -1, NULL, NULL, 0 },
    { "", -1, NULL, NULL, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgSsdpMessage) message =
        mg_ssdp_parse_message ((const guint8 *) vectors[i].text, strlen (vectors[i].text));

      g_test_message ("Vector %" G_GSIZE_FORMAT ": %s", i, vectors[i].text);
      g_assert_cmpint (message != NULL ? (int) message->kind : -1, ==, vectors[i].kind);
      if (message == NULL)
        continue;
      g_assert_cmpstr (message->location, ==, vectors[i].location);
      g_assert_cmpstr (message->uuid, ==, vectors[i].uuid);
      g_assert_cmpuint (message->max_age, ==, vectors[i].max_age);
    }
}

typedef struct
{
  MgFakeClock *clock;    /* (owned) */
  MgContext   *context;  /* (owned) */
  MgScanner   *scanner;  /* (owned) */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (MgAddressRules) rules = recorded_rules_new ();

  fixture->clock = mg_fake_clock_new (0);
  fixture->context = mg_test_context_new (MG_CLOCK (fixture->clock));
  fixture->scanner = mg_ssdp_scanner_new (fixture->context, FALSE);
  mg_scanner_set_address_rules (fixture->scanner, rules);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->scanner));
  g_clear_object (&fixture->context);
  g_assert_finalize_object (g_steal_pointer (&fixture->clock));
}

/* A Redfish service has no description, so that none is fetched and the
 * scanner need not be started, which would search the network of the test. */
static guint
say (Fixture    *fixture,
     const char *source,
     const char *text)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (source);

  mg_ssdp_scanner_handle (MG_SSDP_SCANNER (fixture->scanner), INTERFACE, address,
                          (const guint8 *) text, strlen (text));

  return g_list_model_get_n_items (G_LIST_MODEL (fixture->scanner));
}

/* Check that a Redfish service is a server whose kind, identity and door are
 * known, and is not seen twice. */
static void
test_ssdp_redfish (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (MgSighting) sighting = NULL;
  const MgClaims *claims;

  g_assert_cmpuint (say (fixture, BMC, ANSWER ("USN: " NAME "\r\nAL: " ROOT "\r\n")), ==, 1);
  g_assert_cmpuint (say (fixture, BMC, ANSWER ("USN: " NAME "\r\nAL: <" ROOT ">\r\n")), ==, 1);

  sighting = g_list_model_get_item (G_LIST_MODEL (fixture->scanner), 0);
  claims = mg_sighting_get_claims (sighting);
  g_assert_cmpint (mg_claims_get_kind (claims), ==, MG_DISCOVERED_KIND_SERVER);
  g_assert_cmpstr (mg_claims_get (claims, MG_CLAIM_UUID), ==,
                   "92384634-2938-2342-8820-489239905423");
  g_assert_cmpstr (mg_sighting_get_service_type (sighting), ==,
                   "urn:dmtf-org:service:redfish-rest:1");
  g_assert_cmpstr (mg_sighting_get_admin_url (sighting), ==, "https://" BMC "/");
  g_assert_cmpint (mg_sighting_get_weight (sighting), ==, MG_SIGHTING_WEIGHT_STRONG);
}

/* Check that a Redfish service counts only at the address that it names. */
static void
test_ssdp_redfish_elsewhere (Fixture       *fixture,
                             gconstpointer  data)
{
  static const char * const texts[] = {
    ANSWER ("USN: " NAME "\r\nAL: https://" STRANGER "/redfish/v1/\r\n"),
    ANSWER ("USN: " NAME "\r\nAL: https://bmc.example/redfish/v1/\r\n"),
    ANSWER ("USN: " NAME "\r\nAL: https://root:calvin@" BMC "/\r\n"),
    ANSWER ("USN: " NAME "\r\nAL: file:///etc/passwd\r\n"),
    ANSWER ("USN: " NAME "\r\n"),
    ANSWER ("USN: " NAME "\r\nLOCATION: " ROOT "\r\n"),
    ANSWER ("USN: uuid:a::urn:dmtf-org:service:redfish-rest:10\r\nAL: " ROOT "\r\n"),
    NOTIFY ("NTS: ssdp:alive\r\nUSN: uuid:a::urn:x:service:y:1\r\nAL: " ROOT "\r\n"),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_test_message ("%s", texts[i]);
      g_assert_cmpuint (say (fixture, BMC, texts[i]), ==, 0);
    }
}

/* Check that what announces itself is found without having been asked, goes
 * when it says goodbye, and may come again. */
static void
test_ssdp_goodbye (Fixture       *fixture,
                   gconstpointer  data)
{
  g_assert_cmpuint (say (fixture, BMC,
                         NOTIFY ("NTS: ssdp:alive\r\nUSN: " NAME "\r\nAL: " ROOT "\r\n")), ==, 1);
  g_assert_cmpuint (say (fixture, BMC, NOTIFY ("NTS: ssdp:byebye\r\nUSN: " NAME "\r\n")), ==, 0);
  g_assert_cmpuint (say (fixture, BMC,
                         NOTIFY ("NTS: ssdp:alive\r\nUSN: " NAME "\r\nAL: " ROOT "\r\n")), ==, 1);
}

/* Check that nobody can take leave for another. */
static void
test_ssdp_goodbye_of_another (Fixture       *fixture,
                              gconstpointer  data)
{
  g_assert_cmpuint (say (fixture, BMC, ANSWER ("USN: " NAME "\r\nAL: " ROOT "\r\n")), ==, 1);
  g_assert_cmpuint (say (fixture, STRANGER,
                         NOTIFY ("NTS: ssdp:byebye\r\nUSN: " NAME "\r\n")), ==, 1);
  g_assert_cmpuint (say (fixture, BMC, NOTIFY ("NTS: ssdp:byebye\r\nUSN: uuid:other\r\n")),
                    ==, 1);
  g_assert_cmpuint (say (fixture, BMC, NOTIFY ("NTS: ssdp:byebye\r\n")), ==, 1);
}

/* Check that a flood of announcements does not fill the memory. */
static void
test_ssdp_flood (Fixture       *fixture,
                 gconstpointer  data)
{
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *text =
        g_strdup_printf (ANSWER ("USN: uuid:%08x::" MG_SSDP_REDFISH "\r\nAL: " ROOT "%u\r\n"), i,
                         i);

      say (fixture, BMC, text);
      mg_fake_clock_advance (fixture->clock, SECOND / 100);
    }

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->scanner)), ==, 1024);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

#define add(name, function) \
  g_test_add ("/discovery/ssdp/" name, Fixture, NULL, set_up, function, tear_down)

  g_test_add_func ("/discovery/ssdp/message", test_ssdp_message);
  add ("redfish", test_ssdp_redfish);
  add ("redfish-elsewhere", test_ssdp_redfish_elsewhere);
  add ("goodbye", test_ssdp_goodbye);
  add ("goodbye-of-another", test_ssdp_goodbye_of_another);
  add ("flood", test_ssdp_flood);

  return g_test_run ();
}
