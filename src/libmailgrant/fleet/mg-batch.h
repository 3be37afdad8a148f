/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-batch-item.h"

G_BEGIN_DECLS

#define MG_TYPE_BATCH (mg_batch_get_type ())

G_DECLARE_FINAL_TYPE (MgBatch, mg_batch, MG, BATCH, GObject)

guint        mg_fleet_count_needy     (MgFleet              *self);

MgBatch     *mg_batch_new             (MgFleet              *fleet);
void         mg_batch_add_slot        (MgBatch              *self,
                                       MgSlot               *slot);
void         mg_batch_add_needy       (MgBatch              *self);
void         mg_batch_add_interrupted (MgBatch              *self,
                                       MgSlotRepair         *repair);
guint        mg_batch_count           (MgBatch              *self,
                                       MgBatchState          state);
char        *mg_batch_dup_counts      (MgBatch              *self);
char        *mg_batch_dup_summary     (MgBatch              *self);
MgBatchItem *mg_batch_get_current     (MgBatch              *self);
void         mg_batch_carry_out       (MgBatch              *self);
void         mg_batch_skip            (MgBatch              *self,
                                       const char           *reason);
void         mg_batch_fail            (MgBatch              *self,
                                       const GError         *error);
void         mg_batch_run_async       (MgBatch              *self,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean     mg_batch_run_finish      (MgBatch              *self,
                                       GAsyncResult         *result,
                                       GError              **error);

G_END_DECLS
