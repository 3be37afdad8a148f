/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-fleet.h"

G_BEGIN_DECLS

#define MG_TYPE_SCHEDULER (mg_scheduler_get_type ())

G_DECLARE_FINAL_TYPE (MgScheduler, mg_scheduler, MG, SCHEDULER, GObject)

MgScheduler *mg_scheduler_new   (MgFleet     *fleet);
void         mg_scheduler_start (MgScheduler *self);
void         mg_scheduler_stop  (MgScheduler *self);

G_END_DECLS
