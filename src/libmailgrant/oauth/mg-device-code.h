/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-oauth-failure.h"
#include "mg-token-endpoint.h"
#include "mg-token-set.h"

G_BEGIN_DECLS

#define MG_TYPE_DEVICE_CODE (mg_device_code_get_type ())

G_DECLARE_FINAL_TYPE (MgDeviceCode, mg_device_code, MG, DEVICE_CODE, GObject)

MgDeviceCode   *mg_device_code_new              (MgTokenEndpoint      *endpoint,
                                                 MgMailProtocol        protocol,
                                                 const char *const    *mail_scopes);
const char     *mg_device_code_get_user_code    (MgDeviceCode         *self);
const char     *mg_device_code_get_uri          (MgDeviceCode         *self);
const char     *mg_device_code_get_complete_uri (MgDeviceCode         *self);
const char     *mg_device_code_get_message      (MgDeviceCode         *self);
gint64          mg_device_code_get_deadline     (MgDeviceCode         *self);
MgOAuthFailure *mg_device_code_get_failure      (MgDeviceCode         *self);
void            mg_device_code_run_async        (MgDeviceCode         *self,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
MgTokenSet     *mg_device_code_run_finish       (MgDeviceCode         *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

G_END_DECLS
