/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-redfish-mail"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-redfish-mail.h"
#include "mg-secret-builder.h"
#include "mg-text.h"

/* The SMTP object of a Redfish EventService (DMTF EventService v1.12.0) as the
 * core's values, and back; no flow. */

#define SLOT "smtp"

/* RFC 1035 §2.3.4, RFC 5321 §4.5.3.1. */
#define HOST_MAX 255
#define MAILBOX_MAX 320

static const struct
{
  const char     *protocol;
  MgMailSecurity  security;
} protocols[] = {
  { "None", MG_MAIL_SECURITY_NONE },
  { "StartTLS", MG_MAIL_SECURITY_STARTTLS },
  { "TLS_SSL", MG_MAIL_SECURITY_TLS },
  /* The controller tries; it is shown as the better of what it may find. */
  { "AutoDetect", MG_MAIL_SECURITY_STARTTLS },
};

static char *
dup_clean (JsonObject *object,
           const char *member,
           gsize       max_characters)
{
  const char *text = mg_json_get_string (object, member);

  return text == NULL || *text == '\0' ? NULL : mg_text_dup_clean (text, -1, max_characters);
}

/**
 * mg_redfish_parse_root:
 * @response: an answer to `GET /redfish/v1/`
 * @error: return location for an error
 *
 * Returns: (transfer full): what the device is, or %NULL with
 *   %MG_ERROR_NOT_FOUND set if it is no Redfish service
 */
MgIdentity *
mg_redfish_parse_root (MgHttpResponse  *response,
                       GError         **error)
{
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (MgIdentity) identity = NULL;

  if (mg_http_response_get_status (response) == SOUP_STATUS_OK)
    object = mg_http_response_parse_object (response, NULL);

  if (mg_json_get_string (object, "RedfishVersion") == NULL ||
      mg_json_get_string (object, "@odata.id") == NULL)
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_NOT_FOUND,
                           _("The device offers no Redfish service"));
      return NULL;
    }

  identity = mg_identity_new (MG_DEVICE_KIND_SERVER);
  identity->vendor = dup_clean (object, "Vendor", MG_TEXT_NAME_MAX);
  identity->model = dup_clean (object, "Product", MG_TEXT_NAME_MAX);
  identity->uuid = dup_clean (object, "UUID", MG_TEXT_NAME_MAX);

  return g_steal_pointer (&identity);
}

/**
 * mg_redfish_dup_path:
 * @location: (nullable): a `Location` header
 * @address: where the device is
 *
 * Returns: (transfer full) (nullable): the path of @location, %NULL if it
 *   leads to another address
 */
char *
mg_redfish_dup_path (const char *location,
                     MgAddress  *address)
{
  g_autofree char *base = mg_address_dup_uri (address, "/");
  g_autofree char *resolved = NULL;
  g_autoptr (MgAddress) target = NULL;
  g_autoptr (GUri) uri = NULL;

  if (location == NULL)
    return NULL;

  resolved = g_uri_resolve_relative (base, location, G_URI_FLAGS_NONE, NULL);
  uri = resolved == NULL ? NULL : g_uri_parse (resolved, G_URI_FLAGS_ENCODED, NULL);
  target = resolved == NULL ? NULL : mg_address_parse (resolved, NULL);
  if (uri == NULL || target == NULL || !mg_address_equal (target, address))
    return NULL;

  return g_strdup (g_uri_get_path (uri));
}

static void
parse_settings (JsonObject     *smtp,
                MgMailSettings *settings)
{
  const char *protocol = mg_json_get_string (smtp, "ConnectionProtocol");
  const char *method = mg_json_get_string (smtp, "Authentication");
  gint64 port = 0;

  settings->host = dup_clean (smtp, "ServerAddress", HOST_MAX);
  if (mg_json_get_int (smtp, "Port", &port) && port > 0 && port <= G_MAXUINT16)
    settings->port = (guint16) port;
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    if (g_strcmp0 (protocol, protocols[i].protocol) == 0)
      settings->security = protocols[i].security;
  settings->authentication = method == NULL || g_str_equal (method, "None")
                             ? MG_MAIL_AUTHENTICATION_NONE : MG_MAIL_AUTHENTICATION_PASSWORD;
  settings->sender_address = dup_clean (smtp, "FromAddress", MAILBOX_MAX);
}

/**
 * mg_redfish_parse_smtp:
 * @response: an answer to `GET /redfish/v1/EventService`
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type MgSlotReading): the one slot, or none
 *   if the service has no mail settings; %NULL with @error set
 */
GPtrArray *
mg_redfish_parse_smtp (MgHttpResponse  *response,
                       GError         **error)
{
  g_autoptr (GPtrArray) slots = NULL;
  g_autoptr (JsonObject) object = mg_http_response_parse_object (response, error);
  const char *etag = mg_http_response_get_header (response, "ETag");
  MgSlotReading *slot;
  JsonObject *smtp;

  if (object == NULL)
    return NULL;

  slots = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_slot_reading_free);
  smtp = mg_json_get_object (object, "SMTP");
  if (smtp == NULL)
    return g_steal_pointer (&slots);

  slot = mg_slot_reading_new (SLOT, _("Event email"));
  g_ptr_array_add (slots, slot);
  slot->service = g_strdup ("custom");
  slot->etag = g_strdup (etag != NULL ? etag : mg_json_get_string (object, "@odata.etag"));
  slot->account = dup_clean (smtp, "Username", MAILBOX_MAX);
  parse_settings (smtp, slot->settings);

  if (slot->settings->authentication == MG_MAIL_AUTHENTICATION_NONE)
    slot->event = MG_TOKEN_EVENT_READ_ABSENT;
  else if (!json_object_has_member (smtp, "PasswordSet"))
    slot->event = MG_TOKEN_EVENT_READ_HIDDEN;
  else
    slot->event = mg_json_get_boolean (smtp, "PasswordSet", FALSE) ? MG_TOKEN_EVENT_READ_PRESENT
                                                                   : MG_TOKEN_EVENT_READ_ABSENT;

  return g_steal_pointer (&slots);
}

