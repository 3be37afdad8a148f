/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mail-fixture.h"
#include "mg-test.h"

#define XOAUTH2 "dXNlcj1hZGFAZXhhbXBsZS5vcmcBYXV0aD1CZWFyZXIgeWEyOS50b2tlbgEB"
#define PLAIN "AGFkYUBleGFtcGxlLm9yZwBjb3JyZWN0IGhvcnNl"
#define CHALLENGE "eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIiwic2NvcGUiOiJtYWlsIn0="

#define HELLO "TLS", "S: +OK hello <1.2@example.org>", "C: CAPA"
#define OFFER(capability) HELLO, "S: +OK", "S: TOP", "S: " capability, "S: ."
#define GOOD "C: NOOP", "S: +OK", "C: QUIT"
#define AUTH OFFER ("SASL PLAIN XOAUTH2"), "C: AUTH XOAUTH2", "S: + ", "C: " XOAUTH2

#define TLS MG_MAIL_SECURITY_TLS
#define STARTTLS MG_MAIL_SECURITY_STARTTLS
#define TOKEN MAIL_WITH_TOKEN
#define SECRET MAIL_WITH_PASSWORD

/* Check the ways to log in to POP3: a token always in two steps, as Microsoft
 * wants it (items 79, 82, 83). */
static void
test_pop3_82_good (MailFixture   *fixture,
                   gconstpointer  data)
{
  static const MailVector vectors[] = {
    { "two-steps", TLS, TOKEN, MG_PROBE_OK, NULL, NULL, { AUTH, "S: +OK in", GOOD } },
    { "plain", TLS, SECRET, MG_PROBE_OK, NULL, NULL,
      { OFFER ("SASL PLAIN"), "C: AUTH PLAIN", "S: +", "C: " PLAIN, "S: +OK", GOOD } },
    { "user-pass", TLS, SECRET, MG_PROBE_OK, NULL, NULL,
      { OFFER ("USER"), "C: USER ada@example.org", "S: +OK", "C: PASS correct horse", "S: +OK",
        GOOD } },
    { "old-server", TLS, SECRET, MG_PROBE_OK, NULL, NULL,
      { HELLO, "S: -ERR what", "C: USER *", "S: +OK", "C: PASS *", "S: +OK", GOOD } },
    { "starttls", STARTTLS, TOKEN, MG_PROBE_OK, NULL, NULL,
      { "S: +OK", "C: CAPA", "S: +OK", "S: STLS", "S: SASL PLAIN", "S: .", "C: STLS", "S: +OK go",
        "TLS", "C: CAPA", "S: +OK", "S: SASL OAUTHBEARER", "S: .", "C: AUTH OAUTHBEARER", "S: + ",
        "C: *", "S: +OK", GOOD } },
    { "nobody", TLS, MAIL_NOBODY, MG_PROBE_REACHABLE, NULL, NULL, { OFFER ("USER"), "C: QUIT" } },
  };

  mail_fixture_try (fixture, MG_MAIL_PROTOCOL_POP3, vectors, G_N_ELEMENTS (vectors));
}

/* Check what refusals mean (items 79, 80, 85). */
static void
test_pop3_79_85_refused (MailFixture   *fixture,
                         gconstpointer  data)
{
  static const MailVector vectors[] = {
    { "auth", TLS, TOKEN, MG_PROBE_REFUSED, "failed", "AUTH",
      { AUTH, "S: + " CHALLENGE, "C: ", "S: -ERR [AUTH] Authentication failed.", "C: QUIT" } },
    { "no-reason", TLS, SECRET, MG_PROBE_REFUSED, "Logon failure", NULL,
      { OFFER ("USER"), "C: USER *", "S: +OK", "C: PASS *", "S: -ERR Logon failure", "C: QUIT" } },
    { "no-user", TLS, SECRET, MG_PROBE_REFUSED, "who", NULL,
      { OFFER ("USER"), "C: USER *", "S: -ERR who", "C: QUIT" } },
    { "not-the-login", TLS, TOKEN, MG_PROBE_PROTOCOL, "disk", NULL,
      { HELLO, "S: +OK", "S: AUTH-RESP-CODE", "S: SASL XOAUTH2", "S: .", "C: AUTH XOAUTH2", "S: + ",
        "C: *", "S: -ERR disk trouble", "C: QUIT" } },
    { "in-use", TLS, TOKEN, MG_PROBE_TRANSIENT, "locked", "IN-USE",
      { AUTH, "S: -ERR [IN-USE] mailbox locked", "C: QUIT" } },
    { "temporary", TLS, TOKEN, MG_PROBE_TRANSIENT, "later", "SYS/TEMP",
      { AUTH, "S: -ERR [SYS/TEMP] later", "C: QUIT" } },
    { "bare", TLS, TOKEN, MG_PROBE_REFUSED, NULL, NULL, { AUTH, "S: -ERR", "C: QUIT" } },
    { "greeting", TLS, TOKEN, MG_PROBE_PROTOCOL, "go away", NULL,
      { "TLS", "S: -ERR go away", "C: QUIT" } },
    { "garbage", TLS, TOKEN, MG_PROBE_PROTOCOL, "HTTP/1.1", NULL,
      { "TLS", "S: HTTP/1.1 400 Bad Request", "C: QUIT" } },
    { "no-token", TLS, TOKEN, MG_PROBE_NOT_OFFERED, NULL, NULL,
      { OFFER ("USER"), "C: QUIT" } },
    { "no-password", TLS, SECRET, MG_PROBE_NOT_OFFERED, NULL, NULL,
      { OFFER ("SASL XOAUTH2"), "C: QUIT" } },
    { "stripped", STARTTLS, SECRET, MG_PROBE_NOT_ENCRYPTED, NULL, NULL,
      { "S: +OK", "C: CAPA", "S: +OK", "S: USER", "S: .", "C: QUIT" } },
    { "stripped-old", STARTTLS, SECRET, MG_PROBE_NOT_ENCRYPTED, NULL, NULL,
      { "S: +OK", "C: CAPA", "S: -ERR", "C: QUIT" } },
  };

  mail_fixture_try (fixture, MG_MAIL_PROTOCOL_POP3, vectors, G_N_ELEMENTS (vectors));
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

#define ADD(name, function) \
  g_test_add ("/mail/pop3/" name, MailFixture, NULL, \
              mail_fixture_set_up, function, mail_fixture_tear_down)
  ADD ("82-good", test_pop3_82_good);
  ADD ("79-85-refused", test_pop3_79_85_refused);
#undef ADD

  return g_test_run ();
}
