/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-synology-sign-in"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-json.h"
#include "mg-secret-builder.h"
#include "mg-synology-session.h"
#include "mg-synology-sign-in.h"
#include "mg-text.h"

/* Signing in to a DSM, after the vendor's "DSM Login Web API Guide":
 *
 *   which APIs? ──► SYNO.API.Auth login ──► SYNO.DSM.Info getinfo ──► session
 *
 * Version 7 of the login adds a handshake of the browser's own, version 6 does
 * without. */
#define NEWEST_AUTH 6
#define NEWEST_INFO 2
#define SECRET_MAX 1024

/* What the guide's codes of the login mean; 411 is from the one of Surveillance Station. */
static const struct
{
  gint64      code;
  MgError     error;
  const char *message;
} codes[] = {
  { 400, MG_ERROR_LOGIN_REFUSED, N_("The device refused the user name or the password") },
  { 401, MG_ERROR_LOGIN_REFUSED, N_("The device has disabled this login") },
  { 402, MG_ERROR_PERMISSION, N_("The device does not let this login in") },
  { 403, MG_ERROR_CODE_NEEDED, N_("The device asks for a one-time code") },
  { 404, MG_ERROR_CODE_NEEDED, N_("The device refused the one-time code") },
  { 406, MG_ERROR_LOGIN_REFUSED, N_("The device wants 2-step verification to be set up for this "
                                    "login, on its own page, before it lets it in") },
  { 407, MG_ERROR_LOCKED_OUT, N_("The device has blocked this computer's address") },
  { 408, MG_ERROR_PASSWORD_EXPIRED, N_("The password of this login has expired on the device") },
  { 409, MG_ERROR_PASSWORD_EXPIRED, N_("The password of this login has expired on the device") },
  { 410, MG_ERROR_PASSWORD_EXPIRED, N_("The device wants a new password for this login") },
  { 411, MG_ERROR_LOCKED_OUT, N_("The device has locked this login") },
};

/* Adds what only a login can mean to what any call can. */
static void
explain_refusal (gint64   code,
                 GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].code == code)
      {
        g_clear_error (error);
        g_set_error_literal (error, MG_ERROR, (int) codes[i].error, _(codes[i].message));
        return;
      }
}

static JsonObject *
take_data (GObject       *http,
           GAsyncResult  *result,
           gint64        *code,
           GError       **error)
{
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (http), result, error);

  return response == NULL ? NULL : mg_synology_parse (response, code, error);
}

static void
on_queried_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  g_autoptr (JsonObject) apis = NULL;
  g_autoptr (MgSynologyCall) call = NULL;
  MgIdentity *identity;

  if (response == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  apis = mg_synology_parse (response, NULL, NULL);
  call = mg_synology_call_new (apis, MG_SYNOLOGY_AUTH, NEWEST_AUTH, "login");
  if (call == NULL)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_FOUND, _("The device is no Synology"));
      return;
    }

  identity = mg_identity_new (MG_DEVICE_KIND_NAS);
  identity->vendor = g_strdup ("Synology");
  g_task_return_pointer (task, identity, (GDestroyNotify) mg_identity_free);
}

/**
 * mg_synology_identify:
 * @driver: the driver
 * @http: a probe of the peer
 * @task: (transfer full): answered with an #MgIdentity
 *
 * Asks a peer whether it is a Synology: only those have the vendor's APIs. The
 * model it tells nobody who has not signed in.
 */
void
mg_synology_identify (MgDriver *driver,
                      MgHttp   *http,
                      GTask    *task)
{
  g_autoptr (MgHttpRequest) request = mg_synology_query_apis ();

  mg_http_send_async (http, request, g_task_get_cancellable (task), on_queried_cb, task);
}

typedef struct
{
  MgCredential      *credential;  /* (owned) */
  JsonObject        *apis;        /* (owned) (nullable): which APIs the device has */
  MgSynologySession *session;     /* (owned) (nullable) */
} SignIn;

static void
sign_in_free (gpointer data)
{
  SignIn *sign_in = data;

  mg_credential_unref (sign_in->credential);
  g_clear_pointer (&sign_in->apis, json_object_unref);
  g_clear_object (&sign_in->session);
  g_free (sign_in);
}

static char *
dup_clean (JsonObject *data,
           const char *member)
{
  const char *text = mg_json_get_string (data, member);

  return text == NULL || *text == '\0' ? NULL : mg_text_dup_clean (text, -1, MG_TEXT_NAME_MAX);
}

/* A release that does not tell, or not to this login, is no reason to send away
 * who was let in; one that talks nonsense is. */
