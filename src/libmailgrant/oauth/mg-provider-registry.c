/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-provider-registry"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "mg-error.h"

#include "mg-provider-discovery.h"
#include "mg-provider-file.h"
#include "mg-provider-registry.h"
#include "mg-provider-resources.h"

#define RESOURCE_PATH "/io/github/mailgrant/Mailgrant/providers/"
#define SUFFIX ".provider"

/**
 * MgProviderRegistry:
 *
 * The providers that Mailgrant knows: those that come with it and the person's
 * own, as a list sorted by name.
 *
 * A person's own file stands in `mailgrant/providers/` of the configuration
 * folder. One with the id of a built-in provider only adds the person's
 * client to it. Neither holds a secret.
 */
struct _MgProviderRegistry
{
  GObject    parent_instance;

  char      *folder;     /* (owned) (type filename) */
  GPtrArray *providers;  /* (owned) (element-type MgProvider), by name */
  GPtrArray *problems;   /* (owned) (element-type utf8) */
};

static void mg_provider_registry_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MgProviderRegistry, mg_provider_registry, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      mg_provider_registry_list_model_init))

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  MgProvider *first = *(MgProvider * const *) a;
  MgProvider *second = *(MgProvider * const *) b;

  return g_utf8_collate (mg_provider_get_name (first), mg_provider_get_name (second));
}

static guint
mg_provider_registry_find (MgProviderRegistry *self,
                           const char         *id)
{
  guint i;

  for (i = 0; i < self->providers->len; i++)
    if (g_str_equal (mg_provider_get_id (g_ptr_array_index (self->providers, i)), id))
      break;

  return i;
}

/* Takes @provider, in the place of the one with its id. */
static void
mg_provider_registry_put (MgProviderRegistry *self,
                          MgProvider         *provider)
{
  guint before = self->providers->len;
  guint position = mg_provider_registry_find (self, mg_provider_get_id (provider));

  if (position < before)
    g_ptr_array_remove_index (self->providers, position);
  g_ptr_array_add (self->providers, provider);
  g_ptr_array_sort (self->providers, compare_names);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, self->providers->len);
}

static GKeyFile *
load_built_in (const char *id)
{
  g_autofree char *path = g_strconcat (RESOURCE_PATH, id, SUFFIX, NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GKeyFile) file = g_key_file_new ();

  bytes = g_resource_lookup_data (_mg_provider_get_resource (), path,
                                  G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (bytes == NULL || !g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, NULL))
    return NULL;

  return g_steal_pointer (&file);
}

static void
mg_provider_registry_load_built_in (MgProviderRegistry *self)
{
  g_auto (GStrv) names =
    g_resource_enumerate_children (_mg_provider_get_resource (), RESOURCE_PATH,
                                   G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  for (char **name = names; *name != NULL; name++)
    {
      g_autofree char *id = g_strndup (*name, strlen (*name) - strlen (SUFFIX));
      g_autoptr (GKeyFile) file = load_built_in (id);
      g_autoptr (GError) error = NULL;
      MgProvider *provider;

      provider = file != NULL
                 ? mg_provider_new_from_key_file (file, MG_PROVIDER_ORIGIN_BUILT_IN, &error)
                 : NULL;
      if (provider == NULL)
        g_critical ("%s: %s", *name, error != NULL ? error->message : "not a key file");
      else
        g_ptr_array_add (self->providers, provider);
    }

  g_ptr_array_sort (self->providers, compare_names);
}

static MgProvider *
create_provider (GKeyFile  *own,
                 GError   **error)
{
  g_autofree char *id = g_key_file_get_string (own, "Provider", "Id", NULL);
  g_autoptr (GKeyFile) built_in = id != NULL ? load_built_in (id) : NULL;

  if (built_in != NULL)
    {
      mg_provider_file_merge_client (built_in, own);
      return mg_provider_new_from_key_file (built_in, MG_PROVIDER_ORIGIN_BUILT_IN, error);
    }

  return mg_provider_new_from_key_file (own, MG_PROVIDER_ORIGIN_PERSON, error);
}

static void
mg_provider_registry_load_own (MgProviderRegistry *self)
{
  g_autoptr (GDir) folder = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);
      g_autoptr (GFile) location = g_file_new_for_path (path);
      g_autoptr (GKeyFile) file = NULL;
      g_autoptr (GError) error = NULL;
      MgProvider *provider = NULL;

      if (!g_str_has_suffix (name, SUFFIX))
        continue;

      file = mg_provider_file_read (location, &error);
      if (file != NULL)
        provider = create_provider (file, &error);
      if (provider != NULL)
        mg_provider_registry_put (self, provider);
      else
        {
          g_info ("%s: %s", name, error->message);
          g_ptr_array_add (self->problems, g_strdup_printf ("%s: %s", name, error->message));
        }
    }
}

