/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-provider"

#include "config.h"

#include "lab-certificate.h"
#include "lab-json.h"
#include "lab-provider-private.h"
#include "lab-random.h"
#include "lab-reply.h"

/* An OAuth 2.0 and OpenID Connect provider, small and strict: PKCE or nothing,
 * loopback redirects only, and everybody can sign in as anybody. */

#define FORM_FLAGS (G_URI_PARAMS_WWW_FORM)

G_DEFINE_FINAL_TYPE (LabProvider, lab_provider, G_TYPE_OBJECT)

void
_lab_ask_free (LabAsk *ask)
{
  g_free (ask->client_id);
  g_free (ask->redirect_uri);
  g_free (ask->scope);
  g_free (ask->state);
  g_free (ask->nonce);
  g_free (ask->challenge);
  g_free (ask->login_hint);
  g_free (ask->user_code);
  g_clear_pointer (&ask->grant, lab_grant_unref);
  g_free (ask);
}

const char *
_lab_provider_get_issuer (LabProvider *self)
{
  return lab_endpoint_get_url (self->endpoint);
}

gboolean
_lab_provider_is_client (LabProvider *self,
                         const char  *client_id)
{
  return g_hash_table_contains (self->clients, client_id);
}

/* Reads the query of a GET, or the form of a POST. Returns NULL if something is
 * there twice (RFC 6749, section 3.1), but for the boxes of the consent page:
 * scopes are joined. */
GHashTable *
_lab_provider_read_form (SoupServerMessage *message)
{
  g_autoptr (GHashTable) form = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GBytes) bytes = NULL;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));
  GUriParamsIter iter;
  char *name, *value;

  if (g_str_equal (soup_server_message_get_method (message), SOUP_METHOD_POST))
    {
      bytes = soup_message_body_flatten (body);
      g_uri_params_iter_init (&iter, g_bytes_get_data (bytes, NULL),
                              (gssize) g_bytes_get_size (bytes), "&", FORM_FLAGS);
    }
  else
    {
      g_uri_params_iter_init (&iter, query != NULL ? query : "", -1, "&", FORM_FLAGS);
    }

  while (g_uri_params_iter_next (&iter, &name, &value, NULL))
    {
      const char *old = g_hash_table_lookup (form, name);
      gboolean scope = g_str_equal (name, "scope");

      if (old != NULL && scope)
        {
          char *joined = g_strjoin (" ", old, value, NULL);

          g_free (value);
          value = joined;
        }

      g_hash_table_replace (form, name, value);
      if (old != NULL && !scope)
        return NULL;
    }

  return g_steal_pointer (&form);
}

void
_lab_provider_reply_error (SoupServerMessage *message,
                           guint              status,
                           const char        *error,
                           const char        *description)
{
  g_autoptr (JsonObject) answer = json_object_new ();

  json_object_set_string_member (answer, "error", error);
  if (description != NULL)
    json_object_set_string_member (answer, "error_description", description);

  lab_reply_json (message, status, answer);
  lab_reply_header (message, "Cache-Control", "no-store");
  if (status == SOUP_STATUS_UNAUTHORIZED)
    lab_reply_header (message, "WWW-Authenticate", "Basic realm=\"Mailgrant Lab\"");
}

static char *
decode_credential (const char *text)
{
  g_autofree char *spaced = g_strdelimit (g_strdup (text), "+", ' ');

  return g_uri_unescape_string (spaced, NULL);
}

/* RFC 6749, section 2.3.1: both are form-encoded before they are put together. */
static gboolean
read_basic (SoupServerMessage  *message,
            char              **client_id,
            char              **secret)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *value = soup_message_headers_get_one (headers, "Authorization");
  g_autofree char *pair = NULL;
  g_auto (GStrv) parts = NULL;
  gsize length = 0;

  if (value == NULL || g_ascii_strncasecmp (value, "Basic ", 6) != 0)
    return FALSE;

  pair = (char *) g_base64_decode (value + 6, &length);
  pair = g_realloc (pair, length + 1);
  pair[length] = '\0';
  parts = g_strsplit (pair, ":", 2);
  if (g_strv_length (parts) != 2)
    return FALSE;

  *client_id = decode_credential (parts[0]);
  *secret = decode_credential (parts[1]);
  return TRUE;
}

