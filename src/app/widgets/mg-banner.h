/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MG_TYPE_BANNER (mg_banner_get_type ())

G_DECLARE_FINAL_TYPE (MgBanner, mg_banner, MG, BANNER, GtkWidget)

GtkWidget  *mg_banner_new          (void);
const char *mg_banner_get_title    (MgBanner   *self);
void        mg_banner_set_title    (MgBanner   *self,
                                    const char *title);
gboolean    mg_banner_get_revealed (MgBanner   *self);
void        mg_banner_set_revealed (MgBanner   *self,
                                    gboolean    revealed);

G_END_DECLS
