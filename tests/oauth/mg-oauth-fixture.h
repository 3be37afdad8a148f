/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-consent.h"
#include "mg-fake-clock.h"
#include "mg-fake-provider.h"
#include "mg-raw-client.h"
#include "mg-test.h"
#include "mg-token-endpoint.h"

G_BEGIN_DECLS

/* 2026-01-01 00:00:00 UTC. */
#define MG_OAUTH_NOW (G_GINT64_CONSTANT (1767225600) * G_USEC_PER_SEC)

#define MG_OAUTH_TOKENS \
  "{\"access_token\":\"access-1\",\"token_type\":\"Bearer\",\"expires_in\":3600," \
  "\"refresh_token\":\"refresh-1\",\"scope\":\"mail.send openid\"}"

/* A provider that does as it is told, and one client of it. */
typedef struct
{
  MgFakeClock     *clock;
  MgContext       *context;
  MgHttp          *http;
  MgFakeProvider  *fake;
  GKeyFile        *file;      /* to be changed before the endpoint is made */
  MgProvider      *provider;
  MgTokenEndpoint *endpoint;
} MgOAuthFixture;

void        mg_oauth_fixture_set_up        (MgOAuthFixture *self,
                                            gconstpointer   data);
void        mg_oauth_fixture_tear_down     (MgOAuthFixture *self,
                                            gconstpointer   data);
void        mg_oauth_fixture_make_endpoint (MgOAuthFixture *self,
                                            const char     *client_id,
                                            const char     *secret);
char       *mg_oauth_fixture_dup_param     (const char     *uri,
                                            const char     *name);
char       *mg_oauth_fixture_get           (MgConsent      *consent,
                                            const char     *path,
                                            const char     *query);
MgTokenSet *mg_oauth_fixture_finish        (MgConsent      *consent,
                                            GAsyncResult  **result,
                                            GError        **error);
char       *mg_oauth_fixture_dup_id_token  (const char     *claims);

G_END_DECLS
