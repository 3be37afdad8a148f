/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-mail-server.h"

G_BEGIN_DECLS

/**
 * MgMailAuthentication:
 * @MG_MAIL_AUTHENTICATION_NONE: the device does not log in
 * @MG_MAIL_AUTHENTICATION_PASSWORD: with a password or an app password
 * @MG_MAIL_AUTHENTICATION_OAUTH2: with a token
 *
 * How a slot logs in. The nicks are `none`, `password` and `oauth2`.
 */
typedef enum
{
  MG_MAIL_AUTHENTICATION_NONE,
  MG_MAIL_AUTHENTICATION_PASSWORD,
  MG_MAIL_AUTHENTICATION_OAUTH2,
} MgMailAuthentication;

#define MG_TYPE_MAIL_AUTHENTICATION (mg_mail_authentication_get_type ())
#define MG_TYPE_MAIL_SETTINGS (mg_mail_settings_get_type ())

typedef struct _MgMailSettings MgMailSettings;

/**
 * MgMailSettings:
 * @host: (nullable): the mail server, %NULL where none is set
 * @port: its port
 * @security: how the connection is protected
 * @authentication: how the slot logs in
 * @timeout: seconds the device waits for the server, 0 if not said
 * @sender_name: (nullable): the name that mail comes from
 * @sender_address: (nullable): the address that mail comes from
 * @check_interval: minutes between two looks for mail, 0 where there is none
 *
 * A slot's settings, everything but its token or password. A plain value:
 * fill it right after making it, then leave it.
 */
struct _MgMailSettings
{
  char                 *host;
  guint16               port;
  MgMailSecurity        security;
  MgMailAuthentication  authentication;
  guint                 timeout;
  char                 *sender_name;
  char                 *sender_address;
  guint                 check_interval;
};

GType           mg_mail_authentication_get_type  (void);
const char     *mg_mail_authentication_get_nick  (MgMailAuthentication  authentication);
gboolean        mg_mail_authentication_from_nick (const char           *nick,
                                                  MgMailAuthentication *authentication);

GType           mg_mail_settings_get_type        (void);
MgMailSettings *mg_mail_settings_new             (void);
MgMailSettings *mg_mail_settings_copy            (const MgMailSettings *self);
void            mg_mail_settings_free            (MgMailSettings       *self);
gboolean        mg_mail_settings_equal           (const MgMailSettings *a,
                                                  const MgMailSettings *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgMailSettings, mg_mail_settings_free)

G_END_DECLS
