/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-address.h"
#include "mg-identity.h"

G_BEGIN_DECLS

#define MG_TYPE_INSPECTION (mg_inspection_get_type ())

typedef struct _MgInspection MgInspection;

/**
 * MgInspection:
 * @address: where the device was asked
 * @driver_id: the id of the driver that knows it
 * @identity: what it says that it is
 * @fingerprint: (nullable): the SHA-256 of its certificate, %NULL without TLS
 * @subject: (nullable): whom the certificate names, clean to be shown
 * @issuer: (nullable): who signed the certificate, clean to be shown
 * @not_before: when the certificate begins, in microseconds since 1970-01-01 UTC, 0 unknown
 * @not_after: when it ends, likewise
 * @device_id: (nullable): the device that has been added already and is this one
 *
 * What a first contact found, before any login. Nothing of it is trusted until
 * a person has compared the fingerprint. A plain value.
 */
struct _MgInspection
{
  MgAddress  *address;
  char       *driver_id;
  MgIdentity *identity;
  char       *fingerprint;
  char       *subject;
  char       *issuer;
  gint64      not_before;
  gint64      not_after;
  char       *device_id;
};

GType         mg_inspection_get_type (void);
MgInspection *mg_inspection_new      (MgAddress          *address,
                                      const char         *driver_id,
                                      const MgIdentity   *identity);
MgInspection *mg_inspection_copy     (const MgInspection *self);
void          mg_inspection_free     (MgInspection       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgInspection, mg_inspection_free)

G_END_DECLS
