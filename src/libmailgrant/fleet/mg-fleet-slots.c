/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet-slots"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-fleet-private.h"
#include "mg-fleet-slots.h"

/* What is done with one slot. The device is read before, so that nothing is
 * based on what it said last week, and afterwards, so that slots which change
 * together are shown as they are now.
 *
 *   test:      look ─► test ─────────────────────────► look ─► badge ─► store
 *   password:  look ─► old password ─► new password to the vault
 *                   ─► push ─► test ────────────────► look ─► badge ─► store
 *                        └► refused: the old password back into the vault
 *   delete:    look ─► is the vault open? ─► delete ─► look ─► our copies away
 */
typedef struct
{
  MgDevice     *device;    /* (owned) */
  MgSlot       *slot;      /* (owned) */
  char         *account;   /* (owned) (nullable) */
  MgSecret     *password;  /* (owned) (nullable): to be pushed */
  MgSecret     *before;    /* (owned) (nullable): the password in the vault until now */
  MgTestResult *test;      /* (owned) (nullable) */
  GError       *error;     /* (owned) (nullable): why a push was refused */
} SlotJob;

static void
slot_job_free (gpointer data)
{
  SlotJob *job = data;

  g_object_unref (job->device);
  g_object_unref (job->slot);
  g_free (job->account);
  g_clear_pointer (&job->password, mg_secret_unref);
  g_clear_pointer (&job->before, mg_secret_unref);
  g_clear_pointer (&job->test, mg_test_result_free);
  g_clear_error (&job->error);
  g_free (job);
}

static MgFleetMember *
get_member (GTask *task)
{
  SlotJob *job = g_task_get_task_data (task);

  return _mg_fleet_get_member (g_task_get_source_object (task), mg_device_get_id (job->device));
}

static void
fail_job (GTask  *task,
          GError *error)
{
  SlotJob *job = g_task_get_task_data (task);

  mg_device_set_busy (job->device, FALSE);
  g_task_return_error (task, error);
}

static MgVaultKey *
create_password_key (SlotJob *job)
{
  return _mg_fleet_create_password_key (mg_device_get_id (job->device), mg_slot_get_id (job->slot));
}

/* Begins a job with a look at the device. */
static void
begin_job (MgFleet             *self,
           MgSlot              *slot,
           GTask               *task,
           GAsyncReadyCallback  on_looked)
{
  MgFleetMember *member = _mg_fleet_get_member (self, mg_slot_get_device_id (slot));
  SlotJob *job;

  if (member == NULL)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_FOUND,
                               _("The device has been removed"));
      return;
    }

  /* What has happened on the device is not unmade by a late cancel. */
  g_task_set_check_cancellable (task, FALSE);
  job = g_task_get_task_data (task);
  job->device = g_object_ref (member->device);
  mg_device_set_busy (job->device, TRUE);
  mg_fleet_check_device_async (self, job->device, g_task_get_cancellable (task),
                               on_looked, g_object_ref (task));
}

static GTask *
create_job (MgFleet             *self,
            MgSlot              *slot,
            gpointer             tag,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  SlotJob *job = g_new0 (SlotJob, 1);

  g_task_set_source_tag (task, tag);
  job->slot = g_object_ref (slot);
  g_task_set_task_data (task, job, slot_job_free);

  return task;
}

/* Whether the slot is still there after a look; if not, the job has failed. */
static gboolean
take_look (GTask        *task,
           GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  MgFleet *self = g_task_get_source_object (task);
  SlotJob *job = g_task_get_task_data (task);
  MgSlot *slot;

  if (!mg_fleet_check_device_finish (self, result, &error))
    {
      fail_job (task, g_steal_pointer (&error));
      return FALSE;
    }

  slot = mg_device_lookup_slot (job->device, mg_slot_get_id (job->slot));
  if (slot == NULL || get_member (task) == NULL)
    {
      fail_job (task, g_error_new (MG_ERROR, MG_ERROR_NOT_FOUND,
                                   _("%s no longer has this mail setting"),
                                   mg_device_get_name (job->device)));
      return FALSE;
    }
  g_set_object (&job->slot, slot);

  return TRUE;
}

