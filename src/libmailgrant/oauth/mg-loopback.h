/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mg-clock.h"

#include "mg-loopback-page.h"

G_BEGIN_DECLS

#define MG_TYPE_LOOPBACK (mg_loopback_get_type ())

G_DECLARE_FINAL_TYPE (MgLoopback, mg_loopback, MG, LOOPBACK, GObject)

MgLoopback *mg_loopback_new              (MgClock         *clock,
                                          const char      *host,
                                          guint16          port,
                                          const char      *path);
gboolean    mg_loopback_open             (MgLoopback      *self,
                                          GError         **error);
const char *mg_loopback_get_redirect_uri (MgLoopback      *self);
void        mg_loopback_conclude         (MgLoopback      *self,
                                          MgLoopbackPage   page);
void        mg_loopback_close            (MgLoopback      *self);

G_END_DECLS
