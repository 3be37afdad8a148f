/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-session.h"

G_BEGIN_DECLS

#define MG_TYPE_REDFISH_SESSION (mg_redfish_session_get_type ())

G_DECLARE_FINAL_TYPE (MgRedfishSession, mg_redfish_session, MG, REDFISH_SESSION, MgSession)

MgRedfishSession *mg_redfish_session_new      (MgHttp           *http,
                                               MgSecret         *token,
                                               const char       *path);
const char       *mg_redfish_session_get_path (MgRedfishSession *self);

G_END_DECLS
