/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-page.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_BATCH_PAGE (mg_batch_page_get_type ())

G_DECLARE_FINAL_TYPE (MgBatchPage, mg_batch_page, MG, BATCH_PAGE, MgStepPage)

GtkWidget *mg_batch_page_new         (void);
void       mg_batch_page_set_batch   (MgBatchPage *self,
                                      MgBatch     *batch);
void       mg_batch_page_set_running (MgBatchPage *self);
void       mg_batch_page_set_ended   (MgBatchPage *self,
                                      gboolean     stopped);

G_END_DECLS
