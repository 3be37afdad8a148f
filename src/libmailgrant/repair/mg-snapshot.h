/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-rule.h"
#include "mg-slot-reading.h"

G_BEGIN_DECLS

typedef struct _MgSnapshot MgSnapshot;

MgSnapshot          *mg_snapshot_new        (const MgSlotReading  *slot,
                                             GPtrArray            *rules);
MgSnapshot          *mg_snapshot_from_text  (const char           *text,
                                             GError              **error);
char                *mg_snapshot_to_text    (MgSnapshot           *self);
void                 mg_snapshot_free       (MgSnapshot           *self);
const MgSlotReading *mg_snapshot_get_slot   (MgSnapshot           *self);
GPtrArray           *mg_snapshot_get_rules  (MgSnapshot           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgSnapshot, mg_snapshot_free)

G_END_DECLS
