/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver.h"

G_BEGIN_DECLS

GPtrArray     *mg_proxmox_parse_names    (JsonObject           *answer,
                                          GError              **error);
MgSlotReading *mg_proxmox_parse_endpoint (JsonObject           *answer,
                                          const char           *name,
                                          GError              **error);
MgTestResult  *mg_proxmox_parse_failure  (const char           *words);
MgSecret      *mg_proxmox_write_login    (const MgSlotReading  *slot,
                                          const char           *account,
                                          const MgSecret       *password);
char          *mg_proxmox_write_settings (const MgSlotReading  *slot,
                                          const MgMailSettings *settings);

G_END_DECLS
