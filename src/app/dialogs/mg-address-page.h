/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-page.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_ADDRESS_PAGE (mg_address_page_get_type ())

G_DECLARE_FINAL_TYPE (MgAddressPage, mg_address_page, MG, ADDRESS_PAGE, MgStepPage)

GtkWidget  *mg_address_page_new         (void);
MgAddress  *mg_address_page_dup_address (MgAddressPage  *self,
                                         GError        **error);
void        mg_address_page_set_text    (MgAddressPage  *self,
                                         const char     *text);

G_END_DECLS
