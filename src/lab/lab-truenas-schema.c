/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-truenas"

#include "config.h"

#include "lab-json.h"
#include "lab-truenas-private.h"

/* What is accepted as mail settings and as a mail: up to 25.04 the middleware's
 * own schemas, then pydantic's (api/v25_10_0/mail.py and its neighbours), each
 * with its words. Up to 26 a token is a union, so that one mistake is told of
 * once for each of its arms. */

#define STRING_MAX 1024

typedef enum
{
  TYPE_STRING,
  TYPE_EMAIL,
  TYPE_INTEGER,
  TYPE_BOOLEAN,
  TYPE_SECURITY,
  TYPE_NULLABLE,
  TYPE_OAUTH,
  TYPE_STRINGS,
  TYPE_ANY,
} Type;

typedef struct
{
  const char *name;
  Type        type;
  gboolean    required;
} Field;

static const Field mail_fields[] = {
  { "fromemail", TYPE_EMAIL, FALSE },
  { "fromname", TYPE_STRING, FALSE },
  { "outgoingserver", TYPE_STRING, FALSE },
  { "port", TYPE_INTEGER, FALSE },
  { "security", TYPE_SECURITY, FALSE },
  { "smtp", TYPE_BOOLEAN, FALSE },
  { "user", TYPE_NULLABLE, FALSE },
  { "pass", TYPE_NULLABLE, FALSE },
  { "oauth", TYPE_OAUTH, FALSE },
  { NULL }
};

static const Field oauth_fields[] = {
  { "client_id", TYPE_STRING, TRUE },
  { "client_secret", TYPE_STRING, TRUE },
  { "refresh_token", TYPE_STRING, TRUE },
  { "provider", TYPE_STRING, TRUE },
  { NULL }
};

static const Field message_fields[] = {
  { "subject", TYPE_STRING, TRUE },
  { "text", TYPE_ANY, FALSE },
  { "html", TYPE_ANY, FALSE },
  { "to", TYPE_STRINGS, FALSE },
  { "cc", TYPE_STRINGS, FALSE },
  { "interval", TYPE_ANY, FALSE },
  { "channel", TYPE_ANY, FALSE },
  { "timeout", TYPE_INTEGER, FALSE },
  { "attachments", TYPE_BOOLEAN, FALSE },
  { "queue", TYPE_BOOLEAN, FALSE },
  { "extra_headers", TYPE_ANY, FALSE },
  { NULL }
};

typedef enum
{
  FLAW_UNKNOWN,
  FLAW_MISSING,
  FLAW_STRING,
  FLAW_LONG,
  FLAW_EMAIL,
  FLAW_INTEGER,
  FLAW_BOOLEAN,
  FLAW_CHOICE,
  FLAW_LIST,
  FLAW_OBJECT,
} Flaw;

/* The older schemas' words, and pydantic's. */
static const char * const words[][2] = {
  [FLAW_UNKNOWN] = { "Field was not expected", "Extra inputs are not permitted" },
  [FLAW_MISSING] = { "attribute required", "Field required" },
  [FLAW_STRING] = { "Not a string", "Input should be a valid string" },
  [FLAW_LONG] = { "The value may not be longer than 1024 characters",
                  "String should have at most 1024 characters" },
  [FLAW_EMAIL] = { "Missing '@' symbol.", "Value error, Missing '@' symbol." },
  [FLAW_INTEGER] = { "Not an integer", "Input should be a valid integer" },
  [FLAW_BOOLEAN] = { "Not a boolean", "Input should be a valid boolean" },
  [FLAW_CHOICE] = { "Invalid choice", "Input should be 'PLAIN', 'SSL' or 'TLS'" },
  [FLAW_LIST] = { "Not a list", "Input should be a valid list" },
  [FLAW_OBJECT] = { "A dict was expected", "Input should be a valid dictionary" },
};

typedef struct
{
  LabTruenasRelease  release;
  JsonArray         *extra;  /* (owned) */
} Check;

static void G_GNUC_PRINTF (3, 4)
add_flaw (Check      *check,
          Flaw        flaw,
          const char *format,
          ...)
{
  g_autofree char *attribute = NULL;
  va_list args;

  va_start (args, format);
  attribute = g_strdup_vprintf (format, args);
  va_end (args);

  lab_rpc_error_add (check->extra, attribute, words[flaw][check->release > LAB_TRUENAS_25_04]);
}

static void check_oauth (Check      *check,
                         JsonNode   *node,
                         const char *path);

