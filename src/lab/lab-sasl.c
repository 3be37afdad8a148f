/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-sasl"

#include "config.h"

#include <string.h>

#include "lab-dialect.h"
#include "lab-sasl.h"

static void
push (GQueue     *responses,
      const char *text,
      gsize       length)
{
  g_queue_push_tail (responses, g_base64_encode ((const guchar *) text, length));
}

static void
push_xoauth2 (GQueue     *responses,
              const char *account,
              const char *access_token)
{
  g_autofree char *text = g_strdup_printf ("user=%s\001auth=Bearer %s\001\001",
                                           account, access_token);

  push (responses, text, strlen (text));
}

static char *
replace_all (const char *text,
             const char *old,
             const char *new)
{
  g_auto (GStrv) parts = g_strsplit (text, old, -1);

  return g_strjoinv (new, parts);
}

/* RFC 7628, section 3.1; the name is escaped as RFC 5801, section 4 has it. */
static void
push_oauthbearer (GQueue     *responses,
                  const char *account,
                  const char *access_token)
{
  g_autofree char *no_equals = replace_all (account, "=", "=3D");
  g_autofree char *name = replace_all (no_equals, ",", "=2C");
  g_autofree char *text = g_strdup_printf ("n,a=%s,\001auth=Bearer %s\001\001",
                                           name, access_token);

  push (responses, text, strlen (text));
}

/* RFC 4616: NUL, name, NUL, password. */
static void
push_plain (GQueue      *responses,
            LabPassword *password)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_c (text, '\0');
  g_string_append (text, password->account);
  g_string_append_c (text, '\0');
  g_string_append (text, password->password);
  push (responses, text->str, text->len);
}

/* Picks a mechanism that the server has offered, and queues in @responses what
 * its challenges are to be answered with. A token is never given away as a
 * password: without a mechanism for tokens there is none. */
const char *
lab_sasl_choose (LabLogin   *login,
                 const char *access_token,
                 const char *capabilities,
                 GQueue     *responses)
{
  LabPassword *password = &login->password;

  if (access_token != NULL && lab_dialect_has_word (capabilities, "XOAUTH2"))
    {
      push_xoauth2 (responses, login->token.account, access_token);
      return "XOAUTH2";
    }

  if (access_token != NULL && lab_dialect_has_word (capabilities, "OAUTHBEARER"))
    {
      push_oauthbearer (responses, login->token.account, access_token);
      return "OAUTHBEARER";
    }

  if (access_token == NULL && lab_dialect_has_word (capabilities, "PLAIN"))
    {
      push_plain (responses, password);
      return "PLAIN";
    }

  if (access_token == NULL && lab_dialect_has_word (capabilities, "LOGIN"))
    {
      push (responses, password->account, strlen (password->account));
      push (responses, password->password, strlen (password->password));
      return "LOGIN";
    }

  return NULL;
}
