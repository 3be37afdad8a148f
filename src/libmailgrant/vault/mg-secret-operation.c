/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-secret-operation"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-keyring-error-private.h"
#include "mg-secret-operation-private.h"

static const SecretSchema schemas[] = {
  [MG_VAULT_DEVICE_CREDENTIAL] = {
    APP_ID ".DeviceCredential", SECRET_SCHEMA_NONE, {
      { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "device", SECRET_SCHEMA_ATTRIBUTE_STRING },
    }
  },
  [MG_VAULT_OAUTH_TOKEN] = {
    APP_ID ".OAuthToken", SECRET_SCHEMA_NONE, {
      { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "grant", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "provider", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "generation", SECRET_SCHEMA_ATTRIBUTE_STRING },
    }
  },
  [MG_VAULT_OAUTH_CLIENT] = {
    APP_ID ".OAuthClient", SECRET_SCHEMA_NONE, {
      { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "provider", SECRET_SCHEMA_ATTRIBUTE_STRING },
    }
  },
  [MG_VAULT_SLOT_PASSWORD] = {
    APP_ID ".SlotPassword", SECRET_SCHEMA_NONE, {
      { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "slot", SECRET_SCHEMA_ATTRIBUTE_STRING },
    }
  },
};

static void
operation_free (gpointer data)
{
  MgSecretOperation *operation = data;

  mg_vault_key_unref (operation->key);
  g_free (operation->subject);
  g_clear_pointer (&operation->value, mg_secret_unref);
  g_free (operation->path);
  g_clear_list (&operation->items, g_object_unref);
  g_assert (operation->cancel == NULL);
  g_free (operation);
}

static const SecretSchema *
get_schema (const MgSecretOperation *operation)
{
  return &schemas[mg_vault_key_get_kind (operation->key)];
}

/* A cancelled operation has answered already and only runs out. libsecret
 * 0.20.5 deadlocks when the portal's prompt is cancelled through it, so the
 * file's operations are not told. */
static GCancellable *
get_cancellable (GTask *task)
{
  const MgSecretOperation *operation = g_task_get_task_data (task);

  return operation->path == NULL ? g_task_get_cancellable (task) : NULL;
}

/**
 * _mg_secret_operation_take_answer:
 * @operation: an operation
 *
 * Returns: %TRUE to the first who asks, who then returns on the task
 */
gboolean
_mg_secret_operation_take_answer (MgSecretOperation *operation)
{
  if (operation->answered)
    return FALSE;

  operation->answered = TRUE;
  if (operation->cancel != NULL)
    g_source_destroy (operation->cancel);
  g_clear_pointer (&operation->cancel, g_source_unref);

  return TRUE;
}

static void
return_done (GTask    *task,
             MgSecret *secret)
{
  MgSecretOperation *operation = g_task_get_task_data (task);

  if (_mg_secret_operation_take_answer (operation))
    {
      if (operation->verb == MG_SECRET_VERB_LOOKUP)
        g_task_return_pointer (task, mg_secret_ref (secret), (GDestroyNotify) mg_secret_unref);
      else
        g_task_return_boolean (task, TRUE);
    }

  _mg_secret_vault_leave_queue (g_task_get_source_object (task), task);
}

static void
return_error (GTask  *task,
              GError *error)
{
  MgSecretOperation *operation = g_task_get_task_data (task);

  if (_mg_secret_operation_take_answer (operation))
    g_task_return_error (task, error);
  else
    g_error_free (error);

  _mg_secret_vault_leave_queue (g_task_get_source_object (task), task);
}

static void
return_locked (GTask *task)
{
  return_error (task, g_error_new (MG_ERROR, MG_ERROR_VAULT_LOCKED, _("The keyring is locked")));
}

static void
return_dismissed (GTask *task)
{
  return_error (task, g_error_new (MG_ERROR, MG_ERROR_VAULT_DISMISSED,
                                   _("The keyring was not unlocked")));
}

static void
return_missing (GTask *task)
{
  const MgSecretOperation *operation = g_task_get_task_data (task);

  if (operation->expected)
    return_error (task, g_error_new (MG_ERROR, MG_ERROR_VAULT_UNREADABLE,
                                     _("The keyring no longer holds or opens what was saved in "
                                       "it")));
  else
    return_error (task, g_error_new (MG_ERROR, MG_ERROR_NOT_FOUND,
                                     _("The keyring holds no such secret")));
}

/**
 * _mg_secret_operation_fail:
 * @task: (transfer full): an operation's task
 * @error: (transfer full): what the keyring has said
 *
 * Begins the operation anew if somebody else has written to the file
 * meanwhile; else ends it.
 */
