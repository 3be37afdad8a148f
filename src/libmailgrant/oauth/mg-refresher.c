/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-refresher"

#include "config.h"

#include "mg-error.h"

#include "mg-refresher.h"

/* A token that ends within this is no use for a login that takes a while. */
#define FRESH_MARGIN (5 * 60 * G_USEC_PER_SEC)

/**
 * MgRefresher:
 *
 * Renews tokens, one refresh a grant at a time: a strict provider takes the
 * second use of a refresh token for theft and ends the grant. Whoever asks
 * meanwhile gets the same answer.
 *
 * New tokens are safe in the store before anybody uses them. If the store
 * fails they are kept here, and the next call saves them first; a refresh is
 * not cancelled half-way either, as the provider may have renewed already.
 *
 *     load ─▶ good enough? ──yes─────────────────────────────────▶ answer
 *               │no
 *             refresh ─▶ save ───────────────────────────────────▶ answer
 *               │ invalid_grant
 *             load ─▶ renewed by another process? ─yes─▶ refresh, once more
 *                       │no
 *                       ▼ the permission is dead
 */
struct _MgRefresher
{
  GObject       parent_instance;

  MgTokenStore *store;    /* (owned) */
  GHashTable   *flights;  /* (owned) (element-type utf8 Flight), by grant */
  GHashTable   *unsaved;  /* (owned) (element-type utf8 MgTokenSet), by grant */
};

G_DEFINE_FINAL_TYPE (MgRefresher, mg_refresher, G_TYPE_OBJECT)

typedef struct
{
  MgRefresher     *self;      /* (owned) */
  char            *grant;     /* (owned) */
  MgTokenEndpoint *endpoint;  /* (owned) */
  MgRefreshNeed    need;
  gboolean         resumed;   /* the tokens are older ones that were not saved */
  MgTokenSet      *tokens;    /* (owned) (nullable): the newest so far */
  MgOAuthFailure  *failure;   /* (owned) (nullable) */
  GError          *dead;      /* (owned) (nullable): what the provider said first */
  GPtrArray       *waiters;   /* (owned) (element-type GTask) */
} Flight;

static void
flight_free (Flight *flight)
{
  g_clear_object (&flight->self);
  g_free (flight->grant);
  g_clear_object (&flight->endpoint);
  g_clear_pointer (&flight->tokens, mg_token_set_unref);
  g_clear_pointer (&flight->failure, mg_oauth_failure_unref);
  g_clear_error (&flight->dead);
  g_ptr_array_unref (flight->waiters);
  g_free (flight);
}

static void
detach_cancellation (GTask *task)
{
  GSource *source = g_object_steal_data (G_OBJECT (task), "cancellation");

  if (source != NULL)
    {
      g_source_destroy (source);
      g_source_unref (source);
    }
}

/* Answers all who wait with the tokens or with @error, which it takes. */
static void
land (Flight *flight,
      GError *owned_error)
{
  g_autoptr (GError) error = owned_error;
  g_autoptr (GPtrArray) waiters = g_ptr_array_ref (flight->waiters);

  g_hash_table_steal (flight->self->flights, flight->grant);

  for (guint i = 0; i < waiters->len; i++)
    {
      GTask *task = g_ptr_array_index (waiters, i);

      detach_cancellation (task);
      if (flight->failure != NULL)
        g_task_set_task_data (task, mg_oauth_failure_ref (flight->failure),
                              (GDestroyNotify) mg_oauth_failure_unref);
      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_pointer (task, mg_token_set_ref (flight->tokens),
                               (GDestroyNotify) mg_token_set_unref);
    }

  flight_free (flight);
}

static void use (Flight *flight);

static void
on_saved_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Flight *flight = user_data;
  GError *error = NULL;

  if (mg_token_store_save_finish (MG_TOKEN_STORE (object), result, &error))
    g_hash_table_remove (flight->self->unsaved, flight->grant);

  if (flight->resumed && error == NULL)
    {
      flight->resumed = FALSE;
      use (flight);
    }
  else
    land (flight, error);
}

static void
save (Flight *flight)
{
  g_hash_table_replace (flight->self->unsaved, g_strdup (flight->grant),
                        mg_token_set_ref (flight->tokens));
  mg_token_store_save_async (flight->self->store, flight->grant, flight->tokens, NULL,
                             on_saved_cb, flight);
}

