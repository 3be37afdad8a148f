/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-secret.h"

G_BEGIN_DECLS

typedef struct _MgHttpRequest MgHttpRequest;

MgHttpRequest *mg_http_request_new             (const char    *method,
                                                const char    *uri);
void           mg_http_request_free            (MgHttpRequest *self);
void           mg_http_request_set_header      (MgHttpRequest *self,
                                                const char    *name,
                                                const char    *value);
void           mg_http_request_set_secret_header (MgHttpRequest *self,
                                                const char    *name,
                                                const char    *prefix,
                                                MgSecret      *value);
void           mg_http_request_set_bearer      (MgHttpRequest *self,
                                                MgSecret      *token);
void           mg_http_request_set_basic       (MgHttpRequest *self,
                                                const char    *user,
                                                MgSecret      *password);
void           mg_http_request_set_body        (MgHttpRequest *self,
                                                const char    *content_type,
                                                const char    *body);
void           mg_http_request_set_secret_body (MgHttpRequest *self,
                                                const char    *content_type,
                                                MgSecret      *body);
void           mg_http_request_set_size_limit  (MgHttpRequest *self,
                                                gsize          bytes);
void           mg_http_request_set_deadline    (MgHttpRequest *self,
                                                guint          milliseconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgHttpRequest, mg_http_request_free)

G_END_DECLS
