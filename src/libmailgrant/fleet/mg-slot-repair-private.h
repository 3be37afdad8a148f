/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-repair.h"
#include "mg-slot-repair.h"

G_BEGIN_DECLS

struct _MgSlotRepair
{
  GObject        parent_instance;

  MgFleet       *fleet;      /* (owned) */
  MgDevice      *device;     /* (owned) */
  char          *slot_id;    /* (owned) */
  char          *account;    /* (owned) (nullable) */
  MgProvider    *provider;   /* (owned) (nullable): as the person chose */
  MgDiagnosis   *diagnosis;  /* (owned) (nullable) */
  MgPlan        *plan;       /* (owned) (nullable) */
  MgRepair      *repair;     /* (owned) (nullable) */
  gboolean       resumed;    /* whether an earlier process began it */
  GError        *problem;    /* (owned) (nullable): why it cannot go on */

  /* While the person is asked, or something is done for a step: */
  GTask         *asking;     /* (owned) (nullable) */
  MgSlot        *target;     /* (owned) (nullable) */
  gulong         waits_id;   /* at the cancellable, while a person is waited for */
};

MgSlotRepair *_mg_slot_repair_new_for_run       (MgFleet              *fleet,
                                                 MgDevice             *device,
                                                 const MgJournalRun   *run);
void          _mg_slot_repair_delegate_init     (MgRepairDelegateInterface *iface);
void          _mg_slot_repair_emit_authorize    (MgSlotRepair         *self,
                                                 MgAuthorization      *authorization);
void          _mg_slot_repair_emit_ask_password (MgSlotRepair         *self,
                                                 MgStep               *step);
void          _mg_slot_repair_emit_do_step      (MgSlotRepair         *self,
                                                 MgStep               *step);
void          _mg_slot_repair_emit_ask_state    (MgSlotRepair         *self,
                                                 MgStep               *step);

G_END_DECLS
