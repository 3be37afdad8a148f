/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-aadsts.h"
#include "mg-error.h"
#include "mg-oauth-failure.h"
#include "mg-test.h"

/* Check that each cause has its words and a code that leads to it. */
static void
test_causes (void)
{
  static const struct { guint code; MgAadstsCause cause; } vectors[] = {
    { 50173, MG_AADSTS_CAUSE_GRANT_ENDED }, { 700082, MG_AADSTS_CAUSE_GRANT_ENDED },
    { 70000, MG_AADSTS_CAUSE_GRANT_ENDED }, { 50076, MG_AADSTS_CAUSE_INTERACTION },
    { 50055, MG_AADSTS_CAUSE_ACCOUNT }, { 50020, MG_AADSTS_CAUSE_OTHER_ACCOUNT },
    { 53003, MG_AADSTS_CAUSE_POLICY }, { 500213, MG_AADSTS_CAUSE_POLICY },
    { 65001, MG_AADSTS_CAUSE_CONSENT_MISSING }, { 65004, MG_AADSTS_CAUSE_DECLINED },
    { 90094, MG_AADSTS_CAUSE_ADMIN_CONSENT }, { 90095, MG_AADSTS_CAUSE_ADMIN_CONSENT },
    { 650057, MG_AADSTS_CAUSE_REGISTRATION }, { 54005, MG_AADSTS_CAUSE_CODE_REUSED },
    { 501481, MG_AADSTS_CAUSE_OUR_FAULT }, { 900561, MG_AADSTS_CAUSE_OUR_FAULT },
    { 50011, MG_AADSTS_CAUSE_REDIRECT }, { 700016, MG_AADSTS_CAUSE_CLIENT_UNKNOWN },
    { 50194, MG_AADSTS_CAUSE_TENANT_KIND }, { 90002, MG_AADSTS_CAUSE_TENANT_UNKNOWN },
    { 7000215, MG_AADSTS_CAUSE_SECRET_WRONG }, { 7000222, MG_AADSTS_CAUSE_SECRET_EXPIRED },
    { 7000218, MG_AADSTS_CAUSE_SECRET_MISSING }, { 700025, MG_AADSTS_CAUSE_SECRET_UNWANTED },
    { 700084, MG_AADSTS_CAUSE_SPA }, { 70011, MG_AADSTS_CAUSE_SCOPE },
    { 70016, MG_AADSTS_CAUSE_DEVICE_CODE }, { 700005, MG_AADSTS_CAUSE_OTHER_TENANT },
    { 50196, MG_AADSTS_CAUSE_LOOP }, { 90055, MG_AADSTS_CAUSE_TRANSIENT },
  };
  guint seen = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      MgAadstsCause cause;

      g_test_message ("%u", vectors[i].code);
      g_assert_true (mg_aadsts_lookup (vectors[i].code, &cause));
      g_assert_cmpint (cause, ==, vectors[i].cause);
      g_assert_cmpuint (strlen (mg_aadsts_get_advice (cause)), >, 20);
      seen |= 1u << cause;
    }

  g_assert_cmpuint (seen, ==, (1u << (MG_AADSTS_CAUSE_TRANSIENT + 1)) - 1);
  g_assert_false (mg_aadsts_lookup (0, NULL));
  g_assert_false (mg_aadsts_lookup (12345, NULL));
}

/* Check how many codes are known, and that none is in two groups. */
static void
test_number (void)
{
  static const guint ranges[][2] = {
    { 1, 100000 }, { 500000, 502000 }, { 530000, 531000 }, { 650000, 651000 }, { 700000, 701000 },
    { 900000, 902000 }, { 7000000, 7001000 }, { 9001000, 9003000 },
  };
  guint n_known = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    for (guint code = ranges[i][0]; code < ranges[i][1]; code++)
      n_known += mg_aadsts_lookup (code, NULL) ? 1 : 0;

  g_assert_cmpuint (n_known, ==, mg_aadsts_get_n_codes ());
  g_assert_cmpuint (n_known, ==, 127);
}

