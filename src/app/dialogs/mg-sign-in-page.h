/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-page.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_SIGN_IN_PAGE (mg_sign_in_page_get_type ())

G_DECLARE_FINAL_TYPE (MgSignInPage, mg_sign_in_page, MG, SIGN_IN_PAGE, MgStepPage)

GtkWidget    *mg_sign_in_page_new            (void);
void          mg_sign_in_page_set_device     (MgSignInPage *self,
                                              const char   *name,
                                              const char   *user);
void          mg_sign_in_page_set_optional   (MgSignInPage *self,
                                              const char   *name);
MgCredential *mg_sign_in_page_dup_credential (MgSignInPage *self,
                                              MgSecret     *one_time_code);
void          mg_sign_in_page_clear          (MgSignInPage *self);

G_END_DECLS
