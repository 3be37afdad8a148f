/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-secret.h"
#include "mg-test.h"

/* Check that a secret keeps its bytes and its length, whichever way it is made. */
static void
test_secret_bytes (void)
{
  g_autoptr (MgSecret) whole = mg_secret_new ("correct horse", -1);
  g_autoptr (MgSecret) part = mg_secret_new ("correct horse", 7);
  g_autoptr (MgSecret) taken = mg_secret_new_take (g_strdup ("correct"));
  g_autoptr (MgSecret) empty = mg_secret_new ("", -1);

  g_assert_cmpstr (mg_secret_peek (whole), ==, "correct horse");
  g_assert_cmpuint (mg_secret_get_length (whole), ==, 13);
  g_assert_cmpstr (mg_secret_peek (part), ==, "correct");
  g_assert_true (mg_secret_equal (part, taken));
  g_assert_false (mg_secret_equal (whole, part));
  g_assert_cmpuint (mg_secret_get_length (empty), ==, 0);
}

/* Check that a token longer than a page survives as it is. */
static void
test_secret_long (void)
{
  g_autofree char *token = g_strnfill (12288, 'x');
  g_autoptr (MgSecret) secret = mg_secret_new (token, -1);

  g_assert_cmpuint (mg_secret_get_length (secret), ==, 12288);
  g_assert_cmpstr (mg_secret_peek (secret), ==, token);
}

/* Check that nothing of a secret is printed, and that its hash is the standard one. */
static void
test_secret_shown (void)
{
  g_autoptr (MgSecret) secret = mg_secret_new ("abc", -1);
  g_autofree char *hash = mg_secret_dup_sha256 (secret);

  g_assert_cmpstr (mg_secret_to_string (secret), ==, "[secret]");
  g_assert_cmpstr (mg_secret_to_string (NULL), ==, "[no secret]");
  g_assert_cmpstr (hash, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/* Check that a copy of a boxed value is one more reference to the same bytes. */
static void
test_secret_boxed (void)
{
  g_autoptr (MgSecret) secret = mg_secret_new ("abc", -1);
  MgSecret *copy = g_boxed_copy (MG_TYPE_SECRET, secret);

  g_assert_true (mg_secret_peek (copy) == mg_secret_peek (secret));
  g_boxed_free (MG_TYPE_SECRET, copy);
  g_assert_cmpstr (mg_secret_peek (secret), ==, "abc");
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/base/secret/bytes", test_secret_bytes);
  g_test_add_func ("/base/secret/long", test_secret_long);
  g_test_add_func ("/base/secret/shown", test_secret_shown);
  g_test_add_func ("/base/secret/boxed", test_secret_boxed);

  return g_test_run ();
}
