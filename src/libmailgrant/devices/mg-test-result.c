/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-test-result"

#include "config.h"

#include "mg-test-result.h"
#include "mg-text.h"

G_DEFINE_ENUM_TYPE (MgTestOutcome, mg_test_outcome,
  G_DEFINE_ENUM_VALUE (MG_TEST_PASSED, "passed"),
  G_DEFINE_ENUM_VALUE (MG_TEST_TOKEN_DEAD, "token-dead"),
  G_DEFINE_ENUM_VALUE (MG_TEST_PROVIDER_REFUSED, "provider-refused"),
  G_DEFINE_ENUM_VALUE (MG_TEST_LOGIN_REFUSED, "login-refused"),
  G_DEFINE_ENUM_VALUE (MG_TEST_MAILBOX_REFUSES, "mailbox-refuses"),
  G_DEFINE_ENUM_VALUE (MG_TEST_NOT_CONFIGURED, "not-configured"),
  G_DEFINE_ENUM_VALUE (MG_TEST_UNREACHABLE, "unreachable"),
  G_DEFINE_ENUM_VALUE (MG_TEST_FAILED, "failed"))

G_DEFINE_BOXED_TYPE (MgTestResult, mg_test_result, mg_test_result_copy, mg_test_result_free)

/**
 * mg_test_outcome_get_nick:
 * @outcome: an outcome
 *
 * Returns: (transfer none): its word in documents, never translated
 */
const char *
mg_test_outcome_get_nick (MgTestOutcome outcome)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (MG_TYPE_TEST_OUTCOME);

  return g_enum_get_value (klass, (int) outcome)->value_nick;
}

/**
 * mg_test_result_new:
 * @outcome: how it ended
 * @words: (nullable): the device's own words, as they came
 * @server_reply: (nullable): what the mail server or provider said, as it came
 *
 * Returns: (transfer full): a new result
 */
MgTestResult *
mg_test_result_new (MgTestOutcome  outcome,
                    const char    *words,
                    const char    *server_reply)
{
  MgTestResult *self = g_new0 (MgTestResult, 1);

  self->outcome = outcome;
  if (words != NULL)
    self->words = mg_text_dup_clean (words, -1, MG_TEXT_SENTENCE_MAX);
  if (server_reply != NULL)
    self->server_reply = mg_text_dup_clean (server_reply, -1, MG_TEXT_SENTENCE_MAX);

  return self;
}

/**
 * mg_test_result_copy:
 * @self: a result
 *
 * Returns: (transfer full): a copy
 */
MgTestResult *
mg_test_result_copy (const MgTestResult *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return mg_test_result_new (self->outcome, self->words, self->server_reply);
}

/**
 * mg_test_result_free:
 * @self: (transfer full): a result
 */
void
mg_test_result_free (MgTestResult *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->words);
  g_free (self->server_reply);
  g_free (self);
}
