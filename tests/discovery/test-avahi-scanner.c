/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fake-avahi.h"
#include "mg-avahi-scanner.h"
#include "mg-dns-sd.h"
#include "mg-fake-clock.h"
#include "mg-test.h"
#include "recorded.h"

#define MSEC 1000
#define SECOND (1000 * MSEC)

static const FakeService printer = {
  "Printer", "_ipp._tcp", "10.77.0.12", "fd77:77::c", 0, FALSE,
};

typedef struct
{
  MgFakeClock     *clock;       /* (owned) */
  MgContext       *context;     /* (owned) */
  FakeAvahi       *avahi;       /* (owned) */
  GDBusConnection *connection;  /* (owned) */
  MgScanner       *scanner;     /* (owned) */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (MgAddressRules) rules = recorded_rules_new ();

  fixture->clock = mg_fake_clock_new (0);
  fixture->context = mg_test_context_new (MG_CLOCK (fixture->clock));
  fixture->avahi = fake_avahi_new ();
  fixture->connection = fake_avahi_connect (fixture->avahi);
  fixture->scanner = mg_avahi_scanner_new (fixture->context, fixture->connection, FALSE);
  mg_scanner_set_address_rules (fixture->scanner, rules);
}

/* A question and its answer on the bus come back in order, so that what was
 * sent before has arrived. */
static void
sync_bus (Fixture *fixture)
{
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;

      g_dbus_connection_call (fixture->connection, "org.freedesktop.DBus",
                              "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetId", NULL,
                              NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, mg_test_store_result,
                              &result);
      g_object_unref (g_object_ref (mg_test_await_result (&result)));
      mg_test_settle ();
    }
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->scanner != NULL)
    g_assert_finalize_object (g_steal_pointer (&fixture->scanner));
  sync_bus (fixture);
  g_dbus_connection_close_sync (fixture->connection, NULL, NULL);
  g_clear_object (&fixture->connection);
  g_clear_pointer (&fixture->avahi, fake_avahi_free);
  g_clear_object (&fixture->context);
  g_clear_object (&fixture->clock);
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->scanner));
}

static gboolean
has_sightings (gpointer user_data)
{
  return count (user_data) > 0;
}

static gboolean
has_none (gpointer user_data)
{
  return count (user_data) == 0;
}

static gboolean
has_all_browsers (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fake_avahi_get_n_browsers (fixture->avahi) ==
         g_strv_length ((GStrv) mg_dns_sd_get_types ());
}

static gboolean
has_two_addresses (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (MgSighting) sighting = g_list_model_get_item (G_LIST_MODEL (fixture->scanner), 0);

  return sighting != NULL && mg_sighting_get_addresses (sighting)->len == 2;
}

static gboolean
has_no_browsers (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fake_avahi_get_n_browsers (fixture->avahi) == 0;
}

static gboolean
has_no_resolvers (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fake_avahi_get_n_resolvers (fixture->avahi) == 0;
}

static gboolean
has_64_resolvers (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fake_avahi_get_n_resolvers (fixture->avahi) == 64;
}

static gboolean
has_refused_all (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fake_avahi_get_n_refused (fixture->avahi) ==
         g_strv_length ((GStrv) mg_dns_sd_get_types ());
}

static gboolean
is_unavailable (gpointer user_data)
{
  Fixture *fixture = user_data;

  return mg_scanner_get_state (fixture->scanner) == MG_SCANNER_STATE_UNAVAILABLE;
}

static void
start (Fixture *fixture)
{
  fake_avahi_start (fixture->avahi);
  mg_scanner_start (fixture->scanner);
  mg_test_await_true (has_all_browsers, fixture);
}

/* Check that a service is found with both addresses, that the strings of its
 * record are put in the order of the wire, and that nothing is left behind at
 * Avahi but the browsers, and those not after the end. */
static void
test_avahi_scanner_find (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr (MgSighting) sighting = NULL;

  fake_avahi_add (fixture->avahi, &printer);
  start (fixture);
  mg_test_await_true (has_two_addresses, fixture);
  mg_test_await_true (has_no_resolvers, fixture);

  sighting = g_list_model_get_item (G_LIST_MODEL (fixture->scanner), 0);
  g_assert_cmpstr (mg_sighting_get_instance (sighting), ==, "Printer");
  g_assert_cmpstr (mg_sighting_get_host (sighting), ==, "host.local");
  g_assert_cmpstr (mg_sighting_get_address_texts (sighting)[0], ==, "10.77.0.12");
  g_assert_cmpstr (mg_txt_get (mg_sighting_get_txt (sighting), "ty"), ==, "HP first");

  mg_scanner_stop (fixture->scanner);
  mg_test_await_true (has_no_browsers, fixture);
  g_assert_cmpuint (count (fixture), ==, 0);
}

/* Check that names with dots, backslashes and newlines come back to Avahi byte
 * for byte: the script knows no others. */
