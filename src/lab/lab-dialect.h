/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lab-login.h"

G_BEGIN_DECLS

typedef enum
{
  LAB_REPLY_MORE,      /* the reply goes on in the next line */
  LAB_REPLY_GOOD,
  LAB_REPLY_CONTINUE,  /* the server waits for a response */
  LAB_REPLY_BUSY,      /* refused for now */
  LAB_REPLY_REFUSED,
  LAB_REPLY_NONSENSE,
} LabReplyKind;

/* How a client says the same few things in SMTP (RFC 5321, RFC 4954), POP3
 * (RFC 2449, RFC 5034) and IMAP (RFC 9051). */
typedef struct
{
  const char *hello;         /* asks what the server can do */
  const char *starttls;
  const char *authenticate;  /* and a mechanism */
  const char *quit;
  gboolean    hello_is_list; /* its reply goes on to a line with a dot */
  LabReplyKind (*classify) (const char *line);
} LabDialect;

const LabDialect *lab_dialect_get          (LabProtocol  protocol);
gboolean          lab_dialect_has_word     (const char  *capabilities,
                                            const char  *word);
const char       *lab_dialect_text         (const char  *line);

G_END_DECLS
