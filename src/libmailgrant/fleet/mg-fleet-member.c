/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet-member"

#include "config.h"

#include "mg-fleet-member-private.h"
#include "mg-slot-storage-private.h"

#define CLAIM_UUID "uuid:"

/**
 * _mg_fleet_member_new:
 * @device: a device
 * @keeper: the session with it
 * @added_at: when it was added, in microseconds since 1970-01-01 UTC
 *
 * Returns: (transfer full): a new member with no login, no grants
 */
MgFleetMember *
_mg_fleet_member_new (MgDevice        *device,
                      MgSessionKeeper *keeper,
                      gint64           added_at)
{
  MgFleetMember *self = g_new0 (MgFleetMember, 1);

  self->device = g_object_ref (device);
  self->keeper = g_object_ref (keeper);
  self->grants = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_grant_record_free);
  self->passwords = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->added_at = added_at;

  return self;
}

/**
 * _mg_fleet_member_free:
 * @self: (transfer full): a member
 *
 * Frees a member.
 */
void
_mg_fleet_member_free (MgFleetMember *self)
{
  g_object_unref (self->keeper);
  g_object_unref (self->device);
  g_ptr_array_unref (self->grants);
  g_hash_table_unref (self->passwords);
  g_free (self);
}

static char *
dup_claim (const MgDeviceRecord *record,
           const char           *prefix)
{
  for (gsize i = 0; record->claims != NULL && record->claims[i] != NULL; i++)
    if (g_str_has_prefix (record->claims[i], prefix))
      return g_strdup (record->claims[i] + strlen (prefix));

  return NULL;
}

static char *
dup_path (const char *url)
{
  g_autoptr (GUri) uri = url == NULL ? NULL : g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  const char *path = uri == NULL ? NULL : g_uri_get_path (uri);

  return path == NULL || *path == '\0' || g_str_equal (path, "/") ? NULL : g_strdup (path);
}

static MgIdentity *
create_identity (const MgDeviceRecord *record)
{
  MgDeviceKind kind = MG_DEVICE_KIND_OTHER;
  MgIdentity *identity;

  mg_device_kind_from_nick (record->kind, &kind);
  identity = mg_identity_new (kind);
  identity->vendor = g_strdup (record->vendor);
  identity->model = g_strdup (record->model);
  identity->serial = g_strdup (record->serial);
  identity->firmware = g_strdup (record->firmware);
  identity->uuid = dup_claim (record, CLAIM_UUID);
  identity->admin_path = dup_path (record->base_url);

  return identity;
}

/**
 * _mg_device_new_from_record:
 * @record: what the store keeps of a device
 *
 * Returns: (transfer full) (nullable): the device as it was last known, with no
 *   slots yet, or %NULL if the record makes no sense
 */
MgDevice *
_mg_device_new_from_record (const MgDeviceRecord *record)
{
  g_autoptr (MgIdentity) identity = create_identity (record);
  g_autoptr (MgAddress) address = NULL;
  MgDevice *device;

  if (record->driver == NULL || record->base_url == NULL)
    return NULL;

  address = mg_address_parse (record->base_url, NULL);
  if (address == NULL)
    return NULL;

  device = mg_device_new (record->id, record->driver, identity, address, record->pin);
  if (record->name != NULL)
    mg_device_set_name (device, record->name);
  mg_device_set_user (device, record->user);

  return device;
}

/**
 * _mg_fleet_member_to_record:
 * @self: a member
 *
 * Returns: (transfer full): what the store keeps of its device
 */
MgDeviceRecord *
_mg_fleet_member_to_record (MgFleetMember *self)
{
  const MgIdentity *identity = mg_device_get_identity (self->device);
  MgAddress *address = mg_device_get_address (self->device);
  MgDeviceRecord *record = mg_device_record_new (mg_device_get_id (self->device));
  g_autoptr (GStrvBuilder) claims = g_strv_builder_new ();

  record->driver = g_strdup (mg_device_get_driver_id (self->device));
  record->name = g_strdup (mg_device_get_name (self->device));
  record->kind = g_strdup (mg_device_kind_get_nick (identity->kind));
  record->vendor = g_strdup (identity->vendor);
  record->model = g_strdup (identity->model);
  record->serial = g_strdup (identity->serial);
  record->firmware = g_strdup (identity->firmware);
  record->address = g_strdup (mg_address_get_host (address));
  record->port = mg_address_get_port (address);
  record->base_url = mg_address_dup_uri (address, identity->admin_path != NULL
                                                  ? identity->admin_path : "/");
  record->pin = g_strdup (mg_device_get_fingerprint (self->device));
  record->user = g_strdup (mg_device_get_user (self->device));
  record->has_credential = _mg_session_keeper_get_has_login (self->keeper);
  record->added_at = self->added_at;
  record->last_seen = self->last_seen;

  if (identity->uuid != NULL)
    {
      g_autofree char *claim = g_strconcat (CLAIM_UUID, identity->uuid, NULL);

      g_strv_builder_add (claims, claim);
    }
  record->claims = g_strv_builder_end (claims);

  return record;
}

