/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver.h"

G_BEGIN_DECLS

#define MG_TYPE_QNAP_DRIVER (mg_qnap_driver_get_type ())

G_DECLARE_FINAL_TYPE (MgQnapDriver, mg_qnap_driver, MG, QNAP_DRIVER, MgDriver)

G_END_DECLS
