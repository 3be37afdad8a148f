/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailgrant.h"

#include "mg-printer.h"

G_BEGIN_DECLS

typedef struct _MgSlotRow MgSlotRow;

/**
 * MgSlotRow:
 * @fleet: the fleet
 * @device: the device
 * @slot: one of its slots
 *
 * A slot as a row of a table.
 */
struct _MgSlotRow
{
  MgFleet  *fleet;
  MgDevice *device;
  MgSlot   *slot;
};

extern const MgColumn mg_slot_row_columns[];
extern const MgColumn mg_slot_row_status_columns[];

MgSlotRow *mg_slot_row_new      (MgFleet   *fleet,
                                 MgDevice  *device,
                                 MgSlot    *slot);
void       mg_slot_row_free     (MgSlotRow *self);
GPtrArray *mg_slot_row_new_list (MgFleet   *fleet,
                                 MgDevice  *only);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgSlotRow, mg_slot_row_free)

G_END_DECLS
