/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define LAB_RPC_PARSE_ERROR (-32700)
#define LAB_RPC_INVALID_REQUEST (-32600)
#define LAB_RPC_NO_METHOD (-32601)
#define LAB_RPC_INVALID_PARAMS (-32602)
#define LAB_RPC_INTERNAL_ERROR (-32603)
#define LAB_RPC_TOO_MANY_CALLS (-32000)
#define LAB_RPC_CALL_ERROR (-32001)

/* The middleware's own, beside those of <errno.h>. */
#define LAB_ENOTAUTHENTICATED 207

/* How the middleware says no. */
typedef struct
{
  int        code;
  int        number;  /* 0 where there is no data */
  char      *reason;  /* (owned) */
  JsonArray *extra;   /* (owned) (nullable), [attribute, message, number]… */
} LabRpcError;

LabRpcError *lab_rpc_error_new         (int          code,
                                        const char  *message);
LabRpcError *lab_rpc_error_new_call    (int          number,
                                        const char  *format,
                                        ...) G_GNUC_PRINTF (2, 3);
LabRpcError *lab_rpc_error_new_invalid (JsonArray   *extra);
LabRpcError *lab_rpc_error_copy        (LabRpcError *self);
void         lab_rpc_error_free        (LabRpcError *self);
void         lab_rpc_error_add         (JsonArray   *extra,
                                        const char  *attribute,
                                        const char  *message);
JsonObject  *lab_rpc_error_print       (LabRpcError *self);
const char  *lab_rpc_error_name        (int          number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabRpcError, lab_rpc_error_free)

G_END_DECLS
