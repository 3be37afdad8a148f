/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MG_TYPE_ERROR_BOX (mg_error_box_get_type ())

G_DECLARE_FINAL_TYPE (MgErrorBox, mg_error_box, MG, ERROR_BOX, GtkWidget)

GtkWidget    *mg_error_box_new       (void);
const GError *mg_error_box_get_error (MgErrorBox   *self);
void          mg_error_box_set_error (MgErrorBox   *self,
                                      const GError *error);

G_END_DECLS
