/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-proxmox-sign-in"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-proxmox-answer.h"
#include "mg-proxmox-session.h"
#include "mg-proxmox-sign-in.h"
#include "mg-secret-builder.h"

/* A user signs in for a ticket; where a second factor is set up, the first one
 * is only good for asking for it (proxmox-auth-api, src/api/access.rs;
 * PVE/API2/AccessControl.pm). An API token signs in nowhere, so its first use
 * shows whether it is good; how it is sent depends on the product.
 *
 *   user ──► ticket ─┬────────────────────────────────────► session
 *                    └── of a challenge ──► code ──► ticket ──┘
 *   API token ──► first page ──► version ──────────────────► session
 */

#define TICKET_PATH "/api2/json/access/ticket"
#define JSON_TYPE "application/json"
#define CHALLENGE ":!tfa!"

/* A challenge names the person's security keys. */
#define TICKET_MAX 8192

static gboolean
is_header_safe (const char *text)
{
  gsize length = text == NULL ? 0 : strlen (text);

  if (length == 0 || length > TICKET_MAX)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (text[i]))
      return FALSE;

  return TRUE;
}

static void
return_nonsense (GTask *task)
{
  g_task_return_new_error (task, MG_ERROR, MG_ERROR_PROTOCOL,
                           _("The device's answer makes no sense"));
}

static MgSecret *
create_cookie (const MgProxmoxProduct *product,
               const char             *ticket)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();
  g_autoptr (MgSecret) value = mg_secret_new (ticket, -1);

  mg_secret_builder_append_form_secret (builder, product->cookie, value);

  return mg_secret_builder_end (builder);
}

/* A ticket comes in the answer or, from newer servers, only as a cookie that a
 * page's scripts cannot read: `__Host-PBSAuthCookie=PBS:…; Secure; …`. */
static void
return_session (GTask          *task,
                MgHttp         *http,
                MgHttpResponse *response,
                JsonObject     *data)
{
  const char *ticket = mg_json_get_string (data, "ticket");
  const char *set_cookie = mg_http_response_get_header (response, "Set-Cookie");
  const char *csrf = mg_json_get_string (data, "CSRFPreventionToken");
  g_autofree char *pair = ticket != NULL || set_cookie == NULL
                          ? NULL : g_strndup (set_cookie, strcspn (set_cookie, ";"));
  const char *value = pair == NULL ? NULL : strchr (pair, '=');
  const char *text = ticket != NULL ? ticket : value != NULL ? value + 1 : NULL;
  const MgProxmoxProduct *product = mg_proxmox_product_from_ticket (text);
  g_autoptr (MgSecret) cookie = NULL;
  g_autoptr (MgSecret) csrf_token = NULL;

  if (product == NULL || !is_header_safe (text) || !is_header_safe (csrf) ||
      (pair != NULL && !is_header_safe (pair)))
    {
      return_nonsense (task);
      return;
    }

  cookie = ticket != NULL ? create_cookie (product, ticket) : mg_secret_new (pair, -1);
  csrf_token = mg_secret_new (csrf, -1);
  g_task_return_pointer (task, mg_proxmox_session_new_ticket (http, product, cookie, csrf_token),
                         g_object_unref);
}

/* The server wants a user's realm, which its own page offers to choose. */
static char *
dup_user (const MgCredential *credential)
{
  const char *user = mg_credential_get_user (credential);

  return strchr (user, '@') != NULL ? g_strdup (user) : g_strconcat (user, "@pam", NULL);
}

static void
send_login (GTask               *task,
            MgHttp              *http,
            const MgSecret      *password,
            const char          *challenge,
            GAsyncReadyCallback  callback)
{
  g_autoptr (MgHttpRequest) request = mg_http_request_new ("POST", TICKET_PATH);
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();
  g_autoptr (MgSecret) body = NULL;
  g_autofree char *user = dup_user (g_task_get_task_data (task));

  mg_secret_builder_append (builder, "{\"username\":");
  mg_secret_builder_append_json (builder, user);
  mg_secret_builder_append (builder, ",\"password\":");
  mg_secret_builder_append_json_secret (builder, password);
  if (challenge != NULL)
    {
      mg_secret_builder_append (builder, ",\"tfa-challenge\":");
      mg_secret_builder_append_json (builder, challenge);
    }
  mg_secret_builder_append (builder, "}");
  body = mg_secret_builder_end (builder);

  mg_http_request_set_secret_body (request, JSON_TYPE, body);
  mg_http_send_async (http, request, g_task_get_cancellable (task), callback, task);
}

/* Which of the second factors that a challenge offers can be typed. */
static const char *
choose_factor (const char *ticket)
{
  const char *start = strstr (ticket, CHALLENGE) + strlen (CHALLENGE);
  g_autofree char *escaped = g_strndup (start, strcspn (start, ":"));
  g_autofree char *text = g_uri_unescape_string (escaped, NULL);
  g_autoptr (JsonNode) node = text == NULL ? NULL : mg_json_parse (text, strlen (text), NULL);
  JsonObject *factors = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
                        ? json_node_get_object (node) : NULL;

  if (mg_json_get_boolean (factors, "totp", FALSE))
    return "totp:";

  return mg_json_get_boolean (factors, "yubico", FALSE) ? "yubico:" : NULL;
}

