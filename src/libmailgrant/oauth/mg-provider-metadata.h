/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

GKeyFile *mg_provider_metadata_to_key_file (JsonObject *document,
                                            const char *issuer,
                                            GError    **error);
gboolean  mg_provider_metadata_lacks_pkce  (JsonObject *document);

G_END_DECLS