static void reload (Flight *flight);

static void
on_refreshed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Flight *flight = user_data;
  g_autoptr (MgTokenSet) renewed = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&flight->failure, mg_oauth_failure_unref);
  renewed = mg_token_endpoint_refresh_finish (MG_TOKEN_ENDPOINT (object), result,
                                              &flight->failure, &error);
  if (renewed != NULL)
    {
      g_clear_pointer (&flight->tokens, mg_token_set_unref);
      flight->tokens = g_steal_pointer (&renewed);
      save (flight);
    }
  else if (flight->dead == NULL &&
           g_error_matches (error, MG_ERROR, MG_ERROR_CONSENT_NEEDED))
    {
      flight->dead = g_steal_pointer (&error);
      reload (flight);
    }
  else
    land (flight, g_steal_pointer (&error));
}

static void
refresh (Flight *flight)
{
  mg_token_endpoint_refresh_async (flight->endpoint, flight->tokens, NULL,
                                   on_refreshed_cb, flight);
}

static gboolean
has_other_refresh_token (MgTokenSet *tokens,
                         MgTokenSet *used)
{
  MgSecret *a = mg_token_set_get_refresh (tokens);
  MgSecret *b = mg_token_set_get_refresh (used);

  return a != NULL && (b == NULL || !mg_secret_equal (a, b));
}

/* Another process may have renewed between our load and our refresh. */
static void
on_reloaded_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  Flight *flight = user_data;
  g_autoptr (MgTokenSet) tokens = NULL;

  tokens = mg_token_store_load_finish (MG_TOKEN_STORE (object), result, NULL);
  if (tokens == NULL || !has_other_refresh_token (tokens, flight->tokens))
    {
      land (flight, g_error_copy (flight->dead));
      return;
    }

  g_clear_pointer (&flight->tokens, mg_token_set_unref);
  flight->tokens = g_steal_pointer (&tokens);
  refresh (flight);
}

static void
reload (Flight *flight)
{
  mg_token_store_load_async (flight->self->store, flight->grant, NULL, on_reloaded_cb, flight);
}

static void
use (Flight *flight)
{
  gint64 now = mg_clock_now (mg_token_endpoint_get_clock (flight->endpoint));

  if (flight->need == MG_REFRESH_NEED_FRESH &&
      mg_token_set_is_fresh (flight->tokens, now, FRESH_MARGIN))
    land (flight, NULL);
  else
    refresh (flight);
}

static void
on_loaded_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Flight *flight = user_data;
  GError *error = NULL;

  flight->tokens = mg_token_store_load_finish (MG_TOKEN_STORE (object), result, &error);
  if (flight->tokens != NULL)
    use (flight);
  else
    land (flight, error);
}

static void
take_off (Flight *flight)
{
  MgTokenSet *unsaved = g_hash_table_lookup (flight->self->unsaved, flight->grant);

  if (unsaved != NULL)
    {
      flight->tokens = mg_token_set_ref (unsaved);
      flight->resumed = TRUE;
      save (flight);
    }
  else
    mg_token_store_load_async (flight->self->store, flight->grant, NULL, on_loaded_cb, flight);
}

static gboolean
on_cancelled_cb (GCancellable *cancellable,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = g_object_ref (G_TASK (user_data));
  MgRefresher *self = g_task_get_source_object (task);
  GHashTableIter iter;
  gpointer flight;

  g_hash_table_iter_init (&iter, self->flights);
  while (g_hash_table_iter_next (&iter, NULL, &flight))
    g_ptr_array_remove (((Flight *) flight)->waiters, task);

  detach_cancellation (task);
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static void
attach_cancellation (GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  GSource *source;

  if (cancellable == NULL)
    return;

  source = g_cancellable_source_new (cancellable);
  g_source_set_callback (source, G_SOURCE_FUNC (on_cancelled_cb), task, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_object_set_data (G_OBJECT (task), "cancellation", source);
}

static void
mg_refresher_finalize (GObject *object)
{
  MgRefresher *self = MG_REFRESHER (object);

  g_clear_object (&self->store);
  g_hash_table_unref (self->flights);
  g_hash_table_unref (self->unsaved);

  G_OBJECT_CLASS (mg_refresher_parent_class)->finalize (object);
}

static void
mg_refresher_class_init (MgRefresherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_refresher_finalize;
}

static void
mg_refresher_init (MgRefresher *self)
{
  self->flights = g_hash_table_new (g_str_hash, g_str_equal);
  self->unsaved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) mg_token_set_unref);
}

