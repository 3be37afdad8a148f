/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lab-control.h"
#include "lab-network.h"

G_BEGIN_DECLS

#define LAB_TYPE_MAIL_SERVER (lab_mail_server_get_type ())
G_DECLARE_FINAL_TYPE (LabMailServer, lab_mail_server, LAB, MAIL_SERVER, GObject)

LabMailServer *lab_mail_server_new          (const LabOptions     *options,
                                             LabNetwork           *network,
                                             GError              **error);
JsonObject    *lab_mail_server_describe     (LabMailServer        *self);
JsonObject    *lab_mail_server_command      (gpointer              server,
                                             const char           *command,
                                             JsonObject           *arguments,
                                             GError              **error);

/* What a session asks of its server. */
GTlsCertificate *lab_mail_server_get_certificate (LabMailServer       *self);
const char      *lab_mail_server_get_mechanisms  (LabMailServer       *self);
const char      *lab_mail_server_get_refusal     (LabMailServer       *self,
                                                  const char          *account);
gboolean         lab_mail_server_check_password  (LabMailServer       *self,
                                                  const char          *account,
                                                  const char          *password);
void             lab_mail_server_check_token_async  (LabMailServer       *self,
                                                     const char          *account,
                                                     const char          *token,
                                                     LabProtocol          protocol,
                                                     GAsyncReadyCallback  callback,
                                                     gpointer             user_data);
gboolean         lab_mail_server_check_token_finish (LabMailServer       *self,
                                                     GAsyncResult        *result,
                                                     GError             **error);
void             lab_mail_server_add_message     (LabMailServer       *self,
                                                  const char          *account,
                                                  const char          *from,
                                                  const char          *to,
                                                  const char          *subject,
                                                  gsize                size);
void             lab_mail_server_note_login      (LabMailServer       *self,
                                                  LabProtocol          protocol,
                                                  const char          *mechanism,
                                                  const char          *account,
                                                  gboolean             good);

G_END_DECLS
