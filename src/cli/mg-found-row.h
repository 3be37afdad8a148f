/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-cli.h"
#include "mg-printer.h"

G_BEGIN_DECLS

typedef struct _MgFoundRow MgFoundRow;

/**
 * MgFoundRow:
 * @found: what was found on the network
 * @driver: (nullable): the driver that says from outside that it is of its make
 * @inspection: (nullable): what it said when it was asked
 *
 * A device that was found, as a row of a table.
 */
struct _MgFoundRow
{
  MgDiscoveredDevice *found;
  char               *driver;
  MgInspection       *inspection;
};

extern const MgColumn mg_found_row_columns[];

MgFoundRow *mg_found_row_new      (MgDiscoveredDevice *found,
                                   const char         *driver);
void        mg_found_row_free     (MgFoundRow         *self);
GPtrArray  *mg_found_row_new_list (MgCli              *cli,
                                   GListModel         *found);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgFoundRow, mg_found_row_free)

G_END_DECLS
