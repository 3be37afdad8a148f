/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-provider"

#include "config.h"

#include "lab-json.h"
#include "lab-provider-private.h"
#include "lab-random.h"
#include "lab-reply.h"

/* The authorization endpoint (RFC 6749, section 4.1, with PKCE by RFC 7636),
 * the page on which a person decides, and the one for devices (RFC 8628). */

#define ASK_LIFETIME 3600
#define CODE_LIFETIME 60
#define DEFAULT_ACCOUNT "someone@lab.example"

/* RFC 8252, section 7.3: loopback, any port. */
static gboolean
is_redirect_uri (const char *text)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  return host != NULL && g_str_equal (g_uri_get_scheme (uri), "http")
         && g_uri_get_userinfo (uri) == NULL && g_uri_get_fragment (uri) == NULL
         && (g_str_equal (host, "127.0.0.1") || g_str_equal (host, "::1")
             || g_str_equal (host, "localhost"));
}

/* The address that the browser goes back to, with the answer in its query. */
static char *
make_redirect (LabProvider *self,
               LabAsk      *ask,
               const char  *name,
               const char  *value)
{
  const char *issuer = _lab_provider_get_issuer (self);
  g_autofree char *query = NULL;

  if (ask->state != NULL)
    query = soup_form_encode (name, value, "state", ask->state, "iss", issuer, NULL);
  else
    query = soup_form_encode (name, value, "iss", issuer, NULL);

  return g_strconcat (ask->redirect_uri, strchr (ask->redirect_uri, '?') != NULL ? "&" : "?",
                      query, NULL);
}

static void
redirect (SoupServerMessage *message,
          const char        *uri)
{
  soup_server_message_set_redirect (message, SOUP_STATUS_FOUND, uri);
  lab_reply_header (message, "Cache-Control", "no-store");
}

static void
redirect_error (LabProvider       *self,
                SoupServerMessage *message,
                LabAsk            *ask,
                const char        *error)
{
  g_autofree char *uri = make_redirect (self, ask, "error", error);

  redirect (message, uri);
}

static void
refuse (SoupServerMessage *message,
        const char        *why)
{
  g_autofree char *body = g_strdup_printf ("<p>%s</p>", why);

  _lab_provider_reply_page (message, SOUP_STATUS_BAD_REQUEST, "This can't be done", body);
}

/* Somebody has decided. Takes @ask, which is freed, or found by its code from
 * now on. Returns where the browser is to go. */
static char *
decide_code (LabProvider *self,
             LabAsk      *ask,
             const char  *account,
             const char  *scope,
             gboolean     allow)
{
  char *code = NULL;
  char *uri;

  if (!allow)
    {
      uri = make_redirect (self, ask, "error", "access_denied");
      _lab_ask_free (ask);
      return uri;
    }

  code = lab_random_secret (24);
  uri = make_redirect (self, ask, "code", code);
  ask->grant = lab_grant_new (account, ask->client_id, scope != NULL ? scope : ask->scope,
                              ask->nonce);
  ask->expires_at = lab_clock_now (&self->clock) + CODE_LIFETIME;
  g_hash_table_insert (self->codes, code, ask);
  return uri;
}

/* The same for a device, whose next poll gets the answer. */
static void
decide_device (LabAsk     *ask,
               const char *account,
               const char *scope,
               gboolean    allow)
{
  if (allow)
    ask->grant = lab_grant_new (account, ask->client_id, scope != NULL ? scope : ask->scope, NULL);
  else
    ask->denied = TRUE;
}

/* Checks what an error may not be sent to the redirect address about, since
 * nobody knows yet whose that is. */
