/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void          mg_tls_trust_lighten    (void);
GTlsDatabase *mg_tls_trust_get_system (void);

G_END_DECLS
