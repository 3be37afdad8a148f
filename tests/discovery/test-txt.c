/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-test.h"
#include "mg-txt.h"

static MgTxt *
txt_from_wire (const char * const *strings)
{
  g_autoptr (GByteArray) rdata = g_byte_array_new ();

  for (gsize i = 0; strings[i] != NULL; i++)
    {
      guint8 length = (guint8) strlen (strings[i]);

      g_byte_array_append (rdata, &length, 1);
      g_byte_array_append (rdata, (const guint8 *) strings[i], length);
    }

  return mg_txt_new_from_rdata (rdata->data, rdata->len);
}

/* Check that the shapes of RFC 6763 section 6.4 are told apart: a key without
 * a value, with an empty one, and a value without a key. */
static void
test_txt_shapes (void)
{
  const char * const strings[] = {
    "ty=HP LaserJet", "noequals", "=nokey", "empty=", "a=b=c", NULL,
  };
  g_autoptr (MgTxt) txt = txt_from_wire (strings);

  g_assert_cmpuint (mg_txt_get_size (txt), ==, 4);
  g_assert_cmpstr (mg_txt_get (txt, "TY"), ==, "HP LaserJet");
  g_assert_null (mg_txt_get (txt, "noequals"));
  g_assert_cmpstr (mg_txt_get (txt, "empty"), ==, "");
  g_assert_cmpstr (mg_txt_get (txt, "a"), ==, "b=c");
  g_assert_null (mg_txt_get (txt, ""));
}

/* Check that Xerox's "usb_MDL:Phaser 3020" is read, and that a colon means
 * nothing elsewhere. */
static void
test_txt_colon (void)
{
  const char * const strings[] = { "usb_MDL:Phaser 3020", "note:here", NULL };
  g_autoptr (MgTxt) txt = mg_txt_new (strings);

  g_assert_cmpstr (mg_txt_get (txt, "usb_MDL"), ==, "Phaser 3020");
  g_assert_null (mg_txt_get (txt, "note"));
}

/* Check that QNAP's single string comes apart, and that keys in strings of
 * their own are read as well. */
static void
test_txt_split (void)
{
  const char * const strings[] = {
    "accessType=https,accessPort=86,model=TS-X64,displayModel=TS-464C,fwVer=5.2.9",
    "serialNum=Q132B03431",
    NULL,
  };
  g_autoptr (MgTxt) list = mg_txt_new (strings);
  g_autoptr (MgTxt) txt = mg_txt_new_split (list);

  g_assert_cmpuint (mg_txt_get_size (list), ==, 2);
  g_assert_cmpstr (mg_txt_get (txt, "accessType"), ==, "https");
  g_assert_cmpstr (mg_txt_get (txt, "accessPort"), ==, "86");
  g_assert_cmpstr (mg_txt_get (txt, "displayModel"), ==, "TS-464C");
  g_assert_cmpstr (mg_txt_get (txt, "serialNum"), ==, "Q132B03431");
}

static GVariant *
variant_new (const char * const *strings)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aay"));
  for (gsize i = 0; strings[i] != NULL; i++)
    g_variant_builder_add_value (&builder,
                                 g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, strings[i],
                                                            strlen (strings[i]), 1));

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/* Check that of a key that comes twice the first on the wire counts, in both
 * orders in which Avahi may deliver it, and that it is known to be doubtful. */
static void
test_txt_twice (void)
{
  const char * const forwards[] = { "ty=first", "ty=second", "rp=x", "rp=x", NULL };
  const char * const backwards[] = { "rp=x", "rp=x", "ty=second", "ty=first", NULL };

  for (guint reversed = 0; reversed < 2; reversed++)
    {
      g_autoptr (GVariant) strings = variant_new (reversed ? backwards : forwards);
      g_autoptr (MgTxt) txt = mg_txt_new_from_variant (strings, (gboolean) reversed);

      g_assert_cmpstr (mg_txt_get (txt, "ty"), ==, "first");
      g_assert_true (mg_txt_is_ambiguous (txt, "TY"));
      g_assert_false (mg_txt_is_ambiguous (txt, "rp"));
    }
}

/* Check that bytes which are no text come out as text that can be shown. */
static void
test_txt_bytes (void)
{
  static const guint8 rdata[] = "\x0a" "bin=\0\1\2\xff" "ab" "\x0b" "esc=\x1b[31m\r\n";
  g_autoptr (MgTxt) txt = mg_txt_new_from_rdata (rdata, sizeof rdata - 1);

  g_assert_true (g_utf8_validate (mg_txt_get (txt, "bin"), -1, NULL));
  g_assert_true (g_str_has_suffix (mg_txt_get (txt, "bin"), "ab"));
  g_assert_cmpstr (mg_txt_get (txt, "esc"), ==, "[31m");
}

/* Check that a record of any size is read only so far. */
static void
test_txt_bounds (void)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) strings = NULL;
  g_autoptr (MgTxt) many = NULL;
  g_autoptr (MgTxt) large = NULL;
  g_autofree char *value = g_strnfill (9000, 'A');
  g_autofree char *huge = g_strconcat ("k=", value, NULL);
  const char * const one[] = { huge, "small=x", NULL };

  for (guint i = 0; i < 9000; i++)
    {
      g_autofree char *string = g_strdup_printf ("key%u=v", i);

      g_strv_builder_add (builder, string);
    }
  strings = g_strv_builder_end (builder);

  many = mg_txt_new ((const char * const *) strings);
  g_assert_cmpuint (mg_txt_get_size (many), ==, 64);

  large = mg_txt_new (one);
  g_assert_null (mg_txt_get (large, "k"));
  g_assert_cmpstr (mg_txt_get (large, "small"), ==, "x");
}

/* Check that a string whose length leads over the end is not read. */
static void
test_txt_cut (void)
{
  static const guint8 rdata[] = { 3, 'a', '=', 'b', 200, 'c', '=' };
  g_autoptr (MgTxt) txt = mg_txt_new_from_rdata (rdata, sizeof rdata);

  g_assert_cmpuint (mg_txt_get_size (txt), ==, 1);
  g_assert_cmpstr (mg_txt_get (txt, "a"), ==, "b");
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/discovery/txt/shapes", test_txt_shapes);
  g_test_add_func ("/discovery/txt/colon", test_txt_colon);
  g_test_add_func ("/discovery/txt/split", test_txt_split);
  g_test_add_func ("/discovery/txt/twice", test_txt_twice);
  g_test_add_func ("/discovery/txt/bytes", test_txt_bytes);
  g_test_add_func ("/discovery/txt/bounds", test_txt_bounds);
  g_test_add_func ("/discovery/txt/cut", test_txt_cut);

  return g_test_run ();
}
