/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet-guided"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-fleet-guided.h"
#include "mg-fleet-private.h"
#include "mg-text.h"

/* The longest id of a slot that is made from its title. */
#define ID_MAX 32

static MgDriverInfo *
get_info (MgFleet    *self,
          const char *device_id)
{
  MgFleetMember *member = _mg_fleet_get_member (self, device_id);

  return member == NULL ? NULL
         : mg_driver_get_info (_mg_session_keeper_get_driver (member->keeper));
}

static gboolean
keeps_slots (MgDriverInfo *info)
{
  return info != NULL && mg_driver_info_can (info, MG_DRIVER_GUIDED) &&
         !mg_driver_info_can (info, MG_DRIVER_READ);
}

/* Of some devices the settings can be read, but not whether there is a token. */
static gboolean
sees_state (MgDriverInfo *info)
{
  return mg_driver_info_can (info, MG_DRIVER_GUIDED);
}

/**
 * mg_fleet_is_guided:
 * @self: a fleet
 * @device: a device of it
 *
 * Returns: whether a person keeps the device's slots and says what it shows,
 *   because Mailgrant can't read them
 */
gboolean
mg_fleet_is_guided (MgFleet  *self,
                    MgDevice *device)
{
  g_return_val_if_fail (MG_IS_FLEET (self), FALSE);
  g_return_val_if_fail (MG_IS_DEVICE (device), FALSE);

  return keeps_slots (get_info (self, mg_device_get_id (device)));
}

static gboolean
is_fixed (MgFleet *self,
          MgSlot  *slot)
{
  const char *device_id = mg_slot_get_device_id (slot);
  MgFleetMember *member = _mg_fleet_get_member (self, device_id);
  const MgIdentity *identity = mg_device_get_identity (member->device);
  g_autoptr (GPtrArray) fixed = mg_driver_info_dup_slots (get_info (self, device_id),
                                                          identity->model);

  for (guint i = 0; i < fixed->len; i++)
    {
      const MgSlotReading *reading = g_ptr_array_index (fixed, i);

      if (g_str_equal (reading->id, mg_slot_get_id (slot)))
        return TRUE;
    }

  return FALSE;
}

/**
 * mg_fleet_is_fixed_slot:
 * @self: a fleet
 * @slot: a slot of one of its devices
 *
 * Returns: whether each device of the make has this slot, so that it can't be
 *   removed
 */
gboolean
mg_fleet_is_fixed_slot (MgFleet *self,
                        MgSlot  *slot)
{
  MgDriverInfo *info;

  g_return_val_if_fail (MG_IS_FLEET (self), FALSE);
  g_return_val_if_fail (MG_IS_SLOT (slot), FALSE);

  info = get_info (self, mg_slot_get_device_id (slot));

  return info != NULL && (!keeps_slots (info) || is_fixed (self, slot));
}

static void
on_saved_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgSlot *slot = g_task_get_task_data (task);

  if (_mg_fleet_saved_finish (MG_FLEET (object), result, &error))
    g_task_return_pointer (task, g_object_ref (slot), g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
save (GTask    *task,
      MgSlot   *slot)
{
  g_task_set_task_data (task, g_object_ref (slot), g_object_unref);
  _mg_fleet_save_slots_async (g_task_get_source_object (task), mg_slot_get_device_id (slot),
                              on_saved_cb, g_object_ref (task));
}

static GTask *
create_task (MgFleet             *self,
             gpointer             tag,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  /* What was taken over is written down. */
  g_task_set_check_cancellable (task, FALSE);

  return task;
}

/* Whether it is a person who knows of the device what is asked; if not, the task
 * has failed. */
static gboolean
check_known (GTask      *task,
             const char *device_id,
             gboolean  (*is_known) (MgDriverInfo *info))
{
  MgDriverInfo *info = get_info (g_task_get_source_object (task), device_id);

  if (info == NULL)
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_FOUND, _("The device has been removed"));
  else if (!is_known (info))
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                             _("Mailgrant reads the mail settings of this device by itself"));
  else
    return TRUE;

  return FALSE;
}

/* An id to type: what is left of the title in plain letters and digits. */
static char *
create_id (MgDevice   *device,
           const char *title)
{
  g_autofree char *plain = g_str_to_ascii (title, "C");
  g_autoptr (GString) base = g_string_new (NULL);
  g_autofree char *id = NULL;

  for (const char *c = plain; *c != '\0' && base->len < ID_MAX; c++)
    {
      if (g_ascii_isalnum (*c))
        g_string_append_c (base, g_ascii_tolower (*c));
      else if (base->len > 0 && base->str[base->len - 1] != '-')
        g_string_append_c (base, '-');
    }
  while (base->len > 0 && base->str[base->len - 1] == '-')
    g_string_truncate (base, base->len - 1);
  if (base->len == 0)
    g_string_assign (base, "mail");

  id = g_strdup (base->str);
  for (guint i = 2; mg_device_lookup_slot (device, id) != NULL; i++)
    {
      g_free (id);
      id = g_strdup_printf ("%s-%u", base->str, i);
    }

  return g_steal_pointer (&id);
}

