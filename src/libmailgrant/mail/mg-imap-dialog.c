/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-imap-dialog"

#include "config.h"

#include <string.h>

#include "mg-mail-dialog-private.h"
#include "mg-sasl-legacy-private.h"

/* Enough of what a server remarks beside its reply. */
#define REMARKS_MAX 2048

/*  greeting → CAPABILITY ┬→ STARTTLS → (TLS) → CAPABILITY ┬→ AUTHENTICATE ⇄ challenges ┐
 *                        └────────────────────────────────┘ └→ LOGIN ──────────────────┤
 *                                                                   STATUS INBOX → end ┘
 * The mailbox is asked for, because Microsoft lets a token of another account
 * in and refuses only then. */
typedef enum
{
  STATE_GREETING,
  STATE_CAPABILITY,
  STATE_STARTTLS,
  STATE_AUTH,
  STATE_STATUS,
} State;

static void
send_command (MgMailDialog *self,
              const char   *command,
              State         state)
{
  _mg_mail_dialog_send (self, "a%u %s", ++self->tag, command);
  self->state = state;
}

/* The LOGIN command of old. */
static gboolean
log_in (MgMailDialog *self)
{
  g_autofree char *prefix = NULL;
  g_autoptr (MgSecret) arguments = NULL;

  if (self->is_oauth || _mg_mail_dialog_has_capability (self, "LOGINDISABLED"))
    return FALSE;

  arguments = _mg_sasl_legacy_quote (self->user, self->secret);
  if (arguments == NULL)
    return FALSE;

  prefix = g_strdup_printf ("a%u LOGIN ", ++self->tag);
  _mg_mail_dialog_send_secret (self, prefix, arguments);
  self->auth = MG_MAIL_AUTH_SENT_ABORT;
  self->state = STATE_AUTH;

  return TRUE;
}

static void
authenticate (MgMailDialog *self)
{
  g_autofree char *command = g_strdup_printf ("a%u AUTHENTICATE ", ++self->tag);

  /* RFC 4959 */
  _mg_mail_dialog_begin_auth (self, command, _mg_mail_dialog_has_capability (self, "SASL-IR"));
  self->state = STATE_AUTH;
}

static void
on_capabilities (MgMailDialog *self)
{
  gboolean wants_tls = mg_mail_server_get_security (self->server) == MG_MAIL_SECURITY_STARTTLS;

  if (!self->secure && wants_tls && _mg_mail_dialog_has_capability (self, "STARTTLS"))
    send_command (self, "STARTTLS", STATE_STARTTLS);
  else if (!self->secure && (wants_tls || self->secret != NULL))
    _mg_mail_dialog_end_insecure (self);
  else if (self->secret == NULL)
    _mg_mail_dialog_end_well (self);
  else if (_mg_mail_dialog_choose (self))
    authenticate (self);
  else if (!log_in (self))
    _mg_mail_dialog_end_not_offered (self);
}

static void
on_good_reply (MgMailDialog *self)
{
  switch ((State) self->state)
    {
    case STATE_CAPABILITY:
      on_capabilities (self);
      break;
    case STATE_STARTTLS:
      self->wants_tls = TRUE;
      break;
    case STATE_AUTH:
      send_command (self, "STATUS INBOX (MESSAGES)", STATE_STATUS);
      break;
    case STATE_STATUS:
      _mg_mail_dialog_end_well (self);
      break;
    case STATE_GREETING:
    default:
      _mg_mail_dialog_end_garbage (self, "");
      break;
    }
}

/* @text is behind the tag. A refusal without a reason, of a login, is about
 * the login: RFC 9051 §6.2.2. */
static void
on_tagged (MgMailDialog *self,
           const char   *text)
{
  g_autofree char *code = NULL;
  gboolean is_no = g_ascii_strncasecmp (text, "NO ", 3) == 0;
  MgProbeOutcome fallback = MG_PROBE_PROTOCOL;

  if (g_ascii_strncasecmp (text, "OK", 2) == 0)
    {
      on_good_reply (self);
      return;
    }

  if (!is_no && g_ascii_strncasecmp (text, "BAD ", 4) != 0)
    {
      _mg_mail_dialog_end_garbage (self, text);
      return;
    }

  text = strchr (text, ' ') + 1;
  code = _mg_mail_reply_take_code (&text);
  if (is_no && code == NULL && self->state == STATE_AUTH)
    fallback = MG_PROBE_REFUSED;
  else if (is_no && self->state == STATE_STATUS)
    fallback = MG_PROBE_MAILBOX_REFUSES;

  _mg_mail_dialog_end_failed (self, 0, code, text, fallback);
}

static void
on_greeting (MgMailDialog *self,
             const char   *text)
{
  if (g_ascii_strncasecmp (text, "OK", 2) == 0)
    send_command (self, "CAPABILITY", STATE_CAPABILITY);
  else if (g_ascii_strncasecmp (text, "BYE ", 4) == 0)
    _mg_mail_dialog_end_failed (self, 0, NULL, text + 4, MG_PROBE_TRANSIENT);
  else
    /* PREAUTH too: then nobody would look at the login. */
    _mg_mail_dialog_end_garbage (self, text);
}

static void
on_untagged (MgMailDialog *self,
             const char   *text)
{
  g_auto (GStrv) words = NULL;

  if (self->state == STATE_GREETING)
    {
      on_greeting (self, text);
    }
  else if (g_ascii_strncasecmp (text, "CAPABILITY ", 11) == 0)
    {
      _mg_mail_dialog_forget (self);
      words = g_strsplit (text + 11, " ", 0);
      for (gsize i = 0; words[i] != NULL; i++)
        _mg_mail_dialog_set_capability (self, words[i]);
    }
  else if (g_ascii_strncasecmp (text, "BYE ", 4) == 0)
    {
      _mg_mail_dialog_end_failed (self, 0, NULL, text + 4, MG_PROBE_TRANSIENT);
    }
  else if ((g_ascii_strncasecmp (text, "NO ", 3) == 0 ||
            g_ascii_strncasecmp (text, "BAD ", 4) == 0) && self->remarks->len < REMARKS_MAX)
    {
      g_string_append_printf (self->remarks, "%s%s", self->remarks->len > 0 ? " " : "",
                              strchr (text, ' ') + 1);
    }
}

static gboolean
take_tag (MgMailDialog  *self,
          const char   **line)
{
  g_autofree char *tag = g_strdup_printf ("a%u ", self->tag);

  if (self->tag == 0 || !g_str_has_prefix (*line, tag))
    return FALSE;

  *line += strlen (tag);

  return TRUE;
}

static void
imap_take_line (MgMailDialog *self,
                const char   *line)
{
  gboolean was_literal = self->in_literal;

  /* A literal follows: RFC 9051 §4.3. Nothing we ask for is in one, so what
   * is in it is passed over line by line. */
  self->in_literal = g_str_has_suffix (line, "}");

  if (g_str_has_prefix (line, "* "))
    on_untagged (self, line + 2);
  else if (line[0] == '+' && self->state == STATE_AUTH)
    _mg_mail_dialog_continue_auth (self, line[1] == ' ' ? line + 2 : line + 1);
  else if (take_tag (self, &line))
    on_tagged (self, line);
  else if (!was_literal)
    _mg_mail_dialog_end_garbage (self, line);
}

static void
imap_secured (MgMailDialog *self)
{
  _mg_mail_dialog_forget (self);
  g_string_set_size (self->remarks, 0);
  send_command (self, "CAPABILITY", STATE_CAPABILITY);
}

const MgMailLanguage _mg_imap_language = { "z LOGOUT\r\n", imap_take_line, imap_secured };
