/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lab-endpoint.h"

G_BEGIN_DECLS

#define LAB_TYPE_CONTROL (lab_control_get_type ())
G_DECLARE_FINAL_TYPE (LabControl, lab_control, LAB, CONTROL, GObject)

/* Carries out one command. Returns NULL with @error set if it failed, NULL
 * without if there is no such command. */
typedef JsonObject *(*LabCommand) (gpointer      target,
                                   const char   *command,
                                   JsonObject   *arguments,
                                   GError      **error);

LabControl *lab_control_new        (const char   *address,
                                    guint         port,
                                    GError      **error);
void        lab_control_add_target (LabControl   *self,
                                    LabCommand    command,
                                    gpointer      target);
const char *lab_control_get_url    (LabControl   *self);

G_END_DECLS
