/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-login"

#include "config.h"

#include <gio/gio.h>

#include "lab-json.h"
#include "lab-login.h"
#include "lab-random.h"

const char * const lab_protocol_nicks[] = { "smtp", "pop3", "imap", NULL };
const char * const lab_security_nicks[] = { "none", "starttls", "tls", NULL };
const char * const lab_authentication_nicks[] = { "none", "password", "oauth2", NULL };
const char * const lab_token_state_nicks[] = {
  "not-obtained", "waiting", "obtained", "invalid", NULL
};

static void
replace (char       **field,
         const char  *value)
{
  char *copy = g_strdup (value);

  g_free (*field);
  *field = copy;
}

static void
clear_settings (LabSettings *settings)
{
  g_clear_pointer (&settings->server, g_free);
  g_clear_pointer (&settings->sender_name, g_free);
  g_clear_pointer (&settings->sender_address, g_free);
}

static void
clear_token (LabToken *token)
{
  g_clear_pointer (&token->provider, g_free);
  g_clear_pointer (&token->account, g_free);
  g_clear_pointer (&token->client_id, g_free);
  g_clear_pointer (&token->client_secret, g_free);
  g_clear_pointer (&token->refresh_token, g_free);
  g_clear_pointer (&token->token_endpoint, g_free);
  g_clear_pointer (&token->scopes, g_strfreev);
  g_clear_pointer (&token->expires_text, g_free);
  g_clear_pointer (&token->reason, g_free);
  token->obtained_at = 0;
  token->state = LAB_TOKEN_NOT_OBTAINED;
}

static void
clear_password (LabPassword *password)
{
  g_clear_pointer (&password->account, g_free);
  g_clear_pointer (&password->password, g_free);
  g_clear_pointer (&password->reason, g_free);
  password->refused = FALSE;
}

static void
clear_login (gpointer data)
{
  LabLogin *self = data;

  clear_settings (&self->settings);
  clear_token (&self->token);
  clear_password (&self->password);
}

LabLogin *
lab_login_new (void)
{
  LabLogin *self = g_rc_box_new0 (LabLogin);

  self->settings.server = g_strdup ("");
  self->settings.sender_name = g_strdup ("");
  self->settings.sender_address = g_strdup ("");
  self->settings.port = 587;
  self->settings.security = LAB_SECURITY_STARTTLS;
  self->settings.timeout = 30;
  self->version = 1;
  return self;
}

LabLogin *
lab_login_ref (LabLogin *self)
{
  return g_rc_box_acquire (self);
}

void
lab_login_unref (LabLogin *self)
{
  g_rc_box_release_full (self, clear_login);
}

LabLogin *
lab_login_copy (LabLogin *self)
{
  g_autoptr (JsonObject) object = lab_login_save (self);

  return lab_login_load (object, LAB_PROTOCOL_IMAP);
}

/* Takes settings out of a request, or notes in @reader what is wrong. Nothing
 * may be kept of @self in that case: readers work on a copy. */
void
lab_login_read_settings (LabLogin    *self,
                         LabReader   *reader,
                         LabProtocol  protocol)
{
  LabSettings *settings = &self->settings;
  gint64 interval;

  replace (&settings->server, lab_reader_string (reader, "server", 0, 255, LAB_READ_REQUIRED));
  settings->port = (guint) lab_reader_int (reader, "port", 1, 65535, G_MININT64);
  settings->security = lab_reader_choice (reader, "security", lab_security_nicks);
  settings->timeout = (guint) lab_reader_int (reader, "timeout", 1, 600, 30);
  replace (&settings->sender_name,
           lab_reader_string (reader, "sender_name", 0, 200, LAB_READ_OPTIONAL));
  replace (&settings->sender_address,
           lab_reader_string (reader, "sender_address", 0, 320, LAB_READ_OPTIONAL));
  settings->authentication = lab_reader_choice (reader, "authentication",
                                                lab_authentication_nicks);

  interval = lab_reader_int (reader, "check_interval", 1, 10080, 0);
  if (interval != 0 && protocol == LAB_PROTOCOL_SMTP)
    lab_reader_fail (reader, "check_interval", "Must be null for SMTP");
  settings->check_interval = (guint) interval;

  if (settings->server == NULL)
    settings->server = g_strdup ("");
  if (settings->sender_name == NULL)
    settings->sender_name = g_strdup ("");
  if (settings->sender_address == NULL)
    settings->sender_address = g_strdup ("");
}

/* A token endpoint is https, or on this very machine, where the lab's own
 * provider is; it has no userinfo, query or fragment. */
static gboolean
is_token_endpoint (const char *text)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GInetAddress) inet = NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL
      || g_uri_get_fragment (uri) != NULL)
    return FALSE;

  if (g_str_equal (g_uri_get_scheme (uri), "https"))
    return TRUE;

  inet = g_inet_address_new_from_string (host);
  return g_str_equal (g_uri_get_scheme (uri), "http")
         && (g_str_equal (host, "localhost")
             || (inet != NULL && g_inet_address_get_is_loopback (inet)));
}

