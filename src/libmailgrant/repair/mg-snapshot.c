/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-snapshot"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-snapshot.h"

/**
 * MgSnapshot:
 *
 * A slot's settings and all notification rules as they were before a repair,
 * in a form that the journal keeps. No secret is in it: devices return none.
 */
struct _MgSnapshot
{
  MgSlotReading *slot;   /* (owned) */
  GPtrArray     *rules;  /* (owned) (element-type MgRule) */
};

/**
 * mg_snapshot_new:
 * @slot: a slot as it was read
 * @rules: (nullable) (element-type MgRule): the device's rules, %NULL where it
 *   has none
 *
 * Returns: (transfer full): a new snapshot
 */
MgSnapshot *
mg_snapshot_new (const MgSlotReading *slot,
                 GPtrArray           *rules)
{
  MgSnapshot *self;

  g_return_val_if_fail (slot != NULL, NULL);

  self = g_new0 (MgSnapshot, 1);
  self->slot = mg_slot_reading_copy (slot);
  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_rule_free);
  for (guint i = 0; rules != NULL && i < rules->len; i++)
    g_ptr_array_add (self->rules, mg_rule_copy (g_ptr_array_index (rules, i)));

  return self;
}

static void
add_string (JsonBuilder *builder,
            const char  *member,
            const char  *value)
{
  json_builder_set_member_name (builder, member);
  if (value == NULL)
    json_builder_add_null_value (builder);
  else
    json_builder_add_string_value (builder, value);
}

static void
add_int (JsonBuilder *builder,
         const char  *member,
         gint64       value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_int_value (builder, value);
}

static void
add_slot (JsonBuilder         *builder,
          const MgSlotReading *slot)
{
  const MgMailSettings *settings = slot->settings;

  json_builder_begin_object (builder);
  add_string (builder, "id", slot->id);
  add_string (builder, "title", slot->title);
  add_string (builder, "protocol", mg_mail_protocol_get_nick (slot->protocol));
  add_string (builder, "service", slot->service);
  add_string (builder, "account", slot->account);
  add_string (builder, "link_group", slot->link_group);
  add_string (builder, "token_sha256", slot->token_sha256);
  add_string (builder, "host", settings->host);
  add_int (builder, "port", settings->port);
  add_string (builder, "security", mg_mail_security_get_nick (settings->security));
  add_string (builder, "authentication",
              mg_mail_authentication_get_nick (settings->authentication));
  add_int (builder, "timeout", settings->timeout);
  add_string (builder, "sender_name", settings->sender_name);
  add_string (builder, "sender_address", settings->sender_address);
  add_int (builder, "check_interval", settings->check_interval);
  json_builder_end_object (builder);
}

