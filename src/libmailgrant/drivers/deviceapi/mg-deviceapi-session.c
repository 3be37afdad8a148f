/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-deviceapi-session"

#include "config.h"

#include "mg-deviceapi-session.h"

/**
 * MgDeviceapiSession:
 *
 * A session of the device API: a bearer token, and the path that the device
 * has put its API under.
 */
struct _MgDeviceapiSession
{
  MgSession  parent_instance;

  char      *base;  /* (owned) */
};

G_DEFINE_FINAL_TYPE (MgDeviceapiSession, mg_deviceapi_session, MG_TYPE_SESSION)

static void
mg_deviceapi_session_finalize (GObject *object)
{
  MgDeviceapiSession *self = MG_DEVICEAPI_SESSION (object);

  g_free (self->base);

  G_OBJECT_CLASS (mg_deviceapi_session_parent_class)->finalize (object);
}

static void
mg_deviceapi_session_class_init (MgDeviceapiSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_deviceapi_session_finalize;
}

static void
mg_deviceapi_session_init (MgDeviceapiSession *self)
{
}

/**
 * mg_deviceapi_session_new:
 * @http: the pinned way to the device
 * @token: the bearer token
 * @base: the path of the API, without a slash at its end
 *
 * Returns: (transfer full): a new session
 */
MgDeviceapiSession *
mg_deviceapi_session_new (MgHttp     *http,
                          MgSecret   *token,
                          const char *base)
{
  MgDeviceapiSession *self;

  g_return_val_if_fail (MG_IS_HTTP (http), NULL);
  g_return_val_if_fail (token != NULL, NULL);
  g_return_val_if_fail (base != NULL, NULL);

  self = g_object_new (MG_TYPE_DEVICEAPI_SESSION, "http", http, "token", token, NULL);
  self->base = g_strdup (base);

  return self;
}

/**
 * mg_deviceapi_session_dup_path:
 * @self: a session
 * @first: the first segment of the path below the API's own
 * @...: further segments, ended by %NULL
 *
 * Returns: (transfer full): the path, each segment escaped
 */
char *
mg_deviceapi_session_dup_path (MgDeviceapiSession *self,
                               const char         *first,
                               ...)
{
  g_autoptr (GString) path = NULL;
  va_list segments;

  g_return_val_if_fail (MG_IS_DEVICEAPI_SESSION (self), NULL);

  path = g_string_new (self->base);
  va_start (segments, first);
  for (const char *segment = first; segment != NULL; segment = va_arg (segments, const char *))
    {
      g_string_append_c (path, '/');
      g_string_append_uri_escaped (path, segment, NULL, FALSE);
    }
  va_end (segments);

  return g_string_free (g_steal_pointer (&path), FALSE);
}
