/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "mg-error.h"
#include "mg-test.h"
#include "truenas-rig.h"

/* The REST API of 24.10 and older. */

/* Check that a login is tried before it is believed, as a user's or as a key. */
static void
test_sign_in (void)
{
  static const struct
  {
    const char *recording;
    MgError     code;
  } vectors[] = {
    { RECORDING ("old-wrong-password"), MG_ERROR_LOGIN_REFUSED },
    { RECORDING ("old-denied"), MG_ERROR_PERMISSION },
  };
  MgDriverRig rig;
  g_autofree char *material = g_strnfill (64, 'k');
  g_autofree char *key = g_strconcat ("12-", material, NULL);
  g_autoptr (GError) error = NULL;

  truenas_rig_set_up (&rig, RECORDING ("old-key"));
  g_assert_true (mg_driver_rig_sign_in (&rig, "mailadmin", key, NULL, &error));
  g_assert_true (mg_driver_rig_sign_out (&rig, &error));
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      truenas_rig_set_up (&rig, vectors[i].recording);
      g_assert_false (truenas_rig_sign_in (&rig, &error));
      g_assert_error (error, MG_ERROR, (int) vectors[i].code);
      g_clear_error (&error);
      mg_replay_assert_done (rig.replay);
      mg_driver_rig_tear_down (&rig);
    }
}

/* Check that a token, a discarded one and none are read. */
static void
test_read (void)
{
  static const MgTokenEvent events[] = {
    MG_TOKEN_EVENT_READ_PRESENT, MG_TOKEN_EVENT_READ_DISCARDED, MG_TOKEN_EVENT_READ_ABSENT
  };
  MgDriverRig rig;

  truenas_rig_set_up_signed_in (&rig, RECORDING ("old-read"));
  for (gsize i = 0; i < G_N_ELEMENTS (events); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) slots = mg_driver_rig_read_slots (&rig, &error);

      g_assert_no_error (error);
      g_assert_cmpint (((MgSlotReading *) g_ptr_array_index (slots, 0))->event, ==, events[i]);
    }
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that a token goes there without a provider and without a sender, which
 * the box would refuse beside it, and that its refusals are told apart. */
static void
test_push (void)
{
  static const MgError codes[] = {
    MG_ERROR_INVALID_INPUT, MG_ERROR_FAILED, MG_ERROR_UNREACHABLE, MG_ERROR_PROTOCOL,
    MG_ERROR_PROTOCOL
  };
  MgDriverRig rig;
  g_autoptr (MgSlotReading) slot = truenas_rig_create_slot ("gmail", NULL);
  g_autoptr (MgTokenDelivery) delivery = truenas_rig_create_delivery ("gmail");

  truenas_rig_set_up_signed_in (&rig, RECORDING ("old-push"));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      mg_driver_rig_push_token (&rig, slot, delivery, &error);
      g_assert_no_error (error);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (mg_driver_rig_delete_token (&rig, slot, &error));
      g_assert_error (error, MG_ERROR, (int) codes[i]);
      g_assert_null (strstr (error->message, "p\"w"));
    }
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

/* Check that what this version cannot take is not sent: Outlook's tokens, and
 * ones that it would cut. */
static void
test_push_useless (void)
{
  MgDriverRig rig;
  g_autoptr (MgSlotReading) slot = truenas_rig_create_slot (NULL, "nas@example.org");
  g_autoptr (MgTokenDelivery) outlook = truenas_rig_create_delivery ("outlook");
  g_autoptr (MgTokenDelivery) longer = truenas_rig_create_delivery ("gmail");
  g_autofree char *text = g_strnfill (1025, 'x');
  g_autoptr (GError) error = NULL;

  truenas_rig_set_up_signed_in (&rig, RECORDING ("old-read"));
  g_assert_false (mg_driver_rig_push_token (&rig, slot, outlook, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  mg_secret_unref (longer->refresh_token);
  longer->refresh_token = mg_secret_new (text, -1);
  g_assert_false (mg_driver_rig_push_token (&rig, slot, longer, &error));
  g_assert_error (error, MG_ERROR, MG_ERROR_NOT_SUPPORTED);
  g_assert_cmpuint (mg_replay_get_n_requests (rig.replay), ==, 3);
  mg_driver_rig_tear_down (&rig);
}

/* Check that a job is followed to its end by its number, and that a test that
 * was refused is one that failed. */
static void
test_test (void)
{
  static const MgTestOutcome outcomes[] = {
    MG_TEST_PASSED, MG_TEST_UNREACHABLE, MG_TEST_NOT_CONFIGURED
  };
  MgDriverRig rig;
  g_autoptr (MgSlotReading) slot = truenas_rig_create_slot ("gmail", NULL);
  g_autoptr (MgTokenDelivery) unsaved = truenas_rig_create_delivery ("gmail");

  truenas_rig_set_up_signed_in (&rig, RECORDING ("old-test"));
  for (gsize i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MgTestResult) result = truenas_rig_test (&rig, slot, i == 0 ? unsaved : NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (result->outcome, ==, outcomes[i]);
    }
  mg_replay_assert_done (rig.replay);
  mg_driver_rig_tear_down (&rig);
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/drivers/truenas/legacy/sign-in", test_sign_in);
  g_test_add_func ("/drivers/truenas/legacy/read", test_read);
  g_test_add_func ("/drivers/truenas/legacy/push", test_push);
  g_test_add_func ("/drivers/truenas/legacy/push-useless", test_push_useless);
  g_test_add_func ("/drivers/truenas/legacy/test", test_test);

  return g_test_run ();
}
