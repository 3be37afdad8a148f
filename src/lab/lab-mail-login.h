/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "lab-login.h"
#include "lab-outcome.h"

G_BEGIN_DECLS

#define LAB_TYPE_MAIL_LOGIN (lab_mail_login_get_type ())
G_DECLARE_FINAL_TYPE (LabMailLogin, lab_mail_login, LAB, MAIL_LOGIN, GObject)

LabMailLogin *lab_mail_login_new         (LabLogin             *login,
                                          LabProtocol           protocol);
void          lab_mail_login_set_address (LabMailLogin         *self,
                                          const char           *address);
void          lab_mail_login_set_trust   (LabMailLogin         *self,
                                          GTlsDatabase         *database);
void          lab_mail_login_set_token   (LabMailLogin         *self,
                                          const char           *access_token);
void          lab_mail_login_set_message (LabMailLogin         *self,
                                          const char           *recipient);
void          lab_mail_login_run_async   (LabMailLogin         *self,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
LabOutcome   *lab_mail_login_run_finish  (LabMailLogin         *self,
                                          GAsyncResult         *result,
                                          GError              **error);

G_END_DECLS
