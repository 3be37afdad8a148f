/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "lab-clock.h"
#include "lab-fault.h"

G_BEGIN_DECLS

#define LAB_TYPE_ENDPOINT (lab_endpoint_get_type ())
G_DECLARE_FINAL_TYPE (LabEndpoint, lab_endpoint, LAB, ENDPOINT, GObject)

typedef void (*LabHandler) (SoupServerMessage *message,
                            const char        *path,
                            gpointer           user_data);

LabEndpoint *lab_endpoint_new             (GTlsCertificate  *certificate,
                                           const LabClock   *clock,
                                           LabHandler        handler,
                                           gpointer          user_data);
gboolean     lab_endpoint_listen          (LabEndpoint      *self,
                                           const char       *address,
                                           guint             port,
                                           GError          **error);
const char  *lab_endpoint_get_url         (LabEndpoint      *self);
guint        lab_endpoint_get_port        (LabEndpoint      *self);
LabFault    *lab_endpoint_note            (LabEndpoint      *self,
                                           const char       *method,
                                           const char       *path,
                                           GBytes           *body);
SoupServer  *lab_endpoint_get_server      (LabEndpoint      *self);
void         lab_endpoint_set_certificate (LabEndpoint      *self,
                                           GTlsCertificate  *certificate);
JsonObject  *lab_endpoint_command         (LabEndpoint      *self,
                                           const char       *command,
                                           JsonObject       *arguments,
                                           GError          **error);

G_END_DECLS
