/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-mail-dialog"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-mail-dialog-private.h"
#include "mg-text.h"

/* More than any server lists. */
#define CAPABILITIES_MAX 100

/**
 * _mg_mail_dialog_new:
 * @server: the server
 * @user: (nullable): whom to log in
 * @secret: (nullable): the token or password, or %NULL to log in nobody
 * @is_oauth: whether @secret is a token
 *
 * Returns: (transfer full): a dialog that waits for the server's greeting
 */
MgMailDialog *
_mg_mail_dialog_new (MgMailServer *server,
                     const char   *user,
                     MgSecret     *secret,
                     gboolean      is_oauth)
{
  MgMailDialog *self = g_new0 (MgMailDialog, 1);

  switch (mg_mail_server_get_protocol (server))
    {
    case MG_MAIL_PROTOCOL_IMAP:
      self->language = &_mg_imap_language;
      break;
    case MG_MAIL_PROTOCOL_POP3:
      self->language = &_mg_pop3_language;
      break;
    case MG_MAIL_PROTOCOL_SMTP:
    default:
      self->language = &_mg_smtp_language;
      break;
    }

  self->server = mg_mail_server_ref (server);
  self->user = g_strdup (user);
  self->secret = secret != NULL ? mg_secret_ref (secret) : NULL;
  self->is_oauth = is_oauth;
  self->secure = mg_mail_server_get_security (server) == MG_MAIL_SECURITY_TLS;
  self->capabilities = g_ptr_array_new_with_free_func (g_free);
  self->remarks = g_string_new (NULL);
  self->out = mg_secret_builder_new ();

  return self;
}

/**
 * _mg_mail_dialog_free:
 * @self: (transfer full): a dialog
 *
 * Frees a dialog.
 */
void
_mg_mail_dialog_free (MgMailDialog *self)
{
  mg_mail_server_unref (self->server);
  g_free (self->user);
  g_clear_pointer (&self->secret, mg_secret_unref);
  _mg_mail_reply_clear (&self->reply);
  g_ptr_array_unref (self->capabilities);
  g_string_free (self->remarks, TRUE);
  g_clear_pointer (&self->challenge, mg_sasl_challenge_free);
  mg_secret_builder_free (self->out);
  g_clear_pointer (&self->result, mg_probe_result_unref);
  g_free (self);
}

/* Sends a line that holds no secret. */
void
_mg_mail_dialog_send (MgMailDialog *self,
                      const char   *format,
                      ...)
{
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);

  mg_secret_builder_append (self->out, line);
  mg_secret_builder_append (self->out, "\r\n");
  self->has_out = TRUE;
}

/* Sends a line that ends in a secret. */
void
_mg_mail_dialog_send_secret (MgMailDialog   *self,
                             const char     *prefix,
                             const MgSecret *secret)
{
  mg_secret_builder_append (self->out, prefix);
  mg_secret_builder_append_secret (self->out, secret);
  mg_secret_builder_append (self->out, "\r\n");
  self->has_out = TRUE;
}

/* Notes one line of what the server can do. */
void
_mg_mail_dialog_set_capability (MgMailDialog *self,
                                const char   *text)
{
  if (self->capabilities->len < CAPABILITIES_MAX)
    g_ptr_array_add (self->capabilities, g_ascii_strup (text, -1));
}

/* What was said before the connection was secure counts for nothing. */
void
_mg_mail_dialog_forget (MgMailDialog *self)
{
  g_ptr_array_set_size (self->capabilities, 0);
}

/* Whether a capability begins with the word @name. */
gboolean
_mg_mail_dialog_has_capability (MgMailDialog *self,
                                const char   *name)
{
  gsize length = strlen (name);

  for (guint i = 0; i < self->capabilities->len; i++)
    {
      const char *capability = g_ptr_array_index (self->capabilities, i);

      if (strncmp (capability, name, length) == 0 && strchr (" =", capability[length]) != NULL)
        return TRUE;
    }

  return FALSE;
}

/* SMTP says "AUTH A B" or, of old, "AUTH=A B"; IMAP "AUTH=A"; POP3 "SASL A B". */
static GStrv
dup_mechanisms (MgMailDialog *self)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  GStrv mechanisms;

  for (guint i = 0; i < self->capabilities->len; i++)
    {
      const char *capability = g_ptr_array_index (self->capabilities, i);
      g_auto (GStrv) words = NULL;

      if (!g_str_has_prefix (capability, "AUTH ") && !g_str_has_prefix (capability, "AUTH=") &&
          !g_str_has_prefix (capability, "SASL "))
        continue;

      words = g_strsplit (capability + strlen ("AUTH "), " ", CAPABILITIES_MAX);
      for (gsize j = 0; words[j] != NULL; j++)
        {
          g_autofree char *clean = mg_text_dup_clean (words[j], -1, MG_TEXT_NAME_MAX);

          if (*clean != '\0')
            g_strv_builder_add (builder, clean);
        }
    }

  mechanisms = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);

  return mechanisms;
}