/* Check that codes are found in Microsoft's descriptions and nowhere else. */
static void
test_parse (void)
{
  static const struct { const char *text; guint n; guint first; } vectors[] = {
    { "AADSTS700082: The refresh token has expired.\r\nTrace ID: 1", 1, 700082 },
    { "a AADSTS65001: b AADSTS90094 c", 2, 65001 },
    { "AADSTS", 0, 0 }, { "AADSTS: x", 0, 0 }, { "", 0, 0 }, { "aadsts50076", 0, 0 },
    { "AADSTS-5", 0, 0 }, { "AADSTS0", 0, 0 }, { "AADSTS99999999999999999999999", 0, 0 },
    { "AADSTS1 AADSTS2 AADSTS3 AADSTS4 AADSTS5 AADSTS6 AADSTS7 AADSTS8 AADSTS9", 8, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GArray) codes = mg_aadsts_parse (vectors[i].text);

      g_assert_cmpuint (codes->len, ==, vectors[i].n);
      if (codes->len > 0)
        g_assert_cmpuint (g_array_index (codes, guint, 0), ==, vectors[i].first);
    }
}

/* Check that a code chooses the words, and which few decide as well. */
static void
test_advice (void)
{
  static const struct { const char *error; const char *text; const char *word; MgError code; }
  vectors[] = {
    { "invalid_grant", "AADSTS50173: x", "ended", MG_ERROR_CONSENT_NEEDED },
    { "invalid_client", "AADSTS7000222: x", "expired", MG_ERROR_PROVIDER_REFUSED },
    { "invalid_client", "AADSTS7000215: x", "value", MG_ERROR_PROVIDER_REFUSED },
    { "access_denied", "AADSTS65004: x", "declined", MG_ERROR_CONSENT_DECLINED },
    { "invalid_request", "AADSTS90094: x", "administrator", MG_ERROR_ADMIN_CONSENT_NEEDED },
    { "invalid_grant", "AADSTS53003: x", "organization", MG_ERROR_CONSENT_NEEDED },
    { "invalid_grant", "AADSTS50196: x", "few minutes", MG_ERROR_PROVIDER_UNAVAILABLE },
    { "redirect_uri_mismatch", NULL, "redirect", MG_ERROR_PROVIDER_REFUSED },
    { "admin_policy_enforced", NULL, "administrator", MG_ERROR_ADMIN_CONSENT_NEEDED },
    { "invalid_grant", NULL, NULL, MG_ERROR_CONSENT_NEEDED },
    { "expired_token", NULL, NULL, MG_ERROR_CONSENT_TIMED_OUT },
    { "authorization_declined", "", NULL, MG_ERROR_CONSENT_DECLINED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgOAuthFailure) failure =
        mg_oauth_failure_new (vectors[i].error, vectors[i].text);
      g_autoptr (GError) error = mg_oauth_failure_to_error (failure, "Fake");
      const char *advice = mg_oauth_failure_get_advice (failure);

      g_test_message ("%s %s", vectors[i].error, vectors[i].text);
      g_assert_error (error, MG_ERROR, (int) vectors[i].code);
      if (vectors[i].word == NULL)
        g_assert_null (advice);
      else
        g_assert_nonnull (strstr (advice, vectors[i].word));
    }
}

/* Check that nothing a provider sends can be markup, a line break or a trick
 * with directions in what is shown. */
static void
test_item_57 (void)
{
  g_autoptr (MgOAuthFailure) failure =
    mg_oauth_failure_new ("a\"b\\\n\xe2\x80\xae" "c", "one\n\ttwo \xff");
  g_autoptr (MgOAuthFailure) copy = g_boxed_copy (MG_TYPE_OAUTH_FAILURE, failure);

  g_assert_cmpstr (mg_oauth_failure_get_code (copy), ==, "a?b? c");
  g_assert_cmpstr (mg_oauth_failure_get_description (copy), ==, "one two \xef\xbf\xbd");
  g_assert_null (mg_oauth_failure_get_trace (copy));
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/oauth/aadsts/causes", test_causes);
  g_test_add_func ("/oauth/aadsts/number", test_number);
  g_test_add_func ("/oauth/aadsts/parse", test_parse);
  g_test_add_func ("/oauth/failure/advice", test_advice);
  g_test_add_func ("/oauth/item-57/fit-to-be-shown", test_item_57);

  return g_test_run ();
}
