/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-journal-record.h"
#include "mg-store.h"

G_BEGIN_DECLS

/* The journal of repairs, in the store. Every call is on the disk, not merely
 * handed to the system, before its callback is called. */

void       mg_store_begin_run_async              (MgStore              *self,
                                                  const char           *device_id,
                                                  const char           *slot_id,
                                                  const char           *plan,
                                                  gint64                started_at,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
gint64     mg_store_begin_run_finish             (MgStore              *self,
                                                  GAsyncResult         *result,
                                                  GError              **error);
void       mg_store_record_intent_async          (MgStore              *self,
                                                  const MgJournalStep  *step,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
void       mg_store_record_confirmed_async       (MgStore              *self,
                                                  const MgJournalStep  *step,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
void       mg_store_finish_run_async             (MgStore              *self,
                                                  gint64                run_id,
                                                  const char           *outcome,
                                                  gint64                finished_at,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
void       mg_store_load_unfinished_runs_async   (MgStore              *self,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
GPtrArray *mg_store_load_unfinished_runs_finish  (MgStore              *self,
                                                  GAsyncResult         *result,
                                                  GError              **error);

G_END_DECLS
