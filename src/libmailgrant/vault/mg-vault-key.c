/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-vault-key"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-vault-key.h"

/**
 * MgVaultKey:
 *
 * Names one secret in the vault.
 *
 * Whatever a key holds is written to the keyring in clear, where every program
 * of the session can list it; so it holds ids and never an address or a token.
 * Immutable.
 */
struct _MgVaultKey
{
  gatomicrefcount  ref_count;
  MgVaultKind      kind;
  char            *id;           /* (owned) */
  char            *provider_id;  /* (owned) (nullable) */
  char            *generation;   /* (owned) (nullable) */
};

G_DEFINE_BOXED_TYPE (MgVaultKey, mg_vault_key, mg_vault_key_ref, mg_vault_key_unref)

static const char * const kind_nicks[] = {
  [MG_VAULT_DEVICE_CREDENTIAL] = "device-credential",
  [MG_VAULT_OAUTH_TOKEN] = "oauth-token",
  [MG_VAULT_OAUTH_CLIENT] = "oauth-client",
  [MG_VAULT_SLOT_PASSWORD] = "slot-password",
};

static const char * const id_names[] = {
  [MG_VAULT_DEVICE_CREDENTIAL] = "device",
  [MG_VAULT_OAUTH_TOKEN] = "grant",
  [MG_VAULT_OAUTH_CLIENT] = "provider",
  [MG_VAULT_SLOT_PASSWORD] = "slot",
};

static MgVaultKey *
mg_vault_key_new (MgVaultKind  kind,
                  const char  *id)
{
  MgVaultKey *self = g_new0 (MgVaultKey, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->id = g_strdup (id);

  return self;
}

/**
 * mg_vault_key_new_device_credential:
 * @device_id: the id of a device
 *
 * Returns: (transfer full): the key of the device's administrator login
 */
MgVaultKey *
mg_vault_key_new_device_credential (const char *device_id)
{
  g_return_val_if_fail (device_id != NULL, NULL);

  return mg_vault_key_new (MG_VAULT_DEVICE_CREDENTIAL, device_id);
}

/**
 * mg_vault_key_new_oauth_token:
 * @grant_id: the id of a grant
 * @provider_id: the id of its provider
 * @generation: the generation of the provider's scopes
 *
 * A token of an older generation is not found by the key of a newer one, so
 * that a grant which lacks a scope is asked for again and never used.
 *
 * Returns: (transfer full): the key of the grant's tokens
 */
MgVaultKey *
mg_vault_key_new_oauth_token (const char *grant_id,
                              const char *provider_id,
                              guint       generation)
{
  MgVaultKey *self;

  g_return_val_if_fail (grant_id != NULL, NULL);
  g_return_val_if_fail (provider_id != NULL, NULL);

  self = mg_vault_key_new (MG_VAULT_OAUTH_TOKEN, grant_id);
  self->provider_id = g_strdup (provider_id);
  self->generation = g_strdup_printf ("%u", generation);

  return self;
}

/**
 * mg_vault_key_new_oauth_client:
 * @provider_id: the id of a provider
 *
 * Returns: (transfer full): the key of the provider's client secret
 */
MgVaultKey *
mg_vault_key_new_oauth_client (const char *provider_id)
{
  g_return_val_if_fail (provider_id != NULL, NULL);

  return mg_vault_key_new (MG_VAULT_OAUTH_CLIENT, provider_id);
}

/**
 * mg_vault_key_new_slot_password:
 * @slot_id: the id of a slot, its device included
 *
 * Returns: (transfer full): the key of the slot's mail password
 */
MgVaultKey *
mg_vault_key_new_slot_password (const char *slot_id)
{
  g_return_val_if_fail (slot_id != NULL, NULL);

  return mg_vault_key_new (MG_VAULT_SLOT_PASSWORD, slot_id);
}

/**
 * mg_vault_key_ref:
 * @self: a key
 *
 * Returns: (transfer full): @self with one more reference
 */
MgVaultKey *
mg_vault_key_ref (MgVaultKey *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * mg_vault_key_unref:
 * @self: (transfer full): a key
 *
 * Gives up a reference.
 */
void
mg_vault_key_unref (MgVaultKey *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->id);
  g_free (self->provider_id);
  g_free (self->generation);
  g_free (self);
}

/**
 * mg_vault_key_get_kind:
 * @self: a key
 *
 * Returns: what kind of secret it names
 */
MgVaultKind
mg_vault_key_get_kind (const MgVaultKey *self)
{
  g_return_val_if_fail (self != NULL, MG_VAULT_DEVICE_CREDENTIAL);

  return self->kind;
}

/**
 * mg_vault_key_get_id:
 * @self: a key
 *
 * Returns: (transfer none): the id of the device, grant, provider or slot
 */
const char *
mg_vault_key_get_id (const MgVaultKey *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * mg_vault_key_dup_identity:
 * @self: a key
 *
 * Gets the attributes that stay when the secret is renewed: its kind and whose
 * it is.
 *
 * Returns: (transfer full) (element-type utf8 utf8): attributes for the keyring
 */
GHashTable *
mg_vault_key_dup_identity (const MgVaultKey *self)
{
  GHashTable *attributes;

  g_return_val_if_fail (self != NULL, NULL);

  attributes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (attributes, g_strdup ("kind"), g_strdup (kind_nicks[self->kind]));
  g_hash_table_insert (attributes, g_strdup (id_names[self->kind]), g_strdup (self->id));

  return attributes;
}

/**
 * mg_vault_key_dup_attributes:
 * @self: a key
 *
 * Returns: (transfer full) (element-type utf8 utf8): all attributes for the
 *   keyring
 */
GHashTable *
mg_vault_key_dup_attributes (const MgVaultKey *self)
{
  GHashTable *attributes;

  g_return_val_if_fail (self != NULL, NULL);

  attributes = mg_vault_key_dup_identity (self);
  if (self->provider_id != NULL)
    g_hash_table_insert (attributes, g_strdup ("provider"), g_strdup (self->provider_id));
  if (self->generation != NULL)
    g_hash_table_insert (attributes, g_strdup ("generation"), g_strdup (self->generation));

  return attributes;
}

/**
 * mg_vault_key_dup_label:
 * @self: a key
 * @subject: the name by which the person knows whose secret it is
 *
 * Returns: (transfer full): what a keyring manager shows in its list
 */
char *
mg_vault_key_dup_label (const MgVaultKey *self,
                        const char       *subject)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (subject != NULL, NULL);

  switch (self->kind)
    {
    case MG_VAULT_DEVICE_CREDENTIAL:
      /* Translators: a line in the list of the keyring. %s is the name of a device. */
      return g_strdup_printf (_("Mailgrant: administrator login of %s"), subject);
    case MG_VAULT_OAUTH_TOKEN:
      /* Translators: a line in the list of the keyring. %s is the name of a mail setting. */
      return g_strdup_printf (_("Mailgrant: mail authorization of %s"), subject);
    case MG_VAULT_OAUTH_CLIENT:
      /* Translators: a line in the list of the keyring. %s is the name of a mail provider. */
      return g_strdup_printf (_("Mailgrant: client secret for %s"), subject);
    case MG_VAULT_SLOT_PASSWORD:
      /* Translators: a line in the list of the keyring. %s is the name of a mail setting. */
      return g_strdup_printf (_("Mailgrant: mail password of %s"), subject);
    default:
      g_return_val_if_reached (NULL);
    }
}
