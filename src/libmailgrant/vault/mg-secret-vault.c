/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-secret-vault"

#include "config.h"

#include "mg-keyring-file-private.h"
#include "mg-secret-operation-private.h"
#include "mg-secret-vault.h"

/**
 * MgSecretVault:
 *
 * The vault in the person's own keyring, through libsecret: the Secret Service
 * of the session (GNOME Keyring, KWallet, KeePassXC) or, inside a sandbox, an
 * encrypted file whose key the Secret portal gives.
 *
 * An operation runs as follows:
 *
 *   service:  connect → find the default keyring → unlock it ┐
 *   file:     wait for its turn → look at the file ──────────┤
 *                                                            ├→ store → drop older ones
 *                                                            ├→ search → unlock → retrieve
 *                                                            └→ search → unlock → clear
 *
 * The file's operations are one at a time: libsecret keeps the file in memory
 * and refuses to write when it has changed below it.
 */
struct _MgSecretVault
{
  GObject   parent_instance;

  gboolean  may_prompt;
  char     *etag;     /* (owned) (nullable): the state of the file in memory */
  GQueue    waiting;  /* (element-type GTask), the first one is running */
};

static void mg_secret_vault_vault_init (MgVaultInterface *iface);
static void check_file                 (GTask            *task);

G_DEFINE_FINAL_TYPE_WITH_CODE (MgSecretVault, mg_secret_vault, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MG_TYPE_VAULT, mg_secret_vault_vault_init))

/**
 * _mg_secret_vault_may_prompt:
 * @self: a vault
 *
 * Returns: whether somebody is there to unlock the keyring
 */
gboolean
_mg_secret_vault_may_prompt (MgSecretVault *self)
{
  return self->may_prompt;
}

/**
 * _mg_secret_vault_forget_file:
 * @self: a vault
 *
 * Makes the next operation read the file again.
 */
void
_mg_secret_vault_forget_file (MgSecretVault *self)
{
  g_clear_pointer (&self->etag, g_free);
}

/**
 * _mg_secret_vault_begin_again:
 * @self: a vault
 * @task: (transfer full): the operation whose turn it is
 *
 * Runs an operation on the file once more from its beginning.
 */
void
_mg_secret_vault_begin_again (MgSecretVault *self,
                              GTask         *task)
{
  check_file (task);
}

/**
 * _mg_secret_vault_leave_queue:
 * @self: a vault
 * @task: an operation that has ended
 *
 * Lets the next operation on the file begin.
 */
void
_mg_secret_vault_leave_queue (MgSecretVault *self,
                              GTask         *task)
{
  const MgSecretOperation *operation = g_task_get_task_data (task);
  GTask *next;

  if (operation->path == NULL)
    return;

  g_assert (g_queue_peek_head (&self->waiting) == task);
  g_object_unref (g_queue_pop_head (&self->waiting));

  next = g_queue_peek_head (&self->waiting);
  if (next != NULL)
    check_file (g_object_ref (next));
}

static void
on_file_checked_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autofree char *etag = NULL;
  GError *error = NULL;
  MgSecretVault *self = g_task_get_source_object (task);
  const MgSecretOperation *operation = g_task_get_task_data (task);

  etag = _mg_keyring_file_check_finish (result, &error);

  /* Cancelled before it began. */
  if (operation->answered)
    {
      g_clear_error (&error);
      _mg_secret_vault_leave_queue (self, task);
      return;
    }

  if (etag == NULL)
    {
      _mg_secret_operation_fail (g_steal_pointer (&task), error);
      return;
    }

  /* libsecret reads the file once and never looks again; this makes it. */
  if (g_strcmp0 (etag, self->etag) != 0)
    secret_service_disconnect ();
  g_free (self->etag);
  self->etag = g_steal_pointer (&etag);

  _mg_secret_operation_act (g_steal_pointer (&task));
}

/* Takes @task, whose turn it is. */
static void
check_file (GTask *task)
{
  const MgSecretOperation *operation = g_task_get_task_data (task);

  _mg_keyring_file_check_async (operation->path, NULL, on_file_checked_cb, task);
}

/* A keyring that has asked the person answers when they do, cancelled or not;
 * the caller is not made to wait for that. */
