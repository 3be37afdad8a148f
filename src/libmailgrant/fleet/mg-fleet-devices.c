/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet-devices"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-fleet-devices.h"
#include "mg-fleet-private.h"
#include "mg-text.h"
#include "mg-tls-pin.h"

typedef struct
{
  MgDevice  *device;  /* (owned) */
  GPtrArray *keys;    /* (owned) (element-type MgVaultKey): still to be cleared */
} Removal;

static void
removal_free (gpointer data)
{
  Removal *removal = data;

  g_object_unref (removal->device);
  g_ptr_array_unref (removal->keys);
  g_free (removal);
}

static void
on_signed_out_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  /* The device will end the session by itself. */
  if (!_mg_session_keeper_leave_finish (MG_SESSION_KEEPER (object), result, &error))
    g_debug ("could not sign out of a removed device: %s", error->message);
}

static void
on_device_removed_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgFleet *self = g_task_get_source_object (task);
  Removal *removal = g_task_get_task_data (task);
  MgFleetMember *member = _mg_fleet_get_member (self, mg_device_get_id (removal->device));

  if (!mg_store_write_finish (MG_STORE (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (member != NULL)
    _mg_session_keeper_leave_async (member->keeper, on_signed_out_cb, NULL);
  _mg_fleet_drop_member (self, mg_device_get_id (removal->device));
  g_info ("%s: removed", mg_device_get_id (removal->device));
  g_task_return_boolean (task, TRUE);
}

static void clear_next (GTask *task);

static void
on_secret_cleared_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  if (mg_vault_clear_finish (MG_VAULT (object), result, &error))
    clear_next (task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
clear_next (GTask *task)
{
  MgFleet *self = g_task_get_source_object (task);
  Removal *removal = g_task_get_task_data (task);
  g_autoptr (MgVaultKey) key = NULL;

  if (removal->keys->len == 0)
    {
      mg_store_remove_device_async (_mg_fleet_get_store (self),
                                    mg_device_get_id (removal->device), NULL,
                                    on_device_removed_cb, g_object_ref (task));
      return;
    }

  key = g_ptr_array_steal_index (removal->keys, 0);
  mg_vault_clear_async (mg_fleet_get_vault (self), key, g_task_get_cancellable (task),
                        on_secret_cleared_cb, g_object_ref (task));
}

static GPtrArray *
list_secrets (MgFleetMember *member)
{
  const char *device_id = mg_device_get_id (member->device);
  GPtrArray *keys = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_vault_key_unref);
  GHashTableIter iter;
  gpointer slot_id;

  for (guint i = 0; i < member->grants->len; i++)
    {
      const MgGrantRecord *grant = g_ptr_array_index (member->grants, i);

      if (grant->kept_copy)
        g_ptr_array_add (keys, mg_vault_key_new_oauth_token (grant->id, grant->provider,
                                                             (guint) grant->generation));
    }

  g_hash_table_iter_init (&iter, member->passwords);
  while (g_hash_table_iter_next (&iter, &slot_id, NULL))
    g_ptr_array_add (keys, _mg_fleet_create_password_key (device_id, slot_id));

  if (_mg_session_keeper_get_has_login (member->keeper))
    g_ptr_array_add (keys, mg_vault_key_new_device_credential (device_id));

  return keys;
}

/**
 * _mg_fleet_create_password_key:
 * @device_id: the id of a device
 * @slot_id: the id of a slot of it
 *
 * Returns: (transfer full): the key of the slot's mail password
 */
MgVaultKey *
_mg_fleet_create_password_key (const char *device_id,
                               const char *slot_id)
{
  g_autofree char *id = g_strconcat (device_id, "/", slot_id, NULL);

  return mg_vault_key_new_slot_password (id);
}

/**
 * mg_fleet_remove_device_async:
 * @self: a fleet
 * @device: a device of it
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Forgets a device: first its secrets, then what was known of it. The device is
 * left as it is, and nothing is revoked.
 */
void
mg_fleet_remove_device_async (MgFleet             *self,
                              MgDevice            *device,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  MgFleetMember *member;
  Removal *removal;

  g_return_if_fail (MG_IS_FLEET (self));
  g_return_if_fail (MG_IS_DEVICE (device));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_fleet_remove_device_async);
  g_task_set_check_cancellable (task, FALSE);

  member = _mg_fleet_get_member (self, mg_device_get_id (device));
  if (member == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  removal = g_new0 (Removal, 1);
  removal->device = g_object_ref (device);
  removal->keys = list_secrets (member);
  g_task_set_task_data (task, removal, removal_free);
  clear_next (task);
}

/**
 * mg_fleet_remove_device_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Returns: %TRUE if nothing of the device is left here
 */
gboolean
mg_fleet_remove_device_finish (MgFleet       *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (MG_IS_FLEET (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_remove_device_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* A change to what is saved of a device: made on a copy of its record, and on
 * the device itself only when it is on the disk. */
typedef struct
{
  MgDevice       *device;  /* (owned) */
  MgDeviceRecord *record;  /* (owned) */
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_object_unref (change->device);
  mg_device_record_free (change->record);
  g_free (change);
}

static void
take_change (MgFleetMember        *member,
             const MgDeviceRecord *record)
{
  const GError *problem = mg_device_get_problem (member->device);
  gboolean is_pin_new = g_strcmp0 (record->pin, mg_device_get_fingerprint (member->device)) != 0;

  _mg_fleet_member_take_record (member, record);
  if (is_pin_new && problem != NULL &&
      g_error_matches (problem, MG_ERROR, MG_ERROR_CERTIFICATE_CHANGED))
    mg_device_set_problem (member->device, NULL);
}

static void
on_change_saved_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgFleet *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  MgFleetMember *member;

  if (!mg_store_write_finish (MG_STORE (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  member = _mg_fleet_get_member (self, mg_device_get_id (change->device));
  if (member != NULL)
    take_change (member, change->record);
  g_task_return_boolean (task, TRUE);
}

static void
save_change (GTask          *task,
             MgDevice       *device,
             MgDeviceRecord *record)
{
  MgFleet *self = g_task_get_source_object (task);
  Change *change = g_new0 (Change, 1);

  change->device = g_object_ref (device);
  change->record = record;
  g_task_set_task_data (task, change, change_free);
  g_task_set_check_cancellable (task, FALSE);
  _mg_fleet_touch (self, record->id);
  mg_store_save_device_async (_mg_fleet_get_store (self), record, NULL,
                              on_change_saved_cb, g_object_ref (task));
}

/**
 * mg_fleet_rename_device_async:
 * @self: a fleet
 * @device: a device of it
 * @name: what the person calls it from now on
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Gives a device another name here. The device itself is not asked.
 */
void
mg_fleet_rename_device_async (MgFleet             *self,
                              MgDevice            *device,
                              const char          *name,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *clean = NULL;
  MgFleetMember *member;
  MgDeviceRecord *record;

  g_return_if_fail (MG_IS_FLEET (self));
  g_return_if_fail (MG_IS_DEVICE (device));
  g_return_if_fail (name != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_fleet_rename_device_async);

  clean = g_strstrip (mg_text_dup_clean (name, -1, MG_TEXT_NAME_MAX));
  member = _mg_fleet_get_member (self, mg_device_get_id (device));
  if (member == NULL || *clean == '\0')
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_INVALID_INPUT,
                               _("A device needs a name"));
      return;
    }

  record = _mg_fleet_member_to_record (member);
  g_free (record->name);
  record->name = g_steal_pointer (&clean);
  save_change (task, device, record);
}

/**
 * mg_fleet_rename_device_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Returns: %TRUE if it has its new name
 */
gboolean
mg_fleet_rename_device_finish (MgFleet       *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (MG_IS_FLEET (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_rename_device_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * mg_fleet_confirm_fingerprint_async:
 * @self: a fleet
 * @device: a device of it
 * @fingerprint: the SHA-256 of the certificate that a person has compared
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Trusts another certificate of a device from now on, and only that one.
 */
void
mg_fleet_confirm_fingerprint_async (MgFleet             *self,
                                    MgDevice            *device,
                                    const char          *fingerprint,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *normal = NULL;
  MgFleetMember *member;
  MgDeviceRecord *record;

  g_return_if_fail (MG_IS_FLEET (self));
  g_return_if_fail (MG_IS_DEVICE (device));
  g_return_if_fail (fingerprint != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_fleet_confirm_fingerprint_async);

  normal = mg_tls_pin_normalize (fingerprint);
  member = _mg_fleet_get_member (self, mg_device_get_id (device));
  if (member == NULL || normal == NULL)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_INVALID_INPUT,
                               _("“%s” is no SHA-256 fingerprint"), fingerprint);
      return;
    }

  record = _mg_fleet_member_to_record (member);
  g_free (record->pin);
  record->pin = g_steal_pointer (&normal);
  save_change (task, device, record);
}

/**
 * mg_fleet_confirm_fingerprint_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Returns: %TRUE if the certificate is trusted
 */
gboolean
mg_fleet_confirm_fingerprint_finish (MgFleet       *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (MG_IS_FLEET (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_confirm_fingerprint_async),
                        FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
