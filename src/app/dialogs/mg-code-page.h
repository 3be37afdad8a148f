/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-page.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_CODE_PAGE (mg_code_page_get_type ())

G_DECLARE_FINAL_TYPE (MgCodePage, mg_code_page, MG, CODE_PAGE, MgStepPage)

GtkWidget *mg_code_page_new      (void);
MgSecret  *mg_code_page_dup_code (MgCodePage *self);
void       mg_code_page_clear    (MgCodePage *self);

G_END_DECLS
