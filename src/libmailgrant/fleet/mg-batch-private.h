/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-batch.h"

G_BEGIN_DECLS

/* What the item whose turn it is waits for. */
typedef enum
{
  MG_BATCH_PHASE_NONE,
  MG_BATCH_PHASE_DIAGNOSING,
  MG_BATCH_PHASE_HELD,       /* the shell looks at its plan */
  MG_BATCH_PHASE_REPAIRING,
} MgBatchPhase;

struct _MgBatch
{
  GObject       parent_instance;

  MgFleet      *fleet;         /* (owned) */
  GPtrArray    *items;         /* (owned) (element-type MgBatchItem) */

  /* While it runs: */
  GTask        *task;          /* (owned) (nullable) */
  gulong        cancelled_id;  /* at the cancellable of the task */
  GPtrArray    *queue;         /* (owned) (element-type MgBatchItem): still to be tried */
  GHashTable   *closed;        /* (owned) (element-type MgDevice): could not be asked */
  MgBatchItem  *current;       /* (owned) (nullable) */
  MgBatchPhase  phase;
  GCancellable *cancellable;   /* (owned) (nullable): of the current item */
  gboolean      is_skipping;
  char         *reason;        /* (owned) (nullable): why it is skipped */
  GError       *verdict;       /* (owned) (nullable): why the shell gave the item up */
};

/* mg-batch.c */
gboolean     _mg_batch_emit_review      (MgBatch      *self,
                                         MgBatchItem  *item);
void         _mg_batch_set_current      (MgBatch      *self,
                                         MgBatchItem  *item);

/* mg-batch-item.c */
MgBatchItem *_mg_batch_item_new         (MgFleet      *fleet,
                                         MgSlotRepair *repair);
gboolean     _mg_batch_item_is_resumed  (MgBatchItem  *self);
gboolean     _mg_batch_item_covers      (MgBatchItem  *self,
                                         MgSlot       *slot);
gboolean     _mg_batch_item_begin       (MgBatchItem  *self);
void         _mg_batch_item_watch_steps (MgBatchItem  *self);
void         _mg_batch_item_end         (MgBatchItem  *self,
                                         MgBatchState  state,
                                         const char   *reason);
void         _mg_batch_item_fail        (MgBatchItem  *self,
                                         const GError *error);

G_END_DECLS