/**
 * mg_refresher_new:
 * @store: where tokens are kept
 *
 * Returns: (transfer full): a new refresher
 */
MgRefresher *
mg_refresher_new (MgTokenStore *store)
{
  MgRefresher *self;

  g_return_val_if_fail (MG_IS_TOKEN_STORE (store), NULL);

  self = g_object_new (MG_TYPE_REFRESHER, NULL);
  self->store = g_object_ref (store);

  return self;
}

/**
 * mg_refresher_refresh_async:
 * @self: a refresher
 * @grant: the grant's id
 * @endpoint: the token endpoint of the grant's client
 * @need: what to end with
 * @cancellable: (nullable): a cancellable; it ends the wait, not the refresh
 * @callback: (scope async): called when the tokens are there
 * @user_data: data for @callback
 *
 * Gets the tokens of a grant, renewed if need be. A call that comes while the
 * grant is being renewed joins in and gets the same answer.
 */
void
mg_refresher_refresh_async (MgRefresher         *self,
                            const char          *grant,
                            MgTokenEndpoint     *endpoint,
                            MgRefreshNeed        need,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Flight *flight;

  g_return_if_fail (MG_IS_REFRESHER (self));
  g_return_if_fail (grant != NULL);
  g_return_if_fail (MG_IS_TOKEN_ENDPOINT (endpoint));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_refresher_refresh_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  attach_cancellation (task);

  flight = g_hash_table_lookup (self->flights, grant);
  if (flight != NULL)
    {
      if (need == MG_REFRESH_NEED_RENEWED)
        flight->need = need;
      g_ptr_array_add (flight->waiters, g_steal_pointer (&task));
      return;
    }

  flight = g_new0 (Flight, 1);
  flight->self = g_object_ref (self);
  flight->grant = g_strdup (grant);
  flight->endpoint = g_object_ref (endpoint);
  flight->need = need;
  flight->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (flight->waiters, g_steal_pointer (&task));
  g_hash_table_insert (self->flights, flight->grant, flight);
  take_off (flight);
}

/**
 * mg_refresher_refresh_finish:
 * @self: a refresher
 * @result: the result
 * @failure: (out) (optional) (nullable): return location for what the provider
 *   said when it refused
 * @error: return location for an error
 *
 * Finishes mg_refresher_refresh_async(). %MG_ERROR_CONSENT_NEEDED says that
 * the permission is dead. An error of the store after a refresh says that the
 * new tokens are not saved; see mg_refresher_is_unsaved().
 *
 * Returns: (transfer full): the tokens, or %NULL with @error set
 */
MgTokenSet *
mg_refresher_refresh_finish (MgRefresher     *self,
                             GAsyncResult    *result,
                             MgOAuthFailure **failure,
                             GError         **error)
{
  MgOAuthFailure *refused;

  g_return_val_if_fail (MG_IS_REFRESHER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_refresher_refresh_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  refused = g_task_get_task_data (G_TASK (result));
  if (failure != NULL && refused != NULL)
    *failure = mg_oauth_failure_ref (refused);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mg_refresher_is_unsaved:
 * @self: a refresher
 * @grant: the grant's id
 *
 * Returns: %TRUE if the grant's newest tokens are in memory only, as the store
 *   failed; the next refresh tries again
 */
gboolean
mg_refresher_is_unsaved (MgRefresher *self,
                         const char  *grant)
{
  g_return_val_if_fail (MG_IS_REFRESHER (self), FALSE);
  g_return_val_if_fail (grant != NULL, FALSE);

  return g_hash_table_contains (self->unsaved, grant) &&
         !g_hash_table_contains (self->flights, grant);
}

/**
 * mg_refresher_forget:
 * @self: a refresher
 * @grant: the grant's id
 *
 * Drops tokens that could not be saved, when the grant itself goes or has got
 * other ones.
 */
void
mg_refresher_forget (MgRefresher *self,
                     const char  *grant)
{
  g_return_if_fail (MG_IS_REFRESHER (self));
  g_return_if_fail (grant != NULL);

  g_hash_table_remove (self->unsaved, grant);
}
