/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-probe-result"

#include "config.h"

#include "mg-probe-result-private.h"

/**
 * MgProbeResult:
 *
 * What came of a login to a mail server: the outcome, a sentence, and what the
 * server said. It holds no secret. Immutable.
 */
G_DEFINE_BOXED_TYPE (MgProbeResult, mg_probe_result, mg_probe_result_ref, mg_probe_result_unref)

/* The rest is set by whoever makes it, before anybody else sees it. */
MgProbeResult *
_mg_probe_result_new (MgProbeOutcome  outcome,
                      const char     *sentence)
{
  MgProbeResult *self = g_new0 (MgProbeResult, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->outcome = outcome;
  self->sentence = g_strdup (sentence);
  self->mechanisms = g_new0 (char *, 1);

  return self;
}

/**
 * mg_probe_result_ref:
 * @self: a result
 *
 * Returns: (transfer full): @self with one more reference
 */
MgProbeResult *
mg_probe_result_ref (MgProbeResult *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * mg_probe_result_unref:
 * @self: (transfer full): a result
 *
 * Gives up a reference.
 */
void
mg_probe_result_unref (MgProbeResult *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->sentence);
  g_free (self->words);
  g_free (self->enhanced);
  g_clear_pointer (&self->challenge, mg_sasl_challenge_free);
  g_strfreev (self->mechanisms);
  g_free (self);
}

/**
 * mg_probe_result_get_outcome:
 * @self: a result
 *
 * Returns: what came of it
 */
MgProbeOutcome
mg_probe_result_get_outcome (const MgProbeResult *self)
{
  g_return_val_if_fail (self != NULL, MG_PROBE_PROTOCOL);

  return self->outcome;
}

/**
 * mg_probe_result_get_sentence:
 * @self: a result
 *
 * Returns: (transfer none): what happened and what to do, translated
 */
const char *
mg_probe_result_get_sentence (const MgProbeResult *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->sentence;
}

/**
 * mg_probe_result_get_words:
 * @self: a result
 *
 * Returns: (transfer none) (nullable): what the server said, clean to be
 *   shown
 */
const char *
mg_probe_result_get_words (const MgProbeResult *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->words;
}

/**
 * mg_probe_result_get_code:
 * @self: a result
 *
 * Returns: the reply code of SMTP, or 0
 */
guint
mg_probe_result_get_code (const MgProbeResult *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->code;
}

/**
 * mg_probe_result_get_enhanced_code:
 * @self: a result
 *
 * Returns: (transfer none) (nullable): the enhanced code of SMTP (RFC 3463), or
 *   the response code of IMAP or POP3
 */
const char *
mg_probe_result_get_enhanced_code (const MgProbeResult *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->enhanced;
}

/**
 * mg_probe_result_get_challenge:
 * @self: a result
 *
 * Returns: (transfer none) (nullable): why the token was refused, if the
 *   server has said so
 */
const MgSaslChallenge *
mg_probe_result_get_challenge (const MgProbeResult *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->challenge;
}

/**
 * mg_probe_result_get_advice:
 * @self: a result
 *
 * Returns: (transfer none) (nullable): what is known about what the server
 *   said
 */
const MgMailAdvice *
mg_probe_result_get_advice (const MgProbeResult *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->advice;
}

/**
 * mg_probe_result_get_mechanism:
 * @self: a result
 *
 * Returns: (transfer none) (nullable): the mechanism that was used
 */
const char *
mg_probe_result_get_mechanism (const MgProbeResult *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->mechanism;
}

/**
 * mg_probe_result_get_mechanisms:
 * @self: a result
 *
 * Returns: (transfer none): the mechanisms that the server offers
 */
const char * const *
mg_probe_result_get_mechanisms (const MgProbeResult *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char * const *) self->mechanisms;
}

/**
 * mg_probe_result_get_certificate_errors:
 * @self: a result
 *
 * Returns: what is wrong with the server's certificate
 */
GTlsCertificateFlags
mg_probe_result_get_certificate_errors (const MgProbeResult *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->certificate_errors;
}
