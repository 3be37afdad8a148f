/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-mail-advice.h"
#include "mg-test.h"

#define N_ROWS 46

typedef struct
{
  const char     *text;
  const char     *id;
  MgProbeOutcome  outcome;
  const char     *command;  /* a part of it, or NULL for none */
  const char     *link;     /* a part of it, or NULL for none */
} Vector;

/* What servers say, as devices repeat it: one line a row of the table. */
static const Vector vectors[] = {
  { "535-5.7.8 Username and Password not accepted. For more information, go to "
    "535 5.7.8 https://support.google.com/mail/?p=BadCredentials a640c23a - gsmtp",
    "google-credentials", MG_PROBE_REFUSED, NULL, NULL },
  { "534-5.7.9 Application-specific password required. For more information, go to "
    "534 5.7.9 https://support.google.com/mail/?p=InvalidSecondFactor",
    "google-app-password", MG_PROBE_REFUSED, NULL, "apppasswords" },
  { "534-5.7.14 <https://accounts.google.com/signin/continue?sarp=1> Please log in via your web "
    "browser and then try again.", "google-browser", MG_PROBE_MAILBOX_REFUSES, NULL,
    "accounts.google.com" },
  { "454-4.7.0 Too many login attempts, please try again later.", "google-too-many-logins",
    MG_PROBE_TRANSIENT, NULL, NULL },
  { "NO [ALERT] Your account is not enabled for IMAP use. (Failure)", "google-imap-off",
    MG_PROBE_MAILBOX_REFUSES, NULL, "fwdandpop" },
  { "[ALERT] Your domain policy has disabled IMAP (Failure)", "google-domain-policy",
    MG_PROBE_MAILBOX_REFUSES, NULL, "admin.google.com" },
  { "535 5.7.1 Please turn on SMTP", "google-feature-off", MG_PROBE_MAILBOX_REFUSES, NULL, NULL },
  { "550-5.4.5 Daily user sending limit exceeded.", "google-daily-limit", MG_PROBE_TRANSIENT,
    NULL, NULL },

  { "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. "
    "Visit https://aka.ms/smtp_auth_disabled for more information.", "microsoft-tenant",
    MG_PROBE_MAILBOX_REFUSES, "Set-TransportConfig -SmtpClientAuthenticationDisabled $false",
    "smtp_auth_disabled" },
  { "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the "
    "Mailbox.", "microsoft-mailbox", MG_PROBE_MAILBOX_REFUSES,
    "Set-CASMailbox -Identity 'ada@example.org' -SmtpClientAuthenticationDisabled $false",
    "smtp_auth_disabled" },
  { "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security "
    "defaults policy. Contact your administrator.", "microsoft-security-defaults",
    MG_PROBE_MAILBOX_REFUSES, NULL, "learn.microsoft.com" },
  { "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be "
    "authenticated successfully. Contact your administrator.", "microsoft-conditional-access",
    MG_PROBE_MAILBOX_REFUSES, NULL, "learn.microsoft.com" },
  { "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
    "microsoft-basic-disabled", MG_PROBE_REFUSED, NULL, "learn.microsoft.com" },
  { "535 5.7.139 Authentication unsuccessful, something new", "microsoft-policy",
    MG_PROBE_MAILBOX_REFUSES, NULL, "smtp_auth_disabled" },
  { "550 5.7.30 Basic authentication is not supported for Client Submission.",
    "microsoft-basic-retired", MG_PROBE_REFUSED, NULL, "learn.microsoft.com" },
  { "535 5.7.3 Authentication unsuccessful [AM0PR0102CA0001.eurprd01.prod.exchangelabs.com]",
    "microsoft-credentials", MG_PROBE_REFUSED, NULL, NULL },
  { "504 5.7.4 Unrecognized authentication type", "microsoft-unrecognized",
    MG_PROBE_NOT_OFFERED, NULL, NULL },
  { "530 5.7.57 Client not authenticated to send mail.", "microsoft-anonymous",
    MG_PROBE_SENDER_REFUSED, NULL, "learn.microsoft.com" },
  { "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
    "microsoft-send-as", MG_PROBE_SENDER_REFUSED, NULL, NULL },
  { "554 5.2.252 SendAsDenied; nas@example.org not allowed to send as ada@example.org",
    "microsoft-send-as-denied", MG_PROBE_SENDER_REFUSED, NULL, NULL },
  { "554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied",
    "microsoft-send-as-denied-2", MG_PROBE_SENDER_REFUSED, NULL, NULL },
  { "432 4.3.2 Concurrent connections limit exceeded.", "microsoft-too-many-connections",
    MG_PROBE_TRANSIENT, NULL, NULL },
  { "BAD User is authenticated but not connected.", "microsoft-not-connected",
    MG_PROBE_MAILBOX_REFUSES, "Set-CASMailbox -Identity 'ada@example.org' -ImapEnabled $true",
    NULL },
  { "535 5.7.0 (#AUTH005) Too many bad auth attempts.", "yahoo-app-password",
    MG_PROBE_REFUSED, NULL, "login.yahoo.com" },

  { "454 4.7.0 Temporary authentication failure", "smtp-temporary", MG_PROBE_TRANSIENT,
    NULL, NULL },
  { "432 4.7.12 A password transition is needed", "smtp-transition", MG_PROBE_MAILBOX_REFUSES,
    NULL, NULL },
  { "534 5.7.9 Authentication mechanism is too weak", "smtp-too-weak", MG_PROBE_REFUSED,
    NULL, NULL },
  { "538 5.7.11 Encryption required", "smtp-encryption", MG_PROBE_NOT_ENCRYPTED, NULL, NULL },
  { "530 5.7.0 Authentication required", "smtp-anonymous", MG_PROBE_SENDER_REFUSED, NULL, NULL },
  { "Sending failed (535 Authentication failed)", "smtp-credentials", MG_PROBE_REFUSED,
    NULL, NULL },
  { "451 4.7.500 Server busy. Please try again later", "smtp-4.7", MG_PROBE_TRANSIENT, NULL, NULL },
  { "504 Unknown mechanism", "smtp-mechanism", MG_PROBE_NOT_OFFERED, NULL, NULL },

  { "NO [AUTHENTICATIONFAILED] Invalid credentials", "imap-credentials", MG_PROBE_REFUSED,
    NULL, NULL },
  { "[EXPIRED] password expired", "imap-expired", MG_PROBE_REFUSED, NULL, NULL },
  { "[AUTHORIZATIONFAILED] not yours", "imap-not-authorized", MG_PROBE_MAILBOX_REFUSES,
    NULL, NULL },
  { "[CONTACTADMIN] see your administrator", "imap-administrator", MG_PROBE_MAILBOX_REFUSES,
    NULL, NULL },
  { "[PRIVACYREQUIRED] no", "imap-privacy", MG_PROBE_NOT_ENCRYPTED, NULL, NULL },
  { "[UNAVAILABLE] later", "imap-unavailable", MG_PROBE_TRANSIENT, NULL, NULL },
  { "[INUSE] later", "imap-in-use", MG_PROBE_TRANSIENT, NULL, NULL },
  { "[LIMIT] later", "imap-limit", MG_PROBE_TRANSIENT, NULL, NULL },
  { "-ERR [AUTH] Authentication failed.", "pop3-credentials", MG_PROBE_REFUSED, NULL, NULL },
  { "-ERR [SYS/TEMP] later", "pop3-temporary", MG_PROBE_TRANSIENT, NULL, NULL },
  { "-ERR [SYS/PERM] no", "pop3-permanent", MG_PROBE_MAILBOX_REFUSES, NULL, NULL },
  { "-ERR [IN-USE] later", "pop3-in-use", MG_PROBE_TRANSIENT, NULL, NULL },
  { "-ERR [LOGIN-DELAY] later", "pop3-delay", MG_PROBE_TRANSIENT, NULL, NULL },
  { "421 4.7.66 Connection dropped", "smtp-4.7", MG_PROBE_TRANSIENT, NULL, NULL },
};

