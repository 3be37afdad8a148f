/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-txt"

#include "config.h"

#include <string.h>

#include "mg-text.h"

#include "mg-txt.h"

/* A device says a dozen things about itself; one that says more is not
 * listened to. */
#define MAX_KEYS 64
#define MAX_BYTES (8 * 1024)
#define MAX_KEY_CHARACTERS 64
#define MAX_VALUE_CHARACTERS 256

typedef struct
{
  char     *key;        /* (owned) */
  char     *value;      /* (owned) (nullable) */
  gboolean  ambiguous;
} Entry;

/**
 * MgTxt:
 *
 * The keys and values of a DNS-SD TXT record (RFC 6763 section 6), made fit
 * to be shown: valid UTF-8, without control characters, and bounded.
 *
 * Keys are compared without regard to case. Of a key that comes twice the
 * first value counts, and the key is remembered as ambiguous.
 */
struct _MgTxt
{
  gatomicrefcount  ref_count;
  GArray          *entries;  /* (owned) (element-type Entry) */
  gsize            n_bytes;
};

G_DEFINE_BOXED_TYPE (MgTxt, mg_txt, mg_txt_ref, mg_txt_unref)

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_free (entry->key);
  g_free (entry->value);
}

static MgTxt *
txt_alloc (void)
{
  MgTxt *self = g_new0 (MgTxt, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);

  return self;
}

static Entry *
txt_find (const MgTxt *self,
          const char  *key)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = &g_array_index (self->entries, Entry, i);

      if (g_ascii_strcasecmp (entry->key, key) == 0)
        return entry;
    }

  return NULL;
}

/* Some Xerox printers write "usb_MDL:Phaser 3020" where "usb_MDL=" is meant. */
static const char *
find_separator (const char *string,
                gsize       length)
{
  const char *separator = memchr (string, '=', length);

  if (separator == NULL && length > 4 && g_ascii_strncasecmp (string, "usb_", 4) == 0)
    separator = memchr (string, ':', length);

  return separator;
}

static void
txt_add (MgTxt      *self,
         const char *string,
         gsize       length,
         gboolean    last_wins)
{
  const char *separator = find_separator (string, length);
  gsize key_length = separator != NULL ? (gsize) (separator - string) : length;
  g_autofree char *key = NULL;
  g_autofree char *value = NULL;
  Entry *known;

  /* A string without a key means nothing (RFC 6763 section 6.4). */
  if (key_length == 0 || self->n_bytes + length > MAX_BYTES)
    return;
  self->n_bytes += length;

  key = mg_text_dup_clean (string, (gssize) key_length, MAX_KEY_CHARACTERS);
  if (separator != NULL)
    value = mg_text_dup_clean (separator + 1, (gssize) (length - key_length - 1),
                               MAX_VALUE_CHARACTERS);

  known = txt_find (self, key);
  if (known != NULL)
    {
      known->ambiguous |= g_strcmp0 (known->value, value) != 0;
      if (last_wins)
        {
          g_free (known->value);
          known->value = g_steal_pointer (&value);
        }
    }
  else if (self->entries->len < MAX_KEYS && *key != '\0')
    {
      Entry entry = { g_steal_pointer (&key), g_steal_pointer (&value), FALSE };

      g_array_append_val (self->entries, entry);
    }
}

/**
 * mg_txt_new:
 * @strings: (array zero-terminated=1): the strings of a record, as "key=value"
 *
 * Returns: (transfer full): the record
 */
MgTxt *
mg_txt_new (const char * const *strings)
{
  MgTxt *self;

  g_return_val_if_fail (strings != NULL, NULL);

  self = txt_alloc ();
  for (gsize i = 0; strings[i] != NULL; i++)
    txt_add (self, strings[i], strlen (strings[i]), FALSE);

  return self;
}

/**
 * mg_txt_new_from_variant:
 * @strings: an `aay`, as Avahi delivers a record
 * @reversed: whether the strings come in reverse order, as Avahi 0.8 sends them
 *
 * Returns: (transfer full): the record
 */
