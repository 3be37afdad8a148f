/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-sasl-legacy"

#include "config.h"

#include <string.h>

#include "mg-sasl-legacy-private.h"
#include "mg-secret-builder.h"

static gboolean
is_quotable (const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    if (!g_ascii_isprint (*at))
      return FALSE;

  return TRUE;
}

static void
append_quoted (MgSecretBuilder *builder,
               const char      *text)
{
  mg_secret_builder_append (builder, "\"");
  for (const char *at = text; *at != '\0'; at++)
    {
      const char single[] = { *at, '\0' };

      if (*at == '"' || *at == '\\')
        mg_secret_builder_append (builder, "\\");
      mg_secret_builder_append (builder, single);
    }
  mg_secret_builder_append (builder, "\"");
}

/**
 * _mg_sasl_legacy_quote:
 * @user: the user name
 * @password: the password
 *
 * Makes the arguments of IMAP's LOGIN (RFC 9051 §6.2.3), as quoted strings.
 *
 * Returns: (transfer full) (nullable): the arguments, or %NULL if they cannot
 *   be quoted strings
 */
MgSecret *
_mg_sasl_legacy_quote (const char     *user,
                       const MgSecret *password)
{
  g_autoptr (MgSecretBuilder) builder = NULL;

  if (!is_quotable (user) || !is_quotable (mg_secret_peek (password)))
    return NULL;

  builder = mg_secret_builder_new ();
  append_quoted (builder, user);
  mg_secret_builder_append (builder, " ");
  append_quoted (builder, mg_secret_peek (password));

  return mg_secret_builder_end (builder);
}

/**
 * _mg_sasl_legacy_fits_line:
 * @user: the user name
 * @password: the password
 *
 * Returns: %TRUE if POP3's USER and PASS (RFC 1939 §7) can carry them
 */
gboolean
_mg_sasl_legacy_fits_line (const char     *user,
                           const MgSecret *password)
{
  return strpbrk (user, " \r\n") == NULL && strpbrk (mg_secret_peek (password), "\r\n") == NULL;
}
