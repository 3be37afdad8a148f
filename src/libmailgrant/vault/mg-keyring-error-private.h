/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GError *_mg_keyring_error_map (const GError *error,
                               gboolean      cancelled);

G_END_DECLS
