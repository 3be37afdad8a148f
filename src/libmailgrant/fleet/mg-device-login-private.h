/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-credential.h"

G_BEGIN_DECLS

MgSecret     *_mg_device_login_to_secret   (MgCredential  *credential,
                                            const char    *login_id);
MgCredential *_mg_device_login_from_secret (MgSecret      *secret,
                                            char         **login_id,
                                            GError       **error);

G_END_DECLS
