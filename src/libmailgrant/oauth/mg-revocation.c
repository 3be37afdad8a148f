/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-revocation"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"

#include "mg-revocation.h"
#include "mg-token-endpoint-private.h"
#include "mg-token-response.h"

/* Ending a permission at the provider (RFC 7009), on top of forgetting it here.
 * The two are apart: whoever calls forgets in any case, and says which of them
 * happened. */

typedef struct
{
  MgTokenSet *tokens;       /* (owned) */
  gboolean    with_access;  /* the access token is being tried */
} Revocation;

static void
revocation_free (gpointer data)
{
  Revocation *revocation = data;

  mg_token_set_unref (revocation->tokens);
  g_free (revocation);
}

static void revocation_step (GTask *task);

/* A token that is not valid any more is what was wanted. RFC 7009 §2.2 answers
 * with 200 then, Google with 400. */
static gboolean
is_gone_already (MgOAuthFailure *failure)
{
  const char *code = mg_oauth_failure_get_code (failure);

  return mg_oauth_failure_get_status (failure) == 400 &&
         (g_str_equal (code, "invalid_token") || g_str_equal (code, "invalid_grant"));
}

static void
on_answered_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (MgHttpResponse) response = NULL;
  g_autoptr (JsonObject) members = NULL;
  g_autoptr (MgOAuthFailure) failure = NULL;
  g_autoptr (GError) error = NULL;
  MgTokenEndpoint *endpoint = MG_TOKEN_ENDPOINT (object);
  Revocation *revocation = g_task_get_task_data (task);

  response = _mg_token_endpoint_post_finish (endpoint, result, &error);
  if (response == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  /* The body of a success is empty as a rule. */
  if (mg_http_response_get_status (response) == 200 &&
      g_bytes_get_size (mg_http_response_get_body (response)) == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  members = mg_token_response_parse_object (response, mg_token_endpoint_get_provider (endpoint),
                                            &failure, &error);
  if (members != NULL || (failure != NULL && is_gone_already (failure)))
    g_task_return_boolean (task, TRUE);
  else if (failure != NULL && !revocation->with_access &&
           g_str_equal (mg_oauth_failure_get_code (failure), "unsupported_token_type"))
    {
      revocation->with_access = TRUE;
      revocation_step (task);
    }
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
revocation_step (GTask *task)
{
  MgTokenEndpoint *endpoint = g_task_get_source_object (task);
  MgProvider *provider = mg_token_endpoint_get_provider (endpoint);
  Revocation *revocation = g_task_get_task_data (task);
  g_autoptr (MgSecretBuilder) form = mg_secret_builder_new ();
  g_autofree char *uri = NULL;
  MgSecret *refresh = mg_token_set_get_refresh (revocation->tokens);
  gboolean with_refresh = refresh != NULL && !revocation->with_access;

  uri = mg_provider_dup_revocation_endpoint (
    provider, mg_oauth_client_get_tenant (mg_token_endpoint_get_client (endpoint)));
  mg_secret_builder_append_form_secret (
    form, "token", with_refresh ? refresh : mg_token_set_get_access (revocation->tokens));
  mg_secret_builder_append_form (form, "token_type_hint",
                                 with_refresh ? "refresh_token" : "access_token");
  _mg_token_endpoint_post_async (endpoint, uri, form, g_task_get_cancellable (task),
                                 on_answered_cb, g_object_ref (task));
}

static gboolean
check (MgProvider         *provider,
       MgRevocationReach   accepted,
       GError            **error)
{
  g_autofree char *uri = mg_provider_dup_revocation_endpoint (provider, NULL);
  MgRevocationReach reach = mg_provider_get_revocation_reach (provider);

  if (reach == MG_REVOCATION_REACH_NONE || uri == NULL)
    g_set_error (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED,
                 _("%s lets nobody end a permission from here"), mg_provider_get_name (provider));
  else if (accepted < reach)
    g_set_error (error, MG_ERROR, MG_ERROR_FAILED,
                 _("Ending one permission at %s ends those of other devices too"),
                 mg_provider_get_name (provider));
  else
    return TRUE;

  return FALSE;
}

/**
 * mg_revocation_dup_warning:
 * @provider: the provider
 * @n_others: how many other slots use the same account and client
 *
 * Says what else would end, to be confirmed before mg_revocation_run_async().
 *
 * Returns: (transfer full) (nullable): a translated sentence, or %NULL if
 *   nothing else ends
 */
char *
mg_revocation_dup_warning (MgProvider *provider,
                           guint       n_others)
{
  g_return_val_if_fail (MG_IS_PROVIDER (provider), NULL);

  if (n_others == 0 || mg_provider_get_revocation_reach (provider) != MG_REVOCATION_REACH_PROJECT)
    return NULL;

  return g_strdup_printf (ngettext ("%s ends the permission of %u other mail setting with it.",
                                    "%s ends the permissions of %u other mail settings with it.",
                                    n_others),
                          mg_provider_get_name (provider), n_others);
}

/**
 * mg_revocation_run_async:
 * @endpoint: the token endpoint, with the client
 * @tokens: what to revoke
 * @accepted: how much the person has agreed to lose
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when the provider has answered
 * @user_data: data for @callback
 *
 * Ends a permission at the provider. At Google that ends every permission of
 * the account for the client's whole project, so it has to be accepted as such.
 */
void
mg_revocation_run_async (MgTokenEndpoint     *endpoint,
                         MgTokenSet          *tokens,
                         MgRevocationReach    accepted,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  Revocation *revocation;

  g_return_if_fail (MG_IS_TOKEN_ENDPOINT (endpoint));
  g_return_if_fail (tokens != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (endpoint, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_revocation_run_async);
  if (!check (mg_token_endpoint_get_provider (endpoint), accepted, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  revocation = g_new0 (Revocation, 1);
  revocation->tokens = mg_token_set_ref (tokens);
  g_task_set_task_data (task, revocation, revocation_free);
  revocation_step (task);
}

/**
 * mg_revocation_run_finish:
 * @endpoint: the token endpoint
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_revocation_run_async(). %MG_ERROR_NOT_SUPPORTED says that there
 * is no such way, and a transient error that the permission still lives.
 *
 * Returns: %TRUE if the permission has ended at the provider
 */
gboolean
mg_revocation_run_finish (MgTokenEndpoint  *endpoint,
                          GAsyncResult     *result,
                          GError          **error)
{
  g_return_val_if_fail (MG_IS_TOKEN_ENDPOINT (endpoint), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, endpoint), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_revocation_run_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
