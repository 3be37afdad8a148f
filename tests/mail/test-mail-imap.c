/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mail-fixture.h"
#include "mg-test.h"

#define XOAUTH2 "dXNlcj1hZGFAZXhhbXBsZS5vcmcBYXV0aD1CZWFyZXIgeWEyOS50b2tlbgEB"
#define PLAIN "AGFkYUBleGFtcGxlLm9yZwBjb3JyZWN0IGhvcnNl"
#define USER "YWRhQGV4YW1wbGUub3Jn"
#define PASSWORD "Y29ycmVjdCBob3JzZQ=="
#define CHALLENGE "eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIiwic2NvcGUiOiJtYWlsIn0="
#define WRONG_SCOPE "eyJzdGF0dXMiOiJpbnN1ZmZpY2llbnRfc2NvcGUiLCJzY29wZSI6Im1haWwifQ=="

#define OFFER(capabilities) "TLS", "S: * OK [ALERT] hello", "C: a1 CAPABILITY", \
                            "S: * CAPABILITY IMAP4rev1 " capabilities, "S: a1 OK done"
#define INBOX "C: a3 STATUS INBOX (MESSAGES)", "S: * STATUS INBOX (MESSAGES 7)", "S: a3 OK done", \
              "C: z LOGOUT"

#define TLS MG_MAIL_SECURITY_TLS
#define STARTTLS MG_MAIL_SECURITY_STARTTLS
#define TOKEN MAIL_WITH_TOKEN
#define SECRET MAIL_WITH_PASSWORD

/* Check the ways to log in to IMAP, with and without a first message on the
 * command's line, and that the mailbox is asked for (items 79, 83, 84). */
static void
test_imap_84_good (MailFixture   *fixture,
                   gconstpointer  data)
{
  static const MailVector vectors[] = {
    { "initial-response", TLS, TOKEN, MG_PROBE_OK, NULL, NULL,
      { OFFER ("SASL-IR AUTH=PLAIN AUTH=XOAUTH2"), "C: a2 AUTHENTICATE XOAUTH2 " XOAUTH2,
        "S: * CAPABILITY IMAP4rev1", "S: a2 OK in", INBOX } },
    { "two-steps", TLS, TOKEN, MG_PROBE_OK, NULL, NULL,
      { OFFER ("AUTH=XOAUTH2"), "C: a2 AUTHENTICATE XOAUTH2", "S: + ", "C: " XOAUTH2,
        "S: a2 OK in", INBOX } },
    { "bare-plus", TLS, SECRET, MG_PROBE_OK, NULL, NULL,
      { OFFER ("AUTH=PLAIN"), "C: a2 AUTHENTICATE PLAIN", "S: +", "C: " PLAIN, "S: a2 OK",
        INBOX } },
    { "sasl-login", TLS, SECRET, MG_PROBE_OK, NULL, NULL,
      { OFFER ("AUTH=LOGIN SASL-IR"), "C: a2 AUTHENTICATE LOGIN", "S: + VXNlcm5hbWU6", "C: " USER,
        "S: + UGFzc3dvcmQ6", "C: " PASSWORD, "S: a2 OK", INBOX } },
    { "command", TLS, SECRET, MG_PROBE_OK, NULL, NULL,
      { OFFER (""), "C: a2 LOGIN \"ada@example.org\" \"correct horse\"", "S: a2 OK", INBOX } },
    { "literal", TLS, TOKEN, MG_PROBE_OK, NULL, NULL,
      { OFFER ("AUTH=OAUTHBEARER SASL-IR"), "C: a2 AUTHENTICATE OAUTHBEARER *", "S: a2 OK",
        "C: a3 STATUS *", "S: * STATUS {5}", "S: INBOX (MESSAGES 1)", "S: a3 OK", "C: z LOGOUT" } },
    { "nobody", TLS, MAIL_NOBODY, MG_PROBE_REACHABLE, NULL, NULL, { OFFER (""), "C: z LOGOUT" } },
    { "starttls", STARTTLS, TOKEN, MG_PROBE_OK, NULL, NULL,
      { "S: * OK hello", "C: a1 CAPABILITY", "S: * CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED",
        "S: a1 OK", "C: a2 STARTTLS", "S: a2 OK go", "TLS", "C: a3 CAPABILITY",
        "S: * CAPABILITY AUTH=XOAUTH2 SASL-IR", "S: a3 OK", "C: a4 AUTHENTICATE XOAUTH2 *",
        "S: a4 OK", "C: a5 STATUS *", "S: a5 OK", "C: z LOGOUT" } },
  };

  mail_fixture_try (fixture, MG_MAIL_PROTOCOL_IMAP, vectors, G_N_ELEMENTS (vectors));
}

