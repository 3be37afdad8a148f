/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-mail-session"

#include "config.h"

#include <string.h>

#include "lab-dialect.h"
#include "lab-mail-session-private.h"

/* The server's side of SASL, the same in all three protocols but for how
 * things are put (RFC 4954, RFC 5034, RFC 9051). */

typedef struct
{
  LabMailSession *session;
  char           *account;  /* (owned) */
} Attempt;

static const char *
challenge_prefix (LabMailSession *session)
{
  return session->protocol == LAB_PROTOCOL_SMTP ? "334 " : "+ ";
}

static void
say_good (LabMailSession *session)
{
  g_autofree char *tagged = NULL;

  switch (session->protocol)
    {
    case LAB_PROTOCOL_SMTP:
      _lab_mail_say (session, "235 2.7.0 Accepted");
      break;
    case LAB_PROTOCOL_POP3:
      _lab_mail_say (session, "+OK Logged in.");
      break;
    case LAB_PROTOCOL_IMAP:
    default:
      tagged = g_strconcat (session->tag, " OK Logged in", NULL);
      _lab_mail_say (session, tagged);
      break;
    }
}

/* Refuses with @reply, an SMTP reply, put as the protocol has it. */
static void
say_refusal (LabMailSession *session,
             const char     *reply)
{
  g_autofree char *text = NULL;

  session->take = _lab_mail_take_command;

  switch (session->protocol)
    {
    case LAB_PROTOCOL_SMTP:
      text = g_strdup (reply);
      break;
    case LAB_PROTOCOL_POP3:
      text = g_strconcat (reply[0] == '4' ? "-ERR [SYS/TEMP] " : "-ERR [AUTH] ", reply + 4, NULL);
      break;
    case LAB_PROTOCOL_IMAP:
    default:
      text = g_strconcat (session->tag,
                          reply[0] == '4' ? " NO [UNAVAILABLE] " : " NO [AUTHENTICATIONFAILED] ",
                          reply + 4, NULL);
      break;
    }

  _lab_mail_say (session, text);
}

static void
take_dummy (LabMailSession *session,
            const char     *line)
{
  say_refusal (session, "535 5.7.8 Authentication failed.");
}

/* The client is told why in a challenge, and refused once it has answered that
 * (RFC 7628, section 3.2.3; XOAUTH2 does the same with other words). */
static void
refuse_token (LabMailSession *session)
{
  gboolean bearer = g_str_equal (session->mechanism, "OAUTHBEARER");
  const char *why = bearer ? "{\"status\":\"invalid_token\",\"scope\":\"mail\"}"
                           : "{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"mail\"}";
  g_autofree char *encoded = g_base64_encode ((const guchar *) why, strlen (why));
  g_autofree char *text = g_strconcat (challenge_prefix (session), encoded, NULL);

  session->take = take_dummy;
  _lab_mail_say (session, text);
}

static void
end_attempt (LabMailSession *session,
             const char     *account,
             gboolean        good)
{
  const char *refusal = good ? lab_mail_server_get_refusal (session->server, account) : NULL;

  lab_mail_server_note_login (session->server, session->protocol, session->mechanism, account,
                              good && refusal == NULL);
  session->take = _lab_mail_take_command;

  if (refusal != NULL)
    {
      say_refusal (session, refusal);
      return;
    }

  if (good)
    {
      g_free (session->account);
      session->account = g_strdup (account);
      say_good (session);
    }
  else if (session->mechanism != NULL && strstr (session->mechanism, "OAUTH") != NULL)
    {
      refuse_token (session);
    }
  else
    {
      say_refusal (session, "535 5.7.8 Authentication failed.");
    }
}

static void
on_checked_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  Attempt *attempt = user_data;
  g_autoptr (GError) error = NULL;
  gboolean good = lab_mail_server_check_token_finish (LAB_MAIL_SERVER (object), result, &error);

  if (error != NULL)
    say_refusal (attempt->session, "454 4.7.0 Temporary authentication failure");
  else
    end_attempt (attempt->session, attempt->account, good);

  g_free (attempt->account);
  g_free (attempt);
}

void
_lab_mail_log_in (LabMailSession *session,
                  const char     *account,
                  const char     *password)
{
  end_attempt (session, account,
               lab_mail_server_check_password (session->server, account, password));
}

