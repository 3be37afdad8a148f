/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-probe-result.h"

G_BEGIN_DECLS

struct _MgProbeResult
{
  gatomicrefcount       ref_count;
  MgProbeOutcome        outcome;
  char                 *sentence;            /* (owned) */
  char                 *words;               /* (owned) (nullable) */
  guint                 code;
  char                 *enhanced;            /* (owned) (nullable) */
  MgSaslChallenge      *challenge;           /* (owned) (nullable) */
  const MgMailAdvice   *advice;              /* (nullable) */
  const char           *mechanism;           /* (nullable) */
  char                **mechanisms;          /* (owned) */
  GTlsCertificateFlags  certificate_errors;
};

MgProbeResult *_mg_probe_result_new (MgProbeOutcome  outcome,
                                     const char     *sentence);

G_END_DECLS
