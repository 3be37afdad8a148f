/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-mail-reply"

#include "config.h"

#include <string.h>

#include "mg-mail-reply-private.h"

/**
 * _mg_mail_reply_clear:
 * @self: a reply, or all zeroes
 *
 * Makes the reply ready for its first line.
 */
void
_mg_mail_reply_clear (MgMailReply *self)
{
  self->code = 0;
  g_clear_pointer (&self->enhanced, g_free);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
}

static gsize
count_digits (const char *text,
              gsize       most)
{
  gsize n = 0;

  while (n < most && g_ascii_isdigit (text[n]))
    n++;

  return n;
}

/* class.subject.detail: RFC 3463 §2. */
static gsize
measure_enhanced_code (const char *text)
{
  gsize length = 2, n;

  if (strchr ("245", text[0]) == NULL || text[0] == '\0' || text[1] != '.')
    return 0;

  n = count_digits (text + length, 3);
  length += n;
  if (n == 0 || text[length] != '.')
    return 0;

  n = count_digits (text + length + 1, 3);
  length += n + 1;
  if (n == 0 || g_ascii_isdigit (text[length]) || text[length] == '.')
    return 0;

  return length;
}

/**
 * _mg_mail_reply_take_line:
 * @self: a reply
 * @line: the next line, without its end
 *
 * Takes a line of a reply. Every line of it must bear the same code.
 *
 * Returns: whether there is more to come
 */
MgMailReplyProgress
_mg_mail_reply_take_line (MgMailReply *self,
                          const char  *line)
{
  guint code;
  const char *text;
  gsize length;

  if (count_digits (line, 4) != 3 || strchr (" -", line[3]) == NULL)
    return MG_MAIL_REPLY_MALFORMED;

  code = (guint) g_ascii_strtoull (line, NULL, 10);
  if (code < 200 || code > 599 || (self->code != 0 && self->code != code))
    return MG_MAIL_REPLY_MALFORMED;

  if (self->lines == NULL)
    self->lines = g_ptr_array_new_with_free_func (g_free);
  self->code = code;

  text = line[3] != '\0' ? line + 4 : line + 3;
  length = code >= 400 ? measure_enhanced_code (text) : 0;
  if (length > 0)
    {
      if (self->enhanced == NULL)
        self->enhanced = g_strndup (text, length);
      text += length;
    }
  g_ptr_array_add (self->lines, g_strdup (text));

  return line[3] == '-' ? MG_MAIL_REPLY_MORE : MG_MAIL_REPLY_COMPLETE;
}

/**
 * _mg_mail_reply_dup_text:
 * @self: a complete reply
 *
 * Returns: (transfer full): the text of all lines
 */
char *
_mg_mail_reply_dup_text (MgMailReply *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->lines->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            (const char *) g_ptr_array_index (self->lines, i));

  return g_string_free (text, FALSE);
}

/**
 * _mg_mail_reply_take_code:
 * @text: (inout): the text of an IMAP or POP3 reply; what follows the code
 *
 * Takes the code in brackets at the beginning, if there is one: RFC 9051 §7.1,
 * RFC 2449 §8.
 *
 * Returns: (transfer full) (nullable): the code's name
 */
char *
_mg_mail_reply_take_code (const char **text)
{
  const char *end;
  gsize length;

  if ((*text)[0] != '[')
    return NULL;

  length = strcspn (*text + 1, " ]");
  end = strchr (*text, ']');
  if (end == NULL || length == 0)
    return NULL;

  {
    char *code = g_strndup (*text + 1, length);

    *text = end + 1;

    return code;
  }
}

static gboolean
is_bracketed_code (const char *text)
{
  gsize length = strspn (text + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-/");

  return length >= 4 && text[length + 1] == ']';
}

/**
 * _mg_mail_reply_find_codes:
 * @text: a sentence that repeats a mail server's reply
 * @enhanced_code: (out) (transfer full) (nullable): the enhanced code in it
 *
 * Finds the codes of the first failure reply in a sentence.
 *
 * Returns: the reply code, or 0 if there is none
 */
guint
_mg_mail_reply_find_codes (const char  *text,
                           char       **enhanced_code)
{
  guint code = 0;

  *enhanced_code = NULL;

  for (const char *at = text; *at != '\0' && *enhanced_code == NULL; at++)
    {
      gboolean begins = at == text || (!g_ascii_isalnum (at[-1]) && at[-1] != '.');
      gsize length;

      if (*at == '[' && is_bracketed_code (at))
        {
          const char *rest = at;

          *enhanced_code = _mg_mail_reply_take_code (&rest);
          break;
        }

      if (!begins || (*at != '4' && *at != '5'))
        continue;

      length = measure_enhanced_code (at);
      if (length > 0)
        *enhanced_code = g_strndup (at, length);
      else if (code == 0 && count_digits (at, 4) == 3 && strchr (" -:,.)", at[3]) != NULL)
        code = (guint) g_ascii_strtoull (at, NULL, 10);
    }

  return code;
}
