/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet-load"

#include "config.h"

#include "mg-consent-lock-private.h"
#include "mg-fleet-private.h"
#include "mg-slot-storage-private.h"

/* Reading the fleet from the store, when the program starts and whenever
 * another process has written. No device is asked. */

typedef struct
{
  GPtrArray *devices;  /* (owned) (element-type MgDeviceRecord) */
  GPtrArray *slots;    /* (owned) (element-type MgSlotRecord) */
  guint64    serial;   /* our own last change before reading */
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_clear_pointer (&load->devices, g_ptr_array_unref);
  g_clear_pointer (&load->slots, g_ptr_array_unref);
  g_free (load);
}

/**
 * _mg_fleet_settle_waiting:
 * @self: a fleet
 * @member: a device of it
 *
 * Takes back the badges of consents that nobody waits for any more, because the
 * process that asked for them has died. What waits for an administrator, or by
 * itself, stays.
 */
void
_mg_fleet_settle_waiting (MgFleet       *self,
                          MgFleetMember *member)
{
  const char *dir = mg_context_get_data_dir (mg_fleet_get_context (self));
  GListModel *slots = mg_device_get_slots (member->device);

  for (guint i = 0; i < g_list_model_get_n_items (slots); i++)
    {
      g_autoptr (MgSlot) slot = g_list_model_get_item (slots, i);
      const MgTokenStatus status = mg_slot_get_status (slot);
      const MgGrantRecord *grant = _mg_fleet_member_get_waiting (member, mg_slot_get_id (slot));

      /* Waiting that comes from nothing but Waiting is the device's own word. */
      if (status.state != MG_TOKEN_STATE_WAITING || status.before == MG_TOKEN_STATE_WAITING)
        continue;

      if (grant == NULL || grant->waiting_since == 0 ||
          (g_strcmp0 (grant->waiting_for, MG_WAITING_FOR_ADMINISTRATOR) != 0 &&
           !_mg_consent_lock_is_held (dir, grant->waiting_for)))
        mg_slot_apply (slot, MG_TOKEN_EVENT_CONSENT_ENDED, NULL);
    }
}

/* Brings a slot up to what was saved, without moving the badge through states
 * that nobody has seen. */
static void
take_slot (MgFleetMember      *member,
           const MgSlotRecord *record)
{
  g_autoptr (MgSlot) saved = _mg_slot_new_from_record (record);
  MgSlot *slot = mg_device_lookup_slot (member->device, record->id);

  if (record->has_password)
    g_hash_table_add (member->passwords, g_strdup (record->id));

  if (slot == NULL)
    {
      mg_device_add_slot (member->device, saved);
      return;
    }

  mg_slot_set_reading (slot, mg_slot_get_reading (saved));
  mg_slot_set_rules (slot, mg_slot_get_rules (saved));
  mg_slot_set_status (slot, mg_slot_get_status (saved), mg_slot_get_note_text (saved));
  mg_slot_set_checked_at (slot, mg_slot_get_checked_at (saved));
}

static void
drop_missing_slots (MgFleetMember *member,
                    GPtrArray     *records)
{
  GListModel *slots = mg_device_get_slots (member->device);

  for (guint i = g_list_model_get_n_items (slots); i > 0; i--)
    {
      g_autoptr (MgSlot) slot = g_list_model_get_item (slots, i - 1);
      gboolean found = FALSE;

      for (guint j = 0; records != NULL && j < records->len && !found; j++)
        found = g_str_equal (((MgSlotRecord *) g_ptr_array_index (records, j))->id,
                             mg_slot_get_id (slot));
      if (!found)
        mg_device_remove_slot (member->device, mg_slot_get_id (slot));
    }
}

static void
fill_member (MgFleet       *self,
             MgFleetMember *member,
             GPtrArray     *slots,
             GPtrArray     *grants)
{
  g_hash_table_remove_all (member->passwords);
  drop_missing_slots (member, slots);
  for (guint i = 0; slots != NULL && i < slots->len; i++)
    take_slot (member, g_ptr_array_index (slots, i));

  g_ptr_array_set_size (member->grants, 0);
  for (guint i = 0; grants != NULL && i < grants->len; i++)
    _mg_fleet_member_set_grant (member, g_ptr_array_index (grants, i));

  _mg_fleet_settle_waiting (self, member);
}

static void
note_expiries (MgFleet  *self,
               MgDevice *device)
{
  GListModel *slots = mg_device_get_slots (device);

  for (guint i = 0; i < g_list_model_get_n_items (slots); i++)
    {
      g_autoptr (MgSlot) slot = g_list_model_get_item (slots, i);

      _mg_fleet_note_expiry (self, slot);
    }
}

