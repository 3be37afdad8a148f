/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-synology-mail"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-json.h"
#include "mg-synology-mail.h"
#include "mg-text.h"

/* What a DSM says of how it sends its notifications, as observed on DSM 7.4;
 * no flow. */

#define SLOT "email"
#define IMPLICIT_TLS_PORT 465

static char *
dup_clean (JsonObject *object,
           const char *member)
{
  const char *text = mg_json_get_string (object, member);

  return text == NULL || *text == '\0' ? NULL : mg_text_dup_clean (text, -1, MG_TEXT_NAME_MAX);
}

static void
parse_server (JsonObject     *data,
              MgMailSettings *settings)
{
  JsonObject *server = mg_json_get_object (data, "smtp_info");
  gint64 port = 0;

  settings->host = dup_clean (server, "server");
  if (mg_json_get_int (server, "port", &port) && port > 0 && port <= G_MAXUINT16)
    settings->port = (guint16) port;
  /* "ssl" does not say when TLS begins; the port does. */
  if (!mg_json_get_boolean (server, "ssl", FALSE))
    settings->security = MG_MAIL_SECURITY_NONE;
  else if (settings->port == IMPLICIT_TLS_PORT)
    settings->security = MG_MAIL_SECURITY_TLS;
  else
    settings->security = MG_MAIL_SECURITY_STARTTLS;
  settings->sender_name = dup_clean (data, "sender_name");
  settings->sender_address = dup_clean (data, "sender_mail");
}

/**
 * mg_synology_parse_mail:
 * @data: the data of `SYNO.Core.Notification.Mail.Conf`
 *
 * Reads the device's one slot. Neither a password nor anything of a token is
 * among what it says, so where it logs in, the badge is left alone.
 *
 * Returns: (transfer full) (nullable): the slot, or %NULL if this is no answer to
 *   the question
 */
MgSlotReading *
mg_synology_parse_mail (JsonObject *data)
{
  JsonObject *login = mg_json_get_object (data, "smtp_auth");
  MgSlotReading *slot;

  if (mg_json_get_object (data, "smtp_info") == NULL)
    return NULL;

  slot = mg_slot_reading_new (SLOT, _("Email notifications"));
  parse_server (data, slot->settings);
  if (mg_json_get_boolean (data, "enable_oauth", FALSE))
    {
      slot->settings->authentication = MG_MAIL_AUTHENTICATION_OAUTH2;
      slot->account = g_strdup (slot->settings->sender_address);
      slot->event = MG_TOKEN_EVENT_READ_HIDDEN;
    }
  else if (mg_json_get_boolean (login, "enable", FALSE))
    {
      slot->settings->authentication = MG_MAIL_AUTHENTICATION_PASSWORD;
      slot->service = g_strdup ("custom");
      slot->account = dup_clean (login, "user");
      slot->event = MG_TOKEN_EVENT_READ_HIDDEN;
    }

  return slot;
}
