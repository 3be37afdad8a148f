/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-rule.h"
#include "mg-test.h"

/* Check that a new sender takes the old one's place and the order stays. */
static void
test_rule_replace_sender (void)
{
  g_autoptr (MgRule) rule = mg_rule_new ("r1", "Disk <failed>");
  g_autoptr (MgRule) copy = NULL;

  g_strfreev (rule->senders);
  rule->senders = g_strsplit ("a,b,c", ",", -1);
  rule->etag = g_strdup ("\"7\"");
  rule->original = g_strdup ("{}");
  copy = mg_rule_copy (rule);

  g_assert_true (mg_rule_replace_sender (copy, "b", "x"));
  g_assert_cmpstrv (copy->senders, ((const char *[]) { "a", "x", "c", NULL }));
  g_assert_cmpstrv (rule->senders, ((const char *[]) { "a", "b", "c", NULL }));
  g_assert_cmpstr (copy->etag, ==, "\"7\"");
  g_assert_cmpstr (copy->original, ==, "{}");
  g_assert_false (mg_rule_replace_sender (copy, "b", "y"));
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/devices/rule/replace-sender", test_rule_replace_sender);

  return g_test_run ();
}
