/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-deviceapi-writer"

#include "config.h"

#include "mg-deviceapi-writer.h"
#include "mg-secret-builder.h"

/* What is said to a device in the device API (data/device-api/openapi.yaml). */

/**
 * mg_deviceapi_write_credential:
 * @credential: a login
 *
 * Returns: (transfer full): the body of `POST /session`
 */
MgSecret *
mg_deviceapi_write_credential (MgCredential *credential)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();

  mg_secret_builder_append (builder, "{\"user\":");
  mg_secret_builder_append_json (builder, mg_credential_get_user (credential));
  mg_secret_builder_append (builder, ",\"password\":");
  mg_secret_builder_append_json_secret (builder, mg_credential_get_password (credential));
  if (mg_credential_get_one_time_code (credential) != NULL)
    {
      mg_secret_builder_append (builder, ",\"one_time_code\":");
      mg_secret_builder_append_json_secret (builder,
                                            mg_credential_get_one_time_code (credential));
    }
  mg_secret_builder_append (builder, "}");

  return mg_secret_builder_end (builder);
}

static void
append_member (MgSecretBuilder *builder,
               const char      *member,
               const char      *value)
{
  mg_secret_builder_append (builder, ",\"");
  mg_secret_builder_append (builder, member);
  mg_secret_builder_append (builder, "\":");
  mg_secret_builder_append_json (builder, value);
}

/**
 * mg_deviceapi_write_token:
 * @delivery: a grant
 *
 * Returns: (transfer full): the body of `PUT /slots/{id}/token`
 */
MgSecret *
mg_deviceapi_write_token (const MgTokenDelivery *delivery)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();

  mg_secret_builder_append (builder, "{\"refresh_token\":");
  mg_secret_builder_append_json_secret (builder, delivery->refresh_token);
  append_member (builder, "provider", delivery->provider);
  append_member (builder, "account", delivery->account);
  append_member (builder, "client_id", delivery->client_id);
  append_member (builder, "token_endpoint", delivery->token_endpoint);
  if (delivery->client_secret != NULL)
    {
      mg_secret_builder_append (builder, ",\"client_secret\":");
      mg_secret_builder_append_json_secret (builder, delivery->client_secret);
    }
  if (delivery->expires_at > 0)
    {
      g_autoptr (GDateTime) time =
        g_date_time_new_from_unix_utc (delivery->expires_at / G_USEC_PER_SEC);
      g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");

      append_member (builder, "expires_at", text);
    }
  mg_secret_builder_append (builder, ",\"scopes\":[");
  for (gsize i = 0; delivery->scopes[i] != NULL; i++)
    {
      if (i > 0)
        mg_secret_builder_append (builder, ",");
      mg_secret_builder_append_json (builder, delivery->scopes[i]);
    }
  mg_secret_builder_append (builder, "]}");

  return mg_secret_builder_end (builder);
}

/**
 * mg_deviceapi_write_unsaved:
 * @delivery: a grant that is not saved yet
 *
 * Returns: (transfer full): the body of `POST /slots/{id}/test` for it
 */
MgSecret *
mg_deviceapi_write_unsaved (const MgTokenDelivery *delivery)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();
  g_autoptr (MgSecret) token = mg_deviceapi_write_token (delivery);

  mg_secret_builder_append (builder, "{\"token\":");
  mg_secret_builder_append_secret (builder, token);
  mg_secret_builder_append (builder, "}");

  return mg_secret_builder_end (builder);
}

/**
 * mg_deviceapi_write_password:
 * @account: the mailbox to log in to
 * @password: its password
 *
 * Returns: (transfer full): the body of `PUT /slots/{id}/password`
 */
MgSecret *
mg_deviceapi_write_password (const char *account,
                             MgSecret   *password)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();

  mg_secret_builder_append (builder, "{\"password\":");
  mg_secret_builder_append_json_secret (builder, password);
  append_member (builder, "account", account);
  mg_secret_builder_append (builder, "}");

  return mg_secret_builder_end (builder);
}

static void
set_string (JsonBuilder *builder,
            const char  *member,
            const char  *value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, value);
}

static void
build_settings (JsonBuilder          *builder,
                const MgMailSettings *settings)
{
  json_builder_begin_object (builder);
  set_string (builder, "server", settings->host != NULL ? settings->host : "");
  json_builder_set_member_name (builder, "port");
  json_builder_add_int_value (builder, settings->port);
  set_string (builder, "security", mg_mail_security_get_nick (settings->security));
  set_string (builder, "authentication",
              mg_mail_authentication_get_nick (settings->authentication));
  set_string (builder, "sender_name", settings->sender_name != NULL ? settings->sender_name : "");
  set_string (builder, "sender_address",
              settings->sender_address != NULL ? settings->sender_address : "");
  if (settings->timeout > 0)
    {
      json_builder_set_member_name (builder, "timeout");
      json_builder_add_int_value (builder, settings->timeout);
    }
  if (settings->check_interval > 0)
    {
      json_builder_set_member_name (builder, "check_interval");
      json_builder_add_int_value (builder, settings->check_interval);
    }
  json_builder_end_object (builder);
}

static char *
end_json (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

/**
 * mg_deviceapi_write_settings:
 * @settings: settings
 *
 * Returns: (transfer full): the body of `PUT /slots/{id}/settings`
 */
char *
mg_deviceapi_write_settings (const MgMailSettings *settings)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  build_settings (builder, settings);

  return end_json (builder);
}

/**
 * mg_deviceapi_write_new_slot:
 * @draft: title, protocol, service and settings of the slot; its id is the
 *   name under which the request can be repeated
 *
 * Returns: (transfer full): the body of `POST /slots`
 */
char *
mg_deviceapi_write_new_slot (const MgSlotReading *draft)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  set_string (builder, "client_ref", draft->id);
  set_string (builder, "title", draft->title);
  set_string (builder, "protocol", mg_mail_protocol_get_nick (draft->protocol));
  set_string (builder, "service", draft->service);
  json_builder_set_member_name (builder, "settings");
  build_settings (builder, draft->settings);
  json_builder_end_object (builder);

  return end_json (builder);
}

/**
 * mg_deviceapi_write_rule:
 * @rule: a rule that was read from a device
 *
 * Writes the rule as the device had it, with only the senders exchanged.
 *
 * Returns: (transfer full): the body of `PUT /rules/{id}`
 */
char *
mg_deviceapi_write_rule (const MgRule *rule)
{
  g_autoptr (JsonNode) node = json_from_string (rule->original, NULL);
  g_autoptr (JsonArray) senders = json_array_new ();
  JsonObject *object;

  g_return_val_if_fail (node != NULL && JSON_NODE_HOLDS_OBJECT (node), NULL);

  for (gsize i = 0; rule->senders[i] != NULL; i++)
    json_array_add_string_element (senders, rule->senders[i]);

  object = json_node_get_object (node);
  json_object_remove_member (object, "id");
  json_object_remove_member (object, "etag");
  json_object_set_array_member (object, "senders", g_steal_pointer (&senders));

  return json_to_string (node, FALSE);
}
