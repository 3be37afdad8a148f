/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * MgDiscoveredKind:
 * @MG_DISCOVERED_KIND_OTHER: nothing tells
 * @MG_DISCOVERED_KIND_SERVER: a computer that serves files or pages
 * @MG_DISCOVERED_KIND_PRINTER: a printer, scanner or both
 * @MG_DISCOVERED_KIND_NAS: network-attached storage
 *
 * What something on the network looks like from outside, weakest evidence
 * first.
 */
typedef enum
{
  MG_DISCOVERED_KIND_OTHER,
  MG_DISCOVERED_KIND_SERVER,
  MG_DISCOVERED_KIND_PRINTER,
  MG_DISCOVERED_KIND_NAS,
} MgDiscoveredKind;

#define MG_TYPE_DISCOVERED_KIND (mg_discovered_kind_get_type ())

/**
 * MgClaim:
 * @MG_CLAIM_UUID: the UUID or other identifier, in normal form
 * @MG_CLAIM_VENDOR: the make, in one spelling
 * @MG_CLAIM_MODEL: the model, without the make
 * @MG_CLAIM_SERIAL: the serial number
 * @MG_CLAIM_FIRMWARE: the firmware's version
 * @MG_CLAIM_NAME: what the device calls itself
 * @MG_CLAIM_LOCATION: where its administrator says it stands
 *
 * What a device says of itself.
 */
typedef enum
{
  MG_CLAIM_UUID,
  MG_CLAIM_VENDOR,
  MG_CLAIM_MODEL,
  MG_CLAIM_SERIAL,
  MG_CLAIM_FIRMWARE,
  MG_CLAIM_NAME,
  MG_CLAIM_LOCATION,
} MgClaim;

#define MG_N_CLAIMS (MG_CLAIM_LOCATION + 1)

#define MG_TYPE_CLAIMS (mg_claims_get_type ())

typedef struct _MgClaims MgClaims;

GType               mg_discovered_kind_get_type (void);
const char         *mg_discovered_kind_get_nick (MgDiscoveredKind  kind);

GType               mg_claims_get_type          (void);
MgClaims           *mg_claims_new               (void);
MgClaims           *mg_claims_ref               (MgClaims         *self);
void                mg_claims_unref             (MgClaims         *self);
void                mg_claims_set               (MgClaims         *self,
                                                 MgClaim           claim,
                                                 const char       *text);
void                mg_claims_add_mac           (MgClaims         *self,
                                                 const char       *text);
void                mg_claims_set_kind          (MgClaims         *self,
                                                 MgDiscoveredKind  kind);
const char         *mg_claims_get               (const MgClaims   *self,
                                                 MgClaim           claim);
const char * const *mg_claims_get_macs          (const MgClaims   *self);
MgDiscoveredKind    mg_claims_get_kind          (const MgClaims   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgClaims, mg_claims_unref)

G_END_DECLS
