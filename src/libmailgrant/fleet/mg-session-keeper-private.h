/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-context.h"
#include "mg-device-verb-private.h"
#include "mg-device.h"
#include "mg-store.h"
#include "mg-vault.h"

G_BEGIN_DECLS

#define MG_TYPE_SESSION_KEEPER (_mg_session_keeper_get_type ())

/* Getting the session: mg-session-keeper.c. Using it: mg-session-verbs.c. */
G_DECLARE_FINAL_TYPE (MgSessionKeeper, _mg_session_keeper, MG, SESSION_KEEPER, GObject)

MgSessionKeeper *_mg_session_keeper_new          (MgContext              *context,
                                                  MgVault                *vault,
                                                  MgStore                *store,
                                                  MgDriver               *driver,
                                                  MgDevice               *device);
MgDriver        *_mg_session_keeper_get_driver   (MgSessionKeeper        *self);
gboolean         _mg_session_keeper_get_has_login (MgSessionKeeper      *self);
void             _mg_session_keeper_set_has_login (MgSessionKeeper      *self,
                                                  gboolean                has_login);
MgSession       *_mg_session_keeper_get_session  (MgSessionKeeper        *self);
void             _mg_session_keeper_set_session  (MgSessionKeeper        *self,
                                                  MgSession              *session);
MgHttp          *_mg_session_keeper_create_http  (MgSessionKeeper        *self,
                                                  GError                **error);
void             _mg_session_keeper_forget       (MgSessionKeeper        *self);
void             _mg_session_keeper_open_async   (MgSessionKeeper        *self,
                                                  GCancellable           *cancellable,
                                                  GAsyncReadyCallback     callback,
                                                  gpointer                user_data);
MgSession       *_mg_session_keeper_open_finish  (MgSessionKeeper        *self,
                                                  GAsyncResult           *result,
                                                  GError                **error);
void             _mg_session_keeper_enter_async  (MgSessionKeeper        *self,
                                                  MgCredential           *credential,
                                                  GCancellable           *cancellable,
                                                  GAsyncReadyCallback     callback,
                                                  gpointer                user_data);
gboolean         _mg_session_keeper_enter_finish (MgSessionKeeper        *self,
                                                  GAsyncResult           *result,
                                                  GError                **error);
void             _mg_session_keeper_run_async    (MgSessionKeeper        *self,
                                                  const MgDeviceVerb     *verb,
                                                  MgDeviceVerbArguments  *arguments,
                                                  GCancellable           *cancellable,
                                                  GAsyncReadyCallback     callback,
                                                  gpointer                user_data);
gpointer         _mg_session_keeper_run_finish   (MgSessionKeeper        *self,
                                                  GAsyncResult           *result,
                                                  GError                **error);
void             _mg_session_keeper_leave_async  (MgSessionKeeper        *self,
                                                  GAsyncReadyCallback     callback,
                                                  gpointer                user_data);
gboolean         _mg_session_keeper_leave_finish (MgSessionKeeper        *self,
                                                  GAsyncResult           *result,
                                                  GError                **error);

G_END_DECLS
