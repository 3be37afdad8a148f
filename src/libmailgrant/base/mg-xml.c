/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-xml"

#include "config.h"

#include <string.h>

#include "mg-xml.h"

/* What devices say of themselves is small and shallow. */
#define MAX_BYTES (256 * 1024)
#define MAX_DEPTH 32
#define MAX_ELEMENTS 4096
#define MAX_TEXT 2048

/* Reads XML of strangers with GMarkup, which knows no entities but the five of
 * XML itself: there is nothing to expand and nothing to include. An answer to a
 * login is such a document, so GMarkup's errors, which quote it, go nowhere. */

typedef struct
{
  MgXmlFunc  element;
  gpointer   user_data;
  GString   *path;
  GArray    *lengths;  /* of the path before each open element */
  GString   *text;
  guint      n_elements;
} Reader;

static const char *
get_local_name (const char *name)
{
  const char *colon = strrchr (name, ':');

  return colon != NULL ? colon + 1 : name;
}

static void
on_start_element (GMarkupParseContext  *context,
                  const char           *name,
                  const char          **attribute_names,
                  const char          **attribute_values,
                  gpointer              user_data,
                  GError              **error)
{
  Reader *reader = user_data;
  gsize length = reader->path->len;

  if (reader->lengths->len >= MAX_DEPTH || ++reader->n_elements > MAX_ELEMENTS)
    {
      g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT,
                           "too deep or too many");
      return;
    }

  g_array_append_val (reader->lengths, length);
  if (length > 0)
    g_string_append_c (reader->path, '/');
  g_string_append (reader->path, get_local_name (name));
  g_string_truncate (reader->text, 0);
}

static void
on_end_element (GMarkupParseContext  *context,
                const char           *name,
                gpointer              user_data,
                GError              **error)
{
  Reader *reader = user_data;

  reader->element (reader->path->str, g_strstrip (reader->text->str), reader->user_data);

  g_string_truncate (reader->text, 0);
  g_string_truncate (reader->path,
                     g_array_index (reader->lengths, gsize, reader->lengths->len - 1));
  g_array_set_size (reader->lengths, reader->lengths->len - 1);
}

static void
on_text (GMarkupParseContext  *context,
         const char           *text,
         gsize                 length,
         gpointer              user_data,
         GError              **error)
{
  Reader *reader = user_data;

  if (reader->text->len + length <= MAX_TEXT)
    g_string_append_len (reader->text, text, (gssize) length);
}

static gboolean
declares_latin1 (const char *bytes,
                 gsize       length)
{
  g_autofree char *declaration = NULL;

  if (length < 5 || memcmp (bytes, "<?xml", 5) != 0)
    return FALSE;

  declaration = g_strndup (bytes, MIN (length, 128));
  g_strdelimit (declaration, ">", '\0');

  return strstr (declaration, "8859-1") != NULL;
}

/* GMarkup wants UTF-8 and nothing else; some devices send a byte order mark,
 * zeros at the end, or Latin-1, said or unsaid. */
static char *
dup_utf8 (GBytes *document,
          gsize  *utf8_length)
{
  gsize length;
  const char *bytes = g_bytes_get_data (document, &length);

  if (length > MAX_BYTES)
    return NULL;

  if (length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0)
    {
      bytes += 3;
      length -= 3;
    }
  while (length > 0 && bytes[length - 1] == '\0')
    length--;
  if (length == 0)
    return NULL;

  if (declares_latin1 (bytes, length) || !g_utf8_validate (bytes, (gssize) length, NULL))
    return g_convert (bytes, (gssize) length, "UTF-8", "ISO-8859-1", NULL, utf8_length, NULL);

  *utf8_length = length;

  return g_strndup (bytes, length);
}

/**
 * mg_xml_read:
 * @document: XML from the network
 * @element: (scope call): called with each element, at its end
 * @user_data: data for @element
 *
 * Reads a small document. What comes before an error has been handed to
 * @element.
 *
 * Returns: whether the whole document could be read
 */
gboolean
mg_xml_read (GBytes    *document,
             MgXmlFunc  element,
             gpointer   user_data)
{
  static const GMarkupParser parser = { on_start_element, on_end_element, on_text, NULL, NULL };
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GString) path = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GArray) lengths = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autofree char *utf8 = NULL;
  gsize length = 0;
  Reader reader;

  g_return_val_if_fail (document != NULL, FALSE);
  g_return_val_if_fail (element != NULL, FALSE);

  utf8 = dup_utf8 (document, &length);
  if (utf8 == NULL)
    return FALSE;

  reader = (Reader) { element, user_data, path, lengths, text, 0 };
  context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &reader, NULL);

  return g_markup_parse_context_parse (context, utf8, (gssize) length, NULL) &&
         g_markup_parse_context_end_parse (context, NULL);
}
