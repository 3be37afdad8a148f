/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MG_TYPE_COPY_BUTTON (mg_copy_button_get_type ())

G_DECLARE_FINAL_TYPE (MgCopyButton, mg_copy_button, MG, COPY_BUTTON, GtkButton)

GtkWidget *mg_copy_button_new      (const char   *title);
void       mg_copy_button_set_text (MgCopyButton *self,
                                    const char   *text);

G_END_DECLS
