/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MG_TYPE_WRAP_LAYOUT (mg_wrap_layout_get_type ())

G_DECLARE_FINAL_TYPE (MgWrapLayout, mg_wrap_layout, MG, WRAP_LAYOUT, GtkLayoutManager)

GtkLayoutManager *mg_wrap_layout_new (void);

G_END_DECLS
