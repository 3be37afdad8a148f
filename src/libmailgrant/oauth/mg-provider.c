/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-provider"

#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "mg-provider-private.h"

/* A tenant is a GUID or a domain. */
#define TENANT_CHARACTERS \
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-"

/**
 * MgProvider:
 *
 * What Mailgrant knows about one mail provider: where to ask for permission,
 * for which scopes, as what kind of client, how long it lasts, and which mail
 * servers are the provider's.
 *
 * It is read from a `.provider` key file and immutable from then on. It holds
 * no secret: a person's client secret is in the keyring.
 */

G_DEFINE_ENUM_TYPE (MgProviderKind, mg_provider_kind,
                    G_DEFINE_ENUM_VALUE (MG_PROVIDER_KIND_OAUTH, "oauth"),
                    G_DEFINE_ENUM_VALUE (MG_PROVIDER_KIND_PASSWORD, "password"))

G_DEFINE_ENUM_TYPE (MgClientKind, mg_client_kind,
                    G_DEFINE_ENUM_VALUE (MG_CLIENT_KIND_PUBLIC, "public"),
                    G_DEFINE_ENUM_VALUE (MG_CLIENT_KIND_PUBLIC_WITH_SECRET, "public-with-secret"),
                    G_DEFINE_ENUM_VALUE (MG_CLIENT_KIND_CONFIDENTIAL, "confidential"))

G_DEFINE_ENUM_TYPE (MgClientAuth, mg_client_auth,
                    G_DEFINE_ENUM_VALUE (MG_CLIENT_AUTH_POST, "client-secret-post"),
                    G_DEFINE_ENUM_VALUE (MG_CLIENT_AUTH_BASIC, "client-secret-basic"))

G_DEFINE_ENUM_TYPE (MgRevocationReach, mg_revocation_reach,
                    G_DEFINE_ENUM_VALUE (MG_REVOCATION_REACH_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (MG_REVOCATION_REACH_GRANT, "grant"),
                    G_DEFINE_ENUM_VALUE (MG_REVOCATION_REACH_PROJECT, "project"))

G_DEFINE_FINAL_TYPE (MgProvider, mg_provider, G_TYPE_OBJECT)

typedef enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_KIND,
} MgProviderProperty;

static GParamSpec *properties[PROP_KIND + 1] = { NULL, };

static void
mg_provider_finalize (GObject *object)
{
  MgProvider *self = MG_PROVIDER (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->known_as);
  g_strfreev (self->notes);
  g_free (self->description);
  g_free (self->issuer);
  g_free (self->tenant);
  g_free (self->authorization_endpoint);
  g_free (self->token_endpoint);
  g_free (self->device_endpoint);
  g_free (self->revocation_endpoint);
  g_free (self->admin_consent_endpoint);
  g_free (self->redirect_host);
  g_free (self->redirect_path);
  g_free (self->client_id);
  g_hash_table_unref (self->parameters);
  g_strfreev (self->common_scopes);
  g_hash_table_unref (self->scopes);
  g_hash_table_unref (self->driver_scopes);
  g_ptr_array_unref (self->servers);
  g_strfreev (self->server_patterns);
  g_strfreev (self->domains);
  g_free (self->app_password_page);
  g_free (self->manage_page);
  g_free (self->registration_page);

  G_OBJECT_CLASS (mg_provider_parent_class)->finalize (object);
}

static void
mg_provider_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  MgProvider *self = MG_PROVIDER (object);

  switch ((MgProviderProperty) prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_KIND:
      g_value_set_enum (value, (int) self->kind);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_provider_class_init (MgProviderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mg_provider_finalize;
  object_class->get_property = mg_provider_get_property;

  /**
   * MgProvider:id:
   *
   * The name of its file, by which the database and the command line call it.
   */
  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * MgProvider:name:
   *
   * The name that people know.
   */
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * MgProvider:kind:
   *
   * Whether it gives tokens or takes a password.
   */
  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL,
                       MG_TYPE_PROVIDER_KIND, MG_PROVIDER_KIND_OAUTH,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
mg_provider_init (MgProvider *self)
{
  self->parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->scopes = g_hash_table_new_full (g_str_hash, g_str_equal,
                                        g_free, (GDestroyNotify) g_strfreev);
  self->driver_scopes = g_hash_table_new_full (g_str_hash, g_str_equal,
                                               g_free, (GDestroyNotify) g_strfreev);
  self->servers = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_mail_server_unref);
}

/**
 * mg_provider_get_id:
 * @self: a provider
 *
 * Returns: (transfer none): the name of its file, by which the database calls it
 */
const char *
mg_provider_get_id (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  return self->id;
}

/**
 * mg_provider_get_name:
 * @self: a provider
 *
 * Returns: (transfer none): the name that people know
 */
const char *
mg_provider_get_name (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  return self->name;
}

/**
 * mg_provider_get_kind:
 * @self: a provider
 *
 * Returns: whether it gives tokens or takes a password
 */
MgProviderKind
mg_provider_get_kind (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), MG_PROVIDER_KIND_OAUTH);

  return self->kind;
}

