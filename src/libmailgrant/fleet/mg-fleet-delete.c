/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet-delete"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-fleet-private.h"
#include "mg-fleet-slots.h"

/* Deleting a token: on the device first, then our own copies of it. The vault is
 * looked into before, so that a locked keyring leaves all as it is. Nothing is
 * revoked at the provider: that could end the tokens of other devices.
 *
 *   look ─► is the vault open? ─► delete ─► look ─► next copy ─► … ─► done
 */
typedef struct
{
  MgDevice  *device;  /* (owned) */
  MgSlot    *slot;    /* (owned) */
  GPtrArray *grants;  /* (owned) (element-type MgGrantRecord): still to be forgotten */
} Deletion;

static void
deletion_free (gpointer data)
{
  Deletion *deletion = data;

  g_object_unref (deletion->device);
  g_object_unref (deletion->slot);
  g_ptr_array_unref (deletion->grants);
  g_free (deletion);
}

static void
end_deletion (GTask  *task,
              GError *error)
{
  Deletion *deletion = g_task_get_task_data (task);

  mg_device_set_busy (deletion->device, FALSE);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void forget_next (GTask *task);

static void
on_grant_forgotten_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  if (_mg_fleet_saved_finish (MG_FLEET (object), result, &error))
    forget_next (task);
  else
    end_deletion (task, g_steal_pointer (&error));
}

static void
forget_next (GTask *task)
{
  Deletion *deletion = g_task_get_task_data (task);
  g_autoptr (MgGrantRecord) grant = NULL;

  if (deletion->grants->len == 0)
    {
      end_deletion (task, NULL);
      return;
    }

  grant = g_ptr_array_steal_index (deletion->grants, 0);
  _mg_fleet_remove_grant_async (g_task_get_source_object (task), grant,
                                on_grant_forgotten_cb, g_object_ref (task));
}

static void
on_deletion_saved_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  if (_mg_fleet_saved_finish (MG_FLEET (object), result, &error))
    forget_next (task);
  else
    end_deletion (task, g_steal_pointer (&error));
}

static void
on_looked_after_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgFleet *self = MG_FLEET (object);
  Deletion *deletion = g_task_get_task_data (task);

  /* It is deleted, whether the device can be read now or not. */
  if (!mg_fleet_check_device_finish (self, result, &error))
    {
      g_debug ("not readable after deleting a token: %s", error->message);
      mg_slot_apply (deletion->slot, MG_TOKEN_EVENT_DELETED, NULL);
    }

  _mg_fleet_save_slots_async (self, mg_device_get_id (deletion->device),
                              on_deletion_saved_cb, g_object_ref (task));
}

static void
on_deleted_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  Deletion *deletion = g_task_get_task_data (task);

  _mg_session_keeper_run_finish (MG_SESSION_KEEPER (object), result, &error);
  if (error != NULL)
    {
      end_deletion (task, g_steal_pointer (&error));
      return;
    }

  g_info ("%s: token of %s deleted", mg_device_get_id (deletion->device),
          mg_slot_get_id (deletion->slot));
  mg_slot_apply (deletion->slot, MG_TOKEN_EVENT_DELETED, NULL);
  mg_fleet_check_device_async (g_task_get_source_object (task), deletion->device, NULL,
                               on_looked_after_cb, g_object_ref (task));
}

static void
delete_token (GTask *task)
{
  MgFleet *self = g_task_get_source_object (task);
  Deletion *deletion = g_task_get_task_data (task);
  const MgSlotReading *reading = mg_slot_get_reading (deletion->slot);
  MgFleetMember *member = _mg_fleet_get_member (self, mg_device_get_id (deletion->device));

  if (member == NULL)
    end_deletion (task, g_error_new_literal (MG_ERROR, MG_ERROR_NOT_FOUND,
                                             _("The device has been removed")));
  else
    _mg_session_keeper_run_async (member->keeper, &_mg_device_verb_delete_token,
                                  _mg_device_verb_arguments_new (reading),
                                  g_task_get_cancellable (task), on_deleted_cb,
                                  g_object_ref (task));
}

static void
on_vault_tried_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgSecret) copy = mg_vault_lookup_finish (MG_VAULT (object), result, &error);

  /* A copy that is lost already need not be kept from getting lost. */
  if (copy == NULL && !g_error_matches (error, MG_ERROR, MG_ERROR_NOT_FOUND) &&
      !g_error_matches (error, MG_ERROR, MG_ERROR_VAULT_UNREADABLE))
    end_deletion (task, g_steal_pointer (&error));
  else
    delete_token (task);
}

static void
on_looked_before_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgFleet *self = MG_FLEET (object);
  Deletion *deletion = g_task_get_task_data (task);
  const MgGrantRecord *kept = NULL;

  if (!mg_fleet_check_device_finish (self, result, &error))
    {
      end_deletion (task, g_steal_pointer (&error));
      return;
    }

  for (guint i = 0; i < deletion->grants->len && kept == NULL; i++)
    {
      const MgGrantRecord *grant = g_ptr_array_index (deletion->grants, i);

      kept = grant->kept_copy ? grant : NULL;
    }

  if (kept != NULL)
    {
      g_autoptr (MgVaultKey) key =
        mg_vault_key_new_oauth_token (kept->id, kept->provider, (guint) kept->generation);

      mg_vault_lookup_async (mg_fleet_get_vault (self), key, TRUE, g_task_get_cancellable (task),
                             on_vault_tried_cb, g_object_ref (task));
      return;
    }

  delete_token (task);
}

/* The grants of a slot, and of those that lose their token together with it. */
static GPtrArray *
list_grants (MgFleetMember *member,
             MgSlot        *slot)
{
  GPtrArray *grants = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_grant_record_free);

  for (guint i = 0; i < member->grants->len; i++)
    {
      const MgGrantRecord *grant = g_ptr_array_index (member->grants, i);

      if (_mg_fleet_member_is_for_slot (member, grant, mg_slot_get_reading (slot)))
        g_ptr_array_add (grants, mg_grant_record_copy (grant));
    }

  return grants;
}

/**
 * mg_fleet_delete_token_async:
 * @self: a fleet
 * @slot: a slot of one of its devices
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Deletes a slot's token on the device, and our own copy of it.
 */
void
mg_fleet_delete_token_async (MgFleet             *self,
                             MgSlot              *slot,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  MgFleetMember *member;
  Deletion *deletion;

  g_return_if_fail (MG_IS_FLEET (self));
  g_return_if_fail (MG_IS_SLOT (slot));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_fleet_delete_token_async);
  g_task_set_check_cancellable (task, FALSE);

  member = _mg_fleet_get_member (self, mg_slot_get_device_id (slot));
  if (member == NULL)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_FOUND,
                               _("The device has been removed"));
      return;
    }

  deletion = g_new0 (Deletion, 1);
  deletion->device = g_object_ref (member->device);
  deletion->slot = g_object_ref (slot);
  deletion->grants = list_grants (member, slot);
  g_task_set_task_data (task, deletion, deletion_free);
  mg_device_set_busy (deletion->device, TRUE);
  mg_fleet_check_device_async (self, deletion->device, cancellable,
                               on_looked_before_cb, g_steal_pointer (&task));
}

/**
 * mg_fleet_delete_token_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Returns: %TRUE if the device has no token there any more
 */
gboolean
mg_fleet_delete_token_finish (MgFleet       *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (MG_IS_FLEET (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_delete_token_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