void
lab_login_read_token (LabLogin  *self,
                      LabReader *reader)
{
  LabToken *token = &self->token;
  const char *endpoint = lab_reader_string (reader, "token_endpoint", 1, 2000, LAB_READ_REQUIRED);

  clear_token (token);
  replace (&token->provider, lab_reader_string (reader, "provider", 1, 64, LAB_READ_REQUIRED));
  replace (&token->account, lab_reader_string (reader, "account", 1, 320, LAB_READ_REQUIRED));
  replace (&token->client_id, lab_reader_string (reader, "client_id", 1, 512, LAB_READ_REQUIRED));
  replace (&token->client_secret,
           lab_reader_string (reader, "client_secret", 1, 2048, LAB_READ_OPTIONAL));
  replace (&token->refresh_token,
           lab_reader_string (reader, "refresh_token", 1, 16384, LAB_READ_REQUIRED));
  replace (&token->expires_text,
           lab_reader_string (reader, "expires_at", 20, 40, LAB_READ_OPTIONAL));
  token->scopes = lab_reader_strv (reader, "scopes", 32, 500);
  replace (&token->token_endpoint, endpoint);

  if (endpoint != NULL && !is_token_endpoint (endpoint))
    lab_reader_fail (reader, "token_endpoint",
                     "Must be an https URL without userinfo, query or fragment");

  token->state = LAB_TOKEN_WAITING;
  self->settings.authentication = LAB_AUTHENTICATION_OAUTH2;
}

void
lab_login_read_password (LabLogin  *self,
                         LabReader *reader)
{
  LabPassword *password = &self->password;

  clear_password (password);
  replace (&password->account, lab_reader_string (reader, "account", 1, 320, LAB_READ_REQUIRED));
  replace (&password->password, lab_reader_string (reader, "password", 1, 1024, LAB_READ_REQUIRED));
  self->settings.authentication = LAB_AUTHENTICATION_PASSWORD;
}

void
lab_login_delete_token (LabLogin *self)
{
  clear_token (&self->token);
}

JsonObject *
lab_login_print_settings (LabLogin *self)
{
  LabSettings *settings = &self->settings;
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "server", settings->server);
  json_object_set_int_member (object, "port", settings->port);
  json_object_set_string_member (object, "security", lab_security_nicks[settings->security]);
  json_object_set_int_member (object, "timeout", settings->timeout);
  json_object_set_string_member (object, "sender_name", settings->sender_name);
  json_object_set_string_member (object, "sender_address", settings->sender_address);
  if (settings->check_interval != 0)
    json_object_set_int_member (object, "check_interval", settings->check_interval);
  else
    json_object_set_null_member (object, "check_interval");
  json_object_set_string_member (object, "authentication",
                                 lab_authentication_nicks[settings->authentication]);
  return object;
}

/* The token as anybody signed in may see it. */
JsonObject *
lab_login_print_token (LabLogin *self)
{
  LabToken *token = &self->token;
  JsonObject *object = json_object_new ();
  g_autofree char *sum = NULL;

  if (token->refresh_token != NULL)
    sum = lab_sha256_hex (token->refresh_token);

  json_object_set_string_member (object, "state", lab_token_state_nicks[token->state]);
  lab_json_set_string (object, "provider", token->provider);
  lab_json_set_string (object, "account", token->account);
  lab_json_set_string (object, "client_id", token->client_id);
  lab_json_set_string (object, "refresh_token_sha256", sum);
  lab_json_set_strv (object, "scopes", (const char * const *) token->scopes);
  lab_json_set_time (object, "obtained_at", token->obtained_at);
  lab_json_set_string (object, "expires_at", token->expires_text);
  lab_json_set_string (object, "reason", token->reason);
  return object;
}

JsonObject *
lab_login_print_password (LabLogin *self)
{
  LabPassword *password = &self->password;
  JsonObject *object = json_object_new ();

  json_object_set_boolean_member (object, "set", password->password != NULL);
  json_object_set_boolean_member (object, "refused", password->refused);
  lab_json_set_string (object, "account", password->account);
  lab_json_set_string (object, "reason", password->reason);
  return object;
}

/* The whole of it, as the device keeps it in its flash: with the secrets. */
JsonObject *
lab_login_save (LabLogin *self)
{
  JsonObject *object = json_object_new ();
  JsonObject *token = lab_login_print_token (self);
  JsonObject *password = lab_login_print_password (self);

  lab_json_set_string (token, "client_secret", self->token.client_secret);
  lab_json_set_string (token, "refresh_token", self->token.refresh_token);
  lab_json_set_string (token, "token_endpoint", self->token.token_endpoint);
  json_object_set_int_member (token, "obtained", self->token.obtained_at);
  lab_json_set_string (password, "password", self->password.password);

  json_object_set_object_member (object, "settings", lab_login_print_settings (self));
  json_object_set_object_member (object, "token", token);
  json_object_set_object_member (object, "password", password);
  json_object_set_int_member (object, "version", (gint64) self->version);
  return object;
}

LabLogin *
lab_login_load (JsonObject  *object,
                LabProtocol  protocol)
{
  g_autoptr (JsonArray) errors = json_array_new ();
  LabReader settings = { lab_json_get_object (object, "settings"), "", errors };
  LabReader token = { lab_json_get_object (object, "token"), "", errors };
  LabReader password = { lab_json_get_object (object, "password"), "", errors };
  LabLogin *self = lab_login_new ();

  if (lab_json_get_string (token.object, "refresh_token") != NULL)
    {
      lab_login_read_token (self, &token);
      self->token.state = lab_reader_choice (&token, "state", lab_token_state_nicks);
      self->token.obtained_at = lab_json_get_int (token.object, "obtained", 0);
      replace (&self->token.reason, lab_json_get_string (token.object, "reason"));
    }

  if (lab_json_get_string (password.object, "password") != NULL)
    {
      lab_login_read_password (self, &password);
      self->password.refused = lab_json_get_bool (password.object, "refused", FALSE);
      replace (&self->password.reason, lab_json_get_string (password.object, "reason"));
    }

  /* Last: the two above say which authentication is meant, this one knows. */
  lab_login_read_settings (self, &settings, protocol);
  self->version = (guint64) MAX (1, lab_json_get_int (object, "version", 1));
  return self;
}
