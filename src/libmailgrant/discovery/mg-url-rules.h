/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MG_URL_MAX_LENGTH 512

GUri *mg_url_rules_parse           (const char   *text);
GUri *mg_url_rules_parse_fetchable (const char   *text,
                                    GInetAddress *source);
char *mg_url_rules_dup_admin_url   (const char   *text,
                                    const char   *host,
                                    GPtrArray    *addresses,
                                    const char   *address_text);
char *mg_url_rules_dup_base_url    (const char   *scheme,
                                    const char   *address_text,
                                    guint16       port,
                                    const char   *path);

G_END_DECLS
