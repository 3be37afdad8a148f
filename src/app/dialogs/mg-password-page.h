/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-page.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_PASSWORD_PAGE (mg_password_page_get_type ())

G_DECLARE_FINAL_TYPE (MgPasswordPage, mg_password_page, MG, PASSWORD_PAGE, MgStepPage)

GtkWidget *mg_password_page_new          (void);
void       mg_password_page_set_text     (MgPasswordPage *self,
                                          const char     *text);
void       mg_password_page_set_link     (MgPasswordPage *self,
                                          const char     *uri);
MgSecret  *mg_password_page_dup_password (MgPasswordPage *self);
void       mg_password_page_clear        (MgPasswordPage *self);

G_END_DECLS
