/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-outcome"

#include "config.h"

#include "lab-outcome.h"

#define REPLY_MAX 2000

/* Takes the outcome's @code, and of @reply what is fit to be shown: one line,
 * valid UTF-8, no control characters. */
LabOutcome *
lab_outcome_new (const char *code,
                 const char *reply)
{
  LabOutcome *self = g_new0 (LabOutcome, 1);

  self->code = code;
  if (reply != NULL && *reply != '\0')
    {
      g_autofree char *valid = g_utf8_make_valid (reply, -1);

      for (char *p = valid; *p != '\0'; p++)
        if (g_ascii_iscntrl (*p))
          *p = ' ';
      self->reply = g_utf8_substring (valid, 0, MIN (REPLY_MAX, g_utf8_strlen (valid, -1)));
      g_strstrip (self->reply);
    }

  return self;
}

void
lab_outcome_free (LabOutcome *self)
{
  g_free (self->reply);
  g_free (self->access_token);
  g_free (self->refresh_token);
  g_free (self);
}
