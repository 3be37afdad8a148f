/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-sasl.h"
#include "mg-test.h"

typedef struct
{
  MgSaslMechanism  mechanism;
  const char      *user;
  const char      *secret;
  guint16          port;
  const char      *encoded;
} Vector;

/* Check the first message of every mechanism: item 77 with the example of
 * Google's own page, item 78 with that of RFC 7628 §4.1 (its host and port),
 * and its escapes, and RFC 4616 §4. */
static void
test_sasl_77_78_response (void)
{
  static const Vector vectors[] = {
    { MG_SASL_XOAUTH2, "someuser@example.com",
      "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg", 587,
      "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJo"
      "ZG1semRHRXVZMjl0Q2cBAQ==" },
    { MG_SASL_OAUTHBEARER, "user@example.com", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==", 587,
      "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9NTg3AWF1dGg9QmVhcmVyIHZG"
      "OWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB" },
    { MG_SASL_OAUTHBEARER, "a,b=c@example.com", "t", 993,
      "bixhPWE9MkNiPTNEY0BleGFtcGxlLmNvbSwBaG9zdD1zZXJ2ZXIuZXhhbXBsZS5jb20BcG9ydD05OTMBYXV0aD1CZWFy"
      "ZXIgdAEB" },
    { MG_SASL_PLAIN, "tim", "tanstaaftanstaaf", 587, "AHRpbQB0YW5zdGFhZnRhbnN0YWFm" },
    { MG_SASL_LOGIN, "tim", "tanstaaftanstaaf", 587, "dGlt" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgSecret) secret = mg_secret_new (vectors[i].secret, -1);
      g_autoptr (MgSecret) encoded = NULL;

      g_test_message ("Vector %" G_GSIZE_FORMAT, i);
      encoded = mg_sasl_encode_response (vectors[i].mechanism, vectors[i].user, secret,
                                         "server.example.com", vectors[i].port);
      g_assert_cmpstr (mg_secret_peek (encoded), ==, vectors[i].encoded);
    }
}

/* Check that base64 is that of GLib for every length around its groups. */
static void
test_sasl_base64 (void)
{
  g_autofree char *bytes = g_strnfill (13000, 'z');

  for (gsize length = 0; length <= 13000; length += length < 10 ? 1 : 4330)
    {
      g_autoptr (MgSecret) encoded = mg_sasl_encode_base64 (bytes, length);
      g_autofree char *expected = g_base64_encode ((const guchar *) bytes, length);

      g_assert_cmpstr (mg_secret_peek (encoded), ==, expected);
    }
}

/* Check item 79: what answers a challenge. */
static void
test_sasl_79_abort (void)
{
  g_assert_cmpstr (mg_sasl_get_abort_response (MG_SASL_XOAUTH2), ==, "");
  g_assert_cmpstr (mg_sasl_get_abort_response (MG_SASL_OAUTHBEARER), ==, "AQ==");
  g_assert_cmpstr (mg_sasl_get_abort_response (MG_SASL_PLAIN), ==, "*");
  g_assert_cmpstr (mg_sasl_get_abort_response (MG_SASL_LOGIN), ==, "*");
}

static void
assert_challenge (const char *json,
                  const char *status,
                  const char *scope)
{
  g_autofree char *base64 = g_base64_encode ((const guchar *) json, strlen (json));
  g_autoptr (MgSaslChallenge) challenge = mg_sasl_challenge_parse (base64);

  g_assert_nonnull (challenge);
  g_assert_cmpstr (challenge->status, ==, status);
  g_assert_cmpstr (challenge->scope, ==, scope);
}

/* Check item 80: a status may be a string or a number, and every member may
 * be missing or of another type. */
static void
test_sasl_80_challenge (void)
{
  assert_challenge ("{\"status\":\"401\",\"schemes\":\"bearer mac\","
                    "\"scope\":\"https://mail.google.com/\"}", "401", "https://mail.google.com/");
  assert_challenge ("{\"status\":400}", "400", NULL);
  assert_challenge ("{\"status\":\"invalid_token\",\"scope\":[\"x\"]}", "invalid_token", NULL);
  assert_challenge ("{\"status\":null}", NULL, NULL);
  assert_challenge ("{}", NULL, NULL);
  assert_challenge ("{\"status\":\"a\\u202eb\\n\"}", "ab", NULL);
}

