/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "lab-grants.h"
#include "lab-jws.h"
#include "lab-provider.h"

G_BEGIN_DECLS

/* An authorization that waits for a person, or for its code to be redeemed. */
typedef struct
{
  char     *client_id;     /* (owned) */
  char     *redirect_uri;  /* (owned) (nullable) for a device */
  char     *scope;         /* (owned) */
  char     *state;         /* (owned) (nullable) */
  char     *nonce;         /* (owned) (nullable) */
  char     *challenge;     /* (owned) (nullable) for a device */
  char     *login_hint;    /* (owned) (nullable) */
  gint64    expires_at;

  LabGrant *grant;         /* (owned) (nullable), once it is allowed */
  gboolean  denied;
  gboolean  used;          /* its code was redeemed */

  char     *user_code;     /* (owned) (nullable), of a device */
  gint64    polled_at;     /* monotonic */
  guint     interval;      /* seconds */
} LabAsk;

struct _LabProvider
{
  GObject           parent_instance;

  const LabOptions *options;
  LabClock          clock;
  LabEndpoint      *endpoint;      /* (owned) */
  char             *fingerprint;   /* (owned) (nullable) without TLS */
  LabJws           *jws;           /* (owned) */
  SoupSession      *session;       /* (owned), for following a redirect in a person's place */

  GHashTable       *clients;       /* (owned), id → secret, "" for a public client */
  GHashTable       *asks;          /* (owned), id of a consent page → LabAsk */
  GHashTable       *codes;         /* (owned), authorization or device code → LabAsk */
  LabGrants         grants;

  gboolean          auto_consent;
  guint             interval;      /* seconds between two polls of a device */
  JsonObject       *token_fault;   /* (owned) (nullable) */
  guint             n_faults;      /* token answers still to spoil */
};

/* lab-provider.c */
const char *_lab_provider_get_issuer     (LabProvider       *self);
GHashTable *_lab_provider_read_form      (SoupServerMessage *message);
gboolean    _lab_provider_is_client      (LabProvider       *self,
                                          const char        *client_id);
char       *_lab_provider_check_client   (LabProvider       *self,
                                          SoupServerMessage *message,
                                          GHashTable        *form,
                                          gboolean          *confidential);
void        _lab_provider_reply_error    (SoupServerMessage *message,
                                          guint              status,
                                          const char        *error,
                                          const char        *description);
LabIssued  *_lab_provider_find_bearer    (LabProvider       *self,
                                          SoupServerMessage *message);
void        _lab_ask_free                (LabAsk            *ask);

/* lab-provider-authorize.c */
void        _lab_provider_authorize      (LabProvider       *self,
                                          SoupServerMessage *message);
void        _lab_provider_consent        (LabProvider       *self,
                                          SoupServerMessage *message);
void        _lab_provider_device         (LabProvider       *self,
                                          SoupServerMessage *message);
JsonObject *_lab_provider_consent_for    (LabProvider       *self,
                                          JsonObject        *arguments,
                                          GError           **error);

/* lab-provider-gmail.c */
void        _lab_provider_send_message   (LabProvider       *self,
                                          SoupServerMessage *message);

/* lab-provider-pages.c */
char       *_lab_provider_consent_page   (const char        *id,
                                          LabAsk            *ask);
char       *_lab_provider_device_page    (const char        *user_code);
void        _lab_provider_reply_page     (SoupServerMessage *message,
                                          guint              status,
                                          const char        *title,
                                          const char        *body);

/* lab-provider-token.c */
void        _lab_provider_token          (LabProvider       *self,
                                          SoupServerMessage *message);
void        _lab_provider_device_code    (LabProvider       *self,
                                          SoupServerMessage *message);

G_END_DECLS
