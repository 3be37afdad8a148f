/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-authorization-fixture.h"
#include "mg-fleet-private.h"

/* What a make needs of a provider, as its driver declares it: the permissions to
 * ask for, and the kind of OAuth client. */

typedef MgAuthorizationFixture Fixture;
typedef MgAuthorizationRun Run;

static void
keep_client_secret (Fixture *fixture)
{
  MgVault *vault = MG_VAULT (fixture->fleet.vault);
  g_autoptr (MgVaultKey) key =
    mg_vault_key_new_oauth_client (mg_provider_get_id (fixture->provider));
  g_autoptr (MgSecret) secret = mg_secret_new ("our secret", -1);
  g_autoptr (GAsyncResult) stored = NULL;
  g_autoptr (GError) error = NULL;

  mg_vault_store_async (vault, key, "client", secret, NULL, mg_test_store_result, &stored);
  mg_vault_store_finish (vault, mg_test_await_result (&stored), &error);
  g_assert_no_error (error);
}

/* Sets what the provider is known as to devices, NULL for nothing special. */
static void
set_known_as (Fixture    *fixture,
              const char *word,
              const char *driver_scopes)
{
  g_autoptr (GKeyFile) file = mg_fake_provider_dup_key_file (fixture->fake);

  if (word != NULL)
    g_key_file_set_string (file, "Provider", "KnownAs", word);
  if (driver_scopes != NULL)
    g_key_file_set_string (file, "Driver Scopes", "fake", driver_scopes);
  mg_authorization_fixture_set_provider (fixture, file, "our client");
}

/* Check that a person is asked for what the make needs of the provider, by the
 * name that a provider of one's own has for it, and else for what the provider
 * asks everybody. */
static void
test_client_scopes (Fixture       *fixture,
                    gconstpointer  data)
{
  static const struct
  {
    const char *known_as;       /* (nullable) */
    const char *driver_scopes;  /* (nullable): in the provider's own file */
    const char *expected;
  } vectors[] = {
    { NULL, NULL, "mail.send openid offline_access" },
    { "gmail", NULL, "mail.by-api openid offline_access" },
    { "gmail", "mail.ours;", "mail.ours openid offline_access" },
    { NULL, "mail.ours;", "mail.ours openid offline_access" },
    { "microsoft365", NULL, "mail.send openid offline_access" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      Run run = { NULL, };
      g_autofree char *scope = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("Vector %" G_GSIZE_FORMAT, i);
      set_known_as (fixture, vectors[i].known_as, vectors[i].driver_scopes);
      keep_client_secret (fixture);
      mg_authorization_run_start (&run, fixture, fixture->slot);
      mg_authorization_run_wait (&run);
      scope = mg_authorization_fixture_dup_param (mg_authorization_get_uri (run.authorization),
                                                  "scope");
      g_assert_cmpstr (scope, ==, vectors[i].expected);
      g_cancellable_cancel (run.cancellable);
      g_assert_null (mg_authorization_run_end (&run, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

/* Check that a permission that lacks what the make needs is not given to it,
 * though it would do for others. */
static void
test_client_scope_missing (Fixture       *fixture,
                           gconstpointer  data)
{
  Run run = { NULL, };
  g_autoptr (GError) error = NULL;

  set_known_as (fixture, "gmail", NULL);
  keep_client_secret (fixture);
  mg_authorization_fixture_script (fixture, "refresh-1");
  mg_authorization_run_start (&run, fixture, fixture->slot);
  mg_authorization_run_wait (&run);
  mg_authorization_run_answer (&run, fixture, "code=a");
  g_assert_null (mg_authorization_run_end (&run, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_SCOPE_MISSING);
  g_assert_cmpuint (fixture->fleet.peer->n_writes, ==, 0);
}

/* Check that a person whose client is of a kind that the make cannot use is told
 * so before anything is asked, and that others are asked. */
static void
test_client_kind (Fixture       *fixture,
                  gconstpointer  data)
{
  static const struct
  {
    const char *known_as;  /* (nullable) */
    gboolean    secret;
    gboolean    works;
  } vectors[] = {
    { "gmail", FALSE, FALSE },
    { "outlook", FALSE, TRUE },
    { "microsoft365", FALSE, TRUE },
    { NULL, FALSE, TRUE },
    /* From here on it is kept. */
    { "gmail", TRUE, TRUE },
    { "outlook", TRUE, FALSE },
    { "microsoft365", TRUE, TRUE },
    { NULL, TRUE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      Run run = { NULL, };
      g_autoptr (GError) error = NULL;
      guint n_opened = fixture->n_opened;

      g_test_message ("Vector %" G_GSIZE_FORMAT, i);
      set_known_as (fixture, vectors[i].known_as, NULL);
      if (vectors[i].secret)
        keep_client_secret (fixture);
      mg_authorization_run_start (&run, fixture, fixture->slot);
      if (vectors[i].works)
        {
          mg_authorization_run_wait (&run);
          g_cancellable_cancel (run.cancellable);
        }
      g_assert_null (mg_authorization_run_end (&run, &error));
      if (!vectors[i].works)
        g_assert_error (error, MG_ERROR, MG_ERROR_PROVIDER_REFUSED);
      g_assert_cmpuint (fixture->n_opened - n_opened, ==, vectors[i].works);
      g_assert_cmpint (mg_slot_get_state (fixture->slot), !=, MG_TOKEN_STATE_WAITING);
    }
}

#define add(path, test) \
  g_test_add ("/fleet/authorization-client/" path, Fixture, NULL, \
              mg_authorization_fixture_set_up, test, mg_authorization_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  mg_test_init (&argc, &argv);

  add ("scopes", test_client_scopes);
  add ("scope-missing", test_client_scope_missing);
  add ("kind", test_client_kind);

  return g_test_run ();
}
