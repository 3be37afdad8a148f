/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-scanner.h"

G_BEGIN_DECLS

#define MG_TYPE_SSDP_SCANNER (mg_ssdp_scanner_get_type ())

G_DECLARE_FINAL_TYPE (MgSsdpScanner, mg_ssdp_scanner, MG, SSDP_SCANNER, MgScanner)

MgScanner *mg_ssdp_scanner_new    (MgContext     *context,
                                   gboolean       include_local);
void       mg_ssdp_scanner_handle (MgSsdpScanner *self,
                                   int            interface,
                                   GInetAddress  *source,
                                   const guint8  *bytes,
                                   gsize          length);

G_END_DECLS