/* Check that every row is found by what the server says, with its sentence,
 * its command and its link. */
static void
test_mail_advice_rows (void)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      const MgMailAdvice *advice = mg_mail_advice_find_in_text (vectors[i].text);
      g_autofree char *command = NULL;
      const char *link;

      g_test_message ("%s", vectors[i].text);
      g_assert_nonnull (advice);
      g_assert_cmpstr (mg_mail_advice_get_id (advice), ==, vectors[i].id);
      g_assert_cmpint (mg_mail_advice_get_outcome (advice), ==, vectors[i].outcome);
      g_assert_true (g_str_has_suffix (mg_mail_advice_get_sentence (advice), "."));

      command = mg_mail_advice_dup_command (advice, "ada@example.org");
      g_assert_cmpstr (command, ==, vectors[i].command);
      link = mg_mail_advice_get_link (advice);
      g_assert_true ((link == NULL) == (vectors[i].link == NULL));
      g_assert_true (link == NULL || strstr (link, vectors[i].link) != NULL);
      g_hash_table_add (ids, (gpointer) mg_mail_advice_get_id (advice));
    }

  g_assert_cmpuint (g_hash_table_size (ids), ==, N_ROWS - 1);
}

/* Check that what is not known stays not known. */
static void
test_mail_advice_unknown (void)
{
  static const char * const texts[] = {
    "", "no", "Error 500", "connected to 10.5.3.5.7.8", "port 535x", "1535 boxes", "554 refused",
    "5.7.8.9", "5..7", "5.7", "5.7777.1", "[X]", "[abc]", "[UNKNOWN-CODE]", "[", "451 wait",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_test_message ("%s", texts[i]);
      g_assert_null (mg_mail_advice_find_in_text (texts[i]));
    }
}