static char *
dup_path (MgProviderRegistry *self,
          const char         *id)
{
  g_autofree char *name = g_strconcat (id, SUFFIX, NULL);

  return g_build_filename (self->folder, name, NULL);
}

static MgProvider *
mg_provider_registry_save (MgProviderRegistry  *self,
                           GKeyFile            *file,
                           GError             **error)
{
  g_autoptr (MgProvider) provider = create_provider (file, error);
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) reason = NULL;
  gsize length;

  if (provider == NULL)
    return NULL;

  path = dup_path (self, mg_provider_get_id (provider));
  text = g_key_file_to_data (file, &length, NULL);
  if (g_mkdir_with_parents (self->folder, 0700) != 0 ||
      !g_file_set_contents_full (path, text, (gssize) length,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                 0600, &reason))
    {
      g_set_error (error, MG_ERROR, MG_ERROR_STORE, _("The provider could not be saved: %s"),
                   reason != NULL ? reason->message : g_strerror (errno));
      return NULL;
    }

  mg_provider_registry_put (self, g_object_ref (provider));

  return g_steal_pointer (&provider);
}

static GType
mg_provider_registry_get_item_type (GListModel *model)
{
  return MG_TYPE_PROVIDER;
}

static guint
mg_provider_registry_get_n_items (GListModel *model)
{
  return MG_PROVIDER_REGISTRY (model)->providers->len;
}

static gpointer
mg_provider_registry_get_item (GListModel *model,
                               guint       position)
{
  MgProviderRegistry *self = MG_PROVIDER_REGISTRY (model);

  if (position >= self->providers->len)
    return NULL;

  return g_object_ref (g_ptr_array_index (self->providers, position));
}

static void
mg_provider_registry_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = mg_provider_registry_get_item_type;
  iface->get_n_items = mg_provider_registry_get_n_items;
  iface->get_item = mg_provider_registry_get_item;
}

static void
mg_provider_registry_finalize (GObject *object)
{
  MgProviderRegistry *self = MG_PROVIDER_REGISTRY (object);

  g_free (self->folder);
  g_ptr_array_unref (self->providers);
  g_ptr_array_unref (self->problems);

  G_OBJECT_CLASS (mg_provider_registry_parent_class)->finalize (object);
}

static void
mg_provider_registry_class_init (MgProviderRegistryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_provider_registry_finalize;
}

static void
mg_provider_registry_init (MgProviderRegistry *self)
{
  self->providers = g_ptr_array_new_with_free_func (g_object_unref);
  self->problems = g_ptr_array_new_with_free_func (g_free);
}

/**
 * mg_provider_registry_new:
 * @context: the context, which says where the person's own providers are
 *
 * Returns: (transfer full): a new registry with all providers in it
 */
MgProviderRegistry *
mg_provider_registry_new (MgContext *context)
{
  MgProviderRegistry *self;

  g_return_val_if_fail (MG_IS_CONTEXT (context), NULL);

  self = g_object_new (MG_TYPE_PROVIDER_REGISTRY, NULL);
  self->folder = g_build_filename (mg_context_get_config_dir (context), "providers", NULL);
  mg_provider_registry_load_built_in (self);
  mg_provider_registry_load_own (self);

  return self;
}

/**
 * mg_provider_registry_lookup:
 * @self: a registry
 * @id: a provider's id
 *
 * Returns: (transfer none) (nullable): the provider
 */
