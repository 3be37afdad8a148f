/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailgrant.h"

G_BEGIN_DECLS

/* What a person can do next about a slot, told from how far its repair is. */

MgSlot     *mg_repair_offer_get_slot          (MgSlotRepair       *repair);
gboolean    mg_repair_offer_is_guided         (MgSlotRepair       *repair);
gboolean    mg_repair_offer_asks_permission   (MgSlotRepair       *repair);
gboolean    mg_repair_offer_has_not_helped    (MgSlotRepair       *repair);
gboolean    mg_repair_offer_is_nothing        (MgSlotRepair       *repair);
const char *mg_repair_offer_get_device_action (MgSlotRepair       *repair);
const char *mg_repair_offer_get_label         (MgSlotRepair       *repair);
char       *mg_repair_offer_dup_account       (MgSlotRepair       *repair,
                                               MgProviderRegistry *providers);

G_END_DECLS
