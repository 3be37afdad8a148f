/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailgrant.h"

#include "mg-exit.h"
#include "mg-printer.h"
#include "mg-slot-row.h"

G_BEGIN_DECLS

typedef struct _MgTestRow MgTestRow;

/**
 * MgTestRow:
 * @slot: the slot that was tested
 * @result: (nullable): how the device's own test went
 * @problem: (nullable): why there was no test
 *
 * A device's own test of a slot, as a row of a table.
 */
struct _MgTestRow
{
  MgSlotRow    *slot;
  MgTestResult *result;
  GError       *problem;
};

extern const MgColumn mg_test_row_columns[];
extern const MgColumn mg_test_row_list_columns[];

MgTestRow *mg_test_row_new       (MgSlotRow       *slot,
                                  MgTestResult    *result,
                                  const GError    *problem);
void       mg_test_row_free      (MgTestRow       *self);
MgExit     mg_test_row_get_exit  (const MgTestRow *self);
MgExit     mg_test_row_join_exit (GPtrArray       *rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgTestRow, mg_test_row_free)

G_END_DECLS
