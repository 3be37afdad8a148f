/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-device"

#include "config.h"

#include "lab-device-api.h"
#include "lab-device-private.h"
#include "lab-json.h"
#include "lab-reply.h"

/* The device API as data/device-api/openapi.yaml has it: identity, sessions,
 * jobs and alerts are here; slots and rules are in files of their own. */

#define WELL_KNOWN "/.well-known/mail-authorization"
#define BASE "/mail-authorization/v1"

static JsonObject *
print_service (const LabService *service)
{
  JsonObject *object = json_object_new ();
  JsonArray *takes = json_array_new ();

  for (guint i = 0; lab_authentication_nicks[i] != NULL; i++)
    if ((service->takes & (1u << i)) != 0)
      json_array_add_string_element (takes, lab_authentication_nicks[i]);

  json_object_set_string_member (object, "id", service->id);
  json_object_set_string_member (object, "title", service->title);
  json_object_set_array_member (object, "authentications", takes);
  json_object_set_string_member (object, "client_kind", "any");
  json_object_set_boolean_member (object, "any_token_endpoint", TRUE);
  json_object_set_boolean_member (object, "reauthorize", service->reauthorize);
  return object;
}

static JsonObject *
print_capabilities (const LabPersonality *personality)
{
  JsonObject *object = json_object_new ();
  JsonArray *providers = json_array_new ();

  for (const LabService *service = personality->services; service->id != NULL; service++)
    json_array_add_object_element (providers, print_service (service));

  json_object_set_boolean_member (object, "create_slot", personality->create_slot);
  json_object_set_boolean_member (object, "delete_slot", personality->delete_slot);
  json_object_set_boolean_member (object, "test_unsaved", personality->test_unsaved);
  json_object_set_boolean_member (object, "rules", personality->rules);
  json_object_set_boolean_member (object, "alerts", personality->alerts);
  lab_json_set_strv (object, "protocols", personality->protocols);
  json_object_set_array_member (object, "providers", providers);
  return object;
}

static void
identify (LabDevice         *self,
          SoupServerMessage *message)
{
  const LabPersonality *personality = self->personality;
  g_autoptr (JsonObject) object = json_object_new ();

  if (!_lab_request_is (message, SOUP_METHOD_GET))
    {
      _lab_request_no_method (message, "GET");
      return;
    }

  json_object_set_string_member (object, "api_version", "1.0");
  json_object_set_string_member (object, "base", BASE);
  json_object_set_string_member (object, "vendor", "Mailgrant Lab");
  json_object_set_string_member (object, "model", personality->model);
  json_object_set_string_member (object, "serial", self->serial);
  json_object_set_string_member (object, "firmware", personality->firmware);
  json_object_set_string_member (object, "kind", personality->kind);
  json_object_set_string_member (object, "name", self->name);
  json_object_set_string_member (object, "uuid", self->uuid);
  json_object_set_string_member (object, "admin_path", "/");
  json_object_set_boolean_member (object, "one_time_code", self->sign_in.one_time_code != NULL);
  json_object_set_object_member (object, "capabilities", print_capabilities (personality));
  lab_reply_json (message, SOUP_STATUS_OK, object);
}

static void
refuse_sign_in (LabDevice         *self,
                SoupServerMessage *message,
                LabSignInResult    result,
                gint64             now)
{
  static const struct { const char *type, *title; } refusals[] = {
    [LAB_SIGN_IN_WRONG_PASSWORD] = { "wrong-password", "The user name or password is wrong" },
    [LAB_SIGN_IN_CODE_NEEDED] = { "code-needed",
                                  "Enter the one-time code of your authenticator" },
    [LAB_SIGN_IN_CODE_WRONG] = { "code-wrong", "The one-time code is wrong" },
    [LAB_SIGN_IN_PASSWORD_EXPIRED] = { "password-expired", "The password has expired" },
  };
  g_autofree char *seconds = NULL;

  if (result != LAB_SIGN_IN_LOCKED_OUT)
    {
      lab_reply_problem (message, SOUP_STATUS_UNAUTHORIZED, refusals[result].type,
                         refusals[result].title, NULL);
      lab_reply_header (message, "WWW-Authenticate", "Bearer");
      return;
    }

  seconds = g_strdup_printf ("%" G_GINT64_FORMAT, self->sign_in.locked_until - now);
  lab_reply_problem (message, 429, "locked-out", "Too many failed sign-ins", NULL);
  lab_reply_header (message, "Retry-After", seconds);
}

static void
sign_in (LabDevice         *self,
         SoupServerMessage *message)
{
  g_autoptr (JsonObject) body = _lab_request_read_body (message, FALSE);
  g_autoptr (JsonArray) errors = json_array_new ();
  g_autoptr (JsonObject) session = NULL;
  g_autofree char *bearer = NULL;
  LabReader reader = { body, "", errors };
  gint64 now = lab_clock_now (&self->clock);
  const char *user, *password, *code;
  LabSignInResult result;

  if (body == NULL)
    return;

  user = lab_reader_string (&reader, "user", 1, 128, LAB_READ_REQUIRED);
  password = lab_reader_string (&reader, "password", 0, 1024, LAB_READ_REQUIRED);
  code = lab_reader_string (&reader, "one_time_code", 0, 16, LAB_READ_OPTIONAL);
  if (!_lab_request_is_valid (message, errors))
    return;

  result = lab_sign_in_try (&self->sign_in, user, password, code, now);
  if (result != LAB_SIGN_IN_GOOD)
    {
      refuse_sign_in (self, message, result, now);
      return;
    }

  bearer = lab_sign_in_start (&self->sign_in, now);
  session = json_object_new ();
  json_object_set_string_member (session, "access_token", bearer);
  json_object_set_string_member (session, "token_type", "Bearer");
  json_object_set_int_member (session, "expires_in", self->sign_in.lifetime);
  lab_reply_json (message, SOUP_STATUS_CREATED, session);
  lab_reply_header (message, "Cache-Control", "no-store");
}