static void
add_rule (JsonBuilder  *builder,
          const MgRule *rule)
{
  json_builder_begin_object (builder);
  add_string (builder, "id", rule->id);
  add_string (builder, "title", rule->title);
  add_string (builder, "etag", rule->etag);
  add_string (builder, "original", rule->original);
  json_builder_set_member_name (builder, "senders");
  json_builder_begin_array (builder);
  for (gsize i = 0; rule->senders[i] != NULL; i++)
    json_builder_add_string_value (builder, rule->senders[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

/**
 * mg_snapshot_to_text:
 * @self: a snapshot
 *
 * Returns: (transfer full): JSON for mg_snapshot_from_text()
 */
char *
mg_snapshot_to_text (MgSnapshot *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "slot");
  add_slot (builder, self->slot);
  json_builder_set_member_name (builder, "rules");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->rules->len; i++)
    add_rule (builder, g_ptr_array_index (self->rules, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

static MgSlotReading *
parse_slot (JsonObject *object)
{
  const char *id = mg_json_get_string (object, "id");
  const char *title = mg_json_get_string (object, "title");
  g_autoptr (MgSlotReading) slot = NULL;
  gint64 number = 0;

  if (id == NULL || title == NULL)
    return NULL;

  slot = mg_slot_reading_new (id, title);
  slot->service = g_strdup (mg_json_get_string (object, "service"));
  slot->account = g_strdup (mg_json_get_string (object, "account"));
  slot->link_group = g_strdup (mg_json_get_string (object, "link_group"));
  slot->token_sha256 = g_strdup (mg_json_get_string (object, "token_sha256"));
  slot->settings->host = g_strdup (mg_json_get_string (object, "host"));
  slot->settings->sender_name = g_strdup (mg_json_get_string (object, "sender_name"));
  slot->settings->sender_address = g_strdup (mg_json_get_string (object, "sender_address"));
  if (mg_json_get_int (object, "port", &number))
    slot->settings->port = (guint16) number;
  if (mg_json_get_int (object, "timeout", &number))
    slot->settings->timeout = (guint) number;
  if (mg_json_get_int (object, "check_interval", &number))
    slot->settings->check_interval = (guint) number;

  if (!mg_mail_protocol_from_nick (mg_json_get_string (object, "protocol"), &slot->protocol) ||
      !mg_mail_security_from_nick (mg_json_get_string (object, "security"),
                                   &slot->settings->security) ||
      !mg_mail_authentication_from_nick (mg_json_get_string (object, "authentication"),
                                         &slot->settings->authentication))
    return NULL;

  return g_steal_pointer (&slot);
}

static MgRule *
parse_rule (JsonObject *object)
{
  const char *id = mg_json_get_string (object, "id");
  const char *title = mg_json_get_string (object, "title");
  GStrv senders = mg_json_dup_strv (object, "senders");
  MgRule *rule;

  if (id == NULL || title == NULL || senders == NULL)
    {
      g_strfreev (senders);
      return NULL;
    }

  rule = mg_rule_new (id, title);
  g_strfreev (rule->senders);
  rule->senders = senders;
  rule->etag = g_strdup (mg_json_get_string (object, "etag"));
  rule->original = g_strdup (mg_json_get_string (object, "original"));

  return rule;
}

/**
 * mg_snapshot_from_text:
 * @text: what mg_snapshot_to_text() wrote
 * @error: return location for an error
 *
 * Returns: (transfer full): the snapshot, or %NULL with %MG_ERROR_STORE set
 */
MgSnapshot *
mg_snapshot_from_text (const char  *text,
                       GError     **error)
{
  g_autoptr (JsonNode) root = text == NULL ? NULL : mg_json_parse (text, strlen (text), NULL);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                       ? json_node_get_object (root) : NULL;
  JsonArray *rules = mg_json_get_array (object, "rules");
  g_autoptr (MgSnapshot) self = g_new0 (MgSnapshot, 1);
  gboolean whole;

  self->slot = parse_slot (mg_json_get_object (object, "slot"));
  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_rule_free);
  whole = self->slot != NULL && rules != NULL;
  for (guint i = 0; whole && i < json_array_get_length (rules); i++)
    {
      JsonNode *element = json_array_get_element (rules, i);
      MgRule *rule = JSON_NODE_HOLDS_OBJECT (element)
                     ? parse_rule (json_node_get_object (element)) : NULL;

      whole = rule != NULL;
      if (whole)
        g_ptr_array_add (self->rules, rule);
    }

  if (!whole)
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_STORE,
                           _("The notes of the interrupted repair cannot be read"));
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * mg_snapshot_free:
 * @self: (transfer full): a snapshot
 */
void
mg_snapshot_free (MgSnapshot *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->slot, mg_slot_reading_free);
  g_clear_pointer (&self->rules, g_ptr_array_unref);
  g_free (self);
}

/**
 * mg_snapshot_get_slot:
 * @self: a snapshot
 *
 * Returns: (transfer none): the slot as it was
 */
const MgSlotReading *
mg_snapshot_get_slot (MgSnapshot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->slot;
}

/**
 * mg_snapshot_get_rules:
 * @self: a snapshot
 *
 * Returns: (transfer none) (element-type MgRule): the rules as they were
 */
GPtrArray *
mg_snapshot_get_rules (MgSnapshot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->rules;
}
