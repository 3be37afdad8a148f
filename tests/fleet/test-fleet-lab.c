/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-lab-fixture.h"
#include "mg-test.h"

static void
tell (MgLabFixture *fixture,
      const MgLab  *lab,
      const char   *command,
      const char   *arguments)
{
  g_autoptr (JsonNode) answer = mg_lab_fixture_control (fixture, lab, command, arguments);
}

/* Check that a NAS whose permission has ended gets a new one that works, that
 * it is seen to die, and that it survives a restart of ours. */
static void
test_lab_nas (MgLabFixture       *fixture,
              gconstpointer  data)
{
  MgLab lab;
  g_autoptr (MgDevice) device = NULL;
  g_autoptr (MgProvider) provider = NULL;
  g_autoptr (MgTestResult) first = NULL;
  g_autoptr (MgTestResult) second = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  MgSlot *slot;

  mg_lab_fixture_start_devices (fixture, &lab, "nas", "--scenario=expired-gmail");
  device = mg_lab_fixture_add_device (fixture, json_node_get_object (lab.ready));
  provider = mg_lab_fixture_add_provider (fixture);
  slot = mg_device_lookup_slot (device, "account-1");
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_INVALID);

  first = mg_lab_fixture_authorize (fixture, slot, provider, &error);
  g_assert_no_error (error);
  g_assert_cmpint (first->outcome, ==, MG_TEST_PASSED);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpint (mg_slot_get_note (slot), ==, MG_NOTE_NONE);

  /* The device has exchanged its token in the test; it is still ours. */
  tell (fixture, &lab, "end-sessions", "{}");
  mg_lab_fixture_check (fixture, device, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_slot_get_note (slot), ==, MG_NOTE_NONE);

  tell (fixture, &lab, "kill-token", "{\"slot\":\"account-1\"}");
  second = mg_lab_fixture_test (fixture, slot);
  g_assert_cmpint (second->outcome, ==, MG_TEST_TOKEN_DEAD);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_INVALID);

  path = g_strconcat (mg_device_get_id (device), "/account-1", NULL);
  g_clear_object (&device);
  mg_lab_fixture_unload (fixture);
  mg_lab_fixture_load (fixture);
  slot = mg_fleet_lookup_slot (fixture->fleet, path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_INVALID);
  mg_lab_stop (&lab);
}

/* Check that one permission reaches all linked settings of a printer, and none
 * of the others. */
static void
test_lab_printer (MgLabFixture       *fixture,
                  gconstpointer  data)
{
  MgLab lab;
  g_autoptr (MgDevice) device = NULL;
  g_autoptr (MgProvider) provider = NULL;
  g_autoptr (MgTestResult) test = NULL;
  g_autoptr (GError) error = NULL;
  GListModel *slots;
  MgSlot *slot;
  guint n_linked = 0;

  mg_lab_fixture_start_devices (fixture, &lab, "mfp", "--scenario=fresh");
  device = mg_lab_fixture_add_device (fixture, json_node_get_object (lab.ready));
  provider = mg_lab_fixture_add_provider (fixture);
  slot = mg_device_lookup_slot (device, "services-smtp");
  test = mg_lab_fixture_authorize (fixture, slot, provider, &error);
  g_assert_no_error (error);
  g_assert_cmpint (test->outcome, ==, MG_TEST_PASSED);

  slots = mg_device_get_slots (device);
  for (guint i = 0; i < g_list_model_get_n_items (slots); i++)
    {
      g_autoptr (MgSlot) other = g_list_model_get_item (slots, i);
      gboolean linked = g_strcmp0 (mg_slot_get_link_group (other),
                                   mg_slot_get_link_group (slot)) == 0;

      n_linked += linked ? 1 : 0;
      g_test_message ("%s %s", mg_slot_get_id (other),
                      mg_token_state_get_nick (mg_slot_get_state (other)));
      g_assert_cmpint (mg_slot_get_state (other),
                       ==, linked ? MG_TOKEN_STATE_OBTAINED : MG_TOKEN_STATE_NOT_OBTAINED);
      g_assert_cmpint (mg_slot_get_note (other), ==, MG_NOTE_NONE);
    }
  g_assert_cmpuint (n_linked, ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (slots), ==, 5);
  mg_lab_stop (&lab);
}

/* Check that a push whose answer is lost is found on the device afterwards, as
 * ours: the device has it, but has not tried it yet. */
