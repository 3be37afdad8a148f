/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver-registry.h"
#include "mg-fake-clock.h"
#include "mg-replay.h"

G_BEGIN_DECLS

/**
 * MgDriverRig:
 * @replay: the device
 * @clock: (nullable): set by mg_driver_rig_set_up_with_clock()
 * @context: the surroundings
 * @http: the pinned way to the device
 * @registry: all drivers
 * @driver: (unowned): the one under test
 * @session: (nullable): set by mg_driver_rig_sign_in()
 *
 * A driver, a device that plays a recording, and what stands between them.
 */
typedef struct
{
  MgReplay         *replay;
  MgFakeClock      *clock;
  MgContext        *context;
  MgHttp           *http;
  MgDriverRegistry *registry;
  MgDriver         *driver;
  MgSession        *session;
} MgDriverRig;

void          mg_driver_rig_set_up          (MgDriverRig          *rig,
                                             const char           *driver,
                                             const char           *recording);
void          mg_driver_rig_set_up_with_clock (MgDriverRig        *rig,
                                             const char           *driver,
                                             const char           *recording);
void          mg_driver_rig_tear_down       (MgDriverRig          *rig);
MgIdentity   *mg_driver_rig_identify        (MgDriverRig          *rig,
                                             GError              **error);
gboolean      mg_driver_rig_sign_in         (MgDriverRig          *rig,
                                             const char           *user,
                                             const char           *password,
                                             const char           *one_time_code,
                                             GError              **error);
gboolean      mg_driver_rig_sign_out        (MgDriverRig          *rig,
                                             GError              **error);
GPtrArray    *mg_driver_rig_read_slots      (MgDriverRig          *rig,
                                             GError              **error);
gboolean      mg_driver_rig_push_token      (MgDriverRig           *rig,
                                             const MgSlotReading   *slot,
                                             const MgTokenDelivery *delivery,
                                             GError               **error);
gboolean      mg_driver_rig_push_password   (MgDriverRig          *rig,
                                             const MgSlotReading  *slot,
                                             const char           *account,
                                             const char           *password,
                                             GError              **error);
gboolean      mg_driver_rig_write_settings  (MgDriverRig          *rig,
                                             const MgSlotReading  *slot,
                                             const MgMailSettings *settings,
                                             GError              **error);
gboolean      mg_driver_rig_delete_token    (MgDriverRig          *rig,
                                             const MgSlotReading  *slot,
                                             GError              **error);
MgTestResult *mg_driver_rig_test            (MgDriverRig          *rig,
                                             const MgSlotReading  *slot,
                                             GError              **error);
MgTestResult *mg_driver_rig_test_unsaved    (MgDriverRig           *rig,
                                             const MgSlotReading   *slot,
                                             const MgTokenDelivery *unsaved,
                                             GError               **error);

G_END_DECLS
