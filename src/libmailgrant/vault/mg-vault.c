/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-vault"

#include "config.h"

#include "mg-vault.h"

G_DEFINE_INTERFACE (MgVault, mg_vault, G_TYPE_OBJECT)

static void
mg_vault_default_init (MgVaultInterface *iface)
{
}

/**
 * mg_vault_store_async:
 * @self: a vault
 * @key: which secret
 * @subject: the name by which the person knows whose secret it is; it is not
 *   kept secret
 * @value: the secret
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is kept
 * @user_data: data for @callback
 *
 * Keeps a secret. Until the new one is safe, the old one stays; then older
 * generations of the same thing are dropped. If it fails, @value is still only
 * in the caller's hands, who must not forget it.
 *
 * The person may be asked to unlock the vault first, which can take as long as
 * they like.
 */
void
mg_vault_store_async (MgVault             *self,
                      MgVaultKey          *key,
                      const char          *subject,
                      MgSecret            *value,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_return_if_fail (MG_IS_VAULT (self));
  g_return_if_fail (key != NULL);
  g_return_if_fail (subject != NULL);
  g_return_if_fail (value != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  MG_VAULT_GET_IFACE (self)->store_async (self, key, subject, value,
                                          cancellable, callback, user_data);
}

/**
 * mg_vault_store_finish:
 * @self: a vault
 * @result: the result
 * @error: return location for a #GError
 *
 * Returns: %TRUE if the secret is kept
 */
gboolean
mg_vault_store_finish (MgVault       *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (MG_IS_VAULT (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return MG_VAULT_GET_IFACE (self)->store_finish (self, result, error);
}

/**
 * mg_vault_lookup_async:
 * @self: a vault
 * @key: which secret
 * @expected: whether it was stored here, as far as our own records know
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called with the secret
 * @user_data: data for @callback
 *
 * Gets a secret.
 *
 * Some keyrings answer "there is none" when they have lost the key to it, so
 * the caller says what it expects: a secret that is missing ends with
 * %MG_ERROR_VAULT_UNREADABLE if @expected, else with %MG_ERROR_NOT_FOUND.
 */
void
mg_vault_lookup_async (MgVault             *self,
                       MgVaultKey          *key,
                       gboolean             expected,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_return_if_fail (MG_IS_VAULT (self));
  g_return_if_fail (key != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  MG_VAULT_GET_IFACE (self)->lookup_async (self, key, expected,
                                           cancellable, callback, user_data);
}

/**
 * mg_vault_lookup_finish:
 * @self: a vault
 * @result: the result
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the secret, or %NULL with @error set
 */
MgSecret *
mg_vault_lookup_finish (MgVault       *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (MG_IS_VAULT (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return MG_VAULT_GET_IFACE (self)->lookup_finish (self, result, error);
}

/**
 * mg_vault_clear_async:
 * @self: a vault
 * @key: which secret
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is gone
 * @user_data: data for @callback
 *
 * Forgets a secret in all its generations. That there was none is no error.
 */
void
mg_vault_clear_async (MgVault             *self,
                      MgVaultKey          *key,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_return_if_fail (MG_IS_VAULT (self));
  g_return_if_fail (key != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  MG_VAULT_GET_IFACE (self)->clear_async (self, key, cancellable, callback, user_data);
}

/**
 * mg_vault_clear_finish:
 * @self: a vault
 * @result: the result
 * @error: return location for a #GError
 *
 * Returns: %TRUE if the secret is not there any more
 */
gboolean
mg_vault_clear_finish (MgVault       *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (MG_IS_VAULT (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return MG_VAULT_GET_IFACE (self)->clear_finish (self, result, error);
}
