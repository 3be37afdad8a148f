/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mg-secret.h"
#include "mg-vault-key.h"

G_BEGIN_DECLS

#define MG_TYPE_VAULT (mg_vault_get_type ())

G_DECLARE_INTERFACE (MgVault, mg_vault, MG, VAULT, GObject)

/**
 * MgVaultInterface:
 * @parent_iface: the parent interface
 * @store_async: see mg_vault_store_async()
 * @store_finish: finishes @store_async
 * @lookup_async: see mg_vault_lookup_async()
 * @lookup_finish: finishes @lookup_async
 * @clear_async: see mg_vault_clear_async()
 * @clear_finish: finishes @clear_async
 *
 * Where secrets are kept.
 */
struct _MgVaultInterface
{
  GTypeInterface parent_iface;

  void      (*store_async)   (MgVault              *self,
                              MgVaultKey           *key,
                              const char           *subject,
                              MgSecret             *value,
                              GCancellable         *cancellable,
                              GAsyncReadyCallback   callback,
                              gpointer              user_data);
  gboolean  (*store_finish)  (MgVault              *self,
                              GAsyncResult         *result,
                              GError              **error);
  void      (*lookup_async)  (MgVault              *self,
                              MgVaultKey           *key,
                              gboolean              expected,
                              GCancellable         *cancellable,
                              GAsyncReadyCallback   callback,
                              gpointer              user_data);
  MgSecret *(*lookup_finish) (MgVault              *self,
                              GAsyncResult         *result,
                              GError              **error);
  void      (*clear_async)   (MgVault              *self,
                              MgVaultKey           *key,
                              GCancellable         *cancellable,
                              GAsyncReadyCallback   callback,
                              gpointer              user_data);
  gboolean  (*clear_finish)  (MgVault              *self,
                              GAsyncResult         *result,
                              GError              **error);
};

void      mg_vault_store_async   (MgVault              *self,
                                  MgVaultKey           *key,
                                  const char           *subject,
                                  MgSecret             *value,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
gboolean  mg_vault_store_finish  (MgVault              *self,
                                  GAsyncResult         *result,
                                  GError              **error);
void      mg_vault_lookup_async  (MgVault              *self,
                                  MgVaultKey           *key,
                                  gboolean              expected,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
MgSecret *mg_vault_lookup_finish (MgVault              *self,
                                  GAsyncResult         *result,
                                  GError              **error);
void      mg_vault_clear_async   (MgVault              *self,
                                  MgVaultKey           *key,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
gboolean  mg_vault_clear_finish  (MgVault              *self,
                                  GAsyncResult         *result,
                                  GError              **error);

G_END_DECLS
