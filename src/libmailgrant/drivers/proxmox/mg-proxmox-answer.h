/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver.h"

G_BEGIN_DECLS

char       *mg_proxmox_answer_dup_words (MgHttpResponse  *response);
JsonObject *mg_proxmox_answer_parse     (MgHttpResponse  *response,
                                         GError         **error);

G_END_DECLS