/* Whether the server offers @mechanism now. */
gboolean
_mg_mail_dialog_offers (MgMailDialog    *self,
                        MgSaslMechanism  mechanism)
{
  g_auto (GStrv) mechanisms = dup_mechanisms (self);

  return g_strv_contains ((const char * const *) mechanisms,
                          mg_sasl_mechanism_get_name (mechanism));
}

/* Chooses how to log in. A token never travels as a password: a server that
 * takes no tokens must not learn it. */
gboolean
_mg_mail_dialog_choose (MgMailDialog *self)
{
  static const MgSaslMechanism for_token[] = { MG_SASL_XOAUTH2, MG_SASL_OAUTHBEARER };
  static const MgSaslMechanism for_password[] = { MG_SASL_PLAIN, MG_SASL_LOGIN };
  const MgSaslMechanism *mechanisms = self->is_oauth ? for_token : for_password;

  for (guint i = 0; i < 2 && !self->has_mechanism; i++)
    if (_mg_mail_dialog_offers (self, mechanisms[i]))
      {
        self->mechanism = mechanisms[i];
        self->has_mechanism = TRUE;
      }

  return self->has_mechanism;
}

static MgSecret *
dup_response (MgMailDialog *self)
{
  return mg_sasl_encode_response (self->mechanism, self->user, self->secret,
                                  mg_mail_server_get_host (self->server),
                                  mg_mail_server_get_port (self->server));
}

/* Begins to log in with the chosen mechanism; @command ends before its name. */
void
_mg_mail_dialog_begin_auth (MgMailDialog *self,
                            const char   *command,
                            gboolean      initial_response)
{
  const char *name = mg_sasl_mechanism_get_name (self->mechanism);

  if (initial_response && self->mechanism != MG_SASL_LOGIN)
    {
      g_autofree char *prefix = g_strconcat (command, name, " ", NULL);
      g_autoptr (MgSecret) response = dup_response (self);

      _mg_mail_dialog_send_secret (self, prefix, response);
      self->auth = MG_MAIL_AUTH_SENT_RESPONSE;
    }
  else
    {
      _mg_mail_dialog_send (self, "%s%s", command, name);
      self->auth = MG_MAIL_AUTH_SENT_COMMAND;
    }
}

/* Answers a challenge. Once our message is sent, the only challenge left is
 * the one that says why it was refused; the server's last word comes only
 * after an answer to it (RFC 7628 §3.2.3). */
void
_mg_mail_dialog_continue_auth (MgMailDialog *self,
                               const char   *data)
{
  g_autoptr (MgSecret) response = NULL;

  switch (self->auth)
    {
    case MG_MAIL_AUTH_SENT_COMMAND:
      response = dup_response (self);
      _mg_mail_dialog_send_secret (self, "", response);
      self->auth = self->mechanism == MG_SASL_LOGIN ? MG_MAIL_AUTH_SENT_USER
                                                    : MG_MAIL_AUTH_SENT_RESPONSE;
      break;
    case MG_MAIL_AUTH_SENT_USER:
      response = mg_sasl_encode_secret (self->secret);
      _mg_mail_dialog_send_secret (self, "", response);
      self->auth = MG_MAIL_AUTH_SENT_RESPONSE;
      break;
    case MG_MAIL_AUTH_SENT_RESPONSE:
      self->challenge = mg_sasl_challenge_parse (data);
      _mg_mail_dialog_send (self, "%s", mg_sasl_get_abort_response (self->mechanism));
      self->auth = MG_MAIL_AUTH_SENT_ABORT;
      break;
    case MG_MAIL_AUTH_SENT_ABORT:
    default:
      _mg_mail_dialog_end_garbage (self, data);
      break;
    }
}

/* Ends with an outcome and a sentence of our own. */
void
_mg_mail_dialog_end (MgMailDialog   *self,
                     MgProbeOutcome  outcome,
                     const char     *sentence)
{
  MgProbeResult *result = _mg_probe_result_new (outcome, sentence);

  g_strfreev (result->mechanisms);
  result->mechanisms = dup_mechanisms (self);
  if (self->has_mechanism)
    result->mechanism = mg_sasl_mechanism_get_name (self->mechanism);
  if (self->challenge != NULL)
    result->challenge = mg_sasl_challenge_copy (self->challenge);

  g_assert (self->result == NULL);
  self->result = result;
}

static MgProbeOutcome
judge (MgMailDialog       *self,
       guint               code,
       const MgMailAdvice *advice,
       MgProbeOutcome      fallback)
{
  MgProbeOutcome outcome = fallback;
  const char *status = self->challenge != NULL ? self->challenge->status : NULL;

  if (advice != NULL)
    outcome = mg_mail_advice_get_outcome (advice);
  else if (code >= 400 && code < 500)
    outcome = MG_PROBE_TRANSIENT;

  /* The challenge is about the token alone, the last word may be about more. */
  if (status == NULL || (outcome != MG_PROBE_REFUSED && outcome != MG_PROBE_PROTOCOL))
    return outcome;

  if (g_str_equal (status, "insufficient_scope"))
    return MG_PROBE_SCOPE_MISSING;

  if (g_str_equal (status, "invalid_token") || g_str_equal (status, "401"))
    return MG_PROBE_REFUSED;

  return outcome;
}

