/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-truenas"

#include "config.h"

#include <errno.h>

#include "lab-json.h"
#include "lab-reply.h"
#include "lab-truenas-private.h"

/* Methods: which there are in which release, who may call them, how often, and
 * how their answers get back (main.py, authorize_method_call; role.py). */

#define CALLS_PER_MINUTE 20
#define RATE_DELAY_MS 1000

LabCall *
_lab_call_new (LabTruenas *truenas,
               JsonArray  *params,
               LabRole     role)
{
  LabCall *call = g_new0 (LabCall, 1);

  call->truenas = truenas;
  call->device = g_object_ref (truenas->device);
  call->params = params != NULL ? json_array_ref (params) : json_array_new ();
  call->role = role;
  return call;
}

void
_lab_call_free (LabCall *call)
{
  if (call->socket != NULL)
    {
      call->socket->n_running--;
      if (call->hangs_up)
        _lab_truenas_socket_drop (call->socket);
    }
  g_clear_pointer (&call->socket, _lab_truenas_socket_unref);
  g_clear_object (&call->message);
  g_clear_pointer (&call->id, json_node_unref);
  json_array_unref (call->params);
  g_object_unref (call->device);
  g_free (call);
}

static void
answer_socket (LabCall    *call,
               const char *member,
               JsonNode   *value)
{
  g_autoptr (JsonObject) answer = json_object_new ();

  json_object_set_string_member (answer, "jsonrpc", "2.0");
  json_object_set_member (answer, member, value);
  if (call->id == NULL || call->mute)
    return;

  json_object_set_member (answer, "id", json_node_copy (call->id));
  _lab_truenas_socket_send (call->socket, answer);
}

static void
reply_node (LabCall  *call,
            guint     status,
            JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  lab_reply_text (call->message, status, "application/json", text);
  soup_server_message_unpause (call->message);
  json_node_unref (node);
}

/* restful.py: what was wrong with each setting, or what was raised. */
static void
reply_error (LabCall     *call,
             LabRpcError *error)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  for (guint i = 0; error->extra != NULL && i < json_array_get_length (error->extra); i++)
    {
      JsonArray *entry = json_array_get_array_element (error->extra, i);
      const char *name = json_array_get_string_element (entry, 0);
      JsonObject *detail = json_object_new ();
      JsonArray *details = json_array_new ();

      json_object_set_string_member (detail, "message", json_array_get_string_element (entry, 1));
      json_object_set_int_member (detail, "errno", EINVAL);
      json_array_add_object_element (details, detail);
      json_object_set_array_member (object, name, details);
    }

  if (error->extra == NULL)
    {
      json_object_set_string_member (object, "message", error->reason);
      json_object_set_int_member (object, "errno", error->number);
    }

  json_object_unref (object);
  reply_node (call, error->number == EACCES ? 403 : 422, node);
}

/* Takes @result, and ends @call. */
void
_lab_call_return (LabCall  *call,
                  JsonNode *result)
{
  if (call->socket != NULL)
    answer_socket (call, "result", result);
  else
    reply_node (call, SOUP_STATUS_OK, result);

  _lab_call_free (call);
}

void
_lab_call_return_string (LabCall    *call,
                         const char *text)
{
  _lab_call_return (call, text != NULL ? json_node_init_string (json_node_alloc (), text)
                                       : json_node_new (JSON_NODE_NULL));
}

void
_lab_call_return_true (LabCall *call)
{
  _lab_call_return (call, json_node_init_boolean (json_node_alloc (), TRUE));
}

/* Takes @error, and ends @call. */
void
_lab_call_fail (LabCall     *call,
                LabRpcError *error)
{
  if (call->socket != NULL)
    {
      JsonNode *node = json_node_new (JSON_NODE_OBJECT);

      json_node_take_object (node, lab_rpc_error_print (error));
      answer_socket (call, "error", node);
    }
  else
    {
      reply_error (call, error);
    }

  lab_rpc_error_free (error);
  _lab_call_free (call);
}

