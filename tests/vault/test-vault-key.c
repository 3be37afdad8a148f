/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-test.h"
#include "mg-vault-key.h"

/* Check that a key's attributes name the thing, and that only what a renewal
 * changes is left out of its identity. */
static void
test_vault_key_attributes (void)
{
  g_autoptr (MgVaultKey) key = mg_vault_key_new_oauth_token ("g-1", "gmail", 3);
  g_autoptr (GHashTable) all = mg_vault_key_dup_attributes (key);
  g_autoptr (GHashTable) identity = mg_vault_key_dup_identity (key);

  g_assert_cmpint (mg_vault_key_get_kind (key), ==, MG_VAULT_OAUTH_TOKEN);
  g_assert_cmpstr (mg_vault_key_get_id (key), ==, "g-1");
  g_assert_cmpstr (g_hash_table_lookup (all, "kind"), ==, "oauth-token");
  g_assert_cmpstr (g_hash_table_lookup (all, "grant"), ==, "g-1");
  g_assert_cmpstr (g_hash_table_lookup (all, "provider"), ==, "gmail");
  g_assert_cmpstr (g_hash_table_lookup (all, "generation"), ==, "3");
  g_assert_cmpuint (g_hash_table_size (all), ==, 4);
  g_assert_cmpuint (g_hash_table_size (identity), ==, 2);
  g_assert_false (g_hash_table_contains (identity, "generation"));
}

/* Check that each kind has its own attribute and its own label. */
static void
test_vault_key_kinds (void)
{
  g_autoptr (MgVaultKey) device = mg_vault_key_new_device_credential ("d");
  g_autoptr (MgVaultKey) client = mg_vault_key_new_oauth_client ("gmail");
  g_autoptr (MgVaultKey) password = mg_vault_key_new_slot_password ("d/smtp");
  MgVaultKey *keys[] = { device, client, password };
  const char *names[] = { "device", "provider", "slot" };
  g_autoptr (GHashTable) labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GHashTable) attributes = mg_vault_key_dup_attributes (keys[i]);
      char *label = mg_vault_key_dup_label (keys[i], "Office NAS");

      g_assert_true (g_hash_table_contains (attributes, names[i]));
      g_assert_true (strstr (label, "Office NAS") != NULL);
      g_assert_true (g_hash_table_add (labels, label));
    }
}

/* Check that a copy of a boxed key is the same key. */
static void
test_vault_key_boxed (void)
{
  g_autoptr (MgVaultKey) key = mg_vault_key_new_device_credential ("d");
  MgVaultKey *copy = g_boxed_copy (MG_TYPE_VAULT_KEY, key);

  g_assert_true (copy == key);
  g_boxed_free (MG_TYPE_VAULT_KEY, copy);
  g_assert_cmpstr (mg_vault_key_get_id (key), ==, "d");
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/vault/key/attributes", test_vault_key_attributes);
  g_test_add_func ("/vault/key/kinds", test_vault_key_kinds);
  g_test_add_func ("/vault/key/boxed", test_vault_key_boxed);

  return g_test_run ();
}