static void
run_verb (GTask               *task,
          const MgDeviceVerb  *verb,
          GAsyncReadyCallback  callback)
{
  SlotJob *job = g_task_get_task_data (task);
  MgDeviceVerbArguments *arguments =
    _mg_device_verb_arguments_new (mg_slot_get_reading (job->slot));

  arguments->account = g_strdup (job->account);
  arguments->password = job->password == NULL ? NULL : mg_secret_ref (job->password);
  _mg_session_keeper_run_async (get_member (task)->keeper, verb, arguments,
                                g_task_get_cancellable (task), callback, g_object_ref (task));
}

static void
on_tested_slot_saved_cb (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  SlotJob *job = g_task_get_task_data (task);

  if (!_mg_fleet_saved_finish (MG_FLEET (object), result, &error))
    {
      fail_job (task, g_steal_pointer (&error));
      return;
    }

  mg_device_set_busy (job->device, FALSE);
  g_task_return_pointer (task, g_steal_pointer (&job->test), (GDestroyNotify) mg_test_result_free);
}

static void
on_looked_after_test_cb (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgFleet *self = MG_FLEET (object);
  SlotJob *job = g_task_get_task_data (task);

  /* The test has ended, whether the device can be read now or not. */
  if (!mg_fleet_check_device_finish (self, result, &error))
    g_debug ("not readable after a test: %s", error->message);

  _mg_fleet_take_test (self, job->slot, job->test);
  g_info ("%s: test of %s: %s", mg_device_get_id (job->device), mg_slot_get_id (job->slot),
          mg_test_outcome_get_nick (job->test->outcome));
  _mg_fleet_save_slots_async (self, mg_device_get_id (job->device),
                              on_tested_slot_saved_cb, g_object_ref (task));
}

static void
on_tested_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  SlotJob *job = g_task_get_task_data (task);

  job->test = _mg_session_keeper_run_finish (MG_SESSION_KEEPER (object), result, &error);
  if (job->test == NULL)
    fail_job (task, g_steal_pointer (&error));
  else
    mg_fleet_check_device_async (g_task_get_source_object (task), job->device, NULL,
                                 on_looked_after_test_cb, g_object_ref (task));
}

static void
on_looked_before_test_cb (GObject      *object,
                          GAsyncResult *result,
                          gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);

  if (take_look (task, result))
    run_verb (task, &_mg_device_verb_test, on_tested_cb);
}

/**
 * mg_fleet_test_slot_async:
 * @self: a fleet
 * @slot: a slot of one of its devices
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Has the device itself log in to its mail server, and moves the badge by the
 * outcome.
 */
void
mg_fleet_test_slot_async (MgFleet             *self,
                          MgSlot              *slot,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MG_IS_FLEET (self));
  g_return_if_fail (MG_IS_SLOT (slot));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = create_job (self, slot, mg_fleet_test_slot_async, cancellable, callback, user_data);
  begin_job (self, slot, task, on_looked_before_test_cb);
}

/**
 * mg_fleet_test_slot_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_fleet_test_slot_async(). That the test did not pass is a result,
 * not an error.
 *
 * Returns: (transfer full): how the test ended, or %NULL with @error set if
 *   there was none
 */
