/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * MgTestOutcome:
 * @MG_TEST_PASSED: the device has logged in to its mail server
 * @MG_TEST_TOKEN_DEAD: the provider says that the token is dead
 * @MG_TEST_PROVIDER_REFUSED: the provider refuses for another reason
 * @MG_TEST_LOGIN_REFUSED: the mail server refuses the login
 * @MG_TEST_MAILBOX_REFUSES: the login is good, the mailbox does not allow it
 * @MG_TEST_NOT_CONFIGURED: something is missing in the slot
 * @MG_TEST_UNREACHABLE: the device could not reach provider or mail server
 * @MG_TEST_FAILED: anything else
 *
 * How a device's own test of a slot ended.
 */
typedef enum
{
  MG_TEST_PASSED,
  MG_TEST_TOKEN_DEAD,
  MG_TEST_PROVIDER_REFUSED,
  MG_TEST_LOGIN_REFUSED,
  MG_TEST_MAILBOX_REFUSES,
  MG_TEST_NOT_CONFIGURED,
  MG_TEST_UNREACHABLE,
  MG_TEST_FAILED,
} MgTestOutcome;

#define MG_TYPE_TEST_OUTCOME (mg_test_outcome_get_type ())
#define MG_TYPE_TEST_RESULT (mg_test_result_get_type ())

typedef struct _MgTestResult MgTestResult;

/**
 * MgTestResult:
 * @outcome: how it ended
 * @words: (nullable): the device's own words, clean to be shown
 * @server_reply: (nullable): what the mail server or provider said to it
 *
 * What came of a device's own test. A plain value.
 */
struct _MgTestResult
{
  MgTestOutcome  outcome;
  char          *words;
  char          *server_reply;
};

GType         mg_test_outcome_get_type (void);
const char   *mg_test_outcome_get_nick (MgTestOutcome       outcome);

GType         mg_test_result_get_type  (void);
MgTestResult *mg_test_result_new       (MgTestOutcome       outcome,
                                        const char         *words,
                                        const char         *server_reply);
MgTestResult *mg_test_result_copy      (const MgTestResult *self);
void          mg_test_result_free      (MgTestResult       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgTestResult, mg_test_result_free)

G_END_DECLS
