/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>

#include "mg-fleet-private.h"
#include "mg-lab-fixture.h"
#include "mg-test.h"

/* More than a run of an authorization asks the device; that a run was too short
 * to be killed is seen, and ends the sweep. */
#define POINTS_MAX 40

/* How many requests of a run the device is let answer, between two points. */
#define STRIDE 2

static void
set_up (MgLabFixture  *fixture,
        gconstpointer  data)
{
  g_autofree char *dir = g_build_filename (g_get_user_data_dir (), "keyring", NULL);
  g_autofree char *keyring = g_build_filename (dir, "test.keyring", NULL);

  /* The keyring that survives a process is a file. */
  g_mkdir_with_parents (dir, 0700);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", keyring, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  fixture->vault = mg_secret_vault_new (FALSE);
  mg_lab_fixture_set_up (fixture, data);
}

static guint
count_requests (MgLabFixture *fixture,
                const MgLab  *lab)
{
  g_autoptr (JsonNode) answer = mg_lab_fixture_control (fixture, lab, "requests", "{}");
  JsonObject *object = json_node_get_object (answer);

  return json_array_get_length (json_object_get_array_member (object, "requests"));
}

static void
tell (MgLabFixture *fixture,
      const MgLab  *lab,
      const char   *command,
      const char   *arguments)
{
  g_autoptr (JsonNode) answer = mg_lab_fixture_control (fixture, lab, command, arguments);
}

static GSubprocess *
start_child (MgLabFixture     *fixture,
             const char       *slot,
             MgProvider       *provider,
             GDataInputStream **output)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *child =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, g_getenv ("AUTHORIZE_AND_DIE"),
                      mg_context_get_data_dir (fixture->context),
                      mg_context_get_config_dir (fixture->context), slot,
                      mg_provider_get_id (provider), MG_LAB_ACCOUNT, NULL);

  g_assert_no_error (error);
  *output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));

  return child;
}

static void
consent (MgLabFixture *fixture,
         const char   *url)
{
  g_autofree char *arguments =
    g_strdup_printf ("{\"url\":\"%s\",\"account\":\"" MG_LAB_ACCOUNT "\"}", url);

  tell (fixture, &fixture->provider, "consent", arguments);
}

/* Runs an authorization in another process and kills that when the device has
 * been asked so often; returns FALSE if it came to its end before. */
static gboolean
run_and_kill (MgLabFixture *fixture,
              const MgLab  *lab,
              const char   *slot,
              MgProvider   *provider,
              guint         n_requests)
{
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GAsyncResult) read = NULL;
  g_autoptr (GSubprocess) child = NULL;
  gboolean has_consented = FALSE;
  gboolean has_ended = FALSE;

  tell (fixture, lab, "forget-requests", "{}");
  child = start_child (fixture, slot, provider, &output);
  g_data_input_stream_read_line_async (output, G_PRIORITY_DEFAULT, NULL, mg_test_store_result,
                                       &read);
  while (!has_ended && count_requests (fixture, lab) < n_requests)
    {
      g_autofree char *line = NULL;

      if (read == NULL)
        {
          g_main_context_iteration (NULL, FALSE);
          continue;
        }

      line = g_data_input_stream_read_line_finish (output, read, NULL, NULL);
      g_clear_object (&read);
      has_ended = has_consented || line == NULL;
      if (has_ended)
        break;
      consent (fixture, line);
      has_consented = TRUE;
      g_data_input_stream_read_line_async (output, G_PRIORITY_DEFAULT, NULL, mg_test_store_result,
                                           &read);
    }

  g_subprocess_force_exit (child);
  g_assert_true (g_subprocess_wait (child, NULL, NULL));
  if (!has_ended && read == NULL)
    mg_test_await_result (&read);

  return !has_ended;
}

/* What the next start of the program finds has to make sense: no badge waits for
 * somebody who is dead, no token of ours passes for another app's. */
static void
assert_sound (MgLabFixture *fixture,
              const char   *path)
{
  g_autoptr (GError) error = NULL;
  MgDevice *device = NULL;
  MgSlot *slot = mg_fleet_lookup_slot (fixture->fleet, path, &device, &error);

  g_assert_no_error (error);
  g_assert_true (mg_slot_get_state (slot) != MG_TOKEN_STATE_WAITING ||
                 mg_slot_get_reading (slot)->event == MG_TOKEN_EVENT_READ_WAITING);

  mg_lab_fixture_check (fixture, device, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_slot_get_note (slot), !=, MG_NOTE_FOREIGN);
}

/* Check that an authorization can be killed at any moment: what it leaves is
 * sound, and the next one goes through and leaves one grant and nothing else. */
static void
test_kill_authorize (MgLabFixture  *fixture,
                     gconstpointer  data)
{
  MgLab lab;
  g_autoptr (MgDevice) device = NULL;
  g_autoptr (MgProvider) provider = NULL;
  g_autoptr (MgTestResult) test = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  MgFleetMember *member;
  MgSlot *slot;
  guint n_killed = 0;

  mg_lab_fixture_start_devices (fixture, &lab, "nas", "--scenario=fresh");
  device = mg_lab_fixture_add_device (fixture, json_node_get_object (lab.ready));
  provider = mg_lab_fixture_add_provider (fixture);
  path = g_strconcat (mg_device_get_id (device), "/account-1", NULL);
  g_clear_object (&device);

  for (guint i = 1; i < POINTS_MAX; i += STRIDE)
    {
      mg_lab_fixture_unload (fixture);
      if (!run_and_kill (fixture, &lab, path, provider, i))
        break;
      n_killed++;
      mg_lab_fixture_load (fixture);
      assert_sound (fixture, path);
    }
  g_test_message ("killed at %u points", n_killed);
  g_assert_cmpuint (n_killed, >=, 4);
  g_assert_cmpuint (n_killed, <, POINTS_MAX / STRIDE);

  mg_lab_fixture_load (fixture);
  slot = mg_fleet_lookup_slot (fixture->fleet, path, &device, &error);
  g_assert_no_error (error);
  g_object_ref (device);
  test = mg_lab_fixture_authorize (fixture, slot, provider, &error);
  g_assert_no_error (error);
  g_assert_cmpint (test->outcome, ==, MG_TEST_PASSED);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpint (mg_slot_get_note (slot), ==, MG_NOTE_NONE);
  member = _mg_fleet_get_member (fixture->fleet, mg_device_get_id (device));
  g_assert_cmpuint (member->grants->len, ==, 1);
  mg_lab_stop (&lab);
}

int
main (int   argc,
      char *argv[])
{
  mg_test_init (&argc, &argv);

  g_test_add ("/fleet/kill/authorize", MgLabFixture, NULL, set_up, test_kill_authorize,
              mg_lab_fixture_tear_down);

  return g_test_run ();
}
