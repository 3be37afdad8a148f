/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-step-page.h"

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_SLOT_PAGE (mg_slot_page_get_type ())

G_DECLARE_FINAL_TYPE (MgSlotPage, mg_slot_page, MG, SLOT_PAGE, MgStepPage)

GtkWidget      *mg_slot_page_new           (void);
void            mg_slot_page_set_providers (MgSlotPage          *self,
                                            MgProviderRegistry  *providers);
void            mg_slot_page_set_slot      (MgSlotPage          *self,
                                            MgSlot              *slot);
char           *mg_slot_page_dup_title     (MgSlotPage          *self);
MgMailProtocol  mg_slot_page_get_protocol  (MgSlotPage          *self);
const char     *mg_slot_page_get_provider  (MgSlotPage          *self);
char           *mg_slot_page_dup_account   (MgSlotPage          *self);
gboolean        mg_slot_page_read_settings (MgSlotPage          *self,
                                            MgMailSettings     **settings,
                                            GError             **error);

G_END_DECLS