JsonNode *
_lab_call_get_param (LabCall *call,
                     guint    index)
{
  return index < json_array_get_length (call->params)
         ? json_array_get_element (call->params, index) : NULL;
}

JsonObject *
_lab_call_get_object (LabCall *call,
                      guint    index)
{
  JsonNode *node = _lab_call_get_param (call, index);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
ping (LabCall *call)
{
  _lab_call_return_string (call, "pong");
}

/* api/v25_04_0/core.py: what is not known is ignored, and so is legacy_jobs
 * there. */
static void
set_options (LabCall *call)
{
  JsonObject *options = _lab_call_get_object (call, 0);

  if (call->truenas->release >= LAB_TRUENAS_25_10 && options != NULL)
    call->socket->legacy_jobs = lab_json_get_bool (options, "legacy_jobs",
                                                   call->socket->legacy_jobs);
  _lab_call_return_string (call, NULL);
}

static void
subscribe (LabCall *call)
{
  JsonNode *topic = _lab_call_get_param (call, 0);

  if (topic == NULL || json_node_get_value_type (topic) != G_TYPE_STRING)
    {
      JsonArray *extra = json_array_new ();

      lab_rpc_error_add (extra, "event", "Field required");
      _lab_call_fail (call, lab_rpc_error_new_invalid (extra));
      return;
    }

  g_hash_table_add (call->socket->topics, g_strdup (json_node_get_string (topic)));
  _lab_call_return_string (call, json_node_get_string (topic));
}

static void
unsubscribe (LabCall *call)
{
  JsonNode *topic = _lab_call_get_param (call, 0);

  if (topic != NULL && json_node_get_value_type (topic) == G_TYPE_STRING)
    g_hash_table_remove (call->socket->topics, json_node_get_string (topic));
  _lab_call_return_string (call, NULL);
}

static void
log_out (LabCall *call)
{
  call->socket->role = LAB_ROLE_NONE;
  _lab_call_return_true (call);
}

static void
show_system (LabCall *call)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "hostname", "truenas");
  json_object_set_string_member (object, "model", "Lab CPU");
  json_object_set_string_member (object, "system_serial", call->device->serial);
  json_object_set_string_member (object, "system_product", "TrueNAS");
  json_node_take_object (node, object);
  _lab_call_return (call, node);
}

static void
list_alerts (LabCall *call)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();
  GPtrArray *alerts = call->truenas->alerts;

  for (guint i = 0; i < alerts->len; i++)
    json_array_add_object_element (array, json_object_ref (alerts->pdata[i]));
  json_node_take_array (node, array);
  _lab_call_return (call, node);
}

static void
dismiss_alert (LabCall *call)
{
  JsonNode *uuid = _lab_call_get_param (call, 0);
  GPtrArray *alerts = call->truenas->alerts;

  for (guint i = 0; uuid != NULL && i < alerts->len; i++)
    if (g_strcmp0 (lab_json_get_string (alerts->pdata[i], "uuid"),
                   json_node_get_string (uuid)) == 0)
      json_object_set_boolean_member (alerts->pdata[i], "dismissed", TRUE);
  _lab_call_return_string (call, NULL);
}

static void
show_administrator (LabCall *call)
{
  _lab_call_return_string (call, call->truenas->administrator);
}

typedef struct
{
  const char        *name;
  void             (*run) (LabCall *call);
  LabRole            role;
  LabTruenasRelease  last;
  gboolean           unlimited;
} Method;

