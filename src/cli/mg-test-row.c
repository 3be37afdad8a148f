/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-test-row"

#include "config.h"

#include <glib/gi18n.h>

#include "mg-test-row.h"

static const char *const labels[] = {
  [MG_TEST_PASSED] = N_("Passed"),
  [MG_TEST_TOKEN_DEAD] = N_("The token is dead"),
  [MG_TEST_PROVIDER_REFUSED] = N_("The provider refused"),
  [MG_TEST_LOGIN_REFUSED] = N_("The mail server refused the login"),
  [MG_TEST_MAILBOX_REFUSES] = N_("The mailbox does not allow it"),
  [MG_TEST_NOT_CONFIGURED] = N_("Not set up"),
  [MG_TEST_UNREACHABLE] = N_("The device reached no mail server"),
  [MG_TEST_FAILED] = N_("Failed"),
};

G_STATIC_ASSERT (G_N_ELEMENTS (labels) == MG_TEST_FAILED + 1);

static GVariant *
new_id (gpointer row)
{
  MgTestRow *self = row;
  g_autofree char *path = g_strconcat (mg_device_get_id (self->slot->device), "/",
                                       mg_slot_get_id (self->slot->slot), NULL);

  return mg_value_new_string (path);
}

static GVariant *
new_outcome (gpointer row)
{
  MgTestRow *self = row;

  if (self->result == NULL)
    return NULL;

  return mg_value_new_string (mg_test_outcome_get_nick (self->result->outcome));
}

static char *
dup_outcome (gpointer row)
{
  MgTestRow *self = row;

  return g_strdup (self->result != NULL ? _(labels[self->result->outcome]) : _("Not tested"));
}

static GVariant *
new_words (gpointer row)
{
  MgTestRow *self = row;

  return mg_value_new_string (self->result != NULL ? self->result->words : NULL);
}

static GVariant *
new_server_reply (gpointer row)
{
  MgTestRow *self = row;

  return mg_value_new_string (self->result != NULL ? self->result->server_reply : NULL);
}

static GVariant *
new_state (gpointer row)
{
  MgTestRow *self = row;

  return mg_value_new_string (mg_token_state_get_nick (mg_slot_get_state (self->slot->slot)));
}

static char *
dup_state (gpointer row)
{
  MgTestRow *self = row;

  return g_strdup (mg_token_state_get_label (mg_slot_get_state (self->slot->slot)));
}

/* What the mail server's own words call for. */
static const MgMailAdvice *
find_advice (MgTestRow *self)
{
  const MgMailAdvice *advice = NULL;

  if (self->result == NULL || self->result->outcome == MG_TEST_PASSED)
    return NULL;

  if (self->result->server_reply != NULL)
    advice = mg_mail_advice_find_in_text (self->result->server_reply);
  if (advice == NULL && self->result->words != NULL)
    advice = mg_mail_advice_find_in_text (self->result->words);

  return advice;
}

/* What a test's outcome alone calls for. */
static const char *
get_hint (MgTestOutcome outcome)
{
  static const MgError codes[] = {
    [MG_TEST_PASSED] = MG_ERROR_FAILED,
    [MG_TEST_TOKEN_DEAD] = MG_ERROR_CONSENT_NEEDED,
    [MG_TEST_PROVIDER_REFUSED] = MG_ERROR_PROVIDER_REFUSED,
    [MG_TEST_LOGIN_REFUSED] = MG_ERROR_TEST_FAILED,
    [MG_TEST_MAILBOX_REFUSES] = MG_ERROR_MAILBOX_REFUSED,
    [MG_TEST_NOT_CONFIGURED] = MG_ERROR_TEST_FAILED,
    [MG_TEST_UNREACHABLE] = MG_ERROR_TEST_FAILED,
    [MG_TEST_FAILED] = MG_ERROR_TEST_FAILED,
  };
  g_autoptr (GError) error = g_error_new_literal (MG_ERROR, (int) codes[outcome], "");

  return mg_error_get_hint (error);
}

static GVariant *
new_advice (gpointer row)
{
  MgTestRow *self = row;
  const MgMailAdvice *advice = find_advice (self);

  if (advice != NULL)
    return mg_value_new_string (mg_mail_advice_get_sentence (advice));

  return mg_value_new_string (self->result != NULL ? get_hint (self->result->outcome) : NULL);
}

