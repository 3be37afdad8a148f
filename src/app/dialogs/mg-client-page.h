/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-page.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_CLIENT_PAGE (mg_client_page_get_type ())

G_DECLARE_FINAL_TYPE (MgClientPage, mg_client_page, MG, CLIENT_PAGE, MgStepPage)

GtkWidget *mg_client_page_new          (void);
void       mg_client_page_set_provider (MgClientPage         *self,
                                        MgProvider           *provider);
void       mg_client_page_submit_async (MgClientPage         *self,
                                        MgFleet              *fleet,
                                        MgProvider           *provider,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
void       mg_client_page_clear        (MgClientPage         *self);

G_END_DECLS
