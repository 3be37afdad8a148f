/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mail-fixture.h"
#include "mg-mail-dialog-private.h"
#include "mg-test.h"

#define N_DIALOGS 2000
#define N_LINES 80

/* What servers say, in no order that any of them would. */
static const char * const words[] = {
  "220 ", "220-", "221 ", "235 ", "250 ", "250-", "334 ", "334", "421 ", "454 4.7.0 ", "500 ",
  "501 ", "535 ", "535-", "535 5.7.139 ", "* ", "* OK ", "* BYE ", "* NO ", "* BAD ",
  "* CAPABILITY ", "+ ", "+", "+OK", "-ERR ", "-ERR [AUTH] ", ".", "a1 OK ", "a2 OK ", "a3 OK ",
  "a1 NO ", "a2 NO [ALERT] ", "a2 BAD ", "AUTH ", "AUTH=", "SASL ", "XOAUTH2 ", "OAUTHBEARER ",
  "PLAIN ", "LOGIN ", "STARTTLS ", "STLS ", "USER ", "SASL-IR ", "LOGINDISABLED ",
  "eyJzdGF0dXMiOiI0MDEifQ==", "eyJzdGF0dXMiOiI0MDE", "[", "]", "{3}", " ", "5.7.8 ", "\xff",
  "\xe2\x80\xae", "", "", "",
};

#define CHALLENGE "eyJzdGF0dXMiOiI0MDEifQ=="

/* What a good server may say to a command, @ being the tag. */
static const struct
{
  MgMailProtocol  protocol;
  const char     *heard;
  const char     *answers[6];
} answers[] = {
  { MG_MAIL_PROTOCOL_SMTP, "", { "220 hi", "220-hi" } },
  { MG_MAIL_PROTOCOL_SMTP, "EHLO", { "250-hi", "250-AUTH XOAUTH2 PLAIN LOGIN", "250-STARTTLS",
                                     "250 AUTH=LOGIN OAUTHBEARER", "250 STARTTLS" } },
  { MG_MAIL_PROTOCOL_SMTP, "STARTTLS", { "220 go" } },
  { MG_MAIL_PROTOCOL_SMTP, "NOOP", { "250 ok" } },
  { MG_MAIL_PROTOCOL_SMTP, NULL, { "235 ok", "334 ", "334 " CHALLENGE, "501 no", "535 5.7.8 no" } },
  { MG_MAIL_PROTOCOL_IMAP, "", { "* OK hi" } },
  { MG_MAIL_PROTOCOL_IMAP, "CAPABILITY", { "* CAPABILITY AUTH=XOAUTH2 AUTH=PLAIN STARTTLS",
                                           "* CAPABILITY AUTH=LOGIN SASL-IR STARTTLS",
                                           "a@ OK" } },
  { MG_MAIL_PROTOCOL_IMAP, NULL, { "a@ OK", "a@ OK", "+ ", "+ " CHALLENGE, "* STATUS {3}",
                                   "a@ NO no" } },
  { MG_MAIL_PROTOCOL_POP3, "", { "+OK hi" } },
  { MG_MAIL_PROTOCOL_POP3, "CAPA", { "+OK", "SASL XOAUTH2 PLAIN", "STLS", "USER", "." } },
  { MG_MAIL_PROTOCOL_POP3, NULL, { "+OK", "+OK", "+ ", "+ " CHALLENGE, "-ERR [AUTH] no" } },
};

static char *
dup_good_line (MgMailDialog *dialog,
               const char   *heard)
{
  g_autofree char *tag = g_strdup_printf ("%u", dialog->tag);
  MgMailProtocol protocol = mg_mail_server_get_protocol (dialog->server);

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_auto (GStrv) parts = NULL;
      int n = 0;

      if (answers[i].protocol != protocol ||
          (answers[i].heard != NULL && *answers[i].heard == '\0' && *heard != '\0') ||
          (answers[i].heard != NULL && strstr (heard, answers[i].heard) == NULL))
        continue;

      while (n < 6 && answers[i].answers[n] != NULL)
        n++;
      parts = g_strsplit (answers[i].answers[g_test_rand_int_range (0, n)], "@", 2);

      return g_strjoinv (tag, parts);
    }

  g_assert_not_reached ();
}

static char *
dup_random_line (void)
{
  GString *line = g_string_new (NULL);
  int n = g_test_rand_int_range (0, 6);

  for (int i = 0; i < n; i++)
    g_string_append (line, words[g_test_rand_int_range (0, G_N_ELEMENTS (words))]);
  if (g_test_rand_int_range (0, 20) == 0)
    g_string_append_c (line, (char) g_test_rand_int_range (1, 256));

  return g_string_free (line, FALSE);
}

