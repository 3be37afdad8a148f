/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-fake-provider.h"
#include "mg-fleet-fixture.h"

G_BEGIN_DECLS

#define MG_FLEET_ACCOUNT "scan@example.org"

/**
 * MgAuthorizationFixture:
 *
 * A fleet with one device in it, and a provider that does as it is told.
 */
typedef struct
{
  MgFleetFixture   fleet;
  MgFakeProvider  *fake;
  MgProvider      *provider;
  MgDevice        *device;
  MgSlot          *slot;       /* `mail` of the device */
  guint            n_opened;   /* how often a browser was asked for */
} MgAuthorizationFixture;

/* One run of an authorization. */
typedef struct
{
  MgAuthorization *authorization;
  GCancellable    *cancellable;
  GAsyncResult    *result;
} MgAuthorizationRun;

void          mg_authorization_fixture_set_up    (MgAuthorizationFixture *self,
                                                  gconstpointer           data);
void          mg_authorization_fixture_tear_down (MgAuthorizationFixture *self,
                                                  gconstpointer           data);
void          mg_authorization_fixture_set_provider (MgAuthorizationFixture *self,
                                                     GKeyFile               *file,
                                                     const char             *client_id);
void          mg_authorization_fixture_reopen    (MgAuthorizationFixture *self);
void          mg_authorization_fixture_script    (MgAuthorizationFixture *self,
                                                  const char             *refresh_token);
void          mg_authorization_run_start         (MgAuthorizationRun     *self,
                                                  MgAuthorizationFixture *fixture,
                                                  MgSlot                 *slot);
void          mg_authorization_run_wait          (MgAuthorizationRun     *self);
void          mg_authorization_run_answer        (MgAuthorizationRun     *self,
                                                  MgAuthorizationFixture *fixture,
                                                  const char             *answer);
MgTestResult *mg_authorization_run_end           (MgAuthorizationRun     *self,
                                                  GError                **error);
MgTestResult *mg_authorization_fixture_authorize (MgAuthorizationFixture *self,
                                                  MgSlot                 *slot,
                                                  const char             *refresh_token,
                                                  GError                **error);
char         *mg_authorization_fixture_dup_param (const char             *uri,
                                                  const char             *name);

G_END_DECLS
