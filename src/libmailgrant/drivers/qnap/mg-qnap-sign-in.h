/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver.h"

G_BEGIN_DECLS

void mg_qnap_sign_in       (MgDriver     *driver,
                            MgHttp       *http,
                            MgCredential *credential,
                            GTask        *task);
void mg_qnap_check_session (MgDriver     *driver,
                            MgSession    *session,
                            GTask        *task);
void mg_qnap_sign_out      (MgDriver     *driver,
                            MgSession    *session,
                            GTask        *task);

G_END_DECLS
