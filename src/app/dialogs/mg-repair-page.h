/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-page.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_REPAIR_PAGE (mg_repair_page_get_type ())

G_DECLARE_FINAL_TYPE (MgRepairPage, mg_repair_page, MG, REPAIR_PAGE, MgStepPage)

GtkWidget *mg_repair_page_new             (void);
void       mg_repair_page_set_repair      (MgRepairPage *self,
                                           MgSlotRepair *repair);
void       mg_repair_page_set_question    (MgRepairPage *self,
                                           MgStep       *step);
void       mg_repair_page_set_interrupted (MgRepairPage *self,
                                           gboolean      interrupted);
void       mg_repair_page_set_done        (MgRepairPage *self);

G_END_DECLS
