/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mail-fixture.h"
#include "mg-error.h"
#include "mg-test.h"

#define CHALLENGE "eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIiwic2NvcGUiOiJtYWlsIn0="
#define HELLO "TLS", "S: 220 mail.example.org ESMTP", "C: EHLO *"
#define AUTH HELLO, "S: 250-hi", "S: 250 AUTH XOAUTH2", "C: AUTH XOAUTH2 *"

#define SMTP MG_MAIL_PROTOCOL_SMTP
#define TLS MG_MAIL_SECURITY_TLS
#define NONE MG_MAIL_SECURITY_NONE
#define TOKEN MAIL_WITH_TOKEN

typedef struct
{
  const char     *name;
  MgMailSecurity  security;
  MgProbeOutcome  outcome;
  const char     *steps[16];
} Vector;

/* Check that a server that hangs up, at whatever moment, says nothing about
 * the token; nor does one that talks nonsense. */
static void
test_hostile_cut (MailFixture   *fixture,
                  gconstpointer  data)
{
  static const Vector vectors[] = {
    { "at-once", TLS, MG_PROBE_PROTOCOL, { "CUT" } },
    { "in-clear", NONE, MG_PROBE_UNREACHABLE, { "CUT" } },
    { "after-greeting", TLS, MG_PROBE_UNREACHABLE, { HELLO, "CUT" } },
    { "half-a-line", TLS, MG_PROBE_UNREACHABLE, { "TLS", "R: 220 mail.exa", "CUT" } },
    { "at-login", TLS, MG_PROBE_UNREACHABLE, { AUTH, "CUT" } },
    { "after-challenge", TLS, MG_PROBE_UNREACHABLE, { AUTH, "S: 334 " CHALLENGE, "CUT" } },
    { "not-tls", TLS, MG_PROBE_PROTOCOL, { "S: 220 mail.example.org ESMTP" } },
    { "web", NONE, MG_PROBE_PROTOCOL, { "S: HTTP/1.1 400 Bad Request" } },
    { "empty-line", NONE, MG_PROBE_PROTOCOL, { "S: " } },
    { "no-code", NONE, MG_PROBE_PROTOCOL, { "S: 22x hello" } },
    { "four-digits", NONE, MG_PROBE_PROTOCOL, { "S: 2200 hello" } },
    { "bad-code", NONE, MG_PROBE_PROTOCOL, { "S: 999 hello" } },
    { "two-codes", NONE, MG_PROBE_PROTOCOL, { "S: 220-hello", "S: 250 hello" } },
    { "long-line", NONE, MG_PROBE_PROTOCOL, { "FLOOD" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgProbeResult) result = NULL;

      g_test_message ("Vector %s", vectors[i].name);
      result = mail_fixture_run (fixture, SMTP, vectors[i].security, TOKEN, vectors[i].steps);
      g_test_message ("%s", mg_probe_result_get_sentence (result));
      g_assert_cmpstr (mg_probe_outcome_get_nick (mg_probe_result_get_outcome (result)), ==,
                       mg_probe_outcome_get_nick (vectors[i].outcome));
      g_assert_null (mg_probe_outcome_get_state_nick (mg_probe_result_get_outcome (result)));
    }
}

static MgProbeResult *
run_text (MailFixture *fixture,
          char        *text)
{
  g_autofree char *step = g_strconcat ("R: ", text, NULL);
  const char * const steps[] = { "S: 220 hi", "C: EHLO *", step, NULL };

  g_free (text);

  return mail_fixture_run (fixture, SMTP, NONE, MAIL_NOBODY, steps);
}

/* Check that a reply without end, and a line without end, end. */
static void
test_hostile_long (MailFixture   *fixture,
                   gconstpointer  data)
{
  g_autoptr (GString) endless = g_string_new (NULL);
  g_autofree char *letters = g_strnfill (17000, 'x');
  g_autofree char *fitting = g_strnfill (16000, 'x');
  g_autoptr (MgProbeResult) result = NULL;
  g_autoptr (MgProbeResult) long_line = NULL;
  g_autoptr (MgProbeResult) long_good_line = NULL;

  for (guint i = 0; i < 40000; i++)
    g_string_append (endless, "250-X\r\n");
  result = run_text (fixture, g_strdup (endless->str));
  g_assert_cmpint (mg_probe_result_get_outcome (result), ==, MG_PROBE_PROTOCOL);
  g_assert_cmpuint (g_strv_length ((char **) mg_probe_result_get_mechanisms (result)), ==, 0);

  long_line = run_text (fixture, g_strconcat ("250 ", letters, "\r\n", NULL));
  g_assert_cmpint (mg_probe_result_get_outcome (long_line), ==, MG_PROBE_PROTOCOL);
  long_good_line = run_text (fixture, g_strconcat ("250 ", fitting, "\r\n", NULL));
  g_assert_cmpint (mg_probe_result_get_outcome (long_good_line), ==, MG_PROBE_REACHABLE);
}

static gboolean
is_hanging (gpointer user_data)
{
  return mg_scripted_mail_is_done (user_data);
}

static gboolean
is_waiting (gpointer user_data)
{
  return mg_scripted_mail_is_waiting (user_data);
}

static gboolean
has_passed (gpointer user_data)
{
  return --*(int *) user_data < 0;
}

/* Lets what was sent over the loopback address arrive. */
static void
settle_network (void)
{
  int n_rounds = 4;

  mg_test_await_true (has_passed, &n_rounds);
  mg_test_settle ();
}

/* Check that whoever falls silent, at any step, is left after half a minute,
 * by the clock that also counts sleep. */
static void
test_hostile_hang (MailFixture   *fixture,
                   gconstpointer  data)
{
  static const Vector vectors[] = {
    { "tls", TLS, MG_PROBE_TIMED_OUT, { "HANG" } },
    { "greeting", TLS, MG_PROBE_TIMED_OUT, { "TLS", "HANG" } },
    { "half-a-line", TLS, MG_PROBE_TIMED_OUT, { "TLS", "R: 220 mail", "HANG" } },
    { "half-a-reply", TLS, MG_PROBE_TIMED_OUT, { "TLS", "S: 220-mail", "HANG" } },
    { "login", TLS, MG_PROBE_TIMED_OUT, { AUTH, "HANG" } },
    { "challenge", TLS, MG_PROBE_TIMED_OUT, { AUTH, "S: 334 " CHALLENGE, "HANG" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (MgMailProbe) probe = NULL;
      g_autoptr (MgProbeResult) result = NULL;
      g_autoptr (GAsyncResult) done = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("Vector %s", vectors[i].name);
      mg_scripted_mail_set_script (fixture->server, vectors[i].steps);
      probe = mail_fixture_new_probe (fixture, "127.0.0.1", SMTP, vectors[i].security, TOKEN);
      mg_mail_probe_run_async (probe, NULL, mg_test_store_result, &done);
      mg_test_await_true (is_hanging, fixture->server);
      settle_network ();

      mg_fake_clock_advance (fixture->clock, 29 * G_USEC_PER_SEC);
      mg_test_settle ();
      g_assert_null (done);
      mg_fake_clock_advance (fixture->clock, 1 * G_USEC_PER_SEC);

      result = mg_mail_probe_run_finish (probe, mg_test_await_result (&done), &error);
      g_assert_no_error (error);
      g_assert_cmpint (mg_probe_result_get_outcome (result), ==, vectors[i].outcome);
      mg_test_settle ();
    }
}

/* Check that a server that says a line whenever its time is nearly over is
 * left after two minutes all the same. */
static void
test_hostile_slow (MailFixture   *fixture,
                   gconstpointer  data)
{
  static const char * const steps[] = {
    "S: 220-a", "WAIT", "S: 220-b", "WAIT", "S: 220-c", "WAIT", "S: 220-d", "WAIT", "S: 220-e",
    "HANG", NULL,
  };
  g_autoptr (MgMailProbe) probe = NULL;
  g_autoptr (MgProbeResult) result = NULL;
  g_autoptr (GAsyncResult) done = NULL;

  mg_scripted_mail_set_script (fixture->server, steps);
  probe = mail_fixture_new_probe (fixture, "127.0.0.1", SMTP, NONE, TOKEN);
  mg_mail_probe_run_async (probe, NULL, mg_test_store_result, &done);

  for (guint i = 0; i < 4; i++)
    {
      mg_test_await_true (is_waiting, fixture->server);
      settle_network ();
      g_assert_null (done);
      mg_fake_clock_advance (fixture->clock, 29 * G_USEC_PER_SEC);
      mg_scripted_mail_go_on (fixture->server);
    }

  mg_test_await_true (is_hanging, fixture->server);
  settle_network ();
  g_assert_null (done);
  mg_fake_clock_advance (fixture->clock, 4 * G_USEC_PER_SEC);
  result = mg_mail_probe_run_finish (probe, mg_test_await_result (&done), NULL);
  g_assert_cmpint (mg_probe_result_get_outcome (result), ==, MG_PROBE_TIMED_OUT);
}

/* Check that a call can be cancelled while it waits, at any step. */
static void
test_hostile_cancel (MailFixture   *fixture,
                     gconstpointer  data)
{
  static const Vector vectors[] = {
    { "tls", TLS, MG_PROBE_OK, { "HANG" } },
    { "greeting", TLS, MG_PROBE_OK, { "TLS", "HANG" } },
    { "login", TLS, MG_PROBE_OK, { AUTH, "HANG" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (MgMailProbe) probe = NULL;
      g_autoptr (GAsyncResult) done = NULL;
      g_autoptr (GError) error = NULL;

      mg_scripted_mail_set_script (fixture->server, vectors[i].steps);
      probe = mail_fixture_new_probe (fixture, "127.0.0.1", SMTP, TLS, TOKEN);
      mg_mail_probe_run_async (probe, cancellable, mg_test_store_result, &done);
      mg_test_await_true (is_hanging, fixture->server);
      mg_test_settle ();
      g_cancellable_cancel (cancellable);

      g_assert_null (mg_mail_probe_run_finish (probe, mg_test_await_result (&done), &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      mg_test_settle ();
    }
}

/* Check that an already cancelled call does nothing. */
static void
test_hostile_cancelled (MailFixture   *fixture,
                        gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MgMailProbe) probe = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  probe = mail_fixture_new_probe (fixture, "127.0.0.1", SMTP, TLS, TOKEN);
  mg_mail_probe_run_async (probe, cancellable, mg_test_store_result, &done);
  g_assert_null (mg_mail_probe_run_finish (probe, mg_test_await_result (&done), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (mg_scripted_mail_get_n_clients (fixture->server), ==, 0);
}

static MgProbeResult *
run_host (MailFixture *fixture,
          const char  *host)
{
  static const char * const steps[] = { AUTH, NULL };
  g_autoptr (MgMailProbe) probe = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  MgProbeResult *result;

  mg_scripted_mail_set_script (fixture->server, steps);
  probe = mail_fixture_new_probe (fixture, host, SMTP, TLS, TOKEN);
  mg_mail_probe_run_async (probe, NULL, mg_test_store_result, &done);
  result = mg_mail_probe_run_finish (probe, mg_test_await_result (&done), NULL);
  g_assert_nonnull (result);

  return result;
}

/* Check item 81: the certificate is held against the name that was configured
 * and against those we trust, before anything is said. */
static void
test_hostile_81_certificate (MailFixture   *fixture,
                             gconstpointer  data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "other-device.pem", NULL);
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (path, NULL);
  g_autoptr (MgProbeResult) wrong_name = run_host (fixture, "localhost");
  g_autoptr (MgProbeResult) unknown = NULL;

  g_assert_cmpint (mg_probe_result_get_outcome (wrong_name), ==, MG_PROBE_CERTIFICATE);
  g_assert_cmpuint (mg_probe_result_get_certificate_errors (wrong_name), ==,
                    G_TLS_CERTIFICATE_BAD_IDENTITY);
  g_assert_nonnull (strstr (mg_probe_result_get_sentence (wrong_name), "another server"));

  mg_context_set_public_tls_database (fixture->context, database);
  unknown = run_host (fixture, "127.0.0.1");
  g_assert_cmpint (mg_probe_result_get_outcome (unknown), ==, MG_PROBE_CERTIFICATE);
  g_assert_true (mg_probe_result_get_certificate_errors (unknown) & G_TLS_CERTIFICATE_UNKNOWN_CA);
  g_assert_cmpstr (mg_scripted_mail_get_transcript (fixture->server), ==, "");
}

/* Check that a name that does not exist, and a port where nobody listens, are
 * unreachable. */
static void
test_hostile_unreachable (MailFixture   *fixture,
                          gconstpointer  data)
{
  g_autoptr (MgProbeResult) no_name = run_host (fixture, "nowhere.invalid");
  g_autoptr (MgProbeResult) nobody = NULL;

  g_assert_cmpint (mg_probe_result_get_outcome (no_name), ==, MG_PROBE_UNREACHABLE);
  mg_scripted_mail_stop (fixture->server);
  nobody = run_host (fixture, "127.0.0.1");
  g_assert_cmpint (mg_probe_result_get_outcome (nobody), ==, MG_PROBE_UNREACHABLE);
}

/* Check that what would end a message early is not sent at all. */
static void
test_hostile_input (MailFixture   *fixture,
                    gconstpointer  data)
{
  g_autoptr (MgSecret) token = mg_secret_new ("x\r\nMAIL FROM:<>", -1);
  g_autoptr (MgSecret) good = mg_secret_new ("x", -1);
  g_autoptr (MgMailProbe) probe = NULL;
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;

  probe = mail_fixture_new_probe (fixture, "127.0.0.1", SMTP, TLS, MAIL_NOBODY);
  mg_mail_probe_set_token (probe, MAIL_USER, token);
  mg_mail_probe_run_async (probe, NULL, mg_test_store_result, &first);
  g_assert_null (mg_mail_probe_run_finish (probe, mg_test_await_result (&first), &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
  g_assert_null (strstr (error->message, "MAIL"));
  g_clear_error (&error);

  mg_mail_probe_set_password (probe, "ada\nQUIT", good);
  mg_mail_probe_run_async (probe, NULL, mg_test_store_result, &second);
  g_assert_null (mg_mail_probe_run_finish (probe, mg_test_await_result (&second), &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
  g_assert_cmpuint (mg_scripted_mail_get_n_clients (fixture->server), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

#define ADD(name, function) \
  g_test_add ("/mail/hostile/" name, MailFixture, NULL, \
              mail_fixture_set_up, function, mail_fixture_tear_down)
  ADD ("cut", test_hostile_cut);
  ADD ("long", test_hostile_long);
  ADD ("hang", test_hostile_hang);
  ADD ("slow", test_hostile_slow);
  ADD ("cancel", test_hostile_cancel);
  ADD ("cancelled", test_hostile_cancelled);
  ADD ("81-certificate", test_hostile_81_certificate);
  ADD ("unreachable", test_hostile_unreachable);
  ADD ("input", test_hostile_input);
#undef ADD

  return g_test_run ();
}
