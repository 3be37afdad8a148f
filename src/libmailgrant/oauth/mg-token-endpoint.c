/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-token-endpoint"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"

#include "mg-endpoint.h"
#include "mg-token-endpoint-private.h"
#include "mg-token-response.h"

/* Tokens and an ID token together stay far below. */
#define ANSWER_MAX (256 * 1024)
#define DEADLINE_MS (30 * 1000)

#define FORM "application/x-www-form-urlencoded"

/**
 * MgTokenEndpoint:
 *
 * The place where one client gets and renews tokens at one provider
 * (RFC 6749 §3.2). It keeps no token.
 */
struct _MgTokenEndpoint
{
  GObject        parent_instance;

  MgHttp        *http;      /* (owned) */
  MgProvider    *provider;  /* (owned) */
  MgOAuthClient *client;    /* (owned) */
};

G_DEFINE_FINAL_TYPE (MgTokenEndpoint, mg_token_endpoint, G_TYPE_OBJECT)

typedef struct
{
  char           **scopes;   /* (owned) */
  char            *nonce;    /* (owned) (nullable) */
  MgTokenSet      *old;      /* (owned) (nullable): what a refresh started from */
  gint64           requested_at;
  MgOAuthFailure  *failure;  /* (owned) (nullable) */
} Exchange;

static void
exchange_free (gpointer data)
{
  Exchange *exchange = data;

  g_strfreev (exchange->scopes);
  g_free (exchange->nonce);
  g_clear_pointer (&exchange->old, mg_token_set_unref);
  g_clear_pointer (&exchange->failure, mg_oauth_failure_unref);
  g_free (exchange);
}