/* Finds out which client asks. Returns NULL after having refused one that is
 * not known, has the wrong secret, or has none to have and brings one. */
char *
_lab_provider_check_client (LabProvider       *self,
                            SoupServerMessage *message,
                            GHashTable        *form,
                            gboolean          *confidential)
{
  g_autofree char *client_id = NULL;
  g_autofree char *secret = NULL;
  const char *expected = NULL;

  if (form != NULL && !read_basic (message, &client_id, &secret))
    {
      client_id = g_strdup (g_hash_table_lookup (form, "client_id"));
      secret = g_strdup (g_hash_table_lookup (form, "client_secret"));
    }

  if (client_id != NULL)
    expected = g_hash_table_lookup (self->clients, client_id);

  if (expected == NULL || g_strcmp0 (*expected == '\0' ? NULL : expected, secret) != 0)
    {
      _lab_provider_reply_error (message, SOUP_STATUS_UNAUTHORIZED, "invalid_client",
                                 "The client is not known, or not who it says");
      return NULL;
    }

  *confidential = *expected != '\0';
  return g_steal_pointer (&client_id);
}

static void
set_url (JsonObject *object,
         const char *name,
         const char *issuer,
         const char *path)
{
  g_autofree char *url = g_strconcat (issuer, path, NULL);

  json_object_set_string_member (object, name, url);
}

/* RFC 8414 and OpenID Connect Discovery 1.0. */
static void
show_metadata (LabProvider       *self,
               SoupServerMessage *message)
{
  static const char * const code[] = { "code", NULL };
  static const char * const methods[] = { "S256", NULL };
  static const char * const algorithms[] = { "ES256", NULL };
  static const char * const subjects[] = { "public", NULL };
  static const char * const client_auth[] = {
    "none", "client_secret_basic", "client_secret_post", NULL
  };
  static const char * const grants[] = {
    "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code", NULL
  };
  static const char * const scopes[] = {
    "openid", "email", "offline_access", "mail", "https://mail.google.com/",
    "https://www.googleapis.com/auth/gmail.send",
    "https://outlook.office.com/SMTP.Send", "https://outlook.office.com/IMAP.AccessAsUser.All",
    "https://outlook.office.com/POP.AccessAsUser.All", NULL
  };
  const char *issuer = _lab_provider_get_issuer (self);
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "issuer", issuer);
  set_url (object, "authorization_endpoint", issuer, "/authorize");
  set_url (object, "token_endpoint", issuer, "/token");
  set_url (object, "device_authorization_endpoint", issuer, "/device_authorization");
  set_url (object, "revocation_endpoint", issuer, "/revoke");
  set_url (object, "introspection_endpoint", issuer, "/introspect");
  set_url (object, "userinfo_endpoint", issuer, "/userinfo");
  set_url (object, "jwks_uri", issuer, "/jwks");
  lab_json_set_strv (object, "response_types_supported", code);
  lab_json_set_strv (object, "grant_types_supported", grants);
  lab_json_set_strv (object, "code_challenge_methods_supported", methods);
  lab_json_set_strv (object, "id_token_signing_alg_values_supported", algorithms);
  lab_json_set_strv (object, "subject_types_supported", subjects);
  lab_json_set_strv (object, "token_endpoint_auth_methods_supported", client_auth);
  lab_json_set_strv (object, "scopes_supported", scopes);
  json_object_set_boolean_member (object, "authorization_response_iss_parameter_supported", TRUE);
  lab_reply_json (message, SOUP_STATUS_OK, object);
}

