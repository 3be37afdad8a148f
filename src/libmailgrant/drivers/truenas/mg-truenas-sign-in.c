/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-truenas-sign-in"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-secret-builder.h"
#include "mg-text.h"
#include "mg-truenas-answer.h"
#include "mg-truenas-session.h"
#include "mg-truenas-sign-in.h"

/* Who the box is and how to log in to it.
 *
 *   GET /api/versions ──► a list ──► WebSocket ──► auth.login_ex ─┬─► SUCCESS ──► core.set_options
 *          │ none                                                 └─► OTP_REQUIRED ──► …_continue
 *          ▼
 *   HEAD /ui/index.html (its ETag names TrueNAS) ──► 24.10 or older: REST, mail.config
 *
 * nginx.conf.mako gives every file below /ui that ETag, but up to 25.10 not /ui/
 * itself; and compression takes it away, which HEAD is spared.
 */

#define VERSIONS "/api/versions"
#define UI "/ui/index.html"
#define ENDPOINT "/api/current"
#define CALL_MS (30 * 1000)
#define VERSIONS_MAX 64
/* The first release that speaks JSON-RPC, and so has a list of versions. */
#define RPC_MAJOR 25
/* Who the user is, in hundreds of lines, is none of our business. */
#define NO_USER_INFO ",\"login_options\":{\"user_info\":false}"

typedef struct
{
  MgCredential     *credential;  /* (owned) (nullable): none for identifying */
  MgTruenasSession *session;     /* (owned) (nullable) */
  MgHttp           *http;        /* (owned) */
  gboolean          has_versions;
  gboolean          has_sent_code;
} SignIn;

static void
sign_in_free (gpointer data)
{
  SignIn *sign_in = data;

  g_clear_pointer (&sign_in->credential, mg_credential_unref);
  g_clear_object (&sign_in->session);
  g_clear_object (&sign_in->http);
  g_free (sign_in);
}

/* As `v25.10.1`. */
static gboolean
is_version (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING &&
         g_regex_match_simple ("^v[0-9]{2}\\.[0-9]{1,2}(\\.[0-9]{1,2}){1,2}$",
                               json_node_get_string (node), 0, 0);
}

static gboolean
is_version_list (MgHttpResponse *response)
{
  g_autoptr (JsonNode) node = NULL;
  JsonArray *array;

  if (mg_http_response_get_status (response) == SOUP_STATUS_OK)
    node = mg_http_response_parse_json (response, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;

  array = json_node_get_array (node);
  if (json_array_get_length (array) == 0 || json_array_get_length (array) > VERSIONS_MAX)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!is_version (json_array_get_element (array, i)))
      return FALSE;

  return TRUE;
}

/* The ETag of the web interface is the whole version, as `TrueNAS-25.10.1` or,
 * up to 24.10, `TrueNAS-SCALE-24.10.2`. */
static char *
dup_version (MgHttpResponse *response)
{
  const char *etag = mg_http_response_get_header (response, "ETag");
  g_autofree char *version = NULL;
  gsize start;

  if (etag == NULL)
    return NULL;

  start = strspn (etag, "\"");
  if (!g_str_has_prefix (etag + start, "TrueNAS-"))
    return NULL;

  start += strlen ("TrueNAS-");
  if (g_str_has_prefix (etag + start, "SCALE-"))
    start += strlen ("SCALE-");
  version = g_strdup (etag + start);
  version[strcspn (version, "\" ")] = '\0';

  return *version == '\0' ? NULL : mg_text_dup_clean (version, -1, 64);
}

static void
return_stranger (GTask *task)
{
  g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_FOUND, _("The device is no TrueNAS"));
}

static void
return_identity (GTask      *task,
                 const char *version)
{
  g_autoptr (MgIdentity) identity = mg_identity_new (MG_DEVICE_KIND_NAS);

  identity->vendor = g_strdup ("iXsystems");
  identity->model = g_strdup ("TrueNAS");
  identity->firmware = g_strdup (version);
  identity->admin_path = g_strdup ("/ui/system/general");
  g_task_return_pointer (task, g_steal_pointer (&identity), (GDestroyNotify) mg_identity_free);
}

/* REST has no sign-in: that the settings can be read proves the login. */
static void
on_tried_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) config =
    mg_truenas_session_call_finish (MG_TRUENAS_SESSION (object), result, &error);

  if (config != NULL)
    g_task_return_pointer (task, g_object_ref (object), g_object_unref);
  else
    mg_truenas_return_error (task, g_steal_pointer (&error));
}

