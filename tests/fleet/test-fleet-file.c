/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-fleet-fixture.h"

typedef struct
{
  guint added;
  guint changed;
  guint removed;
} Counts;

static gboolean
import (MgFleetFixture  *fixture,
        const char      *text,
        MgFleetImport    mode,
        Counts          *counts,
        GError         **error)
{
  g_autoptr (GBytes) contents = g_bytes_new (text, strlen (text));
  g_autoptr (GAsyncResult) result = NULL;

  mg_fleet_import_async (fixture->fleet, contents, mode, NULL, mg_test_store_result, &result);

  return mg_fleet_import_finish (fixture->fleet, mg_test_await_result (&result), &counts->added,
                                 &counts->changed, &counts->removed, error);
}

static gboolean
remove_device (MgFleetFixture *fixture,
               MgDevice       *device)
{
  g_autoptr (GAsyncResult) result = NULL;

  mg_fleet_remove_device_async (fixture->fleet, device, NULL, mg_test_store_result, &result);

  return mg_fleet_remove_device_finish (fixture->fleet, mg_test_await_result (&result), NULL);
}

/* Check that a fleet comes back from its file as it was, but for its secrets,
 * which were never in it, and that it works once somebody has signed in. */
static void
test_file_round_trip (MgFleetFixture *fixture,
                      gconstpointer   data)
{
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);
  g_autoptr (MgCredential) login = mg_fleet_fixture_login (fixture->peer);
  g_autofree char *id = g_strdup (mg_device_get_id (device));
  g_autofree char *text = mg_fleet_export (fixture->fleet, MG_FLEET_FORMAT_JSON);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Counts counts;

  g_assert_null (strstr (text, fixture->peer->password));
  g_assert_true (remove_device (fixture, device));
  g_clear_object (&device);

  import (fixture, text, MG_FLEET_IMPORT_MERGE, &counts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts.added, ==, 1);
  g_assert_cmpuint (counts.changed, ==, 0);
  mg_fleet_fixture_reopen (fixture);
  g_set_object (&device, mg_fleet_lookup_device (fixture->fleet, id));
  g_assert_cmpstr (mg_device_get_name (device), ==, "nas.example");
  g_assert_cmpstr (mg_device_get_fingerprint (device), ==, fixture->peer->fingerprint);
  g_assert_cmpstr (mg_device_get_user (device), ==, "admin");
  g_assert_cmpstr (mg_device_get_identity (device)->serial, ==, "nas.example");

  g_assert_false (mg_fleet_fixture_check (fixture, device, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_LOGIN_REFUSED);
  g_clear_error (&error);
  g_assert_cmpuint (fixture->peer->n_sign_ins, ==, 1);

  mg_fleet_sign_in_async (fixture->fleet, device, login, NULL, mg_test_store_result, &result);
  mg_fleet_sign_in_finish (fixture->fleet, mg_test_await_result (&result), &error);
  g_assert_no_error (error);
  mg_fleet_fixture_check (fixture, device, &error);
  g_assert_no_error (error);
}

/* Check that what is there already is brought up to the file and keeps its
 * login, and that replacing removes what is not in it, with its secrets. */
static void
test_file_modes (MgFleetFixture *fixture,
                 gconstpointer   data)
{
  g_autoptr (MgFakeDevice) other = mg_fake_device_new ("printer.example");
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);
  g_autofree char *text = mg_fleet_export (fixture->fleet, MG_FLEET_FORMAT_JSON);
  g_autoptr (MgDevice) second = mg_fleet_fixture_add (fixture, other);
  g_auto (GStrv) parts = g_strsplit (text, mg_device_get_id (device), -1);
  g_autofree char *foreign = g_strjoinv ("somebody-elses-id", parts);
  g_auto (GStrv) names = g_strsplit (foreign, "\"name\" : \"nas.example\"", -1);
  g_autofree char *renamed = g_strjoinv ("\"name\" : \"Cellar\"", names);
  g_autoptr (GError) error = NULL;
  Counts counts;

  g_assert_cmpuint (mg_memory_vault_get_size (fixture->vault), ==, 2);
  import (fixture, renamed, MG_FLEET_IMPORT_MERGE, &counts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts.added, ==, 0);
  g_assert_cmpuint (counts.changed, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->fleet)), ==, 2);
  g_assert_cmpstr (mg_device_get_name (device), ==, "Cellar");

  import (fixture, renamed, MG_FLEET_IMPORT_REPLACE, &counts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts.removed, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->fleet)), ==, 1);
  g_assert_cmpuint (mg_memory_vault_get_size (fixture->vault), ==, 1);
  mg_fleet_fixture_check (fixture, device, &error);
  g_assert_no_error (error);
}

