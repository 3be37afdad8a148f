/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-proxmox-mail"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-proxmox-mail.h"
#include "mg-secret-builder.h"
#include "mg-text.h"

/* The SMTP endpoints of the notifications (proxmox-notify,
 * src/endpoints/smtp.rs; PVE/API2/Cluster/Notifications.pm) as the core's
 * values, and back; no flow. */

/* More than anybody has; each is asked for by itself. */
#define ENDPOINTS_MAX 64
#define NAME_MAX_LENGTH 64

/* RFC 1035 §2.3.4, RFC 5321 §4.5.3.1. */
#define HOST_MAX 255
#define MAILBOX_MAX 320

static const struct
{
  const char     *mode;
  MgMailSecurity  security;
  guint16         port;
} modes[] = {
  { "tls", MG_MAIL_SECURITY_TLS, 465 },
  { "starttls", MG_MAIL_SECURITY_STARTTLS, 587 },
  { "insecure", MG_MAIL_SECURITY_NONE, 25 },
};

/* The ways to log in that a series of patches of 2026 adds, which no release
 * has. Nothing but a server's own word that it uses one is relied on. */
static const struct
{
  const char *method;
  const char *provider;
} oauth_methods[] = {
  { "google-oauth2", "gmail" },
  { "microsoft-oauth2", "microsoft365" },
};

/* A name becomes part of a path. */
static gboolean
is_name (const char *text)
{
  gsize length = text == NULL ? 0 : strlen (text);

  if (length == 0 || length > NAME_MAX_LENGTH || *text == '.')
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && strchr ("._-", text[i]) == NULL)
      return FALSE;

  return TRUE;
}

static void
set_nonsense (GError **error)
{
  g_set_error_literal (error, MG_ERROR, MG_ERROR_PROTOCOL,
                       _("The device's mail settings make no sense"));
}

/**
 * mg_proxmox_parse_names:
 * @answer: an answer to `GET …/endpoints/smtp`
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type utf8): the names of the endpoints, or
 *   %NULL with @error set
 */
GPtrArray *
mg_proxmox_parse_names (JsonObject  *answer,
                        GError     **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  JsonArray *array = mg_json_get_array (answer, "data");

  if (array == NULL || json_array_get_length (array) > ENDPOINTS_MAX)
    {
      set_nonsense (error);
      return NULL;
    }

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *name = JSON_NODE_HOLDS_OBJECT (node)
                         ? mg_json_get_string (json_node_get_object (node), "name") : NULL;

      if (!is_name (name))
        {
          set_nonsense (error);
          return NULL;
        }
      g_ptr_array_add (names, g_strdup (name));
    }

  return g_steal_pointer (&names);
}

static char *
dup_clean (JsonObject *object,
           const char *member,
           gsize       max_characters)
{
  const char *text = mg_json_get_string (object, member);

  return text == NULL || *text == '\0' ? NULL : mg_text_dup_clean (text, -1, max_characters);
}

static void
parse_settings (JsonObject     *endpoint,
                MgMailSettings *settings)
{
  const char *mode = mg_json_get_string (endpoint, "mode");
  gint64 port = 0;

  settings->host = dup_clean (endpoint, "server", HOST_MAX);
  settings->sender_address = dup_clean (endpoint, "from-address", MAILBOX_MAX);
  settings->sender_name = dup_clean (endpoint, "author", MG_TEXT_NAME_MAX);

  /* The first is the server's own default. */
  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    if (g_strcmp0 (mode != NULL ? mode : modes[0].mode, modes[i].mode) == 0)
      {
        settings->security = modes[i].security;
        settings->port = modes[i].port;
      }
  if (mg_json_get_int (endpoint, "port", &port) && port > 0 && port <= G_MAXUINT16)
    settings->port = (guint16) port;
}

static void
parse_login (JsonObject    *endpoint,
             MgSlotReading *slot)
{
  const char *method = mg_json_get_string (endpoint, "auth-method");

  slot->account = dup_clean (endpoint, "username", MAILBOX_MAX);
  if (slot->account == NULL)
    {
      slot->event = MG_TOKEN_EVENT_READ_ABSENT;
      return;
    }

  /* Whether there is a password is not shown. */
  slot->event = MG_TOKEN_EVENT_READ_HIDDEN;
  slot->settings->authentication = MG_MAIL_AUTHENTICATION_PASSWORD;
  for (gsize i = 0; i < G_N_ELEMENTS (oauth_methods); i++)
    if (g_strcmp0 (method, oauth_methods[i].method) == 0)
      {
        slot->settings->authentication = MG_MAIL_AUTHENTICATION_OAUTH2;
        slot->provider = g_strdup (oauth_methods[i].provider);
        slot->client_id = dup_clean (endpoint, "oauth2-client-id", MG_TEXT_SENTENCE_MAX);
      }
}

/**
 * mg_proxmox_parse_endpoint:
 * @answer: an answer to `GET …/endpoints/smtp/@name`
 * @name: the endpoint's name
 * @error: return location for an error
 *
 * Returns: (transfer full): the endpoint as a slot, or %NULL with @error set
 */
