/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-token-endpoint.h"
#include "mg-token-set.h"

G_BEGIN_DECLS

char    *mg_revocation_dup_warning (MgProvider         *provider,
                                    guint               n_others);
void     mg_revocation_run_async   (MgTokenEndpoint    *endpoint,
                                    MgTokenSet         *tokens,
                                    MgRevocationReach   accepted,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
gboolean mg_revocation_run_finish  (MgTokenEndpoint    *endpoint,
                                    GAsyncResult       *result,
                                    GError            **error);

G_END_DECLS
