/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-proxmox-product.h"

G_BEGIN_DECLS

#define MG_TYPE_PROXMOX_SESSION (mg_proxmox_session_get_type ())

G_DECLARE_FINAL_TYPE (MgProxmoxSession, mg_proxmox_session, MG, PROXMOX_SESSION, MgSession)

MgProxmoxSession *mg_proxmox_session_new_ticket     (MgHttp                 *http,
                                                     const MgProxmoxProduct *product,
                                                     MgSecret               *cookie,
                                                     MgSecret               *csrf_token);
MgProxmoxSession *mg_proxmox_session_new_api_token  (MgHttp                 *http,
                                                     const MgProxmoxProduct *product,
                                                     MgCredential           *credential);
MgHttpRequest    *mg_proxmox_session_create_request (MgProxmoxSession       *self,
                                                     const char             *method,
                                                     const char             *path);
MgHttpRequest    *mg_proxmox_session_create_call    (MgProxmoxSession       *self,
                                                     const char             *method,
                                                     const char             *kind,
                                                     const char             *name,
                                                     const char             *verb);

G_END_DECLS
