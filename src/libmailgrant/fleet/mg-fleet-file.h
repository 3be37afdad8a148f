/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-fleet.h"

G_BEGIN_DECLS

/**
 * MgFleetFormat:
 * @MG_FLEET_FORMAT_JSON: everything but secrets, to be imported elsewhere
 * @MG_FLEET_FORMAT_CSV: one line a mail setting, for a spreadsheet
 *
 * How a fleet is written to a file.
 */
typedef enum
{
  MG_FLEET_FORMAT_JSON,
  MG_FLEET_FORMAT_CSV,
} MgFleetFormat;

/**
 * MgFleetImport:
 * @MG_FLEET_IMPORT_MERGE: devices of the file are added or brought up to it
 * @MG_FLEET_IMPORT_REPLACE: and those that are not in the file are removed
 *
 * What becomes of the devices that are there already.
 */
typedef enum
{
  MG_FLEET_IMPORT_MERGE,
  MG_FLEET_IMPORT_REPLACE,
} MgFleetImport;

char     *mg_fleet_export        (MgFleet              *self,
                                  MgFleetFormat         format);
void      mg_fleet_import_async  (MgFleet              *self,
                                  GBytes               *contents,
                                  MgFleetImport         mode,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
gboolean  mg_fleet_import_finish (MgFleet              *self,
                                  GAsyncResult         *result,
                                  guint                *n_added,
                                  guint                *n_changed,
                                  guint                *n_removed,
                                  GError              **error);

G_END_DECLS
