/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-discovery.h"
#include "mg-fake-clock.h"
#include "mg-test.h"
#include "scripted-scanner.h"

#define MSEC 1000

typedef struct
{
  MgFakeClock     *clock;      /* (owned) */
  MgContext       *context;    /* (owned) */
  ScriptedScanner *scanner;    /* (owned) */
  MgDiscovery     *discovery;  /* (owned) */
  GString         *changes;    /* (owned) */
} Fixture;

static void
on_items_changed_cb (GListModel *model,
                     guint       position,
                     guint       removed,
                     guint       added,
                     Fixture    *fixture)
{
  g_string_append_printf (fixture->changes, "%u-%u+%u ", position, removed, added);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  MgScanner *scanners[1];

  fixture->clock = mg_fake_clock_new (0);
  fixture->context = mg_test_context_new (MG_CLOCK (fixture->clock));
  fixture->scanner = scripted_scanner_new (fixture->context);
  scanners[0] = MG_SCANNER (fixture->scanner);
  fixture->discovery = mg_discovery_new_for_scanners (fixture->context, scanners, 1);
  fixture->changes = g_string_new (NULL);
  g_signal_connect (fixture->discovery, "items-changed", G_CALLBACK (on_items_changed_cb),
                    fixture);
  mg_discovery_start (fixture->discovery);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->discovery));
  g_assert_finalize_object (g_steal_pointer (&fixture->scanner));
  g_clear_object (&fixture->context);
  g_assert_finalize_object (g_steal_pointer (&fixture->clock));
  g_string_free (fixture->changes, TRUE);
}

static void
pass (Fixture *fixture,
      gint64   milliseconds)
{
  mg_fake_clock_advance (fixture->clock, milliseconds * MSEC);
}

static void
assert_names (Fixture            *fixture,
              const char * const *names)
{
  GListModel *model = G_LIST_MODEL (fixture->discovery);

  g_assert_cmpuint (g_list_model_get_n_items (model), ==, g_strv_length ((GStrv) names));
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (MgDiscoveredDevice) device = g_list_model_get_item (model, i);

      g_assert_cmpstr (mg_discovered_device_get_name (device), ==, names[i]);
    }
}

#define assert_devices(fixture, ...) \
  assert_names (fixture, (const char * const []) { __VA_ARGS__ __VA_OPT__ (,) NULL })

/* Check that devices come in a burst as one change, later ones at the end, and
 * that a device that says something new stays in its place. */
static void
test_discovery_arrivals (Fixture       *fixture,
                         gconstpointer  data)
{
  scripted_scanner_see (fixture->scanner, 2, "second");
  scripted_scanner_see (fixture->scanner, 1, "first");
  assert_devices (fixture);
  pass (fixture, 100);
  assert_devices (fixture, "second", "first");

  scripted_scanner_see (fixture->scanner, 3, "third");
  scripted_scanner_see (fixture->scanner, 2, "renamed");
  pass (fixture, 100);
  assert_devices (fixture, "renamed", "first", "third");
  g_assert_cmpstr (fixture->changes->str, ==, "0-0+2 2-0+1 ");
}

/* Check that a device that says goodbye stays for ten seconds, and is then gone
 * for good. */
static void
test_discovery_goodbye (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr (MgDiscoveredDevice) device = NULL;

  scripted_scanner_see (fixture->scanner, 1, "first");
  scripted_scanner_see (fixture->scanner, 2, "second");
  pass (fixture, 100);
  device = g_list_model_get_item (G_LIST_MODEL (fixture->discovery), 0);

  scripted_scanner_lose (fixture->scanner, 1);
  pass (fixture, 10000);
  assert_devices (fixture, "first", "second");
  g_assert_false (mg_discovered_device_get_gone (device));

  pass (fixture, 200);
  assert_devices (fixture, "second");
  g_assert_true (mg_discovered_device_get_gone (device));
  g_assert_cmpstr (fixture->changes->str, ==, "0-0+2 0-1+0 ");
}

/* Check that a link that flaps changes nothing in the list. */
static void
test_discovery_flap (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (MgDiscoveredDevice) before = NULL;
  g_autoptr (MgDiscoveredDevice) after = NULL;

  scripted_scanner_see (fixture->scanner, 1, "first");
  pass (fixture, 100);
  before = g_list_model_get_item (G_LIST_MODEL (fixture->discovery), 0);

  for (guint i = 0; i < 5; i++)
    {
      scripted_scanner_lose (fixture->scanner, 1);
      pass (fixture, 5000);
      scripted_scanner_see (fixture->scanner, 1, "first");
      pass (fixture, 4000);
    }
  pass (fixture, 60000);

  after = g_list_model_get_item (G_LIST_MODEL (fixture->discovery), 0);
  g_assert_true (before == after);
  g_assert_cmpstr (fixture->changes->str, ==, "0-0+1 ");
}

