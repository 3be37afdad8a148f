/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-authorization-ask"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-authorization-private.h"
#include "mg-error.h"
#include "mg-fleet-private.h"
#include "mg-grant-private.h"

/* From the client to the tokens: the person, and whoever has signed in. */

static void
forget_question (MgAuthorization *self)
{
  if (self->mismatch_source != NULL)
    g_source_destroy (self->mismatch_source);
  g_clear_pointer (&self->mismatch_source, g_source_unref);
}

static gboolean
on_question_cancelled_cb (GCancellable *cancellable,
                          gpointer      user_data)
{
  g_autoptr (MgAuthorization) self = g_object_ref (user_data);
  GError *error = NULL;

  forget_question (self);
  g_cancellable_set_error_if_cancelled (cancellable, &error);
  _mg_authorization_conclude (self, error);

  return G_SOURCE_REMOVE;
}

static void
ask_about_account (MgAuthorization *self)
{
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  if (cancellable != NULL)
    {
      self->mismatch_source = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->mismatch_source, G_SOURCE_FUNC (on_question_cancelled_cb),
                             self, NULL);
      g_source_attach (self->mismatch_source, g_main_context_get_thread_default ());
    }
  _mg_authorization_ask (self, mg_token_set_get_address (self->tokens));
}

static void
take_tokens (MgAuthorization *self)
{
  if (mg_token_set_get_refresh (self->tokens) == NULL)
    _mg_authorization_conclude (self, g_error_new (MG_ERROR, MG_ERROR_PROVIDER_REFUSED,
                                                   _("%s gave a permission that ends within hours"),
                                                   mg_provider_get_name (self->provider)));
  else if (mg_token_set_is_for (self->tokens, self->account))
    _mg_authorization_keep (self);
  else
    ask_about_account (self);
}

static void
on_consented_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (MgAuthorization) self = user_data;
  g_autoptr (GError) error = NULL;

  self->tokens = mg_consent_run_finish (self->consent, result, &error);
  if (self->tokens == NULL)
    _mg_authorization_conclude (self, g_steal_pointer (&error));
  else
    take_tokens (self);
}

static void
on_consent_stage_cb (MgAuthorization *self)
{
  if (mg_consent_get_stage (self->consent) == MG_CONSENT_STAGE_EXCHANGING)
    _mg_authorization_set_stage (self, MG_AUTHORIZATION_REDEEMING);
}

static void
on_consent_uri_cb (MgAuthorization *self,
                   const char      *uri)
{
  _mg_authorization_set_uri (self, uri);
  _mg_authorization_set_stage (self, MG_AUTHORIZATION_WAITING);
  if (self->mode == MG_AUTHORIZATION_MODE_BROWSER)
    _mg_authorization_open_uri (self, uri);
}

static GStrv
dup_mail_scopes (MgAuthorization *self)
{
  MgDriver *driver = mg_fleet_get_driver (self->fleet, self->device);

  return _mg_grant_dup_mail_scopes (self->provider, mg_driver_get_info (driver));
}

static void
ask_in_browser (MgAuthorization *self,
                MgTokenEndpoint *endpoint)
{
  g_auto (GStrv) scopes = dup_mail_scopes (self);

  self->consent = mg_consent_new (endpoint, mg_slot_get_reading (self->slot)->protocol,
                                  (const char *const *) scopes, self->account);
  mg_consent_set_timeout (self->consent, self->timeout);
  g_signal_connect_object (self->consent, "notify::stage", G_CALLBACK (on_consent_stage_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->consent, "open-uri", G_CALLBACK (on_consent_uri_cb), self,
                           G_CONNECT_SWAPPED);
  mg_consent_run_async (self->consent, g_task_get_cancellable (self->task), on_consented_cb,
                        g_object_ref (self));
}

static void
on_code_answered_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (MgAuthorization) self = user_data;
  g_autoptr (GError) error = NULL;

  self->tokens = mg_device_code_run_finish (self->device_code, result, &error);
  if (self->tokens == NULL)
    _mg_authorization_conclude (self, g_steal_pointer (&error));
  else
    take_tokens (self);
}

