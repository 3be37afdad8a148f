/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver.h"

G_BEGIN_DECLS

MgIdentity *mg_redfish_parse_root      (MgHttpResponse       *response,
                                        GError              **error);
char       *mg_redfish_dup_path        (const char           *location,
                                        MgAddress            *address);
GPtrArray  *mg_redfish_parse_smtp      (MgHttpResponse       *response,
                                        GError              **error);
gboolean    mg_redfish_check           (MgHttpResponse       *response,
                                        GError              **error);
MgSecret   *mg_redfish_write_login     (MgCredential         *credential);
MgSecret   *mg_redfish_write_password  (const MgSlotReading  *slot,
                                        const char           *account,
                                        MgSecret             *password);
char       *mg_redfish_write_settings  (const MgMailSettings *settings);

G_END_DECLS
