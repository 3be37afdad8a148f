/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet-export"

#include "config.h"

#include <json-glib/json-glib.h>

#include "mg-fleet-file.h"
#include "mg-fleet-private.h"

#define SCHEMA 1

static void
set_text (JsonObject *object,
          const char *member,
          const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
}

static void
set_server (JsonObject           *object,
            const MgMailSettings *settings)
{
  JsonObject *server;

  if (settings->host == NULL)
    return;

  server = json_object_new ();
  set_text (server, "host", settings->host);
  json_object_set_int_member (server, "port", settings->port);
  set_text (server, "security", mg_mail_security_get_nick (settings->security));
  json_object_set_object_member (object, "server", server);
}

static JsonNode *
write_slots (MgDevice *device)
{
  GListModel *slots = mg_device_get_slots (device);
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < g_list_model_get_n_items (slots); i++)
    {
      g_autoptr (MgSlot) slot = g_list_model_get_item (slots, i);
      JsonObject *object = json_object_new ();

      set_text (object, "id", mg_slot_get_id (slot));
      set_text (object, "title", mg_slot_get_title (slot));
      set_text (object, "protocol",
                mg_mail_protocol_get_nick (mg_slot_get_reading (slot)->protocol));
      set_text (object, "provider", mg_slot_get_provider (slot));
      set_text (object, "account", mg_slot_get_account (slot));
      set_server (object, mg_slot_get_reading (slot)->settings);
      json_array_add_object_element (array, object);
    }
  json_node_take_array (node, array);

  return node;
}

static JsonObject *
write_device (MgDevice *device)
{
  const MgIdentity *identity = mg_device_get_identity (device);
  g_autofree char *url = mg_address_to_string (mg_device_get_address (device));
  JsonObject *object = json_object_new ();

  set_text (object, "id", mg_device_get_id (device));
  set_text (object, "name", mg_device_get_name (device));
  set_text (object, "driver", mg_device_get_driver_id (device));
  set_text (object, "url", url);
  set_text (object, "fingerprint", mg_device_get_fingerprint (device));
  set_text (object, "user", mg_device_get_user (device));
  set_text (object, "kind", mg_device_kind_get_nick (identity->kind));
  set_text (object, "vendor", identity->vendor);
  set_text (object, "model", identity->model);
  set_text (object, "serial", identity->serial);
  set_text (object, "firmware", identity->firmware);
  set_text (object, "uuid", identity->uuid);
  set_text (object, "admin_path", identity->admin_path);
  json_object_set_member (object, "slots", write_slots (device));

  return object;
}

static char *
write_json (MgFleet *self)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray *devices = json_array_new ();

  for (guint i = 0; i < _mg_fleet_get_n_members (self); i++)
    json_array_add_object_element (devices,
                                   write_device (_mg_fleet_get_nth_member (self, i)->device));

  json_object_set_int_member (object, "schema", SCHEMA);
  json_object_set_array_member (object, "devices", devices);
  json_node_take_object (root, object);

  return json_to_string (root, TRUE);
}

/* One field of a line (RFC 4180). A spreadsheet would take a name that begins
 * like a formula for one. */
static void
append_field (GString    *line,
              const char *text)
{
  if (line->len > 0 && line->str[line->len - 1] != '\n')
    g_string_append_c (line, ',');

  g_string_append_c (line, '"');
  if (text != NULL && *text != '\0' && strchr ("=+-@", *text) != NULL)
    g_string_append_c (line, '\'');
  for (const char *c = text; c != NULL && *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (line, '"');
      g_string_append_c (line, *c);
    }
  g_string_append_c (line, '"');
}

static void
append_time (GString *line,
             gint64   time)
{
  g_autoptr (GDateTime) date = time <= 0 ? NULL
                                         : g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autofree char *text = date == NULL ? NULL : g_date_time_format_iso8601 (date);

  append_field (line, text);
}

static void
append_slot (MgFleet  *self,
             GString  *text,
             MgDevice *device,
             MgSlot   *slot)
{
  g_autofree char *url = mg_address_to_string (mg_device_get_address (device));

  append_field (text, mg_device_get_name (device));
  append_field (text, url);
  append_field (text, mg_device_get_driver_id (device));
  append_field (text, slot == NULL ? NULL : mg_slot_get_id (slot));
  append_field (text, slot == NULL ? NULL : mg_slot_get_title (slot));
  append_field (text, slot == NULL ? NULL : mg_slot_get_provider (slot));
  append_field (text, slot == NULL ? NULL : mg_slot_get_account (slot));
  append_field (text, slot == NULL ? NULL : mg_token_state_get_nick (mg_slot_get_state (slot)));
  append_field (text, slot == NULL ? NULL : mg_note_code_get_nick (mg_slot_get_note (slot)));
  append_time (text, slot == NULL ? 0 : mg_slot_get_checked_at (slot));
  append_time (text, slot == NULL ? 0 : mg_fleet_get_expires_at (self, slot));
  g_string_append (text, "\r\n");
}

static char *
write_csv (MgFleet *self)
{
  static const char *const columns[] = {
    "device", "url", "driver", "slot", "title", "provider", "account", "state", "note",
    "checked_at", "expires_at",
  };
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    append_field (text, columns[i]);
  g_string_append (text, "\r\n");

  for (guint i = 0; i < _mg_fleet_get_n_members (self); i++)
    {
      MgDevice *device = _mg_fleet_get_nth_member (self, i)->device;
      GListModel *slots = mg_device_get_slots (device);

      if (g_list_model_get_n_items (slots) == 0)
        append_slot (self, text, device, NULL);
      for (guint j = 0; j < g_list_model_get_n_items (slots); j++)
        {
          g_autoptr (MgSlot) slot = g_list_model_get_item (slots, j);

          append_slot (self, text, device, slot);
        }
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * mg_fleet_export:
 * @self: a fleet
 * @format: how to write it
 *
 * Writes down the fleet as it is known now. There are no secrets in it.
 *
 * Returns: (transfer full): the contents of a file
 */
char *
mg_fleet_export (MgFleet       *self,
                 MgFleetFormat  format)
{
  g_return_val_if_fail (MG_IS_FLEET (self), NULL);

  return format == MG_FLEET_FORMAT_CSV ? write_csv (self) : write_json (self);
}
