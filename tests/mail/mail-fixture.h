/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-fake-clock.h"
#include "mg-mail-probe.h"
#include "mg-scripted-mail.h"

G_BEGIN_DECLS

#define MAIL_USER "ada@example.org"
#define MAIL_TOKEN "ya29.token"
#define MAIL_PASSWORD "correct horse"

typedef struct
{
  MgFakeClock    *clock;    /* (owned) */
  MgContext      *context;  /* (owned) */
  MgScriptedMail *server;   /* (owned) */
} MailFixture;

typedef enum
{
  MAIL_NOBODY,
  MAIL_WITH_TOKEN,
  MAIL_WITH_PASSWORD,
} MailLogin;

/* One dialog: what the server does, and what must come of it. */
typedef struct
{
  const char     *name;
  MgMailSecurity  security;
  MailLogin       login;
  MgProbeOutcome  outcome;
  const char     *words;     /* a part of what the server said, or NULL */
  const char     *enhanced;  /* or NULL */
  const char     *steps[40];
} MailVector;

void           mail_fixture_set_up    (MailFixture         *self,
                                       gconstpointer        data);
void           mail_fixture_tear_down (MailFixture         *self,
                                       gconstpointer        data);
MgMailProbe   *mail_fixture_new_probe (MailFixture         *self,
                                       const char          *host,
                                       MgMailProtocol       protocol,
                                       MgMailSecurity       security,
                                       MailLogin            login);
MgProbeResult *mail_fixture_run       (MailFixture         *self,
                                       MgMailProtocol       protocol,
                                       MgMailSecurity       security,
                                       MailLogin            login,
                                       const char * const  *steps);
void           mail_fixture_try       (MailFixture         *self,
                                       MgMailProtocol       protocol,
                                       const MailVector    *vectors,
                                       gsize                n_vectors);

G_END_DECLS