MgSlotReading *
mg_proxmox_parse_endpoint (JsonObject  *answer,
                           const char  *name,
                           GError     **error)
{
  JsonObject *endpoint = mg_json_get_object (answer, "data");
  const char *digest = mg_json_get_string (endpoint, "digest");
  MgSlotReading *slot;

  if (mg_json_get_string (endpoint, "server") == NULL ||
      g_strcmp0 (mg_json_get_string (endpoint, "name"), name) != 0)
    {
      set_nonsense (error);
      return NULL;
    }

  slot = mg_slot_reading_new (name, name);
  slot->service = g_strdup ("custom");
  parse_settings (endpoint, slot->settings);
  parse_login (endpoint, slot);
  /* Backup Server puts it beside the data. */
  slot->etag = g_strdup (digest != NULL ? digest : mg_json_get_string (answer, "digest"));

  return slot;
}

/**
 * mg_proxmox_parse_failure:
 * @words: the server's words for a test that failed
 *
 * Tells the causes of a failed test apart: what the SMTP client behind it said
 * comes as text (lettre, src/transport/smtp/error.rs). The first that is found
 * decides.
 *
 * Returns: (transfer full): how the test ended
 */
MgTestResult *
mg_proxmox_parse_failure (const char *words)
{
  static const struct
  {
    const char    *text;
    MgTestOutcome  outcome;
  } causes[] = {
    { "username is set but no password", MG_TEST_NOT_CONFIGURED },

    /* Exchange Online: the login is good, the mailbox does not allow it. */
    { "5.7.139", MG_TEST_MAILBOX_REFUSES },
    { "5.7.60", MG_TEST_MAILBOX_REFUSES },
    { "5.7.30 ", MG_TEST_MAILBOX_REFUSES },
    { "5.2.252", MG_TEST_MAILBOX_REFUSES },

    /* RFC 4954 §6. */
    { "permanent error (534)", MG_TEST_LOGIN_REFUSED },
    { "permanent error (535)", MG_TEST_LOGIN_REFUSED },

    { "transient error (", MG_TEST_UNREACHABLE },
    { "Connection error", MG_TEST_UNREACHABLE },
    { "network error", MG_TEST_UNREACHABLE },
    { "tls error", MG_TEST_UNREACHABLE },
  };
  const char *reply = strstr (words, " error (");

  /* "permanent error (535): 5.7.8 …": what follows is the mail server's. */
  reply = reply == NULL ? NULL : strstr (reply, "): ");
  for (gsize i = 0; i < G_N_ELEMENTS (causes); i++)
    if (strstr (words, causes[i].text) != NULL)
      return mg_test_result_new (causes[i].outcome, words, reply == NULL ? NULL : reply + 3);

  return mg_test_result_new (MG_TEST_FAILED, words, reply == NULL ? NULL : reply + 3);
}

/**
 * mg_proxmox_write_login:
 * @slot: the slot as it was read
 * @account: (nullable): the user name, %NULL to take the login away
 * @password: (nullable): the password
 *
 * Returns: (transfer full): the body of a `PUT` that changes the login alone
 */
MgSecret *
mg_proxmox_write_login (const MgSlotReading *slot,
                        const char          *account,
                        const MgSecret      *password)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();

  mg_secret_builder_append (builder, "{");
  if (account != NULL && password != NULL)
    {
      mg_secret_builder_append (builder, "\"username\":");
      mg_secret_builder_append_json (builder, account);
      mg_secret_builder_append (builder, ",\"password\":");
      mg_secret_builder_append_json_secret (builder, password);
    }
  else
    {
      /* A user name without a password is an error to the server. */
      mg_secret_builder_append (builder, "\"delete\":[\"username\",\"password\"]");
    }
  if (slot->etag != NULL)
    {
      mg_secret_builder_append (builder, ",\"digest\":");
      mg_secret_builder_append_json (builder, slot->etag);
    }
  mg_secret_builder_append (builder, "}");

  return mg_secret_builder_end (builder);
}

static void
add_string (JsonBuilder *builder,
            const char  *member,
            const char  *value)
{
  if (value == NULL)
    return;

  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, value);
}

/**
 * mg_proxmox_write_settings:
 * @slot: the slot as it was read
 * @settings: settings
 *
 * Returns: (transfer full): the body of a `PUT` that leaves the login as it is
 */
char *
mg_proxmox_write_settings (const MgSlotReading  *slot,
                           const MgMailSettings *settings)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_string (builder, "server", settings->host);
  if (settings->port != 0)
    {
      json_builder_set_member_name (builder, "port");
      json_builder_add_int_value (builder, settings->port);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    if (modes[i].security == settings->security)
      add_string (builder, "mode", modes[i].mode);
  add_string (builder, "from-address", settings->sender_address);
  add_string (builder, "author", settings->sender_name);
  add_string (builder, "digest", slot->etag);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}
