/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-test.h"
#include "mg-truenas-failure.h"

static const struct
{
  MgTestOutcome  outcome;
  const char    *text;
} vectors[] = {
  { MG_TEST_TOKEN_DEAD,
    "[EFAULT] Failed to send email: ('invalid_grant: Token has been expired or revoked.', "
    "{'error': 'invalid_grant'})" },
  { MG_TEST_PROVIDER_REFUSED,
    "[EFAULT] Failed to send email: ('invalid_client: Unauthorized', {})" },
  { MG_TEST_PROVIDER_REFUSED, "('unauthorized_client: Unauthorized', {})" },
  { MG_TEST_PROVIDER_REFUSED, "('deleted_client: The OAuth client was deleted.', {})" },
  { MG_TEST_PROVIDER_REFUSED,
    "[EFAULT] Failed to send email: <HttpError 403 when requesting "
    "https://gmail.googleapis.com/gmail/v1/users/me/messages/send?alt=json returned \"Request "
    "had insufficient authentication scopes.\">" },
  { MG_TEST_PROVIDER_REFUSED,
    "<HttpError 403 … \"Gmail API has not been used in project 7 before or it is disabled. "
    "Enable it by visiting …\">" },
  { MG_TEST_MAILBOX_REFUSES, "<HttpError 400 … \"Mail service not enabled\">" },
  { MG_TEST_PROVIDER_REFUSED,
    "[EFAULT] Failed to send email: 400 Client Error: Bad Request for url: "
    "https://login.microsoftonline.com/common/oauth2/v2.0/token" },
  { MG_TEST_PROVIDER_REFUSED,
    "[EFAULT] Failed to send email: 401 Client Error: Unauthorized for url: "
    "https://login.microsoftonline.com/common/oauth2/v2.0/token" },
  { MG_TEST_UNREACHABLE,
    "[EFAULT] Failed to send email: 503 Server Error: Service Unavailable for url: "
    "https://login.microsoftonline.com/common/oauth2/v2.0/token" },
  { MG_TEST_UNREACHABLE,
    "HTTPSConnectionPool(host='login.microsoftonline.com', port=443): Max retries exceeded with "
    "url: /common/oauth2/v2.0/token (Caused by NewConnectionError(…))" },
  { MG_TEST_UNREACHABLE,
    "HTTPSConnectionPool(host='login.microsoftonline.com', port=443): Read timed out. (read "
    "timeout=10)" },
  { MG_TEST_UNREACHABLE, "Unable to find the server at oauth2.googleapis.com" },
  { MG_TEST_LOGIN_REFUSED, "[EPERM] Authentication error (535): b'5.7.8 Error'" },
  { MG_TEST_LOGIN_REFUSED, "[EPERM] Authentication error (534): b'5.7.9 Application-specific'" },
  { MG_TEST_UNREACHABLE, "[EPERM] Authentication error (454): b'4.7.0 Too many logins'" },
  { MG_TEST_LOGIN_REFUSED,
    "[EFAULT] Failed to send email: [EFAULT] Outlook XOAUTH2 failed: 535 b'5.7.3 "
    "Authentication unsuccessful'" },
  { MG_TEST_UNREACHABLE, "[EFAULT] Outlook XOAUTH2 failed: 451 b'4.7.0 Temporary'" },
  { MG_TEST_MAILBOX_REFUSES,
    "[EFAULT] Failed to send email: [EFAULT] Outlook XOAUTH2 failed: 535 b'5.7.139 "
    "Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.'" },
  { MG_TEST_MAILBOX_REFUSES,
    "[EFAULT] Failed to send email: (550, b'5.7.60 SMTP; Client does not have permissions', "
    "'[sender redacted]')" },
  { MG_TEST_MAILBOX_REFUSES, "(554, b'5.2.252 SendAsDenied', '[sender redacted]')" },
  { MG_TEST_MAILBOX_REFUSES,
    "[EPERM] Authentication error (550): b'5.7.30 Basic authentication is not supported for "
    "Client Submission.'" },
  { MG_TEST_NOT_CONFIGURED,
    "[EFAULT] You must provide an outgoing mailserver and mail server port when sending mail" },
  { MG_TEST_NOT_CONFIGURED,
    "[EFAULT] None of the local administrators has an e-mail address configured" },
  { MG_TEST_NOT_CONFIGURED, "[EINVAL] fromemail: This field is required" },
  { MG_TEST_UNREACHABLE, "[EFAULT] Failed to send email: timed out" },
  { MG_TEST_UNREACHABLE, "[EFAULT] Failed to send email: [Errno 111] Connection refused" },
  { MG_TEST_UNREACHABLE, "[EFAULT] Failed to send email: Connection unexpectedly closed" },
  { MG_TEST_UNREACHABLE, "[Errno -2] Name or service not known" },
  { MG_TEST_UNREACHABLE, "[Errno -3] Temporary failure in name resolution" },
  { MG_TEST_UNREACHABLE, "[Errno 113] No route to host" },
  { MG_TEST_NOT_CONFIGURED, "[ENONET] Network activity \"Mail\" is disabled" },
  { MG_TEST_PROVIDER_REFUSED, "<HttpError 403 … 'reason': 'accessNotConfigured'" },
  { MG_TEST_UNREACHABLE, "[Errno 104] Connection reset by peer" },
  { MG_TEST_UNREACHABLE, "[Errno -5] No address associated with hostname" },
  { MG_TEST_UNREACHABLE, "[Errno 101] Network is unreachable" },
  { MG_TEST_FAILED, "[EFAULT] Failed to send email: (552, b'5.3.4 Message too big')" },
  { MG_TEST_FAILED, "" },
};

/* Check that each text that the middleware hands on means the right thing, and
 * that a connection that failed is never taken for a token that is dead. */
static void
test_failure (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgTestResult) result = mg_truenas_parse_failure (vectors[i].text);

      g_test_message ("%s", vectors[i].text);
      g_assert_cmpint (result->outcome, ==, vectors[i].outcome);
    }
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/drivers/truenas/failure", test_failure);

  return g_test_run ();
}
