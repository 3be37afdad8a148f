/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailgrant.h"

#include "mg-printer.h"

G_BEGIN_DECLS

typedef struct _MgDeviceRow MgDeviceRow;

/**
 * MgDeviceRow:
 * @fleet: the fleet
 * @device: one of its devices
 *
 * A device as a row of a table.
 */
struct _MgDeviceRow
{
  MgFleet  *fleet;
  MgDevice *device;
};

extern const MgColumn mg_device_row_columns[];
extern const MgColumn mg_device_row_list_columns[];

MgDeviceRow *mg_device_row_new      (MgFleet     *fleet,
                                     MgDevice    *device);
void         mg_device_row_free     (MgDeviceRow *self);
GPtrArray   *mg_device_row_new_list (MgFleet     *fleet);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgDeviceRow, mg_device_row_free)

G_END_DECLS
