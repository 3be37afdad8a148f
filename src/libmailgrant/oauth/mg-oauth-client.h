/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "mg-secret.h"

G_BEGIN_DECLS

#define MG_TYPE_OAUTH_CLIENT (mg_oauth_client_get_type ())

typedef struct _MgOAuthClient MgOAuthClient;

GType          mg_oauth_client_get_type   (void);
MgOAuthClient *mg_oauth_client_new        (const char          *id,
                                           MgSecret            *secret,
                                           const char          *tenant);
MgOAuthClient *mg_oauth_client_ref        (MgOAuthClient       *self);
void           mg_oauth_client_unref      (MgOAuthClient       *self);
const char    *mg_oauth_client_get_id     (const MgOAuthClient *self);
MgSecret      *mg_oauth_client_get_secret (const MgOAuthClient *self);
const char    *mg_oauth_client_get_tenant (const MgOAuthClient *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgOAuthClient, mg_oauth_client_unref)

G_END_DECLS
