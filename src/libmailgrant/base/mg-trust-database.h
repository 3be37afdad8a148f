/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MG_TYPE_TRUST_DATABASE (mg_trust_database_get_type ())

G_DECLARE_FINAL_TYPE (MgTrustDatabase, mg_trust_database, MG, TRUST_DATABASE, GTlsDatabase)

GTlsDatabase *mg_trust_database_new (const char  *path,
                                     GError     **error);

G_END_DECLS
