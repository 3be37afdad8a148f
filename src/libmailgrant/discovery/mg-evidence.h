/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-sighting.h"

G_BEGIN_DECLS

GPtrArray        *mg_evidence_rank          (GPtrArray *sightings,
                                             guint      max);
const char       *mg_evidence_find_claim    (GPtrArray *ranked,
                                             MgClaim    claim);
GStrv             mg_evidence_dup_addresses (GPtrArray *ranked);
GStrv             mg_evidence_dup_sources   (GPtrArray *ranked);
char             *mg_evidence_dup_admin_url (GPtrArray *ranked);
char             *mg_evidence_dup_name      (GPtrArray *ranked,
                                             GStrv      addresses);
MgDiscoveredKind  mg_evidence_get_kind      (GPtrArray *ranked);
gint64            mg_evidence_get_last_seen (GPtrArray *ranked);
gboolean          mg_evidence_is_disputed   (GPtrArray *ranked);

G_END_DECLS
