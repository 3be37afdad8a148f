/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-window.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_REPORT_DIALOG (mg_report_dialog_get_type ())

G_DECLARE_FINAL_TYPE (MgReportDialog, mg_report_dialog, MG, REPORT_DIALOG, MgStepWindow)

GtkWidget *mg_report_dialog_new (MgFleet   *fleet,
                                 MgDevice  *device,
                                 MgSlot    *slot,
                                 GtkWindow *parent);

G_END_DECLS
