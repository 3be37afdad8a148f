/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-window.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_AUTHORIZE_DIALOG (mg_authorize_dialog_get_type ())

G_DECLARE_FINAL_TYPE (MgAuthorizeDialog, mg_authorize_dialog, MG, AUTHORIZE_DIALOG, MgStepWindow)

GtkWidget *mg_authorize_dialog_new           (MgFleet           *fleet,
                                              MgSlot            *slot,
                                              GtkWindow         *parent);
void       mg_authorize_dialog_set_keep_copy (MgAuthorizeDialog *self,
                                              gboolean           keep_copy);

G_END_DECLS
