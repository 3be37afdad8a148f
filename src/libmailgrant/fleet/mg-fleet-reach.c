/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet-reach"

#include "config.h"

#include "mg-error.h"
#include "mg-fleet-private.h"
#include "mg-text.h"

/* Looking at a device that cannot be read: whether it answers, with the
 * certificate that was confirmed, and which slots its make has. Its badges say
 * what a person has seen, and only a person's word moves them. */

static MgTokenEvent
get_event (MgTokenState state)
{
  switch (state)
    {
    case MG_TOKEN_STATE_NOT_OBTAINED:
      return MG_TOKEN_EVENT_READ_ABSENT;
    case MG_TOKEN_STATE_WAITING:
      return MG_TOKEN_EVENT_READ_WAITING;
    case MG_TOKEN_STATE_OBTAINED:
      return MG_TOKEN_EVENT_READ_PRESENT;
    case MG_TOKEN_STATE_INVALID:
      return MG_TOKEN_EVENT_READ_INVALID;
    case MG_TOKEN_STATE_UNKNOWN:
    default:
      return MG_TOKEN_EVENT_READ_HIDDEN;
    }
}

/**
 * _mg_fleet_list_linked:
 * @self: a fleet
 * @slot: a slot of one of its devices
 *
 * Returns: (transfer full) (element-type MgSlot): the slot and those that
 *   change together with it
 */
GPtrArray *
_mg_fleet_list_linked (MgFleet *self,
                       MgSlot  *slot)
{
  MgFleetMember *member = _mg_fleet_get_member (self, mg_slot_get_device_id (slot));
  GListModel *slots = mg_device_get_slots (member->device);
  const char *group = mg_slot_get_link_group (slot);
  GPtrArray *linked = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (linked, g_object_ref (slot));
  for (guint i = 0; group != NULL && i < g_list_model_get_n_items (slots); i++)
    {
      g_autoptr (MgSlot) other = g_list_model_get_item (slots, i);

      if (other != slot && g_strcmp0 (mg_slot_get_link_group (other), group) == 0)
        g_ptr_array_add (linked, g_steal_pointer (&other));
    }

  return linked;
}

/**
 * _mg_fleet_take_report:
 * @self: a fleet
 * @slot: a slot of a device that cannot be read
 * @state: what the device shows
 * @words: (nullable): the device's own sentence about it
 *
 * Moves a badge by what a person has seen on the device. The day on which a
 * token is seen for the first time counts as the one on which it was obtained.
 */
void
_mg_fleet_take_report (MgFleet      *self,
                       MgSlot       *slot,
                       MgTokenState  state,
                       const char   *words)
{
  const gint64 now = mg_clock_now (mg_context_get_clock (mg_fleet_get_context (self)));
  g_autoptr (MgSlotReading) reading = mg_slot_reading_copy (mg_slot_get_reading (slot));

  reading->event = get_event (state);
  g_free (reading->reason);
  reading->reason = words == NULL ? NULL : mg_text_dup_clean (words, -1, MG_TEXT_SENTENCE_MAX);
  if (state == MG_TOKEN_STATE_NOT_OBTAINED)
    reading->obtained_at = 0;
  else if (state == MG_TOKEN_STATE_OBTAINED &&
           (reading->obtained_at == 0 || mg_slot_get_state (slot) != MG_TOKEN_STATE_OBTAINED))
    reading->obtained_at = now;

  mg_slot_set_reading (slot, reading);
  mg_slot_apply (slot, reading->event, reading->reason);
  mg_slot_set_checked_at (slot, now);
}

/**
 * _mg_fleet_add_fixed_slots:
 * @self: a fleet
 * @member: a device of it
 *
 * Gives a device the slots that every device of its make has, where they are
 * missing.
 *
 * Returns: whether there is any new slot
 */
gboolean
_mg_fleet_add_fixed_slots (MgFleet       *self,
                           MgFleetMember *member)
{
  MgDriverInfo *info = mg_driver_get_info (_mg_session_keeper_get_driver (member->keeper));
  const MgIdentity *identity = mg_device_get_identity (member->device);
  g_autoptr (GPtrArray) fixed = mg_driver_info_dup_slots (info, identity->model);
  gboolean any = FALSE;

  for (guint i = 0; i < fixed->len; i++)
    {
      const MgSlotReading *reading = g_ptr_array_index (fixed, i);
      g_autoptr (MgSlot) slot = NULL;

      if (mg_device_lookup_slot (member->device, reading->id) != NULL)
        continue;

      slot = mg_slot_new (mg_device_get_id (member->device), reading);
      mg_device_add_slot (member->device, slot);
      any = TRUE;
    }

  return any;
}

static void
on_reached_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgHttpResponse) response = mg_http_send_finish (MG_HTTP (object), result, &error);

  /* Whatever it answers: it is there. */
  if (response == NULL && !g_error_matches (error, MG_ERROR, MG_ERROR_PROTOCOL))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * _mg_fleet_reach_async:
 * @self: a fleet
 * @device: a device of it
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Asks whether a device answers, with the certificate that was confirmed.
 */
void
_mg_fleet_reach_async (MgFleet             *self,
                       MgDevice            *device,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  MgContext *context = mg_fleet_get_context (self);
  MgAddress *address = mg_device_get_address (device);
  const char *fingerprint = mg_device_get_fingerprint (device);
  g_autoptr (MgHttpRequest) request = mg_http_request_new ("GET", "/");
  g_autoptr (MgHttp) http = NULL;

  g_task_set_source_tag (task, _mg_fleet_reach_async);
  http = fingerprint == NULL ? mg_http_new_probe (context, address)
                             : mg_http_new_pinned (context, address, fingerprint);
  mg_http_send_async (http, request, cancellable, on_reached_cb, g_steal_pointer (&task));
}

/**
 * _mg_fleet_reach_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Returns: %TRUE if it answers
 */
gboolean
_mg_fleet_reach_finish (MgFleet       *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
