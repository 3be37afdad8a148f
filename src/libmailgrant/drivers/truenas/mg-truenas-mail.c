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
/* Longer strings the box does not keep; before 25.04 not even tokens (middleware
 * pull request 15556). */
#define TEXT_MAX 1024

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

/* Not even empty where there is none. */
static char *
dup_clean (JsonObject *object,
           const char *member)
{
  const char *text = mg_json_get_string (object, member);
  g_autofree char *clean = text == NULL ? NULL : mg_text_dup_clean (text, -1, TEXT_MAX);

  return clean == NULL || *clean == '\0' ? NULL : g_steal_pointer (&clean);
}

/* As it came, for what is compared or written back; the box's own bound. */
static char *
dup_bounded (JsonObject *object,
             const char *member)
{
  const char *text = mg_json_get_string (object, member);

  return text == NULL || strlen (text) > TEXT_MAX ? NULL : g_strdup (text);
}

static void
parse_settings (JsonObject     *config,
                MgMailSettings *settings)
{
  const char *security = mg_json_get_string (config, "security");
  gint64 port = 0;

  settings->host = dup_clean (config, "outgoingserver");
  if (mg_json_get_int (config, "port", &port) && port > 0 && port <= G_MAXUINT16)
    settings->port = (guint16) port;
  for (gsize i = 0; i < G_N_ELEMENTS (securities); i++)
    if (g_strcmp0 (security, securities[i].name) == 0)
      settings->security = securities[i].security;
  settings->sender_name = dup_bounded (config, "fromname");
  settings->sender_address = dup_clean (config, "fromemail");
}

/* Two of our providers are `outlook` to TrueNAS; their servers differ. */
static const char *
find_provider_of (const char *word,
                  const char *server)
{
  const char *found = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (providers); i++)
    if (g_str_equal (word, providers[i].word) &&
        (found == NULL || g_strcmp0 (server, providers[i].server) == 0))
      found = providers[i].provider;

  return found;
}

static void
parse_oauth (JsonObject    *oauth,
             MgSlotReading *slot)
{
  const char *word = mg_json_get_string (oauth, "provider");
  const char *token = mg_json_get_string (oauth, "refresh_token");
  const char *provider;

  /* 24.10 and older have no provider and speak to Google alone. */
  provider = find_provider_of (word == NULL ? "gmail" : word, slot->settings->host);
  if (provider == NULL)
    {
      slot->reason = g_strdup (_("The device has an authorization of a provider that it does "
                                 "not know, and does not use it"));
      return;
    }

  slot->provider = g_strdup (provider);
  slot->service = g_strdup (provider);
  slot->client_id = dup_bounded (oauth, "client_id");
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
  slot->account = dup_clean (config, "user");
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

  /* A token wins over a password, and where both are hidden the switch tells
   * which of them was set last. */
  if (oauth != NULL && json_object_get_size (oauth) > 0)
    parse_oauth (oauth, slot);
  else if (mg_json_get_boolean (object, "smtp", FALSE))
    parse_password (object, slot);
  else if (g_strcmp0 (mg_json_get_string (object, "oauth"), REDACTED) == 0)
    slot->event = MG_TOKEN_EVENT_READ_HIDDEN;

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

  if (legacy && mg_secret_get_length (delivery->refresh_token) > TEXT_MAX)
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

/* Outlook's sender is its login. Gmail's may be an alias of the mailbox, which
 * a new token for the same provider leaves; 24.10 and older let none stand
 * beside a token. */
static void
append_sender (MgSecretBuilder       *builder,
               const MgTokenDelivery *delivery,
               const MgSlotReading   *slot,
               gboolean               legacy)
{
  const char *sender = slot->settings->sender_address;

  if (legacy)
    mg_secret_builder_append (builder, ",\"fromemail\":\"\",\"fromname\":\"\"");
  else if (!g_str_equal (delivery->provider, "gmail") ||
           g_strcmp0 (slot->provider, "gmail") != 0 || sender == NULL)
    append_member (builder, "fromemail", delivery->account);
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
  append_sender (builder, delivery, slot, legacy);
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

/* Without a token the box insists on a sender. */
static void
append_missing_sender (MgSecretBuilder     *builder,
                       const MgSlotReading *slot,
                       const char          *account)
{
  const char *sender = slot->settings->sender_address;

  if (sender == NULL && account != NULL)
    append_member (builder, "fromemail", account);
}

/**
 * mg_truenas_write_password:
 * @slot: the slot as it was read
 * @account: the user name
 * @password: the password
 * @error: return location for an error
 *
 * Returns: (transfer full): the argument of `mail.update`, or %NULL with
 *   %MG_ERROR_INVALID_INPUT set if the box cannot take the password
 */
MgSecret *
mg_truenas_write_password (const MgSlotReading  *slot,
                           const char           *account,
                           MgSecret             *password,
                           GError              **error)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();

  if (!g_str_is_ascii (mg_secret_peek (password)))
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                           _("TrueNAS takes passwords of plain ASCII characters only"));
      return NULL;
    }

  mg_secret_builder_append (builder, "{\"smtp\":true,\"oauth\":null");
  append_missing_sender (builder, slot, account);
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
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();

  if (slot->settings->authentication == MG_MAIL_AUTHENTICATION_PASSWORD)
    mg_secret_builder_append (builder, "{\"smtp\":false,\"user\":null,\"pass\":null");
  else
    mg_secret_builder_append (builder, "{\"oauth\":null");
  append_missing_sender (builder, slot, slot->account);
  mg_secret_builder_append (builder, "}");

  return mg_secret_builder_end (builder);
}
