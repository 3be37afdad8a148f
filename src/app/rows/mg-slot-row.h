/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_SLOT_ROW (mg_slot_row_get_type ())

G_DECLARE_FINAL_TYPE (MgSlotRow, mg_slot_row, MG, SLOT_ROW, AdwPreferencesRow)

GtkWidget *mg_slot_row_new      (MgSlot             *slot,
                                 MgDriverCapability  capabilities);
MgSlot    *mg_slot_row_get_slot (MgSlotRow          *self);

G_END_DECLS