/* Returns the bearer of the request if somebody is signed in with it. */
static const char *
check_session (LabDevice         *self,
               SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *value = soup_message_headers_get_one (headers, "Authorization");

  if (value != NULL && g_ascii_strncasecmp (value, "Bearer ", 7) == 0
      && lab_sign_in_check (&self->sign_in, value + 7, lab_clock_now (&self->clock)))
    return value + 7;

  lab_reply_problem (message, SOUP_STATUS_UNAUTHORIZED, "session-ended",
                     "The session has ended", NULL);
  lab_reply_header (message, "WWW-Authenticate", "Bearer error=\"invalid_token\"");
  return NULL;
}

static void
get_job (LabDevice          *self,
         SoupServerMessage  *message,
         char              **path)
{
  LabJob *job = path[0] != NULL && path[1] == NULL ? _lab_device_find_job (self, path[0]) : NULL;
  g_autoptr (JsonObject) object = NULL;

  if (job == NULL)
    {
      _lab_request_not_found (message, "There is no such job");
      return;
    }

  object = _lab_job_print (job);
  lab_reply_json (message, SOUP_STATUS_OK, object);
}

static void
list_alerts (LabDevice         *self,
             SoupServerMessage *message)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *alerts = json_array_new ();

  for (guint i = 0; i < self->model.alerts->len; i++)
    json_array_add_object_element (alerts, lab_alert_print (self->model.alerts->pdata[i]));

  json_object_set_array_member (object, "alerts", alerts);

  if (self->personality->alerts)
    lab_reply_json (message, SOUP_STATUS_OK, object);
  else
    _lab_request_not_offered (message, "This device lists no alerts");
}

static void
handle_session (LabDevice         *self,
                SoupServerMessage *message)
{
  const char *bearer;

  if (_lab_request_is (message, SOUP_METHOD_POST))
    {
      sign_in (self, message);
      return;
    }

  if (!_lab_request_is (message, SOUP_METHOD_DELETE))
    {
      _lab_request_no_method (message, "POST, DELETE");
      return;
    }

  bearer = check_session (self, message);
  if (bearer == NULL)
    return;

  lab_sign_in_end (&self->sign_in, bearer);
  soup_server_message_set_status (message, SOUP_STATUS_NO_CONTENT, NULL);
}

/* What only somebody signed in may see. */
static void
handle_signed_in (LabDevice          *self,
                  SoupServerMessage  *message,
                  char              **path)
{
  const char *resource = path[0] != NULL ? path[0] : "";

  if (g_str_equal (resource, "slots"))
    _lab_device_handle_slots (self, message, path + 1);
  else if (g_str_equal (resource, "rules") && self->personality->rules)
    _lab_device_handle_rules (self, message, path + 1);
  else if (g_str_equal (resource, "rules"))
    _lab_request_not_offered (message, "This device has no rules");
  else if (!_lab_request_is (message, SOUP_METHOD_GET))
    _lab_request_no_method (message, "GET");
  else if (g_str_equal (resource, "jobs"))
    get_job (self, message, path + 1);
  else if (g_str_equal (resource, "alerts") && path[1] == NULL)
    list_alerts (self, message);
  else
    _lab_request_not_found (message, "There is no such resource");
}

static void
show_admin_page (LabDevice         *self,
                 SoupServerMessage *message)
{
  g_autofree char *name = g_markup_escape_text (self->name, -1);
  g_autofree char *page = NULL;

  page = g_strdup_printf ("<!DOCTYPE html><html lang=en><title>%s</title><h1>%s</h1>"
                          "<p>A device of the Mailgrant lab. Its mail settings are at "
                          "<code>" BASE "</code>.", name, name);
  lab_reply_text (message, SOUP_STATUS_OK, "text/html; charset=utf-8", page);
}

void
lab_device_api_handle (SoupServerMessage *message,
                       const char        *path,
                       gpointer           device)
{
  LabDevice *self = device;
  g_auto (GStrv) parts = NULL;

  if (g_str_equal (path, "/"))
    show_admin_page (self, message);
  else if (g_str_equal (path, WELL_KNOWN))
    identify (self, message);
  else if (g_str_equal (path, BASE "/session"))
    handle_session (self, message);
  else if (!g_str_has_prefix (path, BASE "/"))
    _lab_request_not_found (message, "There is no such resource");
  else if (check_session (self, message) != NULL)
    {
      parts = g_strsplit (path + strlen (BASE "/"), "/", 6);
      handle_signed_in (self, message, parts);
    }
}
