/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * MgTokenState:
 * @MG_TOKEN_STATE_UNKNOWN: nothing of the slot could be read yet
 * @MG_TOKEN_STATE_NOT_OBTAINED: there is no token, or no password
 * @MG_TOKEN_STATE_WAITING: permission was asked for and has not come back
 * @MG_TOKEN_STATE_OBTAINED: the device has a token, or a password that was not refused
 * @MG_TOKEN_STATE_INVALID: it was obtained, but no longer holds
 *
 * The badge of a slot, in the device world's own four words. The nicks
 * `unknown`, `not-obtained`, `waiting`, `obtained` and `invalid` are printed by
 * the command line, stored, and spoken by the device API.
 */
typedef enum
{
  MG_TOKEN_STATE_UNKNOWN,
  MG_TOKEN_STATE_NOT_OBTAINED,
  MG_TOKEN_STATE_WAITING,
  MG_TOKEN_STATE_OBTAINED,
  MG_TOKEN_STATE_INVALID,
} MgTokenState;

/**
 * MgNoteCode:
 * @MG_NOTE_NONE: nothing to add
 * @MG_NOTE_EXPIRES_SOON: the token ends within days
 * @MG_NOTE_NOT_CHECKED: the last look did not get through
 * @MG_NOTE_NOT_READABLE: the login may not see whether there is a token
 * @MG_NOTE_FOREIGN: another app obtained the token
 * @MG_NOTE_MAILBOX_REFUSES: the token is good, the mailbox does not allow it
 * @MG_NOTE_DISCARDED: the device threw the token away
 * @MG_NOTE_ADMINISTRATOR: an administrator has to approve first
 *
 * The one thing that may stand beside a badge. It never changes the state.
 */
typedef enum
{
  MG_NOTE_NONE,
  MG_NOTE_EXPIRES_SOON,
  MG_NOTE_NOT_CHECKED,
  MG_NOTE_NOT_READABLE,
  MG_NOTE_FOREIGN,
  MG_NOTE_MAILBOX_REFUSES,
  MG_NOTE_DISCARDED,
  MG_NOTE_ADMINISTRATOR,
} MgNoteCode;

/**
 * MgTokenEvent:
 * @MG_TOKEN_EVENT_READ_ABSENT: the device says that it has no token
 * @MG_TOKEN_EVENT_READ_WAITING: the device says that it is still obtaining it
 * @MG_TOKEN_EVENT_READ_PRESENT: the device says that it has a token
 * @MG_TOKEN_EVENT_READ_INVALID: the device says that its token is dead
 * @MG_TOKEN_EVENT_READ_FOREIGN: it has a token of a client that is not ours
 * @MG_TOKEN_EVENT_READ_HIDDEN: the login may not see it
 * @MG_TOKEN_EVENT_READ_DISCARDED: the device says that it threw the token away
 * @MG_TOKEN_EVENT_CONSENT_STARTED: a person was asked for permission
 * @MG_TOKEN_EVENT_CONSENT_ENDED: refused, cancelled or timed out, so nothing came of it
 * @MG_TOKEN_EVENT_ADMINISTRATOR_NEEDED: the provider wants an administrator's approval
 * @MG_TOKEN_EVENT_PUSHED: the device has taken the token or password
 * @MG_TOKEN_EVENT_DELETED: the device has deleted it
 * @MG_TOKEN_EVENT_TEST_PASSED: the device has logged in to its mail server
 * @MG_TOKEN_EVENT_TEST_REFUSED: its test failed because the token or password is dead
 * @MG_TOKEN_EVENT_MAILBOX_REFUSED: the login is good, the mailbox does not allow it
 * @MG_TOKEN_EVENT_REDEEMED: the provider still honours our copy
 * @MG_TOKEN_EVENT_REDEEM_REFUSED: the provider says that the grant is dead
 * @MG_TOKEN_EVENT_CHECK_FAILED: network trouble, a lock-out, a provider out of order
 * @MG_TOKEN_EVENT_EXPIRY_NEAR: the token's end is near
 *
 * What can happen to a slot's token.
 */
typedef enum
{
  MG_TOKEN_EVENT_READ_ABSENT,
  MG_TOKEN_EVENT_READ_WAITING,
  MG_TOKEN_EVENT_READ_PRESENT,
  MG_TOKEN_EVENT_READ_INVALID,
  MG_TOKEN_EVENT_READ_FOREIGN,
  MG_TOKEN_EVENT_READ_HIDDEN,
  MG_TOKEN_EVENT_READ_DISCARDED,
  MG_TOKEN_EVENT_CONSENT_STARTED,
  MG_TOKEN_EVENT_CONSENT_ENDED,
  MG_TOKEN_EVENT_ADMINISTRATOR_NEEDED,
  MG_TOKEN_EVENT_PUSHED,
  MG_TOKEN_EVENT_DELETED,
  MG_TOKEN_EVENT_TEST_PASSED,
  MG_TOKEN_EVENT_TEST_REFUSED,
  MG_TOKEN_EVENT_MAILBOX_REFUSED,
  MG_TOKEN_EVENT_REDEEMED,
  MG_TOKEN_EVENT_REDEEM_REFUSED,
  MG_TOKEN_EVENT_CHECK_FAILED,
  MG_TOKEN_EVENT_EXPIRY_NEAR,
} MgTokenEvent;

/**
 * MgTokenStatus:
 * @state: the badge
 * @before: the badge to go back to when a consent comes to nothing
 * @note: what stands beside the badge
 *
 * A slot's badge and note.
 */
typedef struct
{
  MgTokenState state;
  MgTokenState before;
  MgNoteCode   note;
} MgTokenStatus;

#define MG_TYPE_TOKEN_STATE (mg_token_state_get_type ())
#define MG_TYPE_NOTE_CODE (mg_note_code_get_type ())
#define MG_TYPE_TOKEN_EVENT (mg_token_event_get_type ())

GType         mg_token_state_get_type  (void);
GType         mg_note_code_get_type    (void);
GType         mg_token_event_get_type  (void);

MgTokenStatus mg_token_status_next     (MgTokenStatus  status,
                                        MgTokenEvent   event);
const char   *mg_token_state_get_nick  (MgTokenState   state);
gboolean      mg_token_state_from_nick (const char    *nick,
                                        MgTokenState  *state);
const char   *mg_token_state_get_label (MgTokenState   state);
const char   *mg_note_code_get_nick    (MgNoteCode     code);
gboolean      mg_note_code_from_nick   (const char    *nick,
                                        MgNoteCode    *code);
const char   *mg_note_code_get_label   (MgNoteCode     code);

G_END_DECLS
