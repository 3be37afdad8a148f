/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-http.h"
#include "mg-identity.h"
#include "mg-secret.h"

G_BEGIN_DECLS

#define MG_TYPE_SESSION (mg_session_get_type ())

G_DECLARE_DERIVABLE_TYPE (MgSession, mg_session, MG, SESSION, GObject)

/**
 * MgSessionClass:
 * @parent_class: the parent class
 *
 * A driver derives from it when it has more to remember than a token.
 */
struct _MgSessionClass
{
  GObjectClass parent_class;
};

MgSession        *mg_session_new          (MgHttp           *http,
                                           MgSecret         *token);
MgHttp           *mg_session_get_http     (MgSession        *self);
MgSecret         *mg_session_get_token    (MgSession        *self);
const MgIdentity *mg_session_get_identity (MgSession        *self);
void              mg_session_set_identity (MgSession        *self,
                                           const MgIdentity *identity);

G_END_DECLS