/**
 * mg_provider_get_generation:
 * @self: a provider
 *
 * Returns: a number that grows when a token of the older description no longer does
 */
guint
mg_provider_get_generation (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), 0);

  return self->generation;
}

/**
 * mg_provider_is_built_in:
 * @self: a provider
 *
 * Returns: %TRUE if it comes with the program
 */
gboolean
mg_provider_is_built_in (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), FALSE);

  return self->built_in;
}

/**
 * mg_provider_get_known_as:
 * @self: a provider
 *
 * Returns: (transfer none) (nullable): what devices call it, or %NULL if they
 *   have never heard of it
 */
const char *
mg_provider_get_known_as (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  return self->known_as == NULL && self->built_in ? self->id : self->known_as;
}

/**
 * mg_provider_get_issuer:
 * @self: a provider
 *
 * Returns: (transfer none) (nullable): who the provider says it is (RFC 8414 §2)
 */
const char *
mg_provider_get_issuer (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  return self->issuer;
}

/**
 * mg_provider_sends_issuer:
 * @self: a provider
 *
 * Returns: %TRUE if each authorization response has to name the issuer (RFC 9207 §3)
 */
gboolean
mg_provider_sends_issuer (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), FALSE);

  return self->sends_issuer;
}

/**
 * mg_provider_has_issuer_template:
 * @self: a provider
 *
 * Tells whether the issuer is a template with `{tenantid}` in it. Microsoft's
 * discovery document for all tenants says so literally, which RFC 8414 §3.3
 * forbids; it is accepted for the built-in providers alone.
 *
 * Returns: %TRUE if the issuer is a template
 */
gboolean
mg_provider_has_issuer_template (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), FALSE);

  return self->issuer != NULL && strstr (self->issuer, MG_PROVIDER_TENANT_ID) != NULL;
}

/**
 * mg_provider_matches_issuer:
 * @self: a provider
 * @issuer: an issuer from an authorization response or an ID token
 *
 * Compares by the bytes, as RFC 9207 §2.4 wants it. In a template one path
 * segment may stand for the tenant.
 *
 * Returns: %TRUE if @issuer is this provider's
 */
gboolean
mg_provider_matches_issuer (MgProvider *self,
                            const char *issuer)
{
  const char *rest;
  gsize prefix;
  gsize tenant;

  g_return_val_if_fail (MG_IS_PROVIDER (self), FALSE);
  g_return_val_if_fail (issuer != NULL, FALSE);

  if (self->issuer == NULL)
    return FALSE;
  if (!mg_provider_has_issuer_template (self))
    return g_str_equal (self->issuer, issuer);

  rest = strstr (self->issuer, MG_PROVIDER_TENANT_ID);
  prefix = (gsize) (rest - self->issuer);
  rest += strlen (MG_PROVIDER_TENANT_ID);
  if (strncmp (self->issuer, issuer, prefix) != 0)
    return FALSE;
  tenant = strspn (issuer + prefix, TENANT_CHARACTERS);

  return tenant > 0 && g_str_equal (issuer + prefix + tenant, rest);
}

/**
 * mg_provider_get_tenant:
 * @self: a provider
 *
 * Returns: (transfer none) (nullable): the tenant that stands in the endpoints unless
 *   the client has its own
 */
const char *
mg_provider_get_tenant (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  return self->tenant;
}

static char *
mg_provider_dup_endpoint (MgProvider *self,
                          const char *endpoint,
                          const char *tenant)
{
  g_autoptr (GString) uri = NULL;
  g_autofree char *escaped = NULL;

  if (endpoint == NULL)
    return NULL;
  if (tenant == NULL)
    tenant = self->tenant;
  if (tenant == NULL)
    return g_strdup (endpoint);

  uri = g_string_new (endpoint);
  escaped = g_uri_escape_string (tenant, NULL, FALSE);
  g_string_replace (uri, MG_PROVIDER_TENANT, escaped, 0);

  return g_string_free (g_steal_pointer (&uri), FALSE);
}

/**
 * mg_provider_dup_authorization_endpoint:
 * @self: a provider
 * @tenant: (nullable): the client's tenant, or %NULL for the default
 *
 * Returns: (transfer full) (nullable): where the person is sent
 */
