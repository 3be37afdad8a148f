/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet-storage"

#include "config.h"

#include "mg-fleet-private.h"

/* What the fleet saves. Nothing here is cancelled half-way: what has happened
 * on a device has to be written down. */

static void
on_written_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  if (mg_store_write_finish (MG_STORE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * _mg_fleet_save_device_async:
 * @self: a fleet
 * @member: a device that is in it, or about to be
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Saves what is known of a device, without its slots.
 */
void
_mg_fleet_save_device_async (MgFleet             *self,
                             MgFleetMember       *member,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (MgDeviceRecord) record = _mg_fleet_member_to_record (member);

  g_task_set_source_tag (task, _mg_fleet_save_device_async);
  _mg_fleet_touch (self, record->id);
  mg_store_save_device_async (_mg_fleet_get_store (self), record, NULL,
                              on_written_cb, g_steal_pointer (&task));
}

/**
 * _mg_fleet_save_slots_async:
 * @self: a fleet
 * @device_id: the id of a device
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Saves what is known of a device's slots. A device that has been removed in
 * the meantime stays removed.
 */
void
_mg_fleet_save_slots_async (MgFleet             *self,
                            const char          *device_id,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  MgFleetMember *member = _mg_fleet_get_member (self, device_id);
  g_autoptr (GPtrArray) records = NULL;

  g_task_set_source_tag (task, _mg_fleet_save_slots_async);

  if (member == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  _mg_fleet_touch (self, device_id);
  records = _mg_fleet_member_dup_slots (member);
  mg_store_replace_slots_async (_mg_fleet_get_store (self), device_id, records, NULL,
                                on_written_cb, g_steal_pointer (&task));
}

static void
on_grant_saved_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  const MgGrantRecord *grant = g_task_get_task_data (task);
  MgFleetMember *member;

  if (!mg_store_write_finish (MG_STORE (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  member = _mg_fleet_get_member (g_task_get_source_object (task), grant->device_id);
  if (member != NULL)
    _mg_fleet_member_set_grant (member, grant);
  g_task_return_boolean (task, TRUE);
}

/**
 * _mg_fleet_save_grant_async:
 * @self: a fleet
 * @grant: a grant
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Saves a grant, then remembers it.
 */
void
_mg_fleet_save_grant_async (MgFleet             *self,
                            const MgGrantRecord *grant,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, _mg_fleet_save_grant_async);
  _mg_fleet_touch (self, grant->device_id);
  g_task_set_task_data (task, mg_grant_record_copy (grant), (GDestroyNotify) mg_grant_record_free);
  mg_store_save_grant_async (_mg_fleet_get_store (self), grant, NULL,
                             on_grant_saved_cb, g_steal_pointer (&task));
}

static void
on_grant_removed_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  const MgGrantRecord *grant = g_task_get_task_data (task);
  MgFleetMember *member;

  if (!mg_store_write_finish (MG_STORE (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  member = _mg_fleet_get_member (g_task_get_source_object (task), grant->device_id);
  if (member != NULL)
    _mg_fleet_member_drop_grant (member, grant->id);
  g_task_return_boolean (task, TRUE);
}

static void
remove_record (GTask *task)
{
  MgFleet *self = g_task_get_source_object (task);
  const MgGrantRecord *grant = g_task_get_task_data (task);

  mg_store_remove_grant_async (_mg_fleet_get_store (self), grant->id, NULL,
                               on_grant_removed_cb, g_object_ref (task));
}

static void
on_copy_cleared_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  if (mg_vault_clear_finish (MG_VAULT (object), result, &error))
    remove_record (task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * _mg_fleet_remove_grant_async:
 * @self: a fleet
 * @grant: a grant
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Forgets a grant: first our own copy of its tokens, then its record, so that
 * no secret is left that nothing points to. Nothing is revoked.
 */
void
_mg_fleet_remove_grant_async (MgFleet             *self,
                              const MgGrantRecord *grant,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (MgVaultKey) key = NULL;

  g_task_set_source_tag (task, _mg_fleet_remove_grant_async);
  _mg_fleet_touch (self, grant->device_id);
  g_task_set_task_data (task, mg_grant_record_copy (grant), (GDestroyNotify) mg_grant_record_free);

  if (!grant->kept_copy)
    {
      remove_record (task);
      return;
    }

  key = mg_vault_key_new_oauth_token (grant->id, grant->provider, (guint) grant->generation);
  mg_vault_clear_async (mg_fleet_get_vault (self), key, NULL,
                        on_copy_cleared_cb, g_steal_pointer (&task));
}

/**
 * _mg_fleet_saved_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Finishes the functions above.
 *
 * Returns: %TRUE if it is on the disk
 */
gboolean
_mg_fleet_saved_finish (MgFleet       *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