/* Check what refusals mean, where the reason is in a code, in words, beside
 * the reply, or nowhere (items 79, 80, 84, 85). */
static void
test_imap_79_85_refused (MailFixture   *fixture,
                         gconstpointer  data)
{
#define AUTH OFFER ("SASL-IR AUTH=XOAUTH2"), "C: a2 AUTHENTICATE XOAUTH2 *"
  static const MailVector vectors[] = {
    { "credentials", TLS, TOKEN, MG_PROBE_REFUSED, "Invalid credentials", "AUTHENTICATIONFAILED",
      { AUTH, "S: + " CHALLENGE, "C: ",
        "S: a2 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", "C: z LOGOUT" } },
    { "no-reason", TLS, TOKEN, MG_PROBE_REFUSED, "AUTHENTICATE failed", NULL,
      { AUTH, "S: a2 NO AUTHENTICATE failed.", "C: z LOGOUT" } },
    { "scope", TLS, TOKEN, MG_PROBE_SCOPE_MISSING, NULL, "AUTHENTICATIONFAILED",
      { AUTH, "S: + " WRONG_SCOPE, "C: ", "S: a2 NO [AUTHENTICATIONFAILED] no", "C: z LOGOUT" } },
    { "imap-off", TLS, TOKEN, MG_PROBE_MAILBOX_REFUSES, "not enabled for IMAP use", "ALERT",
      { AUTH, "S: a2 NO [ALERT] Your account is not enabled for IMAP use (Failure)",
        "C: z LOGOUT" } },
    { "unavailable", TLS, TOKEN, MG_PROBE_TRANSIENT, "backend", "UNAVAILABLE",
      { AUTH, "S: a2 NO [UNAVAILABLE] backend down", "C: z LOGOUT" } },
    { "unknown-code", TLS, TOKEN, MG_PROBE_PROTOCOL, "??", "SERVERBUG",
      { AUTH, "S: a2 NO [SERVERBUG] ??", "C: z LOGOUT" } },
    { "bad", TLS, TOKEN, MG_PROBE_PROTOCOL, "what", NULL,
      { AUTH, "S: a2 BAD what", "C: z LOGOUT" } },
    { "bye", TLS, TOKEN, MG_PROBE_TRANSIENT, "shutting down", NULL,
      { AUTH, "S: * BYE shutting down", "C: z LOGOUT" } },
    { "wrong-user", TLS, TOKEN, MG_PROBE_MAILBOX_REFUSES, "not connected", NULL,
      { AUTH, "S: a2 OK AUTHENTICATE completed.", "C: a3 STATUS *",
        "S: * BAD User is authenticated but not connected.", "S: a3 NO STATUS failed.",
        "C: z LOGOUT" } },
    { "no-inbox", TLS, TOKEN, MG_PROBE_MAILBOX_REFUSES, "no such", "NONEXISTENT",
      { AUTH, "S: a2 OK", "C: a3 STATUS *", "S: a3 NO [NONEXISTENT] no such mailbox",
        "C: z LOGOUT" } },
    { "password", TLS, SECRET, MG_PROBE_REFUSED, "LOGIN failed", NULL,
      { OFFER (""), "C: a2 LOGIN *", "S: a2 NO LOGIN failed", "C: z LOGOUT" } },
    { "login-disabled", TLS, SECRET, MG_PROBE_NOT_OFFERED, NULL, NULL,
      { OFFER ("LOGINDISABLED AUTH=XOAUTH2"), "C: z LOGOUT" } },
    { "no-token", TLS, TOKEN, MG_PROBE_NOT_OFFERED, NULL, NULL,
      { OFFER ("AUTH=PLAIN"), "C: z LOGOUT" } },
    { "stripped", STARTTLS, SECRET, MG_PROBE_NOT_ENCRYPTED, NULL, NULL,
      { "S: * OK hello", "C: a1 CAPABILITY", "S: * CAPABILITY IMAP4rev1", "S: a1 OK",
        "C: z LOGOUT" } },
    { "bye-greeting", TLS, TOKEN, MG_PROBE_TRANSIENT, "too busy", NULL,
      { "TLS", "S: * BYE too busy", "C: z LOGOUT" } },
    { "preauth", TLS, TOKEN, MG_PROBE_PROTOCOL, "PREAUTH", NULL,
      { "TLS", "S: * PREAUTH welcome", "C: z LOGOUT" } },
    { "smtp", TLS, TOKEN, MG_PROBE_PROTOCOL, "220", NULL,
      { "TLS", "S: 220 mail.example.org ESMTP", "C: z LOGOUT" } },
    { "wrong-tag", TLS, TOKEN, MG_PROBE_PROTOCOL, "a9", NULL,
      { AUTH, "S: a9 OK", "C: z LOGOUT" } },
    { "no-word", TLS, TOKEN, MG_PROBE_PROTOCOL, "MAYBE", NULL,
      { AUTH, "S: a2 MAYBE", "C: z LOGOUT" } },
    { "early", TLS, TOKEN, MG_PROBE_PROTOCOL, NULL, NULL,
      { "TLS", "S: a0 OK", "C: z LOGOUT" } },
  };

  mail_fixture_try (fixture, MG_MAIL_PROTOCOL_IMAP, vectors, G_N_ELEMENTS (vectors));
}

