/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-error.h"
#include "mg-test.h"
#include "mg-token-set.h"

#define HOUR (3600 * (gint64) G_USEC_PER_SEC)
#define NOW (1000 * HOUR)

static const char * const scopes[] = { "mail.send", "a \"b\" \\ é", NULL };

static MgTokenSet *
create (const char *access,
        const char *refresh,
        gint64      obtained_at,
        gint64      expires_at)
{
  g_autoptr (MgSecret) access_token = mg_secret_new (access, -1);
  g_autoptr (MgSecret) refresh_token = refresh != NULL ? mg_secret_new (refresh, -1) : NULL;

  return mg_token_set_new (access_token, refresh_token, scopes, obtained_at, expires_at);
}

/* Check that everything survives the keyring, tokens of any length included. */
static void
test_secret (void)
{
  g_autofree char *token = g_strnfill (12288, 'x');
  g_autoptr (MgTokenSet) set = create ("a\"\\", token, NOW, NOW + HOUR);
  g_autoptr (MgSecret) secret = mg_token_set_to_secret (set);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgTokenSet) back = mg_token_set_new_from_secret (secret, &error);
  g_autoptr (MgTokenSet) copy = NULL;

  g_assert_no_error (error);
  copy = g_boxed_copy (MG_TYPE_TOKEN_SET, back);
  g_assert_cmpstr (mg_secret_peek (mg_token_set_get_access (copy)), ==, "a\"\\");
  g_assert_cmpstr (mg_secret_peek (mg_token_set_get_refresh (copy)), ==, token);
  g_assert_cmpstrv (mg_token_set_get_scopes (copy), scopes);
  g_assert_cmpint (mg_token_set_get_obtained_at (copy), ==, NOW);
  g_assert_cmpint (mg_token_set_get_expires_at (copy), ==, NOW + HOUR);
  g_assert_cmpint (mg_token_set_get_refresh_obtained_at (copy), ==, NOW);
  g_assert_cmpint (mg_token_set_get_refresh_expires_at (copy), ==, 0);
  g_assert_null (mg_token_set_get_address (copy));
}

/* Check that what the keyring gives back is not believed blindly. */
static void
test_secret_broken (void)
{
  static const char * const broken[] = {
    "", "{}", "[]", "x", "{\"version\":1}", "{\"version\":1,\"access_token\":\"a\"}",
    "{\"version\":2,\"access_token\":\"a\",\"scopes\":[]}",
    "{\"version\":1,\"access_token\":\"\",\"scopes\":[]}",
    "{\"access_token\":\"a\",\"scopes\":[]}",
  };
  g_autoptr (MgSecret) least =
    mg_secret_new ("{\"version\":1,\"access_token\":\"a\",\"scopes\":[]}", -1);
  g_autoptr (MgTokenSet) set = mg_token_set_new_from_secret (least, NULL);

  g_assert_nonnull (set);
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (MgSecret) secret = mg_secret_new (broken[i], -1);
      g_autoptr (GError) error = NULL;

      g_assert_null (mg_token_set_new_from_secret (secret, &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_UNREADABLE);
    }
}

/* Check that a refresh keeps what it did not bring, the refresh token's age
 * included, by which a device's fuse is told. */
static void
test_merged (void)
{
  g_autoptr (MgTokenSet) old = create ("a0", "r0", NOW, NOW + HOUR);
  g_autoptr (MgTokenSet) bare = create ("a1", NULL, NOW + HOUR, NOW + 2 * HOUR);
  g_autoptr (MgTokenSet) same = create ("a1", "r0", NOW + HOUR, NOW + 2 * HOUR);
  g_autoptr (MgTokenSet) rotated = create ("a1", "r1", NOW + HOUR, NOW + 2 * HOUR);
  g_autoptr (MgTokenSet) kept = mg_token_set_new_merged (old, bare);
  g_autoptr (MgTokenSet) repeated = mg_token_set_new_merged (old, same);
  g_autoptr (MgTokenSet) replaced = mg_token_set_new_merged (old, rotated);

  g_assert_cmpstr (mg_secret_peek (mg_token_set_get_access (kept)), ==, "a1");
  g_assert_cmpstr (mg_secret_peek (mg_token_set_get_refresh (kept)), ==, "r0");
  g_assert_cmpint (mg_token_set_get_obtained_at (kept), ==, NOW + HOUR);
  g_assert_cmpint (mg_token_set_get_refresh_obtained_at (kept), ==, NOW);
  g_assert_cmpint (mg_token_set_get_refresh_obtained_at (repeated), ==, NOW);
  g_assert_cmpstr (mg_secret_peek (mg_token_set_get_refresh (replaced)), ==, "r1");
  g_assert_cmpint (mg_token_set_get_refresh_obtained_at (replaced), ==, NOW + HOUR);
}

/* Check when a token is used as it is, also when the clock was moved. */
static void
test_item_52 (void)
{
  g_autoptr (MgTokenSet) set = create ("a", NULL, NOW, NOW + HOUR);
  g_autoptr (MgTokenSet) unknown = create ("a", NULL, NOW, 0);
  const gint64 margin = 60 * G_USEC_PER_SEC;

  g_assert_true (mg_token_set_is_fresh (set, NOW, margin));
  g_assert_true (mg_token_set_is_fresh (set, NOW + HOUR - margin - 1, margin));
  g_assert_false (mg_token_set_is_fresh (set, NOW + HOUR - margin, margin));
  g_assert_true (mg_token_set_is_fresh (set, NOW - margin, margin));
  g_assert_false (mg_token_set_is_fresh (set, NOW - HOUR, margin));
  g_assert_false (mg_token_set_is_fresh (unknown, NOW, margin));
}

/* Check that scopes are compared as sets and by their bytes. */
static void
test_item_10 (void)
{
  static const char * const none[] = { NULL };
  static const char * const one[] = { "mail.send", NULL };
  static const char * const other_case[] = { "Mail.Send", NULL };
  static const char * const more[] = { "mail.send", "mail.read", NULL };
  g_autoptr (MgTokenSet) set = create ("a", NULL, NOW, 0);

  g_assert_true (mg_token_set_covers (set, none));
  g_assert_true (mg_token_set_covers (set, one));
  g_assert_false (mg_token_set_covers (set, other_case));
  g_assert_false (mg_token_set_covers (set, more));
}

/* Check what a first permission has to bring. */
static void
test_check_first (void)
{
  static const char * const needed[] = { "mail.send", NULL };
  static const char * const missing[] = { "mail.read", NULL };
  g_autoptr (MgTokenSet) whole = create ("a", "r", NOW, 0);
  g_autoptr (MgTokenSet) bare = create ("a", NULL, NOW, 0);
  g_autoptr (GError) error = NULL;

  g_assert_true (mg_token_set_check_first (whole, needed, "Fake", &error));
  g_assert_no_error (error);
  g_assert_false (mg_token_set_check_first (whole, missing, "Fake", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_SCOPE_MISSING);
  g_clear_error (&error);
  g_assert_false (mg_token_set_check_first (bare, needed, "Fake", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_PROVIDER_REFUSED);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/oauth/token-set/secret", test_secret);
  g_test_add_func ("/oauth/token-set/secret-broken", test_secret_broken);
  g_test_add_func ("/oauth/token-set/merged", test_merged);
  g_test_add_func ("/oauth/token-set/check-first", test_check_first);
  g_test_add_func ("/oauth/item-10/scope-sets", test_item_10);
  g_test_add_func ("/oauth/item-52/freshness", test_item_52);

  return g_test_run ();
}
