/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-qnap-sign-in"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-qnap-answer.h"
#include "mg-qnap-identity.h"
#include "mg-qnap-sign-in.h"
#include "mg-secret-builder.h"

/* Signing in to QTS and QuTS hero, after the vendor's "QTS HTTP API -
 * Authentication" and its own sign-in page:
 *
 *   authLogin ──► let in? ──► administrator? ──► sysinfo ──► session
 *                   │ no          │ no
 *                   ▼             ▼
 *                  why        authLogout ──► not allowed
 *
 * Everything goes as a form, so that nothing of it stands in the device's logs.
 */
#define LOGIN "/cgi-bin/authLogin.cgi"
#define LOGOUT "/cgi-bin/authLogout.cgi"
#define MANAGE "/cgi-bin/management/manaRequest.cgi"

static MgHttpRequest *
create_request (const char      *path,
                MgSecretBuilder *form)
{
  MgHttpRequest *request = mg_http_request_new ("POST", path);
  g_autoptr (MgSecret) body = mg_secret_builder_end (form);

  mg_http_request_set_secret_body (request, "application/x-www-form-urlencoded", body);

  return request;
}

static MgHttpRequest *
create_with_session (const char *path,
                     const char *query,
                     MgSecret   *sid)
{
  g_autoptr (MgSecretBuilder) form = mg_secret_builder_new ();

  mg_secret_builder_append (form, query);
  mg_secret_builder_append_form_secret (form, "sid", sid);

  return create_request (path, form);
}

static MgQnapAnswer *
take_answer (GObject       *http,
             GAsyncResult  *result,
             GError       **error)
{
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (http), result, error);

  return response == NULL ? NULL : mg_qnap_answer_parse (response, error);
}

static gboolean
has_expired (const MgQnapAnswer *answer)
{
  return mg_qnap_answer_is (answer, "user_pw_expiry", "1") ||
         mg_qnap_answer_is (answer, "pw_status", "1") ||
         mg_qnap_answer_is (answer, "force_change_pw", "1") ||
         mg_qnap_answer_is (answer, "errorValue", "-3") ||
         mg_qnap_answer_is (answer, "errorValue", "-4");
}

static gboolean
is_exhausted (const MgQnapAnswer *answer)
{
  const char *count = mg_qnap_answer_get (answer, "emergency_try_count");
  const char *limit = mg_qnap_answer_get (answer, "emergency_try_limit");
  guint64 n_tries, n_allowed;

  return count != NULL && limit != NULL &&
         g_ascii_string_to_unsigned (count, 10, 0, G_MAXUINT, &n_tries, NULL) &&
         g_ascii_string_to_unsigned (limit, 10, 1, G_MAXUINT, &n_allowed, NULL) &&
         n_tries >= n_allowed;
}

static GError *
new_code_error (const MgQnapAnswer *answer,
                gboolean            had_code)
{
  if (!had_code)
    return g_error_new_literal (MG_ERROR, MG_ERROR_CODE_NEEDED,
                                _("The device asks for a one-time code"));

  if (is_exhausted (answer))
    return g_error_new_literal (MG_ERROR, MG_ERROR_LOCKED_OUT,
                                _("The device takes no more one-time codes of this login"));

  return g_error_new_literal (MG_ERROR, MG_ERROR_CODE_NEEDED,
                              _("The device refused the one-time code"));
}

/* Why nobody is let in, in the order in which the vendor's own page asks. */
static GError *
new_refusal (const MgQnapAnswer *answer,
             gboolean            had_code)
{
  if (has_expired (answer))
    return g_error_new_literal (MG_ERROR, MG_ERROR_PASSWORD_EXPIRED,
                                _("The password of this login has expired on the device"));

  if (mg_qnap_answer_is (answer, "need_2sv", "1"))
    return new_code_error (answer, had_code);

  if (mg_qnap_answer_is (answer, "force_2sv", "1"))
    return g_error_new_literal (MG_ERROR, MG_ERROR_LOGIN_REFUSED,
                                _("The device wants 2-step verification to be set up for this "
                                  "login, on its own page, before it lets it in"));

  if (mg_qnap_answer_is (answer, "errorValue", "-2"))
    return g_error_new_literal (MG_ERROR, MG_ERROR_PERMISSION,
                                _("This login is not an administrator of the device"));

  if (mg_qnap_answer_is (answer, "user_enable", "0") ||
      mg_qnap_answer_is (answer, "user_account_expiry", "1"))
    return g_error_new_literal (MG_ERROR, MG_ERROR_LOGIN_REFUSED,
                                _("The device has disabled this login"));

  return g_error_new_literal (MG_ERROR, MG_ERROR_LOGIN_REFUSED,
                              _("The device refused the user name or the password"));
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
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  g_autoptr (MgQnapAnswer) answer = NULL;
  MgSession *session = g_task_get_task_data (task);

  if (response != NULL && mg_http_response_get_status (response) != SOUP_STATUS_NOT_FOUND)
    answer = mg_qnap_answer_parse (response, &error);

  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (answer != NULL && mg_qnap_answer_is (answer, "authPassed", "1"))
    {
      g_autoptr (MgIdentity) identity = mg_qnap_parse_identity (answer);

      mg_session_set_identity (session, identity);
    }

  g_task_return_pointer (task, g_object_ref (session), g_object_unref);
}