/* An API key is `<number>-<64 letters and digits>` (api_client auth_api_key.py). */
static gboolean
is_api_key (MgSecret *password)
{
  const char *text = mg_secret_peek (password);
  gsize digits = strspn (text, G_CSET_DIGITS);

  return digits > 0 && digits < 12 && text[digits] == '-' && strlen (text + digits + 1) == 64 &&
         strspn (text + digits + 1, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS) == 64;
}

static void
sign_in_by_rest (GTask      *task,
                 const char *version)
{
  SignIn *sign_in = g_task_get_task_data (task);
  MgSecret *password = mg_credential_get_password (sign_in->credential);
  const char *user = is_api_key (password) ? NULL : mg_credential_get_user (sign_in->credential);
  g_autoptr (MgTruenasSession) session = NULL;

  if (g_ascii_strtoull (version, NULL, 10) >= RPC_MAJOR)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_UNREACHABLE,
                               _("The device's API does not answer; it may still be starting"));
      g_object_unref (task);
      return;
    }

  session = mg_truenas_session_new_rest (sign_in->http, user, password);
  mg_truenas_session_call_async (session, "mail.config", NULL, NULL, FALSE, CALL_MS,
                                 g_task_get_cancellable (task), on_tried_cb, task);
}

static void
on_ui_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  SignIn *sign_in = g_task_get_task_data (task);
  g_autofree char *version = NULL;

  if (response == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  version = dup_version (response);
  if (version == NULL && !sign_in->has_versions)
    return_stranger (task);
  else if (sign_in->credential != NULL)
    sign_in_by_rest (g_steal_pointer (&task), version);
  else
    return_identity (task, version);
}

static void
ask_ui (GTask *task)
{
  SignIn *sign_in = g_task_get_task_data (task);
  g_autoptr (MgHttpRequest) request = mg_http_request_new ("HEAD", UI);

  mg_http_send_async (sign_in->http, request, g_task_get_cancellable (task), on_ui_cb, task);
}

static void
on_options_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node =
    mg_truenas_session_call_finish (MG_TRUENAS_SESSION (object), result, &error);

  if (node == NULL)
    mg_truenas_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_object_ref (object), g_object_unref);
}

static void on_login_cb (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data);

static void
continue_with_code (GTask *task)
{
  SignIn *sign_in = g_task_get_task_data (task);
  MgSecret *code = mg_credential_get_one_time_code (sign_in->credential);
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();
  g_autoptr (MgSecret) argument = NULL;

  /* The device asks again for a code that it has refused. */
  if (code == NULL || sign_in->has_sent_code)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_CODE_NEEDED, "%s",
                               code == NULL ? _("The device asks for a one-time code")
                                            : _("The device refused the one-time code"));
      g_object_unref (task);
      return;
    }

  sign_in->has_sent_code = TRUE;
  mg_secret_builder_append (builder, "{\"mechanism\":\"OTP_TOKEN\",\"otp_token\":");
  mg_secret_builder_append_json_secret (builder, code);
  mg_secret_builder_append (builder, NO_USER_INFO "}");
  argument = mg_secret_builder_end (builder);
  mg_truenas_session_call_async (sign_in->session, "auth.login_ex_continue", argument, NULL, TRUE,
                                 CALL_MS, g_task_get_cancellable (task), on_login_cb, task);
}

