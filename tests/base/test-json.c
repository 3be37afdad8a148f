/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-test.h"

typedef struct
{
  const char *text;
  gssize      length;
  gboolean    valid;
} Vector;

/* Check that only well-formed, shallow, valid UTF-8 is read, whatever comes. */
static void
test_json_parse (void)
{
  static const Vector vectors[] = {
    { "{\"a\":1}", -1, TRUE },
    { "[]", -1, TRUE },
    { "\xef\xbb\xbf{}", -1, TRUE },
    { "{\"a\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"}", -1, TRUE },
    { "{\"a\":\"\\\"[\"}", -1, TRUE },
    { "", -1, FALSE },
    { "<html>", -1, FALSE },
    { "{\"a\":", -1, FALSE },
    { "{\"a\":\"\xff\"}", -1, FALSE },
    { "{}\0{}", 5, FALSE },
    { " \"a\"\n", -1, TRUE },
    { "-1.5e+3", -1, TRUE },
    { "{}{}", -1, FALSE },
    { "0{}", -1, FALSE },
    { "1 2", -1, FALSE },
    { "\"a\"\"b\"", -1, FALSE },
    { "{} // x", -1, FALSE },
    { "/* x */ {}", -1, FALSE },
    { "# x\n{}", -1, FALSE },
    { "var x = {};", -1, FALSE },
    { "{'a':1}", -1, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (JsonNode) node = NULL;
      g_autoptr (GError) error = NULL;
      gsize length = vectors[i].length < 0 ? strlen (vectors[i].text) : (gsize) vectors[i].length;

      g_test_message ("Vector %" G_GSIZE_FORMAT, i);
      node = mg_json_parse (vectors[i].text, length, &error);

      if (vectors[i].valid)
        g_assert_no_error (error);
      else
        g_assert_error (error, MG_ERROR, MG_ERROR_PROTOCOL);
      g_assert_true ((node != NULL) == vectors[i].valid);
    }
}

/* Check that a bomb of brackets ends at the limit and not on the stack, and
 * that nothing can hide it that the parser takes and JSON does not know. */
static void
test_json_depth (void)
{
  static const char *const covers[] = { "", "/*\"*/", "//\"\n", "#\"\n", "'\"'", "x\"" };
  g_autofree char *bomb = g_strnfill (100000, '[');
  g_autoptr (GString) edge = g_string_new (NULL);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (covers); i++)
    {
      g_autofree char *covered = g_strconcat (covers[i], bomb, NULL);

      g_assert_null (mg_json_parse (covered, strlen (covered), &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_PROTOCOL);
      g_clear_error (&error);
    }

  for (guint i = 0; i < MG_JSON_MAX_DEPTH; i++)
    g_string_append_c (edge, '[');
  for (guint i = 0; i < MG_JSON_MAX_DEPTH; i++)
    g_string_append_c (edge, ']');
  node = mg_json_parse (edge->str, edge->len, &error);
  g_assert_no_error (error);
  g_assert_nonnull (node);
}

/* Check that a member of another type counts as absent. */
static void
test_json_members (void)
{
  static const char text[] =
    "{\"s\":\"x\",\"i\":5,\"b\":true,\"o\":{},\"a\":[\"p\",1,\"q\"],\"n\":null}";
  g_autoptr (JsonNode) node = mg_json_parse (text, strlen (text), NULL);
  JsonObject *object = json_node_get_object (node);
  g_auto (GStrv) strings = mg_json_dup_strv (object, "a");
  gint64 number = 0;

  g_assert_cmpstr (mg_json_get_string (object, "s"), ==, "x");
  g_assert_null (mg_json_get_string (object, "i"));
  g_assert_null (mg_json_get_string (object, "n"));
  g_assert_null (mg_json_get_string (object, "none"));
  g_assert_null (mg_json_get_string (NULL, "s"));
  g_assert_true (mg_json_get_int (object, "i", &number));
  g_assert_cmpint (number, ==, 5);
  g_assert_false (mg_json_get_int (object, "s", &number));
  g_assert_true (mg_json_get_boolean (object, "b", FALSE));
  g_assert_true (mg_json_get_boolean (object, "s", TRUE));
  g_assert_nonnull (mg_json_get_object (object, "o"));
  g_assert_null (mg_json_get_object (object, "a"));
  g_assert_null (mg_json_get_array (object, "o"));
  g_assert_cmpstrv (strings, ((const char *[]) { "p", "q", NULL }));
  g_assert_null (mg_json_dup_strv (object, "s"));
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/base/json/parse", test_json_parse);
  g_test_add_func ("/base/json/depth", test_json_depth);
  g_test_add_func ("/base/json/members", test_json_members);

  return g_test_run ();
}
