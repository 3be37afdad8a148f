/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mail-fixture.h"
#include "mg-error.h"
#include "mg-test.h"

#define XOAUTH2 "dXNlcj1hZGFAZXhhbXBsZS5vcmcBYXV0aD1CZWFyZXIgeWEyOS50b2tlbgEB"
#define PLAIN "AGFkYUBleGFtcGxlLm9yZwBjb3JyZWN0IGhvcnNl"
#define USER "YWRhQGV4YW1wbGUub3Jn"
#define PASSWORD "Y29ycmVjdCBob3JzZQ=="
#define CHALLENGE "eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIiwic2NvcGUiOiJtYWlsIn0="
#define INVALID_TOKEN "eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0="
#define WRONG_SCOPE "eyJzdGF0dXMiOiJpbnN1ZmZpY2llbnRfc2NvcGUiLCJzY29wZSI6Im1haWwifQ=="

/* What precedes the login, over TLS from the first byte. */
#define HELLO "TLS", "S: 220 mail.example.org ESMTP", "C: EHLO [127.0.0.1]"
#define OFFER(mechanisms) HELLO, "S: 250-mail.example.org", "S: 250-SIZE 1000", \
                          "S: 250 AUTH " mechanisms

#define TLS MG_MAIL_SECURITY_TLS
#define STARTTLS MG_MAIL_SECURITY_STARTTLS
#define TOKEN MAIL_WITH_TOKEN
#define SECRET MAIL_WITH_PASSWORD

/* Check that a good login is tried out without a message, and that the one
 * mechanism that fits is used (items 77, 78, 83, 84). */
static void
test_smtp_84_good (MailFixture   *fixture,
                   gconstpointer  data)
{
  static const MailVector vectors[] = {
    { "xoauth2", TLS, TOKEN, MG_PROBE_OK, NULL, NULL,
      { OFFER ("LOGIN PLAIN XOAUTH2 OAUTHBEARER"), "C: AUTH XOAUTH2 " XOAUTH2, "S: 235 2.7.0 ok",
        "C: NOOP", "S: 250 ok", "C: QUIT" } },
    { "oauthbearer-only", TLS, TOKEN, MG_PROBE_OK, NULL, NULL,
      { OFFER ("OAUTHBEARER PLAIN"), "C: AUTH OAUTHBEARER bixhPWFkYUBleGFtcGxlLm9yZywBaG9zdD0*",
        "S: 235 ok", "C: NOOP", "S: 250 ok", "C: QUIT" } },
    { "old-style-lower-case", TLS, TOKEN, MG_PROBE_OK, NULL, NULL,
      { HELLO, "S: 250-hi", "S: 250 auth=plain xoauth2", "C: AUTH XOAUTH2 " XOAUTH2,
        "S: 235 ok", "C: NOOP", "S: 250 ok", "C: QUIT" } },
    { "plain", TLS, SECRET, MG_PROBE_OK, NULL, NULL,
      { OFFER ("XOAUTH2 LOGIN PLAIN"), "C: AUTH PLAIN " PLAIN, "S: 235 ok",
        "C: NOOP", "S: 250 ok", "C: QUIT" } },
    { "login", TLS, SECRET, MG_PROBE_OK, NULL, NULL,
      { OFFER ("LOGIN"), "C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: " USER,
        "S: 334 UGFzc3dvcmQ6", "C: " PASSWORD, "S: 235 ok", "C: NOOP", "S: 250 ok", "C: QUIT" } },
    { "nobody", TLS, MAIL_NOBODY, MG_PROBE_REACHABLE, NULL, NULL,
      { OFFER ("XOAUTH2"), "C: QUIT" } },
  };

  mail_fixture_try (fixture, MG_MAIL_PROTOCOL_SMTP, vectors, G_N_ELEMENTS (vectors));
  g_assert_null (strstr (mg_scripted_mail_get_transcript (fixture->server), "MAIL"));
}

/* Check item 79: the challenge is answered, and the last word is read, also
 * when it comes at once or the challenge says nothing; and what each means. */
