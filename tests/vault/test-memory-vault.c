/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-error.h"
#include "mg-memory-vault.h"
#include "mg-test.h"

typedef struct
{
  MgMemoryVault *vault;
  MgVaultKey    *key;
  MgSecret      *secret;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->vault = mg_memory_vault_new ();
  fixture->key = mg_vault_key_new_oauth_token ("g", "p", 1);
  fixture->secret = mg_secret_new ("token", -1);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  mg_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->vault));
  mg_vault_key_unref (fixture->key);
  mg_secret_unref (fixture->secret);
}

static gboolean
store (Fixture     *fixture,
       MgVaultKey  *key,
       GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_vault_store_async (MG_VAULT (fixture->vault), key, "x", fixture->secret, NULL,
                        mg_test_store_result, &result);

  return mg_vault_store_finish (MG_VAULT (fixture->vault), mg_test_await_result (&result), error);
}

static MgSecret *
lookup (Fixture     *fixture,
        gboolean     expected,
        GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_vault_lookup_async (MG_VAULT (fixture->vault), fixture->key, expected, NULL,
                         mg_test_store_result, &result);

  return mg_vault_lookup_finish (MG_VAULT (fixture->vault), mg_test_await_result (&result), error);
}

/* Check that the fixture keeps, renews and clears as the interface says. */
static void
test_memory_vault_open (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr (MgVaultKey) newer = mg_vault_key_new_oauth_token ("g", "p", 2);
  g_autoptr (MgSecret) found = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (store (fixture, fixture->key, &error));
  g_assert_no_error (error);
  found = lookup (fixture, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (mg_secret_equal (found, fixture->secret));

  g_assert_true (store (fixture, newer, &error));
  g_assert_cmpuint (mg_memory_vault_get_size (fixture->vault), ==, 1);
  g_assert_null (lookup (fixture, TRUE, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_UNREADABLE);
  g_clear_error (&error);

  mg_vault_clear_async (MG_VAULT (fixture->vault), fixture->key, NULL,
                        mg_test_store_result, &result);
  g_assert_true (mg_vault_clear_finish (MG_VAULT (fixture->vault),
                                        mg_test_await_result (&result), &error));
  g_assert_cmpuint (mg_memory_vault_get_size (fixture->vault), ==, 0);
  g_assert_null (lookup (fixture, FALSE, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
}

/* Check that each mode ends with its own error. */
static void
test_memory_vault_modes (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (store (fixture, fixture->key, NULL));

  mg_memory_vault_set_mode (fixture->vault, MG_MEMORY_VAULT_LOCKED);
  g_assert_null (lookup (fixture, TRUE, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_LOCKED);
  g_clear_error (&error);

  mg_memory_vault_set_mode (fixture->vault, MG_MEMORY_VAULT_ABSENT);
  g_assert_null (lookup (fixture, TRUE, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_ABSENT);
  g_clear_error (&error);

  mg_memory_vault_set_mode (fixture->vault, MG_MEMORY_VAULT_KEY_LOST);
  g_assert_null (lookup (fixture, TRUE, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_UNREADABLE);
  g_clear_error (&error);

  mg_memory_vault_set_mode (fixture->vault, MG_MEMORY_VAULT_READ_ONLY);
  g_assert_false (store (fixture, fixture->key, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_FAILED);
  g_assert_nonnull (mg_memory_vault_peek (fixture->vault, fixture->key));
}

/* Check that a prompt waits for the person, who opens it, closes it, or
 * cancels the whole thing. */
static void
test_memory_vault_prompt (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (GAsyncResult) dismissed = NULL;
  g_autoptr (GAsyncResult) stored = NULL;
  g_autoptr (GError) error = NULL;
  MgVault *vault = MG_VAULT (fixture->vault);

  mg_memory_vault_set_mode (fixture->vault, MG_MEMORY_VAULT_PROMPTING);
  mg_vault_lookup_async (vault, fixture->key, FALSE, cancellable,
                         mg_test_store_result, &cancelled);
  mg_vault_lookup_async (vault, fixture->key, FALSE, NULL, mg_test_store_result, &dismissed);
  mg_test_settle ();
  g_assert_cmpuint (mg_memory_vault_get_n_prompts (fixture->vault), ==, 2);

  g_cancellable_cancel (cancellable);
  g_assert_null (mg_vault_lookup_finish (vault, mg_test_await_result (&cancelled), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  mg_memory_vault_answer_prompt (fixture->vault, FALSE);
  g_assert_null (mg_vault_lookup_finish (vault, mg_test_await_result (&dismissed), &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_DISMISSED);
  g_clear_error (&error);

  mg_vault_store_async (vault, fixture->key, "x", fixture->secret, NULL,
                        mg_test_store_result, &stored);
  mg_memory_vault_answer_prompt (fixture->vault, TRUE);
  g_assert_true (mg_vault_store_finish (vault, mg_test_await_result (&stored), &error));
  g_assert_no_error (error);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add ("/vault/memory-vault/open", Fixture, NULL,
              set_up, test_memory_vault_open, tear_down);
  g_test_add ("/vault/memory-vault/modes", Fixture, NULL,
              set_up, test_memory_vault_modes, tear_down);
  g_test_add ("/vault/memory-vault/prompt", Fixture, NULL,
              set_up, test_memory_vault_prompt, tear_down);

  return g_test_run ();
}
