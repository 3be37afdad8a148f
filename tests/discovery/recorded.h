/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "mg-address-rules.h"
#include "mg-discovered-device.h"

G_BEGIN_DECLS

MgAddressRules *recorded_rules_new     (void);
GPtrArray      *recorded_sightings_new (JsonArray          *records);
void            recorded_check_device  (JsonObject         *expected,
                                        MgDiscoveredDevice *device);

G_END_DECLS
