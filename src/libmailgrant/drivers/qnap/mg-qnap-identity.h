/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver.h"
#include "mg-qnap-answer.h"

G_BEGIN_DECLS

MgIdentity *mg_qnap_parse_identity (const MgQnapAnswer *answer);
void        mg_qnap_identify       (MgDriver           *driver,
                                    MgHttp             *http,
                                    GTask              *task);

G_END_DECLS