static LabAsk *
read_ask (LabProvider  *self,
          GHashTable   *query,
          const char  **why)
{
  const char *client_id = g_hash_table_lookup (query, "client_id");
  const char *redirect_uri = g_hash_table_lookup (query, "redirect_uri");
  const char *scope = g_hash_table_lookup (query, "scope");
  LabAsk *ask;

  if (client_id == NULL || !_lab_provider_is_client (self, client_id))
    {
      *why = "The program that sent you here is not known.";
      return NULL;
    }

  if (redirect_uri == NULL || !is_redirect_uri (redirect_uri))
    {
      *why = "The program that sent you here can't be returned to.";
      return NULL;
    }

  ask = g_new0 (LabAsk, 1);
  ask->client_id = g_strdup (client_id);
  ask->redirect_uri = g_strdup (redirect_uri);
  ask->scope = g_strdup (scope != NULL ? scope : "");
  ask->state = g_strdup (g_hash_table_lookup (query, "state"));
  ask->nonce = g_strdup (g_hash_table_lookup (query, "nonce"));
  ask->challenge = g_strdup (g_hash_table_lookup (query, "code_challenge"));
  ask->login_hint = g_strdup (g_hash_table_lookup (query, "login_hint"));
  ask->expires_at = lab_clock_now (&self->clock) + ASK_LIFETIME;
  return ask;
}

static const char *
find_error (GHashTable *query,
            LabAsk     *ask)
{
  const char *type = g_hash_table_lookup (query, "response_type");
  const char *method = g_hash_table_lookup (query, "code_challenge_method");

  if (g_strcmp0 (type, "code") != 0)
    return "unsupported_response_type";

  if (ask->challenge == NULL || strlen (ask->challenge) != 43 || g_strcmp0 (method, "S256") != 0)
    return "invalid_request";

  return *ask->scope == '\0' ? "invalid_scope" : NULL;
}

static const char *
get_account (LabAsk     *ask,
             const char *given)
{
  if (given != NULL && *given != '\0')
    return given;

  return ask->login_hint != NULL && *ask->login_hint != '\0' ? ask->login_hint : DEFAULT_ACCOUNT;
}

void
_lab_provider_authorize (LabProvider       *self,
                         SoupServerMessage *message)
{
  g_autoptr (GHashTable) query = _lab_provider_read_form (message);
  g_autofree char *id = NULL;
  g_autofree char *page = NULL;
  const char *why = "The address has something twice.";
  const char *error;
  LabAsk *ask = query != NULL ? read_ask (self, query, &why) : NULL;

  if (ask == NULL)
    {
      refuse (message, why);
      return;
    }

  error = find_error (query, ask);
  if (error != NULL)
    {
      redirect_error (self, message, ask, error);
      _lab_ask_free (ask);
      return;
    }

  if (self->auto_consent)
    {
      g_autofree char *uri = decide_code (self, ask, get_account (ask, NULL), NULL, TRUE);

      redirect (message, uri);
      return;
    }

  id = lab_random_secret (24);
  page = _lab_provider_consent_page (id, ask);
  g_hash_table_insert (self->asks, g_steal_pointer (&id), ask);
  _lab_provider_reply_page (message, SOUP_STATUS_OK, "Mailgrant Lab sign-in", page);
}

static LabAsk *
find_by_user_code (LabProvider *self,
                   const char  *user_code)
{
  g_autofree char *upper = g_ascii_strup (user_code, -1);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->codes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      LabAsk *ask = value;

      if (g_strcmp0 (ask->user_code, upper) == 0 && ask->grant == NULL && !ask->denied
          && lab_clock_now (&self->clock) < ask->expires_at)
        return ask;
    }

  return NULL;
}

static void
consent_for_device (LabProvider       *self,
                    SoupServerMessage *message,
                    GHashTable        *form,
                    const char        *user_code,
                    gboolean           allow)
{
  LabAsk *ask = find_by_user_code (self, user_code);

  if (ask == NULL)
    {
      refuse (message, "Nobody waits for this answer any more.");
      return;
    }

  decide_device (ask, get_account (ask, g_hash_table_lookup (form, "account")),
                 g_hash_table_lookup (form, "scope"), allow);
  _lab_provider_reply_page (message, SOUP_STATUS_OK, "Done",
                            "<p>You can go back to the device.</p>");
}

