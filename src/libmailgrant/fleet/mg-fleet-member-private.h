/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-device-record.h"
#include "mg-grant-record.h"
#include "mg-session-keeper-private.h"

G_BEGIN_DECLS

/* What a grant waits for when an administrator has to approve first; else it is
 * the mark of the consent under way. */
#define MG_WAITING_FOR_ADMINISTRATOR "administrator"

typedef struct _MgFleetMember MgFleetMember;

/**
 * MgFleetMember:
 * @device: the device, as a screen sees it
 * @keeper: the session with it
 * @grants: (element-type MgGrantRecord): the consents given for its slots
 * @passwords: (element-type utf8): the slots whose mail password is in the vault
 * @added_at: when it was added, in microseconds since 1970-01-01 UTC
 * @last_seen: when it last answered, or 0
 * @serial: the number of the fleet's own last change to it
 *
 * What the fleet knows of a device that is in it.
 */
struct _MgFleetMember
{
  MgDevice        *device;     /* (owned) */
  MgSessionKeeper *keeper;     /* (owned) */
  GPtrArray       *grants;     /* (owned) */
  GHashTable      *passwords;  /* (owned) */
  gint64           added_at;
  gint64           last_seen;
  guint64          serial;
};

MgFleetMember  *_mg_fleet_member_new         (MgDevice              *device,
                                              MgSessionKeeper       *keeper,
                                              gint64                 added_at);
void            _mg_fleet_member_free        (MgFleetMember         *self);
MgDevice       *_mg_device_new_from_record   (const MgDeviceRecord  *record);
MgDeviceRecord *_mg_fleet_member_to_record   (MgFleetMember         *self);
void            _mg_fleet_member_take_record (MgFleetMember         *self,
                                              const MgDeviceRecord  *record);
GPtrArray      *_mg_fleet_member_dup_slots   (MgFleetMember         *self);
void            _mg_fleet_member_set_grant   (MgFleetMember         *self,
                                              const MgGrantRecord   *grant);
void            _mg_fleet_member_drop_grant  (MgFleetMember         *self,
                                              const char            *grant_id);
gboolean        _mg_fleet_member_is_for_slot (MgFleetMember         *self,
                                              const MgGrantRecord   *grant,
                                              const MgSlotReading   *reading);
MgGrantRecord  *_mg_fleet_member_get_pushed  (MgFleetMember         *self,
                                              const MgSlotReading   *reading);
MgGrantRecord  *_mg_fleet_member_get_waiting (MgFleetMember         *self,
                                              const char            *slot_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgFleetMember, _mg_fleet_member_free)

G_END_DECLS
