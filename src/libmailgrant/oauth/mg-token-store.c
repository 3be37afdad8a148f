/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-token-store"

#include "config.h"

#include "mg-token-store.h"

G_DEFINE_INTERFACE (MgTokenStore, mg_token_store, G_TYPE_OBJECT)

static void
mg_token_store_default_init (MgTokenStoreInterface *iface)
{
}

/**
 * mg_token_store_load_async:
 * @self: a token store
 * @grant: the grant's id
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when the tokens are there
 * @user_data: data for @callback
 *
 * Reads the tokens of a grant, afresh.
 */
void
mg_token_store_load_async (MgTokenStore        *self,
                           const char          *grant,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (MG_IS_TOKEN_STORE (self));
  g_return_if_fail (grant != NULL);

  MG_TOKEN_STORE_GET_IFACE (self)->load_async (self, grant, cancellable, callback, user_data);
}

/**
 * mg_token_store_load_finish:
 * @self: a token store
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_token_store_load_async().
 *
 * Returns: (transfer full): the tokens, or %NULL with @error set, such as
 *   %MG_ERROR_NOT_FOUND
 */
MgTokenSet *
mg_token_store_load_finish (MgTokenStore  *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (MG_IS_TOKEN_STORE (self), NULL);

  return MG_TOKEN_STORE_GET_IFACE (self)->load_finish (self, result, error);
}

/**
 * mg_token_store_save_async:
 * @self: a token store
 * @grant: the grant's id
 * @tokens: its tokens from now on
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when they are safe
 * @user_data: data for @callback
 *
 * Keeps the tokens of a grant; the old ones go only when the new ones are safe.
 */
void
mg_token_store_save_async (MgTokenStore        *self,
                           const char          *grant,
                           MgTokenSet          *tokens,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (MG_IS_TOKEN_STORE (self));
  g_return_if_fail (grant != NULL);
  g_return_if_fail (tokens != NULL);

  MG_TOKEN_STORE_GET_IFACE (self)->save_async (self, grant, tokens, cancellable,
                                               callback, user_data);
}

/**
 * mg_token_store_save_finish:
 * @self: a token store
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_token_store_save_async().
 *
 * Returns: %TRUE if the tokens are safe
 */
gboolean
mg_token_store_save_finish (MgTokenStore  *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (MG_IS_TOKEN_STORE (self), FALSE);

  return MG_TOKEN_STORE_GET_IFACE (self)->save_finish (self, result, error);
}