static LabIssued *
find_access_token (LabProvider *self,
                   const char  *token)
{
  if (token == NULL)
    return NULL;

  return lab_grants_find (self->grants.access_tokens, token, lab_clock_now (&self->clock));
}

/* RFC 7662, for those who have a secret: mail servers. */
static void
introspect (LabProvider       *self,
            SoupServerMessage *message)
{
  g_autoptr (GHashTable) form = _lab_provider_read_form (message);
  g_autoptr (JsonObject) answer = json_object_new ();
  g_autofree char *client_id = NULL;
  gboolean confidential = FALSE;
  LabIssued *issued;

  client_id = _lab_provider_check_client (self, message, form, &confidential);
  if (client_id == NULL)
    return;

  issued = find_access_token (self, g_hash_table_lookup (form, "token"));
  if (issued == NULL || !confidential)
    {
      json_object_set_boolean_member (answer, "active", FALSE);
      lab_reply_json (message, SOUP_STATUS_OK, answer);
      return;
    }

  json_object_set_boolean_member (answer, "active", TRUE);
  json_object_set_string_member (answer, "scope", issued->scope);
  json_object_set_string_member (answer, "client_id", issued->grant->client_id);
  json_object_set_string_member (answer, "username", issued->grant->account);
  json_object_set_string_member (answer, "email", issued->grant->account);
  json_object_set_string_member (answer, "token_type", "Bearer");
  json_object_set_string_member (answer, "iss", _lab_provider_get_issuer (self));
  json_object_set_int_member (answer, "iat", issued->issued_at);
  json_object_set_int_member (answer, "exp", issued->expires_at);
  lab_reply_json (message, SOUP_STATUS_OK, answer);
}

/* The access token that a request came with (RFC 6750), or NULL. */
LabIssued *
_lab_provider_find_bearer (LabProvider       *self,
                           SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *value = soup_message_headers_get_one (headers, "Authorization");

  if (value == NULL || g_ascii_strncasecmp (value, "Bearer ", 7) != 0)
    return NULL;

  return find_access_token (self, value + 7);
}

static void
show_user (LabProvider       *self,
           SoupServerMessage *message)
{
  g_autoptr (JsonObject) answer = json_object_new ();
  g_autofree char *subject = NULL;
  LabIssued *issued = _lab_provider_find_bearer (self, message);

  if (issued == NULL)
    {
      _lab_provider_reply_error (message, SOUP_STATUS_UNAUTHORIZED, "invalid_token", NULL);
      lab_reply_header (message, "WWW-Authenticate", "Bearer error=\"invalid_token\"");
      return;
    }

  subject = lab_sha256_hex (issued->grant->account);
  json_object_set_string_member (answer, "sub", subject);
  json_object_set_string_member (answer, "email", issued->grant->account);
  json_object_set_boolean_member (answer, "email_verified", TRUE);
  lab_reply_json (message, SOUP_STATUS_OK, answer);
}

/* RFC 7009: a token that is not known is not an error. */
static void
revoke_token (LabProvider       *self,
              SoupServerMessage *message)
{
  g_autoptr (GHashTable) form = _lab_provider_read_form (message);
  g_autofree char *client_id = NULL;
  gboolean confidential = FALSE;
  const char *token;

  client_id = _lab_provider_check_client (self, message, form, &confidential);
  if (client_id == NULL)
    return;

  token = g_hash_table_lookup (form, "token");
  if (token == NULL)
    {
      _lab_provider_reply_error (message, SOUP_STATUS_BAD_REQUEST, "invalid_request", NULL);
      return;
    }

  lab_grants_revoke (&self->grants, token);
  lab_reply_text (message, SOUP_STATUS_OK, "application/json", "{}");
}

