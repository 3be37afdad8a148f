/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_PLAN_ROW (mg_plan_row_get_type ())

G_DECLARE_FINAL_TYPE (MgPlanRow, mg_plan_row, MG, PLAN_ROW, AdwPreferencesRow)

GtkWidget *mg_plan_row_new        (MgStep    *step);
MgStep    *mg_plan_row_get_step   (MgPlanRow *self);
void       mg_plan_row_set_asking (MgPlanRow *self,
                                   gboolean   asking);

G_END_DECLS
