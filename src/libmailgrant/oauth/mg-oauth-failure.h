/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MG_TYPE_OAUTH_FAILURE (mg_oauth_failure_get_type ())

typedef struct _MgOAuthFailure MgOAuthFailure;

GType           mg_oauth_failure_get_type        (void);
MgOAuthFailure *mg_oauth_failure_new             (const char           *code,
                                                  const char           *description);
MgOAuthFailure *mg_oauth_failure_new_from_json   (guint                 status,
                                                  JsonObject           *object);
MgOAuthFailure *mg_oauth_failure_ref             (MgOAuthFailure       *self);
void            mg_oauth_failure_unref           (MgOAuthFailure       *self);
const char     *mg_oauth_failure_get_code        (const MgOAuthFailure *self);
const char     *mg_oauth_failure_get_description (const MgOAuthFailure *self);
guint           mg_oauth_failure_get_status      (const MgOAuthFailure *self);
guint           mg_oauth_failure_get_retry_after (const MgOAuthFailure *self);
void            mg_oauth_failure_set_retry_after (MgOAuthFailure       *self,
                                                  guint                 seconds);
const guint    *mg_oauth_failure_get_aadsts      (const MgOAuthFailure *self,
                                                  guint                *n_codes);
const char     *mg_oauth_failure_get_trace       (const MgOAuthFailure *self);
const char     *mg_oauth_failure_get_advice      (const MgOAuthFailure *self);
GError         *mg_oauth_failure_to_error        (const MgOAuthFailure *self,
                                                  const char           *provider);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgOAuthFailure, mg_oauth_failure_unref)

G_END_DECLS
