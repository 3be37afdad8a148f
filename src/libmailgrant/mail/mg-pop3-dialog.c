/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-pop3-dialog"

#include "config.h"

#include "mg-mail-dialog-private.h"
#include "mg-sasl-legacy-private.h"

/*  greeting → CAPA ┬→ STLS → (TLS) → CAPA ┬→ AUTH ⇄ challenges ┐
 *                  └──────────────────────┘ └→ USER → PASS ────┤
 *                                                   NOOP → end ┘
 */
typedef enum
{
  STATE_GREETING,
  STATE_CAPA,
  STATE_CAPA_LIST,
  STATE_STLS,
  STATE_AUTH,
  STATE_USER,
  STATE_PASS,
  STATE_NOOP,
} State;

static void
send_command (MgMailDialog *self,
              const char   *command,
              State         state)
{
  _mg_mail_dialog_send (self, "%s", command);
  self->state = state;
}

/* USER and PASS of old. */
static gboolean
can_log_in (MgMailDialog *self)
{
  return !self->is_oauth && _mg_sasl_legacy_fits_line (self->user, self->secret) &&
         (self->capabilities->len == 0 || _mg_mail_dialog_has_capability (self, "USER"));
}

static void
on_capabilities (MgMailDialog *self)
{
  gboolean wants_tls = mg_mail_server_get_security (self->server) == MG_MAIL_SECURITY_STARTTLS;

  if (!self->secure && wants_tls && _mg_mail_dialog_has_capability (self, "STLS"))
    {
      send_command (self, "STLS", STATE_STLS);
    }
  else if (!self->secure && (wants_tls || self->secret != NULL))
    {
      _mg_mail_dialog_end_insecure (self);
    }
  else if (self->secret == NULL)
    {
      _mg_mail_dialog_end_well (self);
    }
  else if (_mg_mail_dialog_choose (self))
    {
      /* Microsoft takes no token on the command's own line; two steps are
       * understood by all (RFC 5034 §4). */
      _mg_mail_dialog_begin_auth (self, "AUTH ", FALSE);
      self->state = STATE_AUTH;
    }
  else if (can_log_in (self))
    {
      _mg_mail_dialog_send (self, "USER %s", self->user);
      self->state = STATE_USER;
    }
  else
    {
      _mg_mail_dialog_end_not_offered (self);
    }
}

static void
on_good_reply (MgMailDialog *self)
{
  switch ((State) self->state)
    {
    case STATE_GREETING:
      send_command (self, "CAPA", STATE_CAPA);
      break;
    case STATE_CAPA:
      _mg_mail_dialog_forget (self);
      self->state = STATE_CAPA_LIST;
      break;
    case STATE_STLS:
      self->wants_tls = TRUE;
      break;
    case STATE_USER:
      _mg_mail_dialog_send_secret (self, "PASS ", self->secret);
      self->state = STATE_PASS;
      break;
    case STATE_AUTH:
    case STATE_PASS:
      send_command (self, "NOOP", STATE_NOOP);
      break;
    case STATE_NOOP:
      _mg_mail_dialog_end_well (self);
      break;
    case STATE_CAPA_LIST:
    default:
      g_assert_not_reached ();
    }
}

/* A server that gives reasons would have said so if the login were at fault:
 * RFC 3206 §4. */
static void
on_bad_reply (MgMailDialog *self,
              const char   *text)
{
  g_autofree char *code = NULL;
  MgProbeOutcome fallback = MG_PROBE_PROTOCOL;
  gboolean is_login = self->state == STATE_AUTH || self->state == STATE_USER ||
                      self->state == STATE_PASS;

  if (self->state == STATE_CAPA)
    {
      _mg_mail_dialog_forget (self);
      on_capabilities (self);
      return;
    }

  code = _mg_mail_reply_take_code (&text);
  if (is_login && code == NULL && !_mg_mail_dialog_has_capability (self, "AUTH-RESP-CODE"))
    fallback = MG_PROBE_REFUSED;

  _mg_mail_dialog_end_failed (self, 0, code, text, fallback);
}

static void
pop3_take_line (MgMailDialog *self,
                const char   *line)
{
  if (self->state == STATE_CAPA_LIST && !g_str_equal (line, "."))
    _mg_mail_dialog_set_capability (self, line);
  else if (self->state == STATE_CAPA_LIST)
    on_capabilities (self);
  else if (g_str_has_prefix (line, "+OK"))
    on_good_reply (self);
  else if (g_str_has_prefix (line, "-ERR"))
    on_bad_reply (self, line[4] == ' ' ? line + 5 : line + 4);
  else if (line[0] == '+' && self->state == STATE_AUTH)
    _mg_mail_dialog_continue_auth (self, line[1] == ' ' ? line + 2 : line + 1);
  else
    _mg_mail_dialog_end_garbage (self, line);
}

static void
pop3_secured (MgMailDialog *self)
{
  send_command (self, "CAPA", STATE_CAPA);
}

const MgMailLanguage _mg_pop3_language = { "QUIT\r\n", pop3_take_line, pop3_secured };