MgProvider *
mg_provider_registry_lookup (MgProviderRegistry *self,
                             const char         *id)
{
  guint position;

  g_return_val_if_fail (MG_IS_PROVIDER_REGISTRY (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  position = mg_provider_registry_find (self, id);

  return position < self->providers->len ? g_ptr_array_index (self->providers, position) : NULL;
}

/**
 * mg_provider_registry_suggest:
 * @self: a registry
 * @server: (nullable): the mail server that stands in a slot
 * @address: (nullable): the mail address that stands in a slot
 *
 * Finds the provider to which a slot belongs that was filled in by hand. The
 * server says more than the address: a company's addresses say nothing.
 *
 * Returns: (transfer none) (nullable): the provider
 */
MgProvider *
mg_provider_registry_suggest (MgProviderRegistry *self,
                              const char         *server,
                              const char         *address)
{
  g_return_val_if_fail (MG_IS_PROVIDER_REGISTRY (self), NULL);

  for (guint i = 0; server != NULL && i < self->providers->len; i++)
    if (mg_provider_matches_server (g_ptr_array_index (self->providers, i), server))
      return g_ptr_array_index (self->providers, i);

  for (guint i = 0; address != NULL && i < self->providers->len; i++)
    if (mg_provider_matches_address (g_ptr_array_index (self->providers, i), address))
      return g_ptr_array_index (self->providers, i);

  return NULL;
}

/**
 * mg_provider_registry_dup_problems:
 * @self: a registry
 *
 * Returns: (transfer full): a sentence for each of the person's files that
 *   could not be used
 */
GStrv
mg_provider_registry_dup_problems (MgProviderRegistry *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (MG_IS_PROVIDER_REGISTRY (self), NULL);

  for (guint i = 0; i < self->problems->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (self->problems, i));

  return g_strv_builder_end (builder);
}

/**
 * mg_provider_registry_set_client:
 * @self: a registry
 * @id: a provider's id
 * @client_id: the person's client identifier
 * @tenant: (nullable): the tenant it lives in
 * @error: return location for an error
 *
 * Keeps the person's client for a provider. Its secret, if there is one,
 * belongs into the keyring.
 *
 * Returns: (transfer full): the provider with the client, or %NULL with @error set
 */
MgProvider *
mg_provider_registry_set_client (MgProviderRegistry  *self,
                                 const char          *id,
                                 const char          *client_id,
                                 const char          *tenant,
                                 GError             **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_return_val_if_fail (MG_IS_PROVIDER_REGISTRY (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (client_id != NULL && *client_id != '\0', NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (mg_provider_registry_lookup (self, id) == NULL)
    {
      g_set_error (error, MG_ERROR, MG_ERROR_NOT_FOUND, _("There is no provider “%s”"), id);
      return NULL;
    }

  path = dup_path (self, id);
  g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_COMMENTS, NULL);
  g_key_file_set_string (file, "Provider", "Id", id);
  g_key_file_set_string (file, "OAuth", "ClientId", client_id);
  if (tenant != NULL)
    g_key_file_set_string (file, "OAuth", "Tenant", tenant);

  return mg_provider_registry_save (self, file, error);
}

/**
 * mg_provider_registry_add_file:
 * @self: a registry
 * @file: a `.provider` file
 * @client_id: (nullable): the person's client identifier, if not in the file
 * @error: return location for an error
 *
 * Adds a provider from a file, which is checked and copied.
 *
 * Returns: (transfer full): the provider, or %NULL with @error set
 */
MgProvider *
mg_provider_registry_add_file (MgProviderRegistry  *self,
                               GFile               *file,
                               const char          *client_id,
                               GError             **error)
{
  g_autoptr (GKeyFile) content = NULL;

  g_return_val_if_fail (MG_IS_PROVIDER_REGISTRY (self), NULL);
  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  content = mg_provider_file_read (file, error);
  if (content == NULL)
    return NULL;
  if (client_id != NULL)
    g_key_file_set_string (content, "OAuth", "ClientId", client_id);

  return mg_provider_registry_save (self, content, error);
}

/**
 * mg_provider_registry_remove:
 * @self: a registry
 * @id: the id of a provider of the person's own, or of a built-in one
 * @error: return location for an error
 *
 * Removes the person's file. A built-in provider stays, without the client.
 *
 * Returns: %TRUE if there is no such file any more
 */
gboolean
mg_provider_registry_remove (MgProviderRegistry  *self,
                             const char          *id,
                             GError             **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GKeyFile) built_in = NULL;
  guint position;

  g_return_val_if_fail (MG_IS_PROVIDER_REGISTRY (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  position = mg_provider_registry_find (self, id);
  if (position == self->providers->len)
    {
      g_set_error (error, MG_ERROR, MG_ERROR_NOT_FOUND, _("There is no provider “%s”"), id);
      return FALSE;
    }

  path = dup_path (self, id);
  if (g_unlink (path) != 0 && errno != ENOENT)
    {
      g_set_error (error, MG_ERROR, MG_ERROR_STORE, _("The provider could not be removed: %s"),
                   g_strerror (errno));
      return FALSE;
    }

  built_in = load_built_in (id);
  if (built_in != NULL)
    mg_provider_registry_put (self, mg_provider_new_from_key_file (built_in,
                                                                   MG_PROVIDER_ORIGIN_BUILT_IN,
                                                                   NULL));
  else
    {
      g_ptr_array_remove_index (self->providers, position);
      g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
    }

  return TRUE;
}

typedef struct
{
  char  *client_id;  /* (owned) (nullable) */
  GStrv  scopes;     /* (owned) (nullable) */
} Addition;

static void
addition_free (gpointer data)
{
  Addition *addition = data;

  g_free (addition->client_id);
  g_strfreev (addition->scopes);
  g_free (addition);
}

static void
on_discovered_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GKeyFile) file = NULL;
  g_autoptr (GError) error = NULL;
  Addition *addition = g_task_get_task_data (task);
  MgProvider *provider = NULL;

  file = mg_provider_discover_finish (MG_HTTP (object), result, &error);
  if (file != NULL)
    {
      if (addition->client_id != NULL)
        g_key_file_set_string (file, "OAuth", "ClientId", addition->client_id);
      if (addition->scopes != NULL)
        g_key_file_set_string_list (file, "Scopes", "smtp",
                                    (const char * const *) addition->scopes,
                                    g_strv_length (addition->scopes));
      provider = mg_provider_registry_save (g_task_get_source_object (task), file, &error);
    }

  if (provider != NULL)
    g_task_return_pointer (task, provider, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * mg_provider_registry_add_issuer_async:
 * @self: a registry
 * @http: the policy for providers
 * @issuer: the provider's issuer, an `https` URL
 * @client_id: (nullable): the person's client identifier there
 * @scopes: (nullable): the scopes for sending, or %NULL to choose them by name
 *   among those that the provider lists
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when the provider is there
 * @user_data: data for @callback
 *
 * Adds a provider by what it says about itself.
 */
void
mg_provider_registry_add_issuer_async (MgProviderRegistry  *self,
                                       MgHttp              *http,
                                       const char          *issuer,
                                       const char          *client_id,
                                       const char * const  *scopes,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Addition *addition;

  g_return_if_fail (MG_IS_PROVIDER_REGISTRY (self));
  g_return_if_fail (MG_IS_HTTP (http));
  g_return_if_fail (issuer != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_provider_registry_add_issuer_async);
  addition = g_new0 (Addition, 1);
  addition->client_id = g_strdup (client_id);
  addition->scopes = g_strdupv ((char **) scopes);
  g_task_set_task_data (task, addition, addition_free);

  mg_provider_discover_async (http, issuer, cancellable,
                              on_discovered_cb, g_steal_pointer (&task));
}

/**
 * mg_provider_registry_add_issuer_finish:
 * @self: a registry
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_provider_registry_add_issuer_async().
 *
 * Returns: (transfer full): the provider, or %NULL with @error set
 */
MgProvider *
mg_provider_registry_add_issuer_finish (MgProviderRegistry  *self,
                                        GAsyncResult        *result,
                                        GError             **error)
{
  g_return_val_if_fail (MG_IS_PROVIDER_REGISTRY (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_provider_registry_add_issuer_async),
                        NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
