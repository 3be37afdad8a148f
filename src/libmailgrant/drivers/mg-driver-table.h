/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver-registry.h"

G_BEGIN_DECLS

/**
 * mg_driver_table:
 *
 * The drivers of this build, in the order in which they are asked about a
 * device; made from the list in `drivers/meson.build`.
 */
extern const MgDriverEntry mg_driver_table[];
extern const gsize         mg_driver_table_length;

G_END_DECLS
