/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver-registry.h"
#include "mg-fake-clock.h"
#include "mg-replay.h"

G_BEGIN_DECLS

/* What mg_driver_rig_run_session() signs in with, and what it delivers. */
#define MG_DRIVER_RIG_USER "admin"
#define MG_DRIVER_RIG_PASSWORD "p\"w"
#define MG_DRIVER_RIG_ACCOUNT "box@example.org"
#define MG_DRIVER_RIG_APP_PASSWORD "a\"pp"
#define MG_DRIVER_RIG_REFRESH_TOKEN "1//rt\"\\"
#define MG_DRIVER_RIG_CLIENT_SECRET "c\"s"

/**
 * MgDriverRig:
 * @replay: the device
 * @clock: (nullable): set by mg_driver_rig_set_up_with_clock()
 * @context: the surroundings
 * @http: the pinned way to the device
 * @registry: all drivers
 * @driver: (unowned): the one under test
 * @session: (nullable): set by mg_driver_rig_sign_in()
 * @cancellable: goes with every verb
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
  GCancellable     *cancellable;
} MgDriverRig;

/**
 * MgDriverRigStage:
 * @MG_DRIVER_RIG_SIGN_IN: signs in
 * @MG_DRIVER_RIG_READ: reads the slots
 * @MG_DRIVER_RIG_PUSH: puts a grant into the first slot
 * @MG_DRIVER_RIG_READ_AGAIN: reads the slots, as they are now
 * @MG_DRIVER_RIG_PUSH_AGAIN: puts the same grant there once more
 * @MG_DRIVER_RIG_SIGN_OUT: signs out
 * @MG_DRIVER_RIG_DONE: all of it went well
 *
 * A whole session, step by step. A step that the driver does not offer is left
 * out.
 */
typedef enum
{
  MG_DRIVER_RIG_SIGN_IN,
  MG_DRIVER_RIG_READ,
  MG_DRIVER_RIG_PUSH,
  MG_DRIVER_RIG_READ_AGAIN,
  MG_DRIVER_RIG_PUSH_AGAIN,
  MG_DRIVER_RIG_SIGN_OUT,
  MG_DRIVER_RIG_DONE,
} MgDriverRigStage;

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
MgDriverRigStage mg_driver_rig_run_session  (MgDriverRig          *rig,
                                             guint                *n_requests,
                                             GError              **error);

G_END_DECLS
