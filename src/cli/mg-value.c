/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-value"

#include "config.h"

#include <glib/gi18n.h>

#include "mailgrant.h"

#include "mg-value.h"

/* What is printed is built as a GVariant of these types: s, x, b, as, av and
 * a{sv}, whose members keep their order. A value that is not known is NULL,
 * and `mv` nothing inside of another one. */

static void append_json (GString  *out,
                         GVariant *value,
                         int       depth);

static void
append_json_string (GString    *out,
                    const char *text)
{
  g_string_append_c (out, '"');
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"' || *at == '\\')
        g_string_append_printf (out, "\\%c", *at);
      else if ((guchar) *at < 0x20 || *at == 0x7f)
        g_string_append_printf (out, "\\u%04x", (guint) (guchar) *at);
      else
        g_string_append_c (out, *at);
    }
  g_string_append_c (out, '"');
}

static void
append_line (GString *out,
             int      depth)
{
  if (depth < 0)
    return;

  g_string_append_c (out, '\n');
  for (int i = 0; i < depth; i++)
    g_string_append (out, "  ");
}

static void
append_json_container (GString  *out,
                       GVariant *value,
                       int       depth)
{
  gboolean is_object = g_variant_is_of_type (value, G_VARIANT_TYPE_VARDICT);
  int inner = depth < 0 ? depth : depth + 1;
  gsize n_children = g_variant_n_children (value);

  g_string_append_c (out, is_object ? '{' : '[');
  for (gsize i = 0; i < n_children; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (value, i);

      if (i > 0)
        g_string_append_c (out, ',');
      append_line (out, inner);

      if (is_object)
        {
          g_autoptr (GVariant) member = NULL;
          const char *key;

          g_variant_get (child, "{&sv}", &key, &member);
          append_json_string (out, key);
          g_string_append (out, depth < 0 ? ":" : ": ");
          append_json (out, member, inner);
        }
      else
        {
          append_json (out, child, inner);
        }
    }
  if (n_children > 0)
    append_line (out, depth);
  g_string_append_c (out, is_object ? '}' : ']');
}

static void
append_json (GString  *out,
             GVariant *value,
             int       depth)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARIANT))
    {
      g_autoptr (GVariant) inner = g_variant_get_variant (value);

      append_json (out, inner, depth);
    }
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_MAYBE))
    g_string_append (out, "null");
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    append_json_string (out, g_variant_get_string (value, NULL));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    g_string_append_printf (out, "%" G_GINT64_FORMAT, g_variant_get_int64 (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    g_string_append (out, g_variant_get_boolean (value) ? "true" : "false");
  else
    append_json_container (out, value, depth);
}

/**
 * mg_value_new_string:
 * @text: (nullable): a text, or %NULL if it is not known
 *
 * Returns: (transfer floating) (nullable): a value
 */
GVariant *
mg_value_new_string (const char *text)
{
  if (text == NULL)
    return NULL;

  return g_variant_new_take_string (g_utf8_make_valid (text, -1));
}

/**
 * mg_value_new_nick:
 * @type: an enumeration
 * @value: a value of it
 *
 * Returns: (transfer floating): the word of the value that is never translated
 */
GVariant *
mg_value_new_nick (GType type,
                   int   value)
{
  g_autoptr (GEnumClass) klass = NULL;

  g_return_val_if_fail (G_TYPE_IS_ENUM (type), NULL);

  klass = g_type_class_ref (type);

  return g_variant_new_string (g_enum_get_value (klass, value)->value_nick);
}

/**
 * mg_value_new_strv:
 * @texts: (nullable) (array zero-terminated=1): some texts
 *
 * Returns: (transfer floating): a value; no texts at all are an empty list
 */
GVariant *
mg_value_new_strv (const char *const *texts)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_STRING_ARRAY);
  for (gsize i = 0; texts != NULL && texts[i] != NULL; i++)
    g_variant_builder_add_value (&builder, mg_value_new_string (texts[i]));

  return g_variant_builder_end (&builder);
}

/**
 * mg_value_new_time:
 * @time: microseconds since 1970-01-01 UTC, 0 unknown
 *
 * Makes the value of a moment, in ISO 8601 and UTC whatever the locale.
 *
 * Returns: (transfer floating) (nullable): a value
 */
GVariant *
mg_value_new_time (gint64 time)
{
  g_autoptr (GDateTime) moment = NULL;

  if (time == 0)
    return NULL;

  moment = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  if (moment == NULL)
    return NULL;

  return g_variant_new_take_string (g_date_time_format_iso8601 (moment));
}

/**
 * mg_value_add:
 * @object: a builder of type `a{sv}`
 * @key: the name of a member
 * @value: (transfer floating) (nullable): its value, %NULL if it is not known
 *
 * Adds a member to an object.
 */
void
mg_value_add (GVariantBuilder *object,
              const char      *key,
              GVariant        *value)
{
  g_return_if_fail (object != NULL);
  g_return_if_fail (key != NULL);

  if (value == NULL)
    value = g_variant_new_maybe (G_VARIANT_TYPE_VARIANT, NULL);

  g_variant_builder_add (object, "{sv}", key, value);
}

/**
 * mg_value_to_json:
 * @value: a value
 * @indented: whether to use several lines
 *
 * Writes a value as JSON (RFC 8259), in UTF-8 and the same in every locale.
 *
 * Returns: (transfer full): the text, with no newline at its end
 */
char *
mg_value_to_json (GVariant *value,
                  gboolean  indented)
{
  g_autoptr (GString) out = NULL;

  g_return_val_if_fail (value != NULL, NULL);

  out = g_string_new (NULL);
  append_json (out, value, indented ? 0 : -1);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * mg_value_to_text:
 * @value: (nullable): a value of type s, x, b or as
 *
 * Writes a value for a person. Whatever a peer may have put into it, nothing of it reaches the
 * terminal as a control character.
 *
 * Returns: (transfer full): the text, empty if @value is not known
 */
char *
mg_value_to_text (GVariant *value)
{
  g_autofree char *joined = NULL;
  const char *text;

  if (value == NULL)
    return g_strdup ("");

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return g_strdup (g_variant_get_boolean (value) ? _("yes") : _("no"));

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    return g_strdup_printf ("%" G_GINT64_FORMAT, g_variant_get_int64 (value));

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    {
      g_autofree const char **texts = g_variant_get_strv (value, NULL);

      joined = g_strjoinv (", ", (char **) texts);
      text = joined;
    }
  else
    {
      text = g_variant_get_string (value, NULL);
    }

  return mg_text_dup_clean (text, -1, MG_TEXT_SENTENCE_MAX);
}

/**
 * mg_value_dup_time:
 * @time: microseconds since 1970-01-01 UTC, 0 unknown
 *
 * Writes a moment for a person: in the local time zone, as the locale has it.
 *
 * Returns: (transfer full): the text, empty if the moment is not known
 */
char *
mg_value_dup_time (gint64 time)
{
  g_autoptr (GDateTime) moment = NULL;

  if (time != 0)
    moment = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);
  if (moment == NULL)
    return g_strdup ("");

  return g_date_time_format (moment, "%x %R");
}
