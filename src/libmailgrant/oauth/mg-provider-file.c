/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-provider-file"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mg-error.h"
#include "mg-text.h"

#include "mg-auth-request.h"
#include "mg-endpoint.h"
#include "mg-provider-file.h"
#include "mg-provider-private.h"

#define GROUP_PROVIDER "Provider"
#define GROUP_OAUTH "OAuth"
#define GROUP_SCOPES "Scopes"
#define GROUP_DRIVER_SCOPES "Driver Scopes"
#define GROUP_PARAMETERS "Authorization Parameters"
#define GROUP_MAIL "Mail"
#define GROUP_LIFETIME "Lifetime"
#define GROUP_LINKS "Links"

/* A description has a few hundred bytes. */
#define FILE_MAX (64 * 1024)

/* What a file may not ask of us: more than a person ever reads or a server ever
 * needs. */
#define LIST_MAX 64

static gboolean
refuse (GError    **error,
        const char *group,
        const char *key)
{
  g_set_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT,
               /* Translators: words of a file, such as Issuer and OAuth; they stay as they are. */
               _("The provider file has no usable “%s” in its section “%s”"), key, group);

  return FALSE;
}

static char *
dup_string (GKeyFile   *file,
            const char *group,
            const char *key)
{
  g_autofree char *value = g_key_file_get_string (file, group, key, NULL);

  return value != NULL && *value != '\0' ? g_steal_pointer (&value) : NULL;
}

static char **
dup_list (GKeyFile   *file,
          const char *group,
          const char *key)
{
  gsize length = 0;
  g_auto (GStrv) list = g_key_file_get_string_list (file, group, key, &length, NULL);

  return list != NULL && length <= LIST_MAX ? g_steal_pointer (&list) : g_new0 (char *, 1);
}

static gboolean
read_enum (GKeyFile    *file,
           const char  *group,
           const char  *key,
           GType        type,
           int         *value,
           GError     **error)
{
  g_autofree char *nick = dup_string (file, group, key);
  g_autoptr (GEnumClass) klass = g_type_class_ref (type);
  GEnumValue *found;

  *value = klass->minimum;
  if (nick == NULL)
    return TRUE;

  found = g_enum_get_value_by_nick (klass, nick);
  if (found == NULL)
    return refuse (error, group, key);
  *value = found->value;

  return TRUE;
}

static gboolean
read_number (GKeyFile   *file,
             const char *group,
             const char *key,
             guint       maximum,
             guint      *value,
             GError    **error)
{
  g_autofree char *text = dup_string (file, group, key);
  guint64 number;

  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, maximum, &number, NULL))
    return refuse (error, group, key);
  *value = (guint) number;

  return TRUE;
}

static gboolean
read_address (GKeyFile   *file,
              const char *group,
              const char *key,
              const char *tenant,
              char      **value,
              GError    **error)
{
  g_autofree char *uri = dup_string (file, group, key);
  g_autoptr (GString) filled = NULL;

  if (uri == NULL)
    return TRUE;

  filled = g_string_new (uri);
  g_string_replace (filled, MG_PROVIDER_TENANT, tenant != NULL ? tenant : "", 0);
  if (!mg_endpoint_check (filled->str, error))
    {
      g_prefix_error (error, "%s: ", key);
      return FALSE;
    }
  *value = g_steal_pointer (&uri);

  return TRUE;
}

static void
read_table (GKeyFile   *file,
            const char *group,
            GHashTable *table,
            gboolean    lists)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

  for (gsize i = 0; keys != NULL && keys[i] != NULL && i < LIST_MAX; i++)
    {
      if (lists)
        g_hash_table_insert (table, g_strdup (keys[i]), dup_list (file, group, keys[i]));
      else
        g_hash_table_insert (table, g_strdup (keys[i]),
                             g_key_file_get_string (file, group, keys[i], NULL));
    }
}

static gboolean
is_id (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  return length > 0 && length <= 64 && g_ascii_isalnum (text[0]) &&
         strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-.") == length;
}

static gboolean
read_provider_group (MgProvider *self,
                     GKeyFile   *file,
                     GError    **error)
{
  g_autofree char *name = dup_string (file, GROUP_PROVIDER, "Name");
  g_autofree char *description = dup_string (file, GROUP_PROVIDER, "Description");
  int kind;

  self->id = dup_string (file, GROUP_PROVIDER, "Id");
  if (!is_id (self->id))
    return refuse (error, GROUP_PROVIDER, "Id");

  self->name = name != NULL ? mg_text_dup_clean (name, -1, MG_TEXT_NAME_MAX) : NULL;
  if (self->name == NULL || *self->name == '\0')
    return refuse (error, GROUP_PROVIDER, "Name");

  self->known_as = dup_string (file, GROUP_PROVIDER, "KnownAs");
  if (self->known_as != NULL && !is_id (self->known_as))
    return refuse (error, GROUP_PROVIDER, "KnownAs");

  if (description != NULL)
    self->description = mg_text_dup_clean (description, -1, MG_TEXT_SENTENCE_MAX);

  self->notes = dup_list (file, GROUP_PROVIDER, "Notes");
  for (char **note = self->notes; *note != NULL; note++)
    if (!_mg_provider_is_note (*note))
      return refuse (error, GROUP_PROVIDER, "Notes");

  if (!read_enum (file, GROUP_PROVIDER, "Kind", MG_TYPE_PROVIDER_KIND, &kind, error))
    return FALSE;
  self->kind = (MgProviderKind) kind;

  return read_number (file, GROUP_PROVIDER, "Generation", G_MAXINT, &self->generation, error);
}

