/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_NEEDY_WATCH (mg_needy_watch_get_type ())

G_DECLARE_FINAL_TYPE (MgNeedyWatch, mg_needy_watch, MG, NEEDY_WATCH, GObject)

MgNeedyWatch *mg_needy_watch_new       (MgFleet      *fleet);
guint         mg_needy_watch_get_count (MgNeedyWatch *self);

G_END_DECLS
