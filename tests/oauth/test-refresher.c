/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-error.h"
#include "mg-refresher.h"

#include "mg-oauth-fixture.h"

#define MG_TYPE_TEST_STORE (mg_test_store_get_type ())

G_DECLARE_FINAL_TYPE (MgTestStore, mg_test_store, MG, TEST_STORE, GObject)

/* A store that a test can make fail, and that another process can write to. */
struct _MgTestStore
{
  GObject     parent_instance;

  MgTokenSet *tokens;         /* (owned) (nullable) */
  MgTokenSet *next;           /* (owned) (nullable): what is there from the second load on */
  guint       n_loads;
  guint       n_saves;
  guint       n_failing_saves;
};

static void
mg_test_store_load_async (MgTokenStore        *store,
                          const char          *grant,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  MgTestStore *self = MG_TEST_STORE (store);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_assert_cmpstr (grant, ==, "grant");
  if (++self->n_loads > 1 && self->next != NULL)
    {
      g_clear_pointer (&self->tokens, mg_token_set_unref);
      self->tokens = g_steal_pointer (&self->next);
    }

  if (self->tokens != NULL)
    g_task_return_pointer (task, mg_token_set_ref (self->tokens),
                           (GDestroyNotify) mg_token_set_unref);
  else
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_NOT_FOUND, "no tokens");
}

static MgTokenSet *
mg_test_store_load_finish (MgTokenStore  *store,
                           GAsyncResult  *result,
                           GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
mg_test_store_save_async (MgTokenStore        *store,
                          const char          *grant,
                          MgTokenSet          *tokens,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  MgTestStore *self = MG_TEST_STORE (store);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  self->n_saves++;
  if (self->n_failing_saves > 0)
    {
      self->n_failing_saves--;
      g_task_return_new_error (task, MG_ERROR, MG_ERROR_VAULT_LOCKED, "locked");
      return;
    }

  g_clear_pointer (&self->tokens, mg_token_set_unref);
  self->tokens = mg_token_set_ref (tokens);
  g_task_return_boolean (task, TRUE);
}

static gboolean
mg_test_store_save_finish (MgTokenStore  *store,
                           GAsyncResult  *result,
                           GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
mg_test_store_token_store_init (MgTokenStoreInterface *iface)
{
  iface->load_async = mg_test_store_load_async;
  iface->load_finish = mg_test_store_load_finish;
  iface->save_async = mg_test_store_save_async;
  iface->save_finish = mg_test_store_save_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MgTestStore, mg_test_store, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MG_TYPE_TOKEN_STORE,
                                                      mg_test_store_token_store_init))

static void
mg_test_store_finalize (GObject *object)
{
  MgTestStore *self = MG_TEST_STORE (object);

  g_clear_pointer (&self->tokens, mg_token_set_unref);
  g_clear_pointer (&self->next, mg_token_set_unref);

  G_OBJECT_CLASS (mg_test_store_parent_class)->finalize (object);
}

static void
mg_test_store_class_init (MgTestStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_test_store_finalize;
}

static void
mg_test_store_init (MgTestStore *self)
{
}

typedef struct
{
  MgOAuthFixture  oauth;
  MgTestStore    *store;
  MgRefresher    *refresher;
} Fixture;

static MgTokenSet *
create_tokens (const char *refresh,
               gint64      expires_at)
{
  static const char * const scopes[] = { "mail.send", NULL };
  g_autoptr (MgSecret) access = mg_secret_new ("access-0", -1);
  g_autoptr (MgSecret) token = mg_secret_new (refresh, -1);

  return mg_token_set_new (access, token, scopes, MG_OAUTH_NOW, expires_at);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  mg_oauth_fixture_set_up (&fixture->oauth, data);
  mg_oauth_fixture_make_endpoint (&fixture->oauth, "client", NULL);
  fixture->store = g_object_new (MG_TYPE_TEST_STORE, NULL);
  fixture->store->tokens = create_tokens ("refresh-0", MG_OAUTH_NOW);
  fixture->refresher = mg_refresher_new (MG_TOKEN_STORE (fixture->store));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  mg_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->refresher));
  g_assert_finalize_object (g_steal_pointer (&fixture->store));
  mg_oauth_fixture_tear_down (&fixture->oauth, data);
}