static gboolean
read_redirect (MgProvider *self,
               GKeyFile   *file,
               GError    **error)
{
  static const char * const hosts[] = { "127.0.0.1", "[::1]", "localhost", NULL };
  guint port = 0;

  self->redirect_host = dup_string (file, GROUP_OAUTH, "RedirectHost");
  if (self->redirect_host == NULL)
    self->redirect_host = g_strdup (hosts[0]);
  if (!g_strv_contains (hosts, self->redirect_host))
    return refuse (error, GROUP_OAUTH, "RedirectHost");

  /* An empty path is one that Microsoft's registration page asks for. */
  self->redirect_path = g_key_file_get_string (file, GROUP_OAUTH, "RedirectPath", NULL);
  if (self->redirect_path == NULL)
    self->redirect_path = g_strdup ("/callback");
  if (strlen (self->redirect_path) > 256 ||
      (*self->redirect_path != '\0' && *self->redirect_path != '/') ||
      strpbrk (self->redirect_path, "?# \t\r\n%") != NULL)
    return refuse (error, GROUP_OAUTH, "RedirectPath");

  if (!read_number (file, GROUP_OAUTH, "RedirectPort", G_MAXUINT16, &port, error))
    return FALSE;
  self->redirect_port = (guint16) port;

  return TRUE;
}

static gboolean
read_endpoints (MgProvider *self,
                GKeyFile   *file,
                GError    **error)
{
  self->tenant = dup_string (file, GROUP_OAUTH, "Tenant");

  if (!read_address (file, GROUP_OAUTH, "AuthorizationEndpoint", self->tenant,
                     &self->authorization_endpoint, error) ||
      !read_address (file, GROUP_OAUTH, "TokenEndpoint", self->tenant,
                     &self->token_endpoint, error) ||
      !read_address (file, GROUP_OAUTH, "DeviceEndpoint", self->tenant,
                     &self->device_endpoint, error) ||
      !read_address (file, GROUP_OAUTH, "RevocationEndpoint", self->tenant,
                     &self->revocation_endpoint, error) ||
      !read_address (file, GROUP_OAUTH, "AdminConsentEndpoint", self->tenant,
                     &self->admin_consent_endpoint, error))
    return FALSE;

  if (self->kind == MG_PROVIDER_KIND_OAUTH && self->authorization_endpoint == NULL)
    return refuse (error, GROUP_OAUTH, "AuthorizationEndpoint");
  if (self->kind == MG_PROVIDER_KIND_OAUTH && self->token_endpoint == NULL)
    return refuse (error, GROUP_OAUTH, "TokenEndpoint");

  return TRUE;
}

static gboolean
read_client (MgProvider  *self,
             GKeyFile    *file,
             GError     **error)
{
  int kind;
  int auth;
  int reach;

  if (!read_enum (file, GROUP_OAUTH, "ClientKind", MG_TYPE_CLIENT_KIND, &kind, error) ||
      !read_enum (file, GROUP_OAUTH, "ClientAuth", MG_TYPE_CLIENT_AUTH, &auth, error) ||
      !read_enum (file, GROUP_OAUTH, "Revocation", MG_TYPE_REVOCATION_REACH, &reach, error))
    return FALSE;

  self->client_id = dup_string (file, GROUP_OAUTH, "ClientId");
  self->client_kind = (MgClientKind) kind;
  self->client_auth = (MgClientAuth) auth;
  self->revocation_reach = (MgRevocationReach) reach;

  return TRUE;
}

static gboolean
read_oauth_group (MgProvider *self,
                  GKeyFile   *file,
                  GError    **error)
{
  self->issuer = dup_string (file, GROUP_OAUTH, "Issuer");
  if (mg_provider_has_issuer_template (self) && !self->built_in)
    return refuse (error, GROUP_OAUTH, "Issuer");

  self->sends_issuer = g_key_file_get_boolean (file, GROUP_OAUTH, "SendsIssuer", NULL);
  if (self->sends_issuer && self->issuer == NULL)
    return refuse (error, GROUP_OAUTH, "Issuer");

  self->common_scopes = dup_list (file, GROUP_OAUTH, "CommonScopes");
  read_table (file, GROUP_SCOPES, self->scopes, TRUE);
  read_table (file, GROUP_DRIVER_SCOPES, self->driver_scopes, TRUE);
  read_table (file, GROUP_PARAMETERS, self->parameters, FALSE);
  if (!mg_auth_request_check_parameters (self->parameters, error))
    return FALSE;

  return read_client (self, file, error) &&
         read_endpoints (self, file, error) &&
         read_redirect (self, file, error);
}

