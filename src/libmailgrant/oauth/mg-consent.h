/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-consent-stage.h"
#include "mg-oauth-failure.h"
#include "mg-token-endpoint.h"
#include "mg-token-set.h"

G_BEGIN_DECLS

#define MG_TYPE_CONSENT (mg_consent_get_type ())

G_DECLARE_FINAL_TYPE (MgConsent, mg_consent, MG, CONSENT, GObject)

MgConsent      *mg_consent_new              (MgTokenEndpoint      *endpoint,
                                             MgMailProtocol        protocol,
                                             const char *const    *mail_scopes,
                                             const char           *login_hint);
void            mg_consent_set_timeout      (MgConsent            *self,
                                             guint                 seconds);
MgConsentStage  mg_consent_get_stage        (MgConsent            *self);
const char     *mg_consent_get_uri          (MgConsent            *self);
const char     *mg_consent_get_redirect_uri (MgConsent            *self);
MgOAuthFailure *mg_consent_get_failure      (MgConsent            *self);
gboolean        mg_consent_take_pasted_uri  (MgConsent            *self,
                                             const char           *text,
                                             GError              **error);
void            mg_consent_run_async        (MgConsent            *self,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
MgTokenSet     *mg_consent_run_finish       (MgConsent            *self,
                                             GAsyncResult         *result,
                                             GError              **error);

G_END_DECLS
