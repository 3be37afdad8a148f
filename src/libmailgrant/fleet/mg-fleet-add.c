/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet-add"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-device-login-private.h"
#include "mg-error.h"
#include "mg-fleet-devices.h"
#include "mg-fleet-private.h"
#include "mg-fleet-slots.h"
#include "mg-text.h"

/* Adding a device, and signing in to one again:
 *
 *   sign in ──► login to the vault ──► device to the store ──► shown ──► first look
 *      │               │                       │
 *      └───────────────┴───────────────────────┴──► failed: nothing is left behind
 */
typedef struct
{
  MgFleetMember *member;      /* (owned) (nullable): a device that is not in the fleet yet */
  MgDevice      *device;      /* (owned) */
  MgCredential  *credential;  /* (owned) (nullable) */
  GError        *error;       /* (owned) (nullable): why it is not added */
} SignIn;

static void
sign_in_free (gpointer data)
{
  SignIn *sign_in = data;

  g_clear_pointer (&sign_in->member, _mg_fleet_member_free);
  g_clear_object (&sign_in->device);
  g_clear_pointer (&sign_in->credential, mg_credential_unref);
  g_clear_error (&sign_in->error);
  g_free (sign_in);
}

static GTask *
begin (MgFleet             *self,
       MgDevice            *device,
       MgCredential        *credential,
       gpointer             tag,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  SignIn *sign_in = g_new0 (SignIn, 1);

  g_task_set_source_tag (task, tag);
  /* What has been saved is not undone because somebody cancels late. */
  g_task_set_check_cancellable (task, FALSE);
  sign_in->device = g_object_ref (device);
  sign_in->credential = credential == NULL ? NULL : mg_credential_ref (credential);
  g_task_set_task_data (task, sign_in, sign_in_free);

  return task;
}

/* The member, whether it is in the fleet already or not; %NULL if the device
 * has been removed meanwhile. */
static MgFleetMember *
get_member (GTask *task)
{
  SignIn *sign_in = g_task_get_task_data (task);

  if (sign_in->member != NULL)
    return sign_in->member;

  return _mg_fleet_get_member (g_task_get_source_object (task),
                               mg_device_get_id (sign_in->device));
}

static void
on_first_looked_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  SignIn *sign_in = g_task_get_task_data (task);

  /* That it cannot be read is shown at the device. */
  if (!mg_fleet_check_device_finish (MG_FLEET (object), result, &error))
    g_info ("%s: the first look failed", mg_device_get_id (sign_in->device));

  g_task_return_pointer (task, g_object_ref (sign_in->device), g_object_unref);
}

static void
on_login_dropped_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  SignIn *sign_in = g_task_get_task_data (task);

  if (!mg_vault_clear_finish (MG_VAULT (object), result, &error))
    g_warning ("could not remove a login that is not used: %s", error->message);

  g_task_return_error (task, g_steal_pointer (&sign_in->error));
}

/* A device that is not in the fleet after all leaves no login behind. */
static void
drop_login (GTask  *task,
            GError *error)
{
  MgFleet *self = g_task_get_source_object (task);
  SignIn *sign_in = g_task_get_task_data (task);
  g_autoptr (MgVaultKey) key = NULL;

  if (sign_in->member == NULL || sign_in->credential == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  sign_in->error = error;
  key = mg_vault_key_new_device_credential (mg_device_get_id (sign_in->device));
  mg_vault_clear_async (mg_fleet_get_vault (self), key, NULL, on_login_dropped_cb,
                        g_object_ref (task));
}

static void
on_device_saved_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgFleet *self = MG_FLEET (object);
  SignIn *sign_in = g_task_get_task_data (task);

  if (!_mg_fleet_saved_finish (self, result, &error))
    {
      drop_login (task, g_steal_pointer (&error));
      return;
    }

  if (sign_in->member == NULL)
    {
      mg_device_set_problem (sign_in->device, NULL);
      g_task_return_boolean (task, TRUE);
      return;
    }

  g_info ("%s: added", mg_device_get_id (sign_in->device));
  _mg_fleet_take_member (self, g_steal_pointer (&sign_in->member));
  mg_fleet_check_device_async (self, sign_in->device, g_task_get_cancellable (task),
                               on_first_looked_cb, g_object_ref (task));
}

