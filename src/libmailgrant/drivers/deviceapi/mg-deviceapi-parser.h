/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver.h"

G_BEGIN_DECLS

MgIdentity    *mg_deviceapi_parse_identity    (MgHttpResponse        *response,
                                               char                 **base,
                                               GError               **error);
MgSecret      *mg_deviceapi_parse_session     (MgHttpResponse        *response,
                                               GError               **error);
GPtrArray     *mg_deviceapi_parse_slots       (MgHttpResponse        *response,
                                               GError               **error);
MgSlotReading *mg_deviceapi_parse_slot        (MgHttpResponse        *response,
                                               GError               **error);
GPtrArray     *mg_deviceapi_parse_rules       (MgHttpResponse        *response,
                                               GError               **error);
gboolean       mg_deviceapi_parse_job         (MgHttpResponse        *response,
                                               char                 **id,
                                               MgTestResult         **test,
                                               GError               **error);
gboolean       mg_deviceapi_check             (MgHttpResponse        *response,
                                               gboolean               had_secret,
                                               GError               **error);

G_END_DECLS
