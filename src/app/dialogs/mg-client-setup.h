/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailgrant.h"

G_BEGIN_DECLS

/* A provider's client of the person's own: the ID in the provider's file, the
 * secret in the keyring. */

void        mg_client_setup_set_async (MgFleet              *fleet,
                                       MgProvider           *provider,
                                       const char           *client_id,
                                       const char           *tenant,
                                       MgSecret             *client_secret,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
void        mg_client_setup_add_async (MgFleet              *fleet,
                                       const char           *issuer,
                                       const char           *client_id,
                                       const char *const    *scopes,
                                       MgSecret             *client_secret,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
MgProvider *mg_client_setup_finish    (GAsyncResult         *result,
                                       GError              **error);

G_END_DECLS
