/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-mail-session"

#include "config.h"

#include <string.h>

#include "lab-mail-session-private.h"

/* The few commands that a client needs to log in, and in SMTP to send. */

#define MESSAGE_MAX (1024 * 1024)

/* Returns what follows @verb in @line, or NULL if the line has another. */
static const char *
after_verb (const char *line,
            const char *verb)
{
  gsize length = strlen (verb);

  if (g_ascii_strncasecmp (line, verb, length) != 0)
    return NULL;

  if (line[length] == ' ')
    return line + length + 1;

  return line[length] == '\0' ? line + length : NULL;
}

static char *
take_address (const char *text)
{
  const char *start = strchr (text, '<');
  const char *end = start != NULL ? strchr (start, '>') : NULL;

  return end != NULL ? g_strndup (start + 1, (gsize) (end - start - 1)) : NULL;
}

static void
take_data (LabMailSession *session,
           const char     *line)
{
  session->size += strlen (line) + 2;

  if (*line == '\0')
    session->in_header = FALSE;
  if (session->in_header && g_ascii_strncasecmp (line, "Subject: ", 9) == 0)
    {
      g_free (session->subject);
      session->subject = g_utf8_make_valid (line + 9, -1);
    }

  if (session->size > MESSAGE_MAX)
    {
      _lab_mail_say_and_go (session, "552 5.3.4 Message too big");
      return;
    }

  if (!g_str_equal (line, "."))
    {
      _lab_mail_say (session, NULL);
      return;
    }

  session->take = _lab_mail_take_command;
  lab_mail_server_add_message (session->server, session->account, session->from, session->to,
                               session->subject, session->size);
  g_clear_pointer (&session->from, g_free);
  g_clear_pointer (&session->to, g_free);
  g_clear_pointer (&session->subject, g_free);
  _lab_mail_say (session, "250 2.0.0 Ok: queued");
}

static void
say_ehlo (LabMailSession *session)
{
  g_autofree char *text = NULL;

  if (session->tls)
    text = g_strconcat ("250-mail.lab.invalid\r\n250-8BITMIME\r\n250-AUTH ",
                        lab_mail_server_get_mechanisms (session->server),
                        "\r\n250 ENHANCEDSTATUSCODES", NULL);
  else
    text = g_strdup ("250-mail.lab.invalid\r\n250-8BITMIME\r\n250-STARTTLS"
                     "\r\n250 ENHANCEDSTATUSCODES");

  _lab_mail_say (session, text);
}

/* MAIL, RCPT and DATA, in this order and after logging in. */
static void
take_message_command (LabMailSession *session,
                      const char     *line)
{
  if (session->account == NULL)
    {
      _lab_mail_say (session, "530 5.7.0 Authentication required");
    }
  else if (g_ascii_strncasecmp (line, "MAIL FROM:", 10) == 0)
    {
      g_free (session->from);
      session->from = take_address (line);
      _lab_mail_say (session, session->from != NULL ? "250 2.1.0 Ok" : "501 5.1.7 Bad address");
    }
  else if (session->from != NULL && g_ascii_strncasecmp (line, "RCPT TO:", 8) == 0)
    {
      g_free (session->to);
      session->to = take_address (line);
      _lab_mail_say (session, session->to != NULL ? "250 2.1.5 Ok" : "501 5.1.3 Bad address");
    }
  else if (session->to != NULL && after_verb (line, "DATA") != NULL)
    {
      session->take = take_data;
      session->size = 0;
      session->in_header = TRUE;
      _lab_mail_say (session, "354 End data with <CR><LF>.<CR><LF>");
    }
  else
    {
      _lab_mail_say (session, "503 5.5.1 Bad sequence of commands");
    }
}

void
_lab_mail_take_smtp (LabMailSession *session,
                     const char     *line)
{
  const char *auth = after_verb (line, "AUTH");

  if (after_verb (line, "EHLO") != NULL)
    say_ehlo (session);
  else if (after_verb (line, "HELO") != NULL)
    _lab_mail_say (session, "250 mail.lab.invalid");
  else if (after_verb (line, "STARTTLS") != NULL && !session->tls)
    _lab_mail_start_tls (session, "220 2.0.0 Ready to start TLS");
  else if (auth != NULL)
    _lab_mail_authenticate (session, auth);
  else if (after_verb (line, "NOOP") != NULL || after_verb (line, "RSET") != NULL)
    _lab_mail_say (session, "250 2.0.0 Ok");
  else if (after_verb (line, "QUIT") != NULL)
    _lab_mail_say_and_go (session, "221 2.0.0 Bye");
  else if (after_verb (line, "MAIL") != NULL || after_verb (line, "RCPT") != NULL
           || after_verb (line, "DATA") != NULL)
    take_message_command (session, line);
  else
    _lab_mail_say (session, "502 5.5.2 Command not recognized");
}

