/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-context.h"
#include "mg-mail-server.h"
#include "mg-secret.h"

G_BEGIN_DECLS

#define MG_TYPE_MAIL_CONNECTION (mg_mail_connection_get_type ())

G_DECLARE_FINAL_TYPE (MgMailConnection, mg_mail_connection, MG, MAIL_CONNECTION, GObject)

MgMailConnection     *_mg_mail_connection_new                    (MgContext           *context,
                                                                  MgMailServer        *server,
                                                                  GCancellable        *cancellable);
void                  _mg_mail_connection_open_async             (MgMailConnection    *self,
                                                                  GAsyncReadyCallback  callback,
                                                                  gpointer             user_data);
void                  _mg_mail_connection_secure_async           (MgMailConnection    *self,
                                                                  GAsyncReadyCallback  callback,
                                                                  gpointer             user_data);
void                  _mg_mail_connection_write_async            (MgMailConnection    *self,
                                                                  MgSecret            *bytes,
                                                                  GAsyncReadyCallback  callback,
                                                                  gpointer             user_data);
gboolean              _mg_mail_connection_finish                 (MgMailConnection    *self,
                                                                  GAsyncResult        *result,
                                                                  GError             **error);
void                  _mg_mail_connection_read_line_async        (MgMailConnection    *self,
                                                                  GAsyncReadyCallback  callback,
                                                                  gpointer             user_data);
char                 *_mg_mail_connection_read_line_finish       (MgMailConnection    *self,
                                                                  GAsyncResult        *result,
                                                                  GError             **error);
void                  _mg_mail_connection_close                  (MgMailConnection    *self,
                                                                  const char          *farewell);
GTlsCertificateFlags  _mg_mail_connection_get_certificate_errors (MgMailConnection    *self);

G_END_DECLS
