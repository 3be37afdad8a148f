/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-window.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_ADD_DEVICE_DIALOG (mg_add_device_dialog_get_type ())

G_DECLARE_FINAL_TYPE (MgAddDeviceDialog, mg_add_device_dialog, MG, ADD_DEVICE_DIALOG, MgStepWindow)

GtkWidget *mg_add_device_dialog_new     (MgFleet           *fleet,
                                         GtkWindow         *parent);
void       mg_add_device_dialog_inspect (MgAddDeviceDialog *self,
                                         MgAddress         *address,
                                         const char        *driver_id);

G_END_DECLS
