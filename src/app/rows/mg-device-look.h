/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailgrant.h"

G_BEGIN_DECLS

/* How rows and pages show what a device is. */

const char *mg_device_look_get_icon_name  (MgDeviceKind      kind);
char       *mg_device_look_dup_model      (const MgIdentity *identity);
char       *mg_device_look_dup_detail     (MgDevice         *device);

G_END_DECLS
