/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-redfish-session"

#include "config.h"

#include "mg-redfish-session.h"

/**
 * MgRedfishSession:
 *
 * A session of a Redfish service: its token, and the resource to delete when
 * it is to end (DSP0266 §13.3.4).
 */
struct _MgRedfishSession
{
  MgSession  parent_instance;

  char      *path;  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (MgRedfishSession, mg_redfish_session, MG_TYPE_SESSION)

static void
mg_redfish_session_finalize (GObject *object)
{
  MgRedfishSession *self = MG_REDFISH_SESSION (object);

  g_free (self->path);

  G_OBJECT_CLASS (mg_redfish_session_parent_class)->finalize (object);
}

static void
mg_redfish_session_class_init (MgRedfishSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_redfish_session_finalize;
}

static void
mg_redfish_session_init (MgRedfishSession *self)
{
}

/**
 * mg_redfish_session_new:
 * @http: the pinned way to the device
 * @token: the session's token
 * @path: (nullable): the path of the session's resource, if the service gave one
 *
 * Returns: (transfer full): a new session
 */
MgRedfishSession *
mg_redfish_session_new (MgHttp     *http,
                        MgSecret   *token,
                        const char *path)
{
  MgRedfishSession *self;

  g_return_val_if_fail (MG_IS_HTTP (http), NULL);
  g_return_val_if_fail (token != NULL, NULL);

  self = g_object_new (MG_TYPE_REDFISH_SESSION, "http", http, "token", token, NULL);
  self->path = g_strdup (path);

  return self;
}

/**
 * mg_redfish_session_get_path:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the path of the session's resource
 */
const char *
mg_redfish_session_get_path (MgRedfishSession *self)
{
  g_return_val_if_fail (MG_IS_REDFISH_SESSION (self), NULL);

  return self->path;
}