/* The form of the consent page comes back. */
void
_lab_provider_consent (LabProvider       *self,
                       SoupServerMessage *message)
{
  g_autoptr (GHashTable) form = _lab_provider_read_form (message);
  const char *id = form != NULL ? g_hash_table_lookup (form, "id") : NULL;
  const char *decision = form != NULL ? g_hash_table_lookup (form, "decision") : NULL;
  g_autofree char *uri = NULL;
  g_autofree char *key = NULL;
  gpointer value = NULL;
  LabAsk *ask;
  gboolean allow;

  if (id == NULL || decision == NULL)
    {
      refuse (message, "The form is not complete.");
      return;
    }

  allow = g_str_equal (decision, "allow");
  if (!g_hash_table_steal_extended (self->asks, id, (gpointer *) &key, &value))
    {
      consent_for_device (self, message, form, id, allow);
      return;
    }

  ask = value;
  uri = decide_code (self, ask, get_account (ask, g_hash_table_lookup (form, "account")),
                     g_hash_table_lookup (form, "scope"), allow);
  redirect (message, uri);
}

void
_lab_provider_device (LabProvider       *self,
                      SoupServerMessage *message)
{
  g_autoptr (GHashTable) form = _lab_provider_read_form (message);
  const char *user_code = form != NULL ? g_hash_table_lookup (form, "user_code") : NULL;
  LabAsk *ask = user_code != NULL ? find_by_user_code (self, user_code) : NULL;
  g_autofree char *page = NULL;

  if (g_str_equal (soup_server_message_get_method (message), SOUP_METHOD_GET))
    page = _lab_provider_device_page (user_code);
  else if (ask != NULL)
    page = _lab_provider_consent_page (ask->user_code, ask);

  if (page != NULL)
    _lab_provider_reply_page (message, SOUP_STATUS_OK, "Connect a device", page);
  else
    refuse (message, "This code is not known, or no longer.");
}

/* Goes back to the program in the person's place, as their browser would. */
static void
follow (LabProvider *self,
        const char  *uri)
{
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, uri);

  soup_message_headers_append (soup_message_get_request_headers (message), "Accept", "text/html");
  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
}

static JsonObject *
answer_redirect (const char *uri)
{
  JsonObject *answer = json_object_new ();

  lab_json_set_string (answer, "redirect", uri);
  return answer;
}

static JsonObject *
fail (GError     **error,
      const char  *why)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, why);
  return NULL;
}

static JsonObject *
consent_for_url (LabProvider  *self,
                 JsonObject   *arguments,
                 gboolean      allow,
                 GError      **error)
{
  const char *url = lab_json_get_string (arguments, "url");
  g_autoptr (GUri) parsed = url != NULL ? g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  g_autoptr (GHashTable) query = NULL;
  g_autofree char *uri = NULL;
  const char *why = NULL;
  LabAsk *ask;

  if (parsed == NULL || g_uri_get_query (parsed) == NULL)
    return fail (error, "\"url\" or \"user_code\" is missing");

  query = soup_form_decode (g_uri_get_query (parsed));
  ask = read_ask (self, query, &why);
  if (ask == NULL)
    return fail (error, why);

  why = find_error (query, ask);
  if (why != NULL)
    {
      _lab_ask_free (ask);
      return fail (error, why);
    }

  uri = decide_code (self, ask, get_account (ask, lab_json_get_string (arguments, "account")),
                     lab_json_get_string (arguments, "scope"), allow);
  if (lab_json_get_bool (arguments, "follow", TRUE))
    follow (self, uri);

  return answer_redirect (uri);
}

/* Consents without a browser: takes the URL that one would have been sent to,
 * or the code that a device shows. */
JsonObject *
_lab_provider_consent_for (LabProvider  *self,
                           JsonObject   *arguments,
                           GError      **error)
{
  gboolean allow = g_strcmp0 (lab_json_get_string (arguments, "decision"), "deny") != 0;
  const char *user_code = lab_json_get_string (arguments, "user_code");
  LabAsk *ask;

  if (user_code == NULL)
    return consent_for_url (self, arguments, allow, error);

  ask = find_by_user_code (self, user_code);
  if (ask == NULL)
    return fail (error, "There is no such code");

  decide_device (ask, get_account (ask, lab_json_get_string (arguments, "account")),
                 lab_json_get_string (arguments, "scope"), allow);
  return answer_redirect (NULL);
}