static void
take_server (MgMailSettings *settings,
             MgMailServer   *server)
{
  settings->host = g_strdup (mg_mail_server_get_host (server));
  settings->port = mg_mail_server_get_port (server);
  settings->security = mg_mail_server_get_security (server);
}

/* Describes the account in a slot: the provider's server where no other is
 * said, and its way to log in. An account of no provider is one that was made
 * by hand. */
static gboolean
describe (MgFleet               *self,
          MgSlotReading         *reading,
          const char            *provider_id,
          const char            *account,
          const MgMailSettings  *settings,
          GError               **error)
{
  MgProvider *provider = provider_id == NULL ? NULL
                         : mg_provider_registry_lookup (mg_fleet_get_providers (self), provider_id);
  MgMailServer *server = provider == NULL ? NULL
                         : mg_provider_get_server (provider, reading->protocol);

  if (provider_id != NULL && provider == NULL)
    {
      g_set_error (error, MG_ERROR, MG_ERROR_NOT_FOUND, _("There is no provider “%s”"),
                   provider_id);
      return FALSE;
    }

  if (settings != NULL)
    {
      mg_mail_settings_free (reading->settings);
      reading->settings = mg_mail_settings_copy (settings);
    }
  if (reading->settings->host == NULL && server != NULL)
    take_server (reading->settings, server);
  reading->settings->authentication =
    provider != NULL && mg_provider_get_kind (provider) == MG_PROVIDER_KIND_OAUTH
    ? MG_MAIL_AUTHENTICATION_OAUTH2 : MG_MAIL_AUTHENTICATION_PASSWORD;

  g_free (reading->provider);
  reading->provider = g_strdup (provider_id);
  g_free (reading->service);
  reading->service = g_strdup (provider_id == NULL ? "custom" : provider_id);
  reading->can_reauthorize = provider != NULL;
  g_free (reading->account);
  reading->account = account == NULL ? NULL : mg_text_dup_clean (account, -1, MG_TEXT_NAME_MAX);

  return TRUE;
}

/**
 * _mg_fleet_describe_slot:
 * @self: a fleet
 * @slot: a slot of one of its devices
 * @provider: (nullable): as of mg_fleet_add_slot_async()
 * @account: (nullable): the mailbox it logs in to
 * @settings: (nullable): its settings, or %NULL to leave them
 * @error: return location for an error
 *
 * Takes another account for a slot and those that change with it; nothing is
 * saved.
 *
 * Returns: %FALSE with @error set if there is no such provider
 */
gboolean
_mg_fleet_describe_slot (MgFleet               *self,
                         MgSlot                *slot,
                         const char            *provider,
                         const char            *account,
                         const MgMailSettings  *settings,
                         GError               **error)
{
  g_autoptr (GPtrArray) linked = _mg_fleet_list_linked (self, slot);

  for (guint i = 0; i < linked->len; i++)
    {
      MgSlot *other = g_ptr_array_index (linked, i);
      g_autoptr (MgSlotReading) reading = mg_slot_reading_copy (mg_slot_get_reading (other));

      if (!describe (self, reading, provider, account, settings, error))
        return FALSE;

      mg_slot_set_reading (other, reading);
    }

  return TRUE;
}

/**
 * mg_fleet_add_slot_async:
 * @self: a fleet
 * @device: a device of it that cannot be read
 * @title: what the device or the person calls it
 * @protocol: what it speaks with the mail server
 * @provider: (nullable): the id of the provider whose kind of account it is, or
 *   %NULL for an account that was made by hand
 * @account: (nullable): the mailbox it logs in to
 * @settings: (nullable): its settings, or %NULL for the provider's
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Notes down a place on the device that logs in to a mail server.
 */