char *
mg_provider_dup_authorization_endpoint (MgProvider *self,
                                        const char *tenant)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  return mg_provider_dup_endpoint (self, self->authorization_endpoint, tenant);
}

/**
 * mg_provider_dup_token_endpoint:
 * @self: a provider
 * @tenant: (nullable): the client's tenant, or %NULL for the default
 *
 * Returns: (transfer full) (nullable): where tokens are made and renewed
 */
char *
mg_provider_dup_token_endpoint (MgProvider *self,
                                const char *tenant)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  return mg_provider_dup_endpoint (self, self->token_endpoint, tenant);
}

/**
 * mg_provider_dup_device_endpoint:
 * @self: a provider
 * @tenant: (nullable): the client's tenant, or %NULL for the default
 *
 * Returns: (transfer full) (nullable): where a device code is asked for; %NULL
 *   where the provider gives no mail scopes that way
 */
char *
mg_provider_dup_device_endpoint (MgProvider *self,
                                 const char *tenant)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  return mg_provider_dup_endpoint (self, self->device_endpoint, tenant);
}

/**
 * mg_provider_dup_revocation_endpoint:
 * @self: a provider
 * @tenant: (nullable): the client's tenant, or %NULL for the default
 *
 * Returns: (transfer full) (nullable): where a token is revoked
 */
char *
mg_provider_dup_revocation_endpoint (MgProvider *self,
                                     const char *tenant)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  return mg_provider_dup_endpoint (self, self->revocation_endpoint, tenant);
}

/**
 * mg_provider_dup_admin_consent_uri:
 * @self: a provider
 * @client_id: the client that waits for approval
 * @tenant: (nullable): the client's tenant, or %NULL for any organization
 * @protocol: what the client needs to do
 *
 * Gets the link with which an administrator approves a client for the whole
 * organization.
 *
 * Returns: (transfer full) (nullable): a link to copy, or %NULL where the
 *   provider has no such page
 */
char *
mg_provider_dup_admin_consent_uri (MgProvider    *self,
                                   const char    *client_id,
                                   const char    *tenant,
                                   MgMailProtocol protocol)
{
  g_autofree char *endpoint = NULL;
  g_autofree char *scope = NULL;
  g_autofree char *redirect_uri = NULL;
  g_autofree char *query = NULL;
  g_auto (GStrv) scopes = NULL;

  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);
  g_return_val_if_fail (client_id != NULL, NULL);

  if (self->admin_consent_endpoint == NULL)
    return NULL;
  /* The page knows "organizations" but not "common". */
  if (tenant == NULL || g_str_equal (tenant, "common"))
    tenant = "organizations";

  endpoint = mg_provider_dup_endpoint (self, self->admin_consent_endpoint, tenant);
  scopes = mg_provider_dup_mail_scopes (self, protocol);
  scope = g_strjoinv (" ", scopes);
  redirect_uri = mg_provider_dup_registered_redirect_uri (self);
  query = soup_form_encode ("client_id", client_id, "scope", scope,
                            "redirect_uri", redirect_uri, NULL);

  return g_strdup_printf ("%s?%s", endpoint, query);
}

/**
 * mg_provider_get_redirect_host:
 * @self: a provider
 *
 * Returns: (transfer none): the host of the redirect address, `127.0.0.1`, `[::1]`
 *   or `localhost`
 */
const char *
mg_provider_get_redirect_host (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  return self->redirect_host;
}

/**
 * mg_provider_get_redirect_path:
 * @self: a provider
 *
 * Returns: (transfer none): the path of the redirect address, perhaps empty
 */
const char *
mg_provider_get_redirect_path (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  return self->redirect_path;
}

/**
 * mg_provider_get_redirect_port:
 * @self: a provider
 *
 * Returns: the only port the provider accepts, or 0 for any
 */
guint16
mg_provider_get_redirect_port (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), 0);

  return self->redirect_port;
}

/**
 * mg_provider_dup_registered_redirect_uri:
 * @self: a provider
 *
 * Gets the redirect address to enter in the client's registration. It has no
 * port unless the provider insists on one: a provider ignores the port of a
 * loopback address (RFC 8252 §7.3).
 *
 * Returns: (transfer full): the address
 */
char *
mg_provider_dup_registered_redirect_uri (MgProvider *self)
{
  g_return_val_if_fail (MG_IS_PROVIDER (self), NULL);

  if (self->redirect_port != 0)
    return g_strdup_printf ("http://%s:%u%s", self->redirect_host,
                            (guint) self->redirect_port, self->redirect_path);

  return g_strdup_printf ("http://%s%s", self->redirect_host, self->redirect_path);
}
