/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-device"

#include "config.h"

#include "lab-device-private.h"
#include "lab-json.h"
#include "lab-reply.h"

#define SLOTS_MAX 64

static void
reply_slot (SoupServerMessage *message,
            guint              status,
            LabSlot           *slot)
{
  g_autoptr (JsonObject) object = lab_slot_print (slot);
  g_autofree char *etag = lab_slot_dup_etag (slot);

  lab_reply_json (message, status, object);
  lab_reply_header (message, "ETag", etag);
}

static void
list_slots (LabDevice         *self,
            SoupServerMessage *message)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *slots = json_array_new ();

  for (guint i = 0; i < self->model.slots->len; i++)
    json_array_add_object_element (slots, lab_slot_print (self->model.slots->pdata[i]));

  json_object_set_array_member (object, "slots", slots);
  lab_reply_json (message, SOUP_STATUS_OK, object);
}

/* Whether a slot of this service may log in this way, and with a token of this
 * provider: its own, or one of an authorization server nobody has heard of. */
static void
check_service (LabDevice  *self,
               LabReader  *reader,
               LabLogin   *login,
               const char *service_id)
{
  const LabService *service = lab_personality_find_service (self->personality, service_id);
  const char *provider = login->token.provider;

  if (service == NULL)
    {
      lab_reader_fail (reader, "service", "Is not a service of this device");
      return;
    }

  if ((service->takes & (1u << login->settings.authentication)) == 0)
    lab_reader_fail (reader, "authentication", "Is not one that this service has");

  if (provider != NULL && !g_str_equal (service_id, "custom")
      && !g_str_equal (provider, service_id) && !g_str_equal (provider, "custom"))
    lab_reader_fail (reader, "provider", "Is not the provider of this service");
}

/* Reads token and password where @body has them. */
static void
read_secrets (LabLogin   *login,
              JsonObject *body,
              JsonArray  *errors)
{
  LabReader token = { lab_json_get_object (body, "token"), "/token", errors };
  LabReader password = { lab_json_get_object (body, "password"), "/password", errors };

  if (token.object != NULL)
    lab_login_read_token (login, &token);
  if (password.object != NULL)
    lab_login_read_password (login, &password);
}

static LabSlot *
build_slot (LabDevice  *self,
            JsonObject *body,
            JsonArray  *errors)
{
  LabReader reader = { body, "", errors };
  LabReader settings = { lab_json_get_object (body, "settings"), "/settings", errors };
  g_autoptr (LabLogin) login = lab_login_new ();
  g_autofree char *id = NULL;
  const char *title = lab_reader_string (&reader, "title", 0, 500, LAB_READ_REQUIRED);
  const char *service = lab_reader_string (&reader, "service", 1, 64, LAB_READ_REQUIRED);
  const char *client_ref = lab_reader_string (&reader, "client_ref", 1, 64, LAB_READ_OPTIONAL);
  LabProtocol protocol = lab_reader_choice (&reader, "protocol", lab_protocol_nicks);
  LabSlot *slot;

  if (!g_strv_contains (self->personality->protocols, lab_protocol_nicks[protocol]))
    lab_reader_fail (&reader, "protocol", "Is not one that this device has");

  lab_login_read_settings (login, &settings, protocol);
  read_secrets (login, body, errors);
  if (service != NULL)
    check_service (self, &reader, login, service);

  if (json_array_get_length (errors) > 0)
    return NULL;

  id = lab_model_next_id (&self->model, "account");
  slot = lab_model_add_slot (&self->model, id, title, service, protocol, login);
  slot->client_ref = g_strdup (client_ref);
  slot->reauthorize = lab_personality_find_service (self->personality, service)->reauthorize;
  return slot;
}

