/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-clock.h"
#include "mg-provider-registry.h"
#include "mg-repair-delegate.h"
#include "mg-store-journal.h"

G_BEGIN_DECLS

#define MG_TYPE_REPAIR (mg_repair_get_type ())

G_DECLARE_FINAL_TYPE (MgRepair, mg_repair, MG, REPAIR, GObject)

MgRepair *mg_repair_new             (MgRepairDelegate     *delegate,
                                     MgStore              *store,
                                     MgProviderRegistry   *providers,
                                     MgClock              *clock,
                                     MgPlan               *plan);
MgRepair *mg_repair_new_for_run     (MgRepairDelegate     *delegate,
                                     MgStore              *store,
                                     MgProviderRegistry   *providers,
                                     MgClock              *clock,
                                     const MgJournalRun   *run,
                                     GError              **error);
MgPlan   *mg_repair_get_plan        (MgRepair             *self);
gboolean  mg_repair_is_open         (MgRepair             *self);
void      mg_repair_run_async       (MgRepair             *self,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
void      mg_repair_put_back_async  (MgRepair             *self,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
gboolean  mg_repair_finish          (MgRepair             *self,
                                     GAsyncResult         *result,
                                     GError              **error);

G_END_DECLS
