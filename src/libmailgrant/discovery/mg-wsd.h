/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mg-claims.h"

G_BEGIN_DECLS

/* How many endpoints one message may speak of, and how many URLs one endpoint
 * may have. */
#define MG_WSD_MAX_MATCHES 16
#define MG_WSD_MAX_URLS 8

/**
 * MgWsdMatch:
 * @endpoint: the endpoint's address, a URI
 * @types: (nullable): what it is, as names without prefixes
 * @urls: (nullable): where it can be asked
 *
 * A match of a probe or resolve message.
 */
typedef struct
{
  char  *endpoint;  /* (owned) */
  char  *types;     /* (owned) (nullable) */
  GStrv  urls;      /* (owned) (nullable) */
} MgWsdMatch;

/* What a device says of itself when it is asked. */
typedef struct
{
  MgClaims *claims;            /* (owned) */
  char     *presentation_url;  /* (owned) (nullable) */
} MgWsdMetadata;

GBytes        *mg_wsd_new_probe       (void);
GBytes        *mg_wsd_new_resolve     (const char    *endpoint);
GBytes        *mg_wsd_new_get         (const char    *endpoint);
GPtrArray     *mg_wsd_parse_matches   (GBytes        *document);
MgWsdMetadata *mg_wsd_parse_metadata  (GBytes        *document);
void           mg_wsd_match_free      (MgWsdMatch    *match);
void           mg_wsd_metadata_free   (MgWsdMetadata *metadata);
gboolean       mg_wsd_match_is_ours   (const MgWsdMatch *match);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgWsdMatch, mg_wsd_match_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgWsdMetadata, mg_wsd_metadata_free)

G_END_DECLS
