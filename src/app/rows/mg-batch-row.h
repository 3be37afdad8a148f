/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_BATCH_ROW (mg_batch_row_get_type ())

G_DECLARE_FINAL_TYPE (MgBatchRow, mg_batch_row, MG, BATCH_ROW, AdwActionRow)

GtkWidget *mg_batch_row_new (MgBatchItem *item);

G_END_DECLS