static void
test_smtp_79_80_refused (MailFixture   *fixture,
                         gconstpointer  data)
{
  static const MailVector vectors[] = {
    { "gmail", TLS, TOKEN, MG_PROBE_REFUSED, "BadCredentials", "5.7.8",
      { OFFER ("XOAUTH2"), "C: AUTH XOAUTH2 *", "S: 334 " CHALLENGE, "C: ",
        "S: 535-5.7.8 Username and Password not accepted. For more information, go to",
        "S: 535 5.7.8  https://support.google.com/mail/?p=BadCredentials x", "C: QUIT" } },
    { "oauthbearer", TLS, TOKEN, MG_PROBE_REFUSED, "Authentication failed", "5.7.8",
      { OFFER ("OAUTHBEARER"), "C: AUTH OAUTHBEARER *", "S: 334 " INVALID_TOKEN, "C: AQ==",
        "S: 535 5.7.8 Authentication failed.", "C: QUIT" } },
    { "at-once", TLS, TOKEN, MG_PROBE_REFUSED, "unsuccessful", "5.7.3",
      { OFFER ("XOAUTH2"), "C: AUTH XOAUTH2 *",
        "S: 535 5.7.3 Authentication unsuccessful [AM0PR01.example]", "C: QUIT" } },
    { "no-json", TLS, TOKEN, MG_PROBE_REFUSED, "no", NULL,
      { OFFER ("XOAUTH2"), "C: AUTH XOAUTH2 *", "S: 334 bm8=", "C: ", "S: 535 no", "C: QUIT" } },
    { "empty-challenge", TLS, TOKEN, MG_PROBE_REFUSED, "no", NULL,
      { OFFER ("XOAUTH2"), "C: AUTH XOAUTH2 *", "S: 334", "C: ", "S: 535 no", "C: QUIT" } },
    { "challenge-says-it", TLS, TOKEN, MG_PROBE_REFUSED, "Error", NULL,
      { OFFER ("XOAUTH2"), "C: AUTH XOAUTH2 *", "S: 334 " CHALLENGE, "C: ",
        "S: 550 Error: unwanted", "C: QUIT" } },
    { "scope", TLS, TOKEN, MG_PROBE_SCOPE_MISSING, "failed", "5.7.8",
      { OFFER ("OAUTHBEARER"), "C: AUTH OAUTHBEARER *", "S: 334 " WRONG_SCOPE, "C: AQ==",
        "S: 535 5.7.8 Authentication failed.", "C: QUIT" } },
    { "password", TLS, SECRET, MG_PROBE_REFUSED, "app password", "5.7.0",
      { OFFER ("PLAIN"), "C: AUTH PLAIN *", "S: 535 5.7.0 (#AUTH005) app password", "C: QUIT" } },
    { "plain-challenged", TLS, SECRET, MG_PROBE_PROTOCOL, "cancelled", "5.7.0",
      { OFFER ("PLAIN"), "C: AUTH PLAIN *", "S: 334 ", "C: *", "S: 501 5.7.0 cancelled",
        "C: QUIT" } },
    { "unknown", TLS, TOKEN, MG_PROBE_PROTOCOL, "frobnicated", NULL,
      { OFFER ("XOAUTH2"), "C: AUTH XOAUTH2 *", "S: 554 frobnicated", "C: QUIT" } },
    { "challenged-twice", TLS, TOKEN, MG_PROBE_PROTOCOL, NULL, NULL,
      { OFFER ("XOAUTH2"), "C: AUTH XOAUTH2 *", "S: 334 " CHALLENGE, "C: ", "S: 334 again",
        "C: QUIT" } },
    { "good-after-all", TLS, TOKEN, MG_PROBE_REFUSED, "changed my mind", NULL,
      { OFFER ("XOAUTH2"), "C: AUTH XOAUTH2 *", "S: 334 " CHALLENGE, "C: ",
        "S: 235 changed my mind", "C: QUIT" } },
  };

  mail_fixture_try (fixture, MG_MAIL_PROTOCOL_SMTP, vectors, G_N_ELEMENTS (vectors));
}

