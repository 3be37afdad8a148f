/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-secret-bundle"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-secret-builder.h"
#include "mg-secret-bundle.h"

/* The newest version this program reads; it writes version 1. */
#define BUNDLE_VERSION 1

/* More than any keyring item of ours: the largest tokens take 12 KiB. */
#define BUNDLE_MAX (256 * 1024)

/**
 * MgSecretBundle:
 *
 * A few named secrets that are kept as one item, such as a refresh token and
 * the access token made from it.
 *
 * It is written as a flat JSON object of strings with a version (RFC 8259). The
 * reader is its own and not json-glib's, whose nodes would leave copies of the
 * secrets in freed memory.
 */
struct _MgSecretBundle
{
  GHashTable *values;  /* (owned) (element-type utf8 MgSecret) */
};

/**
 * mg_secret_bundle_new:
 *
 * Returns: (transfer full): an empty bundle
 */
MgSecretBundle *
mg_secret_bundle_new (void)
{
  MgSecretBundle *self = g_new0 (MgSecretBundle, 1);

  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) mg_secret_unref);

  return self;
}

/**
 * mg_secret_bundle_free:
 * @self: (transfer full): a bundle
 *
 * Frees the bundle; the secrets are wiped with their last reference.
 */
void
mg_secret_bundle_free (MgSecretBundle *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->values);
  g_free (self);
}

/**
 * mg_secret_bundle_set:
 * @self: a bundle
 * @name: a name of letters, digits and `_`
 * @value: (nullable): the secret, valid UTF-8, or %NULL to take it out
 *
 * Puts a secret under @name.
 */
void
mg_secret_bundle_set (MgSecretBundle *self,
                      const char     *name,
                      MgSecret       *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL && !g_str_equal (name, "version"));

  if (value != NULL)
    g_hash_table_insert (self->values, g_strdup (name), mg_secret_ref (value));
  else
    g_hash_table_remove (self->values, name);
}

/**
 * mg_secret_bundle_set_text:
 * @self: a bundle
 * @name: a name of letters, digits and `_`
 * @text: (nullable): text that is not secret, such as a user name
 *
 * Puts text beside the secrets.
 */
void
mg_secret_bundle_set_text (MgSecretBundle *self,
                           const char     *name,
                           const char     *text)
{
  g_autoptr (MgSecret) value = text != NULL ? mg_secret_new (text, -1) : NULL;

  mg_secret_bundle_set (self, name, value);
}

/**
 * mg_secret_bundle_get:
 * @self: a bundle
 * @name: a name
 *
 * Returns: (transfer none) (nullable): the secret under @name
 */
MgSecret *
mg_secret_bundle_get (const MgSecretBundle *self,
                      const char           *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_hash_table_lookup (self->values, name);
}

/**
 * mg_secret_bundle_dup_text:
 * @self: a bundle
 * @name: a name
 *
 * Gets what mg_secret_bundle_set_text() has put there. Not for secrets.
 *
 * Returns: (transfer full) (nullable): the text under @name
 */
char *
mg_secret_bundle_dup_text (const MgSecretBundle *self,
                           const char           *name)
{
  MgSecret *value = mg_secret_bundle_get (self, name);

  return value != NULL ? g_strdup (mg_secret_peek (value)) : NULL;
}

/**
 * mg_secret_bundle_to_secret:
 * @self: a bundle
 *
 * Returns: (transfer full): the bundle as one secret for the vault
 */
MgSecret *
mg_secret_bundle_to_secret (const MgSecretBundle *self)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();
  g_autoptr (GList) names = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  names = g_list_sort (g_hash_table_get_keys (self->values), (GCompareFunc) strcmp);
  mg_secret_builder_append (builder, "{\"version\":1");

  for (GList *l = names; l != NULL; l = l->next)
    {
      mg_secret_builder_append (builder, ",");
      mg_secret_builder_append_json (builder, l->data);
      mg_secret_builder_append (builder, ":");
      mg_secret_builder_append_json_secret (builder, g_hash_table_lookup (self->values, l->data));
    }

  mg_secret_builder_append (builder, "}");

  return mg_secret_builder_end (builder);
}

typedef struct
{
  const char *at;   /* (unowned) */
  const char *end;  /* (unowned) */
} Reader;

static void
skip_space (Reader *reader)
{
  while (reader->at < reader->end && strchr (" \t\r\n", *reader->at) != NULL)
    reader->at++;
}

static gboolean
take_char (Reader *reader,
           char    c)
{
  skip_space (reader);

  if (reader->at == reader->end || *reader->at != c)
    return FALSE;

  reader->at++;

  return TRUE;
}

static gboolean
take_hex (Reader   *reader,
          gunichar *unit)
{
  *unit = 0;

  for (guint i = 0; i < 4; i++)
    {
      if (reader->at == reader->end || !g_ascii_isxdigit (*reader->at))
        return FALSE;
      *unit = *unit << 4 | (gunichar) g_ascii_xdigit_value (*reader->at++);
    }

  return TRUE;
}

