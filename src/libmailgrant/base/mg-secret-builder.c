/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-secret-builder"

#include "config.h"

#include <string.h>

#include "mg-secret-builder.h"

/**
 * MgSecretBuilder:
 *
 * Composes a message that carries secrets, such as the body of a token
 * request, without leaving copies of them behind: memory that it outgrows is
 * wiped before it is freed.
 */
struct _MgSecretBuilder
{
  char  *bytes;     /* (owned) */
  gsize  length;
  gsize  capacity;
};

/* Longer tokens than this exist nowhere; the sum of a body's parts fits. */
#define INITIAL_CAPACITY 4096

static void
append_bytes (MgSecretBuilder *self,
              const char      *bytes,
              gsize            length)
{
  if (self->length + length > self->capacity)
    {
      gsize capacity = MAX (self->capacity * 2, self->length + length);
      char *grown = g_malloc (capacity);

      memcpy (grown, self->bytes, self->length);
      explicit_bzero (self->bytes, self->capacity);
      g_free (self->bytes);
      self->bytes = grown;
      self->capacity = capacity;
    }

  memcpy (self->bytes + self->length, bytes, length);
  self->length += length;
}

/* application/x-www-form-urlencoded as the URL standard serializes it. */
static void
append_form_escaped (MgSecretBuilder *self,
                     const char      *bytes,
                     gsize            length)
{
  static const char digits[] = "0123456789ABCDEF";

  for (gsize i = 0; i < length; i++)
    {
      guchar c = (guchar) bytes[i];
      char escaped[3] = { '%', digits[c >> 4], digits[c & 0xf] };

      if (g_ascii_isalnum (c) || strchr ("*-._", c) != NULL)
        append_bytes (self, &bytes[i], 1);
      else if (c == ' ')
        append_bytes (self, "+", 1);
      else
        append_bytes (self, escaped, sizeof escaped);
    }
}

static void
append_json_escaped (MgSecretBuilder *self,
                     const char      *bytes,
                     gsize            length)
{
  static const char digits[] = "0123456789abcdef";

  append_bytes (self, "\"", 1);
  for (gsize i = 0; i < length; i++)
    {
      guchar c = (guchar) bytes[i];
      char escaped[6] = { '\\', 'u', '0', '0', digits[c >> 4], digits[c & 0xf] };

      if (c == '"' || c == '\\')
        append_bytes (self, "\\", 1);

      if (c < 0x20 || c == 0x7f)
        append_bytes (self, escaped, sizeof escaped);
      else
        append_bytes (self, &bytes[i], 1);
    }
  append_bytes (self, "\"", 1);
}

static void
append_form_name (MgSecretBuilder *self,
                  const char      *name)
{
  if (self->length > 0)
    append_bytes (self, "&", 1);
  append_form_escaped (self, name, strlen (name));
  append_bytes (self, "=", 1);
}

/**
 * mg_secret_builder_new:
 *
 * Returns: (transfer full): an empty builder
 */
MgSecretBuilder *
mg_secret_builder_new (void)
{
  MgSecretBuilder *self = g_new0 (MgSecretBuilder, 1);

  self->capacity = INITIAL_CAPACITY;
  self->bytes = g_malloc (self->capacity);

  return self;
}

/**
 * mg_secret_builder_free:
 * @self: (transfer full): a builder
 *
 * Wipes and frees what has been built.
 */
void
mg_secret_builder_free (MgSecretBuilder *self)
{
  g_return_if_fail (self != NULL);

  explicit_bzero (self->bytes, self->capacity);
  g_free (self->bytes);
  g_free (self);
}

/**
 * mg_secret_builder_append:
 * @self: a builder
 * @text: text that is taken as it is
 */
void
mg_secret_builder_append (MgSecretBuilder *self,
                          const char      *text)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (text != NULL);

  append_bytes (self, text, strlen (text));
}

/**
 * mg_secret_builder_append_secret:
 * @self: a builder
 * @secret: a secret whose bytes are taken as they are
 */
void
mg_secret_builder_append_secret (MgSecretBuilder *self,
                                 const MgSecret  *secret)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (secret != NULL);

  append_bytes (self, mg_secret_peek (secret), mg_secret_get_length (secret));
}

/**
 * mg_secret_builder_append_form:
 * @self: a builder that holds form fields only
 * @name: a field's name
 * @value: its value, UTF-8
 *
 * Appends a field of `application/x-www-form-urlencoded` (RFC 6749 Appendix B).
 */
void
mg_secret_builder_append_form (MgSecretBuilder *self,
                               const char      *name,
                               const char      *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);
  g_return_if_fail (value != NULL);

  append_form_name (self, name);
  append_form_escaped (self, value, strlen (value));
}

/**
 * mg_secret_builder_append_form_secret:
 * @self: a builder that holds form fields only
 * @name: a field's name
 * @value: its secret value
 *
 * Appends a field of `application/x-www-form-urlencoded` (RFC 6749 Appendix B).
 */
void
mg_secret_builder_append_form_secret (MgSecretBuilder *self,
                                      const char      *name,
                                      const MgSecret  *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);
  g_return_if_fail (value != NULL);

  append_form_name (self, name);
  append_form_escaped (self, mg_secret_peek (value), mg_secret_get_length (value));
}

/**
 * mg_secret_builder_append_json:
 * @self: a builder
 * @value: (nullable): a string, or %NULL for `null`
 *
 * Appends a JSON string with its quotes (RFC 8259 §7).
 */
void
mg_secret_builder_append_json (MgSecretBuilder *self,
                               const char      *value)
{
  g_return_if_fail (self != NULL);

  if (value == NULL)
    append_bytes (self, "null", strlen ("null"));
  else
    append_json_escaped (self, value, strlen (value));
}

/**
 * mg_secret_builder_append_json_secret:
 * @self: a builder
 * @value: (nullable): a secret, or %NULL for `null`
 *
 * Appends a secret as a JSON string with its quotes (RFC 8259 §7).
 */
void
mg_secret_builder_append_json_secret (MgSecretBuilder *self,
                                      const MgSecret  *value)
{
  g_return_if_fail (self != NULL);

  if (value == NULL)
    append_bytes (self, "null", strlen ("null"));
  else
    append_json_escaped (self, mg_secret_peek (value), mg_secret_get_length (value));
}

/**
 * mg_secret_builder_end:
 * @self: a builder
 *
 * Takes what has been built; the builder is empty again.
 *
 * Returns: (transfer full): a new secret
 */
MgSecret *
mg_secret_builder_end (MgSecretBuilder *self)
{
  MgSecret *secret;

  g_return_val_if_fail (self != NULL, NULL);

  secret = mg_secret_new (self->bytes, (gssize) self->length);
  explicit_bzero (self->bytes, self->capacity);
  self->length = 0;

  return secret;
}
