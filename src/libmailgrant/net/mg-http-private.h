/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-http.h"

G_BEGIN_DECLS

typedef enum
{
  /* Providers on the internet: the usual trust, never a pin. */
  MG_HTTP_ROLE_PUBLIC,
  /* First contact with a device: any certificate, nothing secret. */
  MG_HTTP_ROLE_PROBE,
  /* A device we know: its pinned certificate and no other. */
  MG_HTTP_ROLE_PINNED,
} MgHttpRole;

struct _MgHttp
{
  GObject          parent_instance;

  MgClock         *clock;        /* (owned) */
  MgHttpRole       role;
  MgAddress       *address;      /* (owned) (nullable): none for MG_HTTP_ROLE_PUBLIC */
  char            *fingerprint;  /* (owned) (nullable): the pin, or what a probe has seen */
  GTlsCertificate *certificate;  /* (owned) (nullable): what the peer showed last */
  SoupSession     *session;      /* (owned) */
};

SoupMessage *_mg_http_create_message (MgHttp         *self,
                                      MgHttpRequest  *request,
                                      GError        **error);

void         _mg_http_guard          (MgHttp         *self,
                                      SoupMessage    *message,
                                      GCancellable   *cancellable);
gboolean     _mg_http_is_mismatch    (SoupMessage    *message);
char        *_mg_http_dup_peer_name  (MgHttp         *self,
                                      SoupMessage    *message);
GError      *_mg_http_map_error      (MgHttp         *self,
                                      SoupMessage    *message,
                                      const GError   *transport);

G_END_DECLS