static gboolean
take_unicode (Reader *reader,
              char   *out,
              gsize  *length)
{
  gunichar unit, low;

  if (!take_hex (reader, &unit))
    return FALSE;

  if (unit >= 0xd800 && unit < 0xdc00)
    {
      if (reader->end - reader->at < 6 || reader->at[0] != '\\' || reader->at[1] != 'u')
        return FALSE;
      reader->at += 2;
      if (!take_hex (reader, &low) || low < 0xdc00 || low > 0xdfff)
        return FALSE;
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }

  if (unit == 0 || (unit >= 0xdc00 && unit <= 0xdfff))
    return FALSE;

  *length += (gsize) g_unichar_to_utf8 (unit, out + *length);

  return TRUE;
}

static gboolean
take_escape (Reader *reader,
             char   *out,
             gsize  *length)
{
  static const char names[] = "\"\\/bfnrt";
  static const char values[] = "\"\\/\b\f\n\r\t";
  const char *name;
  char c;

  if (reader->at == reader->end)
    return FALSE;

  c = *reader->at++;
  if (c == 'u')
    return take_unicode (reader, out, length);

  name = c != '\0' ? strchr (names, c) : NULL;
  if (name == NULL)
    return FALSE;

  out[(*length)++] = values[name - names];

  return TRUE;
}

/* No escape is shorter than what it stands for, so the rest of the text is
 * room enough. */
static MgSecret *
take_string (Reader *reader)
{
  g_autofree char *out = NULL;
  MgSecret *secret = NULL;
  gsize room, length = 0;
  gboolean valid = TRUE;

  if (!take_char (reader, '"'))
    return NULL;

  room = (gsize) (reader->end - reader->at);
  out = g_malloc (room + 1);

  while (valid && reader->at < reader->end && *reader->at != '"')
    {
      char c = *reader->at++;

      if (c == '\\')
        valid = take_escape (reader, out, &length);
      else if ((guchar) c < 0x20)
        valid = FALSE;
      else
        out[length++] = c;
    }

  if (valid && take_char (reader, '"'))
    secret = mg_secret_new (out, (gssize) length);
  explicit_bzero (out, length);

  return secret;
}

static gboolean
take_version (Reader *reader)
{
  guint version = 0;

  skip_space (reader);
  if (reader->at == reader->end || !g_ascii_isdigit (*reader->at))
    return FALSE;

  while (reader->at < reader->end && g_ascii_isdigit (*reader->at) && version < 1000)
    version = version * 10 + (guint) (*reader->at++ - '0');

  return version >= 1 && version <= BUNDLE_VERSION;
}

static gboolean
take_member (MgSecretBundle *self,
             Reader         *reader,
             gboolean       *versioned)
{
  g_autoptr (MgSecret) name = take_string (reader);
  g_autoptr (MgSecret) value = NULL;

  if (name == NULL || !take_char (reader, ':'))
    return FALSE;

  if (g_str_equal (mg_secret_peek (name), "version"))
    return *versioned = take_version (reader);

  value = take_string (reader);
  if (value == NULL)
    return FALSE;

  mg_secret_bundle_set (self, mg_secret_peek (name), value);

  return TRUE;
}

static gboolean
take_object (MgSecretBundle *self,
             Reader         *reader)
{
  gboolean versioned = FALSE;

  if (!take_char (reader, '{'))
    return FALSE;

  do
    {
      if (!take_member (self, reader, &versioned))
        return FALSE;
    }
  while (take_char (reader, ','));

  if (!take_char (reader, '}'))
    return FALSE;
  skip_space (reader);

  return versioned && reader->at == reader->end;
}

/**
 * mg_secret_bundle_new_from_secret:
 * @secret: what the vault has given
 * @error: return location for a #GError
 *
 * Reads what mg_secret_bundle_to_secret() has written.
 *
 * Returns: (transfer full): the bundle, or %NULL with
 *   %MG_ERROR_VAULT_UNREADABLE if it is none, or one of a newer program
 */
MgSecretBundle *
mg_secret_bundle_new_from_secret (const MgSecret  *secret,
                                  GError         **error)
{
  g_autoptr (MgSecretBundle) self = NULL;
  Reader reader;

  g_return_val_if_fail (secret != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = mg_secret_bundle_new ();
  reader.at = mg_secret_peek (secret);
  reader.end = reader.at + mg_secret_get_length (secret);

  if (mg_secret_get_length (secret) <= BUNDLE_MAX &&
      g_utf8_validate_len (reader.at, mg_secret_get_length (secret), NULL) &&
      take_object (self, &reader))
    return g_steal_pointer (&self);

  g_set_error_literal (error, MG_ERROR, MG_ERROR_VAULT_UNREADABLE,
                       _("A saved secret is damaged or was saved by a newer Mailgrant"));

  return NULL;
}
