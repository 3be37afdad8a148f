/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MG_TYPE_VALUE_ROW (mg_value_row_get_type ())

G_DECLARE_FINAL_TYPE (MgValueRow, mg_value_row, MG, VALUE_ROW, AdwActionRow)

GtkWidget *mg_value_row_new       (const char *title,
                                   const char *value);
void       mg_value_row_set_value (MgValueRow *self,
                                   const char *value);

G_END_DECLS