static void
test_avahi_scanner_names (Fixture       *fixture,
                          gconstpointer  data)
{
  static const char * const names[] = { "a.b\\c", "two\nlines", "Büro ☃", "\\032", " " };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    fake_avahi_add (fixture->avahi, &(FakeService) { names[i], "_ipp._tcp", "10.77.0.12" });
  start (fixture);
  mg_test_await_true (has_sightings, fixture);
  sync_bus (fixture);
  g_assert_cmpuint (count (fixture), ==, G_N_ELEMENTS (names));
}

/* Check that an answer that overtakes the reply naming its object counts. */
static void
test_avahi_scanner_early (Fixture       *fixture,
                          gconstpointer  data)
{
  fake_avahi_set_early (fixture->avahi, TRUE);
  fake_avahi_add (fixture->avahi, &printer);
  start (fixture);
  mg_test_await_true (has_two_addresses, fixture);
  mg_test_await_true (has_no_resolvers, fixture);
}

/* Check that a host with an IPv6 address only is found, and that one with none
 * is not and leaves nothing behind. */
static void
test_avahi_scanner_timeout (Fixture       *fixture,
                            gconstpointer  data)
{
  fake_avahi_add (fixture->avahi, &(FakeService) { "six", "_ipp._tcp", NULL, "fd77:77::c" });
  fake_avahi_add (fixture->avahi, &(FakeService) { "none", "_ipp._tcp", NULL, NULL });
  start (fixture);
  mg_test_await_true (has_sightings, fixture);
  sync_bus (fixture);
  g_assert_cmpuint (count (fixture), ==, 1);
  g_assert_cmpuint (fake_avahi_get_n_resolvers (fixture->avahi), ==, 0);
}

/* Check that at most 64 questions are out at a time, and that a hundred
 * services nobody answers for hold up the one behind them for a second only. */
static void
test_avahi_scanner_dead (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < 100; i++)
    {
      char *name = g_strdup_printf ("dead %u", i);

      g_ptr_array_add (names, name);
      fake_avahi_add (fixture->avahi, &(FakeService) { name, "_ipp._tcp", .silent = TRUE });
    }
  fake_avahi_add (fixture->avahi, &printer);
  start (fixture);
  mg_test_await_true (has_64_resolvers, fixture);
  sync_bus (fixture);
  g_assert_cmpuint (fake_avahi_get_max_resolvers (fixture->avahi), ==, 64);
  g_assert_cmpuint (count (fixture), ==, 0);

  mg_fake_clock_advance (fixture->clock, 500 * MSEC);
  mg_test_await_true (has_sightings, fixture);

  /* A daemon that never gives up itself does not keep its places for ever. */
  for (guint i = 0; i < 120; i++)
    {
      mg_fake_clock_advance (fixture->clock, 500 * MSEC);
      sync_bus (fixture);
      if (has_no_resolvers (fixture))
        break;
    }
  g_assert_true (has_no_resolvers (fixture));
  g_assert_cmpuint (fake_avahi_get_max_resolvers (fixture->avahi), <=, 64 + 384);
}

/* Check that what Avahi found is forgotten when it ends, and found again by
 * the next one, which says nothing to old browsers. */
static void
test_avahi_scanner_restart (Fixture       *fixture,
                            gconstpointer  data)
{
  fake_avahi_add (fixture->avahi, &printer);
  start (fixture);
  mg_test_await_true (has_two_addresses, fixture);

  fake_avahi_stop (fixture->avahi);
  mg_test_await_true (is_unavailable, fixture);
  g_assert_nonnull (mg_scanner_get_reason (fixture->scanner));
  g_assert_cmpuint (count (fixture), ==, 0);

  fake_avahi_start (fixture->avahi);
  mg_test_await_true (has_two_addresses, fixture);
  g_assert_cmpint (mg_scanner_get_state (fixture->scanner), ==, MG_SCANNER_STATE_SEARCHING);
}

/* Check that a browser that fails is made again after 1, 5 and 30 seconds, and
 * that what it finds twice counts once. */
static void
test_avahi_scanner_failure (Fixture       *fixture,
                            gconstpointer  data)
{
  static const guint delays[] = { 1, 5, 30, 30 };
  guint n_types = g_strv_length ((GStrv) mg_dns_sd_get_types ());

  fake_avahi_add (fixture->avahi, &printer);
  start (fixture);
  mg_test_await_true (has_two_addresses, fixture);
  g_assert_cmpuint (fake_avahi_get_n_browsed (fixture->avahi), ==, n_types);

  for (guint i = 0; i < G_N_ELEMENTS (delays); i++)
    {
      fake_avahi_fail_browser (fixture->avahi, "_ipp._tcp");
      sync_bus (fixture);
      mg_fake_clock_advance (fixture->clock, delays[i] * SECOND - 1);
      sync_bus (fixture);
      g_assert_cmpuint (fake_avahi_get_n_browsed (fixture->avahi), ==, n_types + i);

      mg_fake_clock_advance (fixture->clock, 1);
      sync_bus (fixture);
      g_assert_cmpuint (fake_avahi_get_n_browsed (fixture->avahi), ==, n_types + i + 1);
    }

  for (int protocol = 0; protocol < 2; protocol++)
    fake_avahi_announce (fixture->avahi, "ItemRemove", &printer, protocol);
  mg_test_await_true (has_none, fixture);
}

