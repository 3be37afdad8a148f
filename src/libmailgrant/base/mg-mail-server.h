/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * MgMailProtocol:
 * @MG_MAIL_PROTOCOL_SMTP: sends mail
 * @MG_MAIL_PROTOCOL_IMAP: reads mail
 * @MG_MAIL_PROTOCOL_POP3: fetches mail
 *
 * What is spoken with a mail server. The nicks `smtp`, `imap` and `pop3` are
 * printed by the command line and spoken by the device API.
 */
typedef enum
{
  MG_MAIL_PROTOCOL_SMTP,
  MG_MAIL_PROTOCOL_IMAP,
  MG_MAIL_PROTOCOL_POP3,
} MgMailProtocol;

/**
 * MgMailSecurity:
 * @MG_MAIL_SECURITY_NONE: nothing is encrypted
 * @MG_MAIL_SECURITY_STARTTLS: encrypted after a plain greeting
 * @MG_MAIL_SECURITY_TLS: encrypted from the first byte
 *
 * How a connection to a mail server is protected. The nicks are `none`,
 * `starttls` and `tls`.
 */
typedef enum
{
  MG_MAIL_SECURITY_NONE,
  MG_MAIL_SECURITY_STARTTLS,
  MG_MAIL_SECURITY_TLS,
} MgMailSecurity;

#define MG_TYPE_MAIL_PROTOCOL (mg_mail_protocol_get_type ())
#define MG_TYPE_MAIL_SECURITY (mg_mail_security_get_type ())
#define MG_TYPE_MAIL_SERVER (mg_mail_server_get_type ())

typedef struct _MgMailServer MgMailServer;

GType           mg_mail_protocol_get_type   (void);
const char     *mg_mail_protocol_get_nick   (MgMailProtocol      protocol);
gboolean        mg_mail_protocol_from_nick  (const char         *nick,
                                             MgMailProtocol     *protocol);
GType           mg_mail_security_get_type   (void);
const char     *mg_mail_security_get_nick   (MgMailSecurity      security);
gboolean        mg_mail_security_from_nick  (const char         *nick,
                                             MgMailSecurity     *security);

GType           mg_mail_server_get_type     (void);
MgMailServer   *mg_mail_server_new          (MgMailProtocol      protocol,
                                             const char         *host,
                                             guint16             port,
                                             MgMailSecurity      security);
MgMailServer   *mg_mail_server_ref          (MgMailServer       *self);
void            mg_mail_server_unref        (MgMailServer       *self);
MgMailProtocol  mg_mail_server_get_protocol (const MgMailServer *self);
const char     *mg_mail_server_get_host     (const MgMailServer *self);
guint16         mg_mail_server_get_port     (const MgMailServer *self);
MgMailSecurity  mg_mail_server_get_security (const MgMailServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgMailServer, mg_mail_server_unref)

G_END_DECLS
