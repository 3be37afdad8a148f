/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-truenas-mail"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-secret-builder.h"
#include "mg-text.h"
#include "mg-truenas-mail.h"

/* TrueNAS's mail settings (truenas/middleware api/v25_10_0/mail.py and its
 * neighbours of other versions) as the core's values, and back; no flow. */

/* What a login without the right role sees in place of a secret. */
#define REDACTED "********"
/* Before 25.04 every string was cut there (middleware pull request 15556). */
#define LEGACY_TOKEN_MAX 1024

static const struct
{
  const char     *name;
  MgMailSecurity  security;
} securities[] = {
  { "PLAIN", MG_MAIL_SECURITY_NONE },
  { "TLS", MG_MAIL_SECURITY_STARTTLS },
  { "SSL", MG_MAIL_SECURITY_TLS },
};

/* TrueNAS stores any word as provider and acts on two. */
static const struct
{
  const char *provider;
  const char *word;
  const char *server;  /* (nullable): Gmail goes through its API, not SMTP */
} providers[] = {
  { "gmail", "gmail", NULL },
  { "outlook", "outlook", "smtp-mail.outlook.com" },
  { "microsoft365", "outlook", "smtp.office365.com" },
};

static void
parse_settings (JsonObject     *config,
                MgMailSettings *settings)
{
  const char *host = mg_json_get_string (config, "outgoingserver");
  const char *security = mg_json_get_string (config, "security");
  gint64 port = 0;

  settings->host = host == NULL || *host == '\0' ? NULL : g_strdup (host);
  if (mg_json_get_int (config, "port", &port) && port > 0 && port <= G_MAXUINT16)
    settings->port = (guint16) port;
  for (gsize i = 0; i < G_N_ELEMENTS (securities); i++)
    if (g_strcmp0 (security, securities[i].name) == 0)
      settings->security = securities[i].security;
  settings->sender_name = g_strdup (mg_json_get_string (config, "fromname"));
  settings->sender_address = g_strdup (mg_json_get_string (config, "fromemail"));
}

static void
parse_oauth (JsonObject    *oauth,
             const char    *server,
             MgSlotReading *slot)
{
  const char *word = mg_json_get_string (oauth, "provider");
  const char *token = mg_json_get_string (oauth, "refresh_token");

  /* 24.10 and older have no provider and speak to Google alone. */
  slot->provider = g_strdup (word == NULL ? "gmail" : word);
  if (g_strcmp0 (word, "outlook") == 0 && g_strcmp0 (server, "smtp.office365.com") == 0)
    {
      g_free (slot->provider);
      slot->provider = g_strdup ("microsoft365");
    }
  slot->service = g_strdup (slot->provider);
  slot->client_id = g_strdup (mg_json_get_string (oauth, "client_id"));
  if (token != NULL)
    slot->token_sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
  slot->event = MG_TOKEN_EVENT_READ_PRESENT;
  slot->settings->authentication = MG_MAIL_AUTHENTICATION_OAUTH2;
}

static void
parse_password (JsonObject    *config,
                MgSlotReading *slot)
{
  const char *password = mg_json_get_string (config, "pass");

  slot->settings->authentication = MG_MAIL_AUTHENTICATION_PASSWORD;
  g_free (slot->account);
  slot->account = g_strdup (mg_json_get_string (config, "user"));
  /* A null password is redacted too, so it tells nothing. */
  if (g_strcmp0 (password, REDACTED) == 0)
    slot->event = MG_TOKEN_EVENT_READ_HIDDEN;
  else if (password != NULL && *password != '\0')
    slot->event = MG_TOKEN_EVENT_READ_PRESENT;
}

/**
 * mg_truenas_parse_mail:
 * @config: the result of `mail.config`
 * @error: return location for an error
 *
 * Returns: (transfer full): the box's one slot, or %NULL with @error set
 */
