/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char     *mg_tls_pin_dup_fingerprint (GTlsCertificate *certificate);
char     *mg_tls_pin_dup_display     (const char      *fingerprint);
char     *mg_tls_pin_normalize       (const char      *text);

G_END_DECLS
