/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet-match"

#include "config.h"

#include "mg-fleet-private.h"

/* Which driver may know what was discovered. Nothing is asked: announcements
 * and names tell, and only asking the device makes it certain. */

static GStrv
dup_strings (const MgTxt *txt)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; txt != NULL && i < mg_txt_get_size (txt); i++)
    {
      const char *key = mg_txt_get_key (txt, i);
      const char *value = mg_txt_get (txt, key);
      g_autofree char *string = g_strconcat (key, "=", value != NULL ? value : "", NULL);

      g_strv_builder_add (builder, string);
    }

  return g_strv_builder_end (builder);
}

static gboolean
matches (MgDriverInfo       *info,
         MgDiscoveredDevice *found)
{
  GPtrArray *sightings = mg_discovered_device_get_sightings (found);
  const char *vendor = mg_discovered_device_get_vendor (found);

  for (guint i = 0; i < sightings->len; i++)
    {
      MgSighting *sighting = g_ptr_array_index (sightings, i);
      const char *type = mg_sighting_get_service_type (sighting);
      g_auto (GStrv) strings = NULL;

      if (type == NULL)
        continue;

      strings = dup_strings (mg_sighting_get_txt (sighting));
      if (mg_driver_info_matches_service (info, type, (const char *const *) strings))
        return TRUE;
    }

  return vendor != NULL && mg_driver_info_matches_vendor (info, vendor);
}

/**
 * mg_fleet_match_driver:
 * @self: a fleet
 * @found: something that was discovered
 *
 * Tells which driver may know a discovered device, without asking it. Hand its
 * id to mg_fleet_inspect_async() to make sure, or %NULL to ask all.
 *
 * Returns: (transfer none) (nullable): the driver
 */
MgDriver *
mg_fleet_match_driver (MgFleet            *self,
                       MgDiscoveredDevice *found)
{
  MgDriverRegistry *registry;

  g_return_val_if_fail (MG_IS_FLEET (self), NULL);
  g_return_val_if_fail (MG_IS_DISCOVERED_DEVICE (found), NULL);

  registry = mg_fleet_get_drivers (self);
  for (guint i = 0; i < mg_driver_registry_get_n (registry); i++)
    {
      MgDriver *driver = mg_driver_registry_get (registry, i);

      if (matches (mg_driver_get_info (driver), found))
        return driver;
    }

  return NULL;
}

/**
 * _mg_fleet_find_discovered:
 * @self: a fleet
 * @address: where a device may be
 *
 * Returns: (transfer none) (nullable): what was discovered there
 */
MgDiscoveredDevice *
_mg_fleet_find_discovered (MgFleet   *self,
                           MgAddress *address)
{
  GListModel *model = G_LIST_MODEL (mg_fleet_get_discovery (self));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (MgDiscoveredDevice) found = g_list_model_get_item (model, i);
      const char *const *addresses = mg_discovered_device_get_addresses (found);

      /* The list keeps the reference. */
      if (addresses != NULL && g_strv_contains (addresses, mg_address_get_host (address)))
        return found;
    }

  return NULL;
}

/**
 * _mg_fleet_rank_drivers:
 * @self: a fleet
 * @first: (nullable): the driver that fits what was discovered
 *
 * Returns: (transfer full) (element-type MgDriver): all drivers in the order in
 *   which to ask them, @first at the head
 */
GPtrArray *
_mg_fleet_rank_drivers (MgFleet  *self,
                        MgDriver *first)
{
  MgDriverRegistry *registry = mg_fleet_get_drivers (self);
  GPtrArray *drivers = g_ptr_array_new_with_free_func (g_object_unref);

  if (first != NULL)
    g_ptr_array_add (drivers, g_object_ref (first));

  for (guint i = 0; i < mg_driver_registry_get_n (registry); i++)
    {
      MgDriver *driver = mg_driver_registry_get (registry, i);

      if (driver != first)
        g_ptr_array_add (drivers, g_object_ref (driver));
    }

  return drivers;
}
