/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-secret.h"

G_BEGIN_DECLS

/* The logins that are older than SASL. */
MgSecret *_mg_sasl_legacy_quote     (const char     *user,
                                     const MgSecret *password);
gboolean  _mg_sasl_legacy_fits_line (const char     *user,
                                     const MgSecret *password);

G_END_DECLS
