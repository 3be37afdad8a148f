/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-secret.h"

G_BEGIN_DECLS

#define MG_TYPE_CREDENTIAL (mg_credential_get_type ())

typedef struct _MgCredential MgCredential;

GType         mg_credential_get_type          (void);
MgCredential *mg_credential_new               (const char         *user,
                                               MgSecret           *password,
                                               MgSecret           *one_time_code);
MgCredential *mg_credential_ref               (MgCredential       *self);
void          mg_credential_unref             (MgCredential       *self);
const char   *mg_credential_get_user          (const MgCredential *self);
MgSecret     *mg_credential_get_password      (const MgCredential *self);
MgSecret     *mg_credential_get_one_time_code (const MgCredential *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgCredential, mg_credential_unref)

G_END_DECLS
