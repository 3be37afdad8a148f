/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-fleet.h"
#include "mg-inspection.h"

G_BEGIN_DECLS

/* Which devices are in the fleet, and how it gets in. */

void          mg_fleet_inspect_async              (MgFleet              *self,
                                                   MgAddress            *address,
                                                   const char           *driver_id,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
MgInspection *mg_fleet_inspect_finish             (MgFleet              *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
void          mg_fleet_add_device_async           (MgFleet              *self,
                                                   const MgInspection   *inspection,
                                                   const char           *name,
                                                   MgCredential         *credential,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
MgDevice     *mg_fleet_add_device_finish          (MgFleet              *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
void          mg_fleet_remove_device_async        (MgFleet              *self,
                                                   MgDevice             *device,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean      mg_fleet_remove_device_finish       (MgFleet              *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
void          mg_fleet_rename_device_async        (MgFleet              *self,
                                                   MgDevice             *device,
                                                   const char           *name,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean      mg_fleet_rename_device_finish       (MgFleet              *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
void          mg_fleet_sign_in_async              (MgFleet              *self,
                                                   MgDevice             *device,
                                                   MgCredential         *credential,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean      mg_fleet_sign_in_finish             (MgFleet              *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
void          mg_fleet_confirm_fingerprint_async  (MgFleet              *self,
                                                   MgDevice             *device,
                                                   const char           *fingerprint,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean      mg_fleet_confirm_fingerprint_finish (MgFleet              *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);

G_END_DECLS
