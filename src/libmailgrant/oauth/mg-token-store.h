/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mg-token-set.h"

G_BEGIN_DECLS

#define MG_TYPE_TOKEN_STORE (mg_token_store_get_type ())

G_DECLARE_INTERFACE (MgTokenStore, mg_token_store, MG, TOKEN_STORE, GObject)

/**
 * MgTokenStoreInterface:
 * @parent_iface: the parent interface
 * @load_async: reads the tokens of a grant as they are now, another process
 *   may have renewed them
 * @load_finish: finishes @load_async
 * @save_async: keeps the tokens of a grant for good
 * @save_finish: finishes @save_async
 *
 * Where a [class@Mg.Refresher] keeps what it gets. Its owner makes one of the
 * keyring.
 */
struct _MgTokenStoreInterface
{
  GTypeInterface parent_iface;

  void        (*load_async)  (MgTokenStore        *self,
                              const char          *grant,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data);
  MgTokenSet *(*load_finish) (MgTokenStore        *self,
                              GAsyncResult        *result,
                              GError             **error);
  void        (*save_async)  (MgTokenStore        *self,
                              const char          *grant,
                              MgTokenSet          *tokens,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data);
  gboolean    (*save_finish) (MgTokenStore        *self,
                              GAsyncResult        *result,
                              GError             **error);
};

void        mg_token_store_load_async  (MgTokenStore       *self,
                                        const char         *grant,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
MgTokenSet *mg_token_store_load_finish (MgTokenStore       *self,
                                        GAsyncResult       *result,
                                        GError            **error);
void        mg_token_store_save_async  (MgTokenStore       *self,
                                        const char         *grant,
                                        MgTokenSet         *tokens,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
gboolean    mg_token_store_save_finish (MgTokenStore       *self,
                                        GAsyncResult       *result,
                                        GError            **error);

G_END_DECLS