/* Check that a password with quotes cannot become a command, and that one
 * that cannot be quoted is not sent. */
static void
test_imap_quoting (MailFixture   *fixture,
                   gconstpointer  data)
{
  static const char * const quoted[] = {
    OFFER (""), "C: a2 LOGIN *", "S: a2 OK", "C: a3 *", "S: a3 OK", NULL,
  };
  static const char * const not_sent[] = { OFFER (""), "C: z LOGOUT", NULL };
  const char *passwords[] = { "a\\b\"c", "caf\xc3\xa9", "a\r\nb" };

  for (gsize i = 0; i < G_N_ELEMENTS (passwords); i++)
    {
      g_autoptr (MgSecret) password = mg_secret_new (passwords[i], -1);
      g_autoptr (MgMailProbe) probe = NULL;
      g_autoptr (MgProbeResult) result = NULL;
      g_autoptr (GAsyncResult) done = NULL;

      mg_scripted_mail_set_script (fixture->server, i == 0 ? quoted : not_sent);
      probe = mail_fixture_new_probe (fixture, "127.0.0.1", MG_MAIL_PROTOCOL_IMAP, TLS,
                                      MAIL_NOBODY);
      mg_mail_probe_set_password (probe, "ada", password);
      mg_mail_probe_run_async (probe, NULL, mg_test_store_result, &done);
      result = mg_mail_probe_run_finish (probe, mg_test_await_result (&done), NULL);

      if (i == 0)
        g_assert_nonnull (strstr (mg_scripted_mail_get_transcript (fixture->server),
                                  "a2 LOGIN \"ada\" \"a\\\\b\\\"c\"\n"));
      g_assert_cmpint (mg_probe_result_get_outcome (result), ==,
                       i == 0 ? MG_PROBE_OK : MG_PROBE_NOT_OFFERED);
    }
}

/* Check that words slipped in before the encryption are noticed. */
static void
test_imap_81_injection (MailFixture   *fixture,
                        gconstpointer  data)
{
  static const char * const steps[] = {
    "S: * OK hello", "C: a1 CAPABILITY", "S: * CAPABILITY STARTTLS", "S: a1 OK", "C: a2 STARTTLS",
    "R: a2 OK go\r\n* CAPABILITY AUTH=XOAUTH2\r\na3 OK\r\n", NULL,
  };
  g_autoptr (MgProbeResult) result = NULL;

  result = mail_fixture_run (fixture, MG_MAIL_PROTOCOL_IMAP, STARTTLS, TOKEN, steps);
  g_assert_cmpint (mg_probe_result_get_outcome (result), ==, MG_PROBE_NOT_ENCRYPTED);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

#define ADD(name, function) \
  g_test_add ("/mail/imap/" name, MailFixture, NULL, \
              mail_fixture_set_up, function, mail_fixture_tear_down)
  ADD ("84-good", test_imap_84_good);
  ADD ("79-85-refused", test_imap_79_85_refused);
  ADD ("quoting", test_imap_quoting);
  ADD ("81-injection", test_imap_81_injection);
#undef ADD

  return g_test_run ();
}
