/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mg-claims.h"

G_BEGIN_DECLS

#define MG_ADDRESS_LIST_MAX_LINES 1024

/**
 * MgAddressEntry:
 * @address: a host, host:port, address, URL or range of addresses
 * @name: (nullable): what the person calls it
 * @kind: what the person says it is
 *
 * One line of a list of addresses.
 */
typedef struct
{
  char             *address;  /* (owned) */
  char             *name;     /* (owned) (nullable) */
  MgDiscoveredKind  kind;
} MgAddressEntry;

GPtrArray *mg_address_list_parse (const char      *text,
                                  GError         **error);
void       mg_address_entry_free (MgAddressEntry  *entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgAddressEntry, mg_address_entry_free)

G_END_DECLS
