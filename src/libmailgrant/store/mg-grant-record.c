/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-grant-record"

#include "config.h"

#include "mg-grant-record.h"
#include "mg-record-private.h"

static const MgColumn grant_record_columns[] = {
  { "id", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgGrantRecord, id) },
  { "device_id", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgGrantRecord, device_id) },
  { "slot_id", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgGrantRecord, slot_id) },
  { "provider", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgGrantRecord, provider) },
  { "account", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgGrantRecord, account) },
  { "client_id", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgGrantRecord, client_id) },
  { "scopes", MG_COLUMN_STRV, G_STRUCT_OFFSET (MgGrantRecord, scopes) },
  { "generation", MG_COLUMN_INTEGER, G_STRUCT_OFFSET (MgGrantRecord, generation) },
  { "token_sha256", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgGrantRecord, token_sha256) },
  { "issued_at", MG_COLUMN_INTEGER, G_STRUCT_OFFSET (MgGrantRecord, issued_at) },
  { "expires_at", MG_COLUMN_INTEGER, G_STRUCT_OFFSET (MgGrantRecord, expires_at) },
  { "pushed_at", MG_COLUMN_INTEGER, G_STRUCT_OFFSET (MgGrantRecord, pushed_at) },
  { "kept_copy", MG_COLUMN_BOOLEAN, G_STRUCT_OFFSET (MgGrantRecord, kept_copy) },
  { "waiting_since", MG_COLUMN_INTEGER, G_STRUCT_OFFSET (MgGrantRecord, waiting_since) },
  { "waiting_for", MG_COLUMN_TEXT, G_STRUCT_OFFSET (MgGrantRecord, waiting_for) },
};

const MgRecordType _mg_grant_record_type = {
  .table = "mail_grant",
  .key = "id",
  .size = sizeof (MgGrantRecord),
  .columns = grant_record_columns,
  .n_columns = G_N_ELEMENTS (grant_record_columns),
};

/**
 * mg_grant_record_new:
 * @id: the grant's id
 * @device_id: the id of its device
 * @slot_id: the id of its slot
 *
 * Returns: (transfer full): a record of which nothing else is known
 */
MgGrantRecord *
mg_grant_record_new (const char *id,
                     const char *device_id,
                     const char *slot_id)
{
  MgGrantRecord *self;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (device_id != NULL, NULL);
  g_return_val_if_fail (slot_id != NULL, NULL);

  self = _mg_record_new (&_mg_grant_record_type);
  self->id = g_strdup (id);
  self->device_id = g_strdup (device_id);
  self->slot_id = g_strdup (slot_id);

  return self;
}

/**
 * mg_grant_record_copy:
 * @self: a record
 *
 * Returns: (transfer full): a copy
 */
MgGrantRecord *
mg_grant_record_copy (const MgGrantRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return _mg_record_copy (&_mg_grant_record_type, self);
}

/**
 * mg_grant_record_free:
 * @self: (transfer full): a record
 *
 * Frees a record.
 */
void
mg_grant_record_free (MgGrantRecord *self)
{
  g_return_if_fail (self != NULL);

  _mg_record_free (&_mg_grant_record_type, self);
}