void
_mg_secret_operation_fail (GTask  *task,
                           GError *error)
{
  g_autoptr (GTask) owned = task;
  g_autoptr (GError) cause = error;
  MgSecretVault *self = g_task_get_source_object (task);
  MgSecretOperation *operation = g_task_get_task_data (task);
  gboolean cancelled = g_cancellable_is_cancelled (g_task_get_cancellable (task));

  /* What libsecret holds in memory may differ from the file now. */
  if (operation->path != NULL)
    _mg_secret_vault_forget_file (self);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG) && !operation->retried)
    {
      operation->retried = TRUE;
      _mg_secret_vault_begin_again (self, g_steal_pointer (&owned));
      return;
    }

  return_error (task, _mg_keyring_error_map (cause, cancelled));
}

static void drop_next_stale (GTask *task);

static void
on_stale_dropped_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    g_info ("an older generation stays in the keyring: %s", error->message);

  drop_next_stale (g_steal_pointer (&task));
}

static gboolean
is_stale (const MgSecretOperation   *operation,
          SecretRetrievable *item)
{
  g_autoptr (GHashTable) found = secret_retrievable_get_attributes (item);
  g_autoptr (GHashTable) current = mg_vault_key_dup_attributes (operation->key);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, current);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (g_strcmp0 (g_hash_table_lookup (found, name), value) != 0)
      return TRUE;

  return FALSE;
}

/* Takes @task. The new secret is safe; that an old one stays is no failure. */
static void
drop_next_stale (GTask *task)
{
  g_autoptr (GTask) owned = task;
  MgSecretOperation *operation = g_task_get_task_data (task);

  while (operation->items != NULL)
    {
      g_autoptr (SecretRetrievable) item = operation->items->data;

      operation->items = g_list_delete_link (operation->items, operation->items);
      if (is_stale (operation, item))
        {
          g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (item);

          g_hash_table_remove (attributes, "xdg:schema");
          secret_password_clearv (get_schema (operation), attributes, get_cancellable (task),
                                  on_stale_dropped_cb, g_steal_pointer (&owned));
          return;
        }
    }

  return_done (task, NULL);
}

static void
on_stale_found_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgSecretOperation *operation = g_task_get_task_data (task);

  operation->items = secret_password_search_finish (result, &error);
  if (error != NULL)
    g_info ("older generations stay in the keyring: %s", error->message);

  drop_next_stale (g_steal_pointer (&task));
}

static void
on_stored_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GHashTable) identity = NULL;
  GError *error = NULL;
  MgSecretOperation *operation = g_task_get_task_data (task);

  if (!secret_password_store_finish (result, &error))
    {
      _mg_secret_operation_fail (g_steal_pointer (&task), error);
      return;
    }

  if (mg_vault_key_get_kind (operation->key) != MG_VAULT_OAUTH_TOKEN)
    {
      return_done (task, NULL);
      return;
    }

  identity = mg_vault_key_dup_identity (operation->key);
  secret_password_searchv (get_schema (operation), identity, SECRET_SEARCH_ALL,
                           get_cancellable (task), on_stale_found_cb, g_object_ref (task));
}

static void
store (GTask *task)
{
  MgSecretOperation *operation = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = mg_vault_key_dup_attributes (operation->key);
  g_autofree char *label = mg_vault_key_dup_label (operation->key, operation->subject);
  SecretValue *value;

  value = secret_value_new (mg_secret_peek (operation->value),
                            (gssize) mg_secret_get_length (operation->value),
                            "application/json");
  secret_password_storev_binary (get_schema (operation), attributes, SECRET_COLLECTION_DEFAULT,
                                 label, value, get_cancellable (task), on_stored_cb, task);
  secret_value_unref (value);
}

static void
on_cleared_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;

  secret_password_clear_finish (result, &error);

  if (error != NULL)
    _mg_secret_operation_fail (g_steal_pointer (&task), error);
  else
    return_done (task, NULL);
}

static void
on_retrieved_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (MgSecret) secret = NULL;
  GError *error = NULL;
  SecretValue *value;
  const char *bytes;
  gsize length;

  value = secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (object), result, &error);

  /* Somebody has deleted it since it was found. */
  if ((value == NULL && error == NULL) ||
      g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT))
    {
      g_clear_error (&error);
      return_missing (task);
      return;
    }

  if (error != NULL)
    {
      _mg_secret_operation_fail (g_steal_pointer (&task), error);
      return;
    }

  bytes = secret_value_get (value, &length);
  secret = mg_secret_new (bytes, (gssize) length);
  secret_value_unref (value);
  return_done (task, secret);
}

/* Takes @task, whose items are unlocked. */
static void
use_items (GTask *task)
{
  MgSecretOperation *operation = g_task_get_task_data (task);

  if (operation->verb == MG_SECRET_VERB_LOOKUP)
    {
      secret_retrievable_retrieve_secret (operation->items->data, get_cancellable (task),
                                          on_retrieved_cb, task);
    }
  else
    {
      g_autoptr (GHashTable) identity = mg_vault_key_dup_identity (operation->key);

      secret_password_clearv (get_schema (operation), identity, get_cancellable (task),
                              on_cleared_cb, task);
    }
}

static void
on_items_unlocked_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;
  int count;

  count = secret_service_unlock_finish (NULL, result, NULL, &error);

  if (error != NULL)
    _mg_secret_operation_fail (g_steal_pointer (&task), error);
  else if (count < 1)
    return_dismissed (task);
  else
    use_items (g_steal_pointer (&task));
}

