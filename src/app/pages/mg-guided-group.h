/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MG_TYPE_GUIDED_GROUP (mg_guided_group_get_type ())

G_DECLARE_FINAL_TYPE (MgGuidedGroup, mg_guided_group, MG, GUIDED_GROUP, AdwBin)

GtkWidget *mg_guided_group_new      (void);
void       mg_guided_group_set_page (MgGuidedGroup *self,
                                     const char    *uri);

G_END_DECLS