/**
 * _mg_fleet_member_take_record:
 * @self: a member
 * @record: what another process has saved of its device
 *
 * Brings the device up to what was saved.
 */
void
_mg_fleet_member_take_record (MgFleetMember        *self,
                              const MgDeviceRecord *record)
{
  g_autoptr (MgIdentity) identity = create_identity (record);
  g_autoptr (MgAddress) address = NULL;

  if (record->base_url != NULL)
    address = mg_address_parse (record->base_url, NULL);

  if ((address != NULL && !mg_address_equal (address, mg_device_get_address (self->device))) ||
      (record->pin != NULL &&
       g_strcmp0 (record->pin, mg_device_get_fingerprint (self->device)) != 0))
    _mg_session_keeper_forget (self->keeper);

  mg_device_set_identity (self->device, identity);
  if (address != NULL)
    mg_device_set_address (self->device, address);
  if (record->pin != NULL)
    mg_device_set_fingerprint (self->device, record->pin);
  if (record->name != NULL)
    mg_device_set_name (self->device, record->name);
  mg_device_set_user (self->device, record->user);
  _mg_session_keeper_set_has_login (self->keeper, record->has_credential);
  self->added_at = record->added_at;
  self->last_seen = record->last_seen;
}

/**
 * _mg_fleet_member_dup_slots:
 * @self: a member
 *
 * Returns: (transfer full) (element-type MgSlotRecord): what the store keeps of
 *   its slots
 */
GPtrArray *
_mg_fleet_member_dup_slots (MgFleetMember *self)
{
  GListModel *slots = mg_device_get_slots (self->device);
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_slot_record_free);

  for (guint i = 0; i < g_list_model_get_n_items (slots); i++)
    {
      g_autoptr (MgSlot) slot = g_list_model_get_item (slots, i);
      gboolean has_password = g_hash_table_contains (self->passwords, mg_slot_get_id (slot));

      g_ptr_array_add (records, _mg_slot_to_record (slot, has_password));
    }

  return records;
}

/**
 * _mg_fleet_member_drop_grant:
 * @self: a member
 * @grant_id: the id of a grant
 *
 * Forgets a grant.
 */
void
_mg_fleet_member_drop_grant (MgFleetMember *self,
                             const char    *grant_id)
{
  for (guint i = 0; i < self->grants->len; i++)
    {
      MgGrantRecord *grant = g_ptr_array_index (self->grants, i);

      if (g_str_equal (grant->id, grant_id))
        {
          g_ptr_array_remove_index (self->grants, i);
          return;
        }
    }
}

/**
 * _mg_fleet_member_set_grant:
 * @self: a member
 * @grant: a grant as it was saved
 *
 * Remembers a grant in the place of what was known of it.
 */
void
_mg_fleet_member_set_grant (MgFleetMember       *self,
                            const MgGrantRecord *grant)
{
  MgGrantRecord *copy = mg_grant_record_copy (grant);

  _mg_fleet_member_drop_grant (self, grant->id);
  g_ptr_array_add (self->grants, copy);
}

/**
 * _mg_fleet_member_is_for_slot:
 * @self: a member
 * @grant: a grant of it
 * @reading: one of its slots as it was read
 *
 * Returns: %TRUE if @grant was made for that slot, or for one that changes
 *   together with it
 */
gboolean
_mg_fleet_member_is_for_slot (MgFleetMember       *self,
                              const MgGrantRecord *grant,
                              const MgSlotReading *reading)
{
  MgSlot *other;

  if (g_str_equal (grant->slot_id, reading->id))
    return TRUE;

  other = reading->link_group == NULL ? NULL
                                      : mg_device_lookup_slot (self->device, grant->slot_id);

  return other != NULL && g_strcmp0 (mg_slot_get_link_group (other), reading->link_group) == 0;
}

/**
 * _mg_fleet_member_get_pushed:
 * @self: a member
 * @reading: one of its slots as it was read
 *
 * Returns: (transfer none) (nullable): the grant that was pushed last to that
 *   slot, or to a slot that changes together with it
 */
MgGrantRecord *
_mg_fleet_member_get_pushed (MgFleetMember       *self,
                             const MgSlotReading *reading)
{
  MgGrantRecord *found = NULL;

  for (guint i = 0; i < self->grants->len; i++)
    {
      MgGrantRecord *grant = g_ptr_array_index (self->grants, i);

      if (grant->pushed_at > 0 && _mg_fleet_member_is_for_slot (self, grant, reading) &&
          (found == NULL || grant->pushed_at > found->pushed_at))
        found = grant;
    }

  return found;
}

/**
 * _mg_fleet_member_get_waiting:
 * @self: a member
 * @slot_id: the id of one of its slots
 *
 * Returns: (transfer none) (nullable): the grant that was asked for and has not
 *   reached the slot
 */
MgGrantRecord *
_mg_fleet_member_get_waiting (MgFleetMember *self,
                              const char    *slot_id)
{
  for (guint i = self->grants->len; i > 0; i--)
    {
      MgGrantRecord *grant = g_ptr_array_index (self->grants, i - 1);

      if (grant->pushed_at == 0 && g_str_equal (grant->slot_id, slot_id))
        return grant;
    }

  return NULL;
}