static gboolean
has_locked_item (GList *items)
{
  for (GList *l = items; l != NULL; l = l->next)
    if (SECRET_IS_ITEM (l->data) && secret_item_get_locked (l->data))
      return TRUE;

  return FALSE;
}

static void
on_found_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;
  MgSecretVault *self = g_task_get_source_object (task);
  MgSecretOperation *operation = g_task_get_task_data (task);

  operation->items = secret_password_search_finish (result, &error);

  if (error != NULL)
    _mg_secret_operation_fail (g_steal_pointer (&task), error);
  else if (operation->items == NULL && operation->verb == MG_SECRET_VERB_LOOKUP)
    return_missing (task);
  else if (operation->items == NULL)
    return_done (task, NULL);
  else if (!has_locked_item (operation->items))
    use_items (g_steal_pointer (&task));
  else if (!_mg_secret_vault_may_prompt (self))
    return_locked (task);
  else
    secret_service_unlock (NULL, operation->items, get_cancellable (task),
                           on_items_unlocked_cb, g_object_ref (task));
}

static void
search (GTask *task)
{
  MgSecretOperation *operation = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = NULL;

  if (operation->verb == MG_SECRET_VERB_LOOKUP)
    attributes = mg_vault_key_dup_attributes (operation->key);
  else
    attributes = mg_vault_key_dup_identity (operation->key);

  g_clear_list (&operation->items, g_object_unref);
  secret_password_searchv (get_schema (operation), attributes, SECRET_SEARCH_ALL,
                           get_cancellable (task), on_found_cb, task);
}

/**
 * _mg_secret_operation_act:
 * @task: (transfer full): an operation's task
 *
 * Does what was asked, once the keyring is open as far as it can be opened.
 */
void
_mg_secret_operation_act (GTask *task)
{
  const MgSecretOperation *operation = g_task_get_task_data (task);

  if (operation->verb == MG_SECRET_VERB_STORE)
    store (task);
  else
    search (task);
}

static void
on_keyring_unlocked_cb (GObject      *object,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;
  int count;

  count = secret_service_unlock_finish (NULL, result, NULL, &error);

  if (error != NULL)
    _mg_secret_operation_fail (g_steal_pointer (&task), error);
  else if (count < 1)
    return_dismissed (task);
  else
    _mg_secret_operation_act (g_steal_pointer (&task));
}

static void
on_keyring_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (SecretCollection) keyring = NULL;
  GError *error = NULL;
  MgSecretVault *self = g_task_get_source_object (task);
  const MgSecretOperation *operation = g_task_get_task_data (task);
  gboolean may_prompt = _mg_secret_vault_may_prompt (self);

  keyring = secret_collection_for_alias_finish (result, &error);

  if (error != NULL)
    {
      _mg_secret_operation_fail (g_steal_pointer (&task), error);
    }
  else if (keyring == NULL && operation->verb == MG_SECRET_VERB_STORE && !may_prompt)
    {
      return_error (task, g_error_new (MG_ERROR, MG_ERROR_VAULT_ABSENT,
                                       _("There is no keyring yet")));
    }
  else if (keyring == NULL || !secret_collection_get_locked (keyring))
    {
      _mg_secret_operation_act (g_steal_pointer (&task));
    }
  else if (!may_prompt)
    {
      return_locked (task);
    }
  else
    {
      g_autoptr (GList) keyrings = g_list_prepend (NULL, keyring);

      secret_service_unlock (NULL, keyrings, get_cancellable (task),
                             on_keyring_unlocked_cb, g_object_ref (task));
    }
}

static void
on_connected_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (SecretService) service = NULL;
  GError *error = NULL;

  service = secret_service_get_finish (result, &error);

  if (service == NULL)
    _mg_secret_operation_fail (g_steal_pointer (&task), error);
  else
    secret_collection_for_alias (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                                 get_cancellable (task), on_keyring_cb, g_object_ref (task));
}

/**
 * _mg_secret_operation_connect:
 * @task: (transfer full): an operation's task
 *
 * Finds the keyring service, unlocks the default keyring, then acts.
 */
void
_mg_secret_operation_connect (GTask *task)
{
  secret_service_get (SECRET_SERVICE_OPEN_SESSION, get_cancellable (task),
                      on_connected_cb, task);
}

/**
 * _mg_secret_operation_new:
 * @vault: the vault
 * @verb: what to do
 * @key: which secret
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Returns: (transfer full): a task whose data is a `MgSecretOperation`
 */
GTask *
_mg_secret_operation_new (MgVault             *vault,
                          MgSecretVerb         verb,
                          MgVaultKey          *key,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task = g_task_new (vault, cancellable, callback, user_data);
  MgSecretOperation *operation = g_new0 (MgSecretOperation, 1);

  operation->verb = verb;
  operation->key = mg_vault_key_ref (key);
  g_task_set_task_data (task, operation, operation_free);

  return task;
}
