/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-driver-registry"

#include "config.h"

#include "mg-driver-registry.h"

/**
 * MgDriverRegistry:
 *
 * The drivers of this build, one object each. There are no others: a driver is
 * handed tokens, so none is loaded from a folder.
 */
struct _MgDriverRegistry
{
  GObject    parent_instance;

  GPtrArray *drivers;  /* (owned) (element-type MgDriver) */
};

G_DEFINE_FINAL_TYPE (MgDriverRegistry, mg_driver_registry, G_TYPE_OBJECT)

static void
mg_driver_registry_dispose (GObject *object)
{
  MgDriverRegistry *self = MG_DRIVER_REGISTRY (object);

  g_clear_pointer (&self->drivers, g_ptr_array_unref);

  G_OBJECT_CLASS (mg_driver_registry_parent_class)->dispose (object);
}

static void
mg_driver_registry_class_init (MgDriverRegistryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mg_driver_registry_dispose;
}

static void
mg_driver_registry_init (MgDriverRegistry *self)
{
  self->drivers = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * mg_driver_registry_new:
 * @entries: (array length=n_entries): the table of drivers
 * @n_entries: the number of its rows
 *
 * Makes one object of each driver, in the table's order, which is the order in
 * which they are asked about a device.
 *
 * Returns: (transfer full): a new registry
 */
MgDriverRegistry *
mg_driver_registry_new (const MgDriverEntry *entries,
                        gsize                n_entries)
{
  MgDriverRegistry *self = g_object_new (MG_TYPE_DRIVER_REGISTRY, NULL);

  for (gsize i = 0; i < n_entries; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MgDriverInfo) info = NULL;

      info = mg_driver_info_new_from_bytes (entries[i].get_info (), &error);
      if (info == NULL)
        {
          g_critical ("%s: %s", g_type_name (entries[i].get_type ()), error->message);
          continue;
        }
      g_ptr_array_add (self->drivers, g_object_new (entries[i].get_type (), "info", info, NULL));
    }

  return self;
}

/**
 * mg_driver_registry_get_n:
 * @self: a registry
 *
 * Returns: the number of drivers
 */
guint
mg_driver_registry_get_n (MgDriverRegistry *self)
{
  g_return_val_if_fail (MG_IS_DRIVER_REGISTRY (self), 0);

  return self->drivers->len;
}

/**
 * mg_driver_registry_get:
 * @self: a registry
 * @index: a number below mg_driver_registry_get_n()
 *
 * Returns: (transfer none): a driver
 */
MgDriver *
mg_driver_registry_get (MgDriverRegistry *self,
                        guint             index)
{
  g_return_val_if_fail (MG_IS_DRIVER_REGISTRY (self), NULL);
  g_return_val_if_fail (index < self->drivers->len, NULL);

  return g_ptr_array_index (self->drivers, index);
}

/**
 * mg_driver_registry_lookup:
 * @self: a registry
 * @id: a driver's id
 *
 * Returns: (transfer none) (nullable): the driver of that id
 */
MgDriver *
mg_driver_registry_lookup (MgDriverRegistry *self,
                           const char       *id)
{
  g_return_val_if_fail (MG_IS_DRIVER_REGISTRY (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < self->drivers->len; i++)
    {
      MgDriver *driver = g_ptr_array_index (self->drivers, i);

      if (g_str_equal (mg_driver_info_get_id (mg_driver_get_info (driver)), id))
        return driver;
    }

  return NULL;
}
