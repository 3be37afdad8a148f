/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-token-endpoint.h"
#include "mg-token-store.h"

G_BEGIN_DECLS

/**
 * MgRefreshNeed:
 * @MG_REFRESH_NEED_FRESH: an access token that is good for the next minutes
 * @MG_REFRESH_NEED_RENEWED: new tokens, whatever the old ones are still good for
 *
 * What a refresh is to end with.
 */
typedef enum
{
  MG_REFRESH_NEED_FRESH,
  MG_REFRESH_NEED_RENEWED,
} MgRefreshNeed;

#define MG_TYPE_REFRESHER (mg_refresher_get_type ())

G_DECLARE_FINAL_TYPE (MgRefresher, mg_refresher, MG, REFRESHER, GObject)

MgRefresher *mg_refresher_new            (MgTokenStore         *store);
void         mg_refresher_refresh_async  (MgRefresher          *self,
                                          const char           *grant,
                                          MgTokenEndpoint      *endpoint,
                                          MgRefreshNeed         need,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
MgTokenSet  *mg_refresher_refresh_finish (MgRefresher          *self,
                                          GAsyncResult         *result,
                                          MgOAuthFailure      **failure,
                                          GError              **error);
gboolean     mg_refresher_is_unsaved     (MgRefresher          *self,
                                          const char           *grant);
void         mg_refresher_forget         (MgRefresher          *self,
                                          const char           *grant);

G_END_DECLS
