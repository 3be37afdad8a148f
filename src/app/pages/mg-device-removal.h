/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_DEVICE_REMOVAL (mg_device_removal_get_type ())

G_DECLARE_FINAL_TYPE (MgDeviceRemoval, mg_device_removal, MG, DEVICE_REMOVAL, GObject)

MgDeviceRemoval *mg_device_removal_new         (MgFleet         *fleet,
                                                AdwToastOverlay *overlay);
GListModel      *mg_device_removal_get_devices (MgDeviceRemoval *self);
void             mg_device_removal_remove      (MgDeviceRemoval *self,
                                                MgDevice        *device);
void             mg_device_removal_flush       (MgDeviceRemoval *self);

G_END_DECLS
