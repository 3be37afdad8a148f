/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lab-model.h"
#include "lab-options.h"

G_BEGIN_DECLS

/* Logins as a device finds them in its memory at its first start. */
LabLogin *lab_seed_password_login (const char        *server,
                                   guint              port,
                                   LabSecurity        security,
                                   const char        *account,
                                   const char        *refusal);
LabLogin *lab_seed_token_login    (const char        *server,
                                   guint              port,
                                   LabSecurity        security,
                                   const char        *account);
void      lab_seed_dead_token     (LabLogin          *login,
                                   const char        *provider,
                                   const LabOptions  *options,
                                   const char        *reason,
                                   gint64             now);

G_END_DECLS