static void
return_refused (GTask      *task,
                const char *response)
{
  static const struct
  {
    const char *response;
    MgError     code;
    const char *message;
  } refusals[] = {
    { "AUTH_ERR", MG_ERROR_LOGIN_REFUSED,
      N_("The device refused the user name, the password or the API key") },
    { "EXPIRED", MG_ERROR_PASSWORD_EXPIRED,
      N_("The password or API key has expired, or the device has revoked it") },
    { "DENIED", MG_ERROR_PERMISSION, N_("This login may not use the device's API") },
    { "REDIRECT", MG_ERROR_NOT_SUPPORTED,
      N_("The device wants the login at its other controller: add that one by its address") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_strcmp0 (response, refusals[i].response) == 0)
      {
        g_task_return_new_error (task, MG_ERROR, (int) refusals[i].code,
                                 "%s", _(refusals[i].message));
        return;
      }

  g_task_return_new_error (task, MG_ERROR, MG_ERROR_PROTOCOL,
                           _("The device's answer makes no sense"));
}

/* A failed login is a successful call. */
static void
on_login_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node =
    mg_truenas_session_call_finish (MG_TRUENAS_SESSION (object), result, &error);
  g_autoptr (MgSecret) options = NULL;
  const char *response;

  if (node == NULL)
    {
      mg_truenas_return_error (task, g_steal_pointer (&error));
      return;
    }

  response = JSON_NODE_HOLDS_OBJECT (node)
             ? mg_json_get_string (json_node_get_object (node), "response_type") : NULL;
  if (g_strcmp0 (response, "OTP_REQUIRED") == 0)
    {
      continue_with_code (g_steal_pointer (&task));
      return;
    }

  if (g_strcmp0 (response, "SUCCESS") != 0)
    {
      return_refused (task, response);
      return;
    }

  /* From 25.10 on a job's call is then answered when the job has ended; 25.04
   * takes the option and goes on answering with the job's number. */
  options = mg_secret_new ("{\"legacy_jobs\":false}", -1);
  mg_truenas_session_call_async (MG_TRUENAS_SESSION (object), "core.set_options", options, NULL,
                                 FALSE, CALL_MS, g_task_get_cancellable (task),
                                 on_options_cb, g_object_ref (task));
}

static MgSecret *
write_login (MgCredential *credential)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();
  gboolean key = is_api_key (mg_credential_get_password (credential));

  mg_secret_builder_append (builder, key ? "{\"mechanism\":\"API_KEY_PLAIN\",\"username\":"
                                         : "{\"mechanism\":\"PASSWORD_PLAIN\",\"username\":");
  mg_secret_builder_append_json (builder, mg_credential_get_user (credential));
  mg_secret_builder_append (builder, key ? ",\"api_key\":" : ",\"password\":");
  mg_secret_builder_append_json_secret (builder, mg_credential_get_password (credential));
  mg_secret_builder_append (builder, NO_USER_INFO "}");

  return mg_secret_builder_end (builder);
}

static void
on_connected_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgWebsocket) websocket =
    mg_websocket_connect_finish (MG_HTTP (object), result, &error);
  g_autoptr (MgSecret) login = NULL;
  SignIn *sign_in = g_task_get_task_data (task);

  if (websocket == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  sign_in->session = mg_truenas_session_new (MG_HTTP (object), websocket);
  login = write_login (sign_in->credential);
  mg_truenas_session_call_async (sign_in->session, "auth.login_ex", login, NULL, TRUE, CALL_MS,
                                 g_task_get_cancellable (task), on_login_cb, g_object_ref (task));
}

static void
on_versions_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  SignIn *sign_in = g_task_get_task_data (task);

  if (response == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  sign_in->has_versions = is_version_list (response);
  if (sign_in->has_versions && sign_in->credential != NULL)
    mg_websocket_connect_async (sign_in->http, ENDPOINT, g_task_get_cancellable (task),
                                on_connected_cb, g_object_ref (task));
  else
    ask_ui (g_steal_pointer (&task));
}

static void
ask_versions (MgHttp       *http,
              MgCredential *credential,
              GTask        *task)
{
  g_autoptr (MgHttpRequest) request = mg_http_request_new ("GET", VERSIONS);
  SignIn *sign_in = g_new0 (SignIn, 1);

  sign_in->http = g_object_ref (http);
  sign_in->credential = credential == NULL ? NULL : mg_credential_ref (credential);
  g_task_set_task_data (task, sign_in, sign_in_free);
  mg_http_send_async (http, request, g_task_get_cancellable (task), on_versions_cb, task);
}

/**
 * mg_truenas_identify:
 * @driver: the driver
 * @http: a probe of the peer
 * @task: (transfer full): answered with an #MgIdentity
 *
 * Asks a peer whether it is a TrueNAS. Nothing it announces says so; its list
 * of API versions and the ETag of its web interface do.
 */
void
mg_truenas_identify (MgDriver *driver,
                     MgHttp   *http,
                     GTask    *task)
{
  ask_versions (http, NULL, task);
}

/**
 * mg_truenas_sign_in:
 * @driver: the driver
 * @http: the pinned way to the device
 * @credential: user name and password, or user name and API key
 * @task: (transfer full): answered with an #MgTruenasSession
 *
 * Signs in once. A box that sees a valid API key over plain HTTP revokes it;
 * the way to the device refuses to send one there.
 */
void
mg_truenas_sign_in (MgDriver     *driver,
                    MgHttp       *http,
                    MgCredential *credential,
                    GTask        *task)
{
  ask_versions (http, credential, task);
}
