/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *lab_random_secret (gsize       n_bytes);
char *lab_random_uuid   (guint       seed,
                         const char *salt);
char *lab_random_serial (guint       seed,
                         const char *salt);
char *lab_base64url     (const guint8 *data,
                         gsize         length);
char *lab_sha256_hex    (const char *text);

G_END_DECLS
