/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-page.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_ACCOUNT_PAGE (mg_account_page_get_type ())

G_DECLARE_FINAL_TYPE (MgAccountPage, mg_account_page, MG, ACCOUNT_PAGE, MgStepPage)

GtkWidget *mg_account_page_new           (void);
void       mg_account_page_set_provider  (MgAccountPage *self,
                                          MgProvider    *provider);
void       mg_account_page_set_account   (MgAccountPage *self,
                                          const char    *account);
char      *mg_account_page_dup_account   (MgAccountPage *self);
MgSecret  *mg_account_page_dup_password  (MgAccountPage *self);
gboolean   mg_account_page_get_keep_copy (MgAccountPage *self);
void       mg_account_page_set_keep_copy (MgAccountPage *self,
                                          gboolean       keep_copy);
void       mg_account_page_clear         (MgAccountPage *self);

G_END_DECLS
