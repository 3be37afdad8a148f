/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mg-clock.h"

#include "mg-loopback-parser.h"

G_BEGIN_DECLS

#define MG_TYPE_LOOPBACK_CONNECTION (mg_loopback_connection_get_type ())

G_DECLARE_FINAL_TYPE (MgLoopbackConnection, mg_loopback_connection, MG, LOOPBACK_CONNECTION,
                      GObject)

MgLoopbackConnection *mg_loopback_connection_new        (GIOStream            *stream,
                                                         MgClock              *clock,
                                                         guint16               port);
void                  mg_loopback_connection_start      (MgLoopbackConnection *self);
void                  mg_loopback_connection_answer     (MgLoopbackConnection *self,
                                                         char                 *bytes);
void                  mg_loopback_connection_drop       (MgLoopbackConnection *self);
gboolean              mg_loopback_connection_is_reading (MgLoopbackConnection *self);
MgLoopbackParser     *mg_loopback_connection_get_parser (MgLoopbackConnection *self);

G_END_DECLS
