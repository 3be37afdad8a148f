/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_SLOT_GROUP (mg_slot_group_get_type ())

G_DECLARE_FINAL_TYPE (MgSlotGroup, mg_slot_group, MG, SLOT_GROUP, AdwBin)

GtkWidget *mg_slot_group_new        (void);
void       mg_slot_group_set_device (MgSlotGroup *self,
                                     MgFleet     *fleet,
                                     MgDevice    *device);

G_END_DECLS
