/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-driver.h"

G_BEGIN_DECLS

GTask *_mg_driver_begin (MgDriver            *self,
                         gpointer             tag,
                         gboolean             offered,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data);

G_END_DECLS
