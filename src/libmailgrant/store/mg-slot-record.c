/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-slot-record"

#include "config.h"

#include "mg-record-private.h"
#include "mg-slot-record.h"

static const MgColumn slot_record_columns[] = {
  { "device_id", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgSlotRecord, device_id) },
  { "id", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgSlotRecord, id) },
  { "title", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgSlotRecord, title) },
  { "protocol", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgSlotRecord, protocol) },
  { "provider", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgSlotRecord, provider) },
  { "account", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgSlotRecord, account) },
  { "client_id", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgSlotRecord, client_id) },
  { "state", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgSlotRecord, state) },
  { "note_code", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgSlotRecord, note_code) },
  { "note_text", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgSlotRecord, note_text) },
  { "note_at", MG_COLUMN_INTEGER, G_STRUCT_OFFSET (MgSlotRecord, note_at) },
  { "server_host", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgSlotRecord, server_host) },
  { "server_port", MG_COLUMN_INTEGER, G_STRUCT_OFFSET (MgSlotRecord, server_port) },
  { "server_security", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgSlotRecord, server_security) },
  { "settings", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgSlotRecord, settings) },
  { "link_group", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgSlotRecord, link_group) },
  { "rules", MG_COLUMN_STRV, G_STRUCT_OFFSET (MgSlotRecord, rules) },
  { "token_sha256", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgSlotRecord, token_sha256) },
  { "has_password", MG_COLUMN_BOOLEAN, G_STRUCT_OFFSET (MgSlotRecord, has_password) },
  { "obtained_at", MG_COLUMN_INTEGER, G_STRUCT_OFFSET (MgSlotRecord, obtained_at) },
  { "expires_at", MG_COLUMN_INTEGER, G_STRUCT_OFFSET (MgSlotRecord, expires_at) },
  { "checked_at", MG_COLUMN_INTEGER, G_STRUCT_OFFSET (MgSlotRecord, checked_at) },
};

const MgRecordType _mg_slot_record_type = {
  .table = "slot",
  .key = "device_id, id",
  .size = sizeof (MgSlotRecord),
  .columns = slot_record_columns,
  .n_columns = G_N_ELEMENTS (slot_record_columns),
};

/**
 * mg_slot_record_new:
 * @device_id: the id of its device
 * @id: its id on the device
 *
 * Returns: (transfer full): a record of which nothing else is known
 */
MgSlotRecord *
mg_slot_record_new (const char *device_id,
                    const char *id)
{
  MgSlotRecord *self;

  g_return_val_if_fail (device_id != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  self = _mg_record_new (&_mg_slot_record_type);
  self->device_id = g_strdup (device_id);
  self->id = g_strdup (id);

  return self;
}

/**
 * mg_slot_record_copy:
 * @self: a record
 *
 * Returns: (transfer full): a copy
 */
MgSlotRecord *
mg_slot_record_copy (const MgSlotRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return _mg_record_copy (&_mg_slot_record_type, self);
}

/**
 * mg_slot_record_free:
 * @self: (transfer full): a record
 *
 * Frees a record.
 */
void
mg_slot_record_free (MgSlotRecord *self)
{
  g_return_if_fail (self != NULL);

  _mg_record_free (&_mg_slot_record_type, self);
}
