/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libsecret/secret.h>

#include "mg-error.h"
#include "mg-mock-keyring.h"
#include "mg-secret-vault.h"
#include "mg-test.h"

const char *__lsan_default_suppressions (void);

/* libsecret 0.20.5 forgets what it has unlocked, and the answer of a prompt,
 * which comes from where every message comes from: so in this program alone. */
const char *
__lsan_default_suppressions (void)
{
  return "leak:libsecret-1.so\nleak:g_dbus_message_new_from_blob\n";
}

typedef struct
{
  MgMockKeyring *keyring;
  MgVault       *prompting;  /* somebody is there */
  MgVault       *silent;     /* nobody is there */
  MgVaultKey    *key;
  MgSecret      *secret;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->keyring = mg_mock_keyring_new ();
  fixture->prompting = mg_secret_vault_new (TRUE);
  fixture->silent = mg_secret_vault_new (FALSE);
  fixture->key = mg_vault_key_new_oauth_token ("grant-1", "google", 1);
  fixture->secret = mg_secret_new ("token", -1);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  mg_test_settle ();
  secret_service_disconnect ();
  mg_mock_keyring_stop (fixture->keyring);
  g_assert_finalize_object (g_steal_pointer (&fixture->prompting));
  g_assert_finalize_object (g_steal_pointer (&fixture->silent));
  g_object_unref (fixture->keyring);
  mg_vault_key_unref (fixture->key);
  mg_secret_unref (fixture->secret);
}

static gboolean
store (Fixture     *fixture,
       MgVault     *vault,
       MgVaultKey  *key,
       GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_vault_store_async (vault, key, "NAS", fixture->secret, NULL, mg_test_store_result, &result);

  return mg_vault_store_finish (vault, mg_test_await_result (&result), error);
}

static MgSecret *
lookup (MgVault     *vault,
        MgVaultKey  *key,
        gboolean     expected,
        GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_vault_lookup_async (vault, key, expected, NULL, mg_test_store_result, &result);

  return mg_vault_lookup_finish (vault, mg_test_await_result (&result), error);
}

static gboolean
clear (MgVault     *vault,
       MgVaultKey  *key,
       GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_vault_clear_async (vault, key, NULL, mg_test_store_result, &result);

  return mg_vault_clear_finish (vault, mg_test_await_result (&result), error);
}

static void
assert_kept (Fixture *fixture,
             MgVault *vault)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MgSecret) found = lookup (vault, fixture->key, TRUE, &error);

  g_assert_no_error (error);
  g_assert_true (mg_secret_equal (found, fixture->secret));
}

/* Check that each of the three calls ends with @code. */
static void
assert_all_fail (Fixture *fixture,
                 MgVault *vault,
                 MgError  code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lookup (vault, fixture->key, TRUE, &error));
  g_assert_error (error, MG_ERROR, (int) code);
  g_clear_error (&error);
  g_assert_false (store (fixture, vault, fixture->key, &error));
  g_assert_error (error, MG_ERROR, (int) code);
  g_clear_error (&error);
  g_assert_false (clear (vault, fixture->key, &error));
  g_assert_error (error, MG_ERROR, (int) code);
}

/* Check that a secret is kept, replaced, renewed and cleared, and that nobody
 * is asked when nothing is locked. */
