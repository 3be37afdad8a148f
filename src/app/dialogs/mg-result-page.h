/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-page.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_RESULT_PAGE (mg_result_page_get_type ())

G_DECLARE_FINAL_TYPE (MgResultPage, mg_result_page, MG, RESULT_PAGE, MgStepPage)

GtkWidget *mg_result_page_new        (void);
void       mg_result_page_set_result (MgResultPage       *self,
                                      const MgTestResult *result);

G_END_DECLS