static void
on_show_code_cb (MgAuthorization *self)
{
  const char *complete = mg_device_code_get_complete_uri (self->device_code);
  const char *uri = mg_device_code_get_uri (self->device_code);

  _mg_authorization_show_code (self, mg_device_code_get_user_code (self->device_code), uri);
  _mg_authorization_set_uri (self, complete != NULL ? complete : uri);
  _mg_authorization_set_stage (self, MG_AUTHORIZATION_WAITING);
}

static void
ask_by_code (MgAuthorization *self,
             MgTokenEndpoint *endpoint)
{
  g_auto (GStrv) scopes = dup_mail_scopes (self);

  self->device_code = mg_device_code_new (endpoint, mg_slot_get_reading (self->slot)->protocol,
                                          (const char *const *) scopes);
  g_signal_connect_object (self->device_code, "show-code", G_CALLBACK (on_show_code_cb), self,
                           G_CONNECT_SWAPPED);
  mg_device_code_run_async (self->device_code, g_task_get_cancellable (self->task),
                            on_code_answered_cb, g_object_ref (self));
}

/**
 * _mg_authorization_get_grant:
 * @self: an authorization whose client is known
 *
 * Asks the person.
 */
void
_mg_authorization_get_grant (MgAuthorization *self)
{
  g_autoptr (MgHttp) http = mg_http_new_public (mg_fleet_get_context (self->fleet));
  g_autoptr (MgTokenEndpoint) endpoint =
    mg_token_endpoint_new (http, self->provider, self->client);

  if (self->mode == MG_AUTHORIZATION_MODE_DEVICE_CODE)
    ask_by_code (self, endpoint);
  else
    ask_in_browser (self, endpoint);
}

/**
 * mg_authorization_get_failure:
 * @self: an authorization that has ended with an error
 *
 * Returns: (transfer none) (nullable): what the provider said when it refused,
 *   with what there is to do about it
 */
MgOAuthFailure *
mg_authorization_get_failure (MgAuthorization *self)
{
  g_return_val_if_fail (MG_IS_AUTHORIZATION (self), NULL);

  if (self->device_code != NULL)
    return mg_device_code_get_failure (self->device_code);

  return self->consent == NULL ? NULL : mg_consent_get_failure (self->consent);
}

/**
 * mg_authorization_dup_approval_uri:
 * @self: an authorization that has ended with %MG_ERROR_ADMIN_CONSENT_NEEDED
 *
 * Returns: (transfer full) (nullable): the page on which an administrator of
 *   the organization approves the client, to be sent to them, or %NULL where
 *   the provider has no such page
 */
char *
mg_authorization_dup_approval_uri (MgAuthorization *self)
{
  g_return_val_if_fail (MG_IS_AUTHORIZATION (self), NULL);

  return mg_provider_dup_admin_consent_uri (self->provider,
                                            mg_provider_get_client_id (self->provider), NULL,
                                            mg_slot_get_reading (self->slot)->protocol);
}

/**
 * mg_authorization_take_pasted_uri:
 * @self: an authorization that waits for the person
 * @uri: the address at which the browser ended, or its query
 * @error: return location for an error
 *
 * Takes the answer from a browser on another machine.
 *
 * Returns: %TRUE if it was the answer
 */
gboolean
mg_authorization_take_pasted_uri (MgAuthorization  *self,
                                  const char       *uri,
                                  GError          **error)
{
  g_return_val_if_fail (MG_IS_AUTHORIZATION (self), FALSE);
  g_return_val_if_fail (uri != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (self->consent != NULL)
    return mg_consent_take_pasted_uri (self->consent, uri, error);

  g_set_error_literal (error, MG_ERROR, MG_ERROR_FAILED, _("No sign-in is waiting"));

  return FALSE;
}

/**
 * mg_authorization_accept_account:
 * @self: an authorization whose stage is %MG_AUTHORIZATION_ACCOUNT_MISMATCH
 *
 * Goes on with the account that signed in.
 */
void
mg_authorization_accept_account (MgAuthorization *self)
{
  g_return_if_fail (MG_IS_AUTHORIZATION (self));
  g_return_if_fail (self->stage == MG_AUTHORIZATION_ACCOUNT_MISMATCH);

  forget_question (self);
  g_free (self->account);
  self->account = g_strdup (self->actual_account);
  g_free (self->grant->account);
  self->grant->account = g_strdup (self->account);
  _mg_authorization_keep (self);
}
