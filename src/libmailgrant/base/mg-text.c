/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-text"

#include "config.h"

#include "mg-text.h"

/* Controls that change the direction of what follows, or hide it, can make a
 * device's name look like another's (Unicode TR 36 §2.6). */
static gboolean
is_deceptive (gunichar c)
{
  return (c >= 0x200b && c <= 0x200f) ||
         (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x206f) ||
         c == 0xfeff ||
         c == 0x061c;
}

/**
 * mg_text_dup_clean:
 * @bytes: (array length=length): text from the network
 * @length: the number of bytes, or -1 if @bytes is NUL-terminated
 * @max_characters: how many characters to keep at most
 *
 * Makes text of a peer fit to be shown: valid UTF-8, no control characters,
 * no direction overrides, runs of white space as one space, trimmed, and cut
 * with an ellipsis. It is still not markup: a sink that parses markup needs
 * it escaped.
 *
 * Returns: (transfer full): the clean text, perhaps empty
 */
char *
mg_text_dup_clean (const char *bytes,
                   gssize      length,
                   gsize       max_characters)
{
  g_autofree char *valid = NULL;
  g_autoptr (GString) clean = NULL;
  gboolean space = FALSE;
  gsize count = 0;

  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (max_characters > 0, NULL);

  valid = g_utf8_make_valid (bytes, length);
  clean = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        {
          space = clean->len > 0;
          continue;
        }

      if (is_deceptive (c))
        continue;

      if (count + (space ? 2 : 1) > max_characters)
        {
          g_string_append (clean, "…");
          break;
        }

      if (space)
        {
          g_string_append_c (clean, ' ');
          count++;
        }
      g_string_append_unichar (clean, c);
      count++;
      space = FALSE;
    }

  return g_string_free (g_steal_pointer (&clean), FALSE);
}