static void
create_slot (LabDevice         *self,
             SoupServerMessage *message)
{
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonArray) errors = json_array_new ();
  g_autofree char *location = NULL;
  const char *client_ref;
  LabSlot *slot = NULL;

  if (!self->personality->create_slot)
    {
      _lab_request_not_offered (message, "This device can't create slots");
      return;
    }

  body = _lab_request_read_body (message, FALSE);
  if (body == NULL)
    return;

  client_ref = lab_json_get_string (body, "client_ref");
  if (client_ref != NULL)
    slot = lab_model_find_by_ref (&self->model, client_ref);
  if (slot != NULL)
    {
      reply_slot (message, SOUP_STATUS_OK, slot);
      return;
    }

  if (self->model.slots->len >= SLOTS_MAX)
    {
      lab_reply_problem (message, SOUP_STATUS_CONFLICT, "limit-reached",
                         "There is no room for another slot", NULL);
      return;
    }

  slot = build_slot (self, body, errors);
  if (!_lab_request_is_valid (message, errors))
    return;

  _lab_device_save (self);
  reply_slot (message, SOUP_STATUS_CREATED, slot);
  location = g_strdup_printf ("/mail-authorization/v1/slots/%s", slot->id);
  lab_reply_header (message, "Location", location);
}

/* Two tests at once would redeem one refresh token twice, which a provider that
 * rotates takes for theft; and a change would pull it from under a test. */
static gboolean
is_idle (SoupServerMessage *message,
         LabSlot           *slot)
{
  if (slot->login->n_tests == 0)
    return TRUE;

  lab_reply_problem (message, SOUP_STATUS_CONFLICT, "test-running",
                     "A test of this slot is still running", NULL);
  return FALSE;
}

static gboolean
may_change (SoupServerMessage *message,
            LabSlot           *slot)
{
  g_autofree char *etag = lab_slot_dup_etag (slot);

  return _lab_request_matches (message, etag) && is_idle (message, slot);
}

static void
delete_slot (LabDevice         *self,
             SoupServerMessage *message,
             LabSlot           *slot)
{
  if (!self->personality->delete_slot)
    {
      _lab_request_not_offered (message, "This device can't delete slots");
      return;
    }

  if (!may_change (message, slot))
    return;

  lab_model_delete_slot (&self->model, slot);
  _lab_device_save (self);
  soup_server_message_set_status (message, SOUP_STATUS_NO_CONTENT, NULL);
}

static void
handle_slot (LabDevice         *self,
             SoupServerMessage *message,
             LabSlot           *slot)
{
  if (_lab_request_is (message, SOUP_METHOD_GET))
    reply_slot (message, SOUP_STATUS_OK, slot);
  else if (_lab_request_is (message, SOUP_METHOD_DELETE))
    delete_slot (self, message, slot);
  else
    _lab_request_no_method (message, "GET, DELETE");
}

/* Reads the body of a PUT into @login, by the name of what is put. */
static void
read_part (LabLogin    *login,
           LabReader   *reader,
           const char  *part,
           LabProtocol  protocol)
{
  if (g_str_equal (part, "settings"))
    lab_login_read_settings (login, reader, protocol);
  else if (g_str_equal (part, "token"))
    lab_login_read_token (login, reader);
  else
    lab_login_read_password (login, reader);
}

static void
put_part (LabDevice         *self,
          SoupServerMessage *message,
          LabSlot           *slot,
          const char        *part)
{
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonArray) errors = json_array_new ();
  g_autoptr (LabLogin) login = NULL;
  LabReader reader = { NULL, "", errors };

  if (!may_change (message, slot))
    return;

  body = _lab_request_read_body (message, FALSE);
  if (body == NULL)
    return;

  reader.object = body;
  login = lab_login_copy (slot->login);
  read_part (login, &reader, part, slot->protocol);
  check_service (self, &reader, login, slot->service);
  if (!_lab_request_is_valid (message, errors))
    return;

  lab_model_set_login (&self->model, slot, login);
  if (!g_str_equal (part, "settings"))
    lab_model_drop_alerts (&self->model, slot->id);
  _lab_device_save (self);
  reply_slot (message, SOUP_STATUS_OK, slot);
}

