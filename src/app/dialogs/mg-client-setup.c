/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-client-setup"

#include "config.h"

#include "mg-client-setup.h"

typedef struct
{
  MgFleet    *fleet;          /* (owned) */
  MgProvider *provider;       /* (owned) (nullable): %NULL while it is asked about itself */
  char       *client_id;      /* (owned) */
  char       *tenant;         /* (owned) (nullable) */
  MgSecret   *client_secret;  /* (owned) (nullable) */
  MgHttp     *http;           /* (owned) (nullable) */
  gboolean    is_new;
} Setup;

static void
setup_free (Setup *setup)
{
  g_object_unref (setup->fleet);
  g_clear_object (&setup->provider);
  g_clear_object (&setup->http);
  g_clear_pointer (&setup->client_secret, mg_secret_unref);
  g_free (setup->client_id);
  g_free (setup->tenant);
  g_free (setup);
}

static Setup *
setup_new (MgFleet    *fleet,
           const char *client_id,
           MgSecret   *client_secret)
{
  Setup *setup = g_new0 (Setup, 1);

  setup->fleet = g_object_ref (fleet);
  setup->client_id = g_strdup (client_id);
  setup->client_secret = client_secret == NULL ? NULL : mg_secret_ref (client_secret);

  return setup;
}

/* The secret comes first: a client without its secret would only be refused. */
static void
return_provider (GTask *task)
{
  Setup *setup = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  MgProvider *provider;

  if (setup->is_new)
    {
      g_task_return_pointer (task, g_steal_pointer (&setup->provider), g_object_unref);
      return;
    }

  provider = mg_provider_registry_set_client (mg_fleet_get_providers (setup->fleet),
                                              mg_provider_get_id (setup->provider),
                                              setup->client_id, setup->tenant, &error);
  if (provider == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, provider, g_object_unref);
}

static void
on_secret_stored_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Setup *setup = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (mg_vault_store_finish (MG_VAULT (object), result, &error))
    {
      return_provider (task);
      return;
    }

  if (setup->is_new)
    mg_provider_registry_remove (mg_fleet_get_providers (setup->fleet),
                                 mg_provider_get_id (setup->provider), NULL);
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
store_secret (GTask *owned_task)
{
  g_autoptr (GTask) task = owned_task;
  Setup *setup = g_task_get_task_data (task);
  g_autoptr (MgVaultKey) key = NULL;

  if (setup->client_secret == NULL)
    {
      return_provider (task);
      return;
    }

  key = mg_vault_key_new_oauth_client (mg_provider_get_id (setup->provider));
  mg_vault_store_async (mg_fleet_get_vault (setup->fleet), key,
                        mg_provider_get_name (setup->provider), setup->client_secret,
                        g_task_get_cancellable (task), on_secret_stored_cb, g_object_ref (task));
}

static void
on_issuer_added_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Setup *setup = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  setup->provider = mg_provider_registry_add_issuer_finish (MG_PROVIDER_REGISTRY (object),
                                                            result, &error);
  if (setup->provider == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    store_secret (g_steal_pointer (&task));
}

/**
 * mg_client_setup_set_async:
 * @fleet: the fleet
 * @provider: a provider
 * @client_id: the client's identifier
 * @tenant: (nullable): the directory, for a provider that has them
 * @client_secret: (nullable): the client's secret
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: data for @callback
 *
 * Sets the client that is used at @provider.
 */
void
mg_client_setup_set_async (MgFleet             *fleet,
                           MgProvider          *provider,
                           const char          *client_id,
                           const char          *tenant,
                           MgSecret            *client_secret,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Setup *setup;

  g_return_if_fail (MG_IS_FLEET (fleet));
  g_return_if_fail (MG_IS_PROVIDER (provider));
  g_return_if_fail (client_id != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_client_setup_set_async);
  setup = setup_new (fleet, client_id, client_secret);
  setup->provider = g_object_ref (provider);
  setup->tenant = g_strdup (tenant);
  g_task_set_task_data (task, setup, (GDestroyNotify) setup_free);
  store_secret (g_steal_pointer (&task));
}

/**
 * mg_client_setup_add_async:
 * @fleet: the fleet
 * @issuer: the issuer's address
 * @client_id: the client's identifier
 * @scopes: (nullable): the scopes for mail, %NULL for those it lists
 * @client_secret: (nullable): the client's secret
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: data for @callback
 *
 * Adds a provider by what it says about itself, and its client.
 */
void
mg_client_setup_add_async (MgFleet             *fleet,
                           const char          *issuer,
                           const char          *client_id,
                           const char *const   *scopes,
                           MgSecret            *client_secret,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Setup *setup;

  g_return_if_fail (MG_IS_FLEET (fleet));
  g_return_if_fail (issuer != NULL);
  g_return_if_fail (client_id != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_client_setup_set_async);
  setup = setup_new (fleet, client_id, client_secret);
  setup->is_new = TRUE;
  setup->http = mg_http_new_public (mg_fleet_get_context (fleet));
  g_task_set_task_data (task, setup, (GDestroyNotify) setup_free);
  mg_provider_registry_add_issuer_async (mg_fleet_get_providers (fleet), setup->http, issuer,
                                         client_id, scopes, cancellable, on_issuer_added_cb,
                                         g_steal_pointer (&task));
}

/**
 * mg_client_setup_finish:
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_client_setup_set_async() and mg_client_setup_add_async().
 *
 * Returns: (transfer full) (nullable): the provider with its client
 */
MgProvider *
mg_client_setup_finish (GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_client_setup_set_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
