/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-discovered-device.h"
#include "mg-scanner.h"

G_BEGIN_DECLS

#define MG_TYPE_DISCOVERY (mg_discovery_get_type ())

G_DECLARE_FINAL_TYPE (MgDiscovery, mg_discovery, MG, DISCOVERY, GObject)

MgDiscovery    *mg_discovery_new              (MgContext            *context,
                                               gboolean              include_local);
MgDiscovery    *mg_discovery_new_for_scanners (MgContext            *context,
                                               MgScanner           **scanners,
                                               gsize                 n_scanners);
void            mg_discovery_start            (MgDiscovery          *self);
void            mg_discovery_stop             (MgDiscovery          *self);
void            mg_discovery_refresh          (MgDiscovery          *self);
gboolean        mg_discovery_is_running       (MgDiscovery          *self);
GListModel     *mg_discovery_get_scanners     (MgDiscovery          *self);
MgScannerState  mg_discovery_get_state        (MgDiscovery          *self);
const char     *mg_discovery_get_notice       (MgDiscovery          *self);
void            mg_discovery_set_show_servers (MgDiscovery          *self,
                                               gboolean              show_servers);
void            mg_discovery_look_async       (MgDiscovery          *self,
                                               const char           *address,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
gboolean        mg_discovery_look_finish      (MgDiscovery          *self,
                                               GAsyncResult         *result,
                                               GError              **error);
void            mg_discovery_import_async     (MgDiscovery          *self,
                                               const char           *list,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
GPtrArray      *mg_discovery_import_finish    (MgDiscovery          *self,
                                               GAsyncResult         *result,
                                               GError              **error);

G_END_DECLS
