/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A keyring of a thousand tokens takes about 5 MiB. */
#define MG_KEYRING_FILE_MAX (32 * 1024 * 1024)

char     *_mg_keyring_file_dup_path     (void);
gboolean  _mg_keyring_file_is_sound     (GBytes               *contents);
void      _mg_keyring_file_check_async  (const char           *path,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
char     *_mg_keyring_file_check_finish (GAsyncResult         *result,
                                         GError              **error);

G_END_DECLS
