/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

#define MG_TYPE_HTTP_RESPONSE (mg_http_response_get_type ())

typedef struct _MgHttpResponse MgHttpResponse;

GType           mg_http_response_get_type    (void);
MgHttpResponse *mg_http_response_new         (SoupMessage     *message,
                                              GBytes          *body);
MgHttpResponse *mg_http_response_ref         (MgHttpResponse  *self);
void            mg_http_response_unref       (MgHttpResponse  *self);
guint           mg_http_response_get_status  (MgHttpResponse  *self);
const char     *mg_http_response_get_reason  (MgHttpResponse  *self);
gboolean        mg_http_response_is_success  (MgHttpResponse  *self);
const char     *mg_http_response_get_header  (MgHttpResponse  *self,
                                              const char      *name);
GBytes         *mg_http_response_get_body    (MgHttpResponse  *self);
JsonNode       *mg_http_response_parse_json  (MgHttpResponse  *self,
                                              GError         **error);
JsonObject     *mg_http_response_parse_object (MgHttpResponse *self,
                                              GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgHttpResponse, mg_http_response_unref)

G_END_DECLS