/* Check item 80: what the challenge says is kept beside the last word. */
static void
test_smtp_80_result (MailFixture   *fixture,
                     gconstpointer  data)
{
  static const char * const steps[] = {
    OFFER ("XOAUTH2 PLAIN"), "C: AUTH XOAUTH2 *", "S: 334 " CHALLENGE, "C: ",
    "S: 535 5.7.8 \x1b[31mno\x07 <b>", NULL,
  };
  static const char * const mechanisms[] = { "XOAUTH2", "PLAIN", NULL };
  g_autoptr (MgProbeResult) result = NULL;
  const MgSaslChallenge *challenge;
  MgProbeResult *copy;

  result = mail_fixture_run (fixture, MG_MAIL_PROTOCOL_SMTP, TLS, TOKEN, steps);
  challenge = mg_probe_result_get_challenge (result);
  g_assert_nonnull (challenge);
  g_assert_cmpstr (challenge->status, ==, "401");
  g_assert_cmpstr (challenge->schemes, ==, "bearer");
  g_assert_cmpstr (challenge->scope, ==, "mail");
  g_assert_cmpuint (mg_probe_result_get_code (result), ==, 535);
  g_assert_cmpstr (mg_probe_result_get_enhanced_code (result), ==, "5.7.8");
  g_assert_cmpstr (mg_probe_result_get_words (result), ==, "[31mno <b>");
  g_assert_cmpstr (mg_probe_result_get_mechanism (result), ==, "XOAUTH2");
  g_assert_cmpstrv (mg_probe_result_get_mechanisms (result), mechanisms);
  g_assert_cmpstr (mg_mail_advice_get_id (mg_probe_result_get_advice (result)), ==,
                   "smtp-credentials");
  g_assert_cmpuint (mg_probe_result_get_certificate_errors (result), ==, 0);

  copy = g_boxed_copy (MG_TYPE_PROBE_RESULT, result);
  g_assert_true (copy == result);
  g_boxed_free (MG_TYPE_PROBE_RESULT, copy);
}

/* Check item 81: the greeting and capabilities in clear count for nothing; a
 * server without STARTTLS, or one that has it stripped, gets no secret. */
static void
test_smtp_81_starttls (MailFixture   *fixture,
                       gconstpointer  data)
{
#define PLAIN_HELLO "S: 220-hi", "S: 220 there", "C: EHLO *"
  static const MailVector vectors[] = {
    { "good", STARTTLS, TOKEN, MG_PROBE_OK, NULL, NULL,
      { PLAIN_HELLO, "S: 250-hi", "S: 250-AUTH PLAIN", "S: 250 STARTTLS", "C: STARTTLS",
        "S: 220 go ahead", "TLS", "C: EHLO *", "S: 250-hi", "S: 250 AUTH XOAUTH2",
        "C: AUTH XOAUTH2 " XOAUTH2, "S: 235 ok", "C: NOOP", "S: 250 ok", "C: QUIT" } },
    { "offered-in-clear-only", STARTTLS, TOKEN, MG_PROBE_NOT_OFFERED, NULL, NULL,
      { PLAIN_HELLO, "S: 250-hi", "S: 250-AUTH XOAUTH2", "S: 250 STARTTLS", "C: STARTTLS",
        "S: 220 go ahead", "TLS", "C: EHLO *", "S: 250 hi", "C: QUIT" } },
    { "stripped", STARTTLS, TOKEN, MG_PROBE_NOT_ENCRYPTED, NULL, NULL,
      { PLAIN_HELLO, "S: 250-hi", "S: 250 AUTH XOAUTH2 PLAIN", "C: QUIT" } },
    { "never", MG_MAIL_SECURITY_NONE, TOKEN, MG_PROBE_NOT_ENCRYPTED, NULL, NULL,
      { PLAIN_HELLO, "S: 250-hi", "S: 250-STARTTLS", "S: 250 AUTH XOAUTH2 PLAIN", "C: QUIT" } },
    { "never-a-password", MG_MAIL_SECURITY_NONE, SECRET, MG_PROBE_NOT_ENCRYPTED, NULL, NULL,
      { PLAIN_HELLO, "S: 250-hi", "S: 250 AUTH PLAIN", "C: QUIT" } },
    { "nobody-in-clear", MG_MAIL_SECURITY_NONE, MAIL_NOBODY, MG_PROBE_REACHABLE, NULL, NULL,
      { PLAIN_HELLO, "S: 250 hi", "C: QUIT" } },
    { "stripped-nobody", STARTTLS, MAIL_NOBODY, MG_PROBE_NOT_ENCRYPTED, NULL, NULL,
      { PLAIN_HELLO, "S: 250 hi", "C: QUIT" } },
    { "refused", STARTTLS, TOKEN, MG_PROBE_TRANSIENT, "TLS not available", "4.7.0",
      { PLAIN_HELLO, "S: 250-hi", "S: 250 STARTTLS", "C: STARTTLS",
        "S: 454 4.7.0 TLS not available", "C: QUIT" } },
  };

  mail_fixture_try (fixture, MG_MAIL_PROTOCOL_SMTP, vectors, G_N_ELEMENTS (vectors));
}

