/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean mg_endpoint_is_loopback_host (const char *host);
gboolean mg_endpoint_check            (const char *uri,
                                       GError    **error);

G_END_DECLS
