/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libsecret/secret.h>

#include "mg-error.h"
#include "mg-keyring-error-private.h"
#include "mg-secret-vault.h"
#include "mg-test.h"

typedef struct
{
  GQuark   (*domain) (void);
  int        code;
  gboolean   cancelled;
  GQuark   (*expected_domain) (void);
  int        expected;
} Vector;

/* Check that each way in which a keyring can fail is told from the others by
 * what the person can do about it (item 88). */
static void
test_keyring_error_map (void)
{
  static const Vector vectors[] = {
    { secret_error_get_quark, SECRET_ERROR_IS_LOCKED, FALSE, mg_error_quark,
      MG_ERROR_VAULT_LOCKED },
    { secret_error_get_quark, SECRET_ERROR_INVALID_FILE_FORMAT, FALSE, mg_error_quark,
      MG_ERROR_VAULT_UNREADABLE },
    { secret_error_get_quark, SECRET_ERROR_PROTOCOL, FALSE, mg_error_quark,
      MG_ERROR_VAULT_UNREADABLE },
    { secret_error_get_quark, SECRET_ERROR_NO_SUCH_OBJECT, FALSE, mg_error_quark,
      MG_ERROR_VAULT_ABSENT },
    { secret_error_get_quark, SECRET_ERROR_ALREADY_EXISTS, FALSE, mg_error_quark,
      MG_ERROR_FAILED },
    { g_io_error_quark, G_IO_ERROR_CANCELLED, TRUE, g_io_error_quark, G_IO_ERROR_CANCELLED },
    { g_io_error_quark, G_IO_ERROR_CANCELLED, FALSE, mg_error_quark, MG_ERROR_VAULT_DISMISSED },
    { g_io_error_quark, G_IO_ERROR_TIMED_OUT, FALSE, mg_error_quark, MG_ERROR_VAULT_ABSENT },
    { g_dbus_error_quark, G_DBUS_ERROR_NO_REPLY, FALSE, mg_error_quark, MG_ERROR_VAULT_ABSENT },
    { g_dbus_error_quark, G_DBUS_ERROR_SERVICE_UNKNOWN, FALSE, mg_error_quark,
      MG_ERROR_VAULT_ABSENT },
    { g_io_error_quark, G_IO_ERROR_INVALID_ARGUMENT, FALSE, mg_error_quark,
      MG_ERROR_VAULT_ABSENT },
    { mg_error_quark, MG_ERROR_VAULT_UNREADABLE, FALSE, mg_error_quark,
      MG_ERROR_VAULT_UNREADABLE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (vectors[i].domain (), vectors[i].code, "why");
      g_autoptr (GError) mapped = _mg_keyring_error_map (error, vectors[i].cancelled);

      g_test_message ("Vector %" G_GSIZE_FORMAT, i);
      g_assert_error (mapped, vectors[i].expected_domain (), vectors[i].expected);
      g_assert_false (g_str_has_suffix (mapped->message, "."));
    }
}

/* Check that without a session bus every call ends, and says that there is no
 * keyring. */
static void
test_keyring_error_no_bus (void)
{
  g_autoptr (MgVault) vault = mg_secret_vault_new (TRUE);
  g_autoptr (MgVaultKey) key = mg_vault_key_new_device_credential ("nas");
  g_autoptr (MgSecret) secret = mg_secret_new ("x", -1);
  g_autoptr (GAsyncResult) stored = NULL;
  g_autoptr (GAsyncResult) found = NULL;
  g_autoptr (GAsyncResult) cleared = NULL;
  g_autoptr (GError) error = NULL;

  g_unsetenv ("SECRET_BACKEND");
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);

  mg_vault_store_async (vault, key, "NAS", secret, NULL, mg_test_store_result, &stored);
  g_assert_false (mg_vault_store_finish (vault, mg_test_await_result (&stored), &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_ABSENT);
  g_assert_nonnull (mg_error_get_hint (error));
  g_clear_error (&error);

  mg_vault_lookup_async (vault, key, TRUE, NULL, mg_test_store_result, &found);
  g_assert_null (mg_vault_lookup_finish (vault, mg_test_await_result (&found), &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_ABSENT);
  g_clear_error (&error);

  mg_vault_clear_async (vault, key, NULL, mg_test_store_result, &cleared);
  g_assert_false (mg_vault_clear_finish (vault, mg_test_await_result (&cleared), &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_VAULT_ABSENT);

  /* A result keeps its source. */
  g_clear_object (&stored);
  g_clear_object (&found);
  g_clear_object (&cleared);
  mg_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&vault));
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/vault/keyring-error/map", test_keyring_error_map);
  g_test_add_func ("/vault/keyring-error/no-bus", test_keyring_error_no_bus);

  return g_test_run ();
}
