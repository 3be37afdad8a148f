/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver-info.h"
#include "mg-grant-record.h"
#include "mg-oauth-client.h"
#include "mg-provider.h"
#include "mg-slot-reading.h"
#include "mg-token-delivery.h"
#include "mg-token-set.h"

G_BEGIN_DECLS

const char      *_mg_grant_get_device_word  (MgProvider          *provider);
GStrv            _mg_grant_dup_mail_scopes  (MgProvider          *provider,
                                             MgDriverInfo        *driver);
gboolean         _mg_grant_is_shared_safely (MgProvider          *provider);
void             _mg_grant_take_tokens      (MgGrantRecord       *grant,
                                             MgProvider          *provider,
                                             MgTokenSet          *tokens);
MgTokenDelivery *_mg_grant_create_delivery  (const MgGrantRecord *grant,
                                             MgProvider          *provider,
                                             MgOAuthClient       *client,
                                             MgTokenSet          *tokens);
MgMailSettings  *_mg_grant_dup_settings     (MgProvider          *provider,
                                             const MgSlotReading *reading);

G_END_DECLS
