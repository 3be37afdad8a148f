/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-address-rules.h"
#include "mg-sighting.h"

G_BEGIN_DECLS

/**
 * MgDnsSdAnswer:
 * @source: who asked
 * @interface: the index of the interface that it came from
 * @seen_at: the wall clock
 * @type: the service type
 * @instance: the instance name as it came
 * @host: (nullable): the host of the SRV record, as it came
 * @port: the port of the SRV record
 * @addresses: (element-type GInetAddress): the addresses of @host
 * @txt: the TXT record
 *
 * One resolved DNS-SD service.
 */
typedef struct
{
  MgSightingSource  source;
  int               interface;
  gint64            seen_at;
  const char       *type;
  const char       *instance;
  const char       *host;
  guint16           port;
  GPtrArray        *addresses;
  MgTxt            *txt;
} MgDnsSdAnswer;

const char * const *mg_dns_sd_get_types   (void);
char               *mg_dns_sd_dup_id      (MgSightingSource     source,
                                           int                  interface,
                                           const char          *type,
                                           const char          *instance);
MgSighting         *mg_dns_sd_new_sighting (const MgDnsSdAnswer *answer,
                                            MgAddressRules      *rules);

G_END_DECLS
