/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-secret.h"

G_BEGIN_DECLS

/**
 * MgSaslMechanism:
 * @MG_SASL_XOAUTH2: Google's and Microsoft's own way to hand over a token
 * @MG_SASL_OAUTHBEARER: the standard way to hand over a token (RFC 7628)
 * @MG_SASL_PLAIN: user name and password at once (RFC 4616)
 * @MG_SASL_LOGIN: user name and password one after the other
 *
 * How to log in.
 */
typedef enum
{
  MG_SASL_XOAUTH2,
  MG_SASL_OAUTHBEARER,
  MG_SASL_PLAIN,
  MG_SASL_LOGIN,
} MgSaslMechanism;

/**
 * MgSaslChallenge:
 * @status: `401`, `invalid_token`, `insufficient_scope`, …
 * @schemes: the schemes the server knows
 * @scope: the scope it wants
 * @openid_configuration: where it says more
 *
 * What a server says about a token it refuses (RFC 7628 §3.2.2). Each is %NULL
 * if it was not said, and clean to be shown.
 */
typedef struct
{
  char *status;                /* (owned) (nullable) */
  char *schemes;               /* (owned) (nullable) */
  char *scope;                 /* (owned) (nullable) */
  char *openid_configuration;  /* (owned) (nullable) */
} MgSaslChallenge;

const char      *mg_sasl_mechanism_get_name  (MgSaslMechanism        mechanism);
gboolean         mg_sasl_mechanism_from_name (const char            *name,
                                              MgSaslMechanism       *mechanism);
gboolean         mg_sasl_mechanism_is_oauth  (MgSaslMechanism        mechanism);
MgSecret        *mg_sasl_encode_response     (MgSaslMechanism        mechanism,
                                              const char            *user,
                                              const MgSecret        *secret,
                                              const char            *host,
                                              guint16                port);
MgSecret        *mg_sasl_encode_base64       (const char            *bytes,
                                              gsize                  length);
MgSecret        *mg_sasl_encode_secret       (const MgSecret        *secret);
const char      *mg_sasl_get_abort_response  (MgSaslMechanism        mechanism);
gboolean         mg_sasl_can_carry           (MgSaslMechanism        mechanism,
                                              const char            *user,
                                              const MgSecret        *secret);

MgSaslChallenge *mg_sasl_challenge_parse     (const char            *base64);
MgSaslChallenge *mg_sasl_challenge_copy      (const MgSaslChallenge *self);
void             mg_sasl_challenge_free      (MgSaslChallenge       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgSaslChallenge, mg_sasl_challenge_free)

G_END_DECLS