static gboolean
on_cancelled_cb (GCancellable *cancellable,
                 gpointer      user_data)
{
  GTask *task = G_TASK (user_data);
  MgSecretOperation *operation = g_task_get_task_data (task);

  if (_mg_secret_operation_take_answer (operation))
    g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

/* Takes @task. */
static void
start (MgSecretVault *self,
       GTask         *task)
{
  g_autoptr (GTask) owned = task;
  MgSecretOperation *operation = g_task_get_task_data (task);

  if (g_task_get_cancellable (task) != NULL)
    {
      operation->cancel = g_cancellable_source_new (g_task_get_cancellable (task));
      g_source_set_callback (operation->cancel, G_SOURCE_FUNC (on_cancelled_cb),
                             g_object_ref (task), g_object_unref);
      g_source_attach (operation->cancel, g_task_get_context (task));
    }

  operation->path = _mg_keyring_file_dup_path ();
  if (operation->path == NULL)
    {
      _mg_secret_operation_connect (g_steal_pointer (&owned));
      return;
    }

  g_queue_push_tail (&self->waiting, g_object_ref (task));
  if (g_queue_get_length (&self->waiting) == 1)
    check_file (g_steal_pointer (&owned));
}

static void
mg_secret_vault_store_async (MgVault             *vault,
                             MgVaultKey          *key,
                             const char          *subject,
                             MgSecret            *value,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task = _mg_secret_operation_new (vault, MG_SECRET_VERB_STORE, key,
                                          cancellable, callback, user_data);
  MgSecretOperation *operation = g_task_get_task_data (task);

  g_task_set_source_tag (task, mg_secret_vault_store_async);
  operation->subject = g_strdup (subject);
  operation->value = mg_secret_ref (value);

  start (MG_SECRET_VAULT (vault), task);
}

static gboolean
mg_secret_vault_store_finish (MgVault       *vault,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vault), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_secret_vault_store_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
mg_secret_vault_lookup_async (MgVault             *vault,
                              MgVaultKey          *key,
                              gboolean             expected,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = _mg_secret_operation_new (vault, MG_SECRET_VERB_LOOKUP, key,
                                          cancellable, callback, user_data);
  MgSecretOperation *operation = g_task_get_task_data (task);

  g_task_set_source_tag (task, mg_secret_vault_lookup_async);
  operation->expected = expected;

  start (MG_SECRET_VAULT (vault), task);
}

static MgSecret *
mg_secret_vault_lookup_finish (MgVault       *vault,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vault), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_secret_vault_lookup_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
mg_secret_vault_clear_async (MgVault             *vault,
                             MgVaultKey          *key,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task = _mg_secret_operation_new (vault, MG_SECRET_VERB_CLEAR, key,
                                          cancellable, callback, user_data);

  g_task_set_source_tag (task, mg_secret_vault_clear_async);

  start (MG_SECRET_VAULT (vault), task);
}

static gboolean
mg_secret_vault_clear_finish (MgVault       *vault,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vault), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_secret_vault_clear_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
mg_secret_vault_vault_init (MgVaultInterface *iface)
{
  iface->store_async = mg_secret_vault_store_async;
  iface->store_finish = mg_secret_vault_store_finish;
  iface->lookup_async = mg_secret_vault_lookup_async;
  iface->lookup_finish = mg_secret_vault_lookup_finish;
  iface->clear_async = mg_secret_vault_clear_async;
  iface->clear_finish = mg_secret_vault_clear_finish;
}

static void
mg_secret_vault_finalize (GObject *object)
{
  MgSecretVault *self = MG_SECRET_VAULT (object);

  g_assert (g_queue_is_empty (&self->waiting));
  g_free (self->etag);

  G_OBJECT_CLASS (mg_secret_vault_parent_class)->finalize (object);
}

static void
mg_secret_vault_class_init (MgSecretVaultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_secret_vault_finalize;
}

static void
mg_secret_vault_init (MgSecretVault *self)
{
  g_queue_init (&self->waiting);
}

/**
 * mg_secret_vault_new:
 * @may_prompt: whether somebody is there to unlock the keyring; else a locked
 *   one ends with %MG_ERROR_VAULT_LOCKED at once
 *
 * Returns: (transfer full): the vault in the person's keyring
 */
MgVault *
mg_secret_vault_new (gboolean may_prompt)
{
  MgSecretVault *self = g_object_new (MG_TYPE_SECRET_VAULT, NULL);

  self->may_prompt = may_prompt;

  return MG_VAULT (self);
}