/* Check that of thousands of devices the first 512 are listed, that the list
 * says so, and that it no longer does when they are gone. */
static void
test_discovery_many (Fixture       *fixture,
                     gconstpointer  data)
{
  for (guint i = 1; i <= 600; i++)
    scripted_scanner_see (fixture->scanner, i, "device");
  pass (fixture, 100);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->discovery)), ==, 200);
  g_assert_null (mg_discovery_get_notice (fixture->discovery));

  pass (fixture, 5000);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->discovery)), ==, 512);
  g_assert_nonnull (mg_discovery_get_notice (fixture->discovery));

  for (guint i = 1; i <= 100; i++)
    scripted_scanner_lose (fixture->scanner, i);
  pass (fixture, 11000);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->discovery)), ==, 500);
  g_assert_null (mg_discovery_get_notice (fixture->discovery));
}

/* Check that one scanner keeps 4096 sightings and takes 200 new ones a second,
 * however fast they come. */
static void
test_discovery_flood (Fixture       *fixture,
                      gconstpointer  data)
{
  GListModel *sightings = G_LIST_MODEL (fixture->scanner);

  for (guint i = 1; i <= 10000; i++)
    scripted_scanner_see (fixture->scanner, i, "flood");
  g_assert_cmpuint (g_list_model_get_n_items (sightings), ==, 200);
  g_assert_true (mg_scanner_get_overflowed (MG_SCANNER (fixture->scanner)));

  pass (fixture, 1000);
  g_assert_cmpuint (g_list_model_get_n_items (sightings), ==, 400);

  /* What is lost while it waits never comes. */
  scripted_scanner_lose (fixture->scanner, 401);
  pass (fixture, 30000);
  g_assert_cmpuint (g_list_model_get_n_items (sightings), ==, 4095);
}

/* Check that a scan becomes quiet after five seconds and goes on, that stopping
 * empties the list at once, and that it can be started again. */
static void
test_discovery_states (Fixture       *fixture,
                       gconstpointer  data)
{
  g_assert_cmpint (mg_discovery_get_state (fixture->discovery), ==, MG_SCANNER_STATE_SEARCHING);
  pass (fixture, 4999);
  g_assert_cmpint (mg_discovery_get_state (fixture->discovery), ==, MG_SCANNER_STATE_SEARCHING);
  pass (fixture, 1);
  g_assert_cmpint (mg_discovery_get_state (fixture->discovery), ==, MG_SCANNER_STATE_QUIET);

  scripted_scanner_see (fixture->scanner, 1, "late");
  pass (fixture, 100);
  assert_devices (fixture, "late");

  mg_scanner_set_state (MG_SCANNER (fixture->scanner), MG_SCANNER_STATE_UNAVAILABLE, "No bus.");
  g_assert_cmpint (mg_discovery_get_state (fixture->discovery), ==,
                   MG_SCANNER_STATE_UNAVAILABLE);
  g_assert_cmpstr (mg_scanner_get_reason (MG_SCANNER (fixture->scanner)), ==, "No bus.");

  mg_discovery_stop (fixture->discovery);
  assert_devices (fixture);
  g_assert_cmpint (mg_discovery_get_state (fixture->discovery), ==, MG_SCANNER_STATE_IDLE);
  g_assert_null (mg_scanner_get_reason (MG_SCANNER (fixture->scanner)));

  mg_discovery_start (fixture->discovery);
  scripted_scanner_see (fixture->scanner, 2, "again");
  pass (fixture, 100);
  assert_devices (fixture, "again");
}

/* Check that a device that many voices speak for is read from the oldest, so
 * that nobody can talk it away. */
static void
test_discovery_many_voices (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr (MgDiscoveredDevice) device = mg_discovered_device_new ();
  g_autoptr (GPtrArray) sightings = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 100; i++)
    g_ptr_array_add (sightings, scripted_sighting_new (1000 - i, i == 0 ? "honest" : "loud"));
  mg_discovered_device_update (device, "id", sightings);

  g_assert_cmpuint (mg_discovered_device_get_sightings (device)->len, ==, 32);
  g_assert_true (g_ptr_array_find (mg_discovered_device_get_sightings (device),
                                   g_ptr_array_index (sightings, 0), NULL));
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

#define add(name, function) \
  g_test_add ("/discovery/discovery/" name, Fixture, NULL, set_up, function, tear_down)

  add ("arrivals", test_discovery_arrivals);
  add ("goodbye", test_discovery_goodbye);
  add ("flap", test_discovery_flap);
  add ("many", test_discovery_many);
  add ("flood", test_discovery_flood);
  add ("states", test_discovery_states);
  add ("many-voices", test_discovery_many_voices);

  return g_test_run ();
}
