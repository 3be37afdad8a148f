/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-grant-tokens"

#include "config.h"

#include "mg-grant-tokens-private.h"

/**
 * MgGrantTokens:
 *
 * Our own copies of grants, in the vault, as a refresher wants them. It knows a
 * grant once it has been shown its record.
 */
struct _MgGrantTokens
{
  GObject     parent_instance;

  MgVault    *vault;  /* (owned) */
  GHashTable *items;  /* (owned) (element-type utf8 Item), by grant */
};

static void mg_grant_tokens_token_store_init (MgTokenStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MgGrantTokens, _mg_grant_tokens, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MG_TYPE_TOKEN_STORE,
                                                      mg_grant_tokens_token_store_init))

typedef struct
{
  MgVaultKey *key;      /* (owned) */
  char       *subject;  /* (owned) */
} Item;

static void
item_free (gpointer data)
{
  Item *item = data;

  mg_vault_key_unref (item->key);
  g_free (item->subject);
  g_free (item);
}

static void
on_loaded_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MgSecret) secret = mg_vault_lookup_finish (MG_VAULT (object), result, &error);
  MgTokenSet *tokens = secret == NULL ? NULL : mg_token_set_new_from_secret (secret, &error);

  if (tokens == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, tokens, (GDestroyNotify) mg_token_set_unref);
}

static void
mg_grant_tokens_load_async (MgTokenStore        *store,
                            const char          *grant,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  MgGrantTokens *self = MG_GRANT_TOKENS (store);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  const Item *item = g_hash_table_lookup (self->items, grant);

  g_assert (item != NULL);
  g_task_set_source_tag (task, mg_grant_tokens_load_async);
  mg_vault_lookup_async (self->vault, item->key, TRUE, cancellable,
                         on_loaded_cb, g_steal_pointer (&task));
}

static MgTokenSet *
mg_grant_tokens_load_finish (MgTokenStore  *store,
                             GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_saved_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  if (mg_vault_store_finish (MG_VAULT (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
mg_grant_tokens_save_async (MgTokenStore        *store,
                            const char          *grant,
                            MgTokenSet          *tokens,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  MgGrantTokens *self = MG_GRANT_TOKENS (store);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (MgSecret) secret = mg_token_set_to_secret (tokens);
  const Item *item = g_hash_table_lookup (self->items, grant);

  g_assert (item != NULL);
  g_task_set_source_tag (task, mg_grant_tokens_save_async);
  mg_vault_store_async (self->vault, item->key, item->subject, secret, cancellable,
                        on_saved_cb, g_steal_pointer (&task));
}

static gboolean
mg_grant_tokens_save_finish (MgTokenStore  *store,
                             GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
mg_grant_tokens_token_store_init (MgTokenStoreInterface *iface)
{
  iface->load_async = mg_grant_tokens_load_async;
  iface->load_finish = mg_grant_tokens_load_finish;
  iface->save_async = mg_grant_tokens_save_async;
  iface->save_finish = mg_grant_tokens_save_finish;
}

static void
_mg_grant_tokens_dispose (GObject *object)
{
  MgGrantTokens *self = MG_GRANT_TOKENS (object);

  g_clear_object (&self->vault);

  G_OBJECT_CLASS (_mg_grant_tokens_parent_class)->dispose (object);
}

static void
_mg_grant_tokens_finalize (GObject *object)
{
  MgGrantTokens *self = MG_GRANT_TOKENS (object);

  g_hash_table_unref (self->items);

  G_OBJECT_CLASS (_mg_grant_tokens_parent_class)->finalize (object);
}

static void
_mg_grant_tokens_class_init (MgGrantTokensClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = _mg_grant_tokens_dispose;
  object_class->finalize = _mg_grant_tokens_finalize;
}

static void
_mg_grant_tokens_init (MgGrantTokens *self)
{
  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, item_free);
}

/**
 * _mg_grant_tokens_new:
 * @vault: where the copies are
 *
 * Returns: (transfer full): a new object that knows no grant yet
 */
MgGrantTokens *
_mg_grant_tokens_new (MgVault *vault)
{
  MgGrantTokens *self = g_object_new (MG_TYPE_GRANT_TOKENS, NULL);

  self->vault = g_object_ref (vault);

  return self;
}

/**
 * _mg_grant_tokens_know:
 * @self: our copies of grants
 * @grant: the record of a grant with a copy
 * @subject: the name by which the person knows whose it is
 *
 * Shows the record of a grant, before its copy is asked for.
 */
void
_mg_grant_tokens_know (MgGrantTokens       *self,
                       const MgGrantRecord *grant,
                       const char          *subject)
{
  Item *item = g_new0 (Item, 1);

  item->key = mg_vault_key_new_oauth_token (grant->id, grant->provider,
                                            (guint) grant->generation);
  item->subject = g_strdup (subject);
  g_hash_table_replace (self->items, g_strdup (grant->id), item);
}
