/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-mail-session"

#include "config.h"

#include "lab-mail-session-private.h"

/* One connection to the mail server: a line comes, is taken by whoever waits
 * for it, is answered, and the next one is read. The session owns itself and
 * ends with its connection. */

#define TIMEOUT 120

static const char * const greetings[] = {
  [LAB_PROTOCOL_SMTP] = "220 mail.lab.invalid ESMTP Mailgrant-Lab",
  [LAB_PROTOCOL_POP3] = "+OK Mailgrant-Lab",
  [LAB_PROTOCOL_IMAP] = "* OK [CAPABILITY IMAP4rev1] Mailgrant-Lab",
};

static void
session_free (LabMailSession *session)
{
  g_clear_object (&session->server);
  g_clear_object (&session->lines);
  g_free (session->account);
  g_free (session->tag);
  g_free (session->mechanism);
  g_free (session->user);
  g_free (session->from);
  g_free (session->to);
  g_free (session->subject);
  g_free (session);
}

static void
on_line_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  LabMailSession *session = user_data;
  g_autofree char *line = lab_lines_read_finish (LAB_LINES (object), result, NULL);

  if (line == NULL)
    session_free (session);
  else
    session->take (session, line);
}

static void
read_line (LabMailSession *session)
{
  lab_lines_read_async (session->lines, NULL, on_line_cb, session);
}

static void
on_said_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  LabMailSession *session = user_data;

  if (lab_lines_write_finish (LAB_LINES (object), result, NULL))
    read_line (session);
  else
    session_free (session);
}

static void
on_goodbye_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  session_free (user_data);
}

static void
write_line (LabMailSession      *session,
            const char          *text,
            GAsyncReadyCallback  callback)
{
  g_autofree char *line = g_strconcat (text, "\r\n", NULL);

  lab_lines_write_async (session->lines, line, NULL, callback, session);
}

/* Says @text and waits for the next line; NULL says nothing. */
void
_lab_mail_say (LabMailSession *session,
               const char     *text)
{
  if (text != NULL)
    write_line (session, text, on_said_cb);
  else
    read_line (session);
}

void
_lab_mail_say_and_go (LabMailSession *session,
                      const char     *text)
{
  write_line (session, text, on_goodbye_cb);
}

static void
on_handshake_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  LabMailSession *session = user_data;
  gboolean greeted = session->tls;

  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (object), result, NULL))
    {
      session_free (session);
      return;
    }

  lab_lines_set_stream (session->lines, G_IO_STREAM (object));
  session->tls = TRUE;

  if (greeted)
    _lab_mail_say (session, greetings[session->protocol]);
  else
    read_line (session);
}

static void
handshake (LabMailSession *session)
{
  g_autoptr (GIOStream) tls = NULL;

  tls = g_tls_server_connection_new (lab_lines_get_stream (session->lines),
                                     lab_mail_server_get_certificate (session->server), NULL);
  if (tls == NULL)
    session_free (session);
  else
    g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, NULL,
                                      on_handshake_cb, session);
}

static void
on_tls_agreed_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  LabMailSession *session = user_data;

  if (lab_lines_write_finish (LAB_LINES (object), result, NULL))
    handshake (session);
  else
    session_free (session);
}

/* Says @text, and secures the connection. */
void
_lab_mail_start_tls (LabMailSession *session,
                     const char     *text)
{
  write_line (session, text, on_tls_agreed_cb);
}

void
_lab_mail_take_command (LabMailSession *session,
                        const char     *line)
{
  switch (session->protocol)
    {
    case LAB_PROTOCOL_SMTP:
      _lab_mail_take_smtp (session, line);
      break;
    case LAB_PROTOCOL_POP3:
      _lab_mail_take_pop3 (session, line);
      break;
    case LAB_PROTOCOL_IMAP:
    default:
      _lab_mail_take_imap (session, line);
      break;
    }
}

/* Begins to serve @connection; with @tls, securing it comes before the
 * greeting. */
void
lab_mail_session_start (LabMailServer     *server,
                        GSocketConnection *connection,
                        LabProtocol        protocol,
                        gboolean           tls)
{
  LabMailSession *session = g_new0 (LabMailSession, 1);

  g_socket_set_timeout (g_socket_connection_get_socket (connection), TIMEOUT);
  session->server = g_object_ref (server);
  session->lines = lab_lines_new (G_IO_STREAM (connection));
  session->protocol = protocol;
  session->tls = tls;
  session->take = _lab_mail_take_command;

  if (tls)
    handshake (session);
  else
    _lab_mail_say (session, greetings[protocol]);
}
