/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-provider.h"

G_BEGIN_DECLS

gboolean mg_id_token_read_address (const char *token,
                                   MgProvider *provider,
                                   const char *client_id,
                                   const char *nonce,
                                   gint64      now,
                                   char      **address,
                                   GError    **error);

G_END_DECLS
