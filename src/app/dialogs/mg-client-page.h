/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-page.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_CLIENT_PAGE (mg_client_page_get_type ())

G_DECLARE_FINAL_TYPE (MgClientPage, mg_client_page, MG, CLIENT_PAGE, MgStepPage)

GtkWidget *mg_client_page_new               (void);
void       mg_client_page_set_provider      (MgClientPage *self,
                                             MgProvider   *provider);
char      *mg_client_page_dup_issuer        (MgClientPage *self);
char      *mg_client_page_dup_client_id     (MgClientPage *self);
char      *mg_client_page_dup_tenant        (MgClientPage *self);
GStrv      mg_client_page_dup_scopes        (MgClientPage *self);
MgSecret  *mg_client_page_dup_client_secret (MgClientPage *self);
void       mg_client_page_clear             (MgClientPage *self);

G_END_DECLS