static void
test_service_open (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (MgVaultKey) newer = mg_vault_key_new_oauth_token ("grant-1", "google", 2);
  g_autoptr (GError) error = NULL;

  g_assert_null (lookup (fixture->prompting, fixture->key, FALSE, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (store (fixture, fixture->prompting, fixture->key, &error));
  g_assert_no_error (error);
  assert_kept (fixture, fixture->silent);
  g_assert_true (store (fixture, fixture->silent, fixture->key, NULL));
  g_assert_cmpuint (mg_mock_keyring_get_n_items (fixture->keyring), ==, 1);

  g_assert_true (store (fixture, fixture->silent, newer, NULL));
  g_assert_cmpuint (mg_mock_keyring_get_n_items (fixture->keyring), ==, 1);
  g_assert_null (lookup (fixture->silent, fixture->key, TRUE, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_UNREADABLE);

  g_assert_true (clear (fixture->silent, fixture->key, NULL));
  g_assert_cmpuint (mg_mock_keyring_get_n_items (fixture->keyring), ==, 0);
  g_assert_true (clear (fixture->silent, fixture->key, NULL));
  g_assert_cmpuint (mg_mock_keyring_get_n_prompts (fixture->keyring), ==, 0);
}

/* Check that a locked keyring is said to be locked, at once and unasked, where
 * nobody is (item 88). */
static void
test_service_88_locked (Fixture       *fixture,
                        gconstpointer  data)
{
  g_assert_true (store (fixture, fixture->silent, fixture->key, NULL));
  mg_mock_keyring_set_locked (fixture->keyring, TRUE);
  assert_all_fail (fixture, fixture->silent, MG_ERROR_VAULT_LOCKED);
  g_assert_cmpuint (mg_mock_keyring_get_n_prompts (fixture->keyring), ==, 0);
  g_assert_cmpuint (mg_mock_keyring_get_n_items (fixture->keyring), ==, 1);
}

/* Check that the person is asked, and that each call goes on when they unlock. */
static void
test_service_88_unlocked (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  mg_mock_keyring_set_locked (fixture->keyring, TRUE);
  g_assert_true (store (fixture, fixture->prompting, fixture->key, &error));
  g_assert_no_error (error);
  mg_mock_keyring_set_locked (fixture->keyring, TRUE);
  assert_kept (fixture, fixture->prompting);
  mg_mock_keyring_set_locked (fixture->keyring, TRUE);
  g_assert_true (clear (fixture->prompting, fixture->key, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (mg_mock_keyring_get_n_prompts (fixture->keyring), ==, 3);
  g_assert_cmpuint (mg_mock_keyring_get_n_items (fixture->keyring), ==, 0);
}

/* Check that a prompt that the person closes is told from a locked keyring. */
static void
test_service_88_dismissed (Fixture       *fixture,
                           gconstpointer  data)
{
  g_assert_true (store (fixture, fixture->silent, fixture->key, NULL));
  mg_mock_keyring_set_locked (fixture->keyring, TRUE);
  mg_mock_keyring_set_answer (fixture->keyring, MG_MOCK_KEYRING_DISMISSES);
  assert_all_fail (fixture, fixture->prompting, MG_ERROR_VAULT_DISMISSED);
  g_assert_cmpuint (mg_mock_keyring_get_n_items (fixture->keyring), ==, 1);
}

/* Check that items in another keyring that is locked are treated as such. */
static void
test_service_88_items_locked (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (store (fixture, fixture->silent, fixture->key, NULL));
  mg_mock_keyring_set_items_locked (fixture->keyring, TRUE);

  g_assert_null (lookup (fixture->silent, fixture->key, TRUE, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_LOCKED);
  g_clear_error (&error);

  mg_mock_keyring_set_answer (fixture->keyring, MG_MOCK_KEYRING_DISMISSES);
  g_assert_null (lookup (fixture->prompting, fixture->key, TRUE, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_DISMISSED);
  g_clear_error (&error);

  mg_mock_keyring_set_answer (fixture->keyring, MG_MOCK_KEYRING_UNLOCKS);
  assert_kept (fixture, fixture->prompting);
  mg_mock_keyring_set_items_locked (fixture->keyring, TRUE);
  g_assert_true (clear (fixture->prompting, fixture->key, &error));
  g_assert_no_error (error);
}

static gboolean
was_asked (gpointer user_data)
{
  return mg_mock_keyring_get_n_prompts (user_data) > 0;
}

static gboolean
is_idle (gpointer user_data)
{
  return G_OBJECT (user_data)->ref_count == 1;
}

/* Check that a prompt that nobody answers holds up nobody who cancels
 * (item 92). */
static void
test_service_92_cancelled (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mg_mock_keyring_set_locked (fixture->keyring, TRUE);
  mg_mock_keyring_set_answer (fixture->keyring, MG_MOCK_KEYRING_WAITS);
  mg_vault_lookup_async (fixture->prompting, fixture->key, FALSE, cancellable,
                         mg_test_store_result, &result);
  mg_test_await_true (was_asked, fixture->keyring);
  mg_test_settle ();
  g_assert_null (result);

  g_cancellable_cancel (cancellable);
  g_assert_null (mg_vault_lookup_finish (fixture->prompting, mg_test_await_result (&result),
                                         &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* What still runs ends by itself, and answers nobody. */
  g_clear_object (&result);
  mg_test_await_true (is_idle, fixture->prompting);
}

/* Check that where there is no keyring yet, nothing is found, and nothing can
 * be stored unasked. */
static void
test_service_88_no_keyring (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  mg_mock_keyring_set_exists (fixture->keyring, FALSE);
  g_assert_null (lookup (fixture->silent, fixture->key, FALSE, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (store (fixture, fixture->silent, fixture->key, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_ABSENT);
}

/* Check that an item that vanishes between being found and being read is
 * missing, and not a missing keyring. */
static void
test_service_vanishes (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (store (fixture, fixture->silent, fixture->key, NULL));
  mg_mock_keyring_set_forgetful (fixture->keyring, TRUE);
  g_assert_null (lookup (fixture->silent, fixture->key, FALSE, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
}

int
main (int    argc,
      char **argv)
{
  /* Never disposed of: that would wait for the connection that libsecret keeps. */
  static GTestDBus *bus;
  int status;

  mg_test_init (&argc, &argv);
  g_unsetenv ("SECRET_BACKEND");
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);

#define ADD(name, function) \
  g_test_add ("/vault/secret-vault/service/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("open", test_service_open);
  ADD ("88-locked", test_service_88_locked);
  ADD ("88-unlocked", test_service_88_unlocked);
  ADD ("88-dismissed", test_service_88_dismissed);
  ADD ("88-items-locked", test_service_88_items_locked);
  ADD ("92-cancelled", test_service_92_cancelled);
  ADD ("88-no-keyring", test_service_88_no_keyring);
  ADD ("vanishes", test_service_vanishes);
#undef ADD

  status = g_test_run ();
  g_test_dbus_stop (bus);

  return status;
}
