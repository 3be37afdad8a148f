/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-mail-advice.h"

G_BEGIN_DECLS

/* One row of what mail servers are known to say. A row fits if every part
 * that it has fits; the first one that fits counts. */
struct _MgMailAdvice
{
  const char     *id;
  guint           code;      /* the reply code, 0 for any */
  const char     *enhanced;  /* the enhanced or response code; x.y.* for a family */
  const char     *words;     /* in lower case */
  MgProbeOutcome  outcome;
  const char     *sentence;
  const char     *command;   /* (nullable): @ stands for the mailbox */
  const char     *link;      /* (nullable) */
};

extern const MgMailAdvice _mg_mail_advice_rows[];
extern const gsize _mg_mail_advice_n_rows;

G_END_DECLS
