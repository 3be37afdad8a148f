/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "lab-login.h"
#include "lab-options.h"

G_BEGIN_DECLS

/* What a lab process goes out with: whom it trusts, and where mail servers
 * really are. */
typedef struct
{
  SoupSession  *session;       /* (owned) */
  GTlsDatabase *database;      /* (owned) */
  GHashTable   *mail_servers;  /* (owned), "smtp", "smtps", "pop3", …, "" → HOST:PORT */
} LabNetwork;

gboolean    lab_network_init             (LabNetwork        *self,
                                          const LabOptions  *options,
                                          GError           **error);
void        lab_network_clear            (LabNetwork        *self);
const char *lab_network_find_mail_server (LabNetwork        *self,
                                          LabProtocol        protocol,
                                          LabSecurity        security);

G_END_DECLS
