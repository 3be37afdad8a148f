/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-fake-clock.h"
#include "mg-test.h"

static void
on_timeout_cb (gpointer user_data)
{
  g_string_append_c (user_data, '.');
}

static gboolean
has_fired (gpointer user_data)
{
  return ((GString *) user_data)->len == 1;
}

/* Check that the system's timeouts fire once, and not when removed. */
static void
test_clock_system (void)
{
  g_autoptr (MgClock) clock = mg_system_clock_new ();
  g_autoptr (GString) fired = g_string_new (NULL);
  guint removed;

  removed = mg_clock_timeout_add (clock, 1, on_timeout_cb, fired);
  mg_clock_timeout_clear (clock, &removed);
  g_assert_cmpuint (removed, ==, 0);

  mg_clock_timeout_add (clock, 0, on_timeout_cb, fired);
  mg_test_await_true (has_fired, fired);
  mg_test_settle ();
  g_assert_cmpuint (fired->len, ==, 1);

  g_assert_cmpint (mg_clock_now (clock), >, G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC);
  g_assert_cmpint (mg_clock_boot_time (clock), >, 0);
}

/* Check that the tests' clock fires what comes due, and that a jump of the
 * wall clock is no passing of time. */
static void
test_clock_fake (void)
{
  g_autoptr (MgFakeClock) fake = mg_fake_clock_new (1000);
  MgClock *clock = MG_CLOCK (fake);
  g_autoptr (GString) fired = g_string_new (NULL);

  mg_clock_timeout_add (clock, 2, on_timeout_cb, fired);
  mg_clock_timeout_add (clock, 5, on_timeout_cb, fired);

  mg_fake_clock_jump (fake, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (fired->len, ==, 0);
  mg_fake_clock_advance (fake, 2000);
  g_assert_cmpuint (fired->len, ==, 1);
  mg_fake_clock_advance (fake, 3000);
  g_assert_cmpuint (fired->len, ==, 2);
  g_assert_cmpint (mg_clock_now (clock), ==, 1000 + 10 * G_USEC_PER_SEC + 5000);
  g_assert_cmpint (mg_clock_boot_time (clock), ==, 5000);

  g_assert_finalize_object (g_steal_pointer (&fake));
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/base/clock/system", test_clock_system);
  g_test_add_func ("/base/clock/fake", test_clock_fake);

  return g_test_run ();
}
