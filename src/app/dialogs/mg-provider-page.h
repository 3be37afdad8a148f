/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-page.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_PROVIDER_PAGE (mg_provider_page_get_type ())

G_DECLARE_FINAL_TYPE (MgProviderPage, mg_provider_page, MG, PROVIDER_PAGE, MgStepPage)

GtkWidget *mg_provider_page_new           (void);
void       mg_provider_page_set_providers (MgProviderPage     *self,
                                           GListModel         *providers,
                                           MgProvider         *suggested,
                                           MgDriverCapability  capabilities);

G_END_DECLS
