/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-window.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_CERTIFICATE_DIALOG (mg_certificate_dialog_get_type ())

G_DECLARE_FINAL_TYPE (MgCertificateDialog, mg_certificate_dialog, MG, CERTIFICATE_DIALOG,
                      MgStepWindow)

GtkWidget *mg_certificate_dialog_new (MgFleet   *fleet,
                                      MgDevice  *device,
                                      GtkWindow *parent);

G_END_DECLS
