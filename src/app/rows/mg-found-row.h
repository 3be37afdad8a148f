/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_FOUND_ROW (mg_found_row_get_type ())

G_DECLARE_FINAL_TYPE (MgFoundRow, mg_found_row, MG, FOUND_ROW, AdwPreferencesRow)

GtkWidget          *mg_found_row_new       (MgDiscoveredDevice *found);
MgDiscoveredDevice *mg_found_row_get_found (MgFoundRow         *self);

G_END_DECLS