/* Check item 81: words that somebody slips in before the encryption begins
 * are noticed, and nothing more is said. */
static void
test_smtp_81_injection (MailFixture   *fixture,
                        gconstpointer  data)
{
  static const char * const steps[] = {
    PLAIN_HELLO, "S: 250-hi", "S: 250 STARTTLS", "C: STARTTLS",
    "R: 220 go ahead\r\n250-hi\r\n250 AUTH XOAUTH2\r\n", NULL,
  };
  g_autoptr (MgProbeResult) result = NULL;

  result = mail_fixture_run (fixture, MG_MAIL_PROTOCOL_SMTP, STARTTLS, TOKEN, steps);
  g_assert_cmpint (mg_probe_result_get_outcome (result), ==, MG_PROBE_NOT_ENCRYPTED);
  g_assert_null (strstr (mg_scripted_mail_get_transcript (fixture->server), "AUTH"));
}

/* Check item 82: a token longer than a command line may be is sent, and sent
 * in two steps to a server that holds to the letter. */
static void
test_smtp_82_two_steps (MailFixture   *fixture,
                        gconstpointer  data)
{
  static const MailVector vectors[] = {
    { "500", TLS, TOKEN, MG_PROBE_OK, NULL, NULL,
      { OFFER ("XOAUTH2"), "C: AUTH XOAUTH2 " XOAUTH2, "S: 500 5.5.2 Line too long",
        "C: AUTH XOAUTH2", "S: 334 ", "C: " XOAUTH2, "S: 235 ok", "C: NOOP", "S: 250 ok",
        "C: QUIT" } },
    { "501", TLS, SECRET, MG_PROBE_OK, NULL, NULL,
      { OFFER ("PLAIN"), "C: AUTH PLAIN " PLAIN, "S: 501 syntax", "C: AUTH PLAIN", "S: 334",
        "C: " PLAIN, "S: 235 ok", "C: NOOP", "S: 250 ok", "C: QUIT" } },
    { "in-words", TLS, TOKEN, MG_PROBE_REFUSED, "5.7.8", "5.7.8",
      { OFFER ("XOAUTH2"), "C: AUTH XOAUTH2 *", "S: 552 line too long", "C: AUTH XOAUTH2",
        "S: 334 ", "C: " XOAUTH2, "S: 334 " CHALLENGE, "C: ", "S: 535 5.7.8 no 5.7.8",
        "C: QUIT" } },
    { "once-only", TLS, TOKEN, MG_PROBE_PROTOCOL, "still", NULL,
      { OFFER ("XOAUTH2"), "C: AUTH XOAUTH2 *", "S: 501 syntax", "C: AUTH XOAUTH2",
        "S: 501 still", "C: QUIT" } },
  };

  mail_fixture_try (fixture, MG_MAIL_PROTOCOL_SMTP, vectors, G_N_ELEMENTS (vectors));
}

/* Check item 82: a token of 12 KiB arrives whole. */
static void
test_smtp_82_long_token (MailFixture   *fixture,
                         gconstpointer  data)
{
  static const char * const steps[] = {
    OFFER ("XOAUTH2"), "C: AUTH XOAUTH2 *", "S: 235 ok", "C: NOOP", "S: 250 ok", NULL,
  };
  g_autofree char *text = g_strnfill (12288, 't');
  g_autoptr (MgSecret) token = mg_secret_new (text, -1);
  g_autoptr (MgSecret) response = mg_sasl_encode_response (MG_SASL_XOAUTH2, MAIL_USER, token,
                                                           "127.0.0.1", 1);
  g_autoptr (MgMailProbe) probe = NULL;
  g_autoptr (MgProbeResult) result = NULL;
  g_autoptr (GAsyncResult) done = NULL;

  mg_scripted_mail_set_script (fixture->server, steps);
  probe = mail_fixture_new_probe (fixture, "127.0.0.1", MG_MAIL_PROTOCOL_SMTP, TLS, MAIL_NOBODY);
  mg_mail_probe_set_token (probe, MAIL_USER, token);
  mg_mail_probe_run_async (probe, NULL, mg_test_store_result, &done);
  result = mg_mail_probe_run_finish (probe, mg_test_await_result (&done), NULL);

  g_assert_cmpint (mg_probe_result_get_outcome (result), ==, MG_PROBE_OK);
  g_assert_nonnull (strstr (mg_scripted_mail_get_transcript (fixture->server),
                            mg_secret_peek (response)));
}

