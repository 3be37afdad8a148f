/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * MgProbeOutcome:
 * @MG_PROBE_OK: the server has let us in
 * @MG_PROBE_REACHABLE: the server answers; no login was tried
 * @MG_PROBE_REFUSED: the token or password does not hold
 * @MG_PROBE_SCOPE_MISSING: the token does not cover this protocol
 * @MG_PROBE_MAILBOX_REFUSES: the login is good, the mailbox or its
 *   organization does not allow it
 * @MG_PROBE_SENDER_REFUSED: the device's own settings do not fit: it does not
 *   log in, or sends as somebody else
 * @MG_PROBE_TRANSIENT: not now
 * @MG_PROBE_NOT_OFFERED: the server does not know this way to log in
 * @MG_PROBE_NOT_ENCRYPTED: the login would have travelled in clear
 * @MG_PROBE_CERTIFICATE: the server's certificate is not trusted
 * @MG_PROBE_UNREACHABLE: no connection
 * @MG_PROBE_TIMED_OUT: the server did not answer in time
 * @MG_PROBE_PROTOCOL: the server's answer makes no sense, or nothing is known of it
 *
 * What came of a login to a mail server. Of all of them only
 * %MG_PROBE_REFUSED and %MG_PROBE_SCOPE_MISSING say that a token is dead.
 */
typedef enum
{
  MG_PROBE_OK,
  MG_PROBE_REACHABLE,
  MG_PROBE_REFUSED,
  MG_PROBE_SCOPE_MISSING,
  MG_PROBE_MAILBOX_REFUSES,
  MG_PROBE_SENDER_REFUSED,
  MG_PROBE_TRANSIENT,
  MG_PROBE_NOT_OFFERED,
  MG_PROBE_NOT_ENCRYPTED,
  MG_PROBE_CERTIFICATE,
  MG_PROBE_UNREACHABLE,
  MG_PROBE_TIMED_OUT,
  MG_PROBE_PROTOCOL,
} MgProbeOutcome;

#define MG_TYPE_PROBE_OUTCOME (mg_probe_outcome_get_type ())

GType       mg_probe_outcome_get_type       (void);
const char *mg_probe_outcome_get_nick       (MgProbeOutcome outcome);
const char *mg_probe_outcome_get_state_nick (MgProbeOutcome outcome);
const char *mg_probe_outcome_get_note_nick  (MgProbeOutcome outcome);

G_END_DECLS
