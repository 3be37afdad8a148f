/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_BATCH_BAR (mg_batch_bar_get_type ())

G_DECLARE_FINAL_TYPE (MgBatchBar, mg_batch_bar, MG, BATCH_BAR, GtkWidget)

GtkWidget *mg_batch_bar_new (MgBatch *batch);

G_END_DECLS