static void
on_sent_away_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, NULL);

  g_task_return_new_error (task, MG_ERROR, MG_ERROR_PERMISSION,
                           _("This login is not an administrator of the device"));
}

static void
take_session (GTask              *task,
              MgHttp             *http,
              const MgQnapAnswer *answer)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (MgSecret) sid = mg_qnap_answer_dup_secret (answer, "authSid");
  g_autoptr (MgHttpRequest) request = NULL;

  if (sid == NULL)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_PROTOCOL,
                               _("The device's answer makes no sense"));
      return;
    }

  if (!mg_qnap_answer_is (answer, "isAdmin", "1"))
    {
      request = create_with_session (LOGOUT, "logout=1", sid);
      mg_http_send_async (http, request, cancellable, on_sent_away_cb, g_object_ref (task));
      return;
    }

  g_task_set_task_data (task, mg_session_new (http, sid), g_object_unref);
  request = create_with_session (MANAGE, "subfunc=sysinfo&hd=no&multicpu=1", sid);
  mg_http_send_async (http, request, cancellable, on_described_cb, g_object_ref (task));
}

static void
on_login_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgQnapAnswer) answer = take_answer (object, result, &error);
  MgCredential *credential = g_task_get_task_data (task);
  gboolean had_code = mg_credential_get_one_time_code (credential) != NULL;

  if (answer == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (!mg_qnap_answer_is (answer, "authPassed", "1"))
    g_task_return_error (task, new_refusal (answer, had_code));
  else
    take_session (task, MG_HTTP (object), answer);
}

/**
 * mg_qnap_sign_in:
 * @driver: the driver
 * @http: the pinned way to the device
 * @credential: an administrator's login
 * @task: (transfer full): answered with an #MgSession
 *
 * Signs in once, with the one-time code where there is one: the device wants
 * both in one request.
 */
void
mg_qnap_sign_in (MgDriver     *driver,
                 MgHttp       *http,
                 MgCredential *credential,
                 GTask        *task)
{
  MgSecret *password = mg_credential_get_password (credential);
  MgSecret *code = mg_credential_get_one_time_code (credential);
  g_autoptr (MgSecretBuilder) form = mg_secret_builder_new ();
  g_autoptr (MgSecret) encoded = NULL;
  g_autoptr (MgHttpRequest) request = NULL;

  /* The vendor's "ezEncode (utf16to8 (…))" is Base64 of UTF-8. */
  encoded = mg_secret_new_take (g_base64_encode ((const guchar *) mg_secret_peek (password),
                                                 mg_secret_get_length (password)));
  mg_secret_builder_append_form (form, "user", mg_credential_get_user (credential));
  mg_secret_builder_append_form_secret (form, "pwd", encoded);
  mg_secret_builder_append_form (form, "serviceKey", "1");
  if (code != NULL)
    {
      mg_secret_builder_append_form_secret (form, "security_code", code);
      mg_secret_builder_append_form (form, "dont_verify_2sv_again", "0");
    }
  request = create_request (LOGIN, form);

  g_task_set_task_data (task, mg_credential_ref (credential),
                        (GDestroyNotify) mg_credential_unref);
  mg_http_send_async (http, request, g_task_get_cancellable (task), on_login_cb, task);
}

static void
on_checked_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgQnapAnswer) answer = take_answer (object, result, &error);

  if (answer == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (!mg_qnap_answer_is (answer, "authPassed", "1"))
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_LOGIN_REFUSED,
                             _("The device has ended the login"));
  else if (!mg_qnap_answer_is (answer, "isAdmin", "1"))
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_PERMISSION,
                             _("This login is not an administrator of the device"));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * mg_qnap_check_session:
 * @driver: the driver
 * @session: a session
 * @task: (transfer full): answered with a boolean
 *
 * Asks whether a session still holds, and is still an administrator's.
 */
void
mg_qnap_check_session (MgDriver  *driver,
                       MgSession *session,
                       GTask     *task)
{
  g_autoptr (MgHttpRequest) request =
    create_with_session (LOGIN, "service=1", mg_session_get_token (session));

  mg_http_send_async (mg_session_get_http (session), request, g_task_get_cancellable (task),
                      on_checked_cb, task);
}

static void
on_signed_out_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgQnapAnswer) answer = take_answer (object, result, &error);

  if (answer == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * mg_qnap_sign_out:
 * @driver: the driver
 * @session: a session
 * @task: (transfer full): answered with a boolean
 *
 * Ends a session.
 */
void
mg_qnap_sign_out (MgDriver  *driver,
                  MgSession *session,
                  GTask     *task)
{
  g_autoptr (MgHttpRequest) request =
    create_with_session (LOGOUT, "logout=1", mg_session_get_token (session));

  mg_http_send_async (mg_session_get_http (session), request, g_task_get_cancellable (task),
                      on_signed_out_cb, task);
}
