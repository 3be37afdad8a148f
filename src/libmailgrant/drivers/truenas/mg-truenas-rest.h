/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-session.h"

G_BEGIN_DECLS

void mg_truenas_rest_call (MgSession      *session,
                           const char     *user,
                           const char     *method,
                           const MgSecret *first,
                           const MgSecret *second,
                           gboolean        has_secret,
                           GTask          *task);

G_END_DECLS
