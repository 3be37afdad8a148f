/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-grant-record.h"
#include "mg-token-store.h"
#include "mg-vault.h"

G_BEGIN_DECLS

#define MG_TYPE_GRANT_TOKENS (_mg_grant_tokens_get_type ())

G_DECLARE_FINAL_TYPE (MgGrantTokens, _mg_grant_tokens, MG, GRANT_TOKENS, GObject)

MgGrantTokens *_mg_grant_tokens_new  (MgVault             *vault);
void           _mg_grant_tokens_know (MgGrantTokens       *self,
                                      const MgGrantRecord *grant,
                                      const char          *subject);

G_END_DECLS
