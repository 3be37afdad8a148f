/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-context.h"
#include "mg-http.h"

#include "mg-provider.h"

G_BEGIN_DECLS

#define MG_TYPE_PROVIDER_REGISTRY (mg_provider_registry_get_type ())

G_DECLARE_FINAL_TYPE (MgProviderRegistry, mg_provider_registry, MG, PROVIDER_REGISTRY, GObject)

MgProviderRegistry *mg_provider_registry_new            (MgContext            *context);
MgProvider         *mg_provider_registry_lookup         (MgProviderRegistry   *self,
                                                         const char           *id);
MgProvider         *mg_provider_registry_suggest        (MgProviderRegistry   *self,
                                                         const char           *server,
                                                         const char           *address);
GStrv               mg_provider_registry_dup_problems   (MgProviderRegistry   *self);
MgProvider         *mg_provider_registry_set_client     (MgProviderRegistry   *self,
                                                         const char           *id,
                                                         const char           *client_id,
                                                         const char           *tenant,
                                                         GError              **error);
MgProvider         *mg_provider_registry_add_file       (MgProviderRegistry   *self,
                                                         GFile                *file,
                                                         const char           *client_id,
                                                         GError              **error);
gboolean            mg_provider_registry_remove         (MgProviderRegistry   *self,
                                                         const char           *id,
                                                         GError              **error);
void                mg_provider_registry_add_issuer_async  (MgProviderRegistry   *self,
                                                            MgHttp               *http,
                                                            const char           *issuer,
                                                            const char           *client_id,
                                                            const char * const   *scopes,
                                                            GCancellable         *cancellable,
                                                            GAsyncReadyCallback   callback,
                                                            gpointer              user_data);
MgProvider         *mg_provider_registry_add_issuer_finish (MgProviderRegistry   *self,
                                                            GAsyncResult         *result,
                                                            GError              **error);

G_END_DECLS
