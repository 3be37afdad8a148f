/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MG_TYPE_CHOICE_ROW (mg_choice_row_get_type ())

G_DECLARE_FINAL_TYPE (MgChoiceRow, mg_choice_row, MG, CHOICE_ROW, AdwActionRow)

GtkWidget *mg_choice_row_new        (const char  *title,
                                     const char  *subtitle,
                                     MgChoiceRow *group);
gboolean   mg_choice_row_get_active (MgChoiceRow *self);
void       mg_choice_row_set_active (MgChoiceRow *self,
                                     gboolean     active);

G_END_DECLS
