/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver.h"

G_BEGIN_DECLS

void mg_synology_identify (MgDriver     *driver,
                           MgHttp       *http,
                           GTask        *task);
void mg_synology_sign_in  (MgDriver     *driver,
                           MgHttp       *http,
                           MgCredential *credential,
                           GTask        *task);

G_END_DECLS
