/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_PROVIDER_ROW (mg_provider_row_get_type ())

G_DECLARE_FINAL_TYPE (MgProviderRow, mg_provider_row, MG, PROVIDER_ROW, AdwActionRow)

GtkWidget  *mg_provider_row_new          (MgProvider    *provider);
MgProvider *mg_provider_row_get_provider (MgProviderRow *self);

G_END_DECLS
