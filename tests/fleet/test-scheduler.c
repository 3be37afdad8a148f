/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-authorization-fixture.h"
#include "mg-test.h"

/* A fleet with a token that its device does not renew, and who sees to it. */
typedef struct
{
  MgAuthorizationFixture  base;
  MgScheduler            *scheduler;
  guint                   n_renewed;
  guint                   n_failed;
  GError                 *error;      /* the last one */
} Fixture;

static void
on_renewed_cb (MgScheduler *scheduler,
               MgSlot      *slot,
               gpointer     user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (slot == fixture->base.slot);
  fixture->n_renewed++;
}

static void
on_failed_cb (MgScheduler  *scheduler,
              MgSlot       *slot,
              const GError *error,
              gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (slot == fixture->base.slot);
  g_clear_error (&fixture->error);
  fixture->error = g_error_copy (error);
  fixture->n_failed++;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MgTestResult) test = NULL;

  mg_authorization_fixture_set_up (&fixture->base, data);
  test = mg_authorization_fixture_authorize (&fixture->base, fixture->base.slot, "refresh-1",
                                             &error);
  g_assert_no_error (error);
  fixture->scheduler = mg_scheduler_new (fixture->base.fleet.fleet);
  g_signal_connect (fixture->scheduler, "renewed", G_CALLBACK (on_renewed_cb), fixture);
  g_signal_connect (fixture->scheduler, "failed", G_CALLBACK (on_failed_cb), fixture);
  mg_scheduler_start (fixture->scheduler);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  mg_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->scheduler));
  g_clear_error (&fixture->error);
  mg_authorization_fixture_tear_down (&fixture->base, data);
}

static gboolean
has_token (Fixture    *fixture,
           const char *refresh_token)
{
  g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, refresh_token, -1);
  MgSlotReading *reading = mg_fake_device_get_slot (fixture->base.fleet.peer, "mail");

  return g_strcmp0 (reading->token_sha256, sha256) == 0;
}

static void
advance (Fixture *fixture,
         gint64   microseconds)
{
  mg_fake_clock_advance (fixture->base.fleet.clock, microseconds);
  mg_test_settle ();
}

static gboolean
is_told (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->n_renewed + fixture->n_failed > 0;
}

/* Lets time pass until a token is due, and waits until it has been seen to. */
static void
await_turn (Fixture *fixture,
            gint64   microseconds)
{
  fixture->n_renewed = fixture->n_failed = 0;
  mg_fake_clock_advance (fixture->base.fleet.clock, microseconds);
  mg_test_await_true (is_told, fixture);
  mg_test_settle ();
}

/* Check that a token is renewed in time though nobody looks at its device, and
 * that one which is not due costs nobody a request. */
static void
test_scheduler_renew (Fixture       *fixture,
                      gconstpointer  data)
{
  const guint n_requests = mg_fake_provider_get_n_requests (fixture->base.fake);

  advance (fixture, 60 * G_TIME_SPAN_DAY);
  g_assert_false (is_told (fixture));
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->base.fake), ==, n_requests);

  mg_authorization_fixture_script (&fixture->base, "refresh-2");
  await_turn (fixture, 20 * G_TIME_SPAN_DAY);
  g_assert_cmpuint (fixture->n_renewed, ==, 1);
  g_assert_cmpuint (fixture->n_failed, ==, 0);
  g_assert_true (has_token (fixture, "refresh-2"));
  g_assert_cmpint (mg_slot_get_note (fixture->base.slot), ==, MG_NOTE_NONE);

  advance (fixture, 2 * G_TIME_SPAN_DAY);
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->base.fake), ==, n_requests + 1);
}

/* Check that what cannot be renewed is told once, left alone for a day, and
 * renewed when it can be. */
static void
test_scheduler_failed (Fixture       *fixture,
                       gconstpointer  data)
{
  guint n_requests;

  mg_fake_provider_script (fixture->base.fake, "/token", 503, "{}");
  await_turn (fixture, 80 * G_TIME_SPAN_DAY);
  g_assert_cmpuint (fixture->n_failed, ==, 1);
  g_assert_error (fixture->error, MG_ERROR, MG_ERROR_PROVIDER_UNAVAILABLE);
  g_assert_cmpint (mg_slot_get_state (fixture->base.slot), ==, MG_TOKEN_STATE_OBTAINED);
  g_assert_cmpint (mg_slot_get_note (fixture->base.slot), ==, MG_NOTE_EXPIRES_SOON);

  n_requests = mg_fake_provider_get_n_requests (fixture->base.fake);
  advance (fixture, 20 * G_TIME_SPAN_HOUR);
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->base.fake), ==, n_requests);

  /* The second failure is no news. */
  mg_fake_provider_script (fixture->base.fake, "/token", 503, "{}");
  advance (fixture, 5 * G_TIME_SPAN_HOUR);
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->base.fake), >, n_requests);
  g_assert_cmpuint (fixture->n_failed, ==, 1);

  mg_authorization_fixture_script (&fixture->base, "refresh-2");
  await_turn (fixture, 25 * G_TIME_SPAN_HOUR);
  g_assert_cmpuint (fixture->n_renewed, ==, 1);
  g_assert_true (has_token (fixture, "refresh-2"));
}

/* Check that a grant which the provider no longer honours is told once, and
 * that nobody asks for it again. */
static void
test_scheduler_dead (Fixture       *fixture,
                     gconstpointer  data)
{
  guint n_requests;

  mg_fake_provider_script (fixture->base.fake, "/token", 400, "{\"error\":\"invalid_grant\"}");
  await_turn (fixture, 80 * G_TIME_SPAN_DAY);
  g_assert_error (fixture->error, MG_ERROR, MG_ERROR_CONSENT_NEEDED);
  g_assert_cmpint (mg_slot_get_state (fixture->base.slot), ==, MG_TOKEN_STATE_INVALID);

  n_requests = mg_fake_provider_get_n_requests (fixture->base.fake);
  advance (fixture, 3 * G_TIME_SPAN_DAY);
  g_assert_cmpuint (mg_fake_provider_get_n_requests (fixture->base.fake), ==, n_requests);
}

/* Check that one that was stopped begins nothing, says nothing of what it was
 * about, and can be started again. */
static void
test_scheduler_stopped (Fixture       *fixture,
                        gconstpointer  data)
{
  mg_fake_clock_advance (fixture->base.fleet.clock, 80 * G_TIME_SPAN_DAY);
  mg_scheduler_stop (fixture->scheduler);
  mg_test_settle ();
  g_assert_false (is_told (fixture));

  advance (fixture, 2 * G_TIME_SPAN_DAY);
  g_assert_false (is_told (fixture));
  g_assert_true (has_token (fixture, "refresh-1"));

  mg_authorization_fixture_script (&fixture->base, "refresh-2");
  mg_scheduler_start (fixture->scheduler);
  await_turn (fixture, 2 * G_TIME_SPAN_HOUR);
  g_assert_cmpuint (fixture->n_renewed, ==, 1);
}

#define add(path, test) g_test_add ("/fleet/scheduler/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  mg_test_init (&argc, &argv);

  add ("renew", test_scheduler_renew);
  add ("failed", test_scheduler_failed);
  add ("dead", test_scheduler_dead);
  add ("stopped", test_scheduler_stopped);

  return g_test_run ();
}