MgTestResult *
mg_fleet_test_slot_finish (MgFleet       *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (MG_IS_FLEET (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_test_slot_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
return_refused_push (GTask  *task,
                     GError *vault_error)
{
  SlotJob *job = g_task_get_task_data (task);

  if (vault_error != NULL)
    g_warning ("the password of a refused push stays in the keyring: %s", vault_error->message);

  fail_job (task, g_steal_pointer (&job->error));
}

static void
on_old_password_kept_cb (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  mg_vault_store_finish (MG_VAULT (object), result, &error);
  return_refused_push (task, error);
}

static void
on_new_password_dropped_cb (GObject      *object,
                            GAsyncResult *result,
                            gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  mg_vault_clear_finish (MG_VAULT (object), result, &error);
  return_refused_push (task, error);
}

/* The device has refused the password, so the vault gets back what it had. */
static void
restore_password (GTask  *task,
                  GError *error)
{
  MgFleet *self = g_task_get_source_object (task);
  SlotJob *job = g_task_get_task_data (task);
  g_autoptr (MgVaultKey) key = create_password_key (job);

  job->error = error;
  if (job->before != NULL)
    mg_vault_store_async (mg_fleet_get_vault (self), key, mg_device_get_name (job->device),
                          job->before, NULL, on_old_password_kept_cb, g_object_ref (task));
  else
    mg_vault_clear_async (mg_fleet_get_vault (self), key, NULL,
                          on_new_password_dropped_cb, g_object_ref (task));
}

static void
on_looked_after_password_cb (GObject      *object,
                             GAsyncResult *result,
                             gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);

  if (take_look (task, result))
    run_verb (task, &_mg_device_verb_test, on_tested_cb);
}

static void
on_password_pushed_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgFleet *self = g_task_get_source_object (task);
  SlotJob *job = g_task_get_task_data (task);
  MgFleetMember *member = get_member (task);

  _mg_session_keeper_run_finish (MG_SESSION_KEEPER (object), result, &error);
  if (error != NULL)
    {
      restore_password (task, g_steal_pointer (&error));
      return;
    }

  if (member != NULL)
    g_hash_table_add (member->passwords, g_strdup (mg_slot_get_id (job->slot)));
  g_info ("%s: password put into %s", mg_device_get_id (job->device), mg_slot_get_id (job->slot));
  mg_slot_apply (job->slot, MG_TOKEN_EVENT_PUSHED, NULL);
  mg_fleet_check_device_async (self, job->device, NULL,
                               on_looked_after_password_cb, g_object_ref (task));
}

static void
on_new_password_kept_cb (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  if (mg_vault_store_finish (MG_VAULT (object), result, &error))
    run_verb (task, &_mg_device_verb_push_password, on_password_pushed_cb);
  else
    fail_job (task, g_steal_pointer (&error));
}

static void
on_old_password_found_cb (GObject      *object,
                          GAsyncResult *result,
                          gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  SlotJob *job = g_task_get_task_data (task);
  g_autoptr (MgVaultKey) key = create_password_key (job);

  job->before = mg_vault_lookup_finish (MG_VAULT (object), result, &error);
  if (job->before == NULL && !g_error_matches (error, MG_ERROR, MG_ERROR_NOT_FOUND))
    fail_job (task, g_steal_pointer (&error));
  else
    mg_vault_store_async (MG_VAULT (object), key, mg_device_get_name (job->device), job->password,
                          g_task_get_cancellable (task), on_new_password_kept_cb,
                          g_object_ref (task));
}

static void
on_looked_before_password_cb (GObject      *object,
                              GAsyncResult *result,
                              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  MgFleet *self = MG_FLEET (object);
  SlotJob *job = g_task_get_task_data (task);
  g_autoptr (MgVaultKey) key = NULL;

  if (!take_look (task, result))
    return;

  key = create_password_key (job);
  mg_vault_lookup_async (mg_fleet_get_vault (self), key, FALSE, g_task_get_cancellable (task),
                         on_old_password_found_cb, g_object_ref (task));
}

/**
 * mg_fleet_push_password_async:
 * @self: a fleet
 * @slot: a slot of one of its devices
 * @account: the mailbox to log in to
 * @password: its password or app password
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Puts a password into a slot, keeps it in the vault, and has the device try it.
 * Where the device refuses it, the vault has what it had before.
 */
void
mg_fleet_push_password_async (MgFleet             *self,
                              MgSlot              *slot,
                              const char          *account,
                              MgSecret            *password,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  SlotJob *job;

  g_return_if_fail (MG_IS_FLEET (self));
  g_return_if_fail (MG_IS_SLOT (slot));
  g_return_if_fail (account != NULL);
  g_return_if_fail (password != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = create_job (self, slot, mg_fleet_push_password_async, cancellable, callback, user_data);
  job = g_task_get_task_data (task);
  job->account = g_strdup (account);
  job->password = mg_secret_ref (password);
  begin_job (self, slot, task, on_looked_before_password_cb);
}

/**
 * mg_fleet_push_password_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Returns: (transfer full): how the device's own test of the password ended, or
 *   %NULL with @error set
 */
MgTestResult *
mg_fleet_push_password_finish (MgFleet       *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (MG_IS_FLEET (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_fleet_push_password_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
