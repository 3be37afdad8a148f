/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <sqlite3.h>

#include "mg-record-private.h"

G_BEGIN_DECLS

/* The connection to the database. Only the store's worker touches it. */
typedef struct _MgDatabase MgDatabase;

MgDatabase   *_mg_database_open         (const char          *path,
                                         GError             **error);
void          _mg_database_close        (MgDatabase          *self);

gboolean      _mg_database_begin        (MgDatabase          *self,
                                         gboolean             durable,
                                         GError             **error);
gboolean      _mg_database_commit       (MgDatabase          *self,
                                         GError             **error);
void          _mg_database_roll_back    (MgDatabase          *self);

sqlite3_stmt *_mg_database_prepare      (MgDatabase          *self,
                                         const char          *sql,
                                         GError             **error);
int           _mg_database_step         (MgDatabase          *self,
                                         sqlite3_stmt        *statement,
                                         GError             **error);
gboolean      _mg_database_run          (MgDatabase          *self,
                                         sqlite3_stmt        *statement,
                                         GError             **error);
gboolean      _mg_database_check        (MgDatabase          *self,
                                         GError             **error);
gint64        _mg_database_get_version  (MgDatabase          *self);
gint64        _mg_database_get_changes  (MgDatabase          *self);
gint64        _mg_database_get_last_id  (MgDatabase          *self);

gboolean      _mg_database_save         (MgDatabase          *self,
                                         const MgRecordType  *type,
                                         gconstpointer        record,
                                         GError             **error);
GPtrArray    *_mg_database_load         (MgDatabase          *self,
                                         const MgRecordType  *type,
                                         const char          *condition,
                                         const char          *value,
                                         GDestroyNotify       free_record,
                                         GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgDatabase, _mg_database_close)

G_END_DECLS
