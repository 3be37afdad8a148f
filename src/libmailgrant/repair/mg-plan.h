/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mg-situation.h"
#include "mg-step.h"

G_BEGIN_DECLS

#define MG_TYPE_PLAN (mg_plan_get_type ())

G_DECLARE_FINAL_TYPE (MgPlan, mg_plan, MG, PLAN, GObject)

MgPlan      *mg_plan_new           (MgSituation   situation,
                                    const char   *device_id,
                                    const char   *slot_id);
void         mg_plan_add           (MgPlan       *self,
                                    MgStep       *step);
MgSituation  mg_plan_get_situation (MgPlan       *self);
const char  *mg_plan_get_device_id (MgPlan       *self);
const char  *mg_plan_get_slot_id   (MgPlan       *self);
const char  *mg_plan_get_provider  (MgPlan       *self);
void         mg_plan_set_provider  (MgPlan       *self,
                                    const char   *provider);
const char  *mg_plan_get_account   (MgPlan       *self);
void         mg_plan_set_account   (MgPlan       *self,
                                    const char   *account);
MgStep      *mg_plan_find          (MgPlan       *self,
                                    MgStepKind    kind);
gboolean     mg_plan_is_automatic  (MgPlan       *self);
gboolean     mg_plan_is_guided     (MgPlan       *self);
GStrv        mg_plan_dup_done      (MgPlan       *self);
MgStep      *mg_plan_get_running   (MgPlan       *self);
char        *mg_plan_to_text       (MgPlan       *self);
MgPlan      *mg_plan_from_text     (const char   *text,
                                    const char   *device_id,
                                    const char   *slot_id,
                                    GError      **error);

G_END_DECLS
