/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-repair.h"
#include "mg-snapshot.h"

G_BEGIN_DECLS

/* What the journal says of a step that a person has left out. */
#define MG_REPAIR_SKIPPED "skipped"

struct _MgRepair
{
  GObject             parent_instance;

  MgRepairDelegate   *delegate;   /* (weak): it owns the repair */
  MgStore            *store;      /* (owned) */
  MgProviderRegistry *providers;  /* (owned) */
  MgClock            *clock;      /* (owned) */
  MgPlan             *plan;       /* (owned) */

  gint64              run_id;     /* 0 before the journal is open */
  gboolean            changed;    /* whether the device may have been changed */
  MgSnapshot         *snapshot;   /* (owned) (nullable) */
  char               *target;     /* (owned): the slot that is worked on */
  char               *created;    /* (owned) (nullable): the slot that was made */
  gboolean            create_intended;
  gboolean            password_intended;
  char               *loss;       /* (owned) (nullable): what can't be put back */

  /* While a step runs: */
  GTask              *task;       /* (owned) (nullable) */
  guint               index;
  MgSession          *session;    /* (owned) (nullable) */
  GPtrArray          *readings;   /* (owned) (nullable) (element-type MgSlotReading) */
  GPtrArray          *rules;      /* (owned) (nullable) (element-type MgRule) */
  guint               tries;
};

/* mg-repair.c */
MgStep              *_mg_repair_get_step       (MgRepair            *self);
MgDriver            *_mg_repair_get_driver     (MgRepair            *self);
GCancellable        *_mg_repair_get_cancellable (MgRepair           *self);
const MgSlotReading *_mg_repair_find_reading   (MgRepair            *self,
                                                const char          *slot_id);
void                 _mg_repair_step_done      (MgRepair            *self,
                                                const char          *outcome);
void                 _mg_repair_step_skipped   (MgRepair            *self);
void                 _mg_repair_fail           (MgRepair            *self,
                                                GError              *error);
void                 _mg_repair_record         (MgRepair            *self,
                                                const char          *before,
                                                const char          *after,
                                                gboolean             confirmed,
                                                GAsyncReadyCallback  callback);
gboolean             _mg_repair_recorded       (MgRepair            *self,
                                                GAsyncResult        *result);
void                 _mg_repair_open           (MgRepair            *self,
                                                GAsyncReadyCallback  callback);
gboolean             _mg_repair_opened         (MgRepair            *self,
                                                GAsyncResult        *result,
                                                GError             **error);

/* mg-repair-steps.c */
MgSlotReading       *_mg_repair_create_draft   (MgRepair            *self);
void                 _mg_repair_do_step        (MgRepair            *self);

/* mg-repair-rules.c */
void                 _mg_repair_move_rules     (MgRepair            *self);
void                 _mg_repair_verify_rules   (MgRepair            *self);
void                 _mg_repair_move_back      (MgRepair            *self);

/* mg-repair-put-back.c */
void                 _mg_repair_rules_are_back (MgRepair            *self);

G_END_DECLS