static char *
dup_failure_sentence (MgProbeOutcome      outcome,
                      const MgMailAdvice *advice,
                      const char         *host)
{
  if (outcome == MG_PROBE_SCOPE_MISSING)
    return g_strdup (_("The authorization does not cover this use of the mailbox. Authorize again "
                       "and leave the permission ticked."));

  if (advice != NULL && mg_mail_advice_get_outcome (advice) == outcome)
    return g_strdup (mg_mail_advice_get_sentence (advice));

  if (outcome == MG_PROBE_REFUSED)
    /* Translators: %s is the name of a mail server. */
    return g_strdup_printf (_("%s did not accept the login. Authorize the account again, or enter "
                              "its password again."), host);

  if (outcome == MG_PROBE_TRANSIENT)
    /* Translators: %s is the name of a mail server. */
    return g_strdup_printf (_("%s cannot check the login just now. Check again later."), host);

  /* Translators: %s is the name of a mail server. */
  return g_strdup_printf (_("%s refused for a reason that is not known. See what it said."), host);
}

/* Ends with what the server has said. Where nothing is known about it, it is
 * @fallback, or later for a code that says so. */
void
_mg_mail_dialog_end_failed (MgMailDialog   *self,
                            guint           code,
                            const char     *enhanced,
                            const char     *text,
                            MgProbeOutcome  fallback)
{
  g_autofree char *said = NULL;
  g_autofree char *words = NULL;
  g_autofree char *sentence = NULL;
  const MgMailAdvice *advice;
  MgProbeOutcome outcome;

  said = self->remarks->len > 0 ? g_strconcat (self->remarks->str, " ", text, NULL)
                                : g_strdup (text);
  words = mg_text_dup_clean (said, -1, MG_TEXT_SENTENCE_MAX);
  advice = mg_mail_advice_find (code, enhanced, words);
  outcome = judge (self, code, advice, fallback);
  sentence = dup_failure_sentence (outcome, advice, mg_mail_server_get_host (self->server));

  _mg_mail_dialog_end (self, outcome, sentence);
  self->result->words = g_steal_pointer (&words);
  self->result->code = code;
  self->result->enhanced = enhanced != NULL ? mg_text_dup_clean (enhanced, -1, MG_TEXT_NAME_MAX)
                                            : NULL;
  self->result->advice = advice;
}

/* Ends because @line is not what the protocol has here. */
void
_mg_mail_dialog_end_garbage (MgMailDialog *self,
                             const char   *line)
{
  g_autofree char *sentence = NULL;

  /* Translators: %s is the name of a mail server. */
  sentence = g_strdup_printf (_("%s does not answer like a mail server. Check its name, port and "
                                "security."), mg_mail_server_get_host (self->server));
  _mg_mail_dialog_end (self, MG_PROBE_PROTOCOL, sentence);
  self->result->words = mg_text_dup_clean (line, -1, MG_TEXT_SENTENCE_MAX);
}

/* Ends because the server knows no way to log in with what we have. */
void
_mg_mail_dialog_end_not_offered (MgMailDialog *self)
{
  g_autofree char *sentence = NULL;
  const char *host = mg_mail_server_get_host (self->server);

  if (self->is_oauth)
    /* Translators: %s is the name of a mail server. */
    sentence = g_strdup_printf (_("%s takes no authorizations, only passwords. Use a password or "
                                  "an app password there."), host);
  else
    /* Translators: %s is the name of a mail server. */
    sentence = g_strdup_printf (_("%s takes no passwords. Authorize the account instead."), host);

  _mg_mail_dialog_end (self, MG_PROBE_NOT_OFFERED, sentence);
}

/* Ends because the login would have travelled in clear. */
void
_mg_mail_dialog_end_insecure (MgMailDialog *self)
{
  g_autofree char *sentence = NULL;

  /* Translators: %s is the name of a mail server. */
  sentence = g_strdup_printf (_("%s offers no encrypted connection here, so the login was not "
                                "sent. Use TLS or STARTTLS on the port that is made for it."),
                              mg_mail_server_get_host (self->server));
  _mg_mail_dialog_end (self, MG_PROBE_NOT_ENCRYPTED, sentence);
}

/* Ends because everything is well. */
void
_mg_mail_dialog_end_well (MgMailDialog *self)
{
  if (self->secret != NULL)
    _mg_mail_dialog_end (self, MG_PROBE_OK, _("The mail server accepted the login."));
  else
    _mg_mail_dialog_end (self, MG_PROBE_REACHABLE, _("The mail server answers."));
}
