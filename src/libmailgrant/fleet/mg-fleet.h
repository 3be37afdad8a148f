/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-context.h"
#include "mg-device.h"
#include "mg-discovery.h"
#include "mg-driver-registry.h"
#include "mg-provider-registry.h"
#include "mg-vault.h"

G_BEGIN_DECLS

#define MG_TYPE_FLEET (mg_fleet_get_type ())

G_DECLARE_FINAL_TYPE (MgFleet, mg_fleet, MG, FLEET, GObject)

MgFleet            *mg_fleet_new             (MgContext            *context,
                                              MgVault              *vault);
MgFleet            *mg_fleet_new_for_drivers (MgContext            *context,
                                              MgVault              *vault,
                                              MgDriverRegistry     *drivers);
void                mg_fleet_load_async      (MgFleet              *self,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean            mg_fleet_load_finish     (MgFleet              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void                mg_fleet_close_async     (MgFleet              *self,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean            mg_fleet_close_finish    (MgFleet              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
MgContext          *mg_fleet_get_context     (MgFleet              *self);
MgVault            *mg_fleet_get_vault       (MgFleet              *self);
MgDriverRegistry   *mg_fleet_get_drivers     (MgFleet              *self);
MgProviderRegistry *mg_fleet_get_providers   (MgFleet              *self);
MgDiscovery        *mg_fleet_get_discovery   (MgFleet              *self);
guint               mg_fleet_get_schema      (MgFleet              *self);
MgDevice           *mg_fleet_lookup_device   (MgFleet              *self,
                                              const char           *id_or_name);
MgSlot             *mg_fleet_lookup_slot     (MgFleet              *self,
                                              const char           *path,
                                              MgDevice            **device,
                                              GError              **error);
MgDriver           *mg_fleet_get_driver      (MgFleet              *self,
                                              MgDevice             *device);
MgDriver           *mg_fleet_match_driver    (MgFleet              *self,
                                              MgDiscoveredDevice   *found);
char               *mg_fleet_dup_admin_page  (MgFleet              *self,
                                              MgDevice             *device);
gint64              mg_fleet_get_obtained_at (MgFleet              *self,
                                              MgSlot               *slot);
gint64              mg_fleet_get_expires_at  (MgFleet              *self,
                                              MgSlot               *slot);

G_END_DECLS
