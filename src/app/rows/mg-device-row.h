/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_DEVICE_ROW (mg_device_row_get_type ())

G_DECLARE_FINAL_TYPE (MgDeviceRow, mg_device_row, MG, DEVICE_ROW, AdwPreferencesRow)

GtkWidget *mg_device_row_new        (MgDevice    *device);
MgDevice  *mg_device_row_get_device (MgDeviceRow *self);

G_END_DECLS
