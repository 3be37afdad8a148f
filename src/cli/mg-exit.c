/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-exit"

#include "config.h"

#include "mg-exit.h"

static MgExit
exit_from_code (MgError code)
{
  switch (code)
    {
    case MG_ERROR_INVALID_INPUT:
      return MG_EXIT_USAGE;
    case MG_ERROR_NOT_FOUND:
      return MG_EXIT_NOT_FOUND;
    case MG_ERROR_CONSENT_NEEDED:
    case MG_ERROR_CONSENT_DECLINED:
    case MG_ERROR_ADMIN_CONSENT_NEEDED:
    case MG_ERROR_WRONG_ACCOUNT:
    case MG_ERROR_SCOPE_MISSING:
      return MG_EXIT_AUTHORIZE;
    case MG_ERROR_UNREACHABLE:
    case MG_ERROR_TIMED_OUT:
    case MG_ERROR_CAPTIVE_PORTAL:
    case MG_ERROR_CONSENT_TIMED_OUT:
    case MG_ERROR_PROVIDER_UNAVAILABLE:
      return MG_EXIT_UNREACHABLE;
    case MG_ERROR_VAULT_LOCKED:
    case MG_ERROR_VAULT_DISMISSED:
    case MG_ERROR_VAULT_ABSENT:
    case MG_ERROR_VAULT_UNREADABLE:
      return MG_EXIT_KEYRING;
    case MG_ERROR_NOT_TRUSTED:
    case MG_ERROR_SERVER_NOT_TRUSTED:
    case MG_ERROR_CERTIFICATE_CHANGED:
      return MG_EXIT_CERTIFICATE;
    case MG_ERROR_FAILED:
    case MG_ERROR_NOT_SUPPORTED:
    case MG_ERROR_PROTOCOL:
    case MG_ERROR_INSECURE:
    case MG_ERROR_LOGIN_REFUSED:
    case MG_ERROR_CODE_NEEDED:
    case MG_ERROR_LOCKED_OUT:
    case MG_ERROR_PASSWORD_EXPIRED:
    case MG_ERROR_PERMISSION:
    case MG_ERROR_CONFLICT:
    case MG_ERROR_PROVIDER_REFUSED:
    case MG_ERROR_TEST_FAILED:
    case MG_ERROR_MAILBOX_REFUSED:
    case MG_ERROR_STORE:
    default:
      return MG_EXIT_FAILED;
    }
}

/**
 * mg_exit_from_error:
 * @error: what a command ended with
 *
 * Tells what the program ends with because of @error.
 *
 * Returns: the exit status
 */
MgExit
mg_exit_from_error (const GError *error)
{
  g_return_val_if_fail (error != NULL, MG_EXIT_FAILED);

  if (error->domain == MG_ERROR)
    return exit_from_code ((MgError) error->code);

  if (error->domain == G_OPTION_ERROR)
    return MG_EXIT_USAGE;

  return MG_EXIT_FAILED;
}

/**
 * mg_exit_from_test:
 * @outcome: how a device's own test of a slot went
 *
 * Tells what the program ends with because of a test.
 *
 * Returns: the exit status
 */
MgExit
mg_exit_from_test (MgTestOutcome outcome)
{
  switch (outcome)
    {
    case MG_TEST_PASSED:
      return MG_EXIT_DONE;
    case MG_TEST_TOKEN_DEAD:
      return MG_EXIT_AUTHORIZE;
    case MG_TEST_UNREACHABLE:
      return MG_EXIT_UNREACHABLE;
    case MG_TEST_PROVIDER_REFUSED:
    case MG_TEST_LOGIN_REFUSED:
    case MG_TEST_MAILBOX_REFUSES:
    case MG_TEST_NOT_CONFIGURED:
    case MG_TEST_FAILED:
    default:
      return MG_EXIT_FAILED;
    }
}
