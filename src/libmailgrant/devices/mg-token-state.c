/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-token-state"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-token-state.h"

G_DEFINE_ENUM_TYPE (MgTokenState, mg_token_state,
  G_DEFINE_ENUM_VALUE (MG_TOKEN_STATE_UNKNOWN, "unknown"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_STATE_NOT_OBTAINED, "not-obtained"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_STATE_WAITING, "waiting"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_STATE_OBTAINED, "obtained"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_STATE_INVALID, "invalid"))

G_DEFINE_ENUM_TYPE (MgNoteCode, mg_note_code,
  G_DEFINE_ENUM_VALUE (MG_NOTE_NONE, "none"),
  G_DEFINE_ENUM_VALUE (MG_NOTE_EXPIRES_SOON, "expires-soon"),
  G_DEFINE_ENUM_VALUE (MG_NOTE_NOT_CHECKED, "not-checked"),
  G_DEFINE_ENUM_VALUE (MG_NOTE_NOT_READABLE, "not-readable"),
  G_DEFINE_ENUM_VALUE (MG_NOTE_FOREIGN, "foreign"),
  G_DEFINE_ENUM_VALUE (MG_NOTE_MAILBOX_REFUSES, "mailbox-refuses"),
  G_DEFINE_ENUM_VALUE (MG_NOTE_DISCARDED, "discarded"),
  G_DEFINE_ENUM_VALUE (MG_NOTE_ADMINISTRATOR, "administrator"))

G_DEFINE_ENUM_TYPE (MgTokenEvent, mg_token_event,
  G_DEFINE_ENUM_VALUE (MG_TOKEN_EVENT_READ_ABSENT, "read-absent"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_EVENT_READ_WAITING, "read-waiting"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_EVENT_READ_PRESENT, "read-present"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_EVENT_READ_INVALID, "read-invalid"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_EVENT_READ_FOREIGN, "read-foreign"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_EVENT_READ_HIDDEN, "read-hidden"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_EVENT_READ_DISCARDED, "read-discarded"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_EVENT_CONSENT_STARTED, "consent-started"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_EVENT_CONSENT_ENDED, "consent-ended"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_EVENT_ADMINISTRATOR_NEEDED, "administrator-needed"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_EVENT_PUSHED, "pushed"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_EVENT_DELETED, "deleted"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_EVENT_TEST_PASSED, "test-passed"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_EVENT_TEST_REFUSED, "test-refused"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_EVENT_MAILBOX_REFUSED, "mailbox-refused"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_EVENT_REDEEMED, "redeemed"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_EVENT_REDEEM_REFUSED, "redeem-refused"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_EVENT_CHECK_FAILED, "check-failed"),
  G_DEFINE_ENUM_VALUE (MG_TOKEN_EVENT_EXPIRY_NEAR, "expiry-near"))

static MgTokenStatus
settle (MgTokenState state,
        MgNoteCode   note)
{
  return (MgTokenStatus) { .state = state, .before = state, .note = note };
}

/* What a person was asked is still open: a device that has no token yet, or
 * still has the old one, says nothing about that, nor does a test of the old
 * one. A device that waits by itself, such as for the token of a slot linked
 * with this one, says when it is over: nothing but Waiting was before that. */
static MgTokenStatus
keep_waiting (MgTokenStatus status,
              MgTokenState  read,
              MgNoteCode    note)
{
  if (status.state != MG_TOKEN_STATE_WAITING || status.before == MG_TOKEN_STATE_WAITING)
    return settle (read, note);

  status.before = read;

  return status;
}

static MgTokenStatus
ask (MgTokenStatus status,
     MgNoteCode    note)
{
  if (status.state != MG_TOKEN_STATE_WAITING)
    status.before = status.state;
  else if (status.before == MG_TOKEN_STATE_WAITING)
    status.before = MG_TOKEN_STATE_NOT_OBTAINED;

  return (MgTokenStatus) { MG_TOKEN_STATE_WAITING, status.before, note };
}

