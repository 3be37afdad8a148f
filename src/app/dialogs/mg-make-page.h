/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-page.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_MAKE_PAGE (mg_make_page_get_type ())

G_DECLARE_FINAL_TYPE (MgMakePage, mg_make_page, MG, MAKE_PAGE, MgStepPage)

GtkWidget  *mg_make_page_new         (void);
void        mg_make_page_set_drivers (MgMakePage       *self,
                                      MgDriverRegistry *drivers);
const char *mg_make_page_get_make    (MgMakePage       *self);

G_END_DECLS