static void
test_lab_lost_answer (MgLabFixture       *fixture,
                      gconstpointer  data)
{
  MgLab lab;
  g_autoptr (MgDevice) device = NULL;
  g_autoptr (MgProvider) provider = NULL;
  g_autoptr (MgTestResult) test = NULL;
  g_autoptr (GError) error = NULL;
  MgSlot *slot;

  mg_lab_fixture_start_devices (fixture, &lab, "nas", "--scenario=fresh");
  device = mg_lab_fixture_add_device (fixture, json_node_get_object (lab.ready));
  provider = mg_lab_fixture_add_provider (fixture);
  slot = mg_device_lookup_slot (device, "account-1");
  tell (fixture, &lab, "fault",
           "{\"kind\":\"drop-after\",\"method\":\"PUT\",\"path\":\"/token\",\"times\":5}");
  test = mg_lab_fixture_authorize (fixture, slot, provider, &error);
  g_assert_null (test);
  g_assert_error (error, MG_ERROR, MG_ERROR_UNREACHABLE);
  g_clear_error (&error);

  tell (fixture, &lab, "clear-faults", "{}");
  mg_lab_fixture_check (fixture, device, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_WAITING);
  test = mg_lab_fixture_test (fixture, slot);
  g_assert_cmpint (test->outcome, ==, MG_TEST_PASSED);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_OBTAINED);
  mg_lab_fixture_check (fixture, device, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_slot_get_state (slot), ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpint (mg_slot_get_note (slot), ==, MG_NOTE_NONE);
  mg_lab_stop (&lab);
}

/* Check that another certificate and a locked login are said as such, by a real
 * device. */
static void
test_lab_trouble (MgLabFixture       *fixture,
                  gconstpointer  data)
{
  MgLab lab;
  g_autoptr (MgDevice) device = NULL;
  g_autoptr (GError) error = NULL;

  mg_lab_fixture_start_devices (fixture, &lab, "nas", "--scenario=fresh");
  device = mg_lab_fixture_add_device (fixture, json_node_get_object (lab.ready));

  tell (fixture, &lab, "end-sessions", "{}");
  tell (fixture, &lab, "lock-out", "{}");
  g_assert_false (mg_lab_fixture_check (fixture, device, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_LOCKED_OUT);
  g_clear_error (&error);

  mg_lab_fixture_unload (fixture);
  mg_lab_fixture_load (fixture);
  tell (fixture, &lab, "certificate", "{}");
  g_set_object (&device, mg_fleet_lookup_device (fixture->fleet, mg_device_get_id (device)));
  g_assert_false (mg_lab_fixture_check (fixture, device, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_CERTIFICATE_CHANGED);
  mg_lab_stop (&lab);
}

static gsize
read_resident_pages (void)
{
  g_autofree char *text = NULL;
  guint64 pages = 0;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));

  pages = g_ascii_strtoull (strchr (text, ' ') + 1, NULL, 10);

  return (gsize) pages;
}

/* Check that looking at many devices again and again costs no more each time. */
static void
test_lab_many (MgLabFixture       *fixture,
               gconstpointer  data)
{
  MgLab lab;
  JsonArray *devices;
  gsize before = 0;

  mg_lab_fixture_start_devices (fixture, &lab, "fleet", "--count=12");
  devices = json_object_get_array_member (json_node_get_object (lab.ready), "devices");
  for (guint i = 0; i < json_array_get_length (devices); i++)
    {
      g_autoptr (MgDevice) device =
        mg_lab_fixture_add_device (fixture, json_array_get_object_element (devices, i));
    }
  mg_lab_fixture_unload (fixture);
  mg_lab_fixture_load (fixture);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      gint64 started = g_get_monotonic_time ();

      mg_fleet_check_all_async (fixture->fleet, NULL, mg_test_store_result, &result);
      mg_fleet_check_all_finish (fixture->fleet, mg_test_await_result (&result), &error);
      g_assert_no_error (error);
      g_test_message ("looked at 12 devices in %" G_GINT64_FORMAT " ms, %" G_GSIZE_FORMAT " pages",
                      (g_get_monotonic_time () - started) / 1000, read_resident_pages ());
      if (i == 1)
        before = read_resident_pages ();
    }
  g_assert_cmpuint (read_resident_pages (), <, before + before / 4);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->fleet)); i++)
    {
      g_autoptr (MgDevice) device = g_list_model_get_item (G_LIST_MODEL (fixture->fleet), i);

      g_assert_null (mg_device_get_problem (device));
      g_assert_cmpuint (g_list_model_get_n_items (mg_device_get_slots (device)), >, 0);
    }
  mg_lab_stop (&lab);
}

#define add(path, test) \
  g_test_add ("/fleet/lab/" path, MgLabFixture, NULL, \
              mg_lab_fixture_set_up, test, mg_lab_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  mg_test_init (&argc, &argv);

  add ("nas", test_lab_nas);
  add ("printer", test_lab_printer);
  add ("lost-answer", test_lab_lost_answer);
  add ("trouble", test_lab_trouble);
  add ("many", test_lab_many);

  return g_test_run ();
}
