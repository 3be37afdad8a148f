/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MG_TYPE_LINK_ROW (mg_link_row_get_type ())

G_DECLARE_FINAL_TYPE (MgLinkRow, mg_link_row, MG, LINK_ROW, AdwActionRow)

GtkWidget *mg_link_row_new     (const char *title,
                                const char *uri);
void       mg_link_row_set_uri (MgLinkRow  *self,
                                const char *uri);

G_END_DECLS
