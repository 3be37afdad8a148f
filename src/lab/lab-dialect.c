/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-dialect"

#include "config.h"

#include "lab-dialect.h"

static LabReplyKind
classify_smtp (const char *line)
{
  if (!g_ascii_isdigit (line[0]) || !g_ascii_isdigit (line[1]) || !g_ascii_isdigit (line[2]))
    return LAB_REPLY_NONSENSE;

  if (line[3] == '-')
    return LAB_REPLY_MORE;

  switch (line[0])
    {
    case '2':
      return LAB_REPLY_GOOD;
    case '3':
      return LAB_REPLY_CONTINUE;
    case '4':
      return LAB_REPLY_BUSY;
    default:
      return LAB_REPLY_REFUSED;
    }
}

static LabReplyKind
classify_pop3 (const char *line)
{
  if (g_str_has_prefix (line, "+OK"))
    return LAB_REPLY_GOOD;
  if (g_str_has_prefix (line, "+ ") || g_str_equal (line, "+"))
    return LAB_REPLY_CONTINUE;
  if (g_str_has_prefix (line, "-ERR [SYS/TEMP]") || g_str_has_prefix (line, "-ERR [IN-USE]"))
    return LAB_REPLY_BUSY;

  return g_str_has_prefix (line, "-ERR") ? LAB_REPLY_REFUSED : LAB_REPLY_NONSENSE;
}

static LabReplyKind
classify_imap (const char *line)
{
  if (g_str_has_prefix (line, "a OK") || g_str_has_prefix (line, "* OK"))
    return LAB_REPLY_GOOD;
  if (g_str_has_prefix (line, "a NO [UNAVAILABLE]") || g_str_has_prefix (line, "* BYE"))
    return LAB_REPLY_BUSY;
  if (g_str_has_prefix (line, "a NO") || g_str_has_prefix (line, "a BAD"))
    return LAB_REPLY_REFUSED;
  if (g_str_has_prefix (line, "+"))
    return LAB_REPLY_CONTINUE;

  return g_str_has_prefix (line, "* ") ? LAB_REPLY_MORE : LAB_REPLY_NONSENSE;
}

static const LabDialect dialects[] = {
  [LAB_PROTOCOL_SMTP] = {
    "EHLO lab.invalid", "STARTTLS", "AUTH", "QUIT", FALSE, classify_smtp
  },
  [LAB_PROTOCOL_POP3] = {
    "CAPA", "STLS", "AUTH", "QUIT", TRUE, classify_pop3
  },
  [LAB_PROTOCOL_IMAP] = {
    "a CAPABILITY", "a STARTTLS", "a AUTHENTICATE", "a LOGOUT", FALSE, classify_imap
  },
};

const LabDialect *
lab_dialect_get (LabProtocol protocol)
{
  return &dialects[protocol];
}

/* Looks for one word among all that a server said it can do, whichever way it
 * is put: "250-AUTH PLAIN", "250 AUTH=PLAIN", "SASL PLAIN", "AUTH=PLAIN". */
gboolean
lab_dialect_has_word (const char *capabilities,
                      const char *word)
{
  g_auto (GStrv) words = g_strsplit_set (capabilities, " \r\n=-", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (words[i], word) == 0)
      return TRUE;

  return FALSE;
}

/* What follows the first word of a reply: a challenge is there. */
const char *
lab_dialect_text (const char *line)
{
  const char *space = strchr (line, ' ');

  return space != NULL ? space + 1 : "";
}