static void
begin (Fixture        *fixture,
       MgRefreshNeed   need,
       GCancellable   *cancellable,
       GAsyncResult  **result)
{
  mg_refresher_refresh_async (fixture->refresher, "grant", fixture->oauth.endpoint, need,
                              cancellable, mg_test_store_result, result);
}

static MgTokenSet *
end (Fixture         *fixture,
     GAsyncResult   **result,
     MgOAuthFailure **failure,
     GError         **error)
{
  return mg_refresher_refresh_finish (fixture->refresher, mg_test_await_result (result),
                                      failure, error);
}

static MgTokenSet *
refresh (Fixture       *fixture,
         MgRefreshNeed  need,
         GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  begin (fixture, need, NULL, &result);

  return end (fixture, &result, NULL, error);
}

static void
assert_refresh_token (MgTokenSet *tokens,
                      const char *expected)
{
  g_assert_nonnull (tokens);
  g_assert_cmpstr (mg_secret_peek (mg_token_set_get_refresh (tokens)), ==, expected);
}

/* Check that a token that is good for a while is not renewed, and one that is
 * not, or is wanted new, is. */
static void
test_item_72 (Fixture       *fixture,
              gconstpointer  data)
{
  const gint64 minute = 60 * (gint64) G_USEC_PER_SEC;
  g_autoptr (MgTokenSet) good = NULL;
  g_autoptr (MgTokenSet) wanted = NULL;
  g_autoptr (MgTokenSet) ending = NULL;

  g_clear_pointer (&fixture->store->tokens, mg_token_set_unref);
  fixture->store->tokens = create_tokens ("refresh-0", MG_OAUTH_NOW + 6 * minute);
  good = refresh (fixture, MG_REFRESH_NEED_FRESH, NULL);
  assert_refresh_token (good, "refresh-0");
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->oauth.fake), ==, 0);

  mg_fake_provider_script (fixture->oauth.fake, "/token", 200, MG_OAUTH_TOKENS);
  wanted = refresh (fixture, MG_REFRESH_NEED_RENEWED, NULL);
  assert_refresh_token (wanted, "refresh-1");

  g_clear_pointer (&fixture->store->tokens, mg_token_set_unref);
  fixture->store->tokens = create_tokens ("refresh-0", MG_OAUTH_NOW + 4 * minute);
  mg_fake_provider_script (fixture->oauth.fake, "/token", 200, MG_OAUTH_TOKENS);
  ending = refresh (fixture, MG_REFRESH_NEED_FRESH, NULL);
  assert_refresh_token (ending, "refresh-1");
}

/* Check that the new tokens are in the store before anybody gets them. */
static void
test_item_53 (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (MgTokenSet) tokens = NULL;

  mg_fake_provider_script (fixture->oauth.fake, "/token", 200, MG_OAUTH_TOKENS);
  tokens = refresh (fixture, MG_REFRESH_NEED_FRESH, NULL);
  assert_refresh_token (tokens, "refresh-1");
  g_assert_cmpuint (fixture->store->n_saves, ==, 1);
  assert_refresh_token (fixture->store->tokens, "refresh-1");
  g_assert_false (mg_refresher_is_unsaved (fixture->refresher, "grant"));
}

/* Check that a refused token is tried again only if another process has renewed
 * it meanwhile, and never twice the same. */
