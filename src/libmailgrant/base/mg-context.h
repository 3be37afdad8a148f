/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mg-clock.h"

G_BEGIN_DECLS

#define MG_TYPE_CONTEXT (mg_context_get_type ())

G_DECLARE_FINAL_TYPE (MgContext, mg_context, MG, CONTEXT, GObject)

MgContext    *mg_context_new                      (void);
MgContext    *mg_context_new_for_paths            (MgClock      *clock,
                                                   const char   *data_dir,
                                                   const char   *config_dir);
MgClock      *mg_context_get_clock                (MgContext    *self);
const char   *mg_context_get_data_dir             (MgContext    *self);
const char   *mg_context_get_config_dir           (MgContext    *self);
GTlsDatabase *mg_context_get_public_tls_database  (MgContext    *self);
void          mg_context_set_public_tls_database  (MgContext    *self,
                                                   GTlsDatabase *database);
gboolean      mg_context_trust_file               (MgContext    *self,
                                                   const char   *path,
                                                   GError      **error);
gboolean      mg_context_read_configuration       (MgContext    *self,
                                                   GError      **error);

G_END_DECLS
