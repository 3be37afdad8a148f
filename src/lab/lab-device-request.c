/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-device"

#include "config.h"

#include "lab-device-private.h"
#include "lab-json.h"
#include "lab-reply.h"

/* What all resources of the device API ask of a request, and how they refuse
 * one. Each function that returns NULL or FALSE has answered already. */

gboolean
_lab_request_is (SoupServerMessage *message,
                 const char        *method)
{
  return g_str_equal (soup_server_message_get_method (message), method);
}

/* Reads the body as a JSON object; with @optional, no body is an empty one. */
JsonObject *
_lab_request_read_body (SoupServerMessage *message,
                        gboolean           optional)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  JsonObject *object;

  if (optional && body->length == 0)
    return json_object_new ();

  if (type == NULL || g_ascii_strcasecmp (type, "application/json") != 0)
    {
      lab_reply_problem (message, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, NULL, NULL, NULL);
      return NULL;
    }

  object = lab_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  if (object == NULL)
    lab_reply_problem (message, SOUP_STATUS_BAD_REQUEST, "malformed",
                       "The request is not a JSON object", NULL);

  return object;
}

/* RFC 9110, section 13.1.1: "*", or a list of entity tags. */
gboolean
_lab_request_matches (SoupServerMessage *message,
                      const char        *etag)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *value = soup_message_headers_get_list (headers, "If-Match");
  GSList *tags;
  gboolean found;

  if (value == NULL)
    {
      lab_reply_problem (message, 428, "match-needed", "The request needs If-Match", NULL);
      return FALSE;
    }

  tags = soup_header_parse_list (value);
  found = g_slist_find_custom (tags, "*", (GCompareFunc) g_strcmp0) != NULL
          || g_slist_find_custom (tags, etag, (GCompareFunc) g_strcmp0) != NULL;
  soup_header_free_list (tags);

  if (!found)
    lab_reply_problem (message, SOUP_STATUS_PRECONDITION_FAILED, "changed",
                       "This was changed meanwhile", "Read it again before changing it.");

  return found;
}

gboolean
_lab_request_is_valid (SoupServerMessage *message,
                       JsonArray         *errors)
{
  g_autoptr (JsonObject) problem = NULL;
  g_autofree char *text = NULL;

  if (json_array_get_length (errors) == 0)
    return TRUE;

  problem = json_object_new ();
  json_object_set_string_member (problem, "type", "tag:mailgrant.github.io,2026:problem:invalid");
  json_object_set_string_member (problem, "title", "The request is not valid");
  json_object_set_int_member (problem, "status", SOUP_STATUS_UNPROCESSABLE_ENTITY);
  json_object_set_array_member (problem, "errors", json_array_ref (errors));
  text = lab_json_print (problem);
  lab_reply_text (message, SOUP_STATUS_UNPROCESSABLE_ENTITY, "application/problem+json", text);
  return FALSE;
}

void
_lab_request_not_found (SoupServerMessage *message,
                        const char        *what)
{
  lab_reply_problem (message, SOUP_STATUS_NOT_FOUND, "not-found", what, NULL);
}

void
_lab_request_not_offered (SoupServerMessage *message,
                          const char        *what)
{
  lab_reply_problem (message, SOUP_STATUS_CONFLICT, "not-offered", what, NULL);
}

void
_lab_request_no_method (SoupServerMessage *message,
                        const char        *allow)
{
  lab_reply_problem (message, SOUP_STATUS_METHOD_NOT_ALLOWED, NULL, NULL, NULL);
  lab_reply_header (message, "Allow", allow);
}
