/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-error.h"
#include "mg-test.h"
#include "truenas-rig.h"

/* How a test goes in the end, and whatever goes wrong on the way. */

/* Check that the outcome itself, where the box waits for it, is understood. */
static void
test_test (void)
{
  static const MgTestOutcome outcomes[] = {
    MG_TEST_PASSED, MG_TEST_PASSED, MG_TEST_NOT_CONFIGURED
  };
  MgDriverRig rig;
  g_autoptr (MgSlotReading) slot = truenas_rig_create_slot ("gmail", "nas@example.org");
  g_autoptr (MgSlotReading) bare = truenas_rig_create_slot (NULL, NULL);
  g_autoptr (MgTokenDelivery) unsaved = truenas_rig_create_delivery ("gmail");
  g_autoptr (MgTestResult) refused = NULL;
  g_autoptr (MgTestResult) tried = NULL;
  g_autoptr (MgTestResult) sent = NULL;
  g_autoptr (GError) error = NULL;

  truenas_rig_set_up_signed_in (&rig, RECORDING ("test-waited"));
  for (gsize i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      g_autoptr (MgTestResult) result = mg_driver_rig_test (&rig, slot, &error);

      g_assert_no_error (error);
      g_assert_cmpint (result->outcome, ==, outcomes[i]);
    }

  g_assert_null (mg_driver_rig_test (&rig, slot, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_PROTOCOL);
  g_clear_error (&error);
  refused = mg_driver_rig_test (&rig, slot, &error);
  g_assert_no_error (error);
  g_assert_cmpint (refused->outcome, ==, MG_TEST_LOGIN_REFUSED);
  g_assert_cmpstr (refused->words, ==, "[EPERM] Authentication error (535): b'5.7.8 no'");
  g_assert_null (mg_driver_rig_test (&rig, slot, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  slot->provider[0] = 'x';
  tried = mg_driver_rig_test_unsaved (&rig, slot, unsaved, &error);
  g_assert_no_error (error);
  sent = mg_driver_rig_test (&rig, bare, &error);
  g_assert_no_error (error);
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that a job is followed from its number to its end, and no longer than
 * anybody would wait. */
static void
test_test_job (void)
{
  static const struct
  {
    const char    *recording;
    MgTestOutcome  outcome;
    MgError        error;
  } vectors[] = {
    { RECORDING ("test-job"), MG_TEST_PASSED, 0 },
    { RECORDING ("test-job-failed"), MG_TEST_TOKEN_DEAD, 0 },
    { RECORDING ("test-job-aborted"), MG_TEST_FAILED, 0 },
    { RECORDING ("test-job-lost"), MG_TEST_FAILED, MG_ERROR_PROTOCOL },
    { RECORDING ("test-job-denied"), MG_TEST_FAILED, MG_ERROR_PERMISSION },
    { RECORDING ("test-job-endless"), MG_TEST_FAILED, MG_ERROR_TIMED_OUT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      MgDriverRig rig;
      g_autoptr (MgSlotReading) slot = truenas_rig_create_slot ("gmail", "nas@example.org");
      g_autoptr (MgTestResult) result = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", vectors[i].recording);
      truenas_rig_set_up_signed_in (&rig, vectors[i].recording);
      result = truenas_rig_test (&rig, slot, NULL, &error);
      if (vectors[i].error == 0)
        {
          g_assert_no_error (error);
          g_assert_cmpint (result->outcome, ==, vectors[i].outcome);
        }
      else
        {
          g_assert_error (error, MG_ERROR, (int) vectors[i].error);
        }
      mg_replay_assert_done (rig.replay);
      mg_driver_rig_tear_down (&rig);
    }
}

/* Check that whatever goes wrong at whatever request of a reading ends as an
 * error, and that a sign-in is never sent twice. */
static void
test_read_hostile (void)
{
  for (guint request = 0; request < 5; request++)
    for (int fault = MG_REPLAY_FAULT_CUT; fault <= (int) MG_REPLAY_FAULT_SERVER_ERROR; fault++)
      {
        MgDriverRig rig;
        g_autoptr (GError) error = NULL;
        g_autoptr (GPtrArray) slots = NULL;

        g_test_message ("Fault %d at request %u", fault, request);
        truenas_rig_set_up (&rig, RECORDING ("read-one"));
        mg_replay_set_fault (rig.replay, request, (MgReplayFault) fault);
        if (truenas_rig_sign_in (&rig, &error))
          slots = mg_driver_rig_read_slots (&rig, &error);
        g_assert_null (slots);
        g_assert_nonnull (error);
        g_assert_true (error->domain == MG_ERROR);
        /* A first request that fails is followed by one that asks for the page. */
        g_assert_cmpuint (mg_replay_get_n_requests (rig.replay), <=,
                          request == 0 ? 2 : request + 1);
        mg_driver_rig_tear_down (&rig);
      }
}

/* Check that whatever goes wrong at a push or a test ends as an error, and that
 * the next call says that the login is over where the box has hung up. */
static void
test_push_hostile (void)
{
  for (int fault = MG_REPLAY_FAULT_CUT; fault <= (int) MG_REPLAY_FAULT_SERVER_ERROR; fault++)
    for (guint verb = 0; verb < 2; verb++)
      {
        MgDriverRig rig;
        g_autoptr (MgSlotReading) slot = truenas_rig_create_slot (NULL, "nas@example.org");
        g_autoptr (MgTokenDelivery) delivery = truenas_rig_create_delivery ("gmail");
        g_autoptr (MgTestResult) result = NULL;
        g_autoptr (GError) error = NULL;

        truenas_rig_set_up_signed_in (&rig, RECORDING ("push"));
        mg_replay_set_fault (rig.replay, 3, (MgReplayFault) fault);
        if (verb == 0)
          g_assert_false (mg_driver_rig_push_token (&rig, slot, delivery, &error));
        else
          result = mg_driver_rig_test (&rig, slot, &error);
        g_assert_null (result);
        g_assert_true (error != NULL && error->domain == MG_ERROR);
        g_clear_error (&error);

        if (fault != MG_REPLAY_FAULT_SERVER_ERROR)
          {
            g_assert_null (mg_driver_rig_read_slots (&rig, &error));
            g_assert_error (error, MG_ERROR, MG_ERROR_LOGIN_REFUSED);
          }
        mg_driver_rig_tear_down (&rig);
      }
}

/* Check that notifications are not answers, and that an answer that never comes
 * is not waited for longer than promised. */
static void
test_silent (void)
{
  static const char *const recordings[] = { RECORDING ("silent"), RECORDING ("notified") };

  for (gsize i = 0; i < G_N_ELEMENTS (recordings); i++)
    {
      MgDriverRig rig;
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      truenas_rig_set_up_signed_in (&rig, recordings[i]);
      mg_driver_read_slots_async (rig.driver, rig.session, NULL, mg_test_store_result, &result);
      mg_test_settle ();
      g_assert_null (result);
      mg_fake_clock_advance (rig.clock, 31 * G_USEC_PER_SEC);
      mg_test_await_result (&result);
      g_assert_null (mg_driver_read_finish (rig.driver, result, &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_TIMED_OUT);
      g_clear_object (&result);
      mg_driver_rig_tear_down (&rig);
    }
}

/* Check that a call that is waited for can be cancelled, and the next one is
 * answered none the less. */
static void
test_cancelled (void)
{
  MgDriverRig rig;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) slots = NULL;
  g_autoptr (GError) error = NULL;

  truenas_rig_set_up_signed_in (&rig, RECORDING ("silent"));
  mg_driver_read_slots_async (rig.driver, rig.session, cancellable,
                              mg_test_store_result, &result);
  mg_test_settle ();
  g_cancellable_cancel (cancellable);
  mg_test_await_result (&result);
  g_assert_null (mg_driver_read_finish (rig.driver, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);
  slots = mg_driver_rig_read_slots (&rig, &error);
  g_assert_no_error (error);

  /* Before anything was sent. */
  mg_driver_read_slots_async (rig.driver, rig.session, cancellable,
                              mg_test_store_result, &result);
  mg_test_await_result (&result);
  g_assert_null (mg_driver_read_finish (rig.driver, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that signing in and following a job can be cancelled. */
static void
test_cancelled_long (void)
{
  MgDriverRig rig;
  g_autoptr (MgSecret) password = mg_secret_new ("p\"w", -1);
  g_autoptr (MgCredential) credential = mg_credential_new ("admin", password, NULL);
  g_autoptr (MgSlotReading) slot = truenas_rig_create_slot ("gmail", "nas@example.org");
  g_autoptr (GCancellable) first = g_cancellable_new ();
  g_autoptr (GCancellable) second = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  truenas_rig_set_up (&rig, RECORDING ("silent-login"));
  mg_driver_sign_in_async (rig.driver, rig.http, credential, first,
                           mg_test_store_result, &result);
  while (mg_replay_get_n_requests (rig.replay) < 2)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (first);
  mg_test_await_result (&result);
  g_assert_null (mg_driver_sign_in_finish (rig.driver, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);
  mg_driver_rig_tear_down (&rig);

  truenas_rig_set_up_signed_in (&rig, RECORDING ("test-job"));
  mg_driver_test_async (rig.driver, rig.session, slot, NULL, second,
                        mg_test_store_result, &result);
  while (mg_replay_get_n_requests (rig.replay) < 5)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (second);
  mg_test_settle ();
  mg_fake_clock_advance (rig.clock, 2 * G_USEC_PER_SEC);
  mg_test_await_result (&result);
  g_assert_null (mg_driver_test_finish (rig.driver, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  mg_driver_rig_tear_down (&rig);
}

/* Check that signing out ends the connection, and so the login. */
static void
test_sign_out (void)
{
  MgDriverRig rig;
  g_autoptr (GError) error = NULL;

  truenas_rig_set_up_signed_in (&rig, RECORDING ("read-one"));
  g_assert_true (mg_driver_rig_sign_out (&rig, &error));
  g_assert_null (mg_driver_rig_read_slots (&rig, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_LOGIN_REFUSED);
  g_assert_cmpuint (mg_replay_get_n_requests (rig.replay), ==, 3);
  mg_driver_rig_tear_down (&rig);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/drivers/truenas/test", test_test);
  g_test_add_func ("/drivers/truenas/test-job", test_test_job);
  g_test_add_func ("/drivers/truenas/read-hostile", test_read_hostile);
  g_test_add_func ("/drivers/truenas/push-hostile", test_push_hostile);
  g_test_add_func ("/drivers/truenas/silent", test_silent);
  g_test_add_func ("/drivers/truenas/cancelled", test_cancelled);
  g_test_add_func ("/drivers/truenas/cancelled-long", test_cancelled_long);
  g_test_add_func ("/drivers/truenas/sign-out", test_sign_out);

  return g_test_run ();
}
