/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-slot-repair.h"

G_BEGIN_DECLS

/**
 * MgBatchState:
 * @MG_BATCH_PENDING: its turn has not come
 * @MG_BATCH_RUNNING: it is being looked into or repaired
 * @MG_BATCH_WELL: nothing is known to be wrong with it
 * @MG_BATCH_REPAIRED: it works again
 * @MG_BATCH_SKIPPED: the person passed it over, or its device could not be asked
 *   a moment ago
 * @MG_BATCH_FAILED: it could not be repaired
 *
 * How one slot of a batch stands. The nicks are `pending`, `running`, `well`,
 * `repaired`, `skipped` and `failed`.
 */
typedef enum
{
  MG_BATCH_PENDING,
  MG_BATCH_RUNNING,
  MG_BATCH_WELL,
  MG_BATCH_REPAIRED,
  MG_BATCH_SKIPPED,
  MG_BATCH_FAILED,
} MgBatchState;

#define MG_TYPE_BATCH_STATE (mg_batch_state_get_type ())
#define MG_TYPE_BATCH_ITEM (mg_batch_item_get_type ())

G_DECLARE_FINAL_TYPE (MgBatchItem, mg_batch_item, MG, BATCH_ITEM, GObject)

GType         mg_batch_state_get_type   (void);

MgSlotRepair *mg_batch_item_get_repair  (MgBatchItem *self);
MgDevice     *mg_batch_item_get_device  (MgBatchItem *self);
const char   *mg_batch_item_get_title   (MgBatchItem *self);
const char   *mg_batch_item_get_account (MgBatchItem *self);
MgStep       *mg_batch_item_get_step    (MgBatchItem *self);
MgBatchState  mg_batch_item_get_state   (MgBatchItem *self);
const char   *mg_batch_item_get_reason  (MgBatchItem *self);
const GError *mg_batch_item_get_error   (MgBatchItem *self);

G_END_DECLS
