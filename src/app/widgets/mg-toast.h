/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

AdwToast *mg_toast_new  (const char *text);
void      mg_toast_show (GtkWidget  *widget,
                         const char *text);

G_END_DECLS