static void
show_keys (LabProvider       *self,
           SoupServerMessage *message)
{
  g_autoptr (JsonObject) keys = lab_jws_dup_keys (self->jws);

  lab_reply_json (message, SOUP_STATUS_OK, keys);
}

typedef struct
{
  const char *method;  /* (nullable), any if NULL */
  const char *path;
  void      (*handle) (LabProvider *, SoupServerMessage *);
} Route;

static const Route routes[] = {
  { "GET", "/.well-known/oauth-authorization-server", show_metadata },
  { "GET", "/.well-known/openid-configuration", show_metadata },
  { "GET", "/jwks", show_keys },
  { "GET", "/authorize", _lab_provider_authorize },
  { "POST", "/authorize", _lab_provider_authorize },
  { "POST", "/consent", _lab_provider_consent },
  { "GET", "/device", _lab_provider_device },
  { "POST", "/device", _lab_provider_device },
  { "POST", "/device_authorization", _lab_provider_device_code },
  { "POST", "/token", _lab_provider_token },
  { "POST", "/introspect", introspect },
  { "POST", "/revoke", revoke_token },
  { "GET", "/userinfo", show_user },
  { "POST", "/gmail/v1/users/me/messages/send", _lab_provider_send_message },
};

static void
on_request (SoupServerMessage *message,
            const char        *path,
            gpointer           user_data)
{
  LabProvider *self = user_data;
  const char *method = soup_server_message_get_method (message);
  gboolean found = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      if (!g_str_equal (routes[i].path, path))
        continue;

      found = TRUE;
      if (g_str_equal (routes[i].method, method))
        {
          routes[i].handle (self, message);
          return;
        }
    }

  _lab_provider_reply_page (message, found ? SOUP_STATUS_METHOD_NOT_ALLOWED
                                           : SOUP_STATUS_NOT_FOUND,
                            "Nothing here", "<p>There is no such page.</p>");
}

static void
lab_provider_finalize (GObject *object)
{
  LabProvider *self = LAB_PROVIDER (object);

  g_clear_object (&self->endpoint);
  g_clear_object (&self->session);
  g_clear_pointer (&self->asks, g_hash_table_unref);
  g_clear_pointer (&self->codes, g_hash_table_unref);
  g_clear_pointer (&self->clients, g_hash_table_unref);
  g_clear_pointer (&self->jws, lab_jws_free);
  g_clear_pointer (&self->token_fault, json_object_unref);
  lab_grants_clear (&self->grants);
  g_free (self->fingerprint);

  G_OBJECT_CLASS (lab_provider_parent_class)->finalize (object);
}

static void
lab_provider_class_init (LabProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lab_provider_finalize;
}

static void
lab_provider_init (LabProvider *self)
{
  self->clients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->asks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                      (GDestroyNotify) _lab_ask_free);
  self->codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) _lab_ask_free);
  self->session = soup_session_new_with_options ("proxy-resolver", NULL, "timeout", 10, NULL);
  self->interval = 5;
  lab_grants_init (&self->grants);
}

static void
add_client (LabProvider *self,
            const char  *client_id,
            const char  *secret)
{
  g_hash_table_replace (self->clients, g_strdup (client_id), g_strdup (secret));
}

static GTlsCertificate *
make_certificate (LabProvider  *self,
                  const char   *address,
                  GError      **error)
{
  g_autofree char *pem = lab_certificate_make_pem ("Mailgrant Lab provider", address, error);
  g_autofree char *public_pem = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;

  if (pem != NULL)
    certificate = g_tls_certificate_new_from_pem (pem, -1, error);
  if (certificate == NULL)
    return NULL;

  self->fingerprint = lab_certificate_fingerprint (certificate);
  public_pem = lab_certificate_public_pem (certificate);
  if (self->options->certificate_file != NULL
      && !g_file_set_contents (self->options->certificate_file, public_pem, -1, error))
    return NULL;

  return g_steal_pointer (&certificate);
}

