/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-device"

#include "config.h"

#include "mg-device-private.h"

/* The slots of a device, and the badge that follows from theirs. */

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

  g_signal_connect_object (slot, "notify::state", G_CALLBACK (_mg_device_notify_state), self,
                           G_CONNECT_SWAPPED);
  g_list_store_append (self->slots, slot);
  _mg_device_notify_state (self);
}

/**
 * mg_device_remove_slot:
 * @self: a device
 * @slot_id: the device's own id of a slot
 *
 * Forgets a slot that the device no longer has.
 */
void
mg_device_remove_slot (MgDevice   *self,
                       const char *slot_id)
{
  MgSlot *slot;
  guint position;

  g_return_if_fail (MG_IS_DEVICE (self));
  g_return_if_fail (slot_id != NULL);

  slot = mg_device_lookup_slot (self, slot_id);
  if (slot == NULL || !g_list_store_find (self->slots, slot, &position))
    return;

  g_signal_handlers_disconnect_by_func (slot, _mg_device_notify_state, self);
  g_list_store_remove (self->slots, position);
  _mg_device_notify_state (self);
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
        mg_device_remove_slot (self, mg_slot_get_id (slot));
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

  _mg_device_notify_state (self);
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
