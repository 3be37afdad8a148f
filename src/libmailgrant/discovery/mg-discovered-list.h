/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-clock.h"
#include "mg-discovered-device.h"

G_BEGIN_DECLS

/* How many devices are listed, and how long one may be silent before it goes. */
#define MG_DISCOVERED_LIST_MAX_DEVICES 512
#define MG_DISCOVERED_LIST_GRACE_MSEC (10 * 1000)

#define MG_TYPE_DISCOVERED_LIST (mg_discovered_list_get_type ())

G_DECLARE_FINAL_TYPE (MgDiscoveredList, mg_discovered_list, MG, DISCOVERED_LIST, GObject)

MgDiscoveredList *mg_discovered_list_new              (MgClock          *clock);
void              mg_discovered_list_set_show_servers (MgDiscoveredList *self,
                                                       gboolean          show_servers);
void              mg_discovered_list_set_sightings    (MgDiscoveredList *self,
                                                       GPtrArray        *sightings);
void              mg_discovered_list_clear            (MgDiscoveredList *self);
gboolean          mg_discovered_list_get_overflowed   (MgDiscoveredList *self);

G_END_DECLS