static void
on_answered_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgHttpResponse *response = mg_http_send_finish (MG_HTTP (object), result, &error);

  if (response != NULL)
    g_task_return_pointer (task, response, (GDestroyNotify) mg_http_response_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* RFC 6749 §2.3.1: both halves are form-encoded before they are joined. */
static void
set_basic (MgHttpRequest *request,
           MgOAuthClient *client)
{
  g_autofree char *id = g_uri_escape_string (mg_oauth_client_get_id (client), NULL, FALSE);
  g_autoptr (MgSecretBuilder) builder = mg_secret_builder_new ();
  g_autoptr (MgSecret) pair = NULL;
  g_autoptr (MgSecret) secret = NULL;

  mg_secret_builder_append_form_secret (builder, "", mg_oauth_client_get_secret (client));
  pair = mg_secret_builder_end (builder);
  /* The builder makes `name=value`; the name is empty. */
  secret = mg_secret_new (mg_secret_peek (pair) + 1, -1);
  mg_http_request_set_basic (request, id, secret);
}

void
_mg_token_endpoint_post_async (MgTokenEndpoint     *self,
                               const char          *uri,
                               MgSecretBuilder     *form,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (MgHttpRequest) request = NULL;
  g_autoptr (MgSecret) body = NULL;
  g_autoptr (GError) error = NULL;
  MgSecret *secret = mg_oauth_client_get_secret (self->client);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, _mg_token_endpoint_post_async);

  if (!mg_endpoint_check (uri, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  request = mg_http_request_new ("POST", uri);
  mg_http_request_set_header (request, "Accept", "application/json");
  mg_http_request_set_size_limit (request, ANSWER_MAX);
  mg_http_request_set_deadline (request, DEADLINE_MS);

  /* Never both at once (RFC 6749 §2.3), and no empty secret: Microsoft takes
   * that for a wrong one. */
  if (secret != NULL && mg_provider_get_client_auth (self->provider) == MG_CLIENT_AUTH_BASIC)
    set_basic (request, self->client);
  else
    {
      mg_secret_builder_append_form (form, "client_id", mg_oauth_client_get_id (self->client));
      if (secret != NULL)
        mg_secret_builder_append_form_secret (form, "client_secret", secret);
    }

  body = mg_secret_builder_end (form);
  mg_http_request_set_secret_body (request, FORM, body);
  mg_http_send_async (self->http, request, cancellable, on_answered_cb, g_steal_pointer (&task));
}

MgHttpResponse *
_mg_token_endpoint_post_finish (MgTokenEndpoint  *self,
                                GAsyncResult     *result,
                                GError          **error)
{
  g_assert (g_async_result_is_tagged (result, _mg_token_endpoint_post_async));

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_exchanged_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  MgTokenEndpoint *self = MG_TOKEN_ENDPOINT (object);
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (MgHttpResponse) response = NULL;
  g_autoptr (JsonObject) members = NULL;
  g_autoptr (MgTokenSet) fresh = NULL;
  g_autoptr (GError) error = NULL;
  MgTokenExpectation expectation = {
    .provider = self->provider,
    .client_id = mg_oauth_client_get_id (self->client),
    .scopes = (const char * const *) exchange->scopes,
    .nonce = exchange->nonce,
    .requested_at = exchange->requested_at,
  };

  response = _mg_token_endpoint_post_finish (self, result, &error);
  if (response != NULL)
    members = mg_token_response_parse_object (response, self->provider, &exchange->failure, &error);
  if (members != NULL)
    fresh = mg_token_response_read (members, &expectation, &error);

  if (fresh == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (exchange->old != NULL)
    g_task_return_pointer (task, mg_token_set_new_merged (exchange->old, fresh),
                           (GDestroyNotify) mg_token_set_unref);
  else
    g_task_return_pointer (task, g_steal_pointer (&fresh), (GDestroyNotify) mg_token_set_unref);
}

static MgTokenSet *
finish_exchange (GAsyncResult    *result,
                 MgOAuthFailure **failure,
                 GError         **error)
{
  Exchange *exchange = g_task_get_task_data (G_TASK (result));

  if (failure != NULL && exchange->failure != NULL)
    *failure = mg_oauth_failure_ref (exchange->failure);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
mg_token_endpoint_start_exchange (MgTokenEndpoint *self,
                                  MgSecretBuilder *form,
                                  GTask           *owned_task)
{
  g_autoptr (GTask) task = owned_task;
  g_autofree char *uri = NULL;

  uri = mg_provider_dup_token_endpoint (self->provider, mg_oauth_client_get_tenant (self->client));
  if (uri == NULL)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                               _("%s gives no tokens"), mg_provider_get_name (self->provider));
      return;
    }

  _mg_token_endpoint_post_async (self, uri, form, g_task_get_cancellable (task),
                                 on_exchanged_cb, g_object_ref (task));
}

static Exchange *
exchange_new (MgTokenEndpoint    *self,
              const char * const *scopes)
{
  Exchange *exchange = g_new0 (Exchange, 1);

  exchange->scopes = g_strdupv ((char **) scopes);
  exchange->requested_at = mg_clock_now (mg_http_get_clock (self->http));

  return exchange;
}

static void
mg_token_endpoint_dispose (GObject *object)
{
  MgTokenEndpoint *self = MG_TOKEN_ENDPOINT (object);

  g_clear_object (&self->http);
  g_clear_object (&self->provider);
  g_clear_pointer (&self->client, mg_oauth_client_unref);

  G_OBJECT_CLASS (mg_token_endpoint_parent_class)->dispose (object);
}

static void
mg_token_endpoint_class_init (MgTokenEndpointClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mg_token_endpoint_dispose;
}

static void
mg_token_endpoint_init (MgTokenEndpoint *self)
{
}

/**
 * mg_token_endpoint_new:
 * @http: the policy for providers
 * @provider: the provider
 * @client: the client
 *
 * Returns: (transfer full): a new token endpoint
 */
MgTokenEndpoint *
mg_token_endpoint_new (MgHttp        *http,
                       MgProvider    *provider,
                       MgOAuthClient *client)
{
  MgTokenEndpoint *self;

  g_return_val_if_fail (MG_IS_HTTP (http), NULL);
  g_return_val_if_fail (MG_IS_PROVIDER (provider), NULL);
  g_return_val_if_fail (client != NULL, NULL);

  self = g_object_new (MG_TYPE_TOKEN_ENDPOINT, NULL);
  self->http = g_object_ref (http);
  self->provider = g_object_ref (provider);
  self->client = mg_oauth_client_ref (client);

  return self;
}

/**
 * mg_token_endpoint_get_provider:
 * @self: a token endpoint
 *
 * Returns: (transfer none): the provider
 */
MgProvider *
mg_token_endpoint_get_provider (MgTokenEndpoint *self)
{
  g_return_val_if_fail (MG_IS_TOKEN_ENDPOINT (self), NULL);

  return self->provider;
}

/**
 * mg_token_endpoint_get_client:
 * @self: a token endpoint
 *
 * Returns: (transfer none): the client
 */
MgOAuthClient *
mg_token_endpoint_get_client (MgTokenEndpoint *self)
{
  g_return_val_if_fail (MG_IS_TOKEN_ENDPOINT (self), NULL);

  return self->client;
}

/**
 * mg_token_endpoint_get_clock:
 * @self: a token endpoint
 *
 * Returns: (transfer none): the clock it reads
 */
MgClock *
mg_token_endpoint_get_clock (MgTokenEndpoint *self)
{
  g_return_val_if_fail (MG_IS_TOKEN_ENDPOINT (self), NULL);

  return mg_http_get_clock (self->http);
}

/**
 * mg_token_endpoint_redeem_async:
 * @self: a token endpoint
 * @request: the authorization request
 * @code: the code that answered it
 * @scopes: what was asked for
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when the tokens are there
 * @user_data: data for @callback
 *
 * Redeems an authorization code (RFC 6749 §4.1.3). A code can be redeemed
 * once; this is never tried again by itself.
 */
void
mg_token_endpoint_redeem_async (MgTokenEndpoint     *self,
                                const MgAuthRequest *request,
                                MgSecret            *code,
                                const char * const  *scopes,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (MgSecretBuilder) form = NULL;
  Exchange *exchange;

  g_return_if_fail (MG_IS_TOKEN_ENDPOINT (self));
  g_return_if_fail (request != NULL);
  g_return_if_fail (code != NULL);
  g_return_if_fail (scopes != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_token_endpoint_redeem_async);
  exchange = exchange_new (self, scopes);
  exchange->nonce = g_strdup (mg_auth_request_get_nonce (request));
  g_task_set_task_data (task, exchange, exchange_free);

  form = mg_secret_builder_new ();
  mg_secret_builder_append_form (form, "grant_type", "authorization_code");
  mg_secret_builder_append_form_secret (form, "code", code);
  mg_secret_builder_append_form (form, "redirect_uri", mg_auth_request_get_redirect_uri (request));
  mg_secret_builder_append_form_secret (form, "code_verifier",
                                        mg_auth_request_get_verifier (request));

  mg_token_endpoint_start_exchange (self, form, g_steal_pointer (&task));
}

/**
 * mg_token_endpoint_redeem_finish:
 * @self: a token endpoint
 * @result: the result
 * @failure: (out) (optional) (nullable): return location for what the provider
 *   said when it refused
 * @error: return location for an error
 *
 * Finishes mg_token_endpoint_redeem_async().
 *
 * Returns: (transfer full): the tokens, or %NULL with @error set
 */
MgTokenSet *
mg_token_endpoint_redeem_finish (MgTokenEndpoint  *self,
                                 GAsyncResult     *result,
                                 MgOAuthFailure  **failure,
                                 GError          **error)
{
  g_return_val_if_fail (MG_IS_TOKEN_ENDPOINT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_token_endpoint_redeem_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return finish_exchange (result, failure, error);
}

/**
 * mg_token_endpoint_refresh_async:
 * @self: a token endpoint
 * @tokens: the tokens so far, with a refresh token
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when the new tokens are there
 * @user_data: data for @callback
 *
 * Renews an access token (RFC 6749 §6) for the scopes that were granted. The
 * caller stores the answer before it uses it; [class@Mg.Refresher] does.
 */
void
mg_token_endpoint_refresh_async (MgTokenEndpoint     *self,
                                 MgTokenSet          *tokens,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (MgSecretBuilder) form = NULL;
  Exchange *exchange;

  g_return_if_fail (MG_IS_TOKEN_ENDPOINT (self));
  g_return_if_fail (tokens != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_token_endpoint_refresh_async);
  exchange = exchange_new (self, mg_token_set_get_scopes (tokens));
  exchange->old = mg_token_set_ref (tokens);
  g_task_set_task_data (task, exchange, exchange_free);

  if (mg_token_set_get_refresh (tokens) == NULL)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_CONSENT_NEEDED,
                               _("The permission from %s cannot be renewed"),
                               mg_provider_get_name (self->provider));
      return;
    }

  form = mg_secret_builder_new ();
  mg_secret_builder_append_form (form, "grant_type", "refresh_token");
  mg_secret_builder_append_form_secret (form, "refresh_token", mg_token_set_get_refresh (tokens));

  mg_token_endpoint_start_exchange (self, form, g_steal_pointer (&task));
}

/**
 * mg_token_endpoint_refresh_finish:
 * @self: a token endpoint
 * @result: the result
 * @failure: (out) (optional) (nullable): return location for what the provider
 *   said when it refused
 * @error: return location for an error
 *
 * Finishes mg_token_endpoint_refresh_async(). Only %MG_ERROR_CONSENT_NEEDED
 * says that the permission is dead.
 *
 * Returns: (transfer full): the new tokens, with the old refresh token where
 *   no new one came, or %NULL with @error set
 */
MgTokenSet *
mg_token_endpoint_refresh_finish (MgTokenEndpoint  *self,
                                  GAsyncResult     *result,
                                  MgOAuthFailure  **failure,
                                  GError          **error)
{
  g_return_val_if_fail (MG_IS_TOKEN_ENDPOINT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_token_endpoint_refresh_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return finish_exchange (result, failure, error);
}
