/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-synology-session"

#include "config.h"

#include "mg-synology-session.h"

/**
 * MgSynologySession:
 *
 * A session of a DSM: its id, the token against forged requests where the
 * device wants one, and which APIs the device has.
 */
struct _MgSynologySession
{
  MgSession   parent_instance;

  JsonObject *apis;        /* (owned) */
  MgSecret   *syno_token;  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (MgSynologySession, mg_synology_session, MG_TYPE_SESSION)

static void
mg_synology_session_finalize (GObject *object)
{
  MgSynologySession *self = MG_SYNOLOGY_SESSION (object);

  json_object_unref (self->apis);
  g_clear_pointer (&self->syno_token, mg_secret_unref);

  G_OBJECT_CLASS (mg_synology_session_parent_class)->finalize (object);
}

static void
mg_synology_session_class_init (MgSynologySessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_synology_session_finalize;
}

static void
mg_synology_session_init (MgSynologySession *self)
{
}

/**
 * mg_synology_session_new:
 * @http: the pinned way to the device
 * @apis: which APIs the device has
 * @sid: the session's id
 * @syno_token: (nullable): the token against forged requests
 *
 * Returns: (transfer full): a new session
 */
MgSynologySession *
mg_synology_session_new (MgHttp     *http,
                         JsonObject *apis,
                         MgSecret   *sid,
                         MgSecret   *syno_token)
{
  MgSynologySession *self;

  g_return_val_if_fail (MG_IS_HTTP (http), NULL);
  g_return_val_if_fail (apis != NULL, NULL);
  g_return_val_if_fail (sid != NULL, NULL);

  self = g_object_new (MG_TYPE_SYNOLOGY_SESSION, "http", http, "token", sid, NULL);
  self->apis = json_object_ref (apis);
  self->syno_token = syno_token == NULL ? NULL : mg_secret_ref (syno_token);

  return self;
}

/**
 * mg_synology_session_get_apis:
 * @self: a session
 *
 * Returns: (transfer none): which APIs the device has
 */
JsonObject *
mg_synology_session_get_apis (MgSynologySession *self)
{
  g_return_val_if_fail (MG_IS_SYNOLOGY_SESSION (self), NULL);

  return self->apis;
}

/**
 * mg_synology_session_send:
 * @self: a session
 * @call: a call
 * @fields: (nullable): more fields, as a form
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is answered
 * @user_data: data for @callback
 *
 * Makes a call; finish with mg_http_send_finish().
 */
void
mg_synology_session_send (MgSynologySession    *self,
                          const MgSynologyCall *call,
                          const MgSecret       *fields,
                          GCancellable         *cancellable,
                          GAsyncReadyCallback   callback,
                          gpointer              user_data)
{
  MgSession *session = MG_SESSION (self);
  g_autoptr (MgHttpRequest) request = mg_synology_call_create (call, fields);

  mg_http_request_set_secret_header (request, "Cookie", "id=", mg_session_get_token (session));
  if (self->syno_token != NULL)
    mg_http_request_set_secret_header (request, "X-SYNO-TOKEN", "", self->syno_token);
  mg_http_send_async (mg_session_get_http (session), request, cancellable, callback, user_data);
}