static void
test_item_59_renewed (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr (MgTokenSet) tokens = NULL;
  g_autoptr (GError) error = NULL;

  fixture->store->next = create_tokens ("refresh-elsewhere", MG_OAUTH_NOW);
  mg_fake_provider_script (fixture->oauth.fake, "/token", 400, "{\"error\":\"invalid_grant\"}");
  mg_fake_provider_script (fixture->oauth.fake, "/token", 200, MG_OAUTH_TOKENS);
  tokens = refresh (fixture, MG_REFRESH_NEED_FRESH, &error);
  g_assert_no_error (error);
  assert_refresh_token (tokens, "refresh-1");
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->oauth.fake, 0, "refresh_token"), ==,
                   "refresh-0");
  g_assert_cmpstr (mg_fake_provider_get_form (fixture->oauth.fake, 1, "refresh_token"), ==,
                   "refresh-elsewhere");
}

/* Check that the permission is dead when nothing has changed, and also when
 * what another process got is refused as well. */
static void
test_item_59_dead (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MgOAuthFailure) failure = NULL;
  g_autoptr (GError) error = NULL;

  mg_fake_provider_script (fixture->oauth.fake, "/token", 400, "{\"error\":\"invalid_grant\"}");
  begin (fixture, MG_REFRESH_NEED_FRESH, NULL, &result);
  g_assert_null (end (fixture, &result, &failure, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_CONSENT_NEEDED);
  g_assert_cmpstr (mg_oauth_failure_get_code (failure), ==, "invalid_grant");
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->oauth.fake), ==, 1);
  g_clear_error (&error);

  fixture->store->n_loads = 0;
  fixture->store->next = create_tokens ("refresh-elsewhere", MG_OAUTH_NOW);
  mg_fake_provider_script (fixture->oauth.fake, "/token", 400, "{\"error\":\"invalid_grant\"}");
  mg_fake_provider_script (fixture->oauth.fake, "/token", 400, "{\"error\":\"invalid_grant\"}");
  g_assert_null (refresh (fixture, MG_REFRESH_NEED_FRESH, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_CONSENT_NEEDED);
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->oauth.fake), ==, 3);
}

/* Check that trouble in between is not tried again by itself and kills nothing. */
static void
test_item_59_transient (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr (MgTokenSet) tokens = NULL;
  g_autoptr (GError) error = NULL;

  mg_fake_provider_script (fixture->oauth.fake, "/token", 503, "");
  g_assert_null (refresh (fixture, MG_REFRESH_NEED_FRESH, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_PROVIDER_UNAVAILABLE);
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->oauth.fake), ==, 1);

  mg_fake_provider_script (fixture->oauth.fake, "/token", 200, MG_OAUTH_TOKENS);
  tokens = refresh (fixture, MG_REFRESH_NEED_FRESH, NULL);
  assert_refresh_token (tokens, "refresh-1");
}

/* Check that callers at the same time share one refresh. */
static void
test_item_60 (Fixture       *fixture,
              gconstpointer  data)
{
  GAsyncResult *results[3] = { NULL, };

  mg_fake_provider_script (fixture->oauth.fake, "/token", 200, MG_OAUTH_TOKENS);
  begin (fixture, MG_REFRESH_NEED_FRESH, NULL, &results[0]);
  begin (fixture, MG_REFRESH_NEED_RENEWED, NULL, &results[1]);
  begin (fixture, MG_REFRESH_NEED_FRESH, NULL, &results[2]);

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (MgTokenSet) tokens = end (fixture, &results[i], NULL, NULL);

      assert_refresh_token (tokens, "refresh-1");
      g_clear_object (&results[i]);
    }
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->oauth.fake), ==, 1);
  g_assert_cmpuint (fixture->store->n_saves, ==, 1);
}

static gboolean
has_saved (gpointer user_data)
{
  return MG_TEST_STORE (user_data)->n_saves > 0;
}

/* Check that a caller that gives up does not stop the refresh, as the provider
 * may have renewed already, nor the others. */
