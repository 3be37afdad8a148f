/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver.h"

G_BEGIN_DECLS

#define MG_TYPE_SYNOLOGY_DRIVER (mg_synology_driver_get_type ())

G_DECLARE_FINAL_TYPE (MgSynologyDriver, mg_synology_driver, MG, SYNOLOGY_DRIVER, MgDriver)

G_END_DECLS