/* Takes the account out of "user=…" or "n,a=…,". */
static char *
find_account (const char *part)
{
  g_auto (GStrv) pieces = NULL;
  g_autofree char *no_commas = NULL;

  if (g_str_has_prefix (part, "user="))
    return g_strdup (part + strlen ("user="));

  if (!g_str_has_prefix (part, "n,a=") || !g_str_has_suffix (part, ","))
    return NULL;

  no_commas = g_strndup (part + 4, strlen (part) - 5);
  pieces = g_strsplit (no_commas, "=2C", -1);
  g_free (no_commas);
  no_commas = g_strjoinv (",", pieces);
  g_strfreev (pieces);
  pieces = g_strsplit (no_commas, "=3D", -1);
  return g_strjoinv ("=", pieces);
}

static void
check_token (LabMailSession *session,
             const char     *response)
{
  g_auto (GStrv) parts = g_strsplit (response, "\001", -1);
  g_autofree char *account = parts[0] != NULL ? find_account (parts[0]) : NULL;
  const char *token = NULL;
  Attempt *attempt;

  for (guint i = 1; account != NULL && parts[i] != NULL; i++)
    if (g_ascii_strncasecmp (parts[i], "auth=Bearer ", 12) == 0)
      token = parts[i] + 12;

  if (token == NULL)
    {
      say_refusal (session, "501 5.5.2 Cannot decode the response");
      return;
    }

  attempt = g_new0 (Attempt, 1);
  attempt->session = session;
  attempt->account = g_strdup (account);
  lab_mail_server_check_token_async (session->server, account, token, session->protocol,
                                     on_checked_cb, attempt);
}

static void
check_plain (LabMailSession *session,
             const char     *response,
             gsize           length)
{
  const char *account = memchr (response, '\0', length);
  const char *password = NULL;

  if (account != NULL)
    account++;
  if (account != NULL && account < response + length)
    password = memchr (account, '\0', length - (gsize) (account - response));

  if (password == NULL)
    say_refusal (session, "501 5.5.2 Cannot decode the response");
  else
    _lab_mail_log_in (session, account, password + 1);
}

static void
take_response (LabMailSession *session,
               const char     *line)
{
  gsize length = 0;
  g_autofree char *response = (char *) g_base64_decode (line, &length);

  response = g_realloc (response, length + 1);
  response[length] = '\0';

  if (g_str_equal (line, "*"))
    {
      say_refusal (session, "501 5.7.0 Authentication cancelled");
    }
  else if (g_str_equal (session->mechanism, "PLAIN"))
    {
      check_plain (session, response, length);
    }
  else if (!g_str_equal (session->mechanism, "LOGIN"))
    {
      check_token (session, response);
    }
  else if (session->user == NULL)
    {
      g_autofree char *prompt = g_strconcat (challenge_prefix (session), "UGFzc3dvcmQ6", NULL);

      session->user = g_steal_pointer (&response);
      _lab_mail_say (session, prompt);
    }
  else
    {
      _lab_mail_log_in (session, session->user, response);
    }
}

/* Takes what follows AUTH or AUTHENTICATE: a mechanism, and perhaps the first
 * response. */
void
_lab_mail_authenticate (LabMailSession *session,
                        const char     *arguments)
{
  g_auto (GStrv) words = g_strsplit (arguments, " ", 2);
  g_autofree char *prompt = NULL;

  if (!session->tls)
    {
      say_refusal (session, "538 5.7.11 Encryption required");
      return;
    }

  if (words[0] == NULL || *words[0] == '\0'
      || !lab_dialect_has_word (lab_mail_server_get_mechanisms (session->server), words[0]))
    {
      say_refusal (session, "504 5.5.4 Unrecognized authentication type");
      return;
    }

  g_free (session->mechanism);
  session->mechanism = g_ascii_strup (words[0], -1);
  g_clear_pointer (&session->user, g_free);
  session->take = take_response;

  if (words[1] != NULL)
    {
      take_response (session, g_str_equal (words[1], "=") ? "" : words[1]);
      return;
    }

  prompt = g_strconcat (challenge_prefix (session),
                        g_str_equal (session->mechanism, "LOGIN") ? "VXNlcm5hbWU6" : "", NULL);
  _lab_mail_say (session, prompt);
}
