/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-mdns.h"
#include "mg-scanner.h"

G_BEGIN_DECLS

/* How much is remembered of what is heard. */
#define MG_MDNS_CACHE_MAX_SERVICES 512
#define MG_MDNS_CACHE_MAX_HOSTS 512
#define MG_MDNS_CACHE_MAX_ADDRESSES 8

/* How often what is missing is asked for. */
#define MG_MDNS_CACHE_MAX_ASKED 3

/**
 * MgMdnsService:
 * @name: the name
 * @interface: the index of the interface it was heard on
 * @host: the host
 * @port: the port
 * @txt: the TXT record
 * @addresses: (element-type GInetAddress): of the host
 *
 * A service of which everything is known.
 */
typedef struct
{
  const char *name;
  int         interface;
  const char *host;
  guint16     port;
  MgTxt      *txt;
  GPtrArray  *addresses;
} MgMdnsService;

typedef void (*MgMdnsServiceFunc) (const MgMdnsService *service,
                                   gpointer             user_data);

#define MG_TYPE_MDNS_CACHE (mg_mdns_cache_get_type ())

G_DECLARE_FINAL_TYPE (MgMdnsCache, mg_mdns_cache, MG, MDNS_CACHE, GObject)

MgMdnsCache *mg_mdns_cache_new         (MgClock             *clock,
                                        const char * const  *types);
void         mg_mdns_cache_take        (MgMdnsCache         *self,
                                        int                  interface,
                                        GPtrArray           *records);
void         mg_mdns_cache_foreach     (MgMdnsCache         *self,
                                        MgMdnsServiceFunc    function,
                                        gpointer             user_data);
GArray      *mg_mdns_cache_dup_missing (MgMdnsCache         *self);
void         mg_mdns_cache_ask_again   (MgMdnsCache         *self);
void         mg_mdns_cache_expire      (MgMdnsCache         *self);

G_END_DECLS
