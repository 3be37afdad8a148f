/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-provider.h"

G_BEGIN_DECLS

/* What a tenant of the client's replaces in an endpoint, and what an ID token's
 * own tenant replaces in Microsoft's issuer. */
#define MG_PROVIDER_TENANT "{tenant}"
#define MG_PROVIDER_TENANT_ID "{tenantid}"

/* Filled once by the reader of key files, then never changed. */
struct _MgProvider
{
  GObject            parent_instance;

  char              *id;                      /* (owned) */
  char              *name;                    /* (owned) */
  char              *known_as;                /* (owned) (nullable) */
  MgProviderKind     kind;
  guint              generation;
  gboolean           built_in;
  char             **notes;                   /* (owned) */
  char              *description;             /* (owned) (nullable) */

  char              *issuer;                  /* (owned) (nullable) */
  gboolean           sends_issuer;
  char              *tenant;                  /* (owned) (nullable) */
  char              *authorization_endpoint;  /* (owned) (nullable) */
  char              *token_endpoint;          /* (owned) (nullable) */
  char              *device_endpoint;         /* (owned) (nullable) */
  char              *revocation_endpoint;     /* (owned) (nullable) */
  char              *admin_consent_endpoint;  /* (owned) (nullable) */
  char              *redirect_host;           /* (owned) */
  char              *redirect_path;           /* (owned), perhaps empty */
  guint16            redirect_port;

  MgClientKind       client_kind;
  MgClientAuth       client_auth;
  char              *client_id;               /* (owned) (nullable) */
  GHashTable        *parameters;              /* (owned) (element-type utf8 utf8) */
  char             **common_scopes;           /* (owned) */
  GHashTable        *scopes;                  /* (owned) (element-type utf8 GStrv), by nick */
  GHashTable        *driver_scopes;           /* (owned) (element-type utf8 GStrv), by driver */

  GPtrArray         *servers;                 /* (owned) (element-type MgMailServer) */
  char             **server_patterns;         /* (owned) */
  char             **domains;                 /* (owned) */

  guint              token_days;
  guint              unused_days;
  guint              renew_after_days;
  gboolean           rotates;
  MgRevocationReach  revocation_reach;

  char              *app_password_page;       /* (owned) (nullable) */
  char              *manage_page;             /* (owned) (nullable) */
  char              *registration_page;       /* (owned) (nullable) */
};

gboolean _mg_provider_is_note (const char *nick);

G_END_DECLS
