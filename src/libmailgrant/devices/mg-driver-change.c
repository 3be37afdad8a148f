/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-driver"

#include "config.h"

#include "mg-driver-private.h"

/* The verbs of MgDriver that change something on the device. */

/**
 * mg_driver_write_rule_async:
 * @self: a driver
 * @session: a session
 * @rule: the rule as it is to be, with the revision it was read at
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Writes one rule, unless it was changed meanwhile. Finish with
 * mg_driver_change_finish().
 */
void
mg_driver_write_rule_async (MgDriver            *self,
                            MgSession           *session,
                            const MgRule        *rule,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MG_IS_DRIVER (self));
  g_return_if_fail (MG_IS_SESSION (session));
  g_return_if_fail (rule != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = _mg_driver_begin (self, mg_driver_write_rule_async,
                           MG_DRIVER_GET_CLASS (self)->write_rule != NULL,
                           cancellable, callback, user_data);
  if (task != NULL)
    MG_DRIVER_GET_CLASS (self)->write_rule (self, session, rule, g_steal_pointer (&task));
}

/**
 * mg_driver_push_token_async:
 * @self: a driver
 * @session: a session
 * @slot: the slot as it was read
 * @delivery: the grant
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Puts a grant into a slot. Finish with mg_driver_change_finish().
 */
void
mg_driver_push_token_async (MgDriver              *self,
                            MgSession             *session,
                            const MgSlotReading   *slot,
                            const MgTokenDelivery *delivery,
                            GCancellable          *cancellable,
                            GAsyncReadyCallback    callback,
                            gpointer               user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MG_IS_DRIVER (self));
  g_return_if_fail (MG_IS_SESSION (session));
  g_return_if_fail (slot != NULL);
  g_return_if_fail (delivery != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = _mg_driver_begin (self, mg_driver_push_token_async,
                           MG_DRIVER_GET_CLASS (self)->push_token != NULL,
                           cancellable, callback, user_data);
  if (task != NULL)
    MG_DRIVER_GET_CLASS (self)->push_token (self, session, slot, delivery, g_steal_pointer (&task));
}

/**
 * mg_driver_push_password_async:
 * @self: a driver
 * @session: a session
 * @slot: the slot as it was read
 * @account: the mailbox to log in to
 * @password: its password or app password
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Puts a password into a slot. Finish with mg_driver_change_finish().
 */
void
mg_driver_push_password_async (MgDriver            *self,
                               MgSession           *session,
                               const MgSlotReading *slot,
                               const char          *account,
                               MgSecret            *password,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MG_IS_DRIVER (self));
  g_return_if_fail (MG_IS_SESSION (session));
  g_return_if_fail (slot != NULL);
  g_return_if_fail (account != NULL);
  g_return_if_fail (password != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = _mg_driver_begin (self, mg_driver_push_password_async,
                           MG_DRIVER_GET_CLASS (self)->push_password != NULL,
                           cancellable, callback, user_data);
  if (task != NULL)
    MG_DRIVER_GET_CLASS (self)->push_password (self, session, slot, account, password,
                                                g_steal_pointer (&task));
}

/**
 * mg_driver_write_settings_async:
 * @self: a driver
 * @session: a session
 * @slot: the slot as it was read
 * @settings: the settings as they are to be
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Replaces a slot's settings. Finish with mg_driver_change_finish().
 */
void
mg_driver_write_settings_async (MgDriver             *self,
                                MgSession            *session,
                                const MgSlotReading  *slot,
                                const MgMailSettings *settings,
                                GCancellable         *cancellable,
                                GAsyncReadyCallback   callback,
                                gpointer              user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MG_IS_DRIVER (self));
  g_return_if_fail (MG_IS_SESSION (session));
  g_return_if_fail (slot != NULL);
  g_return_if_fail (settings != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = _mg_driver_begin (self, mg_driver_write_settings_async,
                           MG_DRIVER_GET_CLASS (self)->write_settings != NULL,
                           cancellable, callback, user_data);
  if (task != NULL)
    MG_DRIVER_GET_CLASS (self)->write_settings (self, session, slot, settings,
                                                g_steal_pointer (&task));
}

/**
 * mg_driver_delete_slot_async:
 * @self: a driver
 * @session: a session
 * @slot: the slot as it was read
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Deletes a slot; devices drop it from their rules then. Finish with
 * mg_driver_change_finish().
 */
void
mg_driver_delete_slot_async (MgDriver            *self,
                             MgSession           *session,
                             const MgSlotReading *slot,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MG_IS_DRIVER (self));
  g_return_if_fail (MG_IS_SESSION (session));
  g_return_if_fail (slot != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = _mg_driver_begin (self, mg_driver_delete_slot_async,
                           MG_DRIVER_GET_CLASS (self)->delete_slot != NULL,
                           cancellable, callback, user_data);
  if (task != NULL)
    MG_DRIVER_GET_CLASS (self)->delete_slot (self, session, slot, g_steal_pointer (&task));
}

/**
 * mg_driver_delete_token_async:
 * @self: a driver
 * @session: a session
 * @slot: the slot as it was read
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Deletes a slot's token from the device; nothing is revoked at the provider.
 * Finish with mg_driver_change_finish().
 */
void
mg_driver_delete_token_async (MgDriver            *self,
                              MgSession           *session,
                              const MgSlotReading *slot,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MG_IS_DRIVER (self));
  g_return_if_fail (MG_IS_SESSION (session));
  g_return_if_fail (slot != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = _mg_driver_begin (self, mg_driver_delete_token_async,
                           MG_DRIVER_GET_CLASS (self)->delete_token != NULL,
                           cancellable, callback, user_data);
  if (task != NULL)
    MG_DRIVER_GET_CLASS (self)->delete_token (self, session, slot, g_steal_pointer (&task));
}

/**
 * mg_driver_change_finish:
 * @self: a driver
 * @result: the result
 * @error: return location for an error
 *
 * Finishes every verb that changes something and returns nothing.
 * %MG_ERROR_CONFLICT says that the device was changed meanwhile and was left
 * as it is.
 *
 * Returns: %TRUE if the device has confirmed the change
 */
gboolean
mg_driver_change_finish (MgDriver      *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (MG_IS_DRIVER (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * mg_driver_create_slot_async:
 * @self: a driver
 * @session: a session
 * @draft: title, protocol, service and settings of the new slot; its id is the
 *   name under which the request can be repeated
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Makes a slot.
 */
void
mg_driver_create_slot_async (MgDriver            *self,
                             MgSession           *session,
                             const MgSlotReading *draft,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MG_IS_DRIVER (self));
  g_return_if_fail (MG_IS_SESSION (session));
  g_return_if_fail (draft != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = _mg_driver_begin (self, mg_driver_create_slot_async,
                           MG_DRIVER_GET_CLASS (self)->create_slot != NULL,
                           cancellable, callback, user_data);
  if (task != NULL)
    MG_DRIVER_GET_CLASS (self)->create_slot (self, session, draft, g_steal_pointer (&task));
}

/**
 * mg_driver_create_slot_finish:
 * @self: a driver
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_driver_create_slot_async().
 *
 * Returns: (transfer full): the new slot's id, or %NULL with @error set
 */
char *
mg_driver_create_slot_finish (MgDriver      *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (MG_IS_DRIVER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_driver_create_slot_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
