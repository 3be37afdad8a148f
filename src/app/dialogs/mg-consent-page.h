/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-page.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_CONSENT_PAGE (mg_consent_page_get_type ())

G_DECLARE_FINAL_TYPE (MgConsentPage, mg_consent_page, MG, CONSENT_PAGE, MgStepPage)

GtkWidget *mg_consent_page_new               (void);
void       mg_consent_page_set_authorization (MgConsentPage   *self,
                                              MgAuthorization *authorization,
                                              MgClock         *clock);

G_END_DECLS