static void
on_described_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  gint64 code = 0;
  g_autoptr (JsonObject) data = take_data (object, result, &code, &error);
  SignIn *sign_in = g_task_get_task_data (task);

  if (data == NULL && code == 0)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (data != NULL)
    {
      g_autoptr (MgIdentity) identity = mg_identity_new (MG_DEVICE_KIND_NAS);

      identity->model = dup_clean (data, "model");
      identity->serial = dup_clean (data, "serial");
      identity->firmware = dup_clean (data, "version_string");
      mg_session_set_identity (MG_SESSION (sign_in->session), identity);
    }

  g_task_return_pointer (task, g_steal_pointer (&sign_in->session), g_object_unref);
}

static MgSecret *
dup_secret (JsonObject *data,
            const char *member)
{
  const char *text = mg_json_get_string (data, member);

  if (text == NULL || *text == '\0' || strlen (text) > SECRET_MAX || !g_str_is_ascii (text) ||
      strpbrk (text, "\r\n;") != NULL)
    return NULL;

  return mg_secret_new (text, -1);
}

static void
on_login_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  gint64 code = 0;
  g_autoptr (JsonObject) data = take_data (object, result, &code, &error);
  g_autoptr (MgSecret) sid = dup_secret (data, "sid");
  g_autoptr (MgSecret) syno_token = dup_secret (data, "synotoken");
  g_autoptr (MgSynologyCall) call = NULL;
  SignIn *sign_in = g_task_get_task_data (task);

  if (data == NULL)
    {
      explain_refusal (code, &error);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (sid == NULL)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_PROTOCOL,
                               _("The device's answer makes no sense"));
      return;
    }

  sign_in->session = mg_synology_session_new (MG_HTTP (object), sign_in->apis, sid, syno_token);
  call = mg_synology_call_new (sign_in->apis, MG_SYNOLOGY_INFO, NEWEST_INFO, "getinfo");
  if (call == NULL)
    g_task_return_pointer (task, g_steal_pointer (&sign_in->session), g_object_unref);
  else
    mg_synology_session_send (sign_in->session, call, NULL, g_task_get_cancellable (task),
                              on_described_cb, g_object_ref (task));
}

static void
on_apis_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgSynologyCall) call = NULL;
  g_autoptr (MgSecretBuilder) form = NULL;
  g_autoptr (MgSecret) fields = NULL;
  g_autoptr (MgHttpRequest) request = NULL;
  SignIn *sign_in = g_task_get_task_data (task);
  MgSecret *code = mg_credential_get_one_time_code (sign_in->credential);

  sign_in->apis = take_data (object, result, NULL, &error);
  if (sign_in->apis == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  call = mg_synology_call_new (sign_in->apis, MG_SYNOLOGY_AUTH, NEWEST_AUTH, "login");
  if (call == NULL)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                               _("The device offers no sign-in that Mailgrant knows"));
      return;
    }

  form = mg_secret_builder_new ();
  mg_secret_builder_append_form (form, "account",
                                 mg_credential_get_user (sign_in->credential));
  mg_secret_builder_append_form_secret (form, "passwd",
                                        mg_credential_get_password (sign_in->credential));
  mg_secret_builder_append_form (form, "session", "webui");
  mg_secret_builder_append_form (form, "format", "sid");
  mg_secret_builder_append_form (form, "enable_syno_token", "yes");
  if (code != NULL)
    mg_secret_builder_append_form_secret (form, "otp_code", code);
  fields = mg_secret_builder_end (form);
  request = mg_synology_call_create (call, fields);
  mg_http_send_async (MG_HTTP (object), request, g_task_get_cancellable (task),
                      on_login_cb, g_object_ref (task));
}

/**
 * mg_synology_sign_in:
 * @driver: the driver
 * @http: the pinned way to the device
 * @credential: an administrator's login
 * @task: (transfer full): answered with an #MgSession
 *
 * Signs in once, with the one-time code where there is one: the device blocks
 * the address of who tries again.
 */
void
mg_synology_sign_in (MgDriver     *driver,
                     MgHttp       *http,
                     MgCredential *credential,
                     GTask        *task)
{
  g_autoptr (MgHttpRequest) request = mg_synology_query_apis ();
  SignIn *sign_in = g_new0 (SignIn, 1);

  sign_in->credential = mg_credential_ref (credential);
  g_task_set_task_data (task, sign_in, sign_in_free);
  mg_http_send_async (http, request, g_task_get_cancellable (task), on_apis_cb, task);
}