/* One server is `protocol:host:port:security`. */
static MgMailServer *
parse_server (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 5);
  MgMailProtocol protocol;
  MgMailSecurity security;
  guint64 port;

  if (g_strv_length (parts) != 4 ||
      !mg_mail_protocol_from_nick (parts[0], &protocol) ||
      *parts[1] == '\0' ||
      !g_ascii_string_to_unsigned (parts[2], 10, 1, G_MAXUINT16, &port, NULL) ||
      !mg_mail_security_from_nick (parts[3], &security))
    return NULL;

  return mg_mail_server_new (protocol, parts[1], (guint16) port, security);
}

static gboolean
read_mail_group (MgProvider *self,
                 GKeyFile   *file,
                 GError    **error)
{
  g_auto (GStrv) servers = dup_list (file, GROUP_MAIL, "Servers");

  for (char **text = servers; *text != NULL; text++)
    {
      MgMailServer *server = parse_server (*text);

      if (server == NULL)
        return refuse (error, GROUP_MAIL, "Servers");
      g_ptr_array_add (self->servers, server);
    }

  self->server_patterns = dup_list (file, GROUP_MAIL, "ServerPatterns");
  self->domains = dup_list (file, GROUP_MAIL, "Domains");

  return TRUE;
}

static gboolean
read_other_groups (MgProvider *self,
                   GKeyFile   *file,
                   GError    **error)
{
  self->rotates = g_key_file_get_boolean (file, GROUP_LIFETIME, "Rotates", NULL);

  return read_number (file, GROUP_LIFETIME, "TokenDays", 36500, &self->token_days, error) &&
         read_number (file, GROUP_LIFETIME, "UnusedDays", 36500, &self->unused_days, error) &&
         read_number (file, GROUP_LIFETIME, "RenewAfterDays", 36500,
                      &self->renew_after_days, error) &&
         read_address (file, GROUP_LINKS, "AppPassword", NULL,
                       &self->app_password_page, error) &&
         read_address (file, GROUP_LINKS, "Manage", NULL, &self->manage_page, error) &&
         read_address (file, GROUP_LINKS, "Registration", NULL,
                       &self->registration_page, error);
}

/**
 * mg_provider_new_from_key_file:
 * @file: a `.provider` file's content
 * @origin: where it comes from
 * @error: return location for an error
 *
 * Reads a provider. The file is checked whole: an address that is not HTTPS, a
 * parameter that would override a standard one, an unknown word or a missing
 * endpoint is refused.
 *
 * Returns: (transfer full): a new provider, or %NULL with an error set
 */
MgProvider *
mg_provider_new_from_key_file (GKeyFile        *file,
                               MgProviderOrigin origin,
                               GError         **error)
{
  g_autoptr (MgProvider) self = NULL;

  g_return_val_if_fail (file != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = g_object_new (MG_TYPE_PROVIDER, NULL);
  self->built_in = origin == MG_PROVIDER_ORIGIN_BUILT_IN;

  if (!read_provider_group (self, file, error) ||
      !read_oauth_group (self, file, error) ||
      !read_mail_group (self, file, error) ||
      !read_other_groups (self, file, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * mg_provider_file_read:
 * @location: where a `.provider` file is
 * @error: return location for an error
 *
 * Reads a file that somebody may have got from anywhere; 64 KiB at most.
 *
 * Returns: (transfer full): its content, or %NULL with %MG_ERROR_INVALID_INPUT set
 */
GKeyFile *
mg_provider_file_read (GFile   *location,
                       GError **error)
{
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GKeyFile) file = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GError) reason = NULL;

  g_return_val_if_fail (G_IS_FILE (location), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  file = g_key_file_new ();
  stream = g_file_read (location, NULL, &reason);
  if (stream != NULL)
    bytes = g_input_stream_read_bytes (G_INPUT_STREAM (stream), FILE_MAX + 1, NULL, &reason);
  if (bytes != NULL && g_bytes_get_size (bytes) <= FILE_MAX &&
      g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, &reason))
    return g_steal_pointer (&file);

  name = g_file_get_basename (location);
  g_set_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT, _("The file %s cannot be used: %s"), name,
               reason != NULL ? reason->message : _("it is too long"));

  return NULL;
}

/**
 * mg_provider_file_merge_client:
 * @built_in: the content of a built-in provider's file, which is changed
 * @own: the content of the person's file for it
 *
 * Puts into a built-in provider what a person may set on it: the client and
 * how it was registered. The endpoints stay the provider's.
 */
void
mg_provider_file_merge_client (GKeyFile *built_in,
                               GKeyFile *own)
{
  static const char * const keys[] = {
    "ClientId", "Tenant", "ClientKind", "ClientAuth", "RedirectHost", "RedirectPath",
    "RedirectPort",
  };

  g_return_if_fail (built_in != NULL);
  g_return_if_fail (own != NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *value = g_key_file_get_string (own, GROUP_OAUTH, keys[i], NULL);

      if (value != NULL)
        g_key_file_set_string (built_in, GROUP_OAUTH, keys[i], value);
    }
}
