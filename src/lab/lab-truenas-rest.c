/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-truenas"

#include "config.h"

#include "lab-json.h"
#include "lab-reply.h"
#include "lab-truenas-private.h"

/* The REST API of 25.10 and older (restful.py): the same methods, each with a
 * login of its own. */

static const struct
{
  const char *verb;
  const char *path;
  const char *method;
} routes[] = {
  { "GET", "/mail", "mail.config" },
  { "PUT", "/mail", "mail.update" },
  { "POST", "/mail/send", "mail.send" },
  { "GET", "/core/get_jobs", "core.get_jobs" },
  { "GET", "/alert/list", "alert.list" },
  { "GET", "/system/info", "system.info" },
};

static LabRole
refuse (SoupServerMessage *message,
        const char        *text)
{
  lab_reply_text (message, SOUP_STATUS_UNAUTHORIZED, "text/plain", text);
  return LAB_ROLE_NONE;
}

static LabRole
try_basic (LabTruenas        *self,
           SoupServerMessage *message,
           const char        *encoded)
{
  LabSignIn *sign_in = &self->device->sign_in;
  gsize length = 0;
  g_autofree guchar *bytes = g_base64_decode (encoded, &length);
  g_autofree char *text = g_strndup ((const char *) bytes, length);
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);

  if (sign_in->one_time_code != NULL)
    return refuse (message, "HTTP Basic Auth is unavailable when OTP is enabled");
  if (g_strv_length (parts) != 2 || g_strcmp0 (parts[0], sign_in->user) != 0 ||
      g_strcmp0 (parts[1], sign_in->password) != 0)
    return refuse (message, "Bad username or password");

  return LAB_ROLE_FULL;
}

/* Who asks; for LAB_ROLE_NONE it has been answered. */
static LabRole
authenticate (LabTruenas        *self,
              SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *value = soup_message_headers_get_one (headers, "Authorization");
  gboolean secure = soup_server_message_get_tls_peer_certificate (message) != NULL ||
                    g_strcmp0 (g_uri_get_scheme (soup_server_message_get_uri (message)),
                               "https") == 0;
  const char *response;
  LabRole role;

  if (value != NULL && g_str_has_prefix (value, "Basic "))
    return try_basic (self, message, value + strlen ("Basic "));
  if (value == NULL || !g_str_has_prefix (value, "Bearer "))
    return refuse (message, "Unauthorized");

  role = _lab_truenas_try_key (self, NULL, value + strlen ("Bearer "), secure, &response);
  return role != LAB_ROLE_NONE ? role : refuse (message, "Invalid API key");
}

static JsonObject *
read_body (SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);

  return lab_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
}

static void
reply_flaw (SoupServerMessage *message,
            const char        *text)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "message", text);
  lab_reply_json (message, SOUP_STATUS_BAD_REQUEST, object);
}

static void
add_member (JsonArray  *params,
            JsonObject *body,
            const char *name)
{
  if (json_object_has_member (body, name))
    json_array_add_element (params, json_object_dup_member (body, name));
}

/* A method with one argument takes the body as that; with more, its members. */
static JsonArray *
read_params (LabTruenas        *self,
             SoupServerMessage *message,
             const char        *method)
{
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonArray) params = json_array_new ();
  gboolean old = self->release <= LAB_TRUENAS_25_04;

  if (g_str_equal (soup_server_message_get_method (message), SOUP_METHOD_GET))
    return g_steal_pointer (&params);

  body = read_body (message);
  if (body == NULL)
    {
      reply_flaw (message, "json parse error");
      return NULL;
    }

  if (!g_str_equal (method, "mail.send"))
    {
      json_array_add_object_element (params, json_object_ref (body));
      return g_steal_pointer (&params);
    }

  add_member (params, body, old ? "mail_message" : "message");
  add_member (params, body, old ? "mail_update" : "config");
  if (json_array_get_length (params) == 0 ||
      json_array_get_length (params) != json_object_get_size (body))
    {
      reply_flaw (message, "The following attributes are not expected");
      return NULL;
    }

  return g_steal_pointer (&params);
}

static void
set_filter (JsonArray         *params,
            SoupServerMessage *message)
{
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));
  JsonArray *filters = json_array_new ();
  JsonArray *filter = json_array_new ();

  if (query == NULL || !g_str_has_prefix (query, "id="))
    {
      json_array_unref (filters);
      json_array_unref (filter);
      return;
    }

  json_array_add_string_element (filter, "id");
  json_array_add_string_element (filter, "=");
  json_array_add_int_element (filter, (gint64) g_ascii_strtoull (query + 3, NULL, 10));
  json_array_add_array_element (filters, filter);
  json_array_add_array_element (params, filters);
}

static const char *
find_method (SoupServerMessage *message,
             const char        *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++)
    if (g_str_equal (routes[i].path, path) &&
        g_str_equal (routes[i].verb, soup_server_message_get_method (message)))
      return routes[i].method;

  return NULL;
}

void
_lab_truenas_handle_rest (LabTruenas        *self,
                          SoupServerMessage *message,
                          const char        *path)
{
  const char *method = find_method (message, path);
  g_autoptr (JsonArray) params = NULL;
  LabRole role = authenticate (self, message);
  LabCall *call;

  if (role == LAB_ROLE_NONE)
    return;

  if (method == NULL)
    {
      lab_reply_text (message, SOUP_STATUS_NOT_FOUND, "text/plain", "404: Not Found");
      return;
    }

  params = read_params (self, message, method);
  if (params == NULL)
    return;

  if (g_str_equal (method, "core.get_jobs"))
    set_filter (params, message);
  call = _lab_call_new (self, params, role);
  call->message = g_object_ref (message);
  soup_server_message_pause (message);
  _lab_call_run (call, method);
}
