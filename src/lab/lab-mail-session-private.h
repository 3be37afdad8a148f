/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lab-lines.h"
#include "lab-mail-session.h"

G_BEGIN_DECLS

typedef struct _LabMailSession LabMailSession;

/* Takes a line, and does exactly one of what is below. */
typedef void (*LabMailTake) (LabMailSession *session,
                             const char     *line);

struct _LabMailSession
{
  LabMailServer *server;     /* (owned) */
  LabLines      *lines;      /* (owned) */
  LabProtocol    protocol;
  gboolean       tls;
  LabMailTake    take;       /* gets the next line */
  char          *account;    /* (owned) (nullable), once logged in */

  char          *tag;        /* (owned) (nullable), of IMAP */
  char          *mechanism;  /* (owned) (nullable), while authenticating */
  char          *user;       /* (owned) (nullable), of LOGIN and of USER */

  char          *from;       /* (owned) (nullable), of SMTP */
  char          *to;         /* (owned) (nullable), of SMTP */
  char          *subject;    /* (owned) (nullable), of SMTP */
  gsize          size;
  gboolean       in_header;
};

/* lab-mail-session.c */
void _lab_mail_say          (LabMailSession *session,
                             const char     *text);
void _lab_mail_say_and_go   (LabMailSession *session,
                             const char     *text);
void _lab_mail_start_tls    (LabMailSession *session,
                             const char     *text);
void _lab_mail_take_command (LabMailSession *session,
                             const char     *line);

/* lab-mail-auth.c */
void _lab_mail_authenticate (LabMailSession *session,
                             const char     *arguments);
void _lab_mail_log_in       (LabMailSession *session,
                             const char     *account,
                             const char     *password);

/* lab-mail-commands.c */
void _lab_mail_take_smtp    (LabMailSession *session,
                             const char     *line);
void _lab_mail_take_pop3    (LabMailSession *session,
                             const char     *line);
void _lab_mail_take_imap    (LabMailSession *session,
                             const char     *line);

G_END_DECLS