static const Method methods[] = {
  { "core.ping", ping, LAB_ROLE_NONE, LAB_TRUENAS_27, FALSE },
  { "core.set_options", set_options, LAB_ROLE_NONE, LAB_TRUENAS_27, TRUE },
  { "core.subscribe", subscribe, LAB_ROLE_READ, LAB_TRUENAS_27, FALSE },
  { "core.unsubscribe", unsubscribe, LAB_ROLE_READ, LAB_TRUENAS_27, FALSE },
  { "core.get_jobs", _lab_truenas_get_jobs, LAB_ROLE_READ, LAB_TRUENAS_27, FALSE },
  { "auth.mechanism_choices", _lab_truenas_mechanisms, LAB_ROLE_NONE, LAB_TRUENAS_27, FALSE },
  { "auth.login_ex", _lab_truenas_login_ex, LAB_ROLE_NONE, LAB_TRUENAS_27, FALSE },
  { "auth.login_ex_continue", _lab_truenas_login_ex, LAB_ROLE_NONE, LAB_TRUENAS_27, FALSE },
  { "auth.login_with_api_key", _lab_truenas_login_with_key, LAB_ROLE_NONE, LAB_TRUENAS_26, FALSE },
  { "auth.logout", log_out, LAB_ROLE_READ, LAB_TRUENAS_27, FALSE },
  { "system.info", show_system, LAB_ROLE_FULL, LAB_TRUENAS_27, FALSE },
  { "mail.config", _lab_truenas_mail_config, LAB_ROLE_READ, LAB_TRUENAS_27, FALSE },
  { "mail.update", _lab_truenas_mail_update, LAB_ROLE_WRITE, LAB_TRUENAS_27, FALSE },
  { "mail.send", _lab_truenas_mail_send, LAB_ROLE_WRITE, LAB_TRUENAS_27, FALSE },
  { "mail.local_administrator_email", show_administrator, LAB_ROLE_READ, LAB_TRUENAS_27, FALSE },
  { "alert.list", list_alerts, LAB_ROLE_READ, LAB_TRUENAS_27, FALSE },
  { "alert.dismiss", dismiss_alert, LAB_ROLE_WRITE, LAB_TRUENAS_27, FALSE },
};

static const Method *
find_method (LabCall    *call,
             const char *name)
{
  if (call->socket != NULL && call->socket->mailless && g_str_has_prefix (name, "mail."))
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_equal (methods[i].name, name) && call->truenas->release <= methods[i].last)
      return &methods[i];

  return NULL;
}

typedef struct
{
  gint64 since;
  guint  n;
} Rate;

/* utils/rate_limit/cache.py: of who is not logged in, so many calls of one
 * method a minute from one address. */
static gboolean
is_too_often (LabCall      *call,
              const Method *method)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *key = NULL;
  Rate *rate;

  if (call->socket == NULL || call->role != LAB_ROLE_NONE || method->unlimited)
    return FALSE;

  key = g_strdup_printf ("%s_##_%s", method->name, call->socket->address);
  rate = g_hash_table_lookup (call->truenas->rates, key);
  if (rate == NULL)
    {
      rate = g_new0 (Rate, 1);
      rate->since = now;
      g_hash_table_insert (call->truenas->rates, g_steal_pointer (&key), rate);
    }
  else if (now - rate->since >= 60 * G_USEC_PER_SEC)
    {
      rate->since = now;
      rate->n = 0;
    }

  return ++rate->n > CALLS_PER_MINUTE;
}

static gboolean
on_rate_delay_cb (gpointer user_data)
{
  _lab_call_fail (user_data, lab_rpc_error_new_call (EBUSY, "Rate Limit Exceeded"));
  return G_SOURCE_REMOVE;
}

/* Carries out @call, which ends some time. */
void
_lab_call_run (LabCall    *call,
               const char *name)
{
  const Method *method = find_method (call, name);

  if (method == NULL)
    _lab_call_fail (call, lab_rpc_error_new (LAB_RPC_NO_METHOD, "Method does not exist"));
  else if (is_too_often (call, method))
    g_timeout_add (RATE_DELAY_MS, on_rate_delay_cb, call);
  else if (call->role == LAB_ROLE_NONE && method->role != LAB_ROLE_NONE)
    _lab_call_fail (call, lab_rpc_error_new_call (LAB_ENOTAUTHENTICATED, "Not authenticated"));
  else if (call->role < method->role)
    _lab_call_fail (call, lab_rpc_error_new_call (EACCES, "Not authorized"));
  else
    method->run (call);
}