/* Check that no daemon, and one that may not be spoken to, are said as such,
 * and that the latter is asked again. */
static void
test_avahi_scanner_unavailable (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autofree char *missing = NULL;

  mg_scanner_start (fixture->scanner);
  mg_test_await_true (is_unavailable, fixture);
  missing = g_strdup (mg_scanner_get_reason (fixture->scanner));

  fake_avahi_set_error (fixture->avahi, "org.freedesktop.DBus.Error.AccessDenied");
  fake_avahi_start (fixture->avahi);
  mg_test_await_true (has_refused_all, fixture);
  sync_bus (fixture);
  g_assert_true (is_unavailable (fixture));
  g_assert_cmpstr (mg_scanner_get_reason (fixture->scanner), !=, missing);

  fake_avahi_set_error (fixture->avahi, NULL);
  mg_fake_clock_advance (fixture->clock, 1 * SECOND);
  mg_test_await_true (has_all_browsers, fixture);
  sync_bus (fixture);
  g_assert_false (is_unavailable (fixture));
}

/* Check that a daemon that has only just started, and refuses, is asked again
 * without an alarm. */
static void
test_avahi_scanner_starting (Fixture       *fixture,
                             gconstpointer  data)
{
  fake_avahi_set_error (fixture->avahi, "org.freedesktop.Avahi.BadStateError");
  fake_avahi_start (fixture->avahi);
  mg_scanner_start (fixture->scanner);
  mg_test_await_true (has_refused_all, fixture);
  sync_bus (fixture);
  g_assert_cmpint (mg_scanner_get_state (fixture->scanner), ==, MG_SCANNER_STATE_SEARCHING);

  fake_avahi_set_error (fixture->avahi, NULL);
  mg_fake_clock_advance (fixture->clock, 1 * SECOND);
  mg_test_await_true (has_all_browsers, fixture);
}

/* Check that what this computer publishes itself is left out, and that a
 * service stays while it is announced over one protocol. */
static void
test_avahi_scanner_items (Fixture       *fixture,
                          gconstpointer  data)
{
  fake_avahi_add (fixture->avahi, &(FakeService) { "own", "_ipp._tcp", "10.77.0.1", .flags = 8 });
  fake_avahi_add (fixture->avahi, &printer);
  start (fixture);
  mg_test_await_true (has_two_addresses, fixture);
  g_assert_cmpuint (count (fixture), ==, 1);

  fake_avahi_announce (fixture->avahi, "ItemRemove", &printer, 1);
  sync_bus (fixture);
  g_assert_cmpuint (count (fixture), ==, 1);

  fake_avahi_announce (fixture->avahi, "ItemRemove", &printer, 0);
  mg_test_await_true (has_none, fixture);
}

/* Check that a device whose cable is pulled, which Avahi goes on listing, goes
 * after it has not answered twice, and comes back when it answers. */
static void
test_avahi_scanner_pulled (Fixture       *fixture,
                           gconstpointer  data)
{
  fake_avahi_add (fixture->avahi, &printer);
  start (fixture);
  mg_test_await_true (has_two_addresses, fixture);
  mg_test_await_true (has_no_resolvers, fixture);

  fake_avahi_change (fixture->avahi, "Printer", &(FakeService) { "Printer", "_ipp._tcp" });
  mg_fake_clock_advance (fixture->clock, 60 * SECOND);
  sync_bus (fixture);
  g_assert_cmpuint (count (fixture), ==, 1);

  mg_fake_clock_advance (fixture->clock, 60 * SECOND);
  mg_test_await_true (has_none, fixture);

  fake_avahi_change (fixture->avahi, "Printer", &printer);
  mg_fake_clock_advance (fixture->clock, 60 * SECOND);
  mg_test_await_true (has_sightings, fixture);
}

/* Check that the scanner can be let go of while everything is in flight. */
static void
test_avahi_scanner_let_go (Fixture       *fixture,
                           gconstpointer  data)
{
  fake_avahi_add (fixture->avahi, &printer);
  fake_avahi_start (fixture->avahi);
  mg_scanner_start (fixture->scanner);
  mg_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->scanner));

  sync_bus (fixture);
  g_assert_cmpuint (fake_avahi_get_n_browsers (fixture->avahi), ==, 0);
  g_assert_cmpuint (fake_avahi_get_n_resolvers (fixture->avahi), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

#define add(name, function) \
  g_test_add ("/discovery/avahi-scanner/" name, Fixture, NULL, set_up, function, tear_down)

  add ("find", test_avahi_scanner_find);
  add ("names", test_avahi_scanner_names);
  add ("early", test_avahi_scanner_early);
  add ("timeout", test_avahi_scanner_timeout);
  add ("dead", test_avahi_scanner_dead);
  add ("restart", test_avahi_scanner_restart);
  add ("failure", test_avahi_scanner_failure);
  add ("unavailable", test_avahi_scanner_unavailable);
  add ("starting", test_avahi_scanner_starting);
  add ("items", test_avahi_scanner_items);
  add ("pulled", test_avahi_scanner_pulled);
  add ("let-go", test_avahi_scanner_let_go);

  return g_test_run ();
}