/* The extended errors of DSP0266 §8.6 name a message of a registry. */
static gboolean
has_message (JsonObject *body,
             const char *name)
{
  JsonArray *infos =
    mg_json_get_array (mg_json_get_object (body, "error"), "@Message.ExtendedInfo");

  for (guint i = 0; infos != NULL && i < json_array_get_length (infos); i++)
    {
      JsonNode *info = json_array_get_element (infos, i);
      const char *id = JSON_NODE_HOLDS_OBJECT (info)
                       ? mg_json_get_string (json_node_get_object (info), "MessageId") : NULL;

      if (id != NULL && g_str_has_suffix (id, name))
        return TRUE;
    }

  return FALSE;
}

/**
 * mg_redfish_check:
 * @response: an answer
 * @error: return location for an error
 *
 * Maps a refusal to an error; none of the controller's own text is taken over,
 * as it may repeat what was sent.
 *
 * Returns: %TRUE if the answer is a success
 */
gboolean
mg_redfish_check (MgHttpResponse  *response,
                  GError         **error)
{
  guint status = mg_http_response_get_status (response);
  g_autoptr (JsonObject) body = NULL;

  if (mg_http_response_is_success (response))
    return TRUE;

  body = mg_http_response_parse_object (response, NULL);
  if (has_message (body, ".PasswordChangeRequired"))
    g_set_error_literal (error, MG_ERROR, MG_ERROR_PASSWORD_EXPIRED,
                         _("The password of this login has expired on the device"));
  else if (has_message (body, ".SessionLimitExceeded"))
    g_set_error_literal (error, MG_ERROR, MG_ERROR_LOCKED_OUT,
                         _("The device has no room for another login just now"));
  else if (status == SOUP_STATUS_UNAUTHORIZED)
    g_set_error_literal (error, MG_ERROR, MG_ERROR_LOGIN_REFUSED,
                         _("The device refused the user name or the password"));
  else if (status == SOUP_STATUS_FORBIDDEN)
    g_set_error_literal (error, MG_ERROR, MG_ERROR_PERMISSION,
                         _("The device does not allow this to the login in use"));
  else if (status == SOUP_STATUS_PRECONDITION_FAILED)
    g_set_error_literal (error, MG_ERROR, MG_ERROR_CONFLICT,
                         _("The device's settings were changed meanwhile"));
  else if (status == SOUP_STATUS_BAD_REQUEST)
    g_set_error_literal (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                         _("The device refused a setting"));
  else if (status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_METHOD_NOT_ALLOWED)
    g_set_error_literal (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                         _("The device does not offer this"));
  else
    g_set_error (error, MG_ERROR, status >= 500 ? MG_ERROR_UNREACHABLE : MG_ERROR_PROTOCOL,
                 _("The device answered with the error %u"), status);

  return FALSE;
}

/**
 * mg_redfish_write_login:
 * @credential: a login
 *
 * Returns: (transfer full): the body that creates a session
 */
MgSecret *
mg_redfish_write_login (MgCredential *credential)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();

  mg_secret_builder_append (builder, "{\"UserName\":");
  mg_secret_builder_append_json (builder, mg_credential_get_user (credential));
  mg_secret_builder_append (builder, ",\"Password\":");
  mg_secret_builder_append_json_secret (builder, mg_credential_get_password (credential));
  mg_secret_builder_append (builder, "}");

  return mg_secret_builder_end (builder);
}

/**
 * mg_redfish_write_password:
 * @slot: the slot as it was read
 * @account: the mailbox to log in to
 * @password: its password
 *
 * Returns: (transfer full): the body that sets the password; the method of the
 *   login stays where there is one
 */
MgSecret *
mg_redfish_write_password (const MgSlotReading *slot,
                           const char          *account,
                           MgSecret            *password)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();

  mg_secret_builder_append (builder, "{\"SMTP\":{\"ServiceEnabled\":true,");
  if (slot->settings->authentication == MG_MAIL_AUTHENTICATION_NONE)
    mg_secret_builder_append (builder, "\"Authentication\":\"AutoDetect\",");
  mg_secret_builder_append (builder, "\"Username\":");
  mg_secret_builder_append_json (builder, account);
  mg_secret_builder_append (builder, ",\"Password\":");
  mg_secret_builder_append_json_secret (builder, password);
  mg_secret_builder_append (builder, "}}");

  return mg_secret_builder_end (builder);
}

/**
 * mg_redfish_write_settings:
 * @settings: settings
 *
 * Returns: (transfer full): the body that sets them; login and password stay
 */
char *
mg_redfish_write_settings (const MgMailSettings *settings)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "SMTP");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "ServerAddress");
  json_builder_add_string_value (builder, settings->host);
  json_builder_set_member_name (builder, "Port");
  json_builder_add_int_value (builder, settings->port);
  for (gsize i = 0; i < G_N_ELEMENTS (protocols) - 1; i++)
    if (protocols[i].security == settings->security)
      {
        json_builder_set_member_name (builder, "ConnectionProtocol");
        json_builder_add_string_value (builder, protocols[i].protocol);
      }
  if (settings->sender_address != NULL)
    {
      json_builder_set_member_name (builder, "FromAddress");
      json_builder_add_string_value (builder, settings->sender_address);
    }
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}
