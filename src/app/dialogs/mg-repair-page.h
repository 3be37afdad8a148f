/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-page.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_REPAIR_PAGE (mg_repair_page_get_type ())

G_DECLARE_FINAL_TYPE (MgRepairPage, mg_repair_page, MG, REPAIR_PAGE, MgStepPage)

GtkWidget *mg_repair_page_new             (void);
void       mg_repair_page_set_slot        (MgRepairPage *self,
                                           const char   *slot,
                                           const char   *device);
void       mg_repair_page_set_looking     (MgRepairPage *self);
void       mg_repair_page_set_diagnosis   (MgRepairPage *self,
                                           MgDiagnosis  *diagnosis);
void       mg_repair_page_set_plan        (MgRepairPage *self,
                                           MgPlan       *plan);
void       mg_repair_page_set_provider    (MgRepairPage *self,
                                           const char   *name);
void       mg_repair_page_set_interrupted (MgRepairPage *self,
                                           gboolean      interrupted);
void       mg_repair_page_set_running     (MgRepairPage *self);
void       mg_repair_page_set_question    (MgRepairPage *self,
                                           MgStep       *step);
void       mg_repair_page_set_done        (MgRepairPage *self,
                                           gboolean      restored);

G_END_DECLS
