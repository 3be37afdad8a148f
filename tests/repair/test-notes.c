/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-error.h"
#include "mg-plan.h"
#include "mg-snapshot.h"
#include "mg-test.h"

/* Check that a plan comes back from the journal with all that a later process
 * needs of it, and with every step still to come. */
static void
test_plan_round_trip (void)
{
  g_autoptr (MgPlan) plan = mg_plan_new (MG_SITUATION_CUSTOM_AT_PROVIDER, "device", "account-1");
  g_autoptr (MgPlan) back = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  MgStep *step;

  mg_plan_set_provider (plan, "gmail");
  mg_plan_set_account (plan, "nas@example.org");
  mg_plan_add (plan, mg_step_new (MG_STEP_SNAPSHOT, "Note it down", NULL));
  mg_plan_add (plan, mg_step_new (MG_STEP_AUTHORIZE, "Ask “the” person\n", "In the browser"));
  mg_step_set_state (mg_plan_find (plan, MG_STEP_SNAPSHOT), MG_STEP_DONE, NULL);

  text = mg_plan_to_text (plan);
  back = mg_plan_from_text (text, "device", "account-1", &error);
  g_assert_no_error (error);
  g_assert_cmpint (mg_plan_get_situation (back), ==, MG_SITUATION_CUSTOM_AT_PROVIDER);
  g_assert_cmpstr (mg_plan_get_provider (back), ==, "gmail");
  g_assert_cmpstr (mg_plan_get_account (back), ==, "nas@example.org");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (back)), ==, 2);
  step = mg_plan_find (back, MG_STEP_AUTHORIZE);
  g_assert_cmpstr (mg_step_get_title (step), ==, "Ask “the” person\n");
  g_assert_cmpstr (mg_step_get_text (step), ==, "In the browser");
  g_assert_cmpint (mg_step_get_state (mg_plan_find (back, MG_STEP_SNAPSHOT)), ==, MG_STEP_PENDING);
}

/* Check that what is no plan is refused as a whole. */
static void
test_plan_broken (void)
{
  static const char *const broken[] = {
    "", "[]", "{}", "{\"situation\":\"token-dead\"}",
    "{\"situation\":\"perhaps\",\"steps\":[]}",
    "{\"situation\":\"token-dead\",\"steps\":[1]}",
    "{\"situation\":\"token-dead\",\"steps\":[{\"kind\":\"explode\",\"title\":\"x\"}]}",
    "{\"situation\":\"token-dead\",\"steps\":[{\"kind\":\"snapshot\"}]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (mg_plan_from_text (broken[i], "device", "slot", &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_STORE);
    }
}

/* Check that settings and rules come back from the journal as they were. */
static void
test_snapshot_round_trip (void)
{
  g_autoptr (MgSlotReading) slot = mg_slot_reading_new ("account-1", "My mail");
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_rule_free);
  g_autoptr (MgSnapshot) snapshot = NULL;
  g_autoptr (MgSnapshot) back = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  MgRule *rule = mg_rule_new ("rule", "Disks");
  const MgRule *was;

  slot->service = g_strdup ("custom");
  slot->account = g_strdup ("nas@example.org");
  slot->settings->host = g_strdup ("mail.example");
  slot->settings->port = 587;
  slot->settings->security = MG_MAIL_SECURITY_STARTTLS;
  slot->settings->authentication = MG_MAIL_AUTHENTICATION_PASSWORD;
  slot->settings->timeout = 30;
  slot->settings->sender_name = g_strdup ("NAS “one”");
  g_strfreev (rule->senders);
  rule->senders = g_strsplit ("b,account-1,a", ",", -1);
  rule->original = g_strdup ("{\"unknown\":true}");
  g_ptr_array_add (rules, rule);

  snapshot = mg_snapshot_new (slot, rules);
  text = mg_snapshot_to_text (snapshot);
  back = mg_snapshot_from_text (text, &error);
  g_assert_no_error (error);
  g_assert_true (mg_mail_settings_equal (mg_snapshot_get_slot (back)->settings, slot->settings));
  g_assert_cmpstr (mg_snapshot_get_slot (back)->account, ==, "nas@example.org");
  g_assert_cmpuint (mg_snapshot_get_rules (back)->len, ==, 1);
  was = g_ptr_array_index (mg_snapshot_get_rules (back), 0);
  g_assert_cmpstrv (was->senders, rule->senders);
  g_assert_cmpstr (was->original, ==, rule->original);
}

/* Check that half a snapshot is none. */
static void
test_snapshot_broken (void)
{
  static const char *const broken[] = {
    "", "{}", "{\"slot\":{\"id\":\"a\",\"title\":\"b\"},\"rules\":[]}",
    "{\"slot\":null,\"rules\":[]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (mg_snapshot_from_text (broken[i], &error));
      g_assert_error (error, MG_ERROR, MG_ERROR_STORE);
    }
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/repair/plan/round-trip", test_plan_round_trip);
  g_test_add_func ("/repair/plan/broken", test_plan_broken);
  g_test_add_func ("/repair/snapshot/round-trip", test_snapshot_round_trip);
  g_test_add_func ("/repair/snapshot/broken", test_snapshot_broken);

  return g_test_run ();
}
