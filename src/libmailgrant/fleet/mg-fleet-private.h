/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-fleet-member-private.h"
#include "mg-fleet.h"
#include "mg-inspection.h"
#include "mg-oauth-client.h"
#include "mg-refresher.h"

G_BEGIN_DECLS

/* mg-fleet.c */
MgStore       *_mg_fleet_get_store           (MgFleet              *self);
MgRefresher   *_mg_fleet_get_refresher       (MgFleet              *self,
                                              const MgGrantRecord  *grant);
MgFleetMember *_mg_fleet_get_member          (MgFleet              *self,
                                              const char           *device_id);
guint          _mg_fleet_get_n_members       (MgFleet              *self);
MgFleetMember *_mg_fleet_get_nth_member      (MgFleet              *self,
                                              guint                 position);
MgFleetMember *_mg_fleet_create_member       (MgFleet              *self,
                                              MgDevice             *device,
                                              gint64                added_at);
void           _mg_fleet_take_member         (MgFleet              *self,
                                              MgFleetMember        *member);
void           _mg_fleet_drop_member         (MgFleet              *self,
                                              const char           *device_id);
guint64        _mg_fleet_get_serial          (MgFleet              *self);
void           _mg_fleet_touch               (MgFleet              *self,
                                              const char           *device_id);

/* mg-fleet-client.c */
void           _mg_fleet_load_client_async   (MgFleet              *self,
                                              MgProvider           *provider,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
MgOAuthClient *_mg_fleet_load_client_finish  (MgFleet              *self,
                                              GAsyncResult         *result,
                                              GError              **error);

/* mg-fleet-devices.c */
MgVaultKey    *_mg_fleet_create_password_key (const char           *device_id,
                                              const char           *slot_id);

/* mg-fleet-inspect.c */
MgDevice      *_mg_fleet_find_inspected      (MgFleet              *self,
                                              const MgInspection   *inspection);

/* mg-fleet-match.c */
MgDiscoveredDevice *_mg_fleet_find_discovered (MgFleet             *self,
                                              MgAddress            *address);
GPtrArray     *_mg_fleet_rank_drivers        (MgFleet              *self,
                                              MgDriver             *first);

/* mg-fleet-judge.c */
void           _mg_fleet_judge_reading       (MgFleet              *self,
                                              MgFleetMember        *member,
                                              MgSlotReading        *reading);
void           _mg_fleet_take_test           (MgFleet              *self,
                                              MgSlot               *slot,
                                              const MgTestResult   *test);

/* mg-fleet-expiry.c */
const MgGrantRecord *_mg_fleet_get_grant     (MgFleet              *self,
                                              MgSlot               *slot);
void           _mg_fleet_note_expiry         (MgFleet              *self,
                                              MgSlot               *slot);

/* mg-fleet-load.c */
void           _mg_fleet_settle_waiting      (MgFleet              *self,
                                              MgFleetMember        *member);
void           _mg_fleet_reload              (MgFleet              *self);

/* mg-fleet-guided.c */
gboolean       _mg_fleet_describe_slot       (MgFleet              *self,
                                              MgSlot               *slot,
                                              const char           *provider,
                                              const char           *account,
                                              const MgMailSettings *settings,
                                              GError              **error);

/* mg-fleet-reach.c */
GPtrArray     *_mg_fleet_list_linked         (MgFleet              *self,
                                              MgSlot               *slot);
void           _mg_fleet_take_report         (MgFleet              *self,
                                              MgSlot               *slot,
                                              MgTokenState          state,
                                              const char           *words);
gboolean       _mg_fleet_add_fixed_slots     (MgFleet              *self,
                                              MgFleetMember        *member);
void           _mg_fleet_reach_async         (MgFleet              *self,
                                              MgDevice             *device,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean       _mg_fleet_reach_finish        (MgFleet              *self,
                                              GAsyncResult         *result,
                                              GError              **error);

/* mg-fleet-storage.c; all finished by _mg_fleet_saved_finish() */
void           _mg_fleet_save_device_async   (MgFleet              *self,
                                              MgFleetMember        *member,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
void           _mg_fleet_save_slots_async    (MgFleet              *self,
                                              const char           *device_id,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
void           _mg_fleet_save_grant_async    (MgFleet              *self,
                                              const MgGrantRecord  *grant,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
void           _mg_fleet_remove_grant_async  (MgFleet              *self,
                                              const MgGrantRecord  *grant,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean       _mg_fleet_saved_finish        (MgFleet              *self,
                                              GAsyncResult         *result,
                                              GError              **error);

G_END_DECLS
