/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-sighting.h"

G_BEGIN_DECLS

/* How many sightings of one device are looked at. */
#define MG_DISCOVERED_DEVICE_MAX_SIGHTINGS 32

#define MG_TYPE_DISCOVERED_DEVICE (mg_discovered_device_get_type ())

G_DECLARE_FINAL_TYPE (MgDiscoveredDevice, mg_discovered_device, MG, DISCOVERED_DEVICE, GObject)

MgDiscoveredDevice *mg_discovered_device_new           (void);
const char         *mg_discovered_device_get_id        (MgDiscoveredDevice *self);
const char         *mg_discovered_device_get_name      (MgDiscoveredDevice *self);
MgDiscoveredKind    mg_discovered_device_get_kind      (MgDiscoveredDevice *self);
const char         *mg_discovered_device_get_vendor    (MgDiscoveredDevice *self);
const char         *mg_discovered_device_get_model     (MgDiscoveredDevice *self);
const char         *mg_discovered_device_get_serial    (MgDiscoveredDevice *self);
const char         *mg_discovered_device_get_firmware  (MgDiscoveredDevice *self);
const char * const *mg_discovered_device_get_addresses (MgDiscoveredDevice *self);
const char         *mg_discovered_device_get_admin_url (MgDiscoveredDevice *self);
const char * const *mg_discovered_device_get_sources   (MgDiscoveredDevice *self);
gint64              mg_discovered_device_get_last_seen (MgDiscoveredDevice *self);
gboolean            mg_discovered_device_get_disputed  (MgDiscoveredDevice *self);
const char         *mg_discovered_device_get_warning   (MgDiscoveredDevice *self);
gboolean            mg_discovered_device_get_gone      (MgDiscoveredDevice *self);

/* For driver match rules */
GPtrArray          *mg_discovered_device_get_sightings (MgDiscoveredDevice *self);

/* For MgDiscovery */
void                mg_discovered_device_update        (MgDiscoveredDevice *self,
                                                        const char         *id,
                                                        GPtrArray          *sightings);
void                mg_discovered_device_set_gone      (MgDiscoveredDevice *self);

G_END_DECLS