static GVariant *
new_command (gpointer row)
{
  MgTestRow *self = row;
  const MgMailAdvice *advice = find_advice (self);
  g_autofree char *command = NULL;

  if (advice != NULL)
    command = mg_mail_advice_dup_command (advice, mg_slot_get_account (self->slot->slot));

  return mg_value_new_string (command);
}

static GVariant *
new_link (gpointer row)
{
  const MgMailAdvice *advice = find_advice (row);

  return mg_value_new_string (advice != NULL ? mg_mail_advice_get_link (advice) : NULL);
}

static GVariant *
new_problem (gpointer row)
{
  MgTestRow *self = row;

  return mg_value_new_string (self->problem != NULL ? self->problem->message : NULL);
}

const MgColumn mg_test_row_columns[] = {
  { "id", N_("ID"), new_id, NULL },
  { "outcome", N_("Test"), new_outcome, dup_outcome },
  { "state", N_("State"), new_state, dup_state },
  { "words", N_("The device says"), new_words, NULL },
  { "server_reply", N_("The server says"), new_server_reply, NULL },
  { "advice", N_("What to do"), new_advice, NULL },
  { "command", N_("Command"), new_command, NULL },
  { "link", N_("More about it"), new_link, NULL },
  { "problem", N_("Problem"), new_problem, NULL },
  { NULL, NULL, NULL, NULL }
};

/* The same in JSON, and fewer columns for people. */
const MgColumn mg_test_row_list_columns[] = {
  { "id", N_("ID"), new_id, NULL },
  { "outcome", N_("Test"), new_outcome, dup_outcome },
  { "state", N_("State"), new_state, dup_state },
  { "words", N_("The device says"), new_words, NULL },
  { "server_reply", NULL, new_server_reply, NULL },
  { "advice", NULL, new_advice, NULL },
  { "command", NULL, new_command, NULL },
  { "link", NULL, new_link, NULL },
  { "problem", N_("Problem"), new_problem, NULL },
  { NULL, NULL, NULL, NULL }
};

/**
 * mg_test_row_new:
 * @slot: (transfer full): the slot
 * @result: (transfer full) (nullable): how the test went
 * @problem: (nullable): why there was no test
 *
 * Returns: (transfer full): a row
 */
MgTestRow *
mg_test_row_new (MgSlotRow    *slot,
                 MgTestResult *result,
                 const GError *problem)
{
  MgTestRow *self;

  g_return_val_if_fail (slot != NULL, NULL);
  g_return_val_if_fail ((result == NULL) != (problem == NULL), NULL);

  self = g_new0 (MgTestRow, 1);
  self->slot = slot;
  self->result = result;
  self->problem = problem != NULL ? g_error_copy (problem) : NULL;

  return self;
}

/**
 * mg_test_row_free:
 * @self: a row
 *
 * Frees a row.
 */
void
mg_test_row_free (MgTestRow *self)
{
  g_return_if_fail (self != NULL);

  mg_slot_row_free (self->slot);
  g_clear_pointer (&self->result, mg_test_result_free);
  g_clear_error (&self->problem);
  g_free (self);
}

/**
 * mg_test_row_get_exit:
 * @self: a row
 *
 * Returns: what the program ends with if this was its only test
 */
MgExit
mg_test_row_get_exit (const MgTestRow *self)
{
  g_return_val_if_fail (self != NULL, MG_EXIT_FAILED);

  if (self->problem != NULL)
    return mg_exit_from_error (self->problem);

  return mg_exit_from_test (self->result->outcome);
}

/**
 * mg_test_row_join_exit:
 * @rows: (element-type MgTestRow): some rows
 *
 * Returns: what the program ends with if these were its tests
 */
MgExit
mg_test_row_join_exit (GPtrArray *rows)
{
  MgExit status = MG_EXIT_DONE;

  g_return_val_if_fail (rows != NULL, MG_EXIT_FAILED);

  for (guint i = 0; i < rows->len; i++)
    {
      MgExit one = mg_test_row_get_exit (g_ptr_array_index (rows, i));

      if (one != MG_EXIT_DONE)
        status = rows->len > 1 ? MG_EXIT_SOME_FAILED : one;
    }

  return status;
}
