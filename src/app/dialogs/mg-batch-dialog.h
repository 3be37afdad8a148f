/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-window.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_BATCH_DIALOG (mg_batch_dialog_get_type ())

G_DECLARE_FINAL_TYPE (MgBatchDialog, mg_batch_dialog, MG, BATCH_DIALOG, MgStepWindow)

GtkWidget *mg_batch_dialog_new (MgFleet   *fleet,
                                MgBatch   *batch,
                                GtkWindow *parent);

G_END_DECLS
