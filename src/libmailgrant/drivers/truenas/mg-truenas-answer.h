/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* JSON-RPC 2.0 §5.1 and the codes that the middleware adds. */
#define MG_TRUENAS_INVALID_PARAMS (-32602)
#define MG_TRUENAS_TOO_MANY_CALLS (-32000)
#define MG_TRUENAS_CALL_ERROR (-32001)

#define MG_TRUENAS_CALL_FAILED (mg_truenas_call_failed_quark ())

GQuark    mg_truenas_call_failed_quark (void);

void      mg_truenas_return_error      (GTask      *task,
                                        GError     *error);
GError   *mg_truenas_map_rpc_error     (JsonObject *error,
                                        gboolean    had_secret);
GError   *mg_truenas_map_rest_error    (guint       status,
                                        JsonObject *body,
                                        gboolean    had_secret);

G_END_DECLS
