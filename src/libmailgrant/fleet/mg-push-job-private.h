/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-fleet-member-private.h"
#include "mg-fleet.h"
#include "mg-grant-record.h"
#include "mg-test-result.h"
#include "mg-token-delivery.h"

G_BEGIN_DECLS

#define MG_TYPE_PUSH_JOB (_mg_push_job_get_type ())

G_DECLARE_FINAL_TYPE (MgPushJob, _mg_push_job, MG, PUSH_JOB, GObject)

struct _MgPushJob
{
  GObject          parent_instance;

  MgFleet         *fleet;         /* (owned) */
  MgSlot          *slot;          /* (owned) */
  MgProvider      *provider;      /* (owned) */
  MgGrantRecord   *grant;         /* (owned) */
  MgTokenDelivery *delivery;      /* (owned) */
  MgDevice        *device;        /* (owned) (nullable) */
  MgMailSettings  *before;        /* (owned) (nullable): settings to put back */
  GError          *refusal;       /* (owned) (nullable): why the push did not succeed */
  MgTestResult    *test;          /* (owned) (nullable) */
  GPtrArray       *older;         /* (owned) (nullable) (element-type MgGrantRecord): to be removed */
  gboolean         may_have_taken;
};

MgPushJob    *_mg_push_job_new            (MgFleet                *fleet,
                                           MgSlot                 *slot,
                                           MgProvider             *provider,
                                           const MgGrantRecord    *grant,
                                           const MgTokenDelivery  *delivery);
const MgGrantRecord *_mg_push_job_get_grant (MgPushJob            *self);
gboolean      _mg_push_job_may_have_taken (MgPushJob              *self);
void          _mg_push_job_run_async      (MgPushJob              *self,
                                           GCancellable           *cancellable,
                                           GAsyncReadyCallback     callback,
                                           gpointer                user_data);
MgTestResult *_mg_push_job_run_finish     (MgPushJob              *self,
                                           GAsyncResult           *result,
                                           GError                **error);

/* mg-push-job.c: for its other file */
MgFleetMember *_mg_push_job_get_member    (MgPushJob              *self);
gboolean       _mg_push_job_can           (MgPushJob              *self,
                                           MgDriverCapability      capability);
gboolean       _mg_push_job_take_look     (MgPushJob              *self,
                                           GAsyncResult           *result,
                                           GError                **error);
void           _mg_push_job_fail          (GTask                  *task,
                                           GError                 *error);
void           _mg_push_job_refuse        (GTask                  *task,
                                           GError                 *error);
void           _mg_push_job_look          (GTask                  *task,
                                           GCancellable           *cancellable,
                                           GAsyncReadyCallback     callback);
void           _mg_push_job_run_verb      (GTask                  *task,
                                           const MgDeviceVerb     *verb,
                                           const MgMailSettings   *settings,
                                           const MgTokenDelivery  *delivery,
                                           GAsyncReadyCallback     callback);
void           _mg_push_job_begin_test    (MgPushJob              *self);

/* mg-push-job-proof.c */
void           _mg_push_job_prove         (GTask                  *task);

G_END_DECLS
