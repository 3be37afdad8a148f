/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-claims.h"
#include "mg-test.h"

#define PLAIN_UUID "16a65700-007c-1000-bb49-001599e531a7"

typedef struct
{
  MgClaim     claim;
  const char *said;
  const char *noted;  /* (nullable) */
} Vector;

/* Check that what is said in different words in two protocols is noted in the
 * same ones, and that what says nothing is not noted. */
static void
test_claims_normal (void)
{
  static const Vector vectors[] = {
    { MG_CLAIM_UUID, "16A65700-007C-1000-BB49-001599E531A7", PLAIN_UUID },
    { MG_CLAIM_UUID, "urn:uuid:" PLAIN_UUID, PLAIN_UUID },
    { MG_CLAIM_UUID, "uuid:{" PLAIN_UUID "}", PLAIN_UUID },
    { MG_CLAIM_UUID, "00000000-0000-0000-0000-000000000000", NULL },
    { MG_CLAIM_UUID, "e3248000-80ce-11db-8000-000000000000", NULL },
    { MG_CLAIM_UUID, "{ffffffff-ffff-ffff-ffff-ffffffffffff}", NULL },
    { MG_CLAIM_UUID, "1", NULL },
    { MG_CLAIM_UUID, "", NULL },
    { MG_CLAIM_VENDOR, "Hewlett-Packard", "HP" },
    { MG_CLAIM_VENDOR, "SHARP", "Sharp" },
    { MG_CLAIM_VENDOR, "Acme", "Acme" },
    { MG_CLAIM_SERIAL, "Q132B03431", "Q132B03431" },
    { MG_CLAIM_SERIAL, "0", NULL },
    { MG_CLAIM_SERIAL, "1", NULL },
    { MG_CLAIM_SERIAL, "00000000", NULL },
    { MG_CLAIM_SERIAL, "N/A", NULL },
    { MG_CLAIM_SERIAL, "0011325e4496", NULL },
    { MG_CLAIM_NAME, "two\nlines\x1b[31m", "two lines [31m" },
    { MG_CLAIM_NAME, "safe\xe2\x80\xaegnp.exe", "safegnp.exe" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgClaims) claims = mg_claims_new ();

      g_test_message ("Vector %" G_GSIZE_FORMAT ": %s", i, vectors[i].said);
      mg_claims_set (claims, vectors[i].claim, vectors[i].said);
      g_assert_cmpstr (mg_claims_get (claims, vectors[i].claim), ==, vectors[i].noted);
    }
}

/* Check that a "serial number" of twelve hexadecimal digits is the hardware
 * address that it is. */
static void
test_claims_serial_is_mac (void)
{
  g_autoptr (MgClaims) claims = mg_claims_new ();

  mg_claims_set (claims, MG_CLAIM_SERIAL, "0011325e4496");
  g_assert_cmpstr (mg_claims_get_macs (claims)[0], ==, "00:11:32:5e:44:96");
  g_assert_null (mg_claims_get_macs (claims)[1]);
}

/* Check that only addresses that a maker gave out are noted, once each and in
 * order. */
static void
test_claims_macs (void)
{
  static const char * const said[] = {
    "00:11:32:79:a1:56", "00-11-32-79-A1-55", "001132.79a156", "00:00:00:00:00:00",
    "02:77:00:00:00:0b", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:fb", "00:11:32:79:a1", "zz",
  };
  const char * const expected[] = { "00:11:32:79:a1:55", "00:11:32:79:a1:56", NULL };
  g_autoptr (MgClaims) claims = mg_claims_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (said); i++)
    mg_claims_add_mac (claims, said[i]);
  g_assert_cmpstrv (mg_claims_get_macs (claims), expected);
}

/* Check that the number of hardware addresses is bounded. */
static void
test_claims_many_macs (void)
{
  g_autoptr (MgClaims) claims = mg_claims_new ();

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *mac = g_strdup_printf ("00:11:32:00:%02x:%02x", i >> 8, i & 0xff);

      mg_claims_add_mac (claims, mac);
    }
  g_assert_cmpuint (g_strv_length ((GStrv) mg_claims_get_macs (claims)), ==, 16);
}

/* Check that the first word counts, and the better kind. */
static void
test_claims_first (void)
{
  g_autoptr (MgClaims) claims = mg_claims_new ();

  mg_claims_set (claims, MG_CLAIM_NAME, NULL);
  mg_claims_set (claims, MG_CLAIM_NAME, "first");
  mg_claims_set (claims, MG_CLAIM_NAME, "second");
  g_assert_cmpstr (mg_claims_get (claims, MG_CLAIM_NAME), ==, "first");

  mg_claims_set_kind (claims, MG_DISCOVERED_KIND_NAS);
  mg_claims_set_kind (claims, MG_DISCOVERED_KIND_SERVER);
  g_assert_cmpint (mg_claims_get_kind (claims), ==, MG_DISCOVERED_KIND_NAS);
  g_assert_cmpstr (mg_discovered_kind_get_nick (MG_DISCOVERED_KIND_NAS), ==, "nas");
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/discovery/claims/normal", test_claims_normal);
  g_test_add_func ("/discovery/claims/serial-is-mac", test_claims_serial_is_mac);
  g_test_add_func ("/discovery/claims/macs", test_claims_macs);
  g_test_add_func ("/discovery/claims/many-macs", test_claims_many_macs);
  g_test_add_func ("/discovery/claims/first", test_claims_first);

  return g_test_run ();
}
