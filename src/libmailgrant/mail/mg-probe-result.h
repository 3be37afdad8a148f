/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mg-mail-advice.h"
#include "mg-sasl.h"

G_BEGIN_DECLS

#define MG_TYPE_PROBE_RESULT (mg_probe_result_get_type ())

typedef struct _MgProbeResult MgProbeResult;

GType                  mg_probe_result_get_type               (void);
MgProbeResult         *mg_probe_result_ref                    (MgProbeResult       *self);
void                   mg_probe_result_unref                  (MgProbeResult       *self);
MgProbeOutcome         mg_probe_result_get_outcome            (const MgProbeResult *self);
const char            *mg_probe_result_get_sentence           (const MgProbeResult *self);
const char            *mg_probe_result_get_words              (const MgProbeResult *self);
guint                  mg_probe_result_get_code               (const MgProbeResult *self);
const char            *mg_probe_result_get_enhanced_code      (const MgProbeResult *self);
const MgSaslChallenge *mg_probe_result_get_challenge          (const MgProbeResult *self);
const MgMailAdvice    *mg_probe_result_get_advice             (const MgProbeResult *self);
const char            *mg_probe_result_get_mechanism          (const MgProbeResult *self);
const char * const    *mg_probe_result_get_mechanisms         (const MgProbeResult *self);
GTlsCertificateFlags   mg_probe_result_get_certificate_errors (const MgProbeResult *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgProbeResult, mg_probe_result_unref)

G_END_DECLS
