/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-openmediavault-mail"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-openmediavault-mail.h"
#include "mg-secret-builder.h"
#include "mg-text.h"

/* openmediavault's notification settings (engined/rpc/notification.inc,
 * datamodels/rpc.emailnotification.json) as the core's values, and back. */

#define SLOT "email"

/* RFC 1035 §2.3.4, RFC 5321 §4.5.3.1. */
#define HOST_MAX 255
#define MAILBOX_MAX 320

static const struct
{
  const char     *tls;
  MgMailSecurity  security;
} securities[] = {
  { "none", MG_MAIL_SECURITY_NONE },
  { "starttls", MG_MAIL_SECURITY_STARTTLS },
  { "ssl", MG_MAIL_SECURITY_TLS },
  /* The box tries; it is shown as the better of what it may find. */
  { "auto", MG_MAIL_SECURITY_STARTTLS },
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
 * mg_openmediavault_parse_mail:
 * @result: the result of `EmailNotification.get`
 * @error: return location for an error
 *
 * Returns: (transfer full): the box's one slot, or %NULL with @error set
 */
MgSlotReading *
mg_openmediavault_parse_mail (JsonNode  *result,
                              GError   **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (result) ? json_node_get_object (result) : NULL;
  const char *password = mg_json_get_string (object, "password");
  MgSlotReading *slot;
  gint64 port = 0;

  if (mg_json_get_string (object, "server") == NULL)
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_PROTOCOL,
                           _("The device's mail settings make no sense"));
      return NULL;
    }

  slot = mg_slot_reading_new (SLOT, _("Notifications"));
  slot->service = g_strdup ("custom");
  slot->settings->host = dup_clean (object, "server", HOST_MAX);
  if (mg_json_get_int (object, "port", &port) && port > 0 && port <= G_MAXUINT16)
    slot->settings->port = (guint16) port;
  for (gsize i = 0; i < G_N_ELEMENTS (securities); i++)
    if (g_strcmp0 (mg_json_get_string (object, "tls"), securities[i].tls) == 0)
      slot->settings->security = securities[i].security;
  slot->settings->sender_address = dup_clean (object, "sender", MAILBOX_MAX);
  if (!mg_json_get_boolean (object, "authenable", FALSE))
    return slot;

  slot->settings->authentication = MG_MAIL_AUTHENTICATION_PASSWORD;
  slot->account = dup_clean (object, "username", MAILBOX_MAX);
  if (password != NULL && *password != '\0')
    slot->event = MG_TOKEN_EVENT_READ_PRESENT;

  return slot;
}

static void
append_name (MgSecretBuilder *builder,
             const char      *member)
{
  mg_secret_builder_append (builder, ",\"");
  mg_secret_builder_append (builder, member);
  mg_secret_builder_append (builder, "\":");
}

static void
append_string (MgSecretBuilder *builder,
               JsonObject      *before,
               const char      *member)
{
  const char *value = mg_json_get_string (before, member);

  append_name (builder, member);
  mg_secret_builder_append_json (builder, value != NULL ? value : "");
}

static void
append_port (MgSecretBuilder *builder,
             gint64           port)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, port);

  append_name (builder, "port");
  mg_secret_builder_append (builder, number);
}

static MgSecretBuilder *
begin (JsonObject *before)
{
  MgSecretBuilder *builder = mg_secret_builder_new ();

  mg_secret_builder_append (builder, "{\"enable\":true");
  append_string (builder, before, "primaryemail");
  append_string (builder, before, "secondaryemail");

  return builder;
}

/**
 * mg_openmediavault_write_login:
 * @before: the settings as they were read just now
 * @enable: whether the box logs in to the mail server
 * @user: the user name
 * @password: (nullable): the password
 *
 * Returns: (transfer full): the parameters of `EmailNotification.set` that
 *   change the login alone
 */
MgSecret *
mg_openmediavault_write_login (JsonObject     *before,
                               gboolean        enable,
                               const char     *user,
                               const MgSecret *password)
{
  g_autoptr (MgSecretBuilder) builder = begin (before);
  gint64 port = 25;

  append_string (builder, before, "server");
  mg_json_get_int (before, "port", &port);
  append_port (builder, port);
  append_string (builder, before, "tls");
  append_string (builder, before, "sender");
  append_name (builder, "authenable");
  mg_secret_builder_append (builder, enable ? "true" : "false");
  append_name (builder, "username");
  mg_secret_builder_append_json (builder, user);
  append_name (builder, "password");
  if (password != NULL)
    mg_secret_builder_append_json_secret (builder, password);
  else
    mg_secret_builder_append_json (builder, "");
  mg_secret_builder_append (builder, "}");

  return mg_secret_builder_end (builder);
}

/**
 * mg_openmediavault_write_settings:
 * @before: the settings as they were read just now
 * @settings: settings
 *
 * Returns: (transfer full): the parameters of `EmailNotification.set` that
 *   leave the login as it is
 */
MgSecret *
mg_openmediavault_write_settings (JsonObject           *before,
                                  const MgMailSettings *settings)
{
  g_autoptr (MgSecretBuilder) builder = begin (before);

  append_name (builder, "server");
  mg_secret_builder_append_json (builder, settings->host != NULL ? settings->host : "");
  append_port (builder, settings->port);
  for (gsize i = 0; i < G_N_ELEMENTS (securities) - 1; i++)
    if (securities[i].security == settings->security)
      {
        append_name (builder, "tls");
        mg_secret_builder_append_json (builder, securities[i].tls);
      }
  append_name (builder, "sender");
  mg_secret_builder_append_json (builder, settings->sender_address != NULL
                                          ? settings->sender_address : "");
  append_name (builder, "authenable");
  mg_secret_builder_append (builder, mg_json_get_boolean (before, "authenable", FALSE)
                                     ? "true" : "false");
  append_string (builder, before, "username");
  append_string (builder, before, "password");
  mg_secret_builder_append (builder, "}");

  return mg_secret_builder_end (builder);
}
