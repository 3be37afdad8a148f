/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-oauth-failure.h"
#include "mg-token-endpoint.h"
#include "mg-token-set.h"

G_BEGIN_DECLS

/**
 * MgConsentStage:
 * @MG_CONSENT_STAGE_NEW: not begun
 * @MG_CONSENT_STAGE_WAITING: the person is on the provider's page
 * @MG_CONSENT_STAGE_EXCHANGING: the answer came and is being redeemed
 * @MG_CONSENT_STAGE_ENDED: over, one way or another
 *
 * How far a consent is.
 */
typedef enum
{
  MG_CONSENT_STAGE_NEW,
  MG_CONSENT_STAGE_WAITING,
  MG_CONSENT_STAGE_EXCHANGING,
  MG_CONSENT_STAGE_ENDED,
} MgConsentStage;

#define MG_TYPE_CONSENT_STAGE (mg_consent_stage_get_type ())
#define MG_TYPE_CONSENT (mg_consent_get_type ())

G_DECLARE_FINAL_TYPE (MgConsent, mg_consent, MG, CONSENT, GObject)

GType           mg_consent_stage_get_type   (void);
MgConsent      *mg_consent_new              (MgTokenEndpoint      *endpoint,
                                             MgMailProtocol        protocol,
                                             const char           *driver,
                                             const char           *login_hint);
void            mg_consent_set_timeout      (MgConsent            *self,
                                             guint                 seconds);
MgConsentStage  mg_consent_get_stage        (MgConsent            *self);
const char     *mg_consent_get_uri          (MgConsent            *self);
const char     *mg_consent_get_redirect_uri (MgConsent            *self);
gint64          mg_consent_get_deadline     (MgConsent            *self);
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
