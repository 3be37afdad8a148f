/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-slot-reading.h"
#include "mg-token-state.h"

G_BEGIN_DECLS

#define MG_TYPE_SLOT (mg_slot_get_type ())

G_DECLARE_FINAL_TYPE (MgSlot, mg_slot, MG, SLOT, GObject)

MgSlot              *mg_slot_new              (const char          *device_id,
                                               const MgSlotReading *reading);
const char          *mg_slot_get_id           (MgSlot              *self);
const char          *mg_slot_get_device_id    (MgSlot              *self);
const char          *mg_slot_get_title        (MgSlot              *self);
const char          *mg_slot_get_provider     (MgSlot              *self);
const char          *mg_slot_get_account      (MgSlot              *self);
const char          *mg_slot_get_link_group   (MgSlot              *self);
const MgSlotReading *mg_slot_get_reading      (MgSlot              *self);
void                 mg_slot_set_reading      (MgSlot              *self,
                                               const MgSlotReading *reading);
MgTokenState         mg_slot_get_state        (MgSlot              *self);
MgNoteCode           mg_slot_get_note         (MgSlot              *self);
const char          *mg_slot_get_note_text    (MgSlot              *self);
MgTokenStatus        mg_slot_get_status       (MgSlot              *self);
void                 mg_slot_set_status       (MgSlot              *self,
                                               MgTokenStatus        status,
                                               const char          *note_text);
void                 mg_slot_apply            (MgSlot              *self,
                                               MgTokenEvent         event,
                                               const char          *note_text);
const char *const   *mg_slot_get_rules        (MgSlot              *self);
void                 mg_slot_set_rules        (MgSlot              *self,
                                               const char *const   *titles);
gint64               mg_slot_get_checked_at   (MgSlot              *self);
void                 mg_slot_set_checked_at   (MgSlot              *self,
                                               gint64               time);

G_END_DECLS
