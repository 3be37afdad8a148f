/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-clock.h"
#include "mg-sighting.h"

G_BEGIN_DECLS

/* How many sightings a list keeps, and how many new ones it takes in a second. */
#define MG_SIGHTING_LIST_MAX 4096
#define MG_SIGHTING_LIST_MAX_NEW_PER_SECOND 200

#define MG_TYPE_SIGHTING_LIST (mg_sighting_list_get_type ())

G_DECLARE_FINAL_TYPE (MgSightingList, mg_sighting_list, MG, SIGHTING_LIST, GObject)

MgSightingList *mg_sighting_list_new            (MgClock        *clock);
MgSighting     *mg_sighting_list_lookup         (MgSightingList *self,
                                                 const char     *id);
void            mg_sighting_list_put            (MgSightingList *self,
                                                 MgSighting     *sighting);
void            mg_sighting_list_drop           (MgSightingList *self,
                                                 const char     *id);
void            mg_sighting_list_drop_all       (MgSightingList *self);
gboolean        mg_sighting_list_get_overflowed (MgSightingList *self);

G_END_DECLS
