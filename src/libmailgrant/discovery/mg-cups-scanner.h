/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-scanner.h"

G_BEGIN_DECLS

#define MG_TYPE_CUPS_SCANNER (mg_cups_scanner_get_type ())

G_DECLARE_FINAL_TYPE (MgCupsScanner, mg_cups_scanner, MG, CUPS_SCANNER, MgScanner)

MgScanner *mg_cups_scanner_new (MgContext  *context,
                                const char *socket_path,
                                gboolean    include_local);

G_END_DECLS