/**
 * lab_provider_new:
 * @options: (transfer none): the command line, which outlives the provider
 *
 * Starts a provider. It has three clients: the public "lab-desktop", "lab-web"
 * with the secret "lab-secret", and one for mail servers.
 */
LabProvider *
lab_provider_new (const LabOptions  *options,
                  GError           **error)
{
  g_autoptr (LabProvider) self = g_object_new (LAB_TYPE_PROVIDER, NULL);
  g_autoptr (GTlsCertificate) certificate = NULL;
  const char *address = options->address != NULL ? options->address : "127.0.0.1";

  self->options = options;
  self->auto_consent = options->auto_consent;
  add_client (self, "lab-desktop", "");
  add_client (self, "lab-web", "lab-secret");
  add_client (self, LAB_MAIL_SERVER_CLIENT, LAB_MAIL_SERVER_SECRET);

  self->jws = lab_jws_new (error);
  if (self->jws == NULL)
    return NULL;

  if (options->tls)
    {
      certificate = make_certificate (self, address, error);
      if (certificate == NULL)
        return NULL;
    }

  self->endpoint = lab_endpoint_new (certificate, &self->clock, on_request, self);
  if (!lab_endpoint_listen (self->endpoint, address, (guint) options->port, error))
    return NULL;

  return g_steal_pointer (&self);
}

JsonObject *
lab_provider_describe (LabProvider *self)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "url", _lab_provider_get_issuer (self));
  json_object_set_string_member (object, "issuer", _lab_provider_get_issuer (self));
  lab_json_set_string (object, "fingerprint", self->fingerprint);
  json_object_set_string_member (object, "client_id", "lab-desktop");
  return object;
}

static JsonObject *
set_token_fault (LabProvider *self,
                 JsonObject  *arguments)
{
  g_clear_pointer (&self->token_fault, json_object_unref);
  self->token_fault = json_object_ref (arguments);
  self->n_faults = (guint) CLAMP (lab_json_get_int (arguments, "times", 1), 0, 100000);
  return json_object_new ();
}

static JsonObject *
set_behaviour (LabProvider *self,
               JsonObject  *arguments)
{
  const char *client_id = lab_json_get_string (arguments, "client_id");
  const char *secret = lab_json_get_string (arguments, "client_secret");

  self->auto_consent = lab_json_get_bool (arguments, "auto_consent", self->auto_consent);
  self->interval = (guint) CLAMP (lab_json_get_int (arguments, "device_interval", self->interval),
                                  0, 60);
  if (client_id != NULL)
    add_client (self, client_id, secret != NULL ? secret : "");

  return json_object_new ();
}

/* Carries out what was asked for at the control address. */
JsonObject *
lab_provider_command (gpointer      provider,
                      const char   *command,
                      JsonObject   *arguments,
                      GError      **error)
{
  LabProvider *self = LAB_PROVIDER (provider);
  JsonObject *answer;

  if (g_str_equal (command, "consent"))
    return _lab_provider_consent_for (self, arguments, error);

  if (g_str_equal (command, "token-fault"))
    return set_token_fault (self, arguments);

  if (g_str_equal (command, "set"))
    return set_behaviour (self, arguments);

  if (g_str_equal (command, "clock"))
    {
      self->clock.offset = lab_json_get_int (arguments, "offset", 0);
      return json_object_new ();
    }

  if (g_str_equal (command, "revoke"))
    {
      answer = json_object_new ();
      json_object_set_int_member (answer, "revoked",
                                  lab_grants_revoke_account (&self->grants,
                                                             lab_json_get_string (arguments,
                                                                                  "account")));
      return answer;
    }

  if (g_str_equal (command, "state"))
    {
      answer = lab_provider_describe (self);
      json_object_set_array_member (answer, "grants", lab_grants_print (&self->grants));
      return answer;
    }

  return lab_endpoint_command (self->endpoint, command, arguments, error);
}
