/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-scanner.h"

G_BEGIN_DECLS

#define MG_TYPE_MDNS_SCANNER (mg_mdns_scanner_get_type ())

G_DECLARE_FINAL_TYPE (MgMdnsScanner, mg_mdns_scanner, MG, MDNS_SCANNER, MgScanner)

MgScanner *mg_mdns_scanner_new    (MgContext     *context,
                                   gboolean       include_local);
void       mg_mdns_scanner_handle (MgMdnsScanner *self,
                                   int            interface,
                                   GInetAddress  *source,
                                   const guint8  *bytes,
                                   gsize          length);

G_END_DECLS
