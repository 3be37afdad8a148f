/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-fleet.h"
#include "mg-grant-record.h"
#include "mg-oauth-client.h"
#include "mg-push-job-private.h"
#include "mg-refresher.h"

G_BEGIN_DECLS

/**
 * MgRedemption:
 * @grant: the record of the grant
 * @provider: its provider
 * @client: the client it was made with
 * @tokens: the tokens as they are now
 *
 * Our own copy of a grant, fresh from its provider.
 */
typedef struct
{
  MgGrantRecord *grant;     /* (owned) */
  MgProvider    *provider;  /* (owned) */
  MgOAuthClient *client;    /* (owned) */
  MgTokenSet    *tokens;    /* (owned) */
} MgRedemption;

void          _mg_redemption_free       (MgRedemption         *self);
MgPushJob    *_mg_redemption_create_push (MgRedemption        *self,
                                         MgFleet              *fleet,
                                         MgSlot               *slot);
void          _mg_fleet_redeem_async    (MgFleet              *self,
                                         MgSlot               *slot,
                                         MgRefreshNeed         need,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
MgRedemption *_mg_fleet_redeem_finish   (MgFleet              *self,
                                         GAsyncResult         *result,
                                         MgOAuthFailure      **failure,
                                         GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgRedemption, _mg_redemption_free)

G_END_DECLS