/* Check item 83: a token is never tried as a password, nor a password as a
 * token, whatever is offered. */
static void
test_smtp_83_pinned (MailFixture   *fixture,
                     gconstpointer  data)
{
  static const MailVector vectors[] = {
    { "no-token", TLS, TOKEN, MG_PROBE_NOT_OFFERED, NULL, NULL,
      { OFFER ("PLAIN LOGIN CRAM-MD5"), "C: QUIT" } },
    { "no-password", TLS, SECRET, MG_PROBE_NOT_OFFERED, NULL, NULL,
      { OFFER ("XOAUTH2 OAUTHBEARER"), "C: QUIT" } },
    { "nothing", TLS, TOKEN, MG_PROBE_NOT_OFFERED, NULL, NULL,
      { HELLO, "S: 250 hi", "C: QUIT" } },
    { "look-alike", TLS, TOKEN, MG_PROBE_NOT_OFFERED, NULL, NULL,
      { OFFER ("XOAUTH XOAUTH22"), "C: QUIT" } },
    { "no-fall-back", TLS, TOKEN, MG_PROBE_NOT_OFFERED, "Unrecognized", "5.7.4",
      { OFFER ("XOAUTH2 OAUTHBEARER PLAIN"), "C: AUTH XOAUTH2 *",
        "S: 504 5.7.4 Unrecognized authentication type", "C: QUIT" } },
  };

  mail_fixture_try (fixture, MG_MAIL_PROTOCOL_SMTP, vectors, G_N_ELEMENTS (vectors));
}

/* Check item 85: what is temporary, and what is about the mailbox, says
 * nothing against the token. */
static void
test_smtp_85_not_the_token (MailFixture   *fixture,
                            gconstpointer  data)
{
  static const MailVector vectors[] = {
    { "454", TLS, TOKEN, MG_PROBE_TRANSIENT, "Too many", "4.7.0",
      { OFFER ("XOAUTH2"), "C: AUTH XOAUTH2 *", "S: 454 4.7.0 Too many login attempts",
        "C: QUIT" } },
    { "451-after-challenge", TLS, TOKEN, MG_PROBE_TRANSIENT, "later", NULL,
      { OFFER ("XOAUTH2"), "C: AUTH XOAUTH2 *", "S: 334 " CHALLENGE, "C: ", "S: 451 later",
        "C: QUIT" } },
    { "busy-greeting", TLS, TOKEN, MG_PROBE_TRANSIENT, "busy", NULL,
      { "TLS", "S: 421 busy", "C: QUIT" } },
    { "refused-greeting", TLS, TOKEN, MG_PROBE_PROTOCOL, "No SMTP here", NULL,
      { "TLS", "S: 554 No SMTP here", "C: QUIT" } },
    { "refused-ehlo", TLS, TOKEN, MG_PROBE_PROTOCOL, "unknown", NULL,
      { HELLO, "S: 500 unknown command", "C: QUIT" } },
    { "tenant", TLS, TOKEN, MG_PROBE_MAILBOX_REFUSES, "Tenant", "5.7.139",
      { OFFER ("XOAUTH2"), "C: AUTH XOAUTH2 *",
        "S: 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the "
        "Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.", "C: QUIT" } },
    { "gone-after-login", TLS, TOKEN, MG_PROBE_TRANSIENT, "closing", "4.3.2",
      { OFFER ("XOAUTH2"), "C: AUTH XOAUTH2 *", "S: 235 ok", "C: NOOP", "S: 421 4.3.2 closing",
        "C: QUIT" } },
  };

  mail_fixture_try (fixture, MG_MAIL_PROTOCOL_SMTP, vectors, G_N_ELEMENTS (vectors));
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

#define ADD(name, function) \
  g_test_add ("/mail/smtp/" name, MailFixture, NULL, \
              mail_fixture_set_up, function, mail_fixture_tear_down)
  ADD ("84-good", test_smtp_84_good);
  ADD ("79-80-refused", test_smtp_79_80_refused);
  ADD ("80-result", test_smtp_80_result);
  ADD ("81-starttls", test_smtp_81_starttls);
  ADD ("81-injection", test_smtp_81_injection);
  ADD ("82-two-steps", test_smtp_82_two_steps);
  ADD ("82-long-token", test_smtp_82_long_token);
  ADD ("83-pinned", test_smtp_83_pinned);
  ADD ("85-not-the-token", test_smtp_85_not_the_token);
#undef ADD

  return g_test_run ();
}
