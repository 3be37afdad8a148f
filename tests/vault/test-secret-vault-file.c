/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <string.h>
#include <unistd.h>

#include "mg-error.h"
#include "mg-secret-vault.h"
#include "mg-test.h"

/* The file backend of libsecret 0.20.5 forgets the backend that it looks up for every call and the
 * entity tag of what it reads, so LeakSanitizer is asked to stay away; the other sanitizers are not. */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return 1;
}

typedef struct
{
  char       *dir;
  char       *path;
  MgVault    *vault;
  MgVaultKey *key;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->dir = g_dir_make_tmp ("mg-vault-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->dir, "test.keyring", NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", fixture->path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "master", TRUE);
  secret_service_disconnect ();

  fixture->vault = mg_secret_vault_new (FALSE);
  fixture->key = mg_vault_key_new_oauth_token ("grant-1", "gmail", 1);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  mg_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->vault));
  mg_vault_key_unref (fixture->key);
  g_remove (fixture->path);
  g_rmdir (fixture->dir);
  g_free (fixture->path);
  g_free (fixture->dir);
}

static gboolean
store (Fixture     *fixture,
       MgVaultKey  *key,
       const char  *text,
       GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MgSecret) secret = mg_secret_new (text, -1);

  mg_vault_store_async (fixture->vault, key, "Office NAS", secret, NULL,
                        mg_test_store_result, &result);

  return mg_vault_store_finish (fixture->vault, mg_test_await_result (&result), error);
}

static MgSecret *
lookup (Fixture     *fixture,
        MgVaultKey  *key,
        gboolean     expected,
        GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_vault_lookup_async (fixture->vault, key, expected, NULL, mg_test_store_result, &result);

  return mg_vault_lookup_finish (fixture->vault, mg_test_await_result (&result), error);
}

static gboolean
clear (Fixture     *fixture,
       MgVaultKey  *key,
       GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_vault_clear_async (fixture->vault, key, NULL, mg_test_store_result, &result);

  return mg_vault_clear_finish (fixture->vault, mg_test_await_result (&result), error);
}

static void
assert_holds (Fixture    *fixture,
              MgVaultKey *key,
              const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MgSecret) found = lookup (fixture, key, TRUE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (mg_secret_peek (found), ==, text);
}

/* Check that a secret is kept, replaced and cleared, that its file is the
 * person's own, and that neither the secret nor an id stands in it in clear. */
