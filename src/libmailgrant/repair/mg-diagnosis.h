/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver-info.h"
#include "mg-grant-record.h"
#include "mg-identity.h"
#include "mg-mail-probe.h"
#include "mg-oauth-failure.h"
#include "mg-provider-registry.h"
#include "mg-situation.h"
#include "mg-slot-reading.h"
#include "mg-test-result.h"
#include "mg-token-state.h"

G_BEGIN_DECLS

/**
 * MgFindings:
 * @slot: what the device said of the slot
 * @status: its badge and note
 * @driver: what the device's driver can do
 * @kind: what the device is
 * @providers: the providers there are
 * @device_error: (nullable): why the device could not be asked
 * @test: (nullable): how the device's own test ended
 * @redeemed: whether our copy of the grant was redeemed well
 * @redeem_error: (nullable): why it was not
 * @redeem_failure: (nullable): what the provider said to that
 * @probe: (nullable): how our own login to the mail server ended
 * @now: the time, in microseconds since 1970-01-01 UTC
 * @fuse_at: when the token on the device ends for want of renewal, 0 never
 * @ends_at: when the token on the device ends for whatever reason, 0 unknown
 * @has_copy: whether we keep a copy of the grant
 * @grant: (nullable): the grant on the device, or the one that is waited for
 * @provider: (nullable): the provider of @grant
 * @model: (nullable): the device's model
 * @admin_url: (nullable): the device's own page
 * @rules: (nullable) (array zero-terminated=1): the rules that send through the slot
 *
 * All that is known of a slot whose mail may not work. Everything is lent.
 */
typedef struct
{
  const MgSlotReading *slot;
  MgTokenStatus        status;
  const MgDriverInfo  *driver;
  MgDeviceKind         kind;
  MgProviderRegistry  *providers;
  const GError        *device_error;
  const MgTestResult  *test;
  gboolean             redeemed;
  const GError        *redeem_error;
  MgOAuthFailure      *redeem_failure;
  MgProbeResult       *probe;
  gint64               now;
  gint64               fuse_at;
  gint64               ends_at;
  gboolean             has_copy;
  const MgGrantRecord *grant;
  MgProvider          *provider;
  const char          *model;
  const char          *admin_url;
  const char *const   *rules;
} MgFindings;

#define MG_TYPE_DIAGNOSIS (mg_diagnosis_get_type ())

typedef struct _MgDiagnosis MgDiagnosis;

GType              mg_diagnosis_get_type     (void);
MgDiagnosis       *mg_diagnosis_new          (const MgFindings  *findings);
MgDiagnosis       *mg_diagnosis_ref          (MgDiagnosis       *self);
void               mg_diagnosis_unref        (MgDiagnosis       *self);
MgSituation        mg_diagnosis_get_situation (const MgDiagnosis *self);
const char        *mg_diagnosis_get_provider (const MgDiagnosis *self);
const char        *mg_diagnosis_get_advice   (const MgDiagnosis *self);
const char        *mg_diagnosis_get_command  (const MgDiagnosis *self);
const char        *mg_diagnosis_get_link     (const MgDiagnosis *self);
const char *const *mg_diagnosis_get_evidence (const MgDiagnosis *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgDiagnosis, mg_diagnosis_unref)

G_END_DECLS
