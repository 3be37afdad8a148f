/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-page.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_FINGERPRINT_PAGE (mg_fingerprint_page_get_type ())

G_DECLARE_FINAL_TYPE (MgFingerprintPage, mg_fingerprint_page, MG, FINGERPRINT_PAGE, MgStepPage)

GtkWidget  *mg_fingerprint_page_new            (void);
void        mg_fingerprint_page_set_inspection (MgFingerprintPage  *self,
                                                const MgInspection *inspection,
                                                const char         *before);

G_END_DECLS
