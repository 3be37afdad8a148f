/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-probe-outcome.h"

G_BEGIN_DECLS

typedef struct _MgMailAdvice MgMailAdvice;

const MgMailAdvice *mg_mail_advice_find          (guint               code,
                                                  const char         *enhanced_code,
                                                  const char         *text);
const MgMailAdvice *mg_mail_advice_find_in_text  (const char         *text);
const char         *mg_mail_advice_get_id        (const MgMailAdvice *self);
MgProbeOutcome      mg_mail_advice_get_outcome   (const MgMailAdvice *self);
const char         *mg_mail_advice_get_sentence  (const MgMailAdvice *self);
char               *mg_mail_advice_dup_command   (const MgMailAdvice *self,
                                                  const char         *account);
const char         *mg_mail_advice_get_link      (const MgMailAdvice *self);

G_END_DECLS
