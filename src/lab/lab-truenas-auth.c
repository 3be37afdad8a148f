/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-truenas"

#include "config.h"

#include <errno.h>

#include "lab-json.h"
#include "lab-truenas-private.h"

/* Logging in (plugins/auth.py, plugins/auth_/login_ex_impl.py). A login that
 * failed is a call that succeeded, after a while. */

#define CODES_MAX 3
#define REFUSAL_MS 1000

static JsonNode *
make_response (LabTruenas *self,
               const char *type,
               const char *user)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "response_type", type);
  if (g_str_equal (type, "OTP_REQUIRED"))
    json_object_set_string_member (object, "username", user);
  if (g_str_equal (type, "SUCCESS"))
    {
      json_object_set_null_member (object, "user_info");
      json_object_set_string_member (object, "authenticator", "LEVEL_1");
    }
  json_node_take_object (node, object);
  return node;
}

typedef struct
{
  LabCall    *call;  /* (owned) */
  JsonNode   *node;  /* (owned) */
} Refusal;

static gboolean
on_refusal_cb (gpointer user_data)
{
  Refusal *refusal = user_data;

  _lab_call_return (refusal->call, refusal->node);
  g_free (refusal);
  return G_SOURCE_REMOVE;
}

static void
respond (LabCall    *call,
         const char *type,
         const char *user)
{
  JsonNode *node = make_response (call->truenas, type, user);
  Refusal *refusal;

  if (g_str_equal (type, "SUCCESS") || g_str_equal (type, "OTP_REQUIRED") ||
      call->truenas->hurries)
    {
      _lab_call_return (call, node);
      return;
    }

  refusal = g_new0 (Refusal, 1);
  refusal->call = call;
  refusal->node = node;
  g_timeout_add (REFUSAL_MS, on_refusal_cb, refusal);
}

static LabTruenasKey *
find_key (LabTruenas *self,
          const char *user,
          const char *text)
{
  for (guint i = 0; i < self->keys->len; i++)
    {
      LabTruenasKey *key = self->keys->pdata[i];

      if (g_strcmp0 (key->text, text) == 0 && (user == NULL || g_str_equal (key->user, user)))
        return key;
    }

  return NULL;
}

/* What a key is good for, and what its login is answered. @user is NULL where
 * nobody says whose it is. */
LabRole
_lab_truenas_try_key (LabTruenas  *self,
                      const char  *user,
                      const char  *text,
                      gboolean     secure,
                      const char **response)
{
  LabTruenasKey *key = find_key (self, user, text);

  *response = "AUTH_ERR";
  if (key == NULL)
    return LAB_ROLE_NONE;

  if (key->revoked)
    *response = self->release >= LAB_TRUENAS_26 ? "AUTH_ERR" : "EXPIRED";
  else if (key->expired)
    *response = "EXPIRED";
  else if (!secure)
    {
      /* Whoever listened has it now. */
      key->revoked = TRUE;
      _lab_truenas_raise_alert (self, "ApiKeyRevoked",
                                "An API key was revoked: attempt to use over an insecure transport");
      *response = "EXPIRED";
    }
  else if (key->denied)
    *response = self->release >= LAB_TRUENAS_26 ? "DENIED" : "AUTH_ERR";
  else
    *response = "SUCCESS";

  return g_str_equal (*response, "SUCCESS") ? key->role : LAB_ROLE_NONE;
}

static void
log_in_with_key (LabCall    *call,
                 JsonObject *data)
{
  const char *response;

  call->socket->role = _lab_truenas_try_key (call->truenas,
                                             lab_json_get_string (data, "username"),
                                             lab_json_get_string (data, "api_key"),
                                             call->socket->secure, &response);
  respond (call, response, NULL);
}