static JsonObject *
take_data (MgHttpResponse  *response,
           JsonObject      *answer,
           GError         **error)
{
  JsonObject *data = mg_json_get_object (answer, "data");

  if (data == NULL)
    g_set_error_literal (error, MG_ERROR, MG_ERROR_PROTOCOL,
                         _("The device's answer makes no sense"));

  return data;
}

static void
on_code_taken_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  g_autoptr (JsonObject) answer = NULL;
  JsonObject *data = NULL;

  if (response != NULL && mg_http_response_get_status (response) == SOUP_STATUS_UNAUTHORIZED)
    g_set_error_literal (&error, MG_ERROR, MG_ERROR_CODE_NEEDED,
                         _("The device refused the one-time code"));
  else if (response != NULL)
    answer = mg_proxmox_answer_parse (response, &error);

  if (answer != NULL)
    data = take_data (response, answer, &error);

  if (data == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    return_session (task, MG_HTTP (object), response, data);
}

static void
answer_challenge (GTask      *task,
                  MgHttp     *http,
                  const char *ticket)
{
  MgSecret *code = mg_credential_get_one_time_code (g_task_get_task_data (task));
  const char *factor = choose_factor (ticket);
  g_autoptr (MgSecretBuilder) builder = NULL;
  g_autoptr (MgSecret) password = NULL;

  if (factor == NULL)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                               _("The device asks for a security key; sign in with an API token "
                                 "instead"));
      return;
    }

  if (code == NULL)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_CODE_NEEDED,
                               _("The device asks for a one-time code"));
      return;
    }

  builder = mg_secret_builder_new ();
  mg_secret_builder_append (builder, factor);
  mg_secret_builder_append_secret (builder, code);
  password = mg_secret_builder_end (builder);
  send_login (g_object_ref (task), http, password, ticket, on_code_taken_cb);
}

static void
on_ticket_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  g_autoptr (JsonObject) answer = NULL;
  JsonObject *data = NULL;
  const char *ticket;

  if (response != NULL && mg_http_response_get_status (response) == SOUP_STATUS_UNAUTHORIZED)
    g_set_error_literal (&error, MG_ERROR, MG_ERROR_LOGIN_REFUSED,
                         _("The device refused the user name or the password"));
  else if (response != NULL)
    answer = mg_proxmox_answer_parse (response, &error);

  if (answer != NULL)
    data = take_data (response, answer, &error);

  if (data == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  ticket = mg_json_get_string (data, "ticket");
  if (ticket != NULL && strlen (ticket) <= TICKET_MAX && strstr (ticket, CHALLENGE) != NULL)
    answer_challenge (task, MG_HTTP (object), ticket);
  else
    return_session (task, MG_HTTP (object), response, data);
}

static void
on_version_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  g_autoptr (JsonObject) answer = NULL;

  if (response != NULL && mg_http_response_get_status (response) == SOUP_STATUS_UNAUTHORIZED)
    g_set_error_literal (&error, MG_ERROR, MG_ERROR_LOGIN_REFUSED,
                         _("The device refused the API token"));
  else if (response != NULL)
    answer = mg_proxmox_answer_parse (response, &error);

  if (answer == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_object_ref (g_task_get_task_data (task)), g_object_unref);
}

static void
on_page_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  const MgProxmoxProduct *product =
    response == NULL ? NULL : mg_proxmox_product_from_page (response, &error);
  g_autoptr (MgHttpRequest) request = NULL;
  MgProxmoxSession *session;

  if (product == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  session = mg_proxmox_session_new_api_token (MG_HTTP (object), product,
                                              g_task_get_task_data (task));
  g_task_set_task_data (task, session, g_object_unref);
  request = mg_proxmox_session_create_request (session, "GET", "/version");
  mg_http_send_async (MG_HTTP (object), request, g_task_get_cancellable (task),
                      on_version_cb, g_object_ref (task));
}

/**
 * mg_proxmox_sign_in:
 * @driver: the driver
 * @http: the pinned way to the device
 * @credential: a user with a password, or the id of an API token with its secret
 * @task: (transfer full): answered with an #MgSession
 *
 * Signs in once, with the one-time code where the server asks for one. The id
 * of an API token is told by its exclamation mark, which no user's name has.
 */
void
mg_proxmox_sign_in (MgDriver     *driver,
                    MgHttp       *http,
                    MgCredential *credential,
                    GTask        *task)
{
  g_autoptr (MgHttpRequest) request = NULL;

  g_task_set_task_data (task, mg_credential_ref (credential),
                        (GDestroyNotify) mg_credential_unref);
  if (strchr (mg_credential_get_user (credential), '!') == NULL)
    {
      send_login (task, http, mg_credential_get_password (credential), NULL, on_ticket_cb);
      return;
    }

  request = mg_http_request_new ("GET", "/");
  mg_http_send_async (http, request, g_task_get_cancellable (task), on_page_cb, task);
}
