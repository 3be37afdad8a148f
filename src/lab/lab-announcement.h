/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Announces one device through Avahi, on the loopback interface only: nobody
 * else could reach it. */
void lab_announce_async  (const char           *name,
                          const char           *host,
                          const char           *address,
                          GVariant             *services,
                          GCancellable         *cancellable,
                          GAsyncReadyCallback   callback,
                          gpointer              user_data);
GDBusConnection *lab_announce_finish (GAsyncResult  *result,
                                      GError       **error);

G_END_DECLS
