/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-http.h"

G_BEGIN_DECLS

MgHttpRequest *mg_openmediavault_rpc_create (const char      *service,
                                             const char      *method,
                                             const MgSecret  *params,
                                             MgSecret        *session);
JsonNode      *mg_openmediavault_rpc_parse  (MgHttpResponse  *response,
                                             GError         **error);

G_END_DECLS
