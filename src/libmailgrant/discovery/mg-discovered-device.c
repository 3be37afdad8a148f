/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-discovered-device"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-discovered-device.h"
#include "mg-evidence.h"

/**
 * MgDiscoveredDevice:
 *
 * A device as it shows itself on the network: the sightings that belong
 * together, read as one.
 *
 * Nothing here is proved. Before a secret goes to such a device, a person has
 * to have confirmed the key that it shows.
 */
struct _MgDiscoveredDevice
{
  GObject           parent_instance;

  char             *id;         /* (owned) */
  char             *name;       /* (owned) */
  MgDiscoveredKind  kind;
  char             *vendor;     /* (owned) (nullable) */
  char             *model;      /* (owned) (nullable) */
  char             *serial;     /* (owned) (nullable) */
  char             *firmware;   /* (owned) (nullable) */
  GStrv             addresses;  /* (owned) */
  char             *admin_url;  /* (owned) (nullable) */
  GStrv             sources;    /* (owned) */
  gint64            last_seen;
  gboolean          disputed;
  gboolean          gone;

  GPtrArray        *sightings;  /* (owned) (element-type MgSighting) */
};

G_DEFINE_FINAL_TYPE (MgDiscoveredDevice, mg_discovered_device, G_TYPE_OBJECT)

typedef enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_KIND,
  PROP_VENDOR,
  PROP_MODEL,
  PROP_SERIAL,
  PROP_FIRMWARE,
  PROP_ADDRESSES,
  PROP_ADMIN_URL,
  PROP_SOURCES,
  PROP_LAST_SEEN,
  PROP_DISPUTED,
  PROP_GONE,
} MgDiscoveredDeviceProperty;

static GParamSpec *properties[PROP_GONE + 1] = { NULL, };

