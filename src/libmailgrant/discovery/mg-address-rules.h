/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MgAddressRank:
 * @MG_ADDRESS_RANK_SUBNET: an IPv4 address on one of our own subnets
 * @MG_ADDRESS_RANK_IPV6: a global or unique local IPv6 address
 * @MG_ADDRESS_RANK_LINK_LOCAL: an address that is good on one link only
 * @MG_ADDRESS_RANK_OTHER: anything else
 *
 * In which order a device's addresses are worth trying.
 */
typedef enum
{
  MG_ADDRESS_RANK_SUBNET,
  MG_ADDRESS_RANK_IPV6,
  MG_ADDRESS_RANK_LINK_LOCAL,
  MG_ADDRESS_RANK_OTHER,
} MgAddressRank;

#define MG_TYPE_ADDRESS_RULES (mg_address_rules_get_type ())

typedef struct _MgAddressRules MgAddressRules;

GType           mg_address_rules_get_type        (void);
MgAddressRules *mg_address_rules_new             (gboolean        include_local);
MgAddressRules *mg_address_rules_new_from_system (gboolean        include_local);
MgAddressRules *mg_address_rules_ref             (MgAddressRules *self);
void            mg_address_rules_unref           (MgAddressRules *self);
void            mg_address_rules_add_interface   (MgAddressRules *self,
                                                  int             interface,
                                                  const char     *name,
                                                  GInetAddress   *address,
                                                  guint           prefix);
gboolean        mg_address_rules_knows_interface (MgAddressRules *self,
                                                  int             interface);
gboolean        mg_address_rules_is_own          (MgAddressRules *self,
                                                  GInetAddress   *address);
gboolean        mg_address_rules_allows          (MgAddressRules *self,
                                                  int             interface,
                                                  GInetAddress   *address);
MgAddressRank   mg_address_rules_get_rank        (MgAddressRules *self,
                                                  GInetAddress   *address);
char           *mg_address_rules_dup_text        (MgAddressRules *self,
                                                  int             interface,
                                                  GInetAddress   *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgAddressRules, mg_address_rules_unref)

G_END_DECLS
