/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-redfish-driver"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-redfish-driver.h"
#include "mg-redfish-mail.h"
#include "mg-redfish-session.h"

#define ROOT "/redfish/v1/"
#define SESSIONS "/redfish/v1/SessionService/Sessions"
#define EVENT_SERVICE "/redfish/v1/EventService"
#define JSON_TYPE "application/json"
#define TOKEN_MAX 1024

/**
 * MgRedfishDriver:
 *
 * Speaks DMTF Redfish (DSP0266): the mail settings of a management
 * controller's EventService. Passwords only; the standard has no OAuth there.
 */
struct _MgRedfishDriver
{
  MgDriver parent_instance;
};

G_DEFINE_FINAL_TYPE (MgRedfishDriver, mg_redfish_driver, MG_TYPE_DRIVER)

static MgHttpRequest *
create_request (MgSession  *session,
                const char *method,
                const char *path)
{
  MgHttpRequest *request = mg_http_request_new (method, path);

  mg_http_request_set_secret_header (request, "X-Auth-Token", "",
                                     mg_session_get_token (session));

  return request;
}

static void
on_identified_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  MgIdentity *identity = response == NULL ? NULL : mg_redfish_parse_root (response, &error);

  if (identity == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, identity, (GDestroyNotify) mg_identity_free);
}

static void
mg_redfish_driver_identify (MgDriver *driver,
                            MgHttp   *http,
                            GTask    *task)
{
  g_autoptr (MgHttpRequest) request = mg_http_request_new ("GET", ROOT);

  mg_http_send_async (http, request, g_task_get_cancellable (task), on_identified_cb, task);
}

static void
on_signed_in_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  g_autoptr (MgSecret) token = NULL;
  g_autofree char *path = NULL;
  const char *text;

  if (response == NULL || !mg_redfish_check (response, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  text = mg_http_response_get_header (response, "X-Auth-Token");
  if (text == NULL || *text == '\0' || strlen (text) > TOKEN_MAX)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_PROTOCOL,
                               _("The device's answer makes no sense"));
      return;
    }

  token = mg_secret_new (text, -1);
  path = mg_redfish_dup_path (mg_http_response_get_header (response, "Location"),
                              mg_http_get_address (MG_HTTP (object)));
  g_task_return_pointer (task, mg_redfish_session_new (MG_HTTP (object), token, path),
                         g_object_unref);
}

static void
mg_redfish_driver_sign_in (MgDriver     *driver,
                           MgHttp       *http,
                           MgCredential *credential,
                           GTask        *task)
{
  g_autoptr (MgHttpRequest) request = mg_http_request_new ("POST", SESSIONS);
  g_autoptr (MgSecret) body = mg_redfish_write_login (credential);

  mg_http_request_set_secret_body (request, JSON_TYPE, body);
  mg_http_send_async (http, request, g_task_get_cancellable (task), on_signed_in_cb, task);
}

static void
on_changed_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);

  if (response == NULL || !mg_redfish_check (response, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
mg_redfish_driver_sign_out (MgDriver  *driver,
                            MgSession *session,
                            GTask     *task)
{
  const char *path = mg_redfish_session_get_path (MG_REDFISH_SESSION (session));
  g_autoptr (GTask) owned = task;
  g_autoptr (MgHttpRequest) request = NULL;

  if (path == NULL)
    {
      g_task_return_boolean (owned, TRUE);
      return;
    }

  request = create_request (session, "DELETE", path);
  mg_http_send_async (mg_session_get_http (session), request, g_task_get_cancellable (owned),
                      on_changed_cb, g_object_ref (owned));
}

static void
on_service_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);
  GPtrArray *slots = NULL;

  if (response != NULL && mg_redfish_check (response, &error))
    slots = mg_redfish_parse_smtp (response, &error);

  if (slots == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, slots, (GDestroyNotify) g_ptr_array_unref);
}

static void
mg_redfish_driver_read_slots (MgDriver  *driver,
                              MgSession *session,
                              GTask     *task)
{
  g_autoptr (MgHttpRequest) request = create_request (session, "GET", EVENT_SERVICE);

  mg_http_send_async (mg_session_get_http (session), request, g_task_get_cancellable (task),
                      on_service_cb, task);
}

static MgHttpRequest *
create_patch (MgSession           *session,
              const MgSlotReading *slot)
{
  MgHttpRequest *request = create_request (session, "PATCH", EVENT_SERVICE);

  if (slot->etag != NULL)
    mg_http_request_set_header (request, "If-Match", slot->etag);

  return request;
}

static void
mg_redfish_driver_push_password (MgDriver            *driver,
                                 MgSession           *session,
                                 const MgSlotReading *slot,
                                 const char          *account,
                                 MgSecret            *password,
                                 GTask               *task)
{
  g_autoptr (MgHttpRequest) request = create_patch (session, slot);
  g_autoptr (MgSecret) body = mg_redfish_write_password (slot, account, password);

  mg_http_request_set_secret_body (request, JSON_TYPE, body);
  mg_http_send_async (mg_session_get_http (session), request, g_task_get_cancellable (task),
                      on_changed_cb, task);
}

static void
mg_redfish_driver_write_settings (MgDriver             *driver,
                                  MgSession            *session,
                                  const MgSlotReading  *slot,
                                  const MgMailSettings *settings,
                                  GTask                *task)
{
  g_autoptr (MgHttpRequest) request = create_patch (session, slot);
  g_autofree char *body = mg_redfish_write_settings (settings);

  mg_http_request_set_body (request, JSON_TYPE, body);
  mg_http_send_async (mg_session_get_http (session), request, g_task_get_cancellable (task),
                      on_changed_cb, task);
}

static void
mg_redfish_driver_delete_token (MgDriver            *driver,
                                MgSession           *session,
                                const MgSlotReading *slot,
                                GTask               *task)
{
  g_autoptr (MgHttpRequest) request = create_patch (session, slot);

  mg_http_request_set_body (request, JSON_TYPE,
                            "{\"SMTP\":{\"Authentication\":\"None\",\"Username\":\"\","
                            "\"Password\":\"\"}}");
  mg_http_send_async (mg_session_get_http (session), request, g_task_get_cancellable (task),
                      on_changed_cb, task);
}

static void
mg_redfish_driver_class_init (MgRedfishDriverClass *klass)
{
  MgDriverClass *driver_class = MG_DRIVER_CLASS (klass);

  driver_class->identify = mg_redfish_driver_identify;
  driver_class->sign_in = mg_redfish_driver_sign_in;
  driver_class->sign_out = mg_redfish_driver_sign_out;
  driver_class->read_slots = mg_redfish_driver_read_slots;
  driver_class->push_password = mg_redfish_driver_push_password;
  driver_class->write_settings = mg_redfish_driver_write_settings;
  driver_class->delete_token = mg_redfish_driver_delete_token;
}

static void
mg_redfish_driver_init (MgRedfishDriver *self)
{
}
