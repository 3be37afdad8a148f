/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-driver-table.h"
#include "mg-error.h"
#include "mg-fleet-private.h"
#include "mg-grant-tokens-private.h"

#define DATABASE_NAME "mailgrant.db"

/**
 * MgFleet:
 *
 * The devices that a person looks after: a list model of #MgDevice.
 *
 * It is the one place where devices, drivers, providers, the vault and the
 * store meet. It keeps one session with each device, writes down what was seen
 * and done, and follows what another process writes. It never shows anything.
 */
struct _MgFleet
{
  GObject             parent_instance;

  MgContext          *context;    /* (owned) */
  MgVault            *vault;      /* (owned) */
  MgStore            *store;      /* (owned) */
  MgDriverRegistry   *drivers;    /* (owned) */
  MgProviderRegistry *providers;  /* (owned) */
  MgGrantTokens      *copies;     /* (owned) */
  MgRefresher        *refresher;  /* (owned) */
  MgDiscovery        *discovery;  /* (owned) (nullable): made when it is asked for */
  GPtrArray          *members;    /* (owned) (element-type MgFleetMember) */
  GHashTable         *by_id;      /* (owned) (element-type utf8 MgFleetMember) */
  guint64             serial;
};

static void mg_fleet_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MgFleet, mg_fleet, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, mg_fleet_list_model_init))

static GType
mg_fleet_get_item_type (GListModel *model)
{
  return MG_TYPE_DEVICE;
}

static guint
mg_fleet_get_n_items (GListModel *model)
{
  return MG_FLEET (model)->members->len;
}

static gpointer
mg_fleet_get_item (GListModel *model,
                   guint       position)
{
  MgFleet *self = MG_FLEET (model);

  if (position >= self->members->len)
    return NULL;

  return g_object_ref (_mg_fleet_get_nth_member (self, position)->device);
}

static void
mg_fleet_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = mg_fleet_get_item_type;
  iface->get_n_items = mg_fleet_get_n_items;
  iface->get_item = mg_fleet_get_item;
}

static void
mg_fleet_dispose (GObject *object)
{
  MgFleet *self = MG_FLEET (object);

  g_hash_table_remove_all (self->by_id);
  g_ptr_array_set_size (self->members, 0);
  g_clear_object (&self->discovery);
  g_clear_object (&self->refresher);
  g_clear_object (&self->copies);
  g_clear_object (&self->providers);
  g_clear_object (&self->drivers);
  g_clear_object (&self->store);
  g_clear_object (&self->vault);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (mg_fleet_parent_class)->dispose (object);
}

static void
mg_fleet_finalize (GObject *object)
{
  MgFleet *self = MG_FLEET (object);

  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->members);

  G_OBJECT_CLASS (mg_fleet_parent_class)->finalize (object);
}

static void
mg_fleet_class_init (MgFleetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_fleet_dispose;
  object_class->finalize = mg_fleet_finalize;
}

