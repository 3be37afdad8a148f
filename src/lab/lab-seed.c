/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-seed"

#include "config.h"

#include "lab-random.h"
#include "lab-seed.h"

static void
set_settings (LabLogin    *login,
              const char  *server,
              guint        port,
              LabSecurity  security,
              const char  *account)
{
  LabSettings *settings = &login->settings;

  g_free (settings->server);
  settings->server = g_strdup (server);
  settings->port = port;
  settings->security = security;
  g_free (settings->sender_name);
  settings->sender_name = g_strdup ("Mailgrant Lab");
  g_free (settings->sender_address);
  settings->sender_address = g_strdup (account);
}

/* A login with a password, which the server has refused if there is a
 * @refusal. */
LabLogin *
lab_seed_password_login (const char  *server,
                         guint        port,
                         LabSecurity  security,
                         const char  *account,
                         const char  *refusal)
{
  LabLogin *login = lab_login_new ();

  set_settings (login, server, port, security, account);
  login->settings.authentication = LAB_AUTHENTICATION_PASSWORD;
  login->password.account = g_strdup (account);
  login->password.password = lab_random_secret (12);
  login->password.refused = refusal != NULL;
  login->password.reason = g_strdup (refusal);
  return login;
}

/* A login that waits for its first token. */
LabLogin *
lab_seed_token_login (const char  *server,
                      guint        port,
                      LabSecurity  security,
                      const char  *account)
{
  LabLogin *login = lab_login_new ();

  set_settings (login, server, port, security, account);
  login->settings.authentication = LAB_AUTHENTICATION_OAUTH2;
  return login;
}

/* Gives @login a refresh token that no provider has ever made, so that one
 * asked about it says invalid_grant as for any dead token. */
void
lab_seed_dead_token (LabLogin         *login,
                     const char       *provider,
                     const LabOptions *options,
                     const char       *reason,
                     gint64            now)
{
  static const char * const scopes[] = { "https://mail.google.com/", NULL };
  const char *issuer = options->provider;
  LabToken *token = &login->token;

  token->state = LAB_TOKEN_INVALID;
  token->provider = g_strdup (provider);
  token->account = g_strdup (login->settings.sender_address);
  token->client_id = g_strdup ("lab-desktop");
  token->refresh_token = lab_random_secret (32);
  token->scopes = g_strdupv ((char **) scopes);
  token->obtained_at = now - 100 * 24 * 60 * 60;
  token->reason = g_strdup (reason);
  token->token_endpoint = issuer != NULL ? g_strconcat (issuer, "/token", NULL)
                                         : g_strdup ("https://oauth2.googleapis.com/token");
}
