/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-page.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_REPORT_PAGE (mg_report_page_get_type ())

G_DECLARE_FINAL_TYPE (MgReportPage, mg_report_page, MG, REPORT_PAGE, MgStepPage)

GtkWidget    *mg_report_page_new       (void);
void          mg_report_page_ask       (MgReportPage *self,
                                        const char   *title,
                                        const char   *text,
                                        const char   *link);
MgTokenState  mg_report_page_get_state (MgReportPage *self);
char         *mg_report_page_dup_words (MgReportPage *self);

G_END_DECLS
