/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-mail-advice"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-mail-advice-private.h"
#include "mg-mail-reply-private.h"

/**
 * MgMailAdvice:
 *
 * What a reply of a mail server means to the person: which outcome it is, a
 * sentence, and the exact command or link for whoever can change it.
 *
 * It is found by the reply's code, its enhanced code and its words, whether
 * the server said it to us or to a device that repeats it. Immutable and never
 * freed.
 */

static gboolean
enhanced_code_fits (const char *wanted,
                    const char *found)
{
  gsize length = strlen (wanted);

  if (found == NULL)
    return FALSE;

  if (wanted[length - 1] == '*')
    return strncmp (found, wanted, length - 1) == 0;

  return g_ascii_strcasecmp (wanted, found) == 0;
}

static gboolean
row_fits (const MgMailAdvice *row,
          guint               code,
          const char         *enhanced_code,
          const char         *words)
{
  return (row->code == 0 || row->code == code) &&
         (row->enhanced == NULL || enhanced_code_fits (row->enhanced, enhanced_code)) &&
         (row->words == NULL || strstr (words, row->words) != NULL);
}

/**
 * mg_mail_advice_find:
 * @code: the reply code of SMTP, or 0 for another protocol
 * @enhanced_code: (nullable): the enhanced code (RFC 3463) or response code
 * @text: what the server said
 *
 * Returns: (transfer none) (nullable): what it means, or %NULL if nothing is
 *   known about it
 */
const MgMailAdvice *
mg_mail_advice_find (guint       code,
                     const char *enhanced_code,
                     const char *text)
{
  g_autofree char *words = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  words = g_ascii_strdown (text, -1);

  for (gsize i = 0; i < _mg_mail_advice_n_rows; i++)
    if (row_fits (&_mg_mail_advice_rows[i], code, enhanced_code, words))
      return &_mg_mail_advice_rows[i];

  return NULL;
}

/**
 * mg_mail_advice_find_in_text:
 * @text: what a device shows of what its mail server said
 *
 * Finds a reply anywhere in a sentence, such as
 * `Sending failed (535 5.7.8 Username and Password not accepted)`.
 *
 * Returns: (transfer none) (nullable): what it means, or %NULL if nothing is
 *   known about it
 */
const MgMailAdvice *
mg_mail_advice_find_in_text (const char *text)
{
  g_autofree char *enhanced_code = NULL;
  guint code;

  g_return_val_if_fail (text != NULL, NULL);

  code = _mg_mail_reply_find_codes (text, &enhanced_code);

  return mg_mail_advice_find (code, enhanced_code, text);
}

/**
 * mg_mail_advice_get_id:
 * @self: an advice
 *
 * Returns: (transfer none): its name for machines
 */
const char *
mg_mail_advice_get_id (const MgMailAdvice *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * mg_mail_advice_get_outcome:
 * @self: an advice
 *
 * Returns: what the reply says about the login
 */
MgProbeOutcome
mg_mail_advice_get_outcome (const MgMailAdvice *self)
{
  g_return_val_if_fail (self != NULL, MG_PROBE_PROTOCOL);

  return self->outcome;
}

/**
 * mg_mail_advice_get_sentence:
 * @self: an advice
 *
 * Returns: (transfer none): what happened and what to do, translated
 */
const char *
mg_mail_advice_get_sentence (const MgMailAdvice *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return _(self->sentence);
}

/* A string for PowerShell, which takes typographic quotes for quotes too and
 * knows no escape but the doubled quote; so nothing but ASCII gets in. */
static char *
dup_quoted (const char *account)
{
  g_autoptr (GString) quoted = g_string_new ("'");

  for (const char *at = account; at != NULL && *at != '\0'; at++)
    {
      if (!g_ascii_isgraph (*at))
        return dup_quoted (NULL);

      if (*at == '\'')
        g_string_append_c (quoted, '\'');
      g_string_append_c (quoted, *at);
    }

  if (account == NULL)
    /* Translators: stands in a command where the address of a mailbox belongs. */
    g_string_append (quoted, _("mailbox"));
  g_string_append_c (quoted, '\'');

  return g_string_free (g_steal_pointer (&quoted), FALSE);
}

/**
 * mg_mail_advice_dup_command:
 * @self: an advice
 * @account: (nullable): the mailbox
 *
 * Returns: (transfer full) (nullable): the command that an administrator can
 *   copy, or %NULL if there is none
 */
char *
mg_mail_advice_dup_command (const MgMailAdvice *self,
                            const char         *account)
{
  g_autofree char *quoted = NULL;
  const char *place;

  g_return_val_if_fail (self != NULL, NULL);

  place = self->command != NULL ? strchr (self->command, '@') : NULL;
  if (place == NULL)
    return g_strdup (self->command);

  quoted = dup_quoted (account);

  return g_strdup_printf ("%.*s%s%s", (int) (place - self->command), self->command,
                          quoted, place + 1);
}

/**
 * mg_mail_advice_get_link:
 * @self: an advice
 *
 * Returns: (transfer none) (nullable): the page where it can be changed or is
 *   explained
 */
const char *
mg_mail_advice_get_link (const MgMailAdvice *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->link;
}
