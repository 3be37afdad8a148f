/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-mail-reply-private.h"
#include "mg-mail-server.h"
#include "mg-probe-result-private.h"
#include "mg-secret-builder.h"

G_BEGIN_DECLS

typedef struct _MgMailDialog MgMailDialog;

/* One protocol: how it takes what the server says. A dialog never touches the
 * network: it is given a line and leaves what to do next in its fields. */
typedef struct
{
  const char *farewell;
  void      (*take_line) (MgMailDialog *dialog,
                          const char   *line);
  void      (*secured)   (MgMailDialog *dialog);
} MgMailLanguage;

/* How far the exchange of SASL messages has come. */
typedef enum
{
  MG_MAIL_AUTH_SENT_COMMAND,
  MG_MAIL_AUTH_SENT_USER,
  MG_MAIL_AUTH_SENT_RESPONSE,
  MG_MAIL_AUTH_SENT_ABORT,
} MgMailAuthStep;

struct _MgMailDialog
{
  const MgMailLanguage *language;
  MgMailServer         *server;        /* (owned) */
  char                 *user;          /* (owned) (nullable) */
  MgSecret             *secret;        /* (owned) (nullable): none to log in with */
  gboolean              is_oauth;      /* whether the secret is a token */
  gboolean              secure;        /* whether the connection is encrypted now */

  /* what the server has said */
  int                   state;         /* the language's own */
  MgMailReply           reply;         /* of SMTP */
  GPtrArray            *capabilities;  /* (owned) (element-type utf8), in upper case */
  GString              *remarks;       /* (owned): said beside the reply */
  guint                 tag;           /* of IMAP */
  gboolean              in_literal;    /* of IMAP */

  MgMailAuthStep        auth;
  MgSaslMechanism       mechanism;
  gboolean              has_mechanism;
  gboolean              two_step;
  MgSaslChallenge      *challenge;     /* (owned) (nullable) */

  /* what to do next: send, then secure, then end or read on */
  MgSecretBuilder      *out;           /* (owned) */
  gboolean              has_out;
  gboolean              wants_tls;
  MgProbeResult        *result;        /* (owned) (nullable) */
};

extern const MgMailLanguage _mg_smtp_language;
extern const MgMailLanguage _mg_imap_language;
extern const MgMailLanguage _mg_pop3_language;

MgMailDialog *_mg_mail_dialog_new             (MgMailServer    *server,
                                               const char      *user,
                                               MgSecret        *secret,
                                               gboolean         is_oauth);
void          _mg_mail_dialog_free            (MgMailDialog    *self);

void          _mg_mail_dialog_send            (MgMailDialog    *self,
                                               const char      *format,
                                               ...) G_GNUC_PRINTF (2, 3);
void          _mg_mail_dialog_send_secret     (MgMailDialog    *self,
                                               const char      *prefix,
                                               const MgSecret  *secret);

void          _mg_mail_dialog_set_capability  (MgMailDialog    *self,
                                               const char      *text);
void          _mg_mail_dialog_forget          (MgMailDialog    *self);
gboolean      _mg_mail_dialog_has_capability  (MgMailDialog    *self,
                                               const char      *name);
gboolean      _mg_mail_dialog_offers          (MgMailDialog    *self,
                                               MgSaslMechanism  mechanism);
gboolean      _mg_mail_dialog_choose          (MgMailDialog    *self);

void          _mg_mail_dialog_begin_auth      (MgMailDialog    *self,
                                               const char      *command,
                                               gboolean         initial_response);
void          _mg_mail_dialog_continue_auth   (MgMailDialog    *self,
                                               const char      *data);

void          _mg_mail_dialog_end             (MgMailDialog    *self,
                                               MgProbeOutcome   outcome,
                                               const char      *sentence);
void          _mg_mail_dialog_end_failed      (MgMailDialog    *self,
                                               guint            code,
                                               const char      *enhanced,
                                               const char      *text,
                                               MgProbeOutcome   fallback);
void          _mg_mail_dialog_end_garbage     (MgMailDialog    *self,
                                               const char      *line);
void          _mg_mail_dialog_end_not_offered (MgMailDialog    *self);
void          _mg_mail_dialog_end_insecure    (MgMailDialog    *self);
void          _mg_mail_dialog_end_well        (MgMailDialog    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgMailDialog, _mg_mail_dialog_free)

G_END_DECLS
