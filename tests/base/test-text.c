/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-test.h"
#include "mg-text.h"

typedef struct
{
  const char *bytes;
  gsize       max;
  const char *clean;
} Vector;

/* Check that what a device calls itself can be shown without harm. */
static void
test_text_clean (void)
{
  static const Vector vectors[] = {
    { "Office NAS", 20, "Office NAS" },
    { "  Office \t\n NAS ", 20, "Office NAS" },
    { "a\x1b[31mb", 20, "a [31mb" },
    { "abc\xff", 20, "abc\xef\xbf\xbd" },
    { "\xe2\x80\xae" "evil", 20, "evil" },
    { "zero\xe2\x80\x8bwidth", 20, "zerowidth" },
    { "Lab <printer> & co", 20, "Lab <printer> & co" },
    { "abcdef", 3, "abc…" },
    { "abc", 3, "abc" },
    { "ab cd", 3, "ab…" },
    { "", 3, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *clean = mg_text_dup_clean (vectors[i].bytes, -1, vectors[i].max);

      g_test_message ("Vector %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (clean, ==, vectors[i].clean);
    }
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/base/text/clean", test_text_clean);

  return g_test_run ();
}
