/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-openmediavault-sign-in"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-openmediavault-rpc.h"
#include "mg-openmediavault-sign-in.h"
#include "mg-secret-builder.h"

#define TITLE "<title>openmediavault"
#define SESSION_MAX 256

static void
on_page_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  MgIdentity *identity;
  GBytes *body;

  if (response == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  body = mg_http_response_get_body (response);
  if (mg_http_response_get_status (response) != SOUP_STATUS_OK ||
      memmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body),
              TITLE, strlen (TITLE)) == NULL)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_FOUND,
                               _("The device is no openmediavault"));
      return;
    }

  identity = mg_identity_new (MG_DEVICE_KIND_NAS);
  identity->vendor = g_strdup ("openmediavault");
  identity->model = g_strdup ("openmediavault");
  identity->admin_path = g_strdup ("/#/system/notification/settings");
  g_task_return_pointer (task, identity, (GDestroyNotify) mg_identity_free);
}

/**
 * mg_openmediavault_identify:
 * @driver: the driver
 * @http: a probe of the peer
 * @task: (transfer full): answered with an #MgIdentity
 *
 * Asks a peer whether it runs openmediavault: the title of its first page says so.
 */
void
mg_openmediavault_identify (MgDriver *driver,
                            MgHttp   *http,
                            GTask    *task)
{
  g_autoptr (MgHttpRequest) request = mg_http_request_new ("GET", "/");

  mg_http_send_async (http, request, g_task_get_cancellable (task), on_page_cb, task);
}

static void
return_session (GTask      *task,
                MgHttp     *http,
                JsonObject *answer)
{
  const char *id = mg_json_get_string (answer, "sessionid");
  g_autoptr (MgSecret) session = NULL;

  if (id == NULL || *id == '\0' || strlen (id) > SESSION_MAX || !g_str_is_ascii (id) ||
      strpbrk (id, "\r\n") != NULL)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_PROTOCOL,
                               _("The device's answer makes no sense"));
      return;
    }

  session = mg_secret_new (id, -1);
  g_task_return_pointer (task, mg_session_new (http, session), g_object_unref);
}

static void
on_verified_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  g_autoptr (JsonNode) node = NULL;

  if (response != NULL && mg_http_response_get_status (response) == SOUP_STATUS_UNAUTHORIZED)
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_CODE_NEEDED,
                             _("The device refused the one-time code"));
  else if (response == NULL ||
           (node = mg_openmediavault_rpc_parse (response, &error)) == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (!JSON_NODE_HOLDS_OBJECT (node))
    return_session (task, MG_HTTP (object), NULL);
  else
    return_session (task, MG_HTTP (object), json_node_get_object (node));
}

/* The second step is tied to the first by the cookie of the PHP session. */
static void
verify (GTask          *task,
        MgHttp         *http,
        MgHttpResponse *response)
{
  MgSecret *code = mg_credential_get_one_time_code (g_task_get_task_data (task));
  const char *cookie = mg_http_response_get_header (response, "Set-Cookie");
  g_autoptr (MgSecretBuilder) builder = NULL;
  g_autoptr (MgSecret) params = NULL;
  g_autoptr (MgSecret) session = NULL;
  g_autoptr (MgHttpRequest) request = NULL;

  if (code == NULL)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_CODE_NEEDED,
                               _("The device asks for a one-time code"));
      return;
    }

  builder = mg_secret_builder_new ();
  mg_secret_builder_append (builder, "{\"code\":");
  mg_secret_builder_append_json_secret (builder, code);
  mg_secret_builder_append (builder, "}");
  params = mg_secret_builder_end (builder);
  request = mg_openmediavault_rpc_create ("Session", "verify", params, NULL);
  if (cookie != NULL)
    {
      session = mg_secret_new (cookie, (gssize) strcspn (cookie, ";"));
      mg_http_request_set_secret_header (request, "Cookie", "", session);
    }
  mg_http_send_async (http, request, g_task_get_cancellable (task),
                      on_verified_cb, g_object_ref (task));
}

static void
on_login_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  g_autoptr (JsonNode) node = NULL;
  JsonObject *answer;
  const char *status;

  if (response != NULL && mg_http_response_get_status (response) == SOUP_STATUS_BAD_REQUEST)
    g_set_error_literal (&error, MG_ERROR, MG_ERROR_LOGIN_REFUSED,
                         _("The device refused the user name or the password"));
  else if (response != NULL)
    node = mg_openmediavault_rpc_parse (response, &error);

  if (node == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  answer = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  status = mg_json_get_string (answer, "status");
  if (g_strcmp0 (status, "challengeRequired") == 0)
    verify (task, MG_HTTP (object), response);
  else if (status == NULL && !mg_json_get_boolean (answer, "authenticated", FALSE))
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_LOGIN_REFUSED,
                             _("The device refused the user name or the password"));
  else
    return_session (task, MG_HTTP (object), answer);
}

/**
 * mg_openmediavault_sign_in:
 * @driver: the driver
 * @http: the pinned way to the device
 * @credential: an administrator's login
 * @task: (transfer full): answered with an #MgSession
 *
 * Signs in once, with the one-time code where the box asks for one.
 */
void
mg_openmediavault_sign_in (MgDriver     *driver,
                           MgHttp       *http,
                           MgCredential *credential,
                           GTask        *task)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();
  g_autoptr (MgSecret) params = NULL;
  g_autoptr (MgHttpRequest) request = NULL;

  mg_secret_builder_append (builder, "{\"username\":");
  mg_secret_builder_append_json (builder, mg_credential_get_user (credential));
  mg_secret_builder_append (builder, ",\"password\":");
  mg_secret_builder_append_json_secret (builder, mg_credential_get_password (credential));
  mg_secret_builder_append (builder, "}");
  params = mg_secret_builder_end (builder);
  request = mg_openmediavault_rpc_create ("Session", "login", params, NULL);

  g_task_set_task_data (task, mg_credential_ref (credential),
                        (GDestroyNotify) mg_credential_unref);
  mg_http_send_async (http, request, g_task_get_cancellable (task), on_login_cb, task);
}
