/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-device-record"

#include "config.h"

#include "mg-device-record.h"
#include "mg-record-private.h"

static const MgColumn device_record_columns[] = {
  { "id", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgDeviceRecord, id) },
  { "driver", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgDeviceRecord, driver) },
  { "name", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgDeviceRecord, name) },
  { "kind", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgDeviceRecord, kind) },
  { "vendor", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgDeviceRecord, vendor) },
  { "model", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgDeviceRecord, model) },
  { "serial", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgDeviceRecord, serial) },
  { "firmware", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgDeviceRecord, firmware) },
  { "address", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgDeviceRecord, address) },
  { "port", MG_COLUMN_INTEGER, G_STRUCT_OFFSET (MgDeviceRecord, port) },
  { "base_url", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgDeviceRecord, base_url) },
  { "pin", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgDeviceRecord, pin) },
  { "user", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgDeviceRecord, user) },
  { "has_credential", MG_COLUMN_BOOLEAN, G_STRUCT_OFFSET (MgDeviceRecord, has_credential) },
  { "claims", MG_COLUMN_STRV, G_STRUCT_OFFSET (MgDeviceRecord, claims) },
  { "added_at", MG_COLUMN_INTEGER, G_STRUCT_OFFSET (MgDeviceRecord, added_at) },
  { "last_seen", MG_COLUMN_INTEGER, G_STRUCT_OFFSET (MgDeviceRecord, last_seen) },
};

const MgRecordType _mg_device_record_type = {
  .table = "device",
  .key = "id",
  .size = sizeof (MgDeviceRecord),
  .columns = device_record_columns,
  .n_columns = G_N_ELEMENTS (device_record_columns),
};

/**
 * mg_device_record_new:
 * @id: the device's id
 *
 * Returns: (transfer full): a record of which nothing else is known
 */
MgDeviceRecord *
mg_device_record_new (const char *id)
{
  MgDeviceRecord *self;

  g_return_val_if_fail (id != NULL, NULL);

  self = _mg_record_new (&_mg_device_record_type);
  self->id = g_strdup (id);

  return self;
}

/**
 * mg_device_record_copy:
 * @self: a record
 *
 * Returns: (transfer full): a copy
 */
MgDeviceRecord *
mg_device_record_copy (const MgDeviceRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return _mg_record_copy (&_mg_device_record_type, self);
}

/**
 * mg_device_record_free:
 * @self: (transfer full): a record
 *
 * Frees a record.
 */
void
mg_device_record_free (MgDeviceRecord *self)
{
  g_return_if_fail (self != NULL);

  _mg_record_free (&_mg_device_record_type, self);
}
