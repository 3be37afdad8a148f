/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver-rig.h"

G_BEGIN_DECLS

#define RECORDING(name) "drivers/truenas/recordings/" name ".json"

void             truenas_rig_set_up          (MgDriverRig   *rig,
                                              const char    *recording);
void             truenas_rig_set_up_signed_in (MgDriverRig  *rig,
                                              const char    *recording);
gboolean         truenas_rig_sign_in         (MgDriverRig   *rig,
                                              GError       **error);
MgSlotReading   *truenas_rig_create_slot     (const char    *provider,
                                              const char    *sender);
MgTokenDelivery *truenas_rig_create_delivery (const char    *provider);
MgTestResult    *truenas_rig_test            (MgDriverRig           *rig,
                                              const MgSlotReading   *slot,
                                              const MgTokenDelivery *unsaved,
                                              GError               **error);

G_END_DECLS
