/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fake-resolver.h"
#include "mg-fake-clock.h"
#include "mg-name-lookup.h"
#include "mg-test.h"

typedef struct
{
  FakeResolver *resolver;  /* (owned) */
  MgFakeClock  *clock;     /* (owned) */
  MgNameLookup *lookup;    /* (owned) */
  GString      *answers;   /* (owned) */
  guint         n_answers;
} Fixture;

static void
on_looked_up (const char *name,
              GPtrArray  *addresses,
              gpointer    user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *text =
    addresses != NULL ? g_inet_address_to_string (g_ptr_array_index (addresses, 0)) : NULL;

  g_string_append_printf (fixture->answers, "%s=%s ", name, text != NULL ? text : "");
  fixture->n_answers++;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->resolver = fake_resolver_new ();
  g_resolver_set_default (G_RESOLVER (fixture->resolver));
  fixture->clock = mg_fake_clock_new (0);
  fixture->lookup = mg_name_lookup_new (MG_CLOCK (fixture->clock), on_looked_up, fixture);
  fixture->answers = g_string_new (NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->lookup));
  mg_test_settle ();
  g_assert_cmpuint (fake_resolver_get_n_open (fixture->resolver), ==, 0);
  g_assert_finalize_object (g_steal_pointer (&fixture->clock));
  g_object_unref (fixture->resolver);
  g_string_free (fixture->answers, TRUE);
}

/* Check that each name is asked for once at a time, and that what nobody knows
 * is said, too. */
static void
test_name_lookup_answers (Fixture       *fixture,
                          gconstpointer  data)
{
  fake_resolver_add (fixture->resolver, "printer.example", "192.0.2.7");
  mg_name_lookup_add (fixture->lookup, "printer.example");
  mg_name_lookup_add (fixture->lookup, "nobody.example");
  mg_name_lookup_add (fixture->lookup, "printer.example");
  mg_test_settle ();
  g_assert_cmpstr (fixture->answers->str, ==, "printer.example=192.0.2.7 nobody.example= ");

  mg_name_lookup_add (fixture->lookup, "printer.example");
  mg_test_settle ();
  g_assert_cmpuint (fake_resolver_get_n_asked (fixture->resolver), ==, 3);
}

/* Check the bounds of how many names are asked for, at once and at all, and
 * that a name server that says nothing holds up none of them for long. */
static void
test_name_lookup_bounds (Fixture       *fixture,
                         gconstpointer  data)
{
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *name = g_strdup_printf ("silent-%u.example", i);

      mg_name_lookup_add (fixture->lookup, name);
    }
  g_assert_cmpuint (fake_resolver_get_n_open (fixture->resolver), ==,
                    MG_NAME_LOOKUP_MAX_RUNNING);

  mg_fake_clock_advance (fixture->clock, MG_NAME_LOOKUP_TIMEOUT_MSEC * 1000);
  mg_test_settle ();
  g_assert_cmpuint (fixture->n_answers, ==, MG_NAME_LOOKUP_MAX_RUNNING);
  g_assert_cmpuint (fake_resolver_get_n_open (fixture->resolver), ==,
                    MG_NAME_LOOKUP_MAX_RUNNING);

  for (guint i = 0; i < 100; i++)
    {
      mg_fake_clock_advance (fixture->clock, MG_NAME_LOOKUP_TIMEOUT_MSEC * 1000);
      mg_test_settle ();
    }
  g_assert_cmpuint (fixture->n_answers, ==,
                    MG_NAME_LOOKUP_MAX_RUNNING + MG_NAME_LOOKUP_MAX_WAITING);
}

/* Check that nothing is said of a question that has been given up. */
static void
test_name_lookup_cancel (Fixture       *fixture,
                         gconstpointer  data)
{
  mg_name_lookup_add (fixture->lookup, "silent.example");
  mg_name_lookup_add (fixture->lookup, "nobody.example");
  mg_name_lookup_cancel (fixture->lookup);
  mg_test_settle ();
  g_assert_cmpuint (fixture->n_answers, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

#define add(name, function) \
  g_test_add ("/discovery/name-lookup/" name, Fixture, NULL, set_up, function, tear_down)

  add ("answers", test_name_lookup_answers);
  add ("bounds", test_name_lookup_bounds);
  add ("cancel", test_name_lookup_cancel);

  return g_test_run ();
}
