/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-inspection"

#include "config.h"

#include "mg-inspection.h"

G_DEFINE_BOXED_TYPE (MgInspection, mg_inspection, mg_inspection_copy, mg_inspection_free)

/**
 * mg_inspection_new:
 * @address: where the device was asked
 * @driver_id: the id of the driver that knows it
 * @identity: what it says that it is
 *
 * Returns: (transfer full): a new inspection, with no certificate yet
 */
MgInspection *
mg_inspection_new (MgAddress        *address,
                   const char       *driver_id,
                   const MgIdentity *identity)
{
  MgInspection *self;

  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (driver_id != NULL, NULL);
  g_return_val_if_fail (identity != NULL, NULL);

  self = g_new0 (MgInspection, 1);
  self->address = mg_address_ref (address);
  self->driver_id = g_strdup (driver_id);
  self->identity = mg_identity_copy (identity);

  return self;
}

/**
 * mg_inspection_copy:
 * @self: an inspection
 *
 * Returns: (transfer full): a copy
 */
MgInspection *
mg_inspection_copy (const MgInspection *self)
{
  MgInspection *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = mg_inspection_new (self->address, self->driver_id, self->identity);
  copy->fingerprint = g_strdup (self->fingerprint);
  copy->subject = g_strdup (self->subject);
  copy->issuer = g_strdup (self->issuer);
  copy->not_before = self->not_before;
  copy->not_after = self->not_after;
  copy->device_id = g_strdup (self->device_id);

  return copy;
}

/**
 * mg_inspection_free:
 * @self: (transfer full): an inspection
 *
 * Frees an inspection.
 */
void
mg_inspection_free (MgInspection *self)
{
  g_return_if_fail (self != NULL);

  mg_address_unref (self->address);
  g_free (self->driver_id);
  mg_identity_free (self->identity);
  g_free (self->fingerprint);
  g_free (self->subject);
  g_free (self->issuer);
  g_free (self->device_id);
  g_free (self);
}
