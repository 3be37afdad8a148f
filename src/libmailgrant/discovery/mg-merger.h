/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-sighting.h"

G_BEGIN_DECLS

GPtrArray *mg_merger_merge       (GPtrArray *sightings);
char      *mg_merger_dup_id      (GPtrArray *group);
char      *mg_merger_dup_full_id (GPtrArray *group);

G_END_DECLS
