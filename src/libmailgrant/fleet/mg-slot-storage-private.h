/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-slot-record.h"
#include "mg-slot.h"

G_BEGIN_DECLS

MgSlotRecord *_mg_slot_to_record       (MgSlot             *slot,
                                        gboolean            has_password);
MgSlot       *_mg_slot_new_from_record (const MgSlotRecord *record);

G_END_DECLS