static void
take_device (MgFleet              *self,
             const Load           *load,
             const MgDeviceRecord *record,
             GPtrArray            *slots,
             GPtrArray            *grants)
{
  MgFleetMember *member = _mg_fleet_get_member (self, record->id);
  g_autoptr (MgFleetMember) added = NULL;
  g_autoptr (MgDevice) device = NULL;

  if (member != NULL)
    {
      if (member->serial > load->serial || mg_device_get_busy (member->device))
        return;
      _mg_fleet_member_take_record (member, record);
      fill_member (self, member, slots, grants);
      note_expiries (self, member->device);
      return;
    }

  device = _mg_device_new_from_record (record);
  if (device != NULL)
    added = _mg_fleet_create_member (self, device, record->added_at);
  if (added == NULL)
    {
      g_warning ("no driver for the saved device %s", record->id);
      return;
    }

  _mg_fleet_member_take_record (added, record);
  fill_member (self, added, slots, grants);
  _mg_fleet_take_member (self, g_steal_pointer (&added));
  note_expiries (self, device);
}

/* Sorts records by their device: lists of records that @records keeps. */
static GHashTable *
group_by_device (GPtrArray    *records,
                 const char *(*get_device_id) (gconstpointer record))
{
  GHashTable *groups = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                              (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < records->len; i++)
    {
      gpointer record = g_ptr_array_index (records, i);
      const char *device_id = get_device_id (record);
      GPtrArray *group = g_hash_table_lookup (groups, device_id);

      if (group == NULL)
        {
          group = g_ptr_array_new ();
          g_hash_table_insert (groups, (gpointer) device_id, group);
        }
      g_ptr_array_add (group, record);
    }

  return groups;
}

static const char *
get_slot_device (gconstpointer record)
{
  return ((const MgSlotRecord *) record)->device_id;
}

static const char *
get_grant_device (gconstpointer record)
{
  return ((const MgGrantRecord *) record)->device_id;
}

static void
take_all (MgFleet   *self,
          Load      *load,
          GPtrArray *grants)
{
  g_autoptr (GHashTable) slots_of = group_by_device (load->slots, get_slot_device);
  g_autoptr (GHashTable) grants_of = group_by_device (grants, get_grant_device);
  g_autoptr (GHashTable) saved = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < load->devices->len; i++)
    {
      const MgDeviceRecord *record = g_ptr_array_index (load->devices, i);

      g_hash_table_add (saved, record->id);
      take_device (self, load, record, g_hash_table_lookup (slots_of, record->id),
                   g_hash_table_lookup (grants_of, record->id));
    }

  for (guint i = _mg_fleet_get_n_members (self); i > 0; i--)
    {
      MgFleetMember *member = _mg_fleet_get_nth_member (self, i - 1);

      if (member->serial <= load->serial &&
          !g_hash_table_contains (saved, mg_device_get_id (member->device)))
        _mg_fleet_drop_member (self, mg_device_get_id (member->device));
    }
}

static void
on_grants_loaded_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) grants = NULL;

  grants = mg_store_load_grants_finish (MG_STORE (object), result, &error);
  if (grants == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  take_all (g_task_get_source_object (task), g_task_get_task_data (task), grants);
  g_task_return_boolean (task, TRUE);
}

static void
on_slots_loaded_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  Load *load = g_task_get_task_data (task);

  load->slots = mg_store_load_slots_finish (MG_STORE (object), result, &error);
  if (load->slots == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  mg_store_load_grants_async (MG_STORE (object), NULL, g_task_get_cancellable (task),
                              on_grants_loaded_cb, g_object_ref (task));
}

static void
on_devices_loaded_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  Load *load = g_task_get_task_data (task);

  load->devices = mg_store_load_devices_finish (MG_STORE (object), result, &error);
  if (load->devices == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  mg_store_load_slots_async (MG_STORE (object), NULL, g_task_get_cancellable (task),
                             on_slots_loaded_cb, g_object_ref (task));
}

static void
load_all (GTask *task)
{
  MgFleet *self = g_task_get_source_object (task);
  Load *load = g_new0 (Load, 1);

  load->serial = _mg_fleet_get_serial (self);
  g_task_set_task_data (task, load, load_free);
  mg_store_load_devices_async (_mg_fleet_get_store (self), g_task_get_cancellable (task),
                               on_devices_loaded_cb, g_object_ref (task));
}

static void
on_opened_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  if (!mg_store_open_finish (MG_STORE (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  mg_store_watch (MG_STORE (object));
  load_all (task);
}

/**
 * mg_fleet_load_async:
 * @self: a fleet that was not loaded before
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Opens the store and shows the devices as they were last known. Nothing is
 * asked over the network, no keyring is unlocked. From then on the fleet follows
 * what other processes save.
 */
void
mg_fleet_load_async (MgFleet             *self,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MG_IS_FLEET (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_fleet_load_async);
  mg_store_open_async (_mg_fleet_get_store (self), cancellable,
                       on_opened_cb, g_steal_pointer (&task));
}

/**
 * mg_fleet_load_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Returns: %TRUE if the fleet is as it was saved; %MG_ERROR_STORE where the
 *   database cannot be read
 */
gboolean
mg_fleet_load_finish (MgFleet       *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (MG_IS_FLEET (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_load_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_reloaded_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_warning ("could not read what another process has saved: %s", error->message);
}

/**
 * _mg_fleet_reload:
 * @self: a fleet
 *
 * Takes over what another process has saved, but for devices with which
 * something is being done here.
 */
void
_mg_fleet_reload (MgFleet *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_reloaded_cb, NULL);

  g_task_set_source_tag (task, _mg_fleet_reload);
  load_all (task);
}
