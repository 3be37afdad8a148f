/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-credential"

#include "config.h"

#include "mg-credential.h"

/**
 * MgCredential:
 *
 * A login of a device's administrator. Immutable.
 */
struct _MgCredential
{
  gatomicrefcount  ref_count;
  char            *user;           /* (owned) */
  MgSecret        *password;       /* (owned) */
  MgSecret        *one_time_code;  /* (owned) (nullable) */
};

G_DEFINE_BOXED_TYPE (MgCredential, mg_credential, mg_credential_ref, mg_credential_unref)

/**
 * mg_credential_new:
 * @user: the user name; empty for makes that sign in with an API key alone
 * @password: the password or API key
 * @one_time_code: (nullable): the current one-time code
 *
 * Returns: (transfer full): a new credential
 */
MgCredential *
mg_credential_new (const char *user,
                   MgSecret   *password,
                   MgSecret   *one_time_code)
{
  MgCredential *self;

  g_return_val_if_fail (user != NULL, NULL);
  g_return_val_if_fail (password != NULL, NULL);

  self = g_new0 (MgCredential, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->user = g_strdup (user);
  self->password = mg_secret_ref (password);
  self->one_time_code = one_time_code == NULL ? NULL : mg_secret_ref (one_time_code);

  return self;
}

/**
 * mg_credential_ref:
 * @self: a credential
 *
 * Returns: (transfer full): @self with one more reference
 */
MgCredential *
mg_credential_ref (MgCredential *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * mg_credential_unref:
 * @self: (transfer full): a credential
 *
 * Gives up a reference.
 */
void
mg_credential_unref (MgCredential *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->user);
  mg_secret_unref (self->password);
  g_clear_pointer (&self->one_time_code, mg_secret_unref);
  g_free (self);
}

/**
 * mg_credential_get_user:
 * @self: a credential
 *
 * Returns: (transfer none): the user name
 */
const char *
mg_credential_get_user (const MgCredential *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->user;
}

/**
 * mg_credential_get_password:
 * @self: a credential
 *
 * Returns: (transfer none): the password or API key
 */
MgSecret *
mg_credential_get_password (const MgCredential *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->password;
}

/**
 * mg_credential_get_one_time_code:
 * @self: a credential
 *
 * Returns: (transfer none) (nullable): the one-time code
 */
MgSecret *
mg_credential_get_one_time_code (const MgCredential *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->one_time_code;
}
