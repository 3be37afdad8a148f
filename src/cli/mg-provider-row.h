/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-printer.h"

G_BEGIN_DECLS

/* Their rows are MgProvider. */
extern const MgColumn mg_provider_row_columns[];
extern const MgColumn mg_provider_row_list_columns[];

G_END_DECLS