/* Check item 80: what is no JSON object is no challenge, and harms nobody. */
static void
test_sasl_80_no_challenge (void)
{
  g_autofree char *large = g_strnfill (100000, 'A');
  const char *texts[] = { "", "!!!", "bm90IGpzb24=", "W10=", "eyI=", large };
  g_autoptr (MgSaslChallenge) copy = NULL;
  MgSaslChallenge challenge = { .status = (char *) "401", .schemes = (char *) "bearer" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_null (mg_sasl_challenge_parse (texts[i]));

  copy = mg_sasl_challenge_copy (&challenge);
  g_assert_cmpstr (copy->status, ==, "401");
  g_assert_cmpstr (copy->schemes, ==, "bearer");
  g_assert_null (copy->openid_configuration);
}

/* Check that nothing is sent that would end a message early. */
static void
test_sasl_can_carry (void)
{
  g_autoptr (MgSecret) token = mg_secret_new ("ya29.x-_~+/=", -1);
  g_autoptr (MgSecret) injected = mg_secret_new ("x\001user=other", -1);
  g_autoptr (MgSecret) spaced = mg_secret_new ("correct horse", -1);
  g_autoptr (MgSecret) nul = mg_secret_new ("a\0b", 3);
  g_autoptr (MgSecret) empty = mg_secret_new ("", -1);

  g_assert_true (mg_sasl_can_carry (MG_SASL_XOAUTH2, "ada@example.org", token));
  g_assert_false (mg_sasl_can_carry (MG_SASL_XOAUTH2, "ada\001@example.org", token));
  g_assert_false (mg_sasl_can_carry (MG_SASL_XOAUTH2, "ada\r\nQUIT", token));
  g_assert_false (mg_sasl_can_carry (MG_SASL_OAUTHBEARER, "ada", injected));
  g_assert_false (mg_sasl_can_carry (MG_SASL_OAUTHBEARER, "ada", spaced));
  g_assert_false (mg_sasl_can_carry (MG_SASL_OAUTHBEARER, "ada", empty));
  g_assert_true (mg_sasl_can_carry (MG_SASL_PLAIN, "ada", spaced));
  g_assert_false (mg_sasl_can_carry (MG_SASL_PLAIN, "ada", nul));
  g_assert_false (mg_sasl_can_carry (MG_SASL_PLAIN, "ada", empty));
}

/* Check that names are found in any case, and no other name is. */
static void
test_sasl_names (void)
{
  MgSaslMechanism mechanism;

  for (guint i = MG_SASL_XOAUTH2; i <= MG_SASL_LOGIN; i++)
    {
      g_autofree char *lower = g_ascii_strdown (mg_sasl_mechanism_get_name (i), -1);

      g_assert_true (mg_sasl_mechanism_from_name (lower, &mechanism));
      g_assert_cmpuint (mechanism, ==, i);
    }

  g_assert_false (mg_sasl_mechanism_from_name ("CRAM-MD5", &mechanism));
  g_assert_true (mg_sasl_mechanism_is_oauth (MG_SASL_OAUTHBEARER));
  g_assert_false (mg_sasl_mechanism_is_oauth (MG_SASL_LOGIN));
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/mail/sasl/77-78-response", test_sasl_77_78_response);
  g_test_add_func ("/mail/sasl/base64", test_sasl_base64);
  g_test_add_func ("/mail/sasl/79-abort", test_sasl_79_abort);
  g_test_add_func ("/mail/sasl/80-challenge", test_sasl_80_challenge);
  g_test_add_func ("/mail/sasl/80-no-challenge", test_sasl_80_no_challenge);
  g_test_add_func ("/mail/sasl/can-carry", test_sasl_can_carry);
  g_test_add_func ("/mail/sasl/names", test_sasl_names);

  return g_test_run ();
}
