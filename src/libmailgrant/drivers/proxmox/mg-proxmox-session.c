/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-proxmox-session"

#include "config.h"

#include "mg-proxmox-session.h"
#include "mg-secret-builder.h"

#define API "/api2/json"

/**
 * MgProxmoxSession:
 *
 * A login to one of the maker's products: either a ticket in a cookie, with the
 * token against cross-site requests that every change wants beside it, or an
 * API token, which travels with each request and never ends by itself.
 */
struct _MgProxmoxSession
{
  MgSession               parent_instance;

  const MgProxmoxProduct *product;
  MgSecret               *csrf_token;  /* (owned) (nullable): of a ticket */
};

G_DEFINE_FINAL_TYPE (MgProxmoxSession, mg_proxmox_session, MG_TYPE_SESSION)

static void
mg_proxmox_session_finalize (GObject *object)
{
  MgProxmoxSession *self = MG_PROXMOX_SESSION (object);

  g_clear_pointer (&self->csrf_token, mg_secret_unref);

  G_OBJECT_CLASS (mg_proxmox_session_parent_class)->finalize (object);
}

static void
mg_proxmox_session_class_init (MgProxmoxSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_proxmox_session_finalize;
}

static void
mg_proxmox_session_init (MgProxmoxSession *self)
{
}

/**
 * mg_proxmox_session_new_ticket:
 * @http: the pinned way to the device
 * @product: what the device is
 * @cookie: the cookie that carries the ticket
 * @csrf_token: the token that came with it
 *
 * Returns: (transfer full): a new session
 */
MgProxmoxSession *
mg_proxmox_session_new_ticket (MgHttp                 *http,
                               const MgProxmoxProduct *product,
                               MgSecret               *cookie,
                               MgSecret               *csrf_token)
{
  MgProxmoxSession *self =
    g_object_new (MG_TYPE_PROXMOX_SESSION, "http", http, "token", cookie, NULL);

  self->product = product;
  self->csrf_token = mg_secret_ref (csrf_token);

  return self;
}

/**
 * mg_proxmox_session_new_api_token:
 * @http: the pinned way to the device
 * @product: what the device is
 * @credential: an API token: its id as the user, its secret as the password
 *
 * Returns: (transfer full): a new session
 */
MgProxmoxSession *
mg_proxmox_session_new_api_token (MgHttp                 *http,
                                  const MgProxmoxProduct *product,
                                  MgCredential           *credential)
{
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();
  g_autoptr (MgSecret) token = NULL;
  MgProxmoxSession *self;

  mg_secret_builder_append (builder, product->api_token);
  mg_secret_builder_append (builder, mg_credential_get_user (credential));
  mg_secret_builder_append (builder, product->separator);
  mg_secret_builder_append_secret (builder, mg_credential_get_password (credential));
  token = mg_secret_builder_end (builder);

  self = g_object_new (MG_TYPE_PROXMOX_SESSION, "http", http, "token", token, NULL);
  self->product = product;

  return self;
}

/**
 * mg_proxmox_session_create_request:
 * @self: a session
 * @method: an HTTP method
 * @path: what is asked, relative to the API
 *
 * Returns: (transfer full): a request that carries the login
 */
MgHttpRequest *
mg_proxmox_session_create_request (MgProxmoxSession *self,
                                   const char       *method,
                                   const char       *path)
{
  g_autofree char *target = g_strconcat (API, path, NULL);
  MgHttpRequest *request = mg_http_request_new (method, target);
  MgSecret *token = mg_session_get_token (MG_SESSION (self));

  if (self->csrf_token == NULL)
    {
      mg_http_request_set_secret_header (request, "Authorization", "", token);
      return request;
    }

  mg_http_request_set_secret_header (request, "Cookie", "", token);
  if (!g_str_equal (method, "GET"))
    mg_http_request_set_secret_header (request, "CSRFPreventionToken", "", self->csrf_token);

  return request;
}

/**
 * mg_proxmox_session_create_call:
 * @self: a session
 * @method: an HTTP method
 * @kind: a kind of thing among the notifications, as `targets`
 * @name: (nullable): the name of one of them
 * @verb: (nullable): what it is to do
 *
 * Returns: (transfer full): a request about notifications
 */
MgHttpRequest *
mg_proxmox_session_create_call (MgProxmoxSession *self,
                                const char       *method,
                                const char       *kind,
                                const char       *name,
                                const char       *verb)
{
  g_autofree char *path = g_strconcat (self->product->notifications, "/", kind,
                                       name != NULL ? "/" : "", name != NULL ? name : "",
                                       verb != NULL ? "/" : "", verb != NULL ? verb : "", NULL);

  return mg_proxmox_session_create_request (self, method, path);
}
