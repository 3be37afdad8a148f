/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-authorization.h"
#include "mg-diagnosis.h"
#include "mg-fleet-slots.h"
#include "mg-plan.h"

G_BEGIN_DECLS

#define MG_TYPE_SLOT_REPAIR (mg_slot_repair_get_type ())

G_DECLARE_FINAL_TYPE (MgSlotRepair, mg_slot_repair, MG, SLOT_REPAIR, GObject)

MgSlotRepair *mg_slot_repair_new             (MgFleet              *fleet,
                                              MgSlot               *slot);
MgDevice     *mg_slot_repair_get_device      (MgSlotRepair         *self);
const char   *mg_slot_repair_get_slot_id     (MgSlotRepair         *self);
MgDiagnosis  *mg_slot_repair_get_diagnosis   (MgSlotRepair         *self);
MgPlan       *mg_slot_repair_get_plan        (MgSlotRepair         *self);
gboolean      mg_slot_repair_is_interrupted  (MgSlotRepair         *self);
const GError *mg_slot_repair_get_problem     (MgSlotRepair         *self);
const char   *mg_slot_repair_get_account     (MgSlotRepair         *self);
void          mg_slot_repair_set_account     (MgSlotRepair         *self,
                                              const char           *account);
void          mg_slot_repair_set_provider    (MgSlotRepair         *self,
                                              MgProvider           *provider);

void          mg_slot_repair_diagnose_async  (MgSlotRepair         *self,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean      mg_slot_repair_diagnose_finish (MgSlotRepair         *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void          mg_slot_repair_run_async       (MgSlotRepair         *self,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
void          mg_slot_repair_put_back_async  (MgSlotRepair         *self,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean      mg_slot_repair_finish          (MgSlotRepair         *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void          mg_slot_repair_take_password   (MgSlotRepair         *self,
                                              MgSecret             *password);
void          mg_slot_repair_step_done       (MgSlotRepair         *self,
                                              gboolean              done);
void          mg_slot_repair_take_state      (MgSlotRepair         *self,
                                              MgTokenState          state,
                                              const char           *words);

void          mg_fleet_load_interrupted_async  (MgFleet              *self,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
GPtrArray    *mg_fleet_load_interrupted_finish (MgFleet              *self,
                                                GAsyncResult         *result,
                                                GError              **error);

G_END_DECLS
