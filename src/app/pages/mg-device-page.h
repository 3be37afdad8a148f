/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_DEVICE_PAGE (mg_device_page_get_type ())

G_DECLARE_FINAL_TYPE (MgDevicePage, mg_device_page, MG, DEVICE_PAGE, AdwBin)

GtkWidget *mg_device_page_new        (void);
MgDevice  *mg_device_page_get_device (MgDevicePage *self);
void       mg_device_page_set_device (MgDevicePage *self,
                                      MgFleet      *fleet,
                                      MgDevice     *device);

G_END_DECLS
