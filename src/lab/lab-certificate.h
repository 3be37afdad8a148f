/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char            *lab_certificate_make_pem    (const char       *common_name,
                                              const char       *address,
                                              GError          **error);
char            *lab_certificate_fingerprint (GTlsCertificate  *certificate);
char            *lab_certificate_public_pem  (GTlsCertificate  *certificate);

G_END_DECLS
