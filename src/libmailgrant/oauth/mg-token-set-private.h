/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-token-set.h"

G_BEGIN_DECLS

/* For the reader of token responses, before it hands the set out. */
void _mg_token_set_set_address            (MgTokenSet *self,
                                           const char *address);
void _mg_token_set_set_refresh_expires_at (MgTokenSet *self,
                                           gint64      expires_at);

G_END_DECLS
