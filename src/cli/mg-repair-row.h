/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailgrant.h"

#include "mg-exit.h"
#include "mg-printer.h"

G_BEGIN_DECLS

/**
 * MgRepairOutcome:
 * @MG_REPAIR_OUTCOME_NOTHING: there was nothing to do
 * @MG_REPAIR_OUTCOME_PLANNED: it is known what to do, and it was only asked for
 * @MG_REPAIR_OUTCOME_REPAIRED: the slot works again
 * @MG_REPAIR_OUTCOME_PUT_BACK: all is as it was
 * @MG_REPAIR_OUTCOME_SKIPPED: it was left out
 * @MG_REPAIR_OUTCOME_FAILED: it does not work
 *
 * What became of a repair.
 */
typedef enum
{
  MG_REPAIR_OUTCOME_NOTHING,
  MG_REPAIR_OUTCOME_PLANNED,
  MG_REPAIR_OUTCOME_REPAIRED,
  MG_REPAIR_OUTCOME_PUT_BACK,
  MG_REPAIR_OUTCOME_SKIPPED,
  MG_REPAIR_OUTCOME_FAILED,
} MgRepairOutcome;

typedef struct _MgRepairRow MgRepairRow;

/**
 * MgRepairRow:
 * @repair: the repair
 * @outcome: what became of it
 * @problem: (nullable): why it was left out or failed
 *
 * A repair as a row of a table.
 */
struct _MgRepairRow
{
  MgSlotRepair    *repair;
  MgRepairOutcome  outcome;
  GError          *problem;
};

extern const MgColumn mg_repair_row_columns[];

MgRepairRow *mg_repair_row_new          (MgSlotRepair      *repair);
MgRepairRow *mg_repair_row_new_for_item (MgBatchItem       *item,
                                         gboolean           dry_run);
void         mg_repair_row_free         (MgRepairRow       *self);
void         mg_repair_row_end          (MgRepairRow       *self,
                                         MgRepairOutcome    outcome,
                                         GError            *problem);
char        *mg_repair_row_dup_id       (const MgRepairRow *self);
void         mg_repair_row_print        (const MgRepairRow *self,
                                         MgPrinter         *printer,
                                         gboolean           whole);
MgExit       mg_repair_row_get_exit     (const MgRepairRow *self);
MgExit       mg_repair_row_join_exit    (GPtrArray         *rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgRepairRow, mg_repair_row_free)

G_END_DECLS
