/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-http-request.h"
#include "mg-http-response.h"

G_BEGIN_DECLS

#define MG_SYNOLOGY_AUTH "SYNO.API.Auth"
#define MG_SYNOLOGY_INFO "SYNO.DSM.Info"
#define MG_SYNOLOGY_MAIL "SYNO.Core.Notification.Mail.Conf"

/**
 * MgSynologyCall:
 * @api: the API's name
 * @path: where it is
 * @version: the version to speak
 * @method: the method
 *
 * One call of a DSM. A plain value.
 */
typedef struct
{
  const char *api;
  char       *path;
  guint       version;
  const char *method;
} MgSynologyCall;

MgHttpRequest  *mg_synology_query_apis    (void);
MgSynologyCall *mg_synology_call_new      (JsonObject            *apis,
                                           const char            *api,
                                           guint                  newest,
                                           const char            *method);
void            mg_synology_call_free     (MgSynologyCall        *self);
MgHttpRequest  *mg_synology_call_create   (const MgSynologyCall  *self,
                                           const MgSecret        *fields);
JsonObject     *mg_synology_parse         (MgHttpResponse        *response,
                                           gint64                *code,
                                           GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgSynologyCall, mg_synology_call_free)

G_END_DECLS
