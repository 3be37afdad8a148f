/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-secret-builder.h"
#include "mg-test.h"

/* Check that a form body escapes names and values as RFC 6749 Appendix B asks. */
static void
test_secret_builder_form (void)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();
  g_autoptr (MgSecret) token = mg_secret_new ("1//a+b=c&d", -1);
  g_autoptr (MgSecret) body = NULL;

  mg_secret_builder_append_form (builder, "client id", " %&+£€");
  mg_secret_builder_append_form_secret (builder, "refresh_token", token);
  body = mg_secret_builder_end (builder);

  g_assert_cmpstr (mg_secret_peek (body), ==,
                   "client+id=+%25%26%2B%C2%A3%E2%82%AC&refresh_token=1%2F%2Fa%2Bb%3Dc%26d");
}

/* Check that a JSON body escapes what JSON needs escaped and nothing else. */
static void
test_secret_builder_json (void)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();
  g_autoptr (MgSecret) secret = mg_secret_new ("a\"b\\c\n€", -1);
  g_autoptr (MgSecret) body = NULL;

  mg_secret_builder_append (builder, "{\"p\":");
  mg_secret_builder_append_json_secret (builder, secret);
  mg_secret_builder_append (builder, ",\"n\":");
  mg_secret_builder_append_json (builder, NULL);
  mg_secret_builder_append (builder, ",\"s\":");
  mg_secret_builder_append_json (builder, "x");
  mg_secret_builder_append (builder, "}");
  body = mg_secret_builder_end (builder);

  g_assert_cmpstr (mg_secret_peek (body), ==,
                   "{\"p\":\"a\\\"b\\\\c\\u000a€\",\"n\":null,\"s\":\"x\"}");
}

/* Check that a message that outgrows its memory stays whole, and that a
 * builder starts again after its end. */
static void
test_secret_builder_grow (void)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();
  g_autofree char *text = g_strnfill (10000, 'x');
  g_autoptr (MgSecret) first = NULL;
  g_autoptr (MgSecret) second = NULL;

  mg_secret_builder_append (builder, text);
  mg_secret_builder_append (builder, "end");
  first = mg_secret_builder_end (builder);
  g_assert_cmpuint (mg_secret_get_length (first), ==, 10003);
  g_assert_true (g_str_has_suffix (mg_secret_peek (first), "xend"));

  second = mg_secret_builder_end (builder);
  g_assert_cmpuint (mg_secret_get_length (second), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/base/secret-builder/form", test_secret_builder_form);
  g_test_add_func ("/base/secret-builder/json", test_secret_builder_json);
  g_test_add_func ("/base/secret-builder/grow", test_secret_builder_grow);

  return g_test_run ();
}