static void
delete_token (LabDevice         *self,
              SoupServerMessage *message,
              LabSlot           *slot)
{
  g_autoptr (LabLogin) login = NULL;

  if (!may_change (message, slot))
    return;

  login = lab_login_copy (slot->login);
  lab_login_delete_token (login);
  lab_model_set_login (&self->model, slot, login);
  _lab_device_save (self);
  reply_slot (message, SOUP_STATUS_OK, slot);
}

static void
test_slot (LabDevice         *self,
           SoupServerMessage *message,
           LabSlot           *slot)
{
  g_autoptr (JsonObject) body = _lab_request_read_body (message, TRUE);
  g_autoptr (JsonArray) errors = json_array_new ();
  g_autoptr (LabLogin) login = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *location = NULL;
  LabReader reader = { body, "", errors };
  LabReader settings = { lab_json_get_object (body, "settings"), "/settings", errors };
  gboolean unsaved;
  const char *recipient;
  LabJob *job;

  if (body == NULL || !is_idle (message, slot))
    return;

  unsaved = json_object_has_member (body, "settings") || json_object_has_member (body, "token")
            || json_object_has_member (body, "password");
  if (unsaved && !self->personality->test_unsaved)
    {
      _lab_request_not_offered (message, "This device tests only what is saved");
      return;
    }

  login = lab_login_copy (slot->login);
  if (settings.object != NULL)
    lab_login_read_settings (login, &settings, slot->protocol);
  read_secrets (login, body, errors);
  check_service (self, &reader, login, slot->service);
  recipient = lab_reader_string (&reader, "recipient", 3, 320, LAB_READ_OPTIONAL);
  if (!_lab_request_is_valid (message, errors))
    return;

  job = _lab_device_test (self, slot, unsaved ? login : NULL, recipient);
  answer = _lab_job_print (job);
  lab_reply_json (message, SOUP_STATUS_ACCEPTED, answer);
  location = g_strdup_printf ("/mail-authorization/v1/jobs/%s", job->id);
  lab_reply_header (message, "Location", location);
}

static void
handle_part (LabDevice         *self,
             SoupServerMessage *message,
             LabSlot           *slot,
             const char        *part)
{
  gboolean put = _lab_request_is (message, SOUP_METHOD_PUT);

  if (g_str_equal (part, "test") && _lab_request_is (message, SOUP_METHOD_POST))
    test_slot (self, message, slot);
  else if (g_str_equal (part, "test"))
    _lab_request_no_method (message, "POST");
  else if (g_str_equal (part, "token") && _lab_request_is (message, SOUP_METHOD_DELETE))
    delete_token (self, message, slot);
  else if (put && (g_str_equal (part, "settings") || g_str_equal (part, "token")
                   || g_str_equal (part, "password")))
    put_part (self, message, slot, part);
  else if (g_str_equal (part, "token"))
    _lab_request_no_method (message, "PUT, DELETE");
  else if (g_str_equal (part, "settings") || g_str_equal (part, "password"))
    _lab_request_no_method (message, "PUT");
  else
    _lab_request_not_found (message, "There is no such resource");
}

/* @path is what follows "slots/". */
void
_lab_device_handle_slots (LabDevice          *self,
                          SoupServerMessage  *message,
                          char              **path)
{
  LabSlot *slot = path[0] != NULL ? lab_model_find_slot (&self->model, path[0]) : NULL;

  if (path[0] == NULL && _lab_request_is (message, SOUP_METHOD_GET))
    list_slots (self, message);
  else if (path[0] == NULL && _lab_request_is (message, SOUP_METHOD_POST))
    create_slot (self, message);
  else if (path[0] == NULL)
    _lab_request_no_method (message, "GET, POST");
  else if (slot == NULL || (path[1] != NULL && path[2] != NULL))
    _lab_request_not_found (message, "There is no such slot");
  else if (path[1] == NULL)
    handle_slot (self, message, slot);
  else
    handle_part (self, message, slot, path[1]);
}