static void
log_in_with_password (LabCall    *call,
                      JsonObject *data)
{
  LabSignIn *sign_in = &call->device->sign_in;
  const char *user = lab_json_get_string (data, "username");

  if (g_strcmp0 (user, sign_in->user) != 0 ||
      g_strcmp0 (lab_json_get_string (data, "password"), sign_in->password) != 0)
    {
      respond (call, "AUTH_ERR", NULL);
    }
  else if (sign_in->password_expired)
    {
      respond (call, "EXPIRED", NULL);
    }
  else if (sign_in->one_time_code != NULL)
    {
      call->socket->code_user = g_strdup (user);
      call->socket->n_codes = 0;
      respond (call, "OTP_REQUIRED", user);
    }
  else
    {
      call->socket->role = LAB_ROLE_FULL;
      respond (call, "SUCCESS", NULL);
    }
}

/* A code that is wrong is asked for again, some times. */
static void
log_in_with_code (LabCall    *call,
                  JsonObject *data)
{
  LabTruenasSocket *socket = call->socket;
  g_autofree char *user = g_steal_pointer (&socket->code_user);

  if (user == NULL)
    {
      _lab_call_fail (call, lab_rpc_error_new_call (EINVAL, "OTP_TOKEN: no login awaits a code"));
    }
  else if (g_strcmp0 (lab_json_get_string (data, "otp_token"),
                      call->device->sign_in.one_time_code) == 0)
    {
      socket->role = LAB_ROLE_FULL;
      respond (call, "SUCCESS", NULL);
    }
  else if (socket->n_codes < CODES_MAX)
    {
      socket->n_codes++;
      socket->code_user = g_strdup (user);
      respond (call, "OTP_REQUIRED", user);
    }
  else
    {
      respond (call, "AUTH_ERR", NULL);
    }
}

/* pydantic's words for a union whose discriminator is not there. */
static void
refuse_mechanism (LabCall *call)
{
  JsonArray *extra = json_array_new ();

  lab_rpc_error_add (extra, "login_data.mechanism", "Field required");
  _lab_call_fail (call, lab_rpc_error_new_invalid (extra));
}

void
_lab_truenas_login_ex (LabCall *call)
{
  JsonObject *data = _lab_call_get_object (call, 0);
  const char *mechanism = data != NULL ? lab_json_get_string (data, "mechanism") : NULL;

  if (mechanism == NULL)
    refuse_mechanism (call);
  else if (call->socket->code_user != NULL && !g_str_equal (mechanism, "OTP_TOKEN"))
    _lab_call_fail (call, lab_rpc_error_new_call (EBUSY, "Expected OTP_TOKEN"));
  else if (g_str_equal (mechanism, "API_KEY_PLAIN"))
    log_in_with_key (call, data);
  else if (g_str_equal (mechanism, "PASSWORD_PLAIN"))
    log_in_with_password (call, data);
  else if (g_str_equal (mechanism, "OTP_TOKEN"))
    log_in_with_code (call, data);
  else
    _lab_call_fail (call, lab_rpc_error_new_call (ENOTSUP, "%s: not supported here", mechanism));
}

void
_lab_truenas_login_with_key (LabCall *call)
{
  JsonNode *text = _lab_call_get_param (call, 0);
  const char *response;

  if (text == NULL || json_node_get_value_type (text) != G_TYPE_STRING)
    {
      refuse_mechanism (call);
      return;
    }

  call->socket->role = _lab_truenas_try_key (call->truenas, NULL, json_node_get_string (text),
                                             call->socket->secure, &response);
  _lab_call_return (call, json_node_init_boolean (json_node_alloc (),
                                                  call->socket->role != LAB_ROLE_NONE));
}

void
_lab_truenas_mechanisms (LabCall *call)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  json_array_add_string_element (array, "PASSWORD_PLAIN");
  json_array_add_string_element (array, "API_KEY_PLAIN");
  json_array_add_string_element (array, "TOKEN_PLAIN");
  if (call->truenas->release >= LAB_TRUENAS_26)
    json_array_add_string_element (array, "SCRAM");
  json_node_take_array (node, array);
  _lab_call_return (call, node);
}
