/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-scanner.h"

G_BEGIN_DECLS

#define MG_TYPE_WSD_SCANNER (mg_wsd_scanner_get_type ())

G_DECLARE_FINAL_TYPE (MgWsdScanner, mg_wsd_scanner, MG, WSD_SCANNER, MgScanner)

MgScanner *mg_wsd_scanner_new    (MgContext    *context,
                                  gboolean      include_local);
void       mg_wsd_scanner_handle (MgWsdScanner *self,
                                  int           interface,
                                  GInetAddress *source,
                                  const guint8 *bytes,
                                  gsize         length);
void       mg_wsd_scanner_probe  (MgWsdScanner *self,
                                  int           interface,
                                  GInetAddress *address);

G_END_DECLS
