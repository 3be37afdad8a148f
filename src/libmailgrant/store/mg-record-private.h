/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MG_COLUMN_TEXT,     /* char * */
  MG_COLUMN_STRV,     /* char ** */
  MG_COLUMN_INTEGER,  /* gint64 */
  MG_COLUMN_BOOLEAN,  /* gboolean */
} MgColumnType;

typedef struct
{
  const char   *name;
  MgColumnType  type;
  gsize         offset;
} MgColumn;

/* What a plain struct and a table have in common. */
typedef struct
{
  const char     *table;
  const char     *key;        /* the primary key's columns */
  gsize           size;
  const MgColumn *columns;
  gsize           n_columns;
} MgRecordType;

gpointer _mg_record_new  (const MgRecordType *type);
gpointer _mg_record_copy (const MgRecordType *type,
                          gconstpointer       record);
void     _mg_record_free (const MgRecordType *type,
                          gpointer            record);

extern const MgRecordType _mg_device_record_type;
extern const MgRecordType _mg_slot_record_type;
extern const MgRecordType _mg_grant_record_type;
extern const MgRecordType _mg_journal_step_type;
extern const MgRecordType _mg_journal_run_type;

G_END_DECLS