static void
test_item_60_cancelled (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) patient = NULL;
  g_autoptr (GAsyncResult) hasty = NULL;
  g_autoptr (GAsyncResult) late = NULL;
  g_autoptr (MgTokenSet) tokens = NULL;
  g_autoptr (GError) error = NULL;

  mg_fake_provider_script (fixture->oauth.fake, "/token", 200, MG_OAUTH_TOKENS);
  begin (fixture, MG_REFRESH_NEED_FRESH, cancellable, &hasty);
  begin (fixture, MG_REFRESH_NEED_FRESH, NULL, &patient);
  g_cancellable_cancel (cancellable);
  g_assert_null (end (fixture, &hasty, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  tokens = end (fixture, &patient, NULL, NULL);
  assert_refresh_token (tokens, "refresh-1");

  begin (fixture, MG_REFRESH_NEED_FRESH, cancellable, &late);
  g_assert_null (end (fixture, &late, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Check that a refresh whose only caller gives up is saved all the same. */
static void
test_item_60_abandoned (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;

  mg_fake_provider_script (fixture->oauth.fake, "/token", 200, MG_OAUTH_TOKENS);
  begin (fixture, MG_REFRESH_NEED_FRESH, cancellable, &result);
  g_cancellable_cancel (cancellable);
  mg_test_await_true (has_saved, fixture->store);
  assert_refresh_token (fixture->store->tokens, "refresh-1");
}

/* Check that tokens that the keyring would not take are not lost and not used:
 * the next call saves them first. */
static void
test_item_87 (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MgTokenSet) tokens = NULL;

  fixture->store->n_failing_saves = 2;
  mg_fake_provider_script (fixture->oauth.fake, "/token", 200, MG_OAUTH_TOKENS);
  g_assert_null (refresh (fixture, MG_REFRESH_NEED_FRESH, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_LOCKED);
  g_assert_true (mg_refresher_is_unsaved (fixture->refresher, "grant"));
  assert_refresh_token (fixture->store->tokens, "refresh-0");
  g_clear_error (&error);

  g_assert_null (refresh (fixture, MG_REFRESH_NEED_FRESH, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_LOCKED);
  g_assert_true (mg_refresher_is_unsaved (fixture->refresher, "grant"));
  g_clear_error (&error);

  tokens = refresh (fixture, MG_REFRESH_NEED_FRESH, &error);
  g_assert_no_error (error);
  assert_refresh_token (tokens, "refresh-1");
  assert_refresh_token (fixture->store->tokens, "refresh-1");
  g_assert_false (mg_refresher_is_unsaved (fixture->refresher, "grant"));
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->oauth.fake), ==, 1);
}

/* Check that unsaved tokens are forgotten with their grant. */
static void
test_forget (Fixture       *fixture,
             gconstpointer  data)
{
  fixture->store->n_failing_saves = 1;
  mg_fake_provider_script (fixture->oauth.fake, "/token", 200, MG_OAUTH_TOKENS);
  g_assert_null (refresh (fixture, MG_REFRESH_NEED_FRESH, NULL));
  mg_refresher_forget (fixture->refresher, "grant");
  g_assert_false (mg_refresher_is_unsaved (fixture->refresher, "grant"));
}

/* Check that a store without tokens says so. */
static void
test_nothing_stored (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->store->tokens, mg_token_set_unref);
  g_assert_null (refresh (fixture, MG_REFRESH_NEED_FRESH, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
}

#define ADD(path, function) \
  g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  ADD ("/oauth/refresher/forget", test_forget);
  ADD ("/oauth/refresher/nothing-stored", test_nothing_stored);
  ADD ("/oauth/item-53/saved-first", test_item_53);
  ADD ("/oauth/item-59/renewed-elsewhere", test_item_59_renewed);
  ADD ("/oauth/item-59/dead", test_item_59_dead);
  ADD ("/oauth/item-59/transient", test_item_59_transient);
  ADD ("/oauth/item-60/single-flight", test_item_60);
  ADD ("/oauth/item-60/cancelled", test_item_60_cancelled);
  ADD ("/oauth/item-60/abandoned", test_item_60_abandoned);
  ADD ("/oauth/item-72/ahead", test_item_72);
  ADD ("/oauth/item-87/keyring-fails", test_item_87);

  return g_test_run ();
}