static void
save_device (GTask *task)
{
  MgFleetMember *member = get_member (task);

  if (member == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The device was removed");
  else
    _mg_fleet_save_device_async (g_task_get_source_object (task), member,
                                 on_device_saved_cb, g_object_ref (task));
}

static void
on_login_saved_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  SignIn *sign_in = g_task_get_task_data (task);
  MgFleetMember *member = get_member (task);

  if (!mg_vault_store_finish (MG_VAULT (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (member != NULL)
    _mg_session_keeper_set_has_login (member->keeper, TRUE);
  mg_device_set_user (sign_in->device, mg_credential_get_user (sign_in->credential));
  save_device (task);
}

/* Some makes tell their serial number, or even their model, only to who has signed in. */
static void
take_identity (MgDevice  *device,
               MgSession *session)
{
  const MgIdentity *told = session == NULL ? NULL : mg_session_get_identity (session);
  g_autoptr (MgIdentity) identity = mg_identity_copy (mg_device_get_identity (device));

  if (told == NULL)
    return;

  mg_identity_update (identity, told);
  mg_device_set_identity (device, identity);
}

static void
on_entered_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgFleet *self = g_task_get_source_object (task);
  SignIn *sign_in = g_task_get_task_data (task);
  const char *device_id = mg_device_get_id (sign_in->device);
  g_autofree char *login_id = g_uuid_string_random ();
  g_autoptr (MgVaultKey) key = mg_vault_key_new_device_credential (device_id);
  g_autoptr (MgSecret) login = NULL;

  if (!_mg_session_keeper_enter_finish (MG_SESSION_KEEPER (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  take_identity (sign_in->device, _mg_session_keeper_get_session (MG_SESSION_KEEPER (object)));
  login = _mg_device_login_to_secret (sign_in->credential, login_id);
  mg_vault_store_async (mg_fleet_get_vault (self), key, mg_device_get_name (sign_in->device),
                        login, g_task_get_cancellable (task),
                        on_login_saved_cb, g_object_ref (task));
}

static MgDevice *
create_device (const MgInspection *inspection,
               const char         *name)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *clean = name == NULL ? NULL : mg_text_dup_clean (name, -1, MG_TEXT_NAME_MAX);
  MgDevice *device = mg_device_new (id, inspection->driver_id, inspection->identity,
                                    inspection->address, inspection->fingerprint);

  if (clean != NULL && *clean != '\0')
    mg_device_set_name (device, clean);

  return device;
}

/**
 * mg_fleet_add_device_async:
 * @self: a fleet
 * @inspection: what a first contact found; a person has confirmed the fingerprint
 * @name: (nullable): what the person calls it, or %NULL for what it calls itself
 * @credential: (nullable): the login of an administrator; %NULL for a make that
 *   is only guided
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Signs in to a device, keeps the login, and takes the device into the fleet.
 * Where the device refuses the login, or the keyring does not open, nothing is
 * saved anywhere.
 */
void
mg_fleet_add_device_async (MgFleet             *self,
                           const MgInspection  *inspection,
                           const char          *name,
                           MgCredential        *credential,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (MgDevice) device = NULL;
  SignIn *sign_in;
  MgDevice *known;
  MgClock *clock;

  g_return_if_fail (MG_IS_FLEET (self));
  g_return_if_fail (inspection != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  device = create_device (inspection, name);
  task = begin (self, device, credential, mg_fleet_add_device_async,
                cancellable, callback, user_data);
  sign_in = g_task_get_task_data (task);
  clock = mg_context_get_clock (mg_fleet_get_context (self));
  sign_in->member = _mg_fleet_create_member (self, device, mg_clock_now (clock));

  known = _mg_fleet_find_inspected (self, inspection);
  if (known != NULL)
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_INVALID_INPUT,
                             _("This device has been added already, as “%s”"),
                             mg_device_get_name (known));
  else if (sign_in->member == NULL)
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_INVALID_INPUT,
                             _("“%s” is no make of device that Mailgrant knows"),
                             inspection->driver_id);
  else if (credential == NULL)
    save_device (task);
  else
    _mg_session_keeper_enter_async (sign_in->member->keeper, credential, cancellable,
                                    on_entered_cb, g_steal_pointer (&task));
}

/**
 * mg_fleet_add_device_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_fleet_add_device_async(). Errors: those of
 * mg_driver_sign_in_finish() and of mg_vault_store_finish(), %MG_ERROR_STORE.
 *
 * Returns: (transfer full): the device, whose problem is set if it could not be
 *   read; or %NULL with @error set
 */
MgDevice *
mg_fleet_add_device_finish (MgFleet       *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (MG_IS_FLEET (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_add_device_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mg_fleet_sign_in_async:
 * @self: a fleet
 * @device: a device of it
 * @credential: what the person has entered: a new password, a one-time code, or both
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Signs in with what a person has entered, keeps the session for this process,
 * and keeps the login for all, but for the one-time code.
 */
void
mg_fleet_sign_in_async (MgFleet             *self,
                        MgDevice            *device,
                        MgCredential        *credential,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  MgFleetMember *member;

  g_return_if_fail (MG_IS_FLEET (self));
  g_return_if_fail (MG_IS_DEVICE (device));
  g_return_if_fail (credential != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = begin (self, device, credential, mg_fleet_sign_in_async,
                cancellable, callback, user_data);
  member = get_member (task);
  if (member == NULL)
    save_device (task);
  else
    _mg_session_keeper_enter_async (member->keeper, credential, cancellable,
                                    on_entered_cb, g_steal_pointer (&task));
}

/**
 * mg_fleet_sign_in_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_fleet_sign_in_async(). Where the keyring refuses, the session is
 * open all the same, until the process ends.
 *
 * Returns: %TRUE if the device took the login and it is kept
 */
gboolean
mg_fleet_sign_in_finish (MgFleet       *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (MG_IS_FLEET (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_sign_in_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
