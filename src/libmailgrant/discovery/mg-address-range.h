/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A /22; more is no longer a visit but a scan. */
#define MG_ADDRESS_RANGE_MAX 1024u

gboolean   mg_address_range_is_range (const char  *text);
GPtrArray *mg_address_range_parse    (const char  *text,
                                      GError     **error);

G_END_DECLS
