/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-json"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-json.h"

/* json-glib parses by recursion and has no limit of its own. It also takes what is no JSON, and one
 * value after the other: a comment could hide from us how deep the text is, and all values but the
 * last would be leaked. So only one value may stand here, in the characters of JSON. */
static gboolean
is_one_shallow_value (const char *text,
                      gsize       length)
{
  gboolean in_string = FALSE, in_word = FALSE;
  guint depth = 0, n_values = 0;

  for (gsize i = 0; i < length; i++)
    {
      gboolean was_in_word = in_word;
      char c = text[i];

      in_word = FALSE;
      if (in_string)
        {
          if (c == '\\')
            i++;
          else if (c == '"')
            in_string = FALSE;
          continue;
        }

      in_word = g_ascii_isalnum (c) || c == '+' || c == '-' || c == '.';
      if (depth == 0 && (c == '"' || c == '{' || c == '[' || (in_word && !was_in_word)))
        n_values++;

      if (c == '"')
        in_string = TRUE;
      else if (c == '{' || c == '[')
        depth++;
      else if ((c == '}' || c == ']') && depth > 0)
        depth--;
      else if (!in_word && c != ',' && c != ':' && !g_ascii_isspace (c))
        return FALSE;

      if (depth > MG_JSON_MAX_DEPTH || n_values > 1)
        return FALSE;
    }

  return n_values == 1;
}

/**
 * mg_json_parse:
 * @text: (array length=length): what a peer sent
 * @length: the number of bytes
 * @error: return location for an error
 *
 * Parses JSON of a peer that may be hostile: one value in valid UTF-8, at most
 * %MG_JSON_MAX_DEPTH deep, a byte order mark tolerated. The caller has bounded
 * the size. The error's text holds nothing of @text, which may hold a secret.
 *
 * Returns: (transfer full): the root node, or %NULL with %MG_ERROR_PROTOCOL set
 */
JsonNode *
mg_json_parse (const char  *text,
               gsize        length,
               GError     **error)
{
  static const char mark[] = "\xef\xbb\xbf";
  g_autoptr (JsonParser) parser = NULL;
  JsonNode *root = NULL;

  g_return_val_if_fail (text != NULL || length == 0, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (length >= strlen (mark) && memcmp (text, mark, strlen (mark)) == 0)
    {
      text += strlen (mark);
      length -= strlen (mark);
    }

  parser = json_parser_new_immutable ();
  if (length > 0 && length <= G_MAXSSIZE &&
      g_utf8_validate_len (text, length, NULL) &&
      is_one_shallow_value (text, length) &&
      json_parser_load_from_data (parser, text, (gssize) length, NULL))
    root = json_parser_get_root (parser);

  if (root == NULL)
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_PROTOCOL,
                           _("The answer is not valid JSON"));
      return NULL;
    }

  return json_node_ref (root);
}

static JsonNode *
get_value_node (JsonObject *object,
                const char *member,
                GType       type)
{
  JsonNode *node = object == NULL ? NULL : json_object_get_member (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != type)
    return NULL;

  return node;
}

/**
 * mg_json_get_object:
 * @object: (nullable): an object
 * @member: a member's name
 *
 * Returns: (transfer none) (nullable): the member if it is there and an object
 */
JsonObject *
mg_json_get_object (JsonObject *object,
                    const char *member)
{
  JsonNode *node = object == NULL ? NULL : json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * mg_json_get_array:
 * @object: (nullable): an object
 * @member: a member's name
 *
 * Returns: (transfer none) (nullable): the member if it is there and an array
 */
JsonArray *
mg_json_get_array (JsonObject *object,
                   const char *member)
{
  JsonNode *node = object == NULL ? NULL : json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * mg_json_get_string:
 * @object: (nullable): an object
 * @member: a member's name
 *
 * Returns: (transfer none) (nullable): the member if it is there and a string
 */
const char *
mg_json_get_string (JsonObject *object,
                    const char *member)
{
  JsonNode *node = get_value_node (object, member, G_TYPE_STRING);

  return node == NULL ? NULL : json_node_get_string (node);
}

/**
 * mg_json_get_int:
 * @object: (nullable): an object
 * @member: a member's name
 * @value: (out) (optional): return location for the number
 *
 * Returns: %TRUE if the member is there and a whole number
 */
gboolean
mg_json_get_int (JsonObject *object,
                 const char *member,
                 gint64     *value)
{
  JsonNode *node = get_value_node (object, member, G_TYPE_INT64);

  if (node != NULL && value != NULL)
    *value = json_node_get_int (node);

  return node != NULL;
}

/**
 * mg_json_get_boolean:
 * @object: (nullable): an object
 * @member: a member's name
 * @fallback: what to answer where there is no boolean
 *
 * Returns: the member if it is there and a boolean, else @fallback
 */
gboolean
mg_json_get_boolean (JsonObject *object,
                     const char *member,
                     gboolean    fallback)
{
  JsonNode *node = get_value_node (object, member, G_TYPE_BOOLEAN);

  return node == NULL ? fallback : json_node_get_boolean (node);
}

/**
 * mg_json_dup_strv:
 * @object: (nullable): an object
 * @member: a member's name
 *
 * Gets an array's strings; elements of other types are left out.
 *
 * Returns: (transfer full) (nullable): the strings, or %NULL if the member is
 *   not an array
 */
GStrv
mg_json_dup_strv (JsonObject *object,
                  const char *member)
{
  JsonArray *array = mg_json_get_array (object, member);
  g_autoptr (GStrvBuilder) builder = NULL;

  if (array == NULL)
    return NULL;

  builder = g_strv_builder_new ();
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        g_strv_builder_add (builder, json_node_get_string (node));
    }

  return g_strv_builder_end (builder);
}