static MgTokenStatus
with_note (MgTokenStatus status,
           MgNoteCode    note)
{
  status.note = note;

  return status;
}

/* That another person has to act is worth more than that a device could not be
 * asked today. */
static MgTokenStatus
with_trouble (MgTokenStatus status,
              MgNoteCode    note)
{
  return status.note == MG_NOTE_ADMINISTRATOR ? status : with_note (status, note);
}

/**
 * mg_token_status_next:
 * @status: what is known of a slot
 * @event: what has happened
 *
 * Says what a slot's badge and note become. Only a device's or a provider's
 * own word that the token or password is dead makes it Invalid; trouble on the
 * way never does.
 *
 * Returns: the status after @event
 */
MgTokenStatus
mg_token_status_next (MgTokenStatus status,
                      MgTokenEvent  event)
{
  switch (event)
    {
    case MG_TOKEN_EVENT_READ_ABSENT:
      return keep_waiting (status, MG_TOKEN_STATE_NOT_OBTAINED, MG_NOTE_NONE);
    case MG_TOKEN_EVENT_READ_WAITING:
      return settle (MG_TOKEN_STATE_WAITING, MG_NOTE_NONE);
    case MG_TOKEN_EVENT_READ_PRESENT:
      /* The device knows that it has a token, not whether the mailbox likes it. */
      return keep_waiting (status, MG_TOKEN_STATE_OBTAINED,
                           status.note == MG_NOTE_MAILBOX_REFUSES ? status.note : MG_NOTE_NONE);
    case MG_TOKEN_EVENT_READ_INVALID:
      return keep_waiting (status, MG_TOKEN_STATE_INVALID, MG_NOTE_NONE);
    case MG_TOKEN_EVENT_READ_FOREIGN:
      return keep_waiting (status, MG_TOKEN_STATE_OBTAINED, MG_NOTE_FOREIGN);
    case MG_TOKEN_EVENT_READ_HIDDEN:
      return with_trouble (status, MG_NOTE_NOT_READABLE);
    case MG_TOKEN_EVENT_READ_DISCARDED:
      return keep_waiting (status, MG_TOKEN_STATE_INVALID, MG_NOTE_DISCARDED);
    case MG_TOKEN_EVENT_CONSENT_STARTED:
      return ask (status, MG_NOTE_NONE);
    case MG_TOKEN_EVENT_CONSENT_ENDED:
      return settle (status.before, MG_NOTE_NONE);
    case MG_TOKEN_EVENT_ADMINISTRATOR_NEEDED:
      return ask (status, MG_NOTE_ADMINISTRATOR);
    case MG_TOKEN_EVENT_PUSHED:
      return settle (MG_TOKEN_STATE_OBTAINED, MG_NOTE_NONE);
    case MG_TOKEN_EVENT_TEST_PASSED:
      return keep_waiting (status, MG_TOKEN_STATE_OBTAINED, MG_NOTE_NONE);
    case MG_TOKEN_EVENT_DELETED:
      return settle (MG_TOKEN_STATE_NOT_OBTAINED, MG_NOTE_NONE);
    case MG_TOKEN_EVENT_TEST_REFUSED:
    case MG_TOKEN_EVENT_REDEEM_REFUSED:
      return keep_waiting (status, MG_TOKEN_STATE_INVALID, MG_NOTE_NONE);
    case MG_TOKEN_EVENT_MAILBOX_REFUSED:
      return keep_waiting (status, MG_TOKEN_STATE_OBTAINED, MG_NOTE_MAILBOX_REFUSES);
    case MG_TOKEN_EVENT_REDEEMED:
      return status.note == MG_NOTE_NOT_CHECKED ? with_note (status, MG_NOTE_NONE) : status;
    case MG_TOKEN_EVENT_CHECK_FAILED:
      return with_trouble (status, MG_NOTE_NOT_CHECKED);
    case MG_TOKEN_EVENT_EXPIRY_NEAR:
      return status.state == MG_TOKEN_STATE_OBTAINED && status.note == MG_NOTE_NONE
             ? with_note (status, MG_NOTE_EXPIRES_SOON) : status;
    default:
      g_return_val_if_reached (status);
    }
}

