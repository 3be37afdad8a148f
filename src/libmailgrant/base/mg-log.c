/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-log"

#include "config.h"

#include "mg-log.h"

/* No secret should ever get here: it is no string (see MgSecret). This is the
 * net under that rope, for URLs and messages that others composed. */
static const char *const patterns[] = {
  "(?i)\\b(code|state|access_token|refresh_token|id_token|client_secret|code_verifier|"
  "device_code|user_code|password|passwd|pwd|api_key|sid)(=|\"\\s*:\\s*\"|:\\s*)[^\\s&\",;]+",
  "(?i)\\b(bearer|basic|token)\\s+[A-Za-z0-9._~+/=-]{8,}",
  "://[^/@\\s]+@",
};

static const char *const replacements[] = {
  "\\1\\2[redacted]",
  "\\1 [redacted]",
  "://[redacted]@",
};

G_STATIC_ASSERT (G_N_ELEMENTS (patterns) == G_N_ELEMENTS (replacements));

/**
 * mg_log_dup_redact:
 * @message: a line for the log
 *
 * Takes out of @message what looks like a secret: the values of OAuth
 * parameters (RFC 6749, RFC 7636, RFC 8628), bearer and basic credentials,
 * and user names and passwords in URLs.
 *
 * Returns: (transfer full): the line that may be written
 */
char *
mg_log_dup_redact (const char *message)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (message != NULL, NULL);

  text = g_utf8_make_valid (message, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autoptr (GRegex) regex = g_regex_new (patterns[i], G_REGEX_OPTIMIZE, 0, NULL);
      g_autofree char *before = g_steal_pointer (&text);

      text = g_regex_replace (regex, before, -1, 0, replacements[i], 0, NULL);
    }

  return g_steal_pointer (&text);
}

static GLogWriterOutput
write_redacted (GLogLevelFlags   level,
                const GLogField *fields,
                gsize            n_fields,
                gpointer         user_data)
{
  g_autofree GLogField *copy = g_memdup2 (fields, n_fields * sizeof (GLogField));
  g_autofree char *message = NULL;
  const char *domain = NULL;

  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "GLIB_DOMAIN"))
      domain = fields[i].value;

  /* Most lines are debug lines that nobody asked for. */
  if (g_log_writer_default_would_drop (level, domain))
    return G_LOG_WRITER_HANDLED;

  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") && fields[i].length < 0)
      {
        g_clear_pointer (&message, g_free);
        message = mg_log_dup_redact (fields[i].value);
        copy[i].value = message;
      }

  return g_log_writer_default (level, copy, n_fields, user_data);
}

/**
 * mg_log_install:
 *
 * Makes every log line of this process pass through mg_log_dup_redact(),
 * those of libraries included. A program calls it first, once.
 */
void
mg_log_install (void)
{
  g_log_set_writer_func (write_redacted, NULL, NULL);
}