static MgMailDialog *
new_random_dialog (MgMailProtocol protocol)
{
  g_autoptr (MgMailServer) server = NULL;
  g_autoptr (MgSecret) secret = mg_secret_new (MAIL_TOKEN, -1);
  gboolean is_nobody = g_test_rand_int_range (0, 4) == 0;

  server = mg_mail_server_new (protocol, "mail.example.org", 25,
                               (MgMailSecurity) g_test_rand_int_range (MG_MAIL_SECURITY_NONE,
                                                                       MG_MAIL_SECURITY_TLS + 1));

  return _mg_mail_dialog_new (server, is_nobody ? NULL : MAIL_USER, is_nobody ? NULL : secret,
                              g_test_rand_int_range (0, 2) == 0);
}

/* Checks that nothing leaves in clear that is a secret, and that nothing is
 * more than a line; gets it out of the way. */
static void
take_out (MgMailDialog  *dialog,
          char         **heard)
{
  g_autoptr (MgSecret) bytes = mg_secret_builder_end (dialog->out);
  const char *text = mg_secret_peek (bytes);

  dialog->has_out = FALSE;
  g_assert_true (g_str_has_suffix (text, "\r\n"));
  g_assert_true (strstr (text, "\r\n") == text + strlen (text) - 2);
  if (!dialog->secure)
    g_assert_true (strstr (text, "AUTH ") == NULL && strstr (text, "LOGIN") == NULL &&
                   strstr (text, "PASS") == NULL);

  g_free (*heard);
  *heard = g_strdup (text);
}

static gboolean
talk (MgMailDialog *dialog)
{
  g_autofree char *heard = g_strdup ("");

  for (guint i = 0; i < N_LINES && dialog->result == NULL; i++)
    {
      g_autofree char *line = g_test_rand_int_range (0, 20) == 0 ? dup_random_line ()
                                                                 : dup_good_line (dialog, heard);

      dialog->language->take_line (dialog, line);
      if (dialog->result == NULL && dialog->has_out)
        take_out (dialog, &heard);
      if (dialog->result == NULL && dialog->wants_tls)
        {
          dialog->wants_tls = FALSE;
          dialog->secure = TRUE;
          dialog->language->secured (dialog);
          take_out (dialog, &heard);
        }
    }

  return dialog->result != NULL;
}

/* Check that no order of lines, however mad, makes a dialog crash, say a
 * secret in clear, or believe that the login was accepted without one. */
static void
test_mail_dialog_random (gconstpointer data)
{
  MgMailProtocol protocol = GPOINTER_TO_INT (data);
  guint n_ended = 0, n_well = 0;

  for (guint i = 0; i < N_DIALOGS; i++)
    {
      g_autoptr (MgMailDialog) dialog = new_random_dialog (protocol);

      if (!talk (dialog))
        continue;

      n_ended++;
      g_assert_true (g_utf8_validate (mg_probe_result_get_sentence (dialog->result), -1, NULL));
      g_assert_true (mg_probe_result_get_words (dialog->result) == NULL ||
                     g_utf8_validate (mg_probe_result_get_words (dialog->result), -1, NULL));
      g_assert_null (strstr (mg_probe_result_get_sentence (dialog->result), MAIL_TOKEN));
      if (mg_probe_result_get_outcome (dialog->result) == MG_PROBE_OK)
        {
          n_well++;
          g_assert_true (dialog->secure && dialog->secret != NULL);
        }
    }

  /* Else it would not have got far enough to prove anything. */
  g_test_message ("%u of %d dialogs ended, %u well", n_ended, N_DIALOGS, n_well);
  g_assert_cmpuint (n_ended, >, N_DIALOGS / 2);
  g_assert_cmpuint (n_well, >, 0);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_data_func ("/mail/dialog/random/smtp", GINT_TO_POINTER (MG_MAIL_PROTOCOL_SMTP),
                        test_mail_dialog_random);
  g_test_add_data_func ("/mail/dialog/random/imap", GINT_TO_POINTER (MG_MAIL_PROTOCOL_IMAP),
                        test_mail_dialog_random);
  g_test_add_data_func ("/mail/dialog/random/pop3", GINT_TO_POINTER (MG_MAIL_PROTOCOL_POP3),
                        test_mail_dialog_random);

  return g_test_run ();
}
