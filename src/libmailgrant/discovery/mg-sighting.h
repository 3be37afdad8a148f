/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mg-claims.h"
#include "mg-txt.h"

G_BEGIN_DECLS

/**
 * MgSightingSource:
 * @MG_SIGHTING_SOURCE_AVAHI: DNS-SD, through the system's Avahi
 * @MG_SIGHTING_SOURCE_MDNS: DNS-SD, by our own questions
 * @MG_SIGHTING_SOURCE_SSDP: UPnP
 * @MG_SIGHTING_SOURCE_WSD: WS-Discovery
 * @MG_SIGHTING_SOURCE_CUPS: a print queue of this computer
 * @MG_SIGHTING_SOURCE_ADDRESS: an address that a person gave
 *
 * How something was seen.
 */
typedef enum
{
  MG_SIGHTING_SOURCE_AVAHI,
  MG_SIGHTING_SOURCE_MDNS,
  MG_SIGHTING_SOURCE_SSDP,
  MG_SIGHTING_SOURCE_WSD,
  MG_SIGHTING_SOURCE_CUPS,
  MG_SIGHTING_SOURCE_ADDRESS,
} MgSightingSource;

/**
 * MgSightingWeight:
 * @MG_SIGHTING_WEIGHT_HINT: says something about a device known otherwise
 * @MG_SIGHTING_WEIGHT_WEAK: something with a page is there
 * @MG_SIGHTING_WEIGHT_STRONG: a device of our kind says what it is
 *
 * How much a sighting proves.
 */
typedef enum
{
  MG_SIGHTING_WEIGHT_HINT,
  MG_SIGHTING_WEIGHT_WEAK,
  MG_SIGHTING_WEIGHT_STRONG,
} MgSightingWeight;

/**
 * MgSightingFields:
 * @id: what tells this sighting from the scanner's others, the same when it comes again
 * @source: how it was seen
 * @weight: how much it proves
 * @interface: the index of the interface it was seen on, 0 for unknown
 * @seen_at: the wall clock then, in microseconds
 * @service_type: (nullable): the DNS-SD service type, or the UPnP service
 * @instance: (nullable): the DNS-SD instance name, as it came
 * @host: (nullable): the host name, without the dot at its end
 * @port: the port, 0 for none
 * @addresses: (element-type GInetAddress) (nullable): where it is, best first
 * @address_texts: (nullable): the same as texts, link-local ones with their zone
 * @txt: (nullable): the keys and values it came with
 * @claims: (nullable): what it says of itself
 * @admin_url: (nullable): its admin page, already judged
 *
 * All of a sighting, to make one with mg_sighting_new().
 */
typedef struct
{
  const char         *id;
  MgSightingSource    source;
  MgSightingWeight    weight;
  int                 interface;
  gint64              seen_at;
  const char         *service_type;
  const char         *instance;
  const char         *host;
  guint16             port;
  GPtrArray          *addresses;
  const char * const *address_texts;
  MgTxt              *txt;
  MgClaims           *claims;
  const char         *admin_url;
} MgSightingFields;

#define MG_TYPE_SIGHTING (mg_sighting_get_type ())

G_DECLARE_FINAL_TYPE (MgSighting, mg_sighting, MG, SIGHTING, GObject)

const char         *mg_sighting_source_get_nick   (MgSightingSource        source);

MgSighting         *mg_sighting_new               (const MgSightingFields *fields);
const char         *mg_sighting_get_id            (MgSighting             *self);
MgSightingSource    mg_sighting_get_source        (MgSighting             *self);
MgSightingWeight    mg_sighting_get_weight        (MgSighting             *self);
gboolean            mg_sighting_is_dns_sd         (MgSighting             *self);
int                 mg_sighting_get_interface     (MgSighting             *self);
gint64              mg_sighting_get_seen_at       (MgSighting             *self);
const char         *mg_sighting_get_service_type  (MgSighting             *self);
const char         *mg_sighting_get_instance      (MgSighting             *self);
const char         *mg_sighting_get_host          (MgSighting             *self);
guint16             mg_sighting_get_port          (MgSighting             *self);
GPtrArray          *mg_sighting_get_addresses     (MgSighting             *self);
const char * const *mg_sighting_get_address_texts (MgSighting             *self);
const MgTxt        *mg_sighting_get_txt           (MgSighting             *self);
const MgClaims     *mg_sighting_get_claims        (MgSighting             *self);
const char         *mg_sighting_get_admin_url     (MgSighting             *self);

G_END_DECLS