static void
mg_discovered_device_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  MgDiscoveredDevice *self = MG_DISCOVERED_DEVICE (object);

  switch ((MgDiscoveredDeviceProperty) prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_KIND:
      g_value_set_enum (value, (int) self->kind);
      break;
    case PROP_VENDOR:
      g_value_set_string (value, self->vendor);
      break;
    case PROP_MODEL:
      g_value_set_string (value, self->model);
      break;
    case PROP_SERIAL:
      g_value_set_string (value, self->serial);
      break;
    case PROP_FIRMWARE:
      g_value_set_string (value, self->firmware);
      break;
    case PROP_ADDRESSES:
      g_value_set_boxed (value, self->addresses);
      break;
    case PROP_ADMIN_URL:
      g_value_set_string (value, self->admin_url);
      break;
    case PROP_SOURCES:
      g_value_set_boxed (value, self->sources);
      break;
    case PROP_LAST_SEEN:
      g_value_set_int64 (value, self->last_seen);
      break;
    case PROP_DISPUTED:
      g_value_set_boolean (value, self->disputed);
      break;
    case PROP_GONE:
      g_value_set_boolean (value, self->gone);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_discovered_device_finalize (GObject *object)
{
  MgDiscoveredDevice *self = MG_DISCOVERED_DEVICE (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->vendor);
  g_free (self->model);
  g_free (self->serial);
  g_free (self->firmware);
  g_strfreev (self->addresses);
  g_free (self->admin_url);
  g_strfreev (self->sources);
  g_ptr_array_unref (self->sightings);

  G_OBJECT_CLASS (mg_discovered_device_parent_class)->finalize (object);
}

static void
mg_discovered_device_class_init (MgDiscoveredDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = mg_discovered_device_get_property;
  object_class->finalize = mg_discovered_device_finalize;

  /**
   * MgDiscoveredDevice:id:
   *
   * An id made from the strongest claim, the same each time that the device is
   * found. It changes when a stronger claim comes in.
   */
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);

  /**
   * MgDiscoveredDevice:name:
   *
   * What the device calls itself, fit to be shown as plain text.
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);

  /**
   * MgDiscoveredDevice:kind:
   *
   * What it looks like.
   */
  properties[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, MG_TYPE_DISCOVERED_KIND,
                                             MG_DISCOVERED_KIND_OTHER, flags);

  /**
   * MgDiscoveredDevice:vendor: (nullable)
   *
   * The make, in one spelling.
   */
  properties[PROP_VENDOR] = g_param_spec_string ("vendor", NULL, NULL, NULL, flags);

  /**
   * MgDiscoveredDevice:model: (nullable)
   *
   * The model, without the make.
   */
  properties[PROP_MODEL] = g_param_spec_string ("model", NULL, NULL, NULL, flags);

  /**
   * MgDiscoveredDevice:serial: (nullable)
   *
   * The serial number.
   */
  properties[PROP_SERIAL] = g_param_spec_string ("serial", NULL, NULL, NULL, flags);

  /**
   * MgDiscoveredDevice:firmware: (nullable)
   *
   * The firmware's version.
   */
  properties[PROP_FIRMWARE] = g_param_spec_string ("firmware", NULL, NULL, NULL, flags);

  /**
   * MgDiscoveredDevice:addresses:
   *
   * The numeric addresses, in the order in which to try them.
   */
  properties[PROP_ADDRESSES] = g_param_spec_boxed ("addresses", NULL, NULL, G_TYPE_STRV, flags);

  /**
   * MgDiscoveredDevice:admin-url: (nullable)
   *
   * The device's own page, at a numeric address of the device, if it says
   * where that is.
   */
  properties[PROP_ADMIN_URL] = g_param_spec_string ("admin-url", NULL, NULL, NULL, flags);

  /**
   * MgDiscoveredDevice:sources:
   *
   * How it was found, as the words of mg_sighting_source_get_nick().
   */
  properties[PROP_SOURCES] = g_param_spec_boxed ("sources", NULL, NULL, G_TYPE_STRV, flags);

  /**
   * MgDiscoveredDevice:last-seen:
   *
   * When it last answered, in microseconds since 1970-01-01 UTC.
   */
  properties[PROP_LAST_SEEN] =
    g_param_spec_int64 ("last-seen", NULL, NULL, 0, G_MAXINT64, 0, flags);

  /**
   * MgDiscoveredDevice:disputed:
   *
   * Whether two hosts say that they are this device.
   */
  properties[PROP_DISPUTED] = g_param_spec_boolean ("disputed", NULL, NULL, FALSE, flags);

  /**
   * MgDiscoveredDevice:gone:
   *
   * Whether it has left the list for good.
   */
  properties[PROP_GONE] = g_param_spec_boolean ("gone", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
mg_discovered_device_init (MgDiscoveredDevice *self)
{
  self->addresses = g_new0 (char *, 1);
  self->sources = g_new0 (char *, 1);
  self->sightings = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * mg_discovered_device_new:
 *
 * Returns: (transfer full): a device of which nothing is known yet
 */
MgDiscoveredDevice *
mg_discovered_device_new (void)
{
  return g_object_new (MG_TYPE_DISCOVERED_DEVICE, NULL);
}

static void
mg_discovered_device_take_string (MgDiscoveredDevice         *self,
                                  MgDiscoveredDeviceProperty  property,
                                  char                      **field,
                                  char                       *text)
{
  g_autofree char *taken = text;

  if (g_strcmp0 (*field, taken) == 0)
    return;

  g_free (*field);
  *field = g_steal_pointer (&taken);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
mg_discovered_device_take_strv (MgDiscoveredDevice         *self,
                                MgDiscoveredDeviceProperty  property,
                                GStrv                      *field,
                                GStrv                       texts)
{
  g_auto (GStrv) taken = texts;

  if (g_strv_equal ((const char * const *) *field, (const char * const *) taken))
    return;

  g_strfreev (*field);
  *field = g_steal_pointer (&taken);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
mg_discovered_device_update_evidence (MgDiscoveredDevice *self)
{
  MgDiscoveredKind kind = mg_evidence_get_kind (self->sightings);
  gint64 last_seen = mg_evidence_get_last_seen (self->sightings);
  gboolean disputed = mg_evidence_is_disputed (self->sightings);

  if (self->kind != kind)
    {
      self->kind = kind;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KIND]);
    }
  if (self->last_seen != last_seen)
    {
      self->last_seen = last_seen;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_SEEN]);
    }
  if (self->disputed != disputed)
    {
      self->disputed = disputed;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DISPUTED]);
    }
}