/* Check that a command that is meant to be copied into an administrator's
 * shell can hold nothing but the mailbox. */
static void
test_mail_advice_command (void)
{
  const MgMailAdvice *advice = mg_mail_advice_find (535, "5.7.139", "disabled for the Mailbox");
  static const char * const hostile[] = {
    "a\nRemove-Mailbox x", "a \342\200\231; Remove-Mailbox", "a b", "caf\303\251@example.org",
  };
  g_autofree char *quoted = mg_mail_advice_dup_command (advice, "o'brien@example.org");
  g_autofree char *missing = mg_mail_advice_dup_command (advice, NULL);

  g_assert_nonnull (strstr (quoted, " 'o''brien@example.org' "));
  g_assert_nonnull (strstr (missing, " 'mailbox' "));
  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *command = mg_mail_advice_dup_command (advice, hostile[i]);

      g_assert_cmpstr (command, ==, missing);
    }
}

/* Check that only a refusal or a missing scope makes a slot invalid, and that
 * every outcome has a nick. */
static void
test_mail_advice_outcomes (void)
{
  for (guint i = MG_PROBE_OK; i <= MG_PROBE_PROTOCOL; i++)
    {
      const char *state = mg_probe_outcome_get_state_nick (i);
      const char *note = mg_probe_outcome_get_note_nick (i);

      g_assert_nonnull (mg_probe_outcome_get_nick (i));
      if (i == MG_PROBE_REFUSED || i == MG_PROBE_SCOPE_MISSING)
        g_assert_cmpstr (state, ==, "invalid");
      else
        g_assert_cmpstr (state, !=, "invalid");

      if (i == MG_PROBE_MAILBOX_REFUSES || i == MG_PROBE_SENDER_REFUSED)
        g_assert_cmpstr (note, ==, "mailbox-refuses");
      else if (i < MG_PROBE_TRANSIENT)
        g_assert_null (note);
      else
        g_assert_cmpstr (note, ==, "not-checked");
    }
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/mail/advice/rows", test_mail_advice_rows);
  g_test_add_func ("/mail/advice/unknown", test_mail_advice_unknown);
  g_test_add_func ("/mail/advice/command", test_mail_advice_command);
  g_test_add_func ("/mail/advice/outcomes", test_mail_advice_outcomes);

  return g_test_run ();
}
