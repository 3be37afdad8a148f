/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-address-list.h"
#include "mg-scanner.h"

G_BEGIN_DECLS

/* How many hosts of a range are tried at a time, and how long one has. */
#define MG_ADDRESS_SCANNER_MAX_AT_ONCE 64
#define MG_ADDRESS_SCANNER_SWEEP_SECONDS 1
#define MG_ADDRESS_SCANNER_LOOK_SECONDS 3

#define MG_TYPE_ADDRESS_SCANNER (mg_address_scanner_get_type ())

G_DECLARE_FINAL_TYPE (MgAddressScanner, mg_address_scanner, MG, ADDRESS_SCANNER, MgScanner)

MgScanner *mg_address_scanner_new         (MgContext            *context);
void       mg_address_scanner_look_async  (MgAddressScanner     *self,
                                           const MgAddressEntry *entry,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
gboolean   mg_address_scanner_look_finish (MgAddressScanner     *self,
                                           GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
