/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lab-reader.h"

G_BEGIN_DECLS

typedef enum
{
  LAB_PROTOCOL_SMTP,
  LAB_PROTOCOL_POP3,
  LAB_PROTOCOL_IMAP,
} LabProtocol;

typedef enum
{
  LAB_SECURITY_NONE,
  LAB_SECURITY_STARTTLS,
  LAB_SECURITY_TLS,
} LabSecurity;

typedef enum
{
  LAB_AUTHENTICATION_NONE,
  LAB_AUTHENTICATION_PASSWORD,
  LAB_AUTHENTICATION_OAUTH2,
} LabAuthentication;

typedef enum
{
  LAB_TOKEN_NOT_OBTAINED,
  LAB_TOKEN_WAITING,
  LAB_TOKEN_OBTAINED,
  LAB_TOKEN_INVALID,
} LabTokenState;

extern const char * const lab_protocol_nicks[];
extern const char * const lab_security_nicks[];
extern const char * const lab_authentication_nicks[];
extern const char * const lab_token_state_nicks[];

typedef struct
{
  char              *server;          /* (owned) */
  guint              port;
  LabSecurity        security;
  guint              timeout;         /* seconds */
  char              *sender_name;     /* (owned) */
  char              *sender_address;  /* (owned) */
  guint              check_interval;  /* minutes, 0 for SMTP */
  LabAuthentication  authentication;
} LabSettings;

typedef struct
{
  LabTokenState  state;
  char          *provider;        /* (owned) (nullable), as the rest where there is no token */
  char          *account;         /* (owned) (nullable) */
  char          *client_id;       /* (owned) (nullable) */
  char          *client_secret;   /* (owned) (nullable) */
  char          *refresh_token;   /* (owned) (nullable) */
  char          *token_endpoint;  /* (owned) (nullable) */
  char         **scopes;          /* (owned) (nullable) */
  char          *expires_text;    /* (owned) (nullable), as the client said */
  gint64         obtained_at;
  char          *reason;          /* (owned) (nullable) */
} LabToken;

typedef struct
{
  char     *account;   /* (owned) (nullable) */
  char     *password;  /* (owned) (nullable) */
  gboolean  refused;
  char     *reason;    /* (owned) (nullable) */
} LabPassword;

/* What a slot needs to log in to a mail server. Slots of a link group hold one
 * and the same LabLogin, which is all there is to being linked. */
typedef struct
{
  LabSettings settings;
  LabToken    token;
  LabPassword password;
  guint64     version;  /* grows with every change */
  guint       n_tests;  /* running now */
} LabLogin;

LabLogin   *lab_login_new            (void);
LabLogin   *lab_login_ref            (LabLogin   *self);
void        lab_login_unref          (LabLogin   *self);
LabLogin   *lab_login_copy           (LabLogin   *self);

void        lab_login_read_settings  (LabLogin   *self,
                                      LabReader  *reader,
                                      LabProtocol protocol);
void        lab_login_read_token     (LabLogin   *self,
                                      LabReader  *reader);
void        lab_login_read_password  (LabLogin   *self,
                                      LabReader  *reader);
void        lab_login_delete_token   (LabLogin   *self);

JsonObject *lab_login_print_settings (LabLogin   *self);
JsonObject *lab_login_print_token    (LabLogin   *self);
JsonObject *lab_login_print_password (LabLogin   *self);

JsonObject *lab_login_save           (LabLogin   *self);
LabLogin   *lab_login_load           (JsonObject *object,
                                      LabProtocol protocol);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabLogin, lab_login_unref)

G_END_DECLS
