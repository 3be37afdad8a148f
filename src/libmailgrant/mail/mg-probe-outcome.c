/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-probe-outcome"

#include "config.h"

#include "mg-probe-outcome.h"

G_DEFINE_ENUM_TYPE (MgProbeOutcome, mg_probe_outcome,
                    G_DEFINE_ENUM_VALUE (MG_PROBE_OK, "ok"),
                    G_DEFINE_ENUM_VALUE (MG_PROBE_REACHABLE, "reachable"),
                    G_DEFINE_ENUM_VALUE (MG_PROBE_REFUSED, "refused"),
                    G_DEFINE_ENUM_VALUE (MG_PROBE_SCOPE_MISSING, "scope-missing"),
                    G_DEFINE_ENUM_VALUE (MG_PROBE_MAILBOX_REFUSES, "mailbox-refuses"),
                    G_DEFINE_ENUM_VALUE (MG_PROBE_SENDER_REFUSED, "sender-refused"),
                    G_DEFINE_ENUM_VALUE (MG_PROBE_TRANSIENT, "transient"),
                    G_DEFINE_ENUM_VALUE (MG_PROBE_NOT_OFFERED, "not-offered"),
                    G_DEFINE_ENUM_VALUE (MG_PROBE_NOT_ENCRYPTED, "not-encrypted"),
                    G_DEFINE_ENUM_VALUE (MG_PROBE_CERTIFICATE, "certificate"),
                    G_DEFINE_ENUM_VALUE (MG_PROBE_UNREACHABLE, "unreachable"),
                    G_DEFINE_ENUM_VALUE (MG_PROBE_TIMED_OUT, "timed-out"),
                    G_DEFINE_ENUM_VALUE (MG_PROBE_PROTOCOL, "protocol"))

/**
 * mg_probe_outcome_get_nick:
 * @outcome: an outcome
 *
 * Returns: (transfer none): its name for machines, never translated
 */
const char *
mg_probe_outcome_get_nick (MgProbeOutcome outcome)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (MG_TYPE_PROBE_OUTCOME);
  GEnumValue *value = g_enum_get_value (klass, (int) outcome);

  g_return_val_if_fail (value != NULL, NULL);

  return value->value_nick;
}

/**
 * mg_probe_outcome_get_state_nick:
 * @outcome: an outcome
 *
 * Returns: (transfer none) (nullable): the nick of the token state that it
 *   proves, or %NULL if it proves none
 */
const char *
mg_probe_outcome_get_state_nick (MgProbeOutcome outcome)
{
  switch (outcome)
    {
    case MG_PROBE_OK:
    case MG_PROBE_MAILBOX_REFUSES:
      return "obtained";
    case MG_PROBE_REFUSED:
    case MG_PROBE_SCOPE_MISSING:
      return "invalid";
    case MG_PROBE_REACHABLE:
    case MG_PROBE_SENDER_REFUSED:
    case MG_PROBE_TRANSIENT:
    case MG_PROBE_NOT_OFFERED:
    case MG_PROBE_NOT_ENCRYPTED:
    case MG_PROBE_CERTIFICATE:
    case MG_PROBE_UNREACHABLE:
    case MG_PROBE_TIMED_OUT:
    case MG_PROBE_PROTOCOL:
    default:
      return NULL;
    }
}

/**
 * mg_probe_outcome_get_note_nick:
 * @outcome: an outcome
 *
 * Returns: (transfer none) (nullable): the nick of the note to put beside the
 *   state, or %NULL for none
 */
const char *
mg_probe_outcome_get_note_nick (MgProbeOutcome outcome)
{
  switch (outcome)
    {
    case MG_PROBE_MAILBOX_REFUSES:
    case MG_PROBE_SENDER_REFUSED:
      return "mailbox-refuses";
    case MG_PROBE_TRANSIENT:
    case MG_PROBE_NOT_OFFERED:
    case MG_PROBE_NOT_ENCRYPTED:
    case MG_PROBE_CERTIFICATE:
    case MG_PROBE_UNREACHABLE:
    case MG_PROBE_TIMED_OUT:
    case MG_PROBE_PROTOCOL:
      return "not-checked";
    case MG_PROBE_OK:
    case MG_PROBE_REACHABLE:
    case MG_PROBE_REFUSED:
    case MG_PROBE_SCOPE_MISSING:
    default:
      return NULL;
    }
}
