/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-test.h"
#include "mg-value.h"

static void
assert_json (GVariant   *value,
             const char *expected)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);
  g_autofree char *text = mg_value_to_json (owned, FALSE);

  g_assert_cmpstr (text, ==, expected);
}

/* Check that every kind of value is the JSON that RFC 8259 wants, whatever a
 * device has put into a string. */
static void
test_json (void)
{
  static const char *const strv[] = { "a", "b", NULL };

  assert_json (mg_value_new_string ("NAS"), "\"NAS\"");
  assert_json (mg_value_new_string ("a\"b\\c/d"), "\"a\\\"b\\\\c/d\"");
  assert_json (mg_value_new_string ("a\nb\tc\x01\x1b\x7f"), "\"a\\u000ab\\u0009c\\u0001\\u001b\\u007f\"");
  assert_json (mg_value_new_string ("K\xc3\xbc" "che"), "\"K\xc3\xbc" "che\"");
  assert_json (mg_value_new_string ("\xff"), "\"\xef\xbf\xbd\"");
  assert_json (mg_value_new_strv (strv), "[\"a\",\"b\"]");
  assert_json (mg_value_new_strv (NULL), "[]");
  assert_json (g_variant_new_int64 (G_MININT64), "-9223372036854775808");
  assert_json (g_variant_new_boolean (TRUE), "true");
  g_assert_null (mg_value_new_string (NULL));
}

/* Check that members keep their order, and that what is not known is null. */
static void
test_object (void)
{
  GVariantBuilder inner;
  GVariantBuilder outer;

  g_variant_builder_init (&inner, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_init (&outer, G_VARIANT_TYPE_VARDICT);
  mg_value_add (&inner, "code", mg_value_new_string ("x"));
  mg_value_add (&outer, "z", NULL);
  mg_value_add (&outer, "a", g_variant_builder_end (&inner));
  mg_value_add (&outer, "n", g_variant_new_int64 (1));

  assert_json (g_variant_builder_end (&outer), "{\"z\":null,\"a\":{\"code\":\"x\"},\"n\":1}");
}

/* Check the lines of a document that a person may read too. */
static void
test_indented (void)
{
  g_autoptr (GVariant) value = NULL;
  g_autofree char *text = NULL;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  mg_value_add (&builder, "a", mg_value_new_strv (NULL));
  mg_value_add (&builder, "b", g_variant_new_int64 (2));
  value = g_variant_ref_sink (g_variant_builder_end (&builder));
  text = mg_value_to_json (value, TRUE);

  g_assert_cmpstr (text, ==, "{\n  \"a\": [],\n  \"b\": 2\n}");
}

/* Check that a moment is ISO 8601 in UTC, and that no moment is not known. */
static void
test_time (void)
{
  assert_json (mg_value_new_time (G_GINT64_CONSTANT (1772368496) * G_USEC_PER_SEC),
               "\"2026-03-01T12:34:56Z\"");
  g_assert_null (mg_value_new_time (0));
  g_assert_null (mg_value_new_time (G_MAXINT64));
}

/* Check that no control character of a device reaches a terminal. */
static void
test_text (void)
{
  g_autoptr (GVariant) hostile = g_variant_ref_sink (mg_value_new_string ("a\x1b[31mb\nc\r"));
  g_autoptr (GVariant) number = g_variant_ref_sink (g_variant_new_int64 (7));
  g_autofree char *clean = mg_value_to_text (hostile);
  g_autofree char *seven = mg_value_to_text (number);
  g_autofree char *nothing = mg_value_to_text (NULL);

  g_assert_cmpstr (clean, ==, "a [31mb c");
  g_assert_cmpstr (seven, ==, "7");
  g_assert_cmpstr (nothing, ==, "");
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/value/json", test_json);
  g_test_add_func ("/value/object", test_object);
  g_test_add_func ("/value/indented", test_indented);
  g_test_add_func ("/value/time", test_time);
  g_test_add_func ("/value/text", test_text);

  return g_test_run ();
}
