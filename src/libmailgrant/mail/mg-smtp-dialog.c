/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-smtp-dialog"

#include "config.h"

#include <string.h>

#include "mg-mail-dialog-private.h"

/* RFC 5321 §4.1.1.1 wants the client's name; an address literal is always well
 * formed, and this one tells nothing about the person's network. */
#define GREETING "EHLO [127.0.0.1]"

/*  greeting → EHLO ┬→ STARTTLS → (TLS) → EHLO ┬→ AUTH ⇄ challenges → NOOP → end
 *                  └──────────────────────────┘
 * No message is ever begun. */
typedef enum
{
  STATE_GREETING,
  STATE_EHLO,
  STATE_STARTTLS,
  STATE_AUTH,
  STATE_NOOP,
} State;

static void
fail (MgMailDialog   *self,
      MgProbeOutcome  fallback)
{
  g_autofree char *text = _mg_mail_reply_dup_text (&self->reply);

  _mg_mail_dialog_end_failed (self, self->reply.code, self->reply.enhanced, text, fallback);
}

static void
begin_auth (MgMailDialog *self)
{
  _mg_mail_dialog_begin_auth (self, "AUTH ", !self->two_step);
  self->state = STATE_AUTH;
}

static void
on_capabilities (MgMailDialog *self)
{
  gboolean wants_tls = mg_mail_server_get_security (self->server) == MG_MAIL_SECURITY_STARTTLS;

  _mg_mail_dialog_forget (self);
  for (guint i = 1; i < self->reply.lines->len; i++)
    _mg_mail_dialog_set_capability (self, g_ptr_array_index (self->reply.lines, i));

  if (!self->secure && wants_tls && _mg_mail_dialog_has_capability (self, "STARTTLS"))
    {
      _mg_mail_dialog_send (self, "STARTTLS");
      self->state = STATE_STARTTLS;
    }
  else if (!self->secure && (wants_tls || self->secret != NULL))
    _mg_mail_dialog_end_insecure (self);
  else if (self->secret == NULL)
    _mg_mail_dialog_end_well (self);
  else if (!_mg_mail_dialog_choose (self))
    _mg_mail_dialog_end_not_offered (self);
  else
    begin_auth (self);
}

/* RFC 4954 §4 bounds the command line at 512 octets, and a token is longer; a
 * server that holds to it takes the same message after its own prompt. */
static gboolean
wants_two_steps (MgMailDialog *self)
{
  g_autofree char *text = NULL;

  if (self->two_step || self->auth != MG_MAIL_AUTH_SENT_RESPONSE)
    return FALSE;

  text = _mg_mail_reply_dup_text (&self->reply);

  return self->reply.code == 500 || self->reply.code == 501 ||
         (self->reply.code >= 500 && strstr (text, "too long") != NULL);
}

static void
on_auth_reply (MgMailDialog *self)
{
  if (self->reply.code == 334)
    {
      _mg_mail_dialog_continue_auth (self, g_ptr_array_index (self->reply.lines, 0));
    }
  else if (self->reply.code == 235 && self->auth != MG_MAIL_AUTH_SENT_ABORT)
    {
      _mg_mail_dialog_send (self, "NOOP");
      self->state = STATE_NOOP;
    }
  else if (wants_two_steps (self))
    {
      self->two_step = TRUE;
      begin_auth (self);
    }
  else
    {
      fail (self, MG_PROBE_PROTOCOL);
    }
}

static void
on_reply (MgMailDialog *self)
{
  gboolean good = self->reply.code >= 200 && self->reply.code < 300;

  switch ((State) self->state)
    {
    case STATE_AUTH:
      on_auth_reply (self);
      return;
    case STATE_GREETING:
    case STATE_EHLO:
    case STATE_STARTTLS:
    case STATE_NOOP:
    default:
      break;
    }

  if (!good)
    {
      fail (self, MG_PROBE_PROTOCOL);
      return;
    }

  if (self->state == STATE_GREETING)
    {
      _mg_mail_dialog_send (self, GREETING);
      self->state = STATE_EHLO;
    }
  else if (self->state == STATE_EHLO)
    on_capabilities (self);
  else if (self->state == STATE_STARTTLS)
    self->wants_tls = TRUE;
  else
    _mg_mail_dialog_end_well (self);
}

static void
smtp_take_line (MgMailDialog *self,
                const char   *line)
{
  switch (_mg_mail_reply_take_line (&self->reply, line))
    {
    case MG_MAIL_REPLY_MORE:
      break;
    case MG_MAIL_REPLY_COMPLETE:
      on_reply (self);
      _mg_mail_reply_clear (&self->reply);
      break;
    case MG_MAIL_REPLY_MALFORMED:
    default:
      _mg_mail_dialog_end_garbage (self, line);
      break;
    }
}

static void
smtp_secured (MgMailDialog *self)
{
  _mg_mail_dialog_send (self, GREETING);
  self->state = STATE_EHLO;
}

const MgMailLanguage _mg_smtp_language = { "QUIT\r\n", smtp_take_line, smtp_secured };
