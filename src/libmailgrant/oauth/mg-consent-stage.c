/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-consent-stage"

#include "config.h"

#include "mg-consent-stage.h"

G_DEFINE_ENUM_TYPE (MgConsentStage, mg_consent_stage,
                    G_DEFINE_ENUM_VALUE (MG_CONSENT_STAGE_NEW, "new"),
                    G_DEFINE_ENUM_VALUE (MG_CONSENT_STAGE_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (MG_CONSENT_STAGE_EXCHANGING, "exchanging"),
                    G_DEFINE_ENUM_VALUE (MG_CONSENT_STAGE_ENDED, "ended"))
