/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-vault.h"

G_BEGIN_DECLS

#define MG_TYPE_SECRET_VAULT (mg_secret_vault_get_type ())

G_DECLARE_FINAL_TYPE (MgSecretVault, mg_secret_vault, MG, SECRET_VAULT, GObject)

MgVault *mg_secret_vault_new (gboolean may_prompt);

G_END_DECLS