static void
mg_discovered_device_take_claim (MgDiscoveredDevice         *self,
                                 MgDiscoveredDeviceProperty  property,
                                 char                      **field,
                                 MgClaim                     claim)
{
  mg_discovered_device_take_string (self, property, field,
                                    g_strdup (mg_evidence_find_claim (self->sightings, claim)));
}

/**
 * mg_discovered_device_update:
 * @self: a device
 * @id: its id
 * @sightings: (element-type MgSighting): all that belongs to it, oldest first
 *
 * Reads the device anew. Of many sightings the oldest count: nobody talks it away.
 */
void
mg_discovered_device_update (MgDiscoveredDevice *self,
                             const char         *id,
                             GPtrArray          *sightings)
{
  GStrv addresses;

  g_return_if_fail (MG_IS_DISCOVERED_DEVICE (self));
  g_return_if_fail (id != NULL);
  g_return_if_fail (sightings != NULL && sightings->len > 0);

  g_ptr_array_unref (self->sightings);
  self->sightings = mg_evidence_rank (sightings, MG_DISCOVERED_DEVICE_MAX_SIGHTINGS);

  g_object_freeze_notify (G_OBJECT (self));
  addresses = mg_evidence_dup_addresses (self->sightings);
  mg_discovered_device_take_string (self, PROP_ID, &self->id, g_strdup (id));
  mg_discovered_device_take_string (self, PROP_NAME, &self->name,
                                    mg_evidence_dup_name (self->sightings, addresses));
  mg_discovered_device_take_string (self, PROP_ADMIN_URL, &self->admin_url,
                                    mg_evidence_dup_admin_url (self->sightings));
  mg_discovered_device_take_strv (self, PROP_ADDRESSES, &self->addresses, addresses);
  mg_discovered_device_take_strv (self, PROP_SOURCES, &self->sources,
                                  mg_evidence_dup_sources (self->sightings));
  mg_discovered_device_take_claim (self, PROP_VENDOR, &self->vendor, MG_CLAIM_VENDOR);
  mg_discovered_device_take_claim (self, PROP_MODEL, &self->model, MG_CLAIM_MODEL);
  mg_discovered_device_take_claim (self, PROP_SERIAL, &self->serial, MG_CLAIM_SERIAL);
  mg_discovered_device_take_claim (self, PROP_FIRMWARE, &self->firmware, MG_CLAIM_FIRMWARE);
  mg_discovered_device_update_evidence (self);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * mg_discovered_device_set_gone:
 * @self: a device
 *
 * Says that the device has left the list. It never comes back as this object.
 */
void
mg_discovered_device_set_gone (MgDiscoveredDevice *self)
{
  g_return_if_fail (MG_IS_DISCOVERED_DEVICE (self));

  self->gone = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GONE]);
}

/**
 * mg_discovered_device_get_sightings:
 * @self: a device
 *
 * Returns: (transfer none) (element-type MgSighting): what the device was made
 *   from, the most telling first
 */
GPtrArray *
mg_discovered_device_get_sightings (MgDiscoveredDevice *self)
{
  g_return_val_if_fail (MG_IS_DISCOVERED_DEVICE (self), NULL);

  return self->sightings;
}

/**
 * mg_discovered_device_get_id:
 * @self: a device
 *
 * Returns: (transfer none): the id
 */
const char *
mg_discovered_device_get_id (MgDiscoveredDevice *self)
{
  g_return_val_if_fail (MG_IS_DISCOVERED_DEVICE (self), NULL);

  return self->id;
}

/**
 * mg_discovered_device_get_name:
 * @self: a device
 *
 * Returns: (transfer none): what it calls itself, fit to be shown as plain text
 */
const char *
mg_discovered_device_get_name (MgDiscoveredDevice *self)
{
  g_return_val_if_fail (MG_IS_DISCOVERED_DEVICE (self), NULL);

  return self->name;
}

/**
 * mg_discovered_device_get_kind:
 * @self: a device
 *
 * Returns: what it looks like
 */
MgDiscoveredKind
mg_discovered_device_get_kind (MgDiscoveredDevice *self)
{
  g_return_val_if_fail (MG_IS_DISCOVERED_DEVICE (self), MG_DISCOVERED_KIND_OTHER);

  return self->kind;
}

