/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-fleet.h"

G_BEGIN_DECLS

/* The slots of devices that cannot be read: a person keeps them, and says what
 * the device shows. */

gboolean  mg_fleet_is_guided           (MgFleet              *self,
                                        MgDevice             *device);
gboolean  mg_fleet_is_fixed_slot       (MgFleet              *self,
                                        MgSlot               *slot);
void      mg_fleet_add_slot_async      (MgFleet              *self,
                                        MgDevice             *device,
                                        const char           *title,
                                        MgMailProtocol        protocol,
                                        const char           *provider,
                                        const char           *account,
                                        const MgMailSettings *settings,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
MgSlot   *mg_fleet_add_slot_finish     (MgFleet              *self,
                                        GAsyncResult         *result,
                                        GError              **error);
void      mg_fleet_edit_slot_async     (MgFleet              *self,
                                        MgSlot               *slot,
                                        const char           *provider,
                                        const char           *account,
                                        const MgMailSettings *settings,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean  mg_fleet_edit_slot_finish    (MgFleet              *self,
                                        GAsyncResult         *result,
                                        GError              **error);
void      mg_fleet_remove_slot_async   (MgFleet              *self,
                                        MgSlot               *slot,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean  mg_fleet_remove_slot_finish  (MgFleet              *self,
                                        GAsyncResult         *result,
                                        GError              **error);
void      mg_fleet_report_slot_async   (MgFleet              *self,
                                        MgSlot               *slot,
                                        MgTokenState          state,
                                        const char           *words,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean  mg_fleet_report_slot_finish  (MgFleet              *self,
                                        GAsyncResult         *result,
                                        GError              **error);

G_END_DECLS