void
mg_fleet_add_slot_async (MgFleet              *self,
                         MgDevice             *device,
                         const char           *title,
                         MgMailProtocol        protocol,
                         const char           *provider,
                         const char           *account,
                         const MgMailSettings *settings,
                         GCancellable         *cancellable,
                         GAsyncReadyCallback   callback,
                         gpointer              user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (MgSlotReading) reading = NULL;
  g_autoptr (MgSlot) slot = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  g_return_if_fail (MG_IS_FLEET (self));
  g_return_if_fail (MG_IS_DEVICE (device));
  g_return_if_fail (title != NULL);

  task = create_task (self, mg_fleet_add_slot_async, cancellable, callback, user_data);
  if (!check_known (task, mg_device_get_id (device), keeps_slots))
    return;

  id = create_id (device, title);
  reading = mg_slot_reading_new (id, title);
  reading->protocol = protocol;
  reading->event = MG_TOKEN_EVENT_READ_HIDDEN;
  if (*reading->title == '\0')
    g_set_error_literal (&error, MG_ERROR, MG_ERROR_INVALID_INPUT,
                         _("A mail setting needs a name"));
  if (error != NULL || !describe (self, reading, provider, account, settings, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  slot = mg_slot_new (mg_device_get_id (device), reading);
  mg_device_add_slot (device, slot);
  save (task, slot);
}

/**
 * mg_fleet_add_slot_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_fleet_add_slot_async().
 *
 * Returns: (transfer full): the slot, not checked yet, or %NULL with @error set
 */
MgSlot *
mg_fleet_add_slot_finish (MgFleet       *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (MG_IS_FLEET (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_add_slot_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Ends what gives out no slot. */
static gboolean
finish (MgFleet       *self,
        GAsyncResult  *result,
        GError       **error)
{
  g_autoptr (MgSlot) slot = g_task_propagate_pointer (G_TASK (result), error);

  return slot != NULL;
}

/**
 * mg_fleet_edit_slot_async:
 * @self: a fleet
 * @slot: a slot of a device that cannot be read
 * @provider: (nullable): as of mg_fleet_add_slot_async()
 * @account: (nullable): the mailbox it logs in to
 * @settings: (nullable): its settings, or %NULL to leave them
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Notes down another account in a slot, and in those that change with it. Its
 * badge stays.
 */
void
mg_fleet_edit_slot_async (MgFleet              *self,
                          MgSlot               *slot,
                          const char           *provider,
                          const char           *account,
                          const MgMailSettings *settings,
                          GCancellable         *cancellable,
                          GAsyncReadyCallback   callback,
                          gpointer              user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (MG_IS_FLEET (self));
  g_return_if_fail (MG_IS_SLOT (slot));

  task = create_task (self, mg_fleet_edit_slot_async, cancellable, callback, user_data);
  if (!check_known (task, mg_slot_get_device_id (slot), keeps_slots))
    return;

  if (_mg_fleet_describe_slot (self, slot, provider, account, settings, &error))
    save (task, slot);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * mg_fleet_edit_slot_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_fleet_edit_slot_async().
 *
 * Returns: %TRUE if it is noted down
 */
gboolean
mg_fleet_edit_slot_finish (MgFleet       *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (MG_IS_FLEET (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_edit_slot_async), FALSE);

  return finish (self, result, error);
}

/**
 * mg_fleet_remove_slot_async:
 * @self: a fleet
 * @slot: a slot that was added with mg_fleet_add_slot_async()
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Forgets a slot. Nothing changes on the device.
 */
void
mg_fleet_remove_slot_async (MgFleet             *self,
                            MgSlot              *slot,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (MgSlot) held = NULL;

  g_return_if_fail (MG_IS_FLEET (self));
  g_return_if_fail (MG_IS_SLOT (slot));

  task = create_task (self, mg_fleet_remove_slot_async, cancellable, callback, user_data);
  if (!check_known (task, mg_slot_get_device_id (slot), keeps_slots))
    return;

  if (mg_fleet_is_fixed_slot (self, slot))
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                               _("Every device of this make has “%s”, so it cannot be removed"),
                               mg_slot_get_title (slot));
      return;
    }

  /* The device may hold the last reference but ours. */
  held = g_object_ref (slot);
  mg_device_remove_slot (_mg_fleet_get_member (self, mg_slot_get_device_id (slot))->device,
                         mg_slot_get_id (slot));
  save (task, slot);
}

/**
 * mg_fleet_remove_slot_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_fleet_remove_slot_async().
 *
 * Returns: %TRUE if it is forgotten
 */
gboolean
mg_fleet_remove_slot_finish (MgFleet       *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (MG_IS_FLEET (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_remove_slot_async), FALSE);

  return finish (self, result, error);
}

/**
 * mg_fleet_report_slot_async:
 * @self: a fleet
 * @slot: a slot of a device of a guided make
 * @state: what the device shows, one of the four states
 * @words: (nullable): the device's own sentence about it
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Takes a person's word for what the device shows. Slots that change together
 * show the same. A sentence by which the make says that a token is dead counts
 * more than the state: a device can show a token as obtained that it failed to
 * renew.
 */
void
mg_fleet_report_slot_async (MgFleet             *self,
                            MgSlot              *slot,
                            MgTokenState         state,
                            const char          *words,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) linked = NULL;

  g_return_if_fail (MG_IS_FLEET (self));
  g_return_if_fail (MG_IS_SLOT (slot));
  g_return_if_fail (state != MG_TOKEN_STATE_UNKNOWN);

  task = create_task (self, mg_fleet_report_slot_async, cancellable, callback, user_data);
  if (!check_known (task, mg_slot_get_device_id (slot), sees_state))
    return;

  if (words != NULL &&
      mg_driver_info_says_dead (get_info (self, mg_slot_get_device_id (slot)), words))
    state = MG_TOKEN_STATE_INVALID;

  linked = _mg_fleet_list_linked (self, slot);
  for (guint i = 0; i < linked->len; i++)
    _mg_fleet_take_report (self, g_ptr_array_index (linked, i), state, words);

  g_info ("%s: %s shows %s", mg_slot_get_device_id (slot), mg_slot_get_id (slot),
          mg_token_state_get_nick (state));
  save (task, slot);
}

/**
 * mg_fleet_report_slot_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_fleet_report_slot_async().
 *
 * Returns: %TRUE if it is noted down
 */
gboolean
mg_fleet_report_slot_finish (MgFleet       *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (MG_IS_FLEET (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_report_slot_async), FALSE);

  return finish (self, result, error);
}