static const char *
get_nick (GType type,
          int   value)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (type);
  GEnumValue *found = g_enum_get_value (klass, value);

  return found == NULL ? NULL : found->value_nick;
}

static gboolean
from_nick (GType       type,
           const char *nick,
           int        *value)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (type);
  GEnumValue *found = nick == NULL ? NULL : g_enum_get_value_by_nick (klass, nick);

  if (found != NULL)
    *value = found->value;

  return found != NULL;
}

/**
 * mg_token_state_get_nick:
 * @state: a state
 *
 * Returns: (transfer none): its word in documents, never translated
 */
const char *
mg_token_state_get_nick (MgTokenState state)
{
  return get_nick (MG_TYPE_TOKEN_STATE, (int) state);
}

/**
 * mg_token_state_from_nick:
 * @nick: (nullable): a word from a document
 * @state: (out): return location for the state
 *
 * Returns: %TRUE if there is such a state
 */
gboolean
mg_token_state_from_nick (const char   *nick,
                          MgTokenState *state)
{
  int value;

  if (!from_nick (MG_TYPE_TOKEN_STATE, nick, &value))
    return FALSE;

  *state = (MgTokenState) value;

  return TRUE;
}

/**
 * mg_token_state_get_label:
 * @state: a state
 *
 * Returns: (transfer none): its word for people, translated
 */
const char *
mg_token_state_get_label (MgTokenState state)
{
  switch (state)
    {
    case MG_TOKEN_STATE_NOT_OBTAINED:
      return C_("token state", "Not obtained");
    case MG_TOKEN_STATE_WAITING:
      return C_("token state", "Waiting for authorization");
    case MG_TOKEN_STATE_OBTAINED:
      return C_("token state", "Obtained");
    case MG_TOKEN_STATE_INVALID:
      return C_("token state", "Invalid");
    case MG_TOKEN_STATE_UNKNOWN:
    default:
      return C_("token state", "Not checked");
    }
}

/**
 * mg_note_code_get_nick:
 * @code: a note
 *
 * Returns: (transfer none): its word in documents, never translated
 */
const char *
mg_note_code_get_nick (MgNoteCode code)
{
  return get_nick (MG_TYPE_NOTE_CODE, (int) code);
}

/**
 * mg_note_code_from_nick:
 * @nick: (nullable): a word from a document
 * @code: (out): return location for the note
 *
 * Returns: %TRUE if there is such a note
 */
gboolean
mg_note_code_from_nick (const char *nick,
                        MgNoteCode *code)
{
  int value;

  if (!from_nick (MG_TYPE_NOTE_CODE, nick, &value))
    return FALSE;

  *code = (MgNoteCode) value;

  return TRUE;
}

/**
 * mg_note_code_get_label:
 * @code: a note
 *
 * Returns: (transfer none): the note for people, translated, empty for
 *   %MG_NOTE_NONE
 */
const char *
mg_note_code_get_label (MgNoteCode code)
{
  switch (code)
    {
    case MG_NOTE_EXPIRES_SOON:
      return _("Expires soon");
    case MG_NOTE_NOT_CHECKED:
      return _("Could not check");
    case MG_NOTE_NOT_READABLE:
      return _("Not readable with this login");
    case MG_NOTE_FOREIGN:
      return _("Obtained by another app");
    case MG_NOTE_MAILBOX_REFUSES:
      return _("Token good, mailbox refuses");
    case MG_NOTE_DISCARDED:
      return _("Discarded by the device");
    case MG_NOTE_ADMINISTRATOR:
      return _("Waits for the administrator's approval");
    case MG_NOTE_NONE:
    default:
      return "";
    }
}