static void
mg_fleet_init (MgFleet *self)
{
  self->members = g_ptr_array_new_with_free_func ((GDestroyNotify) _mg_fleet_member_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
}

/**
 * mg_fleet_new:
 * @context: the context
 * @vault: where secrets are kept
 *
 * Returns: (transfer full): an empty fleet with the drivers of this build; load it next
 */
MgFleet *
mg_fleet_new (MgContext *context,
              MgVault   *vault)
{
  g_autoptr (MgDriverRegistry) drivers =
    mg_driver_registry_new (mg_driver_table, mg_driver_table_length);

  return mg_fleet_new_for_drivers (context, vault, drivers);
}

/**
 * mg_fleet_new_for_drivers:
 * @context: the context
 * @vault: where secrets are kept
 * @drivers: the drivers to use
 *
 * Returns: (transfer full): an empty fleet; load it next
 */
MgFleet *
mg_fleet_new_for_drivers (MgContext        *context,
                          MgVault          *vault,
                          MgDriverRegistry *drivers)
{
  g_autofree char *path = NULL;
  MgFleet *self;

  g_return_val_if_fail (MG_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (MG_IS_VAULT (vault), NULL);
  g_return_val_if_fail (MG_IS_DRIVER_REGISTRY (drivers), NULL);

  path = g_build_filename (mg_context_get_data_dir (context), DATABASE_NAME, NULL);

  self = g_object_new (MG_TYPE_FLEET, NULL);
  self->context = g_object_ref (context);
  self->vault = g_object_ref (vault);
  self->drivers = g_object_ref (drivers);
  self->providers = mg_provider_registry_new (context);
  self->copies = _mg_grant_tokens_new (vault);
  self->refresher = mg_refresher_new (MG_TOKEN_STORE (self->copies));
  self->store = mg_store_new (path);
  g_signal_connect_object (self->store, "changed", G_CALLBACK (_mg_fleet_reload), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * mg_fleet_get_context:
 * @self: a fleet
 *
 * Returns: (transfer none): the context
 */
MgContext *
mg_fleet_get_context (MgFleet *self)
{
  g_return_val_if_fail (MG_IS_FLEET (self), NULL);

  return self->context;
}

/**
 * mg_fleet_get_vault:
 * @self: a fleet
 *
 * Returns: (transfer none): where secrets are kept
 */
MgVault *
mg_fleet_get_vault (MgFleet *self)
{
  g_return_val_if_fail (MG_IS_FLEET (self), NULL);

  return self->vault;
}

/**
 * mg_fleet_get_drivers:
 * @self: a fleet
 *
 * Returns: (transfer none): the drivers
 */
MgDriverRegistry *
mg_fleet_get_drivers (MgFleet *self)
{
  g_return_val_if_fail (MG_IS_FLEET (self), NULL);

  return self->drivers;
}

/**
 * mg_fleet_get_providers:
 * @self: a fleet
 *
 * Returns: (transfer none): the providers, the person's own among them
 */
MgProviderRegistry *
mg_fleet_get_providers (MgFleet *self)
{
  g_return_val_if_fail (MG_IS_FLEET (self), NULL);

  return self->providers;
}

/**
 * mg_fleet_get_schema:
 * @self: a fleet
 *
 * Returns: the version of the database's schema that this program writes
 */
guint
mg_fleet_get_schema (MgFleet *self)
{
  g_return_val_if_fail (MG_IS_FLEET (self), 0);

  return mg_store_get_schema_version ();
}

/**
 * mg_fleet_get_discovery:
 * @self: a fleet
 *
 * Returns: (transfer none): what is on the network; start and stop it as needed
 */
MgDiscovery *
mg_fleet_get_discovery (MgFleet *self)
{
  g_return_val_if_fail (MG_IS_FLEET (self), NULL);

  if (self->discovery == NULL)
    self->discovery = mg_discovery_new (self->context, FALSE);

  return self->discovery;
}

/**
 * mg_fleet_lookup_device:
 * @self: a fleet
 * @id_or_name: the id of a device, or a name that only one device has
 *
 * Returns: (transfer none) (nullable): the device
 */
MgDevice *
mg_fleet_lookup_device (MgFleet    *self,
                        const char *id_or_name)
{
  MgFleetMember *member;
  MgDevice *found = NULL;

  g_return_val_if_fail (MG_IS_FLEET (self), NULL);
  g_return_val_if_fail (id_or_name != NULL, NULL);

  member = _mg_fleet_get_member (self, id_or_name);
  if (member != NULL)
    return member->device;

  for (guint i = 0; i < self->members->len; i++)
    {
      MgDevice *device = _mg_fleet_get_nth_member (self, i)->device;

      if (!g_str_equal (mg_device_get_name (device), id_or_name))
        continue;
      if (found != NULL)
        return NULL;
      found = device;
    }

  return found;
}

/**
 * mg_fleet_lookup_slot:
 * @self: a fleet
 * @path: a device's id or unique name, `/`, and the device's own id of a slot
 * @device: (out) (optional) (transfer none): return location for the device
 * @error: return location for an error
 *
 * Returns: (transfer none): the slot, or %NULL with %MG_ERROR_NOT_FOUND set
 */
MgSlot *
mg_fleet_lookup_slot (MgFleet     *self,
                      const char  *path,
                      MgDevice   **device,
                      GError     **error)
{
  gboolean has_device = FALSE;

  g_return_val_if_fail (MG_IS_FLEET (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  /* Both a device's name and a slot's id may have a slash in them. */
  for (const char *slash = strchr (path, '/'); slash != NULL; slash = strchr (slash + 1, '/'))
    {
      g_autofree char *name = g_strndup (path, (gsize) (slash - path));
      MgDevice *owner = mg_fleet_lookup_device (self, name);
      MgSlot *slot = owner == NULL ? NULL : mg_device_lookup_slot (owner, slash + 1);

      has_device |= owner != NULL;
      if (slot == NULL)
        continue;
      if (device != NULL)
        *device = owner;
      return slot;
    }

  if (has_device)
    g_set_error (error, MG_ERROR, MG_ERROR_NOT_FOUND,
                 _("The device has no mail setting “%s”"), path);
  else
    g_set_error (error, MG_ERROR, MG_ERROR_NOT_FOUND,
                 _("There is no device of which “%s” could be a mail setting"), path);

  return NULL;
}

/**
 * mg_fleet_get_driver:
 * @self: a fleet
 * @device: a device of it
 *
 * Returns: (transfer none): the device's driver
 */
MgDriver *
mg_fleet_get_driver (MgFleet  *self,
                     MgDevice *device)
{
  g_return_val_if_fail (MG_IS_FLEET (self), NULL);
  g_return_val_if_fail (MG_IS_DEVICE (device), NULL);

  return mg_driver_registry_lookup (self->drivers, mg_device_get_driver_id (device));
}

/**
 * mg_fleet_dup_admin_page:
 * @self: a fleet
 * @device: a device of it
 *
 * Returns: (transfer full): the URL of the device's own page for its mail settings
 */
char *
mg_fleet_dup_admin_page (MgFleet  *self,
                         MgDevice *device)
{
  g_return_val_if_fail (MG_IS_FLEET (self), NULL);
  g_return_val_if_fail (MG_IS_DEVICE (device), NULL);

  return mg_driver_dup_admin_page (mg_fleet_get_driver (self, device),
                                   mg_device_get_address (device),
                                   mg_device_get_identity (device));
}

/**
 * _mg_fleet_get_store:
 * @self: a fleet
 *
 * Returns: (transfer none): the store
 */
MgStore *
_mg_fleet_get_store (MgFleet *self)
{
  return self->store;
}

/**
 * _mg_fleet_get_refresher:
 * @self: a fleet
 * @grant: the grant that is to be refreshed
 *
 * Returns: (transfer none): who refreshes the copies of all grants
 */
MgRefresher *
_mg_fleet_get_refresher (MgFleet             *self,
                         const MgGrantRecord *grant)
{
  MgFleetMember *member = _mg_fleet_get_member (self, grant->device_id);

  _mg_grant_tokens_know (self->copies, grant, mg_device_get_name (member->device));

  return self->refresher;
}

/**
 * _mg_fleet_get_member:
 * @self: a fleet
 * @device_id: the id of a device
 *
 * Returns: (transfer none) (nullable): what is known of the device
 */
MgFleetMember *
_mg_fleet_get_member (MgFleet    *self,
                      const char *device_id)
{
  return g_hash_table_lookup (self->by_id, device_id);
}

/**
 * _mg_fleet_get_n_members:
 * @self: a fleet
 *
 * Returns: how many devices there are
 */
guint
_mg_fleet_get_n_members (MgFleet *self)
{
  return self->members->len;
}

/**
 * _mg_fleet_get_nth_member:
 * @self: a fleet
 * @position: a number below _mg_fleet_get_n_members()
 *
 * Returns: (transfer none): what is known of a device
 */
MgFleetMember *
_mg_fleet_get_nth_member (MgFleet *self,
                          guint    position)
{
  return g_ptr_array_index (self->members, position);
}

/**
 * _mg_fleet_get_serial:
 * @self: a fleet
 *
 * Returns: the number of our own last change
 */
guint64
_mg_fleet_get_serial (MgFleet *self)
{
  return self->serial;
}

/**
 * _mg_fleet_touch:
 * @self: a fleet
 * @device_id: the id of a device
 *
 * Notes that we are about to write about a device: what was read from the store
 * before is older than what we know.
 */
void
_mg_fleet_touch (MgFleet    *self,
                 const char *device_id)
{
  MgFleetMember *member = _mg_fleet_get_member (self, device_id);

  if (member != NULL)
    member->serial = ++self->serial;
}

/**
 * _mg_fleet_create_member:
 * @self: a fleet
 * @device: a device
 * @added_at: when it was added, in microseconds since 1970-01-01 UTC
 *
 * Returns: (transfer full) (nullable): what will be known of the device, or
 *   %NULL if this build has no driver for it
 */
MgFleetMember *
_mg_fleet_create_member (MgFleet  *self,
                         MgDevice *device,
                         gint64    added_at)
{
  MgDriver *driver = mg_fleet_get_driver (self, device);
  g_autoptr (MgSessionKeeper) keeper = NULL;

  if (driver == NULL)
    return NULL;

  keeper = _mg_session_keeper_new (self->context, self->vault, self->store, driver, device);

  return _mg_fleet_member_new (device, keeper, added_at);
}

/**
 * _mg_fleet_take_member:
 * @self: a fleet
 * @member: (transfer full): a device that has been saved
 *
 * Shows a device.
 */
void
_mg_fleet_take_member (MgFleet       *self,
                       MgFleetMember *member)
{
  g_ptr_array_add (self->members, member);
  g_hash_table_insert (self->by_id, (gpointer) mg_device_get_id (member->device), member);
  _mg_fleet_touch (self, mg_device_get_id (member->device));
  g_list_model_items_changed (G_LIST_MODEL (self), self->members->len - 1, 0, 1);
}

/**
 * _mg_fleet_drop_member:
 * @self: a fleet
 * @device_id: the id of a device that has been removed
 *
 * Shows a device no longer, and ends what is under way with it.
 */
void
_mg_fleet_drop_member (MgFleet    *self,
                       const char *device_id)
{
  MgFleetMember *member = _mg_fleet_get_member (self, device_id);
  g_autoptr (MgDevice) device = NULL;
  guint position;

  if (member == NULL || !g_ptr_array_find (self->members, member, &position))
    return;

  device = g_object_ref (member->device);
  g_hash_table_remove (self->by_id, mg_device_get_id (device));
  g_ptr_array_remove_index (self->members, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  g_cancellable_cancel (mg_device_get_cancellable (device));
}
