/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mg-mail-server.h"

G_BEGIN_DECLS

/**
 * MgProviderKind:
 * @MG_PROVIDER_KIND_OAUTH: gives tokens for a consent
 * @MG_PROVIDER_KIND_PASSWORD: takes a password, as a rule an app password
 *
 * How a provider gives permission.
 */
typedef enum
{
  MG_PROVIDER_KIND_OAUTH,
  MG_PROVIDER_KIND_PASSWORD,
} MgProviderKind;

/**
 * MgClientKind:
 * @MG_CLIENT_KIND_PUBLIC: a client without a secret
 * @MG_CLIENT_KIND_PUBLIC_WITH_SECRET: a desktop client whose secret is not one, but has to be sent
 * @MG_CLIENT_KIND_CONFIDENTIAL: a client with a real secret
 *
 * What kind of OAuth client a provider expects (RFC 6749 §2.1, RFC 8252 §8.5).
 */
typedef enum
{
  MG_CLIENT_KIND_PUBLIC,
  MG_CLIENT_KIND_PUBLIC_WITH_SECRET,
  MG_CLIENT_KIND_CONFIDENTIAL,
} MgClientKind;

/**
 * MgClientAuth:
 * @MG_CLIENT_AUTH_POST: the secret travels in the form
 * @MG_CLIENT_AUTH_BASIC: the secret travels in the Authorization header
 *
 * Where a client's secret is put (RFC 6749 §2.3.1); without one, neither is used.
 */
typedef enum
{
  MG_CLIENT_AUTH_POST,
  MG_CLIENT_AUTH_BASIC,
} MgClientAuth;

/**
 * MgRevocationReach:
 * @MG_REVOCATION_REACH_NONE: the provider has no way to revoke from here
 * @MG_REVOCATION_REACH_GRANT: revoking ends the one grant
 * @MG_REVOCATION_REACH_PROJECT: revoking ends every grant of this account to the client's project
 *
 * How much dies when one token is revoked.
 */
typedef enum
{
  MG_REVOCATION_REACH_NONE,
  MG_REVOCATION_REACH_GRANT,
  MG_REVOCATION_REACH_PROJECT,
} MgRevocationReach;

#define MG_TYPE_PROVIDER_KIND (mg_provider_kind_get_type ())
#define MG_TYPE_CLIENT_KIND (mg_client_kind_get_type ())
#define MG_TYPE_CLIENT_AUTH (mg_client_auth_get_type ())
#define MG_TYPE_REVOCATION_REACH (mg_revocation_reach_get_type ())
#define MG_TYPE_PROVIDER (mg_provider_get_type ())

G_DECLARE_FINAL_TYPE (MgProvider, mg_provider, MG, PROVIDER, GObject)

GType              mg_provider_kind_get_type               (void);
GType              mg_client_kind_get_type                 (void);
GType              mg_client_auth_get_type                 (void);
GType              mg_revocation_reach_get_type            (void);

const char    *mg_provider_get_id         (MgProvider *self);
const char    *mg_provider_get_name       (MgProvider *self);
MgProviderKind mg_provider_get_kind       (MgProvider *self);
const char    *mg_provider_get_known_as   (MgProvider *self);
guint          mg_provider_get_generation (MgProvider *self);
gboolean       mg_provider_is_built_in    (MgProvider *self);
GStrv          mg_provider_dup_notes      (MgProvider *self);

const char *mg_provider_get_issuer                  (MgProvider    *self);
gboolean    mg_provider_sends_issuer                (MgProvider    *self);
gboolean    mg_provider_has_issuer_template         (MgProvider    *self);
gboolean    mg_provider_matches_issuer              (MgProvider    *self,
                                                     const char    *issuer);
const char *mg_provider_get_tenant                  (MgProvider    *self);
char       *mg_provider_dup_authorization_endpoint  (MgProvider    *self,
                                                     const char    *tenant);
char       *mg_provider_dup_token_endpoint          (MgProvider    *self,
                                                     const char    *tenant);
char       *mg_provider_dup_device_endpoint         (MgProvider    *self,
                                                     const char    *tenant);
char       *mg_provider_dup_revocation_endpoint     (MgProvider    *self,
                                                     const char    *tenant);
char       *mg_provider_dup_admin_consent_uri       (MgProvider    *self,
                                                     const char    *client_id,
                                                     const char    *tenant,
                                                     MgMailProtocol protocol);
const char *mg_provider_get_redirect_host           (MgProvider    *self);
const char *mg_provider_get_redirect_path           (MgProvider    *self);
guint16     mg_provider_get_redirect_port           (MgProvider    *self);
char       *mg_provider_dup_registered_redirect_uri (MgProvider    *self);

MgClientKind mg_provider_get_client_kind (MgProvider    *self);
MgClientAuth mg_provider_get_client_auth (MgProvider    *self);
const char  *mg_provider_get_client_id   (MgProvider    *self);
GHashTable  *mg_provider_get_parameters  (MgProvider    *self);

GStrv mg_provider_dup_scopes        (MgProvider        *self,
                                     const char *const *mail_scopes);
GStrv mg_provider_dup_mail_scopes   (MgProvider        *self,
                                     MgMailProtocol     protocol);
GStrv mg_provider_dup_driver_scopes (MgProvider        *self,
                                     const char        *driver);

GPtrArray    *mg_provider_get_servers     (MgProvider    *self);
MgMailServer *mg_provider_get_server      (MgProvider    *self,
                                           MgMailProtocol protocol);
gboolean      mg_provider_matches_server  (MgProvider    *self,
                                           const char    *host);
gboolean      mg_provider_matches_address (MgProvider    *self,
                                           const char    *address);

GTimeSpan         mg_provider_get_token_lifetime   (MgProvider *self);
GTimeSpan         mg_provider_get_unused_lifetime  (MgProvider *self);
GTimeSpan         mg_provider_get_renew_after      (MgProvider *self);
gboolean          mg_provider_get_rotates          (MgProvider *self);
MgRevocationReach mg_provider_get_revocation_reach (MgProvider *self);

const char *mg_provider_get_app_password_page (MgProvider *self);
const char *mg_provider_get_manage_page       (MgProvider *self);
const char *mg_provider_get_registration_page (MgProvider *self);

G_END_DECLS
