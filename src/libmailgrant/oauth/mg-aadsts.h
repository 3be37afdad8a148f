/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MgAadstsCause:
 * @MG_AADSTS_CAUSE_GRANT_ENDED: the permission ended
 * @MG_AADSTS_CAUSE_INTERACTION: the person has to do something in the browser
 * @MG_AADSTS_CAUSE_ACCOUNT: the account itself is in trouble
 * @MG_AADSTS_CAUSE_OTHER_ACCOUNT: the account is not one of this tenant or kind
 * @MG_AADSTS_CAUSE_POLICY: a rule of the organization forbids it
 * @MG_AADSTS_CAUSE_CONSENT_MISSING: nobody has consented yet
 * @MG_AADSTS_CAUSE_DECLINED: the person said no
 * @MG_AADSTS_CAUSE_ADMIN_CONSENT: an administrator has to consent
 * @MG_AADSTS_CAUSE_REGISTRATION: the app registration lacks something
 * @MG_AADSTS_CAUSE_CODE_REUSED: the code was redeemed twice
 * @MG_AADSTS_CAUSE_OUR_FAULT: the request was wrong
 * @MG_AADSTS_CAUSE_REDIRECT: the redirect address is not registered
 * @MG_AADSTS_CAUSE_CLIENT_UNKNOWN: no such client there
 * @MG_AADSTS_CAUSE_TENANT_KIND: the client does not work with this kind of tenant
 * @MG_AADSTS_CAUSE_TENANT_UNKNOWN: no such tenant
 * @MG_AADSTS_CAUSE_SECRET_WRONG: the client secret is wrong
 * @MG_AADSTS_CAUSE_SECRET_EXPIRED: the client secret is over its date
 * @MG_AADSTS_CAUSE_SECRET_MISSING: the registration wants a secret
 * @MG_AADSTS_CAUSE_SECRET_UNWANTED: the registration wants no secret
 * @MG_AADSTS_CAUSE_SPA: the client is registered as a single-page application
 * @MG_AADSTS_CAUSE_SCOPE: a scope is wrong
 * @MG_AADSTS_CAUSE_DEVICE_CODE: the device code is pending, over or wrong
 * @MG_AADSTS_CAUSE_OTHER_TENANT: the code was made for another tenant
 * @MG_AADSTS_CAUSE_LOOP: too many requests of the same kind
 * @MG_AADSTS_CAUSE_TRANSIENT: the server is in trouble
 *
 * What a group of Microsoft's error codes means.
 */
typedef enum
{
  MG_AADSTS_CAUSE_GRANT_ENDED,
  MG_AADSTS_CAUSE_INTERACTION,
  MG_AADSTS_CAUSE_ACCOUNT,
  MG_AADSTS_CAUSE_OTHER_ACCOUNT,
  MG_AADSTS_CAUSE_POLICY,
  MG_AADSTS_CAUSE_CONSENT_MISSING,
  MG_AADSTS_CAUSE_DECLINED,
  MG_AADSTS_CAUSE_ADMIN_CONSENT,
  MG_AADSTS_CAUSE_REGISTRATION,
  MG_AADSTS_CAUSE_CODE_REUSED,
  MG_AADSTS_CAUSE_OUR_FAULT,
  MG_AADSTS_CAUSE_REDIRECT,
  MG_AADSTS_CAUSE_CLIENT_UNKNOWN,
  MG_AADSTS_CAUSE_TENANT_KIND,
  MG_AADSTS_CAUSE_TENANT_UNKNOWN,
  MG_AADSTS_CAUSE_SECRET_WRONG,
  MG_AADSTS_CAUSE_SECRET_EXPIRED,
  MG_AADSTS_CAUSE_SECRET_MISSING,
  MG_AADSTS_CAUSE_SECRET_UNWANTED,
  MG_AADSTS_CAUSE_SPA,
  MG_AADSTS_CAUSE_SCOPE,
  MG_AADSTS_CAUSE_DEVICE_CODE,
  MG_AADSTS_CAUSE_OTHER_TENANT,
  MG_AADSTS_CAUSE_LOOP,
  MG_AADSTS_CAUSE_TRANSIENT,
} MgAadstsCause;

gboolean    mg_aadsts_lookup      (guint          code,
                                   MgAadstsCause *cause);
const char *mg_aadsts_get_advice  (MgAadstsCause  cause);
guint       mg_aadsts_get_n_codes (void);
GArray     *mg_aadsts_parse       (const char    *text);

G_END_DECLS
