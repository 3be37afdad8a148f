/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-record"

#include "config.h"

#include "mg-record-private.h"

/**
 * _mg_record_new:
 * @type: the type of a record
 *
 * Returns: (transfer full): an empty record
 */
gpointer
_mg_record_new (const MgRecordType *type)
{
  return g_malloc0 (type->size);
}

/**
 * _mg_record_copy:
 * @type: the type of @record
 * @record: a record
 *
 * Returns: (transfer full): a deep copy of what its columns describe
 */
gpointer
_mg_record_copy (const MgRecordType *type,
                 gconstpointer       record)
{
  gpointer copy = _mg_record_new (type);

  for (gsize i = 0; i < type->n_columns; i++)
    {
      gconstpointer from = (const char *) record + type->columns[i].offset;
      gpointer to = (char *) copy + type->columns[i].offset;

      switch (type->columns[i].type)
        {
        case MG_COLUMN_TEXT:
          *(char **) to = g_strdup (*(char * const *) from);
          break;
        case MG_COLUMN_STRV:
          *(char ***) to = g_strdupv (*(char ** const *) from);
          break;
        case MG_COLUMN_INTEGER:
          *(gint64 *) to = *(const gint64 *) from;
          break;
        case MG_COLUMN_BOOLEAN:
          *(gboolean *) to = *(const gboolean *) from;
          break;
        default:
          g_assert_not_reached ();
        }
    }

  return copy;
}

/**
 * _mg_record_free:
 * @type: the type of @record
 * @record: (transfer full): a record
 *
 * Frees a record and what its columns own.
 */
void
_mg_record_free (const MgRecordType *type,
                 gpointer            record)
{
  for (gsize i = 0; i < type->n_columns; i++)
    {
      gpointer field = (char *) record + type->columns[i].offset;

      if (type->columns[i].type == MG_COLUMN_TEXT)
        g_free (*(char **) field);
      else if (type->columns[i].type == MG_COLUMN_STRV)
        g_strfreev (*(char ***) field);
    }

  g_free (record);
}
