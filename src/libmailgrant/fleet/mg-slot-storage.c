/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-slot-storage"

#include "config.h"

#include <json-glib/json-glib.h>

#include "mg-json.h"
#include "mg-slot-storage-private.h"

static const char *
get_event_nick (MgTokenEvent event)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (MG_TYPE_TOKEN_EVENT);

  return g_enum_get_value (klass, (int) event)->value_nick;
}

static MgTokenEvent
parse_event (const char *nick)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (MG_TYPE_TOKEN_EVENT);
  GEnumValue *value = nick == NULL ? NULL : g_enum_get_value_by_nick (klass, nick);

  return value == NULL ? MG_TOKEN_EVENT_READ_HIDDEN : (MgTokenEvent) value->value;
}

/* What has no column of its own: nothing is searched by it. */
static char *
write_settings (MgSlot *slot)
{
  const MgSlotReading *reading = mg_slot_get_reading (slot);
  const MgMailSettings *settings = reading->settings;
  const MgTokenStatus status = mg_slot_get_status (slot);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "authentication",
                                 mg_mail_authentication_get_nick (settings->authentication));
  json_object_set_int_member (object, "timeout", settings->timeout);
  json_object_set_int_member (object, "check_interval", settings->check_interval);
  json_object_set_boolean_member (object, "can_reauthorize", reading->can_reauthorize);
  json_object_set_string_member (object, "event", get_event_nick (reading->event));
  json_object_set_string_member (object, "before", mg_token_state_get_nick (status.before));
  if (settings->sender_name != NULL)
    json_object_set_string_member (object, "sender_name", settings->sender_name);
  if (settings->sender_address != NULL)
    json_object_set_string_member (object, "sender_address", settings->sender_address);
  if (reading->service != NULL)
    json_object_set_string_member (object, "service", reading->service);
  if (reading->reason != NULL)
    json_object_set_string_member (object, "reason", reading->reason);
  json_node_set_object (node, object);

  return json_to_string (node, FALSE);
}

static guint
read_count (JsonObject *object,
            const char *member)
{
  gint64 value = 0;

  return mg_json_get_int (object, member, &value) && value > 0 && value <= G_MAXINT ? (guint) value
                                                                                    : 0;
}

static void
read_settings (const MgSlotRecord *record,
               MgSlotReading      *reading,
               MgTokenStatus      *status)
{
  MgMailSettings *settings = reading->settings;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  if (record->settings != NULL)
    node = mg_json_parse (record->settings, strlen (record->settings), NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;

  object = json_node_get_object (node);
  mg_mail_authentication_from_nick (mg_json_get_string (object, "authentication"),
                                    &settings->authentication);
  settings->timeout = read_count (object, "timeout");
  settings->check_interval = read_count (object, "check_interval");
  settings->sender_name = g_strdup (mg_json_get_string (object, "sender_name"));
  settings->sender_address = g_strdup (mg_json_get_string (object, "sender_address"));
  reading->can_reauthorize = mg_json_get_boolean (object, "can_reauthorize", FALSE);
  reading->service = g_strdup (mg_json_get_string (object, "service"));
  reading->reason = g_strdup (mg_json_get_string (object, "reason"));
  reading->event = parse_event (mg_json_get_string (object, "event"));
  mg_token_state_from_nick (mg_json_get_string (object, "before"), &status->before);
}

/**
 * _mg_slot_to_record:
 * @slot: a slot
 * @has_password: whether the vault holds its mail password
 *
 * Returns: (transfer full): what the store keeps of it
 */
MgSlotRecord *
_mg_slot_to_record (MgSlot   *slot,
                    gboolean  has_password)
{
  const MgSlotReading *reading = mg_slot_get_reading (slot);
  MgSlotRecord *record = mg_slot_record_new (mg_slot_get_device_id (slot), reading->id);

  record->title = g_strdup (reading->title);
  record->protocol = g_strdup (mg_mail_protocol_get_nick (reading->protocol));
  record->provider = g_strdup (reading->provider);
  record->account = g_strdup (reading->account);
  record->client_id = g_strdup (reading->client_id);
  record->state = g_strdup (mg_token_state_get_nick (mg_slot_get_state (slot)));
  record->note_code = g_strdup (mg_note_code_get_nick (mg_slot_get_note (slot)));
  record->note_text = g_strdup (mg_slot_get_note_text (slot));
  record->note_at = mg_slot_get_note (slot) == MG_NOTE_NONE ? 0 : mg_slot_get_checked_at (slot);
  record->server_host = g_strdup (reading->settings->host);
  record->server_port = reading->settings->port;
  record->server_security = g_strdup (mg_mail_security_get_nick (reading->settings->security));
  record->settings = write_settings (slot);
  record->link_group = g_strdup (reading->link_group);
  record->rules = g_strdupv ((char **) mg_slot_get_rules (slot));
  record->token_sha256 = g_strdup (reading->token_sha256);
  record->has_password = has_password;
  record->obtained_at = reading->obtained_at;
  record->expires_at = reading->expires_at;
  record->checked_at = mg_slot_get_checked_at (slot);

  return record;
}

/**
 * _mg_slot_new_from_record:
 * @record: what the store keeps of a slot
 *
 * Returns: (transfer full): the slot as it was last known
 */
MgSlot *
_mg_slot_new_from_record (const MgSlotRecord *record)
{
  g_autoptr (MgSlotReading) reading =
    mg_slot_reading_new (record->id, record->title != NULL ? record->title : record->id);
  g_autoptr (MgSlot) slot = NULL;
  MgTokenStatus status = { 0 };

  mg_mail_protocol_from_nick (record->protocol, &reading->protocol);
  mg_mail_security_from_nick (record->server_security, &reading->settings->security);
  reading->settings->host = g_strdup (record->server_host);
  reading->settings->port = (guint16) CLAMP (record->server_port, 0, G_MAXUINT16);
  reading->provider = g_strdup (record->provider);
  reading->account = g_strdup (record->account);
  reading->client_id = g_strdup (record->client_id);
  reading->token_sha256 = g_strdup (record->token_sha256);
  reading->link_group = g_strdup (record->link_group);
  reading->obtained_at = record->obtained_at;
  reading->expires_at = record->expires_at;
  read_settings (record, reading, &status);

  mg_token_state_from_nick (record->state, &status.state);
  mg_note_code_from_nick (record->note_code, &status.note);

  slot = mg_slot_new (record->device_id, reading);
  mg_slot_set_status (slot, status, record->note_text);
  mg_slot_set_checked_at (slot, record->checked_at);
  if (record->rules != NULL)
    mg_slot_set_rules (slot, (const char *const *) record->rules);

  return g_steal_pointer (&slot);
}
