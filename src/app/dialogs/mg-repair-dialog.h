/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-window.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_REPAIR_DIALOG (mg_repair_dialog_get_type ())

G_DECLARE_FINAL_TYPE (MgRepairDialog, mg_repair_dialog, MG, REPAIR_DIALOG, MgStepWindow)

GtkWidget *mg_repair_dialog_new             (MgFleet      *fleet,
                                             MgSlot       *slot,
                                             GtkWindow    *parent);
GtkWidget *mg_repair_dialog_new_interrupted (MgFleet      *fleet,
                                             MgSlotRepair *repair,
                                             GtkWindow    *parent);

G_END_DECLS
