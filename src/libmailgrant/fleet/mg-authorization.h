/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-fleet.h"
#include "mg-oauth-failure.h"
#include "mg-provider.h"
#include "mg-test-result.h"

G_BEGIN_DECLS

/**
 * MgAuthorizationStage:
 * @MG_AUTHORIZATION_PREPARING: device, provider and keyring are made ready
 * @MG_AUTHORIZATION_WAITING: the person is at the provider's page
 * @MG_AUTHORIZATION_REDEEMING: the provider is asked for the tokens
 * @MG_AUTHORIZATION_ACCOUNT_MISMATCH: somebody else signed in; waits for
 *   mg_authorization_accept_account() or for the cancellable
 * @MG_AUTHORIZATION_PUSHING: the device is given the grant
 * @MG_AUTHORIZATION_TESTING: the device tries it
 * @MG_AUTHORIZATION_DONE: it has ended, well or not
 *
 * How far an authorization has come.
 */
typedef enum
{
  MG_AUTHORIZATION_PREPARING,
  MG_AUTHORIZATION_WAITING,
  MG_AUTHORIZATION_REDEEMING,
  MG_AUTHORIZATION_ACCOUNT_MISMATCH,
  MG_AUTHORIZATION_PUSHING,
  MG_AUTHORIZATION_TESTING,
  MG_AUTHORIZATION_DONE,
} MgAuthorizationStage;

/**
 * MgAuthorizationMode:
 * @MG_AUTHORIZATION_MODE_BROWSER: a browser on this machine comes back by itself
 * @MG_AUTHORIZATION_MODE_DEVICE_CODE: a code is typed in on any machine
 * @MG_AUTHORIZATION_MODE_PASTE: the last address of a browser elsewhere is pasted
 *
 * How the person gives permission.
 */
typedef enum
{
  MG_AUTHORIZATION_MODE_BROWSER,
  MG_AUTHORIZATION_MODE_DEVICE_CODE,
  MG_AUTHORIZATION_MODE_PASTE,
} MgAuthorizationMode;

#define MG_TYPE_AUTHORIZATION_STAGE (mg_authorization_stage_get_type ())
#define MG_TYPE_AUTHORIZATION_MODE (mg_authorization_mode_get_type ())
#define MG_TYPE_AUTHORIZATION (mg_authorization_get_type ())

G_DECLARE_FINAL_TYPE (MgAuthorization, mg_authorization, MG, AUTHORIZATION, GObject)

GType                mg_authorization_stage_get_type       (void);
GType                mg_authorization_mode_get_type        (void);

MgAuthorization     *mg_authorization_new                  (MgFleet              *fleet,
                                                            MgSlot               *slot,
                                                            MgProvider           *provider,
                                                            const char           *account);
MgSlot              *mg_authorization_get_slot             (MgAuthorization      *self);
MgDevice            *mg_authorization_get_device           (MgAuthorization      *self);
MgProvider          *mg_authorization_get_provider         (MgAuthorization      *self);
const char          *mg_authorization_get_account          (MgAuthorization      *self);
void                 mg_authorization_set_mode             (MgAuthorization      *self,
                                                            MgAuthorizationMode   mode);
void                 mg_authorization_set_keep_copy        (MgAuthorization      *self,
                                                            gboolean              keep_copy);
guint                mg_authorization_get_timeout          (MgAuthorization      *self);
void                 mg_authorization_set_timeout          (MgAuthorization      *self,
                                                            guint                 seconds);
MgAuthorizationStage mg_authorization_get_stage            (MgAuthorization      *self);
const char          *mg_authorization_get_uri              (MgAuthorization      *self);
const char          *mg_authorization_get_user_code        (MgAuthorization      *self);
const char          *mg_authorization_get_verification_uri (MgAuthorization      *self);
const char          *mg_authorization_get_actual_account   (MgAuthorization      *self);
MgOAuthFailure      *mg_authorization_get_failure          (MgAuthorization      *self);
char                *mg_authorization_dup_approval_uri     (MgAuthorization      *self);
gboolean             mg_authorization_take_pasted_uri      (MgAuthorization      *self,
                                                            const char           *uri,
                                                            GError              **error);
void                 mg_authorization_accept_account       (MgAuthorization      *self);
void                 mg_authorization_run_async            (MgAuthorization      *self,
                                                            GCancellable         *cancellable,
                                                            GAsyncReadyCallback   callback,
                                                            gpointer              user_data);
MgTestResult        *mg_authorization_run_finish           (MgAuthorization      *self,
                                                            GAsyncResult         *result,
                                                            GError              **error);

G_END_DECLS
