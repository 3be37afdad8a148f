/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mg-test.h"
#include "mg-token-state.h"

#define UNKNOWN MG_TOKEN_STATE_UNKNOWN
#define ABSENT MG_TOKEN_STATE_NOT_OBTAINED
#define WAITING MG_TOKEN_STATE_WAITING
#define OBTAINED MG_TOKEN_STATE_OBTAINED
#define INVALID MG_TOKEN_STATE_INVALID

typedef struct
{
  MgTokenState state;
  MgNoteCode   note;
  MgTokenEvent event;
  MgTokenState next_state;
  MgNoteCode   next_note;
} Vector;

/* Check each row of the table that moves the badges. */
static void
test_token_state_table (void)
{
  static const Vector vectors[] = {
    { UNKNOWN, MG_NOTE_NONE, MG_TOKEN_EVENT_READ_ABSENT, ABSENT, MG_NOTE_NONE },
    { INVALID, MG_NOTE_NONE, MG_TOKEN_EVENT_READ_ABSENT, ABSENT, MG_NOTE_NONE },
    { WAITING, MG_NOTE_NONE, MG_TOKEN_EVENT_READ_ABSENT, WAITING, MG_NOTE_NONE },
    { WAITING, MG_NOTE_ADMINISTRATOR, MG_TOKEN_EVENT_READ_ABSENT, WAITING, MG_NOTE_ADMINISTRATOR },
    { UNKNOWN, MG_NOTE_NONE, MG_TOKEN_EVENT_READ_WAITING, WAITING, MG_NOTE_NONE },
    { ABSENT, MG_NOTE_NONE, MG_TOKEN_EVENT_READ_PRESENT, OBTAINED, MG_NOTE_NONE },
    { OBTAINED, MG_NOTE_NOT_CHECKED, MG_TOKEN_EVENT_READ_PRESENT, OBTAINED, MG_NOTE_NONE },
    { OBTAINED, MG_NOTE_MAILBOX_REFUSES, MG_TOKEN_EVENT_READ_PRESENT,
      OBTAINED, MG_NOTE_MAILBOX_REFUSES },
    { INVALID, MG_NOTE_NONE, MG_TOKEN_EVENT_READ_PRESENT, OBTAINED, MG_NOTE_NONE },
    { OBTAINED, MG_NOTE_NONE, MG_TOKEN_EVENT_READ_INVALID, INVALID, MG_NOTE_NONE },
    { WAITING, MG_NOTE_NONE, MG_TOKEN_EVENT_READ_INVALID, WAITING, MG_NOTE_NONE },
    { ABSENT, MG_NOTE_NONE, MG_TOKEN_EVENT_READ_FOREIGN, OBTAINED, MG_NOTE_FOREIGN },
    { OBTAINED, MG_NOTE_NONE, MG_TOKEN_EVENT_READ_HIDDEN, OBTAINED, MG_NOTE_NOT_READABLE },
    { UNKNOWN, MG_NOTE_NONE, MG_TOKEN_EVENT_READ_HIDDEN, UNKNOWN, MG_NOTE_NOT_READABLE },
    { OBTAINED, MG_NOTE_NONE, MG_TOKEN_EVENT_READ_DISCARDED, INVALID, MG_NOTE_DISCARDED },
    { INVALID, MG_NOTE_NONE, MG_TOKEN_EVENT_CONSENT_STARTED, WAITING, MG_NOTE_NONE },
    { OBTAINED, MG_NOTE_EXPIRES_SOON, MG_TOKEN_EVENT_CONSENT_STARTED, WAITING, MG_NOTE_NONE },
    { ABSENT, MG_NOTE_NONE, MG_TOKEN_EVENT_ADMINISTRATOR_NEEDED, WAITING, MG_NOTE_ADMINISTRATOR },
    { WAITING, MG_NOTE_ADMINISTRATOR, MG_TOKEN_EVENT_TEST_PASSED, WAITING, MG_NOTE_ADMINISTRATOR },
    { WAITING, MG_NOTE_ADMINISTRATOR, MG_TOKEN_EVENT_TEST_REFUSED,
      WAITING, MG_NOTE_ADMINISTRATOR },
    { WAITING, MG_NOTE_ADMINISTRATOR, MG_TOKEN_EVENT_REDEEM_REFUSED,
      WAITING, MG_NOTE_ADMINISTRATOR },
    { WAITING, MG_NOTE_ADMINISTRATOR, MG_TOKEN_EVENT_MAILBOX_REFUSED,
      WAITING, MG_NOTE_ADMINISTRATOR },
    { WAITING, MG_NOTE_ADMINISTRATOR, MG_TOKEN_EVENT_CHECK_FAILED,
      WAITING, MG_NOTE_ADMINISTRATOR },
    { WAITING, MG_NOTE_ADMINISTRATOR, MG_TOKEN_EVENT_READ_HIDDEN,
      WAITING, MG_NOTE_ADMINISTRATOR },
    { WAITING, MG_NOTE_NONE, MG_TOKEN_EVENT_PUSHED, OBTAINED, MG_NOTE_NONE },
    { OBTAINED, MG_NOTE_NONE, MG_TOKEN_EVENT_DELETED, ABSENT, MG_NOTE_NONE },
    { INVALID, MG_NOTE_NONE, MG_TOKEN_EVENT_TEST_PASSED, OBTAINED, MG_NOTE_NONE },
    { OBTAINED, MG_NOTE_NONE, MG_TOKEN_EVENT_TEST_REFUSED, INVALID, MG_NOTE_NONE },
    { OBTAINED, MG_NOTE_NONE, MG_TOKEN_EVENT_MAILBOX_REFUSED, OBTAINED, MG_NOTE_MAILBOX_REFUSES },
    { OBTAINED, MG_NOTE_NOT_CHECKED, MG_TOKEN_EVENT_REDEEMED, OBTAINED, MG_NOTE_NONE },
    { INVALID, MG_NOTE_NONE, MG_TOKEN_EVENT_REDEEMED, INVALID, MG_NOTE_NONE },
    { OBTAINED, MG_NOTE_NONE, MG_TOKEN_EVENT_REDEEM_REFUSED, INVALID, MG_NOTE_NONE },
    { OBTAINED, MG_NOTE_NONE, MG_TOKEN_EVENT_EXPIRY_NEAR, OBTAINED, MG_NOTE_EXPIRES_SOON },
    { OBTAINED, MG_NOTE_MAILBOX_REFUSES, MG_TOKEN_EVENT_EXPIRY_NEAR,
      OBTAINED, MG_NOTE_MAILBOX_REFUSES },
    { INVALID, MG_NOTE_NONE, MG_TOKEN_EVENT_EXPIRY_NEAR, INVALID, MG_NOTE_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      MgTokenState before = vectors[i].state == WAITING ? ABSENT : vectors[i].state;
      MgTokenStatus status = { vectors[i].state, before, vectors[i].note };
      MgTokenStatus next = mg_token_status_next (status, vectors[i].event);

      g_test_message ("Vector %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (next.state, ==, vectors[i].next_state);
      g_assert_cmpint (next.note, ==, vectors[i].next_note);
    }
}

/* Check that trouble on the way never changes a badge, whatever it is. */
static void
test_token_state_check_failed (void)
{
  for (int state = UNKNOWN; state <= (int) INVALID; state++)
    {
      MgTokenStatus status = { (MgTokenState) state, (MgTokenState) state, MG_NOTE_NONE };
      MgTokenStatus next = mg_token_status_next (status, MG_TOKEN_EVENT_CHECK_FAILED);

      g_assert_cmpint (next.state, ==, state);
      g_assert_cmpint (next.note, ==, MG_NOTE_NOT_CHECKED);
    }
}

/* Check that a consent that comes to nothing leaves the badge as it was, also
 * when it was begun twice or the device was read meanwhile. */
static void
test_token_state_consent_ended (void)
{
  for (int state = UNKNOWN; state <= (int) INVALID; state++)
    {
      MgTokenStatus status = { (MgTokenState) state, (MgTokenState) state, MG_NOTE_NONE };

      if (state == (int) WAITING)
        continue;

      status = mg_token_status_next (status, MG_TOKEN_EVENT_CONSENT_STARTED);
      status = mg_token_status_next (status, MG_TOKEN_EVENT_CONSENT_STARTED);
      g_assert_cmpint (status.state, ==, WAITING);
      status = mg_token_status_next (status, MG_TOKEN_EVENT_CONSENT_ENDED);
      g_assert_cmpint (status.state, ==, state);
    }

  {
    MgTokenStatus status = { OBTAINED, OBTAINED, MG_NOTE_NONE };

    status = mg_token_status_next (status, MG_TOKEN_EVENT_CONSENT_STARTED);
    status = mg_token_status_next (status, MG_TOKEN_EVENT_READ_INVALID);
    g_assert_cmpint (status.state, ==, WAITING);
    status = mg_token_status_next (status, MG_TOKEN_EVENT_CONSENT_ENDED);
    g_assert_cmpint (status.state, ==, INVALID);
  }
}

/* Check that a device which waits by itself is believed when it says that it no longer does,
 * but not about what a person was asked meanwhile. */
static void
test_token_state_device_waits (void)
{
  MgTokenStatus status = { UNKNOWN, UNKNOWN, MG_NOTE_NONE };

  status = mg_token_status_next (status, MG_TOKEN_EVENT_READ_WAITING);
  g_assert_cmpint (status.state, ==, WAITING);
  status = mg_token_status_next (status, MG_TOKEN_EVENT_READ_PRESENT);
  g_assert_cmpint (status.state, ==, OBTAINED);

  status = mg_token_status_next (status, MG_TOKEN_EVENT_READ_WAITING);
  status = mg_token_status_next (status, MG_TOKEN_EVENT_CONSENT_STARTED);
  status = mg_token_status_next (status, MG_TOKEN_EVENT_READ_PRESENT);
  g_assert_cmpint (status.state, ==, WAITING);
  status = mg_token_status_next (status, MG_TOKEN_EVENT_CONSENT_ENDED);
  g_assert_cmpint (status.state, ==, OBTAINED);
}

/* Check that the words in documents are the four of the device world, and that
 * each can be read back. */
static void
test_token_state_nicks (void)
{
  static const char *const nicks[] = { "unknown", "not-obtained", "waiting", "obtained", "invalid" };

  for (int i = 0; i < (int) G_N_ELEMENTS (nicks); i++)
    {
      MgTokenState state = UNKNOWN;

      g_assert_cmpstr (mg_token_state_get_nick ((MgTokenState) i), ==, nicks[i]);
      g_assert_true (mg_token_state_from_nick (nicks[i], &state));
      g_assert_cmpint (state, ==, i);
      g_assert_cmpstr (mg_token_state_get_label ((MgTokenState) i), !=, "");
    }

  for (int i = MG_NOTE_NONE; i <= (int) MG_NOTE_ADMINISTRATOR; i++)
    {
      MgNoteCode code = MG_NOTE_NONE;

      g_assert_true (mg_note_code_from_nick (mg_note_code_get_nick ((MgNoteCode) i), &code));
      g_assert_cmpint (code, ==, i);
      g_assert_true ((*mg_note_code_get_label ((MgNoteCode) i) == '\0') == (i == MG_NOTE_NONE));
    }

  g_assert_false (mg_token_state_from_nick ("Obtained", &(MgTokenState) { 0 }));
  g_assert_false (mg_token_state_from_nick (NULL, &(MgTokenState) { 0 }));
}

int
main (int    argc,
      char **argv)
{
  mg_test_init (&argc, &argv);

  g_test_add_func ("/devices/token-state/table", test_token_state_table);
  g_test_add_func ("/devices/token-state/check-failed", test_token_state_check_failed);
  g_test_add_func ("/devices/token-state/consent-ended", test_token_state_consent_ended);
  g_test_add_func ("/devices/token-state/device-waits", test_token_state_device_waits);
  g_test_add_func ("/devices/token-state/nicks", test_token_state_nicks);

  return g_test_run ();
}
