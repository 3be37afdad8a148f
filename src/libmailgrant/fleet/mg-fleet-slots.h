/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-fleet.h"
#include "mg-oauth-failure.h"
#include "mg-probe-result.h"
#include "mg-test-result.h"

G_BEGIN_DECLS

/* What is looked at and done on the devices' slots. */

void           mg_fleet_check_device_async   (MgFleet              *self,
                                              MgDevice             *device,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean       mg_fleet_check_device_finish  (MgFleet              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void           mg_fleet_check_all_async      (MgFleet              *self,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean       mg_fleet_check_all_finish     (MgFleet              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void           mg_fleet_probe_slot_async     (MgFleet              *self,
                                              MgSlot               *slot,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
MgProbeResult *mg_fleet_probe_slot_finish    (MgFleet              *self,
                                              GAsyncResult         *result,
                                              MgOAuthFailure      **failure,
                                              GError              **error);
void           mg_fleet_test_slot_async      (MgFleet              *self,
                                              MgSlot               *slot,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
MgTestResult  *mg_fleet_test_slot_finish     (MgFleet              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void           mg_fleet_push_password_async  (MgFleet              *self,
                                              MgSlot               *slot,
                                              const char           *account,
                                              MgSecret             *password,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
MgTestResult  *mg_fleet_push_password_finish (MgFleet              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
gboolean       mg_fleet_is_due               (MgFleet              *self,
                                              MgSlot               *slot);
void           mg_fleet_renew_slot_async     (MgFleet              *self,
                                              MgSlot               *slot,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
MgTestResult  *mg_fleet_renew_slot_finish    (MgFleet              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void           mg_fleet_delete_token_async   (MgFleet              *self,
                                              MgSlot               *slot,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean       mg_fleet_delete_token_finish  (MgFleet              *self,
                                              GAsyncResult         *result,
                                              GError              **error);

G_END_DECLS
