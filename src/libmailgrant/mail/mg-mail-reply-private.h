/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An SMTP reply of one or more lines: RFC 5321 §4.2. */
typedef struct
{
  guint      code;      /* 0 before the first line */
  char      *enhanced;  /* (owned) (nullable) */
  GPtrArray *lines;     /* (owned) (element-type utf8): the texts, without codes */
} MgMailReply;

typedef enum
{
  MG_MAIL_REPLY_MORE,
  MG_MAIL_REPLY_COMPLETE,
  MG_MAIL_REPLY_MALFORMED,
} MgMailReplyProgress;

void                 _mg_mail_reply_clear      (MgMailReply *self);
MgMailReplyProgress  _mg_mail_reply_take_line  (MgMailReply *self,
                                                const char  *line);
char                *_mg_mail_reply_dup_text   (MgMailReply *self);

guint                _mg_mail_reply_find_codes (const char  *text,
                                                char       **enhanced_code);
char                *_mg_mail_reply_take_code  (const char **text);

G_END_DECLS
