/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-test.h"
#include "mg-tls-pin.h"

/* openssl x509 -in tests/fixtures/device.pem -noout -fingerprint -sha256 */
#define EXPECTED "fae8451133759200511ca9228ca01e1e8bf8c5cf91816b7ef6d5d4c7b0c00a3e"
#define DIGITS "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

/* Check that a fingerprint is understood however it was copied, and shown as
 * devices show it. */
static void
test_tls_pin_text (void)
{
  g_autofree char *display = mg_tls_pin_dup_display (DIGITS);
  g_autofree char *back = mg_tls_pin_normalize (display);
  g_autofree char *plain = mg_tls_pin_normalize (DIGITS);
  g_autofree char *named = mg_tls_pin_normalize ("SHA256:" DIGITS "\n");

  g_assert_true (g_str_has_prefix (display, "00:11:22:33"));
  g_assert_cmpuint (strlen (display), ==, 95);
  g_assert_cmpstr (back, ==, DIGITS);
  g_assert_cmpstr (plain, ==, DIGITS);
  g_assert_cmpstr (named, ==, DIGITS);
  g_assert_null (mg_tls_pin_normalize (""));
  g_assert_null (mg_tls_pin_normalize ("0011"));
  g_assert_null (mg_tls_pin_normalize (DIGITS "00"));
  g_assert_null (mg_tls_pin_normalize ("zz" DIGITS));
}

/* Check that the fingerprint is that of the DER form, as openssl prints it. */
static void
test_tls_pin_fingerprint (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "device.pem", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, &error);
  g_autofree char *fingerprint = NULL;

  g_assert_no_error (error);
  fingerprint = mg_tls_pin_dup_fingerprint (certificate);
  g_assert_cmpstr (fingerprint, ==, EXPECTED);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/net/tls-pin/text", test_tls_pin_text);
  g_test_add_func ("/net/tls-pin/fingerprint", test_tls_pin_fingerprint);

  return g_test_run ();
}
