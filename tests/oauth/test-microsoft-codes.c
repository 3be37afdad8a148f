/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-aadsts.h"
#include "mg-error.h"
#include "mg-oauth-fixture.h"

/* Each of Microsoft's codes as its token endpoint says it when a refresh token is
 * used: what becomes of the permission, and that there is a sentence for it.
 * learn.microsoft.com/entra/identity-platform/reference-error-codes */

typedef struct
{
  const char *error;
  MgError     expected;
  guint       codes[24];  /* 0-terminated */
} Vector;

static const Vector vectors[] = {
  /* The permission has ended, or wants the person: a new one is needed. */
  { "invalid_grant", MG_ERROR_CONSENT_NEEDED,
    { 50173, 700082, 70008, 50132, 50133, 50089, 70043, 50078, 50085, 50139, 70000 } },
  { "interaction_required", MG_ERROR_CONSENT_NEEDED,
    { 50076, 50074, 50079, 50072, 700020, 50058, 50158, 50125 } },
  { "invalid_grant", MG_ERROR_CONSENT_NEEDED,
    { 50055, 50144, 50126, 50056, 50053, 50057, 50135, 53011 } },
  { "invalid_grant", MG_ERROR_CONSENT_NEEDED,
    { 50020, 50034, 51004, 50014, 16000, 16003, 90072, 500208 } },
  { "invalid_grant", MG_ERROR_CONSENT_NEEDED,
    { 50105, 530003, 53000, 53001, 53002, 53003, 53004, 530032, 530034, 530035, 50097, 50129,
      50131, 50155, 500021, 500212, 500213 } },
  { "invalid_grant", MG_ERROR_CONSENT_NEEDED, { 65001, 90008 } },
  { "invalid_grant", MG_ERROR_CONSENT_NEEDED, { 54005, 50147, 501481, 501491, 700084, 700005 } },
  { "access_denied", MG_ERROR_CONSENT_DECLINED, { 65004 } },
  { "invalid_grant", MG_ERROR_ADMIN_CONSENT_NEEDED, { 90094, 90095 } },

  /* The client or what it asks for is set up wrongly: the permission stays. */
  { "invalid_client", MG_ERROR_PROVIDER_REFUSED,
    { 65005, 650052, 650054, 650056, 650057, 65002, 500011, 50001, 7000215, 70002, 7000222,
      7000218, 700025 } },
  { "unauthorized_client", MG_ERROR_PROVIDER_REFUSED,
    { 700016, 700011, 70001, 7000112, 90099, 50194, 9002332, 90130, 90124, 9001023, 90027 } },
  { "invalid_request", MG_ERROR_PROVIDER_REFUSED,
    { 50011, 70004, 900971, 90102, 90002, 50059, 90019, 50128, 50049, 90038, 900144, 90014,
      9002313, 90004, 90100, 900561, 901002 } },
  { "invalid_scope", MG_ERROR_PROVIDER_REFUSED, { 70011, 28002, 28003, 700022, 700023 } },
  { "invalid_request", MG_ERROR_PROVIDER_REFUSED, { 70016, 70018, 70019, 90119, 90120, 50134 } },

  /* Microsoft is busy or out of order: nothing is known of the permission. */
  { "invalid_grant", MG_ERROR_PROVIDER_UNAVAILABLE,
    { 50196, 50033, 50087, 50088, 90006, 90012, 90024, 90033, 90055, 90090, 70012, 40010 } },
};

static char *
dup_answer (const char *error,
            guint       code)
{
  return g_strdup_printf ("{\"error\":\"%s\",\"error_description\":\"AADSTS%u: Words. Trace ID: "
                          "0f0f Correlation ID: 1e1e\",\"error_codes\":[%u]}", error, code, code);
}

static void
check_code (MgOAuthFixture *fixture,
            const Vector   *vector,
            guint           code)
{
  static const char * const scopes[] = { "mail.send", NULL };
  g_autofree char *answer = dup_answer (vector->error, code);
  g_autoptr (MgSecret) access = mg_secret_new ("access-0", -1);
  g_autoptr (MgSecret) refresh = mg_secret_new ("refresh-0", -1);
  g_autoptr (MgTokenSet) before = mg_token_set_new (access, refresh, scopes, 0, 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MgOAuthFailure) failure = NULL;
  g_autoptr (MgTokenSet) tokens = NULL;
  g_autoptr (GError) error = NULL;
  guint n_codes = 0;

  g_test_message ("%s %u", vector->error, code);
  mg_fake_provider_script (fixture->fake, "/token", 400, answer);
  mg_token_endpoint_refresh_async (fixture->endpoint, before, NULL, mg_test_store_result, &result);
  tokens = mg_token_endpoint_refresh_finish (fixture->endpoint, mg_test_await_result (&result),
                                             &failure, &error);
  g_assert_null (tokens);
  g_assert_error (error, MG_ERROR, (int) vector->expected);
  g_assert_nonnull (failure);
  g_assert_cmpuint (mg_oauth_failure_get_aadsts (failure, &n_codes)[0], ==, code);
  g_assert_true (g_str_has_suffix (mg_oauth_failure_get_advice (failure), "."));
}

/* Check that each code leads to the error that decides what becomes of the
 * permission, and to a sentence; and that none that is known is left out. */
static void
test_codes (MgOAuthFixture *fixture,
            gconstpointer   data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  mg_oauth_fixture_make_endpoint (fixture, "client", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    for (const guint *code = vectors[i].codes; *code != 0; code++)
      {
        g_assert_true (g_hash_table_add (seen, GUINT_TO_POINTER (*code)));
        check_code (fixture, &vectors[i], *code);
      }

  g_test_message ("%u codes", g_hash_table_size (seen));
  g_assert_cmpuint (g_hash_table_size (seen), ==, mg_aadsts_get_n_codes ());
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add ("/oauth/microsoft-codes/token-endpoint", MgOAuthFixture, NULL,
              mg_oauth_fixture_set_up, test_codes, mg_oauth_fixture_tear_down);

  return g_test_run ();
}