static void
say_capa (LabMailSession *session)
{
  g_autofree char *text = NULL;

  if (session->tls)
    text = g_strconcat ("+OK\r\nUSER\r\nRESP-CODES\r\nSASL ",
                        lab_mail_server_get_mechanisms (session->server), "\r\n.", NULL);
  else
    text = g_strdup ("+OK\r\nRESP-CODES\r\nSTLS\r\n.");

  _lab_mail_say (session, text);
}

void
_lab_mail_take_pop3 (LabMailSession *session,
                     const char     *line)
{
  const char *auth = after_verb (line, "AUTH");
  const char *user = after_verb (line, "USER");
  const char *pass = after_verb (line, "PASS");

  if (after_verb (line, "CAPA") != NULL)
    {
      say_capa (session);
    }
  else if (after_verb (line, "STLS") != NULL && !session->tls)
    {
      _lab_mail_start_tls (session, "+OK Begin TLS negotiation now.");
    }
  else if (auth != NULL)
    {
      _lab_mail_authenticate (session, auth);
    }
  else if (user != NULL && session->tls)
    {
      g_free (session->user);
      session->user = g_strdup (user);
      _lab_mail_say (session, "+OK");
    }
  else if (pass != NULL && session->user != NULL)
    {
      g_clear_pointer (&session->mechanism, g_free);
      _lab_mail_log_in (session, session->user, pass);
    }
  else if (after_verb (line, "QUIT") != NULL)
    {
      _lab_mail_say_and_go (session, "+OK Logging out.");
    }
  else if (session->account != NULL && after_verb (line, "STAT") != NULL)
    {
      _lab_mail_say (session, "+OK 0 0");
    }
  else if (session->account != NULL && after_verb (line, "NOOP") != NULL)
    {
      _lab_mail_say (session, "+OK");
    }
  else
    {
      _lab_mail_say (session, "-ERR Unknown command.");
    }
}

static void
say_tagged (LabMailSession *session,
            const char     *untagged,
            const char     *text)
{
  g_autofree char *lines = g_strconcat (untagged != NULL ? untagged : "",
                                        untagged != NULL ? "\r\n" : "",
                                        session->tag, " ", text, NULL);

  _lab_mail_say (session, lines);
}

static void
say_capability (LabMailSession *session)
{
  const char *mechanisms = lab_mail_server_get_mechanisms (session->server);
  g_auto (GStrv) names = g_strsplit (mechanisms, " ", -1);
  g_autofree char *joined = g_strjoinv (" AUTH=", names);
  g_autofree char *text = NULL;

  if (session->tls)
    text = g_strconcat ("* CAPABILITY IMAP4rev1 SASL-IR AUTH=", joined, NULL);
  else
    text = g_strdup ("* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED");

  say_tagged (session, text, "OK Completed");
}

void
_lab_mail_take_imap (LabMailSession *session,
                     const char     *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 2);
  const char *command = words[0] != NULL && words[1] != NULL ? words[1] : "";
  const char *auth = after_verb (command, "AUTHENTICATE");

  g_free (session->tag);
  session->tag = g_strdup (words[0] != NULL ? words[0] : "*");

  if (after_verb (command, "CAPABILITY") != NULL)
    {
      say_capability (session);
    }
  else if (after_verb (command, "STARTTLS") != NULL && !session->tls)
    {
      g_autofree char *text = g_strconcat (session->tag, " OK Begin TLS negotiation now.", NULL);

      _lab_mail_start_tls (session, text);
    }
  else if (auth != NULL)
    {
      _lab_mail_authenticate (session, auth);
    }
  else if (after_verb (command, "NOOP") != NULL)
    {
      say_tagged (session, NULL, "OK Completed");
    }
  else if (after_verb (command, "LOGOUT") != NULL)
    {
      g_autofree char *text = g_strconcat ("* BYE Logging out\r\n", session->tag,
                                           " OK Completed", NULL);

      _lab_mail_say_and_go (session, text);
    }
  else if (session->account != NULL && (after_verb (command, "SELECT") != NULL
                                        || after_verb (command, "EXAMINE") != NULL))
    {
      say_tagged (session, "* 0 EXISTS\r\n* FLAGS ()\r\n* OK [UIDVALIDITY 1] Ok",
                  "OK [READ-ONLY] Completed");
    }
  else if (session->account != NULL && after_verb (command, "STATUS") != NULL)
    {
      say_tagged (session, "* STATUS INBOX (MESSAGES 0)", "OK Completed");
    }
  else
    {
      say_tagged (session, NULL, "BAD Unknown command");
    }
}
