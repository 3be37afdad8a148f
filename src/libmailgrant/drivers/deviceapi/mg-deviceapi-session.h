/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-session.h"

G_BEGIN_DECLS

#define MG_TYPE_DEVICEAPI_SESSION (mg_deviceapi_session_get_type ())

G_DECLARE_FINAL_TYPE (MgDeviceapiSession, mg_deviceapi_session, MG, DEVICEAPI_SESSION, MgSession)

MgDeviceapiSession *mg_deviceapi_session_new      (MgHttp             *http,
                                                   MgSecret           *token,
                                                   const char         *base);
char               *mg_deviceapi_session_dup_path (MgDeviceapiSession *self,
                                                   const char         *first,
                                                   ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
