/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-truenas"

#include "config.h"

#include <errno.h>

#include "lab-json.h"
#include "lab-truenas-private.h"

/* The methods mail.config, mail.update and mail.send (plugins/mail.py of the
 * release; plugins/mail/ from 27 on). */

#define REQUIRED "This field is required"
#define NOT_ASCII "Only plain text characters (7-bit ASCII) are allowed in passwords. " \
                  "UTF or composed characters are not allowed."

/* A secret is not shown to everybody, and neither is that there is none. */
static JsonNode *
print_mail (LabTruenas *self,
            LabRole     role)
{
  JsonObject *copy = _lab_truenas_merge (_lab_truenas_get_mail (self), NULL);
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  if (role < LAB_ROLE_WRITE)
    {
      json_object_set_string_member (copy, "pass", LAB_TRUENAS_REDACTED);
      json_object_set_string_member (copy, "oauth", LAB_TRUENAS_REDACTED);
    }

  json_node_take_object (node, copy);
  return node;
}

void
_lab_truenas_mail_config (LabCall *call)
{
  _lab_call_return (call, print_mail (call->truenas, call->role));
}

static void
add_flaw (LabTruenas *self,
          JsonArray  *extra,
          const char *name,
          const char *message)
{
  g_autofree char *attribute = self->release >= LAB_TRUENAS_27
                               ? g_strdup (name) : g_strconcat ("mail_update.", name, NULL);

  /* From 27 on the first one ends the check. */
  if (self->release < LAB_TRUENAS_27 || json_array_get_length (extra) == 0)
    lab_rpc_error_add (extra, attribute, message);
}

static gboolean
is_empty (JsonObject *mail,
          const char *name)
{
  const char *text = lab_json_get_string (mail, name);

  return text == NULL || *text == '\0';
}

static void
check_sender (LabTruenas *self,
              JsonObject *mail,
              JsonArray  *extra)
{
  JsonObject *oauth = lab_json_get_object (mail, "oauth");
  gboolean has_token = oauth != NULL && json_object_get_size (oauth) > 0;

  if (has_token && self->release == LAB_TRUENAS_24_10)
    {
      if (!is_empty (mail, "fromemail"))
        add_flaw (self, extra, "fromemail", "This field cannot be used with GMail");
      if (!is_empty (mail, "fromname"))
        add_flaw (self, extra, "fromname", "This field cannot be used with GMail");
    }
  else if (is_empty (mail, "fromemail") &&
           (!has_token || g_strcmp0 (lab_json_get_string (oauth, "provider"), "outlook") == 0))
    {
      add_flaw (self, extra, "fromemail", REQUIRED);
    }
}

/* What is wrong with the settings as a whole, or NULL. */
LabRpcError *
_lab_truenas_check_mail (LabTruenas *self,
                         JsonObject *mail)
{
  JsonArray *extra = json_array_new ();
  JsonObject *oauth = lab_json_get_object (mail, "oauth");
  const char *user = lab_json_get_string (mail, "user");
  const char *password = lab_json_get_string (mail, "pass");
  gboolean nameless = self->release >= LAB_TRUENAS_27 ? is_empty (mail, "user")
                                                      : g_strcmp0 (user, "") == 0;

  if (self->release == LAB_TRUENAS_25_04 && oauth != NULL &&
      !json_object_has_member (oauth, "provider"))
    {
      json_array_unref (extra);
      return lab_rpc_error_new_call (EINVAL, "'provider'");
    }

  if (lab_json_get_bool (mail, "smtp", FALSE) && nameless)
    add_flaw (self, extra, "user", REQUIRED " when SMTP authentication is enabled");
  check_sender (self, mail, extra);
  if (password != NULL && !g_str_is_ascii (password))
    add_flaw (self, extra, "pass", NOT_ASCII);

  if (json_array_get_length (extra) > 0)
    return lab_rpc_error_new_invalid (extra);

  json_array_unref (extra);
  return NULL;
}

