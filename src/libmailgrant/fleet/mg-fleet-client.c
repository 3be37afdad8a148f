/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-fleet-client"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-error.h"
#include "mg-fleet-private.h"

/* The OAuth client of a provider: the person's own client id from the
 * provider's file, its secret from the vault. */

static void
on_secret_found_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  MgProvider *provider = g_task_get_task_data (task);
  g_autoptr (MgSecret) secret = mg_vault_lookup_finish (MG_VAULT (object), result, &error);

  if (secret == NULL && !g_error_matches (error, MG_ERROR, MG_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (secret == NULL && mg_provider_get_client_kind (provider) == MG_CLIENT_KIND_CONFIDENTIAL)
    {
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_PROVIDER_REFUSED,
                               _("The client secret for %s is missing"),
                               mg_provider_get_name (provider));
      return;
    }

  g_task_return_pointer (task,
                         mg_oauth_client_new (mg_provider_get_client_id (provider), secret,
                                              mg_provider_get_tenant (provider)),
                         (GDestroyNotify) mg_oauth_client_unref);
}

/**
 * _mg_fleet_load_client_async:
 * @self: a fleet
 * @provider: a provider
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Gets the OAuth client for a provider. The vault is opened for it even if the
 * client has no secret, so that nobody gives a consent whose tokens could not
 * be kept.
 */
void
_mg_fleet_load_client_async (MgFleet             *self,
                             MgProvider          *provider,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (MgVaultKey) key = mg_vault_key_new_oauth_client (mg_provider_get_id (provider));

  g_task_set_source_tag (task, _mg_fleet_load_client_async);
  g_task_set_task_data (task, g_object_ref (provider), g_object_unref);

  if (mg_provider_get_client_id (provider) == NULL)
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_PROVIDER_REFUSED,
                             _("Set the client ID for %s first; %s is asked in its name"),
                             mg_provider_get_name (provider), mg_provider_get_name (provider));
  else
    mg_vault_lookup_async (mg_fleet_get_vault (self), key, FALSE, cancellable,
                           on_secret_found_cb, g_steal_pointer (&task));
}

/**
 * _mg_fleet_load_client_finish:
 * @self: a fleet
 * @result: the result
 * @error: return location for an error
 *
 * Returns: (transfer full): the client, or %NULL with @error set:
 *   %MG_ERROR_PROVIDER_REFUSED where the person has to set it up first
 */
MgOAuthClient *
_mg_fleet_load_client_finish (MgFleet       *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
