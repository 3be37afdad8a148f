/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-authorization.h"
#include "mg-consent-lock-private.h"
#include "mg-consent.h"
#include "mg-device-code.h"
#include "mg-grant-record.h"
#include "mg-push-job-private.h"

G_BEGIN_DECLS

struct _MgAuthorization
{
  GObject               parent_instance;

  MgFleet              *fleet;             /* (owned) */
  MgSlot               *slot;              /* (owned) */
  MgProvider           *provider;          /* (owned) */
  char                 *account;           /* (owned) */
  MgAuthorizationMode   mode;
  gboolean              keep_copy;
  guint                 timeout;
  MgAuthorizationStage  stage;
  char                 *uri;               /* (owned) (nullable) */
  char                 *user_code;         /* (owned) (nullable) */
  char                 *verification_uri;  /* (owned) (nullable) */
  char                 *actual_account;    /* (owned) (nullable) */

  /* While it runs. */
  GTask                *task;              /* (owned) (nullable) */
  MgDevice             *device;            /* (owned) (nullable) */
  MgConsentLock        *lock;              /* (owned) (nullable) */
  MgGrantRecord        *grant;             /* (owned) (nullable) */
  gboolean              is_noted;          /* whether the store has the grant */
  MgOAuthClient        *client;            /* (owned) (nullable) */
  MgConsent            *consent;           /* (owned) (nullable) */
  MgDeviceCode         *device_code;       /* (owned) (nullable) */
  MgTokenSet           *tokens;            /* (owned) (nullable) */
  GSource              *mismatch_source;   /* (owned) (nullable): while a question is open */
  MgPushJob            *job;               /* (owned) (nullable) */
  MgTestResult         *test;              /* (owned) (nullable) */
  GError               *error;             /* (owned) (nullable): why it fails */
};

/* mg-authorization.c */
void _mg_authorization_set_stage (MgAuthorization      *self,
                                  MgAuthorizationStage  stage);
void _mg_authorization_set_uri   (MgAuthorization      *self,
                                  const char           *uri);
void _mg_authorization_open_uri  (MgAuthorization      *self,
                                  const char           *uri);
void _mg_authorization_show_code (MgAuthorization      *self,
                                  const char           *user_code,
                                  const char           *verification_uri);
void _mg_authorization_ask       (MgAuthorization      *self,
                                  const char           *actual_account);

/* mg-authorization-run.c */
void _mg_authorization_begin     (MgAuthorization      *self);

/* mg-authorization-ask.c */
void _mg_authorization_get_grant (MgAuthorization      *self);

/* mg-authorization-grant.c */
void _mg_authorization_keep      (MgAuthorization      *self);
void _mg_authorization_conclude  (MgAuthorization      *self,
                                  GError               *error);

G_END_DECLS
