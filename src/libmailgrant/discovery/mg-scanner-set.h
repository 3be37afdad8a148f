/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-scanner.h"

G_BEGIN_DECLS

#define MG_TYPE_SCANNER_SET (mg_scanner_set_get_type ())

G_DECLARE_FINAL_TYPE (MgScannerSet, mg_scanner_set, MG, SCANNER_SET, GObject)

MgScannerSet   *mg_scanner_set_new            (MgContext    *context);
void            mg_scanner_set_add            (MgScannerSet *self,
                                               MgScanner    *scanner);
void            mg_scanner_set_add_fallback   (MgScannerSet *self,
                                               MgScanner    *scanner,
                                               MgScanner    *fallback);
GListModel     *mg_scanner_set_get_model      (MgScannerSet *self);
void            mg_scanner_set_start          (MgScannerSet *self);
void            mg_scanner_set_stop           (MgScannerSet *self);
void            mg_scanner_set_refresh        (MgScannerSet *self);
gboolean        mg_scanner_set_is_running     (MgScannerSet *self);
MgScannerState  mg_scanner_set_get_state      (MgScannerSet *self);
gboolean        mg_scanner_set_get_overflowed (MgScannerSet *self);
GPtrArray      *mg_scanner_set_dup_sightings  (MgScannerSet *self);

G_END_DECLS
