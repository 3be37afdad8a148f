/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-session"

#include "config.h"

#include "mg-session.h"

/**
 * MgSession:
 *
 * A login that a device has granted: the pinned way to it and what proves the
 * login on each request. Made by a driver's `sign_in`, ended by its `sign_out`.
 */
typedef struct
{
  MgHttp     *http;      /* (owned) */
  MgSecret   *token;     /* (owned) (nullable) */
  MgIdentity *identity;  /* (owned) (nullable) */
} MgSessionPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (MgSession, mg_session, G_TYPE_OBJECT)

typedef enum
{
  PROP_HTTP = 1,
  PROP_TOKEN,
} MgSessionProperty;

static GParamSpec *properties[PROP_TOKEN + 1] = { NULL, };

static void
mg_session_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  MgSessionPrivate *priv = mg_session_get_instance_private (MG_SESSION (object));

  switch ((MgSessionProperty) prop_id)
    {
    case PROP_HTTP:
      priv->http = g_value_dup_object (value);
      break;

    case PROP_TOKEN:
      priv->token = g_value_dup_boxed (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_session_dispose (GObject *object)
{
  MgSessionPrivate *priv = mg_session_get_instance_private (MG_SESSION (object));

  g_clear_object (&priv->http);
  g_clear_pointer (&priv->token, mg_secret_unref);
  g_clear_pointer (&priv->identity, mg_identity_free);

  G_OBJECT_CLASS (mg_session_parent_class)->dispose (object);
}

static void
mg_session_class_init (MgSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_session_dispose;
  object_class->set_property = mg_session_set_property;

  /**
   * MgSession:http:
   *
   * The pinned way to the device.
   */
  properties[PROP_HTTP] =
    g_param_spec_object ("http", NULL, NULL, MG_TYPE_HTTP,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * MgSession:token:
   *
   * What proves the login, if the make uses such a thing. Not readable as a
   * property, so that no inspector shows it.
   */
  properties[PROP_TOKEN] =
    g_param_spec_boxed ("token", NULL, NULL, MG_TYPE_SECRET,
                        G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
mg_session_init (MgSession *self)
{
}

/**
 * mg_session_new:
 * @http: the pinned way to the device
 * @token: (nullable): what proves the login
 *
 * Returns: (transfer full): a new session
 */
MgSession *
mg_session_new (MgHttp   *http,
                MgSecret *token)
{
  g_return_val_if_fail (MG_IS_HTTP (http), NULL);

  return g_object_new (MG_TYPE_SESSION, "http", http, "token", token, NULL);
}

/**
 * mg_session_get_http:
 * @self: a session
 *
 * Returns: (transfer none): the pinned way to the device
 */
MgHttp *
mg_session_get_http (MgSession *self)
{
  MgSessionPrivate *priv = mg_session_get_instance_private (self);

  g_return_val_if_fail (MG_IS_SESSION (self), NULL);

  return priv->http;
}

/**
 * mg_session_get_token:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): what proves the login
 */
MgSecret *
mg_session_get_token (MgSession *self)
{
  MgSessionPrivate *priv = mg_session_get_instance_private (self);

  g_return_val_if_fail (MG_IS_SESSION (self), NULL);

  return priv->token;
}

/**
 * mg_session_get_identity:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): what the device has told of itself to who
 *   has signed in, %NULL where that is no more than it tells anybody
 */
const MgIdentity *
mg_session_get_identity (MgSession *self)
{
  MgSessionPrivate *priv = mg_session_get_instance_private (self);

  g_return_val_if_fail (MG_IS_SESSION (self), NULL);

  return priv->identity;
}

/**
 * mg_session_set_identity:
 * @self: a session
 * @identity: (nullable): what the device has told of itself; what it has not, is %NULL
 *
 * Called by a driver's `sign_in`, once.
 */
void
mg_session_set_identity (MgSession        *self,
                         const MgIdentity *identity)
{
  MgSessionPrivate *priv = mg_session_get_instance_private (self);

  g_return_if_fail (MG_IS_SESSION (self));

  g_clear_pointer (&priv->identity, mg_identity_free);
  priv->identity = identity == NULL ? NULL : mg_identity_copy (identity);
}
