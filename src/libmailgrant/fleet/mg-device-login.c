/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-device-login"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-device-login-private.h"
#include "mg-error.h"
#include "mg-secret-bundle.h"

/**
 * _mg_device_login_to_secret:
 * @credential: the login of an administrator
 * @login_id: a name for this one login, which another password does not get
 *
 * Makes what the vault keeps. A one-time code is good for one sign-in, so it
 * is not kept.
 *
 * Returns: (transfer full): the login as one secret
 */
MgSecret *
_mg_device_login_to_secret (MgCredential *credential,
                            const char   *login_id)
{
  g_autoptr (MgSecretBundle) bundle = mg_secret_bundle_new ();

  mg_secret_bundle_set_text (bundle, "login", login_id);
  mg_secret_bundle_set_text (bundle, "user", mg_credential_get_user (credential));
  mg_secret_bundle_set (bundle, "password", mg_credential_get_password (credential));

  return mg_secret_bundle_to_secret (bundle);
}

/**
 * _mg_device_login_from_secret:
 * @secret: what the vault kept
 * @login_id: (out) (transfer full): return location for the login's name
 * @error: return location for an error
 *
 * Returns: (transfer full): the login, or %NULL with @error set
 */
MgCredential *
_mg_device_login_from_secret (MgSecret  *secret,
                              char     **login_id,
                              GError   **error)
{
  g_autoptr (MgSecretBundle) bundle = mg_secret_bundle_new_from_secret (secret, error);
  g_autofree char *id = NULL;
  g_autofree char *user = NULL;
  MgSecret *password;

  if (bundle == NULL)
    return NULL;

  id = mg_secret_bundle_dup_text (bundle, "login");
  user = mg_secret_bundle_dup_text (bundle, "user");
  password = mg_secret_bundle_get (bundle, "password");
  if (id == NULL || user == NULL || password == NULL)
    {
      g_set_error_literal (error, MG_ERROR, MG_ERROR_VAULT_UNREADABLE,
                           _("The saved login cannot be read"));
      return NULL;
    }

  *login_id = g_steal_pointer (&id);

  return mg_credential_new (user, password, NULL);
}