/**
 * mg_discovered_device_get_vendor:
 * @self: a device
 *
 * Returns: (transfer none) (nullable): the make
 */
const char *
mg_discovered_device_get_vendor (MgDiscoveredDevice *self)
{
  g_return_val_if_fail (MG_IS_DISCOVERED_DEVICE (self), NULL);

  return self->vendor;
}

/**
 * mg_discovered_device_get_model:
 * @self: a device
 *
 * Returns: (transfer none) (nullable): the model
 */
const char *
mg_discovered_device_get_model (MgDiscoveredDevice *self)
{
  g_return_val_if_fail (MG_IS_DISCOVERED_DEVICE (self), NULL);

  return self->model;
}

/**
 * mg_discovered_device_get_serial:
 * @self: a device
 *
 * Returns: (transfer none) (nullable): the serial number
 */
const char *
mg_discovered_device_get_serial (MgDiscoveredDevice *self)
{
  g_return_val_if_fail (MG_IS_DISCOVERED_DEVICE (self), NULL);

  return self->serial;
}

/**
 * mg_discovered_device_get_firmware:
 * @self: a device
 *
 * Returns: (transfer none) (nullable): the firmware's version
 */
const char *
mg_discovered_device_get_firmware (MgDiscoveredDevice *self)
{
  g_return_val_if_fail (MG_IS_DISCOVERED_DEVICE (self), NULL);

  return self->firmware;
}

/**
 * mg_discovered_device_get_addresses:
 * @self: a device
 *
 * Returns: (transfer none): the numeric addresses, in the order in
 *   which to try them
 */
const char * const *
mg_discovered_device_get_addresses (MgDiscoveredDevice *self)
{
  g_return_val_if_fail (MG_IS_DISCOVERED_DEVICE (self), NULL);

  return (const char * const *) self->addresses;
}

/**
 * mg_discovered_device_get_admin_url:
 * @self: a device
 *
 * Returns: (transfer none) (nullable): its own page
 */
const char *
mg_discovered_device_get_admin_url (MgDiscoveredDevice *self)
{
  g_return_val_if_fail (MG_IS_DISCOVERED_DEVICE (self), NULL);

  return self->admin_url;
}

/**
 * mg_discovered_device_get_sources:
 * @self: a device
 *
 * Returns: (transfer none): how it was found
 */
const char * const *
mg_discovered_device_get_sources (MgDiscoveredDevice *self)
{
  g_return_val_if_fail (MG_IS_DISCOVERED_DEVICE (self), NULL);

  return (const char * const *) self->sources;
}

/**
 * mg_discovered_device_get_last_seen:
 * @self: a device
 *
 * Returns: when it last answered, in microseconds since 1970-01-01 UTC
 */
gint64
mg_discovered_device_get_last_seen (MgDiscoveredDevice *self)
{
  g_return_val_if_fail (MG_IS_DISCOVERED_DEVICE (self), 0);

  return self->last_seen;
}

/**
 * mg_discovered_device_get_disputed:
 * @self: a device
 *
 * Returns: whether two hosts say that they are this device
 */
gboolean
mg_discovered_device_get_disputed (MgDiscoveredDevice *self)
{
  g_return_val_if_fail (MG_IS_DISCOVERED_DEVICE (self), FALSE);

  return self->disputed;
}

/**
 * mg_discovered_device_get_warning:
 * @self: a device
 *
 * Returns: (transfer none) (nullable): a sentence for people about what to
 *   beware of, %NULL if nothing is known
 */
const char *
mg_discovered_device_get_warning (MgDiscoveredDevice *self)
{
  g_return_val_if_fail (MG_IS_DISCOVERED_DEVICE (self), NULL);

  return self->disputed ? _("Two hosts on the network say that they are this device. Check the "
                            "address before you add it.") : NULL;
}

/**
 * mg_discovered_device_get_gone:
 * @self: a device
 *
 * Returns: whether it has left the list for good
 */
gboolean
mg_discovered_device_get_gone (MgDiscoveredDevice *self)
{
  g_return_val_if_fail (MG_IS_DISCOVERED_DEVICE (self), FALSE);

  return self->gone;
}
