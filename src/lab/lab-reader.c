/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-reader"

#include "config.h"

#include "lab-json.h"
#include "lab-reader.h"

#define NO_FALLBACK G_MININT64

void
lab_reader_fail (LabReader  *reader,
                 const char *name,
                 const char *detail)
{
  g_autofree char *pointer = g_strconcat (reader->pointer, "/", name, NULL);
  JsonObject *entry = json_object_new ();

  json_object_set_string_member (entry, "pointer", pointer);
  json_object_set_string_member (entry, "detail", detail);
  json_array_add_object_element (reader->errors, entry);
}

static gboolean
is_absent (LabReader  *reader,
           const char *name)
{
  return reader->object == NULL
         || !json_object_has_member (reader->object, name)
         || json_object_get_null_member (reader->object, name);
}

/* A line that is to be sent to a mail server or shown: no control characters. */
static gboolean
is_one_line (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;

  return TRUE;
}

const char *
lab_reader_string (LabReader  *reader,
                   const char *name,
                   glong       min,
                   glong       max,
                   LabRead     read)
{
  const char *text;
  glong length;

  if (is_absent (reader, name))
    {
      if (read == LAB_READ_REQUIRED)
        lab_reader_fail (reader, name, "Is missing");
      return NULL;
    }

  text = lab_json_get_string (reader->object, name);
  if (text == NULL)
    {
      lab_reader_fail (reader, name, "Must be a string");
      return NULL;
    }

  length = g_utf8_strlen (text, -1);
  if (length < min || length > max || !is_one_line (text))
    {
      g_autofree char *detail = g_strdup_printf ("Must be one line of %ld to %ld characters",
                                                 min, max);

      lab_reader_fail (reader, name, detail);
      return NULL;
    }

  return text;
}

/* Reads a number; @fallback stands in for one that is not there, and
 * G_MININT64 as @fallback means that it has to be. */
gint64
lab_reader_int (LabReader  *reader,
                const char *name,
                gint64      min,
                gint64      max,
                gint64      fallback)
{
  g_autofree char *detail = NULL;
  gint64 value;

  if (is_absent (reader, name))
    {
      if (fallback == NO_FALLBACK)
        lab_reader_fail (reader, name, "Is missing");
      return fallback == NO_FALLBACK ? min : fallback;
    }

  value = lab_json_get_int (reader->object, name, G_MININT64);
  if (value >= min && value <= max)
    return value;

  detail = g_strdup_printf ("Must be a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
                            min, max);
  lab_reader_fail (reader, name, detail);
  return min;
}

gboolean
lab_reader_bool (LabReader  *reader,
                 const char *name)
{
  gboolean yes = lab_json_get_bool (reader->object, name, FALSE);

  if (yes != lab_json_get_bool (reader->object, name, TRUE))
    lab_reader_fail (reader, name, "Must be true or false");

  return yes;
}

/* Reads one of @nicks, and returns its index. */
guint
lab_reader_choice (LabReader          *reader,
                   const char         *name,
                   const char * const *nicks)
{
  const char *text = lab_reader_string (reader, name, 1, 100, LAB_READ_REQUIRED);
  g_autofree char *list = NULL;
  g_autofree char *detail = NULL;

  if (text == NULL)
    return 0;

  for (guint i = 0; nicks[i] != NULL; i++)
    if (g_str_equal (text, nicks[i]))
      return i;

  list = g_strjoinv (", ", (char **) nicks);
  detail = g_strconcat ("Must be one of: ", list, NULL);
  lab_reader_fail (reader, name, detail);
  return 0;
}

/* Reads a list of up to @n_max strings of up to @max characters. Returns an
 * empty one where something is wrong with it. */
char **
lab_reader_strv (LabReader  *reader,
                 const char *name,
                 guint       n_max,
                 glong       max)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = lab_json_get_array (reader->object, name);

  if (array == NULL || json_array_get_length (array) > n_max)
    {
      g_autofree char *detail = g_strdup_printf ("Must be a list of at most %u strings", n_max);

      lab_reader_fail (reader, name, detail);
      return g_strv_builder_end (builder);
    }

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *text = json_node_get_value_type (node) == G_TYPE_STRING
                           ? json_node_get_string (node) : NULL;

      if (text == NULL || *text == '\0' || g_utf8_strlen (text, -1) > max || !is_one_line (text))
        lab_reader_fail (reader, name, "Has an entry that is not a short string");
      else
        g_strv_builder_add (builder, text);
    }

  return g_strv_builder_end (builder);
}
