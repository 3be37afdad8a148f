/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-device"

#include "config.h"

#include "mg-device.h"

/**
 * MgDevice:
 *
 * A device that has been added: who it is, where it is, and its slots.
 *
 * It holds no password and makes no connection. Its cancellable fires when it
 * goes, so that nothing in flight outlives it.
 */
struct _MgDevice
{
  GObject       parent_instance;

  char         *id;           /* (owned) */
  char         *driver_id;    /* (owned) */
  char         *name;         /* (owned) */
  MgIdentity   *identity;     /* (owned) */
  MgAddress    *address;      /* (owned) */
  char         *fingerprint;  /* (owned) (nullable) */
  char         *user;         /* (owned) (nullable) */
  GListStore   *slots;        /* (owned) (element-type MgSlot) */
  GError       *problem;      /* (owned) (nullable) */
  guint         busy;
  GCancellable *cancellable;  /* (owned) */
};

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
 * mg_device_get_slots:
 * @self: a device
 *
 * Returns: (transfer none): its slots, a list of #MgSlot in the device's order
 */
GListModel *
mg_device_get_slots (MgDevice *self)
{
  g_return_val_if_fail (MG_IS_DEVICE (self), NULL);

  return G_LIST_MODEL (self->slots);
}

/**
 * mg_device_lookup_slot:
 * @self: a device
 * @slot_id: the device's own id of a slot
 *
 * Returns: (transfer none) (nullable): the slot
 */
MgSlot *
mg_device_lookup_slot (MgDevice   *self,
                       const char *slot_id)
{
  g_return_val_if_fail (MG_IS_DEVICE (self), NULL);
  g_return_val_if_fail (slot_id != NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->slots)); i++)
    {
      g_autoptr (MgSlot) slot = g_list_model_get_item (G_LIST_MODEL (self->slots), i);

      /* The list keeps the reference. */
      if (g_str_equal (mg_slot_get_id (slot), slot_id))
        return slot;
    }

  return NULL;
}

static void
on_slot_state_cb (MgDevice *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * mg_device_add_slot:
 * @self: a device
 * @slot: a slot as it was stored
 */
void
mg_device_add_slot (MgDevice *self,
                    MgSlot   *slot)
{
  g_return_if_fail (MG_IS_DEVICE (self));
  g_return_if_fail (MG_IS_SLOT (slot));

  g_signal_connect_object (slot, "notify::state", G_CALLBACK (on_slot_state_cb), self,
                           G_CONNECT_SWAPPED);
  g_list_store_append (self->slots, slot);
  on_slot_state_cb (self);
}

static gboolean
has_reading (GPtrArray  *readings,
             const char *slot_id)
{
  for (guint i = 0; i < readings->len; i++)
    {
      const MgSlotReading *reading = g_ptr_array_index (readings, i);

      if (g_str_equal (reading->id, slot_id))
        return TRUE;
    }

  return FALSE;
}

/**
 * mg_device_take_readings:
 * @self: a device
 * @readings: (element-type MgSlotReading): all of its slots as they were read
 * @time: when, in microseconds since 1970-01-01 UTC
 *
 * Brings the slots up to what the device says: known ones are updated, new
 * ones added, and those that are gone removed.
 */
void
mg_device_take_readings (MgDevice  *self,
                         GPtrArray *readings,
                         gint64     time)
{
  GListModel *slots;

  g_return_if_fail (MG_IS_DEVICE (self));
  g_return_if_fail (readings != NULL);

  slots = G_LIST_MODEL (self->slots);
  for (guint i = g_list_model_get_n_items (slots); i > 0; i--)
    {
      g_autoptr (MgSlot) slot = g_list_model_get_item (slots, i - 1);

      if (!has_reading (readings, mg_slot_get_id (slot)))
        {
          g_signal_handlers_disconnect_by_func (slot, on_slot_state_cb, self);
          g_list_store_remove (self->slots, i - 1);
        }
    }

  for (guint i = 0; i < readings->len; i++)
    {
      const MgSlotReading *reading = g_ptr_array_index (readings, i);
      MgSlot *slot = mg_device_lookup_slot (self, reading->id);

      if (slot == NULL)
        {
          g_autoptr (MgSlot) added = mg_slot_new (self->id, reading);

          mg_device_add_slot (self, added);
          slot = mg_device_lookup_slot (self, reading->id);
        }

      mg_slot_set_reading (slot, reading);
      mg_slot_apply (slot, reading->event, reading->reason);
      mg_slot_set_checked_at (slot, time);
    }

  on_slot_state_cb (self);
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
 * mg_device_get_state:
 * @self: a device
 *
 * Gets the badge of the slot that needs a person most: Invalid before Waiting
 * before Not obtained before Obtained.
 *
 * Returns: the badge, unknown while no slot has been read
 */
MgTokenState
mg_device_get_state (MgDevice *self)
{
  static const MgTokenState urgency[] = {
    MG_TOKEN_STATE_INVALID,
    MG_TOKEN_STATE_WAITING,
    MG_TOKEN_STATE_NOT_OBTAINED,
    MG_TOKEN_STATE_OBTAINED,
  };

  g_return_val_if_fail (MG_IS_DEVICE (self), MG_TOKEN_STATE_UNKNOWN);

  for (gsize i = 0; self->slots != NULL && i < G_N_ELEMENTS (urgency); i++)
    for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (self->slots)); j++)
      {
        g_autoptr (MgSlot) slot = g_list_model_get_item (G_LIST_MODEL (self->slots), j);

        if (mg_slot_get_state (slot) == urgency[i])
          return urgency[i];
      }

  return MG_TOKEN_STATE_UNKNOWN;
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