static gboolean
holds (JsonNode *node,
       GType     type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static void
check_string (Check       *check,
              JsonNode    *node,
              const Field *field,
              const char  *path)
{
  gboolean token = g_str_equal (field->name, "refresh_token") &&
                   check->release > LAB_TRUENAS_24_10;
  const char *text;

  if (!holds (node, G_TYPE_STRING))
    {
      add_flaw (check, FLAW_STRING, "%s.%s", path, field->name);
      return;
    }

  text = json_node_get_string (node);
  if (!token && g_utf8_strlen (text, -1) > STRING_MAX)
    add_flaw (check, FLAW_LONG, "%s.%s", path, field->name);
  else if (field->type == TYPE_EMAIL && *text != '\0' && strchr (text, '@') == NULL)
    add_flaw (check, FLAW_EMAIL, "%s.%s", path, field->name);
  else if (field->type == TYPE_SECURITY && !g_str_equal (text, "PLAIN") &&
           !g_str_equal (text, "SSL") && !g_str_equal (text, "TLS"))
    add_flaw (check, FLAW_CHOICE, "%s.%s", path, field->name);
}

static void
check_value (Check       *check,
             JsonNode    *node,
             const Field *field,
             const char  *path)
{
  switch (field->type)
    {
    case TYPE_NULLABLE:
      if (JSON_NODE_HOLDS_NULL (node))
        break;
      G_GNUC_FALLTHROUGH;
    case TYPE_STRING:
    case TYPE_EMAIL:
    case TYPE_SECURITY:
      check_string (check, node, field, path);
      break;
    case TYPE_INTEGER:
      if (!holds (node, G_TYPE_INT64))
        add_flaw (check, FLAW_INTEGER, "%s.%s", path, field->name);
      break;
    case TYPE_BOOLEAN:
      if (!holds (node, G_TYPE_BOOLEAN))
        add_flaw (check, FLAW_BOOLEAN, "%s.%s", path, field->name);
      break;
    case TYPE_OAUTH:
      check_oauth (check, node, path);
      break;
    case TYPE_STRINGS:
      if (!JSON_NODE_HOLDS_ARRAY (node))
        add_flaw (check, FLAW_LIST, "%s.%s", path, field->name);
      break;
    case TYPE_ANY:
    default:
      break;
    }
}

static const Field *
find_field (const Field *fields,
            const char  *name)
{
  for (const Field *field = fields; field->name != NULL; field++)
    if (g_str_equal (field->name, name))
      return field;

  return NULL;
}

static void
check_object (Check       *check,
              JsonObject  *object,
              const Field *fields,
              const char  *path)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    {
      const Field *field = find_field (fields, l->data);
      gboolean gone = (fields == oauth_fields && check->release == LAB_TRUENAS_24_10 &&
                       g_str_equal (l->data, "provider")) ||
                      (fields == message_fields && check->release >= LAB_TRUENAS_26 &&
                       (g_str_equal (l->data, "interval") || g_str_equal (l->data, "channel")));

      if (field == NULL || gone)
        add_flaw (check, FLAW_UNKNOWN, "%s.%s", path, (const char *) l->data);
      else
        check_value (check, json_object_get_member (object, l->data), field, path);
    }

  for (const Field *field = fields; field->name != NULL; field++)
    if (field->required && !json_object_has_member (object, field->name) &&
        (!g_str_equal (field->name, "provider") || check->release >= LAB_TRUENAS_25_10))
      add_flaw (check, FLAW_MISSING, "%s.%s", path, field->name);
}

/* The other arm of the union, which lets nothing be in it. */
static void
add_noise (Check      *check,
           JsonObject *object,
           const char *path)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    add_flaw (check, FLAW_UNKNOWN, "%s.oauth.EmptyDict.%s", path, (const char *) l->data);
}

static void
check_oauth (Check      *check,
             JsonNode   *node,
             const char *path)
{
  gboolean is_union = check->release == LAB_TRUENAS_25_10 || check->release == LAB_TRUENAS_26;
  g_autofree char *inner = g_strconcat (path, is_union ? ".oauth.MailEntryOAuth" : ".oauth", NULL);
  guint before = json_array_get_length (check->extra);

  if (JSON_NODE_HOLDS_NULL (node))
    return;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      add_flaw (check, FLAW_OBJECT, "%s", inner);
      if (is_union)
        add_flaw (check, FLAW_OBJECT, "%s.oauth.EmptyDict", path);
      return;
    }

  if (is_union && json_object_get_size (json_node_get_object (node)) == 0)
    return;

  check_object (check, json_node_get_object (node), oauth_fields, inner);
  if (is_union && json_array_get_length (check->extra) > before)
    add_noise (check, json_node_get_object (node), path);
}

static LabRpcError *
end_check (Check *check)
{
  if (json_array_get_length (check->extra) > 0)
    return lab_rpc_error_new_invalid (check->extra);

  json_array_unref (check->extra);
  return NULL;
}

static LabRpcError *
validate (LabTruenas  *self,
          JsonNode    *node,
          const Field *fields,
          const char  *path)
{
  Check check = { self->release, json_array_new () };

  if (node == NULL)
    add_flaw (&check, FLAW_MISSING, "%s", path);
  else if (!JSON_NODE_HOLDS_OBJECT (node))
    add_flaw (&check, FLAW_OBJECT, "%s", path);
  else
    check_object (&check, json_node_get_object (node), fields, path);

  return end_check (&check);
}

/* What is wrong with @update, or NULL; @argument is its name where pydantic
 * knows one. */
LabRpcError *
_lab_truenas_validate_update (LabTruenas *self,
                              JsonNode   *update,
                              const char *argument)
{
  return validate (self, update, mail_fields,
                   self->release > LAB_TRUENAS_25_04 ? argument : "mail_update");
}

LabRpcError *
_lab_truenas_validate_message (LabTruenas *self,
                               JsonNode   *message)
{
  return validate (self, message, message_fields,
                   self->release > LAB_TRUENAS_25_04 ? "message" : "mail_message");
}

/* Only what is in @update is changed; a token is replaced as a whole. */
JsonObject *
_lab_truenas_merge (JsonObject *old,
                    JsonObject *update)
{
  JsonObject *merged = json_object_new ();
  g_autoptr (GList) names = json_object_get_members (old);

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *source = update != NULL && json_object_has_member (update, l->data) ? update : old;

      json_object_set_member (merged, l->data,
                              json_node_copy (json_object_get_member (source, l->data)));
    }

  return merged;
}
