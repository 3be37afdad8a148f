/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-device"

#include "config.h"

#include "mg-device-private.h"

/**
 * MgDevice:
 *
 * A device that has been added: who it is, where it is, and its slots.
 *
 * It holds no password and makes no connection. Its cancellable fires when it
 * goes, so that nothing in flight outlives it.
 */

G_DEFINE_FINAL_TYPE (MgDevice, mg_device, G_TYPE_OBJECT)

typedef enum
{
  PROP_NAME = 1,
  PROP_ADDRESS,
  PROP_BUSY,
  PROP_PROBLEM,
  PROP_STATE,
} MgDeviceProperty;

static GParamSpec *properties[PROP_STATE + 1] = { NULL, };

/**
 * _mg_device_notify_state:
 * @self: a device
 *
 * Tells that the badge may be another one, after its slots have changed.
 */
void
_mg_device_notify_state (MgDevice *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
mg_device_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  MgDevice *self = MG_DEVICE (object);

  switch ((MgDeviceProperty) prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_ADDRESS:
      g_value_set_boxed (value, self->address);
      break;

    case PROP_BUSY:
      g_value_set_boolean (value, self->busy > 0);
      break;

    case PROP_PROBLEM:
      g_value_set_boxed (value, self->problem);
      break;

    case PROP_STATE:
      g_value_set_enum (value, (int) mg_device_get_state (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_device_dispose (GObject *object)
{
  MgDevice *self = MG_DEVICE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->slots);

  G_OBJECT_CLASS (mg_device_parent_class)->dispose (object);
}

static void
mg_device_finalize (GObject *object)
{
  MgDevice *self = MG_DEVICE (object);

  g_free (self->id);
  g_free (self->driver_id);
  g_free (self->name);
  g_clear_pointer (&self->identity, mg_identity_free);
  g_clear_pointer (&self->address, mg_address_unref);
  g_free (self->fingerprint);
  g_free (self->user);
  g_clear_error (&self->problem);

  G_OBJECT_CLASS (mg_device_parent_class)->finalize (object);
}

static void
mg_device_class_init (MgDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = mg_device_dispose;
  object_class->finalize = mg_device_finalize;
  object_class->get_property = mg_device_get_property;

  /**
   * MgDevice:name:
   *
   * What the person calls it; text, not markup.
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);

  /**
   * MgDevice:address:
   *
   * Where it is.
   */
  properties[PROP_ADDRESS] = g_param_spec_boxed ("address", NULL, NULL, MG_TYPE_ADDRESS, flags);

  /**
   * MgDevice:busy:
   *
   * Whether something is being done with it.
   */
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);

  /**
   * MgDevice:problem:
   *
   * Why the last attempt to reach it failed, %NULL when it did not.
   */
  properties[PROP_PROBLEM] = g_param_spec_boxed ("problem", NULL, NULL, G_TYPE_ERROR, flags);

  /**
   * MgDevice:state:
   *
   * The badge of the slot that needs a person most.
   */
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MG_TYPE_TOKEN_STATE, MG_TOKEN_STATE_UNKNOWN, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
mg_device_init (MgDevice *self)
{
  self->slots = g_list_store_new (MG_TYPE_SLOT);
  self->cancellable = g_cancellable_new ();
}

/**
 * mg_device_new:
 * @id: our own id of it, which stays the same when its address changes
 * @driver_id: the id of its driver
 * @identity: what it said of itself
 * @address: where it is
 * @fingerprint: (nullable): the SHA-256 of its confirmed certificate
 *
 * Returns: (transfer full): a new device with no slots
 */
MgDevice *
mg_device_new (const char       *id,
               const char       *driver_id,
               const MgIdentity *identity,
               MgAddress        *address,
               const char       *fingerprint)
{
  MgDevice *self;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (driver_id != NULL, NULL);
  g_return_val_if_fail (identity != NULL, NULL);
  g_return_val_if_fail (address != NULL, NULL);

  self = g_object_new (MG_TYPE_DEVICE, NULL);
  self->id = g_strdup (id);
  self->driver_id = g_strdup (driver_id);
  self->identity = mg_identity_copy (identity);
  self->address = mg_address_ref (address);
  self->fingerprint = g_strdup (fingerprint);
  self->name = identity->name != NULL ? g_strdup (identity->name)
                                      : mg_address_to_display (address);

  return self;
}

/**
 * mg_device_get_id:
 * @self: a device
 *
 * Returns: (transfer none): our own id of it
 */
const char *
mg_device_get_id (MgDevice *self)
{
  g_return_val_if_fail (MG_IS_DEVICE (self), NULL);

  return self->id;
}

/**
 * mg_device_get_driver_id:
 * @self: a device
 *
 * Returns: (transfer none): the id of its driver
 */
const char *
mg_device_get_driver_id (MgDevice *self)
{
  g_return_val_if_fail (MG_IS_DEVICE (self), NULL);

  return self->driver_id;
}

/**
 * mg_device_get_name:
 * @self: a device
 *
 * Returns: (transfer none): what the person calls it
 */
const char *
mg_device_get_name (MgDevice *self)
{
  g_return_val_if_fail (MG_IS_DEVICE (self), NULL);

  return self->name;
}

/**
 * mg_device_set_name:
 * @self: a device
 * @name: what the person calls it
 */
void
mg_device_set_name (MgDevice   *self,
                    const char *name)
{
  g_return_if_fail (MG_IS_DEVICE (self));
  g_return_if_fail (name != NULL);

  if (g_str_equal (self->name, name))
    return;

  g_free (self->name);
  self->name = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

/**
 * mg_device_get_identity:
 * @self: a device
 *
 * Returns: (transfer none): what it said of itself
 */
const MgIdentity *
mg_device_get_identity (MgDevice *self)
{
  g_return_val_if_fail (MG_IS_DEVICE (self), NULL);

  return self->identity;
}

/**
 * mg_device_set_identity:
 * @self: a device
 * @identity: what it says of itself now
 */
void
mg_device_set_identity (MgDevice         *self,
                        const MgIdentity *identity)
{
  g_return_if_fail (MG_IS_DEVICE (self));
  g_return_if_fail (identity != NULL);

  if (self->identity == identity)
    return;

  mg_identity_free (self->identity);
  self->identity = mg_identity_copy (identity);
}

/**
 * mg_device_get_address:
 * @self: a device
 *
 * Returns: (transfer none): where it is
 */
MgAddress *
mg_device_get_address (MgDevice *self)
{
  g_return_val_if_fail (MG_IS_DEVICE (self), NULL);

  return self->address;
}

/**
 * mg_device_set_address:
 * @self: a device
 * @address: where it is now
 */
void
mg_device_set_address (MgDevice  *self,
                       MgAddress *address)
{
  g_return_if_fail (MG_IS_DEVICE (self));
  g_return_if_fail (address != NULL);

  if (mg_address_equal (self->address, address))
    return;

  mg_address_unref (self->address);
  self->address = mg_address_ref (address);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ADDRESS]);
}

/**
 * mg_device_get_fingerprint:
 * @self: a device
 *
 * Returns: (transfer none) (nullable): the SHA-256 of its confirmed
 *   certificate, %NULL for a device that is only guided and never signed in to
 */
const char *
mg_device_get_fingerprint (MgDevice *self)
{
  g_return_val_if_fail (MG_IS_DEVICE (self), NULL);

  return self->fingerprint;
}

/**
 * mg_device_set_fingerprint:
 * @self: a device
 * @fingerprint: the SHA-256 of the certificate that a person has confirmed
 */
void
mg_device_set_fingerprint (MgDevice   *self,
                           const char *fingerprint)
{
  g_return_if_fail (MG_IS_DEVICE (self));
  g_return_if_fail (fingerprint != NULL);

  if (self->fingerprint == fingerprint)
    return;

  g_free (self->fingerprint);
  self->fingerprint = g_strdup (fingerprint);
}

/**
 * mg_device_get_user:
 * @self: a device
 *
 * Returns: (transfer none) (nullable): the name of the login used for it
 */
const char *
mg_device_get_user (MgDevice *self)
{
  g_return_val_if_fail (MG_IS_DEVICE (self), NULL);

  return self->user;
}

/**
 * mg_device_set_user:
 * @self: a device
 * @user: (nullable): the name of the login to use
 */
void
mg_device_set_user (MgDevice   *self,
                    const char *user)
{
  g_return_if_fail (MG_IS_DEVICE (self));

  if (g_strcmp0 (self->user, user) == 0)
    return;

  g_free (self->user);
  self->user = g_strdup (user);
}

/**
 * mg_device_get_problem:
 * @self: a device
 *
 * Returns: (transfer none) (nullable): why the last attempt to reach it failed
 */
const GError *
mg_device_get_problem (MgDevice *self)
{
  g_return_val_if_fail (MG_IS_DEVICE (self), NULL);

  return self->problem;
}

/**
 * mg_device_set_problem:
 * @self: a device
 * @problem: (nullable): why the last attempt to reach it failed
 */
void
mg_device_set_problem (MgDevice     *self,
                       const GError *problem)
{
  g_return_if_fail (MG_IS_DEVICE (self));

  if (self->problem == NULL && problem == NULL)
    return;

  g_clear_error (&self->problem);
  self->problem = problem == NULL ? NULL : g_error_copy (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

/**
 * mg_device_get_busy:
 * @self: a device
 *
 * Returns: whether something is being done with it
 */
gboolean
mg_device_get_busy (MgDevice *self)
{
  g_return_val_if_fail (MG_IS_DEVICE (self), FALSE);

  return self->busy > 0;
}

/**
 * mg_device_set_busy:
 * @self: a device
 * @busy: %TRUE when something begins, %FALSE when it ends
 *
 * Counts what is being done with the device; each begin needs its end.
 */
void
mg_device_set_busy (MgDevice *self,
                    gboolean  busy)
{
  g_return_if_fail (MG_IS_DEVICE (self));
  g_return_if_fail (busy || self->busy > 0);

  self->busy += busy ? 1 : -1;
  if (self->busy == (busy ? 1 : 0))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/**
 * mg_device_get_cancellable:
 * @self: a device
 *
 * Returns: (transfer none): what fires when the device goes
 */
GCancellable *
mg_device_get_cancellable (MgDevice *self)
{
  g_return_val_if_fail (MG_IS_DEVICE (self), NULL);

  return self->cancellable;
}
