/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lab-control.h"
#include "lab-network.h"
#include "lab-personality.h"

G_BEGIN_DECLS

#define LAB_TYPE_DEVICE (lab_device_get_type ())
G_DECLARE_FINAL_TYPE (LabDevice, lab_device, LAB, DEVICE, GObject)

LabDevice  *lab_device_new      (const LabPersonality  *personality,
                                 const LabOptions      *options,
                                 LabNetwork            *network,
                                 guint                  number);
gboolean    lab_device_start    (LabDevice             *self,
                                 const char            *address,
                                 guint                  port,
                                 GError               **error);
JsonObject *lab_device_describe (LabDevice             *self);
JsonObject *lab_device_command  (gpointer               device,
                                 const char            *command,
                                 JsonObject            *arguments,
                                 GError               **error);

G_END_DECLS
