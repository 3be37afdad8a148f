/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-reply"

#include "config.h"

#include "lab-json.h"
#include "lab-reply.h"

#define PROBLEM "tag:mailgrant.github.io,2026:problem:"

void
lab_reply_header (SoupServerMessage *message,
                  const char        *name,
                  const char        *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (message), name, value);
}

void
lab_reply_text (SoupServerMessage *message,
                guint              status,
                const char        *content_type,
                const char        *text)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, content_type, SOUP_MEMORY_COPY, text, strlen (text));
}

void
lab_reply_json (SoupServerMessage *message,
                guint              status,
                JsonObject        *object)
{
  g_autofree char *text = lab_json_print (object);

  lab_reply_text (message, status, "application/json", text);
}

/* Answers with an RFC 9457 problem document; @type is the last part of one of
 * the identifiers in data/device-api/openapi.yaml, or NULL for "about:blank". */
void
lab_reply_problem (SoupServerMessage *message,
                   guint              status,
                   const char        *type,
                   const char        *title,
                   const char        *detail)
{
  g_autoptr (JsonObject) problem = json_object_new ();
  g_autofree char *uri = NULL;
  g_autofree char *text = NULL;

  uri = type != NULL ? g_strconcat (PROBLEM, type, NULL) : g_strdup ("about:blank");

  json_object_set_string_member (problem, "type", uri);
  json_object_set_string_member (problem, "title",
                                 title != NULL ? title : soup_status_get_phrase (status));
  json_object_set_int_member (problem, "status", status);
  if (detail != NULL)
    json_object_set_string_member (problem, "detail", detail);

  text = lab_json_print (problem);
  lab_reply_text (message, status, "application/problem+json", text);
}
