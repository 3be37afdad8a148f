/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailgrant.h"

G_BEGIN_DECLS

#define MG_TYPE_OVERVIEW_PAGE (mg_overview_page_get_type ())

G_DECLARE_FINAL_TYPE (MgOverviewPage, mg_overview_page, MG, OVERVIEW_PAGE, AdwBin)

GtkWidget *mg_overview_page_new             (void);
void       mg_overview_page_set_models      (MgOverviewPage *self,
                                             GListModel     *devices,
                                             GListModel     *found);
void       mg_overview_page_set_loaded      (MgOverviewPage *self,
                                             const GError   *problem);
void       mg_overview_page_set_looking     (MgOverviewPage *self,
                                             gboolean        looking,
                                             const char     *problem);
void       mg_overview_page_set_locked      (MgOverviewPage *self,
                                             gboolean        locked);
void       mg_overview_page_set_interrupted (MgOverviewPage *self,
                                             guint           n_repairs);
void       mg_overview_page_set_needy       (MgOverviewPage *self,
                                             guint           n_slots);
void       mg_overview_page_search          (MgOverviewPage *self);

G_END_DECLS
