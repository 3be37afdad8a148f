/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lab-control.h"
#include "lab-options.h"

G_BEGIN_DECLS

#define LAB_TYPE_PROVIDER (lab_provider_get_type ())
G_DECLARE_FINAL_TYPE (LabProvider, lab_provider, LAB, PROVIDER, GObject)

/* What a mail server asks the provider about tokens with. */
#define LAB_MAIL_SERVER_CLIENT "lab-mail-server"
#define LAB_MAIL_SERVER_SECRET "lab-mail-server-secret"

LabProvider *lab_provider_new      (const LabOptions  *options,
                                    GError           **error);
JsonObject  *lab_provider_describe (LabProvider       *self);
JsonObject  *lab_provider_command  (gpointer           provider,
                                    const char        *command,
                                    JsonObject        *arguments,
                                    GError           **error);

G_END_DECLS
