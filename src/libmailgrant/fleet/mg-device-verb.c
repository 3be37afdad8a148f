/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-device-verb"

#include "config.h"

#include "mg-device-verb-private.h"

/**
 * _mg_device_verb_arguments_new:
 * @slot: (nullable): the slot as it was read
 *
 * Returns: (transfer full): arguments with nothing but the slot
 */
MgDeviceVerbArguments *
_mg_device_verb_arguments_new (const MgSlotReading *slot)
{
  MgDeviceVerbArguments *self = g_new0 (MgDeviceVerbArguments, 1);

  self->slot = slot == NULL ? NULL : mg_slot_reading_copy (slot);

  return self;
}

/**
 * _mg_device_verb_arguments_free:
 * @self: (transfer full): arguments
 *
 * Frees arguments.
 */
void
_mg_device_verb_arguments_free (MgDeviceVerbArguments *self)
{
  g_clear_pointer (&self->slot, mg_slot_reading_free);
  g_clear_pointer (&self->delivery, mg_token_delivery_free);
  g_clear_pointer (&self->settings, mg_mail_settings_free);
  g_clear_pointer (&self->password, mg_secret_unref);
  g_free (self->account);
  g_free (self);
}

static void
begin_check_session (MgDriver                    *driver,
                     MgSession                   *session,
                     const MgDeviceVerbArguments *arguments,
                     GCancellable                *cancellable,
                     GAsyncReadyCallback          callback,
                     gpointer                     user_data)
{
  mg_driver_check_session_async (driver, session, cancellable, callback, user_data);
}

static void
begin_read_slots (MgDriver                    *driver,
                  MgSession                   *session,
                  const MgDeviceVerbArguments *arguments,
                  GCancellable                *cancellable,
                  GAsyncReadyCallback          callback,
                  gpointer                     user_data)
{
  mg_driver_read_slots_async (driver, session, cancellable, callback, user_data);
}

static void
begin_read_rules (MgDriver                    *driver,
                  MgSession                   *session,
                  const MgDeviceVerbArguments *arguments,
                  GCancellable                *cancellable,
                  GAsyncReadyCallback          callback,
                  gpointer                     user_data)
{
  mg_driver_read_rules_async (driver, session, cancellable, callback, user_data);
}

static void
begin_push_token (MgDriver                    *driver,
                  MgSession                   *session,
                  const MgDeviceVerbArguments *arguments,
                  GCancellable                *cancellable,
                  GAsyncReadyCallback          callback,
                  gpointer                     user_data)
{
  mg_driver_push_token_async (driver, session, arguments->slot, arguments->delivery,
                              cancellable, callback, user_data);
}

static void
begin_push_password (MgDriver                    *driver,
                     MgSession                   *session,
                     const MgDeviceVerbArguments *arguments,
                     GCancellable                *cancellable,
                     GAsyncReadyCallback          callback,
                     gpointer                     user_data)
{
  mg_driver_push_password_async (driver, session, arguments->slot, arguments->account,
                                 arguments->password, cancellable, callback, user_data);
}

static void
begin_write_settings (MgDriver                    *driver,
                      MgSession                   *session,
                      const MgDeviceVerbArguments *arguments,
                      GCancellable                *cancellable,
                      GAsyncReadyCallback          callback,
                      gpointer                     user_data)
{
  mg_driver_write_settings_async (driver, session, arguments->slot, arguments->settings,
                                  cancellable, callback, user_data);
}

static void
begin_delete_token (MgDriver                    *driver,
                    MgSession                   *session,
                    const MgDeviceVerbArguments *arguments,
                    GCancellable                *cancellable,
                    GAsyncReadyCallback          callback,
                    gpointer                     user_data)
{
  mg_driver_delete_token_async (driver, session, arguments->slot,
                                cancellable, callback, user_data);
}

static void
begin_test (MgDriver                    *driver,
            MgSession                   *session,
            const MgDeviceVerbArguments *arguments,
            GCancellable                *cancellable,
            GAsyncReadyCallback          callback,
            gpointer                     user_data)
{
  mg_driver_test_async (driver, session, arguments->slot, arguments->delivery,
                        cancellable, callback, user_data);
}

static gpointer
finish_read (MgDriver      *driver,
             GAsyncResult  *result,
             GError       **error)
{
  return mg_driver_read_finish (driver, result, error);
}

static gpointer
finish_change (MgDriver      *driver,
               GAsyncResult  *result,
               GError       **error)
{
  return GINT_TO_POINTER (mg_driver_change_finish (driver, result, error));
}

static gpointer
finish_test (MgDriver      *driver,
             GAsyncResult  *result,
             GError       **error)
{
  return mg_driver_test_finish (driver, result, error);
}

const MgDeviceVerb _mg_device_verb_check_session = { begin_check_session, finish_change, NULL };
const MgDeviceVerb _mg_device_verb_read_slots = {
  begin_read_slots, finish_read, (GDestroyNotify) g_ptr_array_unref
};
const MgDeviceVerb _mg_device_verb_read_rules = {
  begin_read_rules, finish_read, (GDestroyNotify) g_ptr_array_unref
};
const MgDeviceVerb _mg_device_verb_push_token = { begin_push_token, finish_change, NULL };
const MgDeviceVerb _mg_device_verb_push_password = { begin_push_password, finish_change, NULL };
const MgDeviceVerb _mg_device_verb_write_settings = { begin_write_settings, finish_change, NULL };
const MgDeviceVerb _mg_device_verb_delete_token = { begin_delete_token, finish_change, NULL };
const MgDeviceVerb _mg_device_verb_test = {
  begin_test, finish_test, (GDestroyNotify) mg_test_result_free
};