void
_lab_truenas_mail_update (LabCall *call)
{
  LabTruenas *self = call->truenas;
  JsonNode *update = _lab_call_get_param (call, 0);
  LabRpcError *error = _lab_truenas_validate_update (self, update, "data");
  g_autoptr (JsonObject) merged = NULL;

  if (error == NULL)
    {
      merged = _lab_truenas_merge (_lab_truenas_get_mail (self), json_node_get_object (update));
      error = _lab_truenas_check_mail (self, merged);
    }

  if (error != NULL)
    {
      _lab_call_fail (call, error);
      return;
    }

  _lab_truenas_set_mail (self, g_steal_pointer (&merged));
  _lab_truenas_drop_alert (self, "GMailConfigurationDiscarded");
  _lab_call_return (call, print_mail (self, call->role));
}

typedef struct
{
  LabTruenasJob *job;        /* (unowned), the box's */
  JsonObject    *queued;     /* (owned) (nullable), to be tried again if it fails */
  gboolean       frozen;
  LabDevice     *device;     /* (owned) */
} Sending;

static void
sending_free (Sending *sending)
{
  g_clear_pointer (&sending->queued, json_object_unref);
  g_object_unref (sending->device);
  g_free (sending);
}

static void
on_sent (LabTruenas  *self,
         LabRpcError *error,
         gpointer     user_data)
{
  Sending *sending = user_data;
  JsonNode *result = json_node_new (JSON_NODE_NULL);

  if (self->release <= LAB_TRUENAS_25_10 || sending->frozen)
    json_node_init_boolean (result, TRUE);
  if (error != NULL && sending->queued != NULL)
    g_ptr_array_add (self->queue, json_object_ref (sending->queued));

  _lab_truenas_end_job (self, sending->job, result, error);
  sending_free (sending);
}

/* Whom a mail goes to: the first that it names, or an administrator. */
static const char *
find_recipient (LabTruenas *self,
                JsonObject *message)
{
  JsonArray *to = lab_json_get_array (message, "to");

  if (to != NULL && json_array_get_length (to) > 0)
    return json_array_get_string_element (to, 0);

  return self->administrator;
}

static LabRpcError *
check_sending (LabTruenas  *self,
               LabCall     *call,
               JsonObject **mail)
{
  JsonNode *message = _lab_call_get_param (call, 0);
  JsonNode *update = _lab_call_get_param (call, 1);
  LabRpcError *error = _lab_truenas_validate_message (self, message);

  if (error == NULL && update != NULL)
    error = _lab_truenas_validate_update (self, update, "config");
  if (error != NULL)
    return error;

  *mail = _lab_truenas_merge (_lab_truenas_get_mail (self),
                              update != NULL ? json_node_get_object (update) : NULL);
  if (self->release >= LAB_TRUENAS_27)
    error = _lab_truenas_check_mail (self, *mail);
  if (error == NULL && self->blocks_mail && self->release > LAB_TRUENAS_25_10)
    error = lab_rpc_error_new_call (ENONET, "Network activity \"Mail\" is disabled");
  if (error == NULL && find_recipient (self, json_node_get_object (message)) == NULL)
    error = lab_rpc_error_new_call (EFAULT, "None of the local administrators has an e-mail address"
                                    " configured");

  return error;
}

void
_lab_truenas_mail_send (LabCall *call)
{
  LabTruenas *self = call->truenas;
  JsonObject *message = _lab_call_get_object (call, 0);
  g_autoptr (JsonObject) mail = NULL;
  g_autofree char *recipient = NULL;
  LabRpcError *error = check_sending (self, call, &mail);
  Sending *sending = g_new0 (Sending, 1);

  sending->device = g_object_ref (self->device);
  sending->frozen = call->socket != NULL && call->socket->frozen;
  if (error == NULL)
    recipient = g_strdup (find_recipient (self, message));
  if (error == NULL && lab_json_get_bool (message, "queue", TRUE))
    {
      sending->queued = json_object_new ();
      json_object_set_string_member (sending->queued, "recipient", recipient);
      json_object_set_int_member (sending->queued, "attempts", 0);
    }

  sending->job = _lab_truenas_start_job (call);
  if (error != NULL)
    {
      on_sent (self, error, sending);
    }
  else if (self->blocks_mail)
    {
      _lab_truenas_end_job (self, sending->job, json_node_init_boolean (json_node_alloc (), FALSE),
                            NULL);
      sending_free (sending);
    }
  else
    {
      _lab_truenas_send (self, mail, recipient, on_sent, sending);
    }
}
