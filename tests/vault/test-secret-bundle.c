/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <json-glib/json-glib.h>

#include "mg-error.h"
#include "mg-secret-bundle.h"
#include "mg-test.h"

/* Check that what is written comes back, whatever bytes it has, and that it is
 * plain JSON for anybody else. */
static void
test_secret_bundle_round_trip (void)
{
  static const char nasty[] = "quote\" back\\slash \n\t\x01 é 😀 </script>";
  g_autofree char *long_token = g_strnfill (12288, 't');
  g_autoptr (MgSecret) refresh = mg_secret_new (nasty, -1);
  g_autoptr (MgSecret) access = mg_secret_new (long_token, -1);
  g_autoptr (MgSecretBundle) bundle = mg_secret_bundle_new ();
  g_autoptr (MgSecretBundle) read = NULL;
  g_autoptr (MgSecret) whole = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *user = NULL;

  mg_secret_bundle_set (bundle, "refresh_token", refresh);
  mg_secret_bundle_set (bundle, "access_token", access);
  mg_secret_bundle_set_text (bundle, "user", "admin");
  mg_secret_bundle_set_text (bundle, "gone", "x");
  mg_secret_bundle_set (bundle, "gone", NULL);
  whole = mg_secret_bundle_to_secret (bundle);

  read = mg_secret_bundle_new_from_secret (whole, &error);
  g_assert_no_error (error);
  g_assert_true (mg_secret_equal (mg_secret_bundle_get (read, "refresh_token"), refresh));
  g_assert_true (mg_secret_equal (mg_secret_bundle_get (read, "access_token"), access));
  user = mg_secret_bundle_dup_text (read, "user");
  g_assert_cmpstr (user, ==, "admin");
  g_assert_null (mg_secret_bundle_get (read, "gone"));
  g_assert_null (mg_secret_bundle_dup_text (read, "gone"));

  node = json_from_string (mg_secret_peek (whole), &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (node), "version"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "refresh_token"),
                   ==, nasty);
}

typedef struct
{
  const char *text;
  const char *value;  /* of "a"; NULL if unreadable */
} Vector;

/* Check that every legal spelling is read and everything else is refused as
 * unreadable, without a crash. */
static void
test_secret_bundle_read (void)
{
  static const Vector vectors[] = {
    { "{\"version\":1,\"a\":\"x\"}", "x" },
    { " { \"a\" : \"x\" ,\r\n\t\"version\" : 1 } ", "x" },
    { "{\"version\":1,\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}", "\"\\/\b\f\n\r\t" },
    { "{\"version\":1,\"a\":\"\\u00e9\\u20AC\\ud83d\\ude00\"}", "é€😀" },
    { "{\"version\":1,\"a\":\"\"}", "" },
    { "{\"version\":2,\"a\":\"x\"}", NULL },
    { "{\"version\":0,\"a\":\"x\"}", NULL },
    { "{\"version\":99999999999999999999,\"a\":\"x\"}", NULL },
    { "{\"version\":\"1\",\"a\":\"x\"}", NULL },
    { "{\"a\":\"x\"}", NULL },
    { "{\"version\":1,\"a\":5}", NULL },
    { "{\"version\":1,\"a\":{}}", NULL },
    { "{\"version\":1,\"a\":\"x\"", NULL },
    { "{\"version\":1,\"a\":\"x", NULL },
    { "{\"version\":1,\"a\":\"x\\", NULL },
    { "{\"version\":1,\"a\":\"x\\u00", NULL },
    { "{\"version\":1,\"a\":\"\\u00zz\"}", NULL },
    { "{\"version\":1,\"a\":\"\\u0000\"}", NULL },
    { "{\"version\":1,\"a\":\"\\ud83d\"}", NULL },
    { "{\"version\":1,\"a\":\"\\ud83d\\n1234\"}", NULL },
    { "{\"version\":1,\"a\":\"\\ud83d\\u0041\"}", NULL },
    { "{\"version\":1,\"a\":\"\\ude00\"}", NULL },
    { "{\"version\":1,\"a\":\"\\x\"}", NULL },
    { "{\"version\":1,\"a\":\"\x01\"}", NULL },
    { "{\"version\":1,\"a\":\"\xff\"}", NULL },
    { "{\"version\":1,\"a\" \"x\"}", NULL },
    { "{\"version\":1,\"a\":\"x\"} {}", NULL },
    { "{\"version\":1,}", NULL },
    { "{\"version\":", NULL },
    { "[]", NULL },
    { "", NULL },
    { "plain-token", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgSecret) secret = mg_secret_new (vectors[i].text, -1);
      g_autoptr (MgSecretBundle) bundle = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("Vector %" G_GSIZE_FORMAT, i);
      bundle = mg_secret_bundle_new_from_secret (secret, &error);

      if (vectors[i].value == NULL)
        {
          g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_UNREADABLE);
          g_assert_null (bundle);
        }
      else
        {
          g_assert_no_error (error);
          g_assert_cmpstr (mg_secret_peek (mg_secret_bundle_get (bundle, "a")),
                           ==, vectors[i].value);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/vault/secret-bundle/round-trip", test_secret_bundle_round_trip);
  g_test_add_func ("/vault/secret-bundle/read", test_secret_bundle_read);

  return g_test_run ();
}