MgSlotReading *
mg_truenas_parse_mail (JsonNode  *config,
                       GError   **error)
{
  g_autoptr (MgSlotReading) slot = NULL;
  JsonObject *object, *oauth;

  if (!JSON_NODE_HOLDS_OBJECT (config) ||
      !json_object_has_member (json_node_get_object (config), "outgoingserver"))
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_PROTOCOL,
                           _("The device's mail settings make no sense"));
      return NULL;
    }

  object = json_node_get_object (config);
  oauth = mg_json_get_object (object, "oauth");
  slot = mg_slot_reading_new (MG_TRUENAS_SLOT, _("Email"));
  parse_settings (object, slot->settings);
  slot->account = g_strdup (slot->settings->sender_address);

  if (oauth != NULL && json_object_get_size (oauth) > 0)
    parse_oauth (oauth, slot->settings->host, slot);
  else if (g_strcmp0 (mg_json_get_string (object, "oauth"), REDACTED) == 0)
    slot->event = MG_TOKEN_EVENT_READ_HIDDEN;
  else if (mg_json_get_boolean (object, "smtp", FALSE))
    parse_password (object, slot);

  if (slot->service == NULL)
    slot->service = g_strdup ("custom");

  return g_steal_pointer (&slot);
}

/**
 * mg_truenas_has_discarded_alert:
 * @alerts: the result of `alert.list`
 *
 * Returns: whether the box says that it threw its Gmail token away
 */
gboolean
mg_truenas_has_discarded_alert (JsonNode *alerts)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (alerts) ? json_node_get_array (alerts) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *alert = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (alert) &&
          g_strcmp0 (mg_json_get_string (json_node_get_object (alert), "klass"),
                     "GMailConfigurationDiscarded") == 0 &&
          !mg_json_get_boolean (json_node_get_object (alert), "dismissed", FALSE))
        return TRUE;
    }

  return FALSE;
}

static gssize
find_provider (const char *provider)
{
  for (gsize i = 0; i < G_N_ELEMENTS (providers); i++)
    if (g_str_equal (provider, providers[i].provider))
      return (gssize) i;

  return -1;
}

/**
 * mg_truenas_check_delivery:
 * @delivery: a grant
 * @legacy: whether the box is of version 24.10 or older
 * @error: return location for an error
 *
 * Checks what the box itself would swallow and then fail with.
 *
 * Returns: %TRUE if the box can use the grant
 */
gboolean
mg_truenas_check_delivery (const MgTokenDelivery *delivery,
                           gboolean               legacy,
                           GError               **error)
{
  gssize index = find_provider (delivery->provider);

  if (index < 0 || (legacy && !g_str_equal (providers[index].word, "gmail")))
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                           legacy
                           ? _("This version of TrueNAS takes authorizations of Gmail only")
                           : _("TrueNAS takes authorizations of Gmail and Outlook only"));
      return FALSE;
    }

  if (delivery->client_secret == NULL)
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_PROVIDER_REFUSED,
                           _("TrueNAS needs a client with a client secret: register a web "
                             "application with the provider"));
      return FALSE;
    }

  if (legacy && mg_secret_get_length (delivery->refresh_token) > LEGACY_TOKEN_MAX)
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                           _("This version of TrueNAS would cut the token off: update it to 25.04 "
                             "or newer"));
      return FALSE;
    }

  return TRUE;
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

static void
append_server (MgSecretBuilder *builder,
               const char      *host,
               guint16          port,
               MgMailSecurity   security)
{
  g_autofree char *number = g_strdup_printf (",\"port\":%u", port);

  append_member (builder, "outgoingserver", host != NULL ? host : "");
  mg_secret_builder_append (builder, number);
  for (gsize i = 0; i < G_N_ELEMENTS (securities); i++)
    if (securities[i].security == security)
      append_member (builder, "security", securities[i].name);
}

/**
 * mg_truenas_write_token:
 * @delivery: a grant that mg_truenas_check_delivery() has passed
 * @slot: the slot as it was read
 * @legacy: whether the box is of version 24.10 or older
 *
 * Returns: (transfer full): the argument of `mail.update`, or the second one
 *   of `mail.send`
 */
MgSecret *
mg_truenas_write_token (const MgTokenDelivery *delivery,
                        const MgSlotReading   *slot,
                        gboolean               legacy)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();
  gssize index = find_provider (delivery->provider);

  mg_secret_builder_append (builder, "{\"smtp\":false");
  append_member (builder, "fromemail", delivery->account);
  if (providers[index].server != NULL)
    append_server (builder, providers[index].server, 587, MG_MAIL_SECURITY_STARTTLS);
  mg_secret_builder_append (builder, ",\"oauth\":{\"client_id\":");
  mg_secret_builder_append_json (builder, delivery->client_id);
  mg_secret_builder_append (builder, ",\"client_secret\":");
  mg_secret_builder_append_json_secret (builder, delivery->client_secret);
  mg_secret_builder_append (builder, ",\"refresh_token\":");
  mg_secret_builder_append_json_secret (builder, delivery->refresh_token);
  if (!legacy)
    append_member (builder, "provider", providers[index].word);
  mg_secret_builder_append (builder, "}}");

  return mg_secret_builder_end (builder);
}