/* Check that a file which makes no sense in any place changes nothing. */
static void
test_file_garbage (MgFleetFixture *fixture,
                   gconstpointer   data)
{
#define GOOD "{\"id\":\"a\",\"driver\":\"fake\",\"url\":\"https://a.example\"}"
  static const char *const vectors[] = {
    "", "{}", "[]", "<html>", "{\"schema\":2,\"devices\":[]}", "{\"schema\":1}",
    "{\"schema\":1,\"devices\":[" GOOD ",1]}",
    "{\"schema\":1,\"devices\":[" GOOD "," GOOD "]}",
    "{\"schema\":1,\"devices\":[" GOOD ",{\"id\":\"b\",\"driver\":\"fake\"}]}",
    "{\"schema\":1,\"devices\":[{\"id\":\"b/c\",\"driver\":\"fake\",\"url\":\"https://b\"}]}",
    "{\"schema\":1,\"devices\":[{\"id\":\"b\",\"driver\":\"x\",\"url\":\"https://b\"}]}",
    "{\"schema\":1,\"devices\":[{\"id\":\"b\",\"driver\":\"fake\",\"url\":\"file:///b\"}]}",
    "{\"schema\":1,\"devices\":[{\"id\":\"b\",\"driver\":\"fake\",\"url\":\"https://b\","
      "\"fingerprint\":\"12\"}]}",
  };
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);
  g_autofree char *before = mg_fleet_fixture_dump (fixture);

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *after = NULL;
      g_autoptr (GError) error = NULL;
      Counts counts;

      g_test_message ("vector %" G_GSIZE_FORMAT, i);
      g_assert_false (import (fixture, vectors[i], MG_FLEET_IMPORT_REPLACE, &counts, &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
      after = mg_fleet_fixture_dump (fixture);
      g_assert_cmpstr (after, ==, before);
    }
#undef GOOD
}

/* Check that a line of the table is one mail setting, and that no name can pass
 * for a formula or break out of its field. */
static void
test_file_table (MgFleetFixture *fixture,
                 gconstpointer   data)
{
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  mg_device_set_name (device, "=HYPERLINK(\"x\")");
  text = mg_fleet_export (fixture->fleet, MG_FLEET_FORMAT_CSV);
  lines = g_strsplit (text, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_true (g_str_has_prefix (lines[0], "\"device\",\"url\",\"driver\""));
  g_assert_true (g_str_has_prefix (lines[1], "\"'=HYPERLINK(\"\"x\"\")\",\"https://nas.example\","
                                             "\"fake\",\"mail\",\"mail\",\"\",\"\","
                                             "\"not-obtained\",\"none\""));
  g_assert_cmpstr (lines[3], ==, "");
}

/* Check that closing signs out wherever there is a session. */
static void
test_file_close (MgFleetFixture *fixture,
                 gconstpointer   data)
{
  g_autoptr (MgDevice) device = mg_fleet_fixture_add (fixture, fixture->peer);

  g_clear_object (&device);
  mg_fleet_fixture_reopen (fixture);
  g_assert_cmpuint (fixture->peer->n_sign_outs, ==, 1);
  mg_fleet_fixture_reopen (fixture);
  g_assert_cmpuint (fixture->peer->n_sign_outs, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  mg_test_init (&argc, &argv);

  mg_fleet_fixture_add_test ("/fleet/file/round-trip", test_file_round_trip);
  mg_fleet_fixture_add_test ("/fleet/file/modes", test_file_modes);
  mg_fleet_fixture_add_test ("/fleet/file/garbage", test_file_garbage);
  mg_fleet_fixture_add_test ("/fleet/file/table", test_file_table);
  mg_fleet_fixture_add_test ("/fleet/file/close", test_file_close);

  return g_test_run ();
}
