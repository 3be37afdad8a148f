/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-truenas-rest"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-secret-builder.h"
#include "mg-truenas-answer.h"
#include "mg-truenas-rest.h"

#define ROOT "/api/v2.0"

/* The REST API of 24.10 and older, for the few methods that mail needs. It was
 * deprecated in 25.04 and is gone in 26, so nothing newer is asked by it. */
static const struct
{
  const char *method;
  const char *verb;
  const char *path;
} routes[] = {
  { "mail.config", "GET", ROOT "/mail" },
  { "mail.update", "PUT", ROOT "/mail" },
  { "mail.send", "POST", ROOT "/mail/send" },
  { "core.get_jobs", "GET", ROOT "/core/get_jobs" },
  { "alert.list", "GET", ROOT "/alert/list" },
};

static void
on_answered_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  gboolean had_secret = GPOINTER_TO_INT (g_task_get_task_data (task));
  JsonNode *node;

  if (response == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (!mg_http_response_is_success (response))
    {
      g_autoptr (JsonObject) body = mg_http_response_parse_object (response, NULL);

      g_task_return_error (task, mg_truenas_map_rest_error (mg_http_response_get_status (response),
                                                            body, had_secret));
      return;
    }

  node = mg_http_response_parse_json (response, &error);
  if (node == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, node, (GDestroyNotify) json_node_unref);
}

static void
set_body (MgHttpRequest  *request,
          const char     *method,
          const MgSecret *first,
          const MgSecret *second)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();
  g_autoptr (MgSecret) body = NULL;

  if (g_str_equal (method, "mail.send"))
    {
      mg_secret_builder_append (builder, "{\"mail_message\":");
      mg_secret_builder_append_secret (builder, first);
      mg_secret_builder_append (builder, ",\"mail_update\":");
      if (second != NULL)
        mg_secret_builder_append_secret (builder, second);
      else
        mg_secret_builder_append (builder, "{}");
      mg_secret_builder_append (builder, "}");
    }
  else
    {
      mg_secret_builder_append_secret (builder, first);
    }

  body = mg_secret_builder_end (builder);
  mg_http_request_set_secret_body (request, "application/json", body);
}

/**
 * mg_truenas_rest_call:
 * @session: a session whose token is an API key or a password
 * @user: (nullable): the user name, %NULL for an API key
 * @method: a method's name
 * @first: (nullable): its first argument as JSON; of `core.get_jobs` a job's id
 * @second: (nullable): its second argument as JSON
 * @has_secret: whether an argument carries a secret
 * @task: (transfer full): answered with a #JsonNode
 *
 * Calls a method by REST.
 */
void
mg_truenas_rest_call (MgSession      *session,
                      const char     *user,
                      const char     *method,
                      const MgSecret *first,
                      const MgSecret *second,
                      gboolean        has_secret,
                      GTask          *task)
{
  g_autoptr (GTask) owned = task;
  g_autoptr (MgHttpRequest) request = NULL;
  g_autofree char *path = NULL;
  gsize route = 0;

  while (route < G_N_ELEMENTS (routes) && !g_str_equal (routes[route].method, method))
    route++;
  if (route == G_N_ELEMENTS (routes))
    {
      g_task_return_new_error (owned, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                               _("This version of TrueNAS does not offer it"));
      return;
    }

  path = g_str_equal (method, "core.get_jobs")
         ? g_strconcat (routes[route].path, "?id=", mg_secret_peek (first), NULL)
         : g_strdup (routes[route].path);
  request = mg_http_request_new (routes[route].verb, path);
  if (user != NULL)
    mg_http_request_set_basic (request, user, mg_session_get_token (session));
  else
    mg_http_request_set_bearer (request, mg_session_get_token (session));
  if (!g_str_equal (routes[route].verb, "GET"))
    set_body (request, method, first, second);

  g_task_set_task_data (owned, GINT_TO_POINTER (has_secret), NULL);
  mg_http_send_async (mg_session_get_http (session), request, g_task_get_cancellable (owned),
                      on_answered_cb, g_object_ref (owned));
}
