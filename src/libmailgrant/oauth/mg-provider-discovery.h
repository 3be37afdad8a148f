/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-http.h"

G_BEGIN_DECLS

void      mg_provider_discover_async  (MgHttp             *http,
                                       const char         *issuer,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
GKeyFile *mg_provider_discover_finish (MgHttp             *http,
                                       GAsyncResult       *result,
                                       GError            **error);

G_END_DECLS
