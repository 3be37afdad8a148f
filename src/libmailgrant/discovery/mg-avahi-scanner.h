/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-scanner.h"

G_BEGIN_DECLS

#define MG_TYPE_AVAHI_SCANNER (mg_avahi_scanner_get_type ())

G_DECLARE_FINAL_TYPE (MgAvahiScanner, mg_avahi_scanner, MG, AVAHI_SCANNER, MgScanner)

MgScanner *mg_avahi_scanner_new (MgContext       *context,
                                 GDBusConnection *connection,
                                 gboolean         include_local);

G_END_DECLS
