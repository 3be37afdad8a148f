/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

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

GType mg_consent_stage_get_type (void);

G_END_DECLS
