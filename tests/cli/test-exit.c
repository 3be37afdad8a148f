/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-exit.h"
#include "mg-test.h"

/* Check that each error ends the program with the status that the manual
 * names, as scripts go by it. */
static void
test_errors (void)
{
  static const struct
  {
    MgExit status;
    int    codes[12];
  } vectors[] = {
    { MG_EXIT_USAGE, { MG_ERROR_INVALID_INPUT, -1 } },
    { MG_EXIT_NOT_FOUND, { MG_ERROR_NOT_FOUND, -1 } },
    { MG_EXIT_AUTHORIZE,
      { MG_ERROR_CONSENT_NEEDED, MG_ERROR_CONSENT_DECLINED, MG_ERROR_ADMIN_CONSENT_NEEDED,
        MG_ERROR_WRONG_ACCOUNT, MG_ERROR_SCOPE_MISSING, -1 } },
    { MG_EXIT_UNREACHABLE,
      { MG_ERROR_UNREACHABLE, MG_ERROR_TIMED_OUT, MG_ERROR_CAPTIVE_PORTAL,
        MG_ERROR_CONSENT_TIMED_OUT, MG_ERROR_PROVIDER_UNAVAILABLE, -1 } },
    { MG_EXIT_KEYRING,
      { MG_ERROR_VAULT_LOCKED, MG_ERROR_VAULT_DISMISSED, MG_ERROR_VAULT_ABSENT,
        MG_ERROR_VAULT_UNREADABLE, -1 } },
    { MG_EXIT_CERTIFICATE,
      { MG_ERROR_NOT_TRUSTED, MG_ERROR_SERVER_NOT_TRUSTED, MG_ERROR_CERTIFICATE_CHANGED, -1 } },
  };
  gboolean seen[MG_ERROR_STORE + 1] = { FALSE };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    for (const int *code = vectors[i].codes; *code >= 0; code++)
      {
        g_autoptr (GError) error = g_error_new_literal (MG_ERROR, *code, "x");

        g_test_message ("Error %d", *code);
        g_assert_cmpint (mg_exit_from_error (error), ==, vectors[i].status);
        seen[*code] = TRUE;
      }

  for (int code = 0; code <= MG_ERROR_STORE; code++)
    if (!seen[code])
      {
        g_autoptr (GError) error = g_error_new_literal (MG_ERROR, code, "x");

        g_test_message ("Error %d", code);
        g_assert_cmpint (mg_exit_from_error (error), ==, MG_EXIT_FAILED);
      }
}

/* Check that a wrong option is a usage error, and a stranger's error a failure. */
static void
test_other_domains (void)
{
  g_autoptr (GError) usage = g_error_new_literal (G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "x");
  g_autoptr (GError) other = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "x");

  g_assert_cmpint (mg_exit_from_error (usage), ==, MG_EXIT_USAGE);
  g_assert_cmpint (mg_exit_from_error (other), ==, MG_EXIT_FAILED);
}

/* Check that only a test that passed is a success, and that a dead token calls
 * for a person. */
static void
test_tests (void)
{
  g_assert_cmpint (mg_exit_from_test (MG_TEST_PASSED), ==, MG_EXIT_DONE);
  g_assert_cmpint (mg_exit_from_test (MG_TEST_TOKEN_DEAD), ==, MG_EXIT_AUTHORIZE);
  g_assert_cmpint (mg_exit_from_test (MG_TEST_UNREACHABLE), ==, MG_EXIT_UNREACHABLE);
  g_assert_cmpint (mg_exit_from_test (MG_TEST_PROVIDER_REFUSED), ==, MG_EXIT_FAILED);
  g_assert_cmpint (mg_exit_from_test (MG_TEST_LOGIN_REFUSED), ==, MG_EXIT_FAILED);
  g_assert_cmpint (mg_exit_from_test (MG_TEST_MAILBOX_REFUSES), ==, MG_EXIT_FAILED);
  g_assert_cmpint (mg_exit_from_test (MG_TEST_NOT_CONFIGURED), ==, MG_EXIT_FAILED);
  g_assert_cmpint (mg_exit_from_test (MG_TEST_FAILED), ==, MG_EXIT_FAILED);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/exit/errors", test_errors);
  g_test_add_func ("/exit/other-domains", test_other_domains);
  g_test_add_func ("/exit/tests", test_tests);

  return g_test_run ();
}