static void
test_secret_vault_keep (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  GStatBuf status;
  gsize length;

  g_assert_true (store (fixture, fixture->key, "first-token", &error));
  g_assert_no_error (error);
  assert_holds (fixture, fixture->key, "first-token");
  g_assert_true (store (fixture, fixture->key, "second-token", &error));
  assert_holds (fixture, fixture->key, "second-token");

  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, &error));
  g_assert_null (memmem (contents, length, "second-token", 12));
  g_assert_null (memmem (contents, length, "grant-1", 7));
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);

  g_assert_true (clear (fixture, fixture->key, &error));
  g_assert_null (lookup (fixture, fixture->key, FALSE, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (clear (fixture, fixture->key, &error));
  g_assert_no_error (error);
}

/* Check that a renewal drops the older generation, and that a newer key does
 * not find an older secret. */
static void
test_secret_vault_generation (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr (MgVaultKey) newer = mg_vault_key_new_oauth_token ("grant-1", "gmail", 2);
  g_autoptr (MgVaultKey) other = mg_vault_key_new_oauth_token ("grant-2", "gmail", 1);
  g_autoptr (GError) error = NULL;

  g_assert_true (store (fixture, fixture->key, "old", NULL));
  g_assert_true (store (fixture, other, "other", NULL));
  g_assert_null (lookup (fixture, newer, FALSE, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (store (fixture, newer, "new", &error));
  g_assert_no_error (error);
  assert_holds (fixture, newer, "new");
  assert_holds (fixture, other, "other");
  g_assert_null (lookup (fixture, fixture->key, FALSE, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_FOUND);
}

/* Check that kinds with the same id do not meet. */
static void
test_secret_vault_kinds (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr (MgVaultKey) client = mg_vault_key_new_oauth_client ("gmail");
  g_autoptr (MgVaultKey) device = mg_vault_key_new_device_credential ("x");
  g_autoptr (MgVaultKey) password = mg_vault_key_new_slot_password ("x");

  g_assert_true (store (fixture, fixture->key, "token", NULL));
  g_assert_true (store (fixture, client, "client", NULL));
  g_assert_true (store (fixture, device, "device", NULL));
  g_assert_true (store (fixture, password, "password", NULL));
  g_assert_true (clear (fixture, client, NULL));

  assert_holds (fixture, fixture->key, "token");
  assert_holds (fixture, device, "device");
  assert_holds (fixture, password, "password");
}

/* Check that with another master key what was saved is unreadable, and not
 * simply "none"; and that the file is not harmed by looking. */
static void
test_secret_vault_wrong_key (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (store (fixture, fixture->key, "token", NULL));

  g_setenv ("SECRET_FILE_TEST_PASSWORD", "another", TRUE);
  secret_service_disconnect ();
  g_assert_null (lookup (fixture, fixture->key, TRUE, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_UNREADABLE);
  g_assert_nonnull (mg_error_get_hint (error));
  g_clear_error (&error);

  g_setenv ("SECRET_FILE_TEST_PASSWORD", "master", TRUE);
  secret_service_disconnect ();
  assert_holds (fixture, fixture->key, "token");
}

/* Check that without a master key the vault says that there is none. */
static void
test_secret_vault_no_key (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_unsetenv ("SECRET_FILE_TEST_PASSWORD");
  g_assert_false (store (fixture, fixture->key, "token", &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_ABSENT);
}

/* Check that a file cut at any length, or damaged at its head, is answered
 * and neither crashes the program nor is overwritten. */
static void
test_secret_vault_damaged (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (store (fixture, fixture->key, "token", NULL));
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));

  for (gsize cut = 0; cut < length; cut += cut < 80 ? 1 : 13)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *kept = NULL;
      gsize kept_length;

      g_test_message ("Cut at %" G_GSIZE_FORMAT, cut);
      g_assert_true (g_file_set_contents (fixture->path, contents, (gssize) cut, NULL));
      g_assert_null (lookup (fixture, fixture->key, TRUE, &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_UNREADABLE);
      g_clear_error (&error);

      g_assert_false (store (fixture, fixture->key, "new", &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_UNREADABLE);
      g_assert_true (g_file_get_contents (fixture->path, &kept, &kept_length, NULL));
      g_assert_cmpmem (kept, kept_length, contents, cut);
    }

  g_assert_true (g_file_set_contents (fixture->path, contents, (gssize) length, NULL));
  assert_holds (fixture, fixture->key, "token");
}

/* Check that a folder in the file's place, an endless file, and a file that
 * asks for years of key derivation are refused. */
static void
test_secret_vault_hostile_file (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (store (fixture, fixture->key, "token", NULL));
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));

  /* Behind header, version and salt size stand 32 bytes of salt, padding to 4, then the rounds. */
  memset (contents + 18 + 4 + 32, 0xff, 4);
  g_assert_true (g_file_set_contents (fixture->path, contents, (gssize) length, NULL));
  g_assert_null (lookup (fixture, fixture->key, TRUE, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_UNREADABLE);
  g_clear_error (&error);

  g_assert_cmpint (truncate (fixture->path, G_GINT64_CONSTANT (1) << 36), ==, 0);
  g_assert_null (lookup (fixture, fixture->key, TRUE, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_UNREADABLE);
  g_clear_error (&error);

  g_remove (fixture->path);
  g_mkdir (fixture->path, 0700);
  g_assert_null (lookup (fixture, fixture->key, TRUE, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_UNREADABLE);
  g_rmdir (fixture->path);
}

/* Check that what another program has written meanwhile is neither lost nor
 * invisible, though libsecret reads the file but once. */
static void
test_secret_vault_two_programs (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr (MgVaultKey) other = mg_vault_key_new_device_credential ("printer");
  g_autoptr (GError) error = NULL;

  g_assert_true (store (fixture, fixture->key, "token", NULL));

  {
    g_autoptr (GSubprocess) child = NULL;
    g_autofree char *self = g_file_read_link ("/proc/self/exe", &error);

    g_assert_no_error (error);
    child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, self,
                              "--write-as-another-program", NULL);
    g_assert_no_error (error);
    g_assert_true (g_subprocess_wait_check (child, NULL, &error));
  }

  assert_holds (fixture, other, "from the other program");
  g_assert_true (store (fixture, fixture->key, "token 2", &error));
  g_assert_no_error (error);
  assert_holds (fixture, other, "from the other program");
  assert_holds (fixture, fixture->key, "token 2");
}

static int
write_as_another_program (void)
{
  Fixture fixture = { .vault = mg_secret_vault_new (FALSE) };
  g_autoptr (MgVaultKey) key = mg_vault_key_new_device_credential ("printer");

  if (!store (&fixture, key, "from the other program", NULL))
    return 1;
  g_object_unref (fixture.vault);

  return 0;
}

#define N_AT_ONCE 12

static gboolean
have_all (gpointer user_data)
{
  GAsyncResult **results = user_data;

  for (guint i = 0; i < N_AT_ONCE; i++)
    if (results[i] == NULL)
      return FALSE;

  return TRUE;
}

/* Check that many secrets stored at once are all kept. */
static void
test_secret_vault_at_once (Fixture       *fixture,
                           gconstpointer  data)
{
  GAsyncResult *results[N_AT_ONCE] = { NULL, };

  for (guint i = 0; i < N_AT_ONCE; i++)
    {
      g_autofree char *id = g_strdup_printf ("device-%u", i);
      g_autoptr (MgVaultKey) key = mg_vault_key_new_device_credential (id);
      g_autoptr (MgSecret) secret = mg_secret_new (id, -1);

      mg_vault_store_async (fixture->vault, key, id, secret, NULL,
                            mg_test_store_result, &results[i]);
    }

  mg_test_await_true (have_all, results);

  for (guint i = 0; i < N_AT_ONCE; i++)
    {
      g_autofree char *id = g_strdup_printf ("device-%u", i);
      g_autoptr (MgVaultKey) key = mg_vault_key_new_device_credential (id);
      g_autoptr (GError) error = NULL;

      g_assert_true (mg_vault_store_finish (fixture->vault, results[i], &error));
      g_assert_no_error (error);
      assert_holds (fixture, key, id);
      g_object_unref (results[i]);
    }
}

/* Check that a cancelled call ends as cancelled, also while it waits, and that
 * the others go on. */
static void
test_secret_vault_cancel (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MgSecret) secret = mg_secret_new ("token", -1);
  g_autoptr (GAsyncResult) stored = NULL;
  g_autoptr (GAsyncResult) cleared = NULL;
  g_autoptr (GAsyncResult) found = NULL;
  g_autoptr (MgSecret) value = NULL;
  g_autoptr (GError) error = NULL;

  mg_vault_store_async (fixture->vault, fixture->key, "x", secret, NULL,
                        mg_test_store_result, &stored);
  mg_vault_clear_async (fixture->vault, fixture->key, cancellable,
                        mg_test_store_result, &cleared);
  mg_vault_lookup_async (fixture->vault, fixture->key, FALSE, NULL,
                         mg_test_store_result, &found);
  g_cancellable_cancel (cancellable);

  g_assert_false (mg_vault_clear_finish (fixture->vault, mg_test_await_result (&cleared), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (mg_vault_store_finish (fixture->vault, mg_test_await_result (&stored), &error));
  g_assert_no_error (error);
  value = mg_vault_lookup_finish (fixture->vault, mg_test_await_result (&found), &error);
  g_assert_no_error (error);
  g_assert_true (mg_secret_equal (value, secret));
}

int
main (int    argc,
      char **argv)
{
  if (argc == 2 && g_str_equal (argv[1], "--write-as-another-program"))
    return write_as_another_program ();

  mg_test_init (&argc, &argv);

#define ADD(name, function) \
  g_test_add ("/vault/secret-vault/file/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("keep", test_secret_vault_keep);
  ADD ("generation", test_secret_vault_generation);
  ADD ("kinds", test_secret_vault_kinds);
  ADD ("wrong-key", test_secret_vault_wrong_key);
  ADD ("no-key", test_secret_vault_no_key);
  ADD ("damaged", test_secret_vault_damaged);
  ADD ("hostile-file", test_secret_vault_hostile_file);
  ADD ("two-programs", test_secret_vault_two_programs);
  ADD ("at-once", test_secret_vault_at_once);
  ADD ("cancel", test_secret_vault_cancel);
#undef ADD

  return g_test_run ();
}
