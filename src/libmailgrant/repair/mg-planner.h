/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-diagnosis.h"
#include "mg-plan.h"

G_BEGIN_DECLS

MgPlan *mg_planner_create (const MgDiagnosis *diagnosis,
                           const MgFindings  *findings,
                           const char        *device_id);

G_END_DECLS
