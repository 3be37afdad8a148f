/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver.h"

G_BEGIN_DECLS

MgSlotReading *mg_openmediavault_parse_mail     (JsonNode             *result,
                                                 GError              **error);
MgSecret      *mg_openmediavault_write_login    (JsonObject           *before,
                                                 gboolean              enable,
                                                 const char           *user,
                                                 const MgSecret       *password);
MgSecret      *mg_openmediavault_write_settings (JsonObject           *before,
                                                 const MgMailSettings *settings);

G_END_DECLS
