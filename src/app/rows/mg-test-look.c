/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-test-look"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-test-look.h"

/**
 * mg_test_look_get_title:
 * @outcome: how a test ended
 *
 * Returns: (transfer none): that as a heading, translated
 */
const char *
mg_test_look_get_title (MgTestOutcome outcome)
{
  switch (outcome)
    {
    case MG_TEST_PASSED:
      return _("Mail Works Again");
    case MG_TEST_TOKEN_DEAD:
      return _("The Authorization Does Not Hold");
    case MG_TEST_PROVIDER_REFUSED:
      return _("The Provider Refuses the Device");
    case MG_TEST_LOGIN_REFUSED:
      return _("The Mail Server Refuses the Login");
    case MG_TEST_MAILBOX_REFUSES:
      return _("The Mailbox Does Not Allow It");
    case MG_TEST_NOT_CONFIGURED:
      return _("Something Is Missing in the Settings");
    case MG_TEST_UNREACHABLE:
      return _("The Device Reaches No Mail Server");
    case MG_TEST_FAILED:
    default:
      return _("The Test Failed");
    }
}

/**
 * mg_test_look_get_advice:
 * @outcome: how a test ended
 *
 * Returns: (transfer none): what it means and what to do, translated
 */
const char *
mg_test_look_get_advice (MgTestOutcome outcome)
{
  switch (outcome)
    {
    case MG_TEST_PASSED:
      return _("The device has logged in to its mail server.");
    case MG_TEST_TOKEN_DEAD:
      return _("Authorize the account again.");
    case MG_TEST_PROVIDER_REFUSED:
      return _("The provider does not honour the token for another reason than its age. Check "
               "the client ID, and that the account may still use it.");
    case MG_TEST_LOGIN_REFUSED:
      return _("Check that the account name is right, then authorize it again.");
    case MG_TEST_MAILBOX_REFUSES:
      return _("The authorization is good. Ask the mailbox's administrator to allow sending with "
               "it; authorizing again does not help.");
    case MG_TEST_NOT_CONFIGURED:
      return _("Complete the mail settings on the device's own page.");
    case MG_TEST_UNREACHABLE:
      return _("Check the network of the device: its gateway, its name server and its clock.");
    case MG_TEST_FAILED:
    default:
      return _("Look at the mail settings on the device's own page.");
    }
}

/**
 * mg_test_look_dup_words:
 * @result: what came of a test
 *
 * Returns: (transfer full) (nullable): the words of device and server, a line each
 */
char *
mg_test_look_dup_words (const MgTestResult *result)
{
  g_return_val_if_fail (result != NULL, NULL);

  if (result->words == NULL || result->server_reply == NULL ||
      g_strcmp0 (result->words, result->server_reply) == 0)
    return g_strdup (result->words != NULL ? result->words : result->server_reply);

  return g_strdup_printf ("%s\n%s", result->words, result->server_reply);
}
