/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-database-private.h"
#include "mg-store.h"

G_BEGIN_DECLS

/**
 * MgStoreJobKind:
 * @MG_STORE_READ: reads
 * @MG_STORE_WRITE: writes, in a transaction of its own
 * @MG_STORE_WRITE_DURABLE: writes, and is on the disk when it is done
 *
 * What a job does with the database.
 */
typedef enum
{
  MG_STORE_READ,
  MG_STORE_WRITE,
  MG_STORE_WRITE_DURABLE,
} MgStoreJobKind;

/**
 * MgStoreFunc:
 * @database: the database
 * @data: the job's data, which nobody else touches now
 * @error: return location for a #GError
 *
 * Does a job, on the worker.
 *
 * Returns: the result, or %NULL with @error set; %NULL without is a result too
 */
typedef gpointer (*MgStoreFunc) (MgDatabase  *database,
                                 gpointer     data,
                                 GError     **error);

typedef struct
{
  MgStoreJobKind  kind;
  MgStoreFunc     run;
  GDestroyNotify  free_data;
  GDestroyNotify  free_result;  /* (nullable) if the result is no pointer */
} MgStoreJobType;

void _mg_store_submit (MgStore              *self,
                       const MgStoreJobType *type,
                       gpointer              data,
                       gpointer              source_tag,
                       GCancellable         *cancellable,
                       GAsyncReadyCallback   callback,
                       gpointer              user_data);

G_END_DECLS
