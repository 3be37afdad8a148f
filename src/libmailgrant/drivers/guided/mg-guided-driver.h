/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver.h"

G_BEGIN_DECLS

#define MG_TYPE_GUIDED_DRIVER (mg_guided_driver_get_type ())

G_DECLARE_FINAL_TYPE (MgGuidedDriver, mg_guided_driver, MG, GUIDED_DRIVER, MgDriver)

G_END_DECLS
