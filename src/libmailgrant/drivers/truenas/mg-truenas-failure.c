/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-truenas-failure"

#include "config.h"

#include <string.h>

#include "mg-truenas-failure.h"

/* The middleware hands on what Python's smtplib, requests, httplib2 and
 * Google's client said, as text (plugins/mail.py, plugins/mail/send.py). The
 * first that is found decides. */
static const struct
{
  const char    *text;
  MgTestOutcome  outcome;
} causes[] = {
  /* A connection to the token endpoint that failed names it too. */
  { "Max retries exceeded", MG_TEST_UNREACHABLE },
  { "Read timed out", MG_TEST_UNREACHABLE },
  { "Server Error: ", MG_TEST_UNREACHABLE },
  { "Unable to find the server", MG_TEST_UNREACHABLE },

  /* Google: google.auth's RefreshError and the Gmail API's HttpError. */
  { "invalid_grant", MG_TEST_TOKEN_DEAD },
  { "invalid_client", MG_TEST_PROVIDER_REFUSED },
  { "unauthorized_client", MG_TEST_PROVIDER_REFUSED },
  { "deleted_client", MG_TEST_PROVIDER_REFUSED },
  { "insufficient authentication scopes", MG_TEST_PROVIDER_REFUSED },
  { "accessNotConfigured", MG_TEST_PROVIDER_REFUSED },
  { "it is disabled. Enable it", MG_TEST_PROVIDER_REFUSED },
  { "Mail service not enabled", MG_TEST_MAILBOX_REFUSES },

  /* Microsoft's token endpoint said no; the middleware drops its code, so
   * whether the token is dead is not known. */
  { "/oauth2/v2.0/token", MG_TEST_PROVIDER_REFUSED },

  /* Exchange Online: the login is good, the mailbox does not allow it. */
  { "5.7.139", MG_TEST_MAILBOX_REFUSES },
  { "5.7.60", MG_TEST_MAILBOX_REFUSES },
  { "5.7.30 ", MG_TEST_MAILBOX_REFUSES },
  { "5.2.252", MG_TEST_MAILBOX_REFUSES },
  { "Outlook XOAUTH2 failed: 4", MG_TEST_UNREACHABLE },
  { "Outlook XOAUTH2 failed: 5", MG_TEST_LOGIN_REFUSED },
  { "Authentication error (4", MG_TEST_UNREACHABLE },
  { "Authentication error (5", MG_TEST_LOGIN_REFUSED },

  { "You must provide an outgoing mailserver", MG_TEST_NOT_CONFIGURED },
  { "None of the local administrators", MG_TEST_NOT_CONFIGURED },
  { "This field is required", MG_TEST_NOT_CONFIGURED },
  /* What 25.10 answers with false (NetworkActivityDisabled). */
  { "[ENONET]", MG_TEST_NOT_CONFIGURED },

  { "timed out", MG_TEST_UNREACHABLE },
  { "Connection refused", MG_TEST_UNREACHABLE },
  { "Connection reset", MG_TEST_UNREACHABLE },
  { "Connection unexpectedly closed", MG_TEST_UNREACHABLE },
  { "Name or service not known", MG_TEST_UNREACHABLE },
  { "No address associated with hostname", MG_TEST_UNREACHABLE },
  { "Temporary failure in name resolution", MG_TEST_UNREACHABLE },
  { "No route to host", MG_TEST_UNREACHABLE },
  { "Network is unreachable", MG_TEST_UNREACHABLE },
};

/**
 * mg_truenas_parse_failure:
 * @reason: the middleware's words for a mail that could not be sent
 *
 * Tells the causes of a failed test apart.
 *
 * Returns: (transfer full): how the test ended
 */
MgTestResult *
mg_truenas_parse_failure (const char *reason)
{
  for (gsize i = 0; i < G_N_ELEMENTS (causes); i++)
    if (strstr (reason, causes[i].text) != NULL)
      return mg_test_result_new (causes[i].outcome, reason, NULL);

  return mg_test_result_new (MG_TEST_FAILED, reason, NULL);
}
