/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void     mg_browser_open_async  (GtkWindow            *parent,
                                 const char           *uri,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data);
gboolean mg_browser_open_finish (GAsyncResult         *result,
                                 GError              **error);

G_END_DECLS