MgTxt *
mg_txt_new_from_variant (GVariant *strings,
                         gboolean  reversed)
{
  GVariantIter iter;
  GVariant *child;
  MgTxt *self;

  g_return_val_if_fail (g_variant_is_of_type (strings, G_VARIANT_TYPE ("aay")), NULL);

  self = txt_alloc ();
  g_variant_iter_init (&iter, strings);
  while ((child = g_variant_iter_next_value (&iter)) != NULL)
    {
      gsize length;
      const char *bytes = g_variant_get_fixed_array (child, &length, 1);

      if (length > 0)
        txt_add (self, bytes, length, reversed);
      g_variant_unref (child);
    }

  return self;
}

/**
 * mg_txt_new_from_rdata:
 * @rdata: (array length=length): the data of a TXT record as on the wire
 * @length: the number of bytes
 *
 * Reads as many whole strings as there are.
 *
 * Returns: (transfer full): the record
 */
MgTxt *
mg_txt_new_from_rdata (const guint8 *rdata,
                       gsize         length)
{
  MgTxt *self;

  g_return_val_if_fail (rdata != NULL || length == 0, NULL);

  self = txt_alloc ();
  for (gsize at = 0; at < length && at + 1 + rdata[at] <= length; at += 1 + (gsize) rdata[at])
    txt_add (self, (const char *) rdata + at + 1, rdata[at], FALSE);

  return self;
}

/**
 * mg_txt_new_split:
 * @list: a record
 *
 * Reads a record of QNAP's kind, which holds all its keys and values in one
 * string with commas between. Strings of their own are understood as well.
 *
 * Returns: (transfer full): a record with the keys apart
 */
MgTxt *
mg_txt_new_split (const MgTxt *list)
{
  MgTxt *self;

  g_return_val_if_fail (list != NULL, NULL);

  self = txt_alloc ();
  for (guint i = 0; i < list->entries->len; i++)
    {
      const Entry *entry = &g_array_index (list->entries, Entry, i);
      g_autofree char *string = NULL;
      g_auto (GStrv) parts = NULL;

      string = entry->value != NULL ? g_strconcat (entry->key, "=", entry->value, NULL)
                                    : g_strdup (entry->key);
      parts = g_strsplit (string, ",", MAX_KEYS);
      for (gsize part = 0; parts[part] != NULL; part++)
        txt_add (self, parts[part], strlen (parts[part]), FALSE);
    }

  return self;
}

/**
 * mg_txt_ref:
 * @self: a record
 *
 * Returns: (transfer full): @self
 */
MgTxt *
mg_txt_ref (MgTxt *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * mg_txt_unref:
 * @self: (transfer full): a record
 *
 * Lets go of a record.
 */
void
mg_txt_unref (MgTxt *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->entries);
  g_free (self);
}

/**
 * mg_txt_get_size:
 * @self: a record
 *
 * Returns: the number of different keys
 */
guint
mg_txt_get_size (const MgTxt *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->entries->len;
}

/**
 * mg_txt_get_key:
 * @self: a record
 * @index: less than mg_txt_get_size()
 *
 * Returns: (transfer none): the key as it was sent
 */
const char *
mg_txt_get_key (const MgTxt *self,
                guint        index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->entries->len, NULL);

  return g_array_index (self->entries, Entry, index).key;
}

/**
 * mg_txt_get:
 * @self: a record
 * @key: a key, in any case
 *
 * Returns: (transfer none) (nullable): the value, or %NULL if there is no
 *   such key or it has no value
 */
const char *
mg_txt_get (const MgTxt *self,
            const char  *key)
{
  const Entry *entry;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  entry = txt_find (self, key);

  return entry != NULL ? entry->value : NULL;
}

/**
 * mg_txt_is_ambiguous:
 * @self: a record
 * @key: a key, in any case
 *
 * Returns: whether the key came more than once with different values
 */
gboolean
mg_txt_is_ambiguous (const MgTxt *self,
                     const char  *key)
{
  const Entry *entry;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  entry = txt_find (self, key);

  return entry != NULL && entry->ambiguous;
}
