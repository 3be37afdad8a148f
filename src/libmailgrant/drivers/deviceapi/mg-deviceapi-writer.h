/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver.h"

G_BEGIN_DECLS

MgSecret *mg_deviceapi_write_credential  (MgCredential          *credential);
MgSecret *mg_deviceapi_write_token       (const MgTokenDelivery *delivery);
MgSecret *mg_deviceapi_write_unsaved     (const MgTokenDelivery *delivery);
MgSecret *mg_deviceapi_write_password    (const char            *account,
                                          MgSecret              *password);
char     *mg_deviceapi_write_settings    (const MgMailSettings  *settings);
char     *mg_deviceapi_write_new_slot    (const MgSlotReading   *draft);
char     *mg_deviceapi_write_rule        (const MgRule          *rule);

G_END_DECLS