/**
 * mg_truenas_write_password:
 * @account: the user name
 * @password: the password
 * @error: return location for an error
 *
 * Returns: (transfer full): the argument of `mail.update`, or %NULL with
 *   %MG_ERROR_INVALID_INPUT set if the box cannot take the password
 */
MgSecret *
mg_truenas_write_password (const char  *account,
                           MgSecret    *password,
                           GError     **error)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();

  if (!g_str_is_ascii (mg_secret_peek (password)))
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                           _("TrueNAS takes passwords of plain ASCII characters only"));
      return NULL;
    }

  mg_secret_builder_append (builder, "{\"smtp\":true,\"oauth\":null");
  append_member (builder, "user", account);
  mg_secret_builder_append (builder, ",\"pass\":");
  mg_secret_builder_append_json_secret (builder, password);
  mg_secret_builder_append (builder, "}");

  return mg_secret_builder_end (builder);
}

/**
 * mg_truenas_write_settings:
 * @settings: settings
 *
 * Returns: (transfer full): the argument of `mail.update`; token and password
 *   stay as they are
 */
MgSecret *
mg_truenas_write_settings (const MgMailSettings *settings)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();

  mg_secret_builder_append (builder, "{\"fromname\":");
  mg_secret_builder_append_json (builder,
                                 settings->sender_name != NULL ? settings->sender_name : "");
  if (settings->sender_address != NULL)
    append_member (builder, "fromemail", settings->sender_address);
  append_server (builder, settings->host, settings->port, settings->security);
  mg_secret_builder_append (builder, "}");

  return mg_secret_builder_end (builder);
}

/**
 * mg_truenas_write_no_token:
 * @slot: the slot as it was read
 *
 * Returns: (transfer full): the argument of `mail.update` that makes the box
 *   forget its token, or its password where it logs in with one
 */
MgSecret *
mg_truenas_write_no_token (const MgSlotReading *slot)
{
  if (slot->settings->authentication == MG_MAIL_AUTHENTICATION_PASSWORD)
    return mg_secret_new ("{\"smtp\":false,\"user\":null,\"pass\":null}", -1);

  return mg_secret_new ("{\"oauth\":null}", -1);
}

/**
 * mg_truenas_parse_failure:
 * @reason: the middleware's words for a mail that could not be sent
 *
 * Tells the causes apart by the texts of plugins/mail.py. That Microsoft's
 * token endpoint answered 400 does not tell whether the token is dead: the
 * middleware drops the provider's code.
 *
 * Returns: (transfer full): how the test ended
 */
MgTestResult *
mg_truenas_parse_failure (const char *reason)
{
  static const struct
  {
    const char    *text;
    MgTestOutcome  outcome;
  } texts[] = {
    { "invalid_grant", MG_TEST_TOKEN_DEAD },
    { "5.7.139", MG_TEST_MAILBOX_REFUSES },
    { "5.7.60", MG_TEST_MAILBOX_REFUSES },
    { "/oauth2/v2.0/token", MG_TEST_PROVIDER_REFUSED },
    { "Authentication error (535)", MG_TEST_LOGIN_REFUSED },
    { "XOAUTH2 failed: 535", MG_TEST_LOGIN_REFUSED },
    { "You must provide an outgoing mailserver", MG_TEST_NOT_CONFIGURED },
    { "None of the local administrators", MG_TEST_NOT_CONFIGURED },
    { "timed out", MG_TEST_UNREACHABLE },
    { "Connection refused", MG_TEST_UNREACHABLE },
    { "Name or service not known", MG_TEST_UNREACHABLE },
    { "Temporary failure in name resolution", MG_TEST_UNREACHABLE },
    { "No route to host", MG_TEST_UNREACHABLE },
    { "Network is unreachable", MG_TEST_UNREACHABLE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (strstr (reason, texts[i].text) != NULL)
      return mg_test_result_new (texts[i].outcome, reason, NULL);

  return mg_test_result_new (MG_TEST_FAILED, reason, NULL);
}
