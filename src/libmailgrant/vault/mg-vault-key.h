/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * MgVaultKind:
 * @MG_VAULT_DEVICE_CREDENTIAL: the administrator's login of a device
 * @MG_VAULT_OAUTH_TOKEN: our own copy of a grant's tokens
 * @MG_VAULT_OAUTH_CLIENT: the client secret of a provider's client
 * @MG_VAULT_SLOT_PASSWORD: the mail password or app password of a slot
 *
 * The kinds of secrets that are kept.
 */
typedef enum
{
  MG_VAULT_DEVICE_CREDENTIAL,
  MG_VAULT_OAUTH_TOKEN,
  MG_VAULT_OAUTH_CLIENT,
  MG_VAULT_SLOT_PASSWORD,
} MgVaultKind;

#define MG_TYPE_VAULT_KEY (mg_vault_key_get_type ())

typedef struct _MgVaultKey MgVaultKey;

GType        mg_vault_key_get_type              (void);
MgVaultKey  *mg_vault_key_new_device_credential (const char       *device_id);
MgVaultKey  *mg_vault_key_new_oauth_token       (const char       *grant_id,
                                                 const char       *provider_id,
                                                 guint             generation);
MgVaultKey  *mg_vault_key_new_oauth_client      (const char       *provider_id);
MgVaultKey  *mg_vault_key_new_slot_password     (const char       *slot_id);
MgVaultKey  *mg_vault_key_ref                   (MgVaultKey       *self);
void         mg_vault_key_unref                 (MgVaultKey       *self);
MgVaultKind  mg_vault_key_get_kind              (const MgVaultKey *self);
const char  *mg_vault_key_get_id                (const MgVaultKey *self);
GHashTable  *mg_vault_key_dup_attributes        (const MgVaultKey *self);
GHashTable  *mg_vault_key_dup_identity          (const MgVaultKey *self);
char        *mg_vault_key_dup_label             (const MgVaultKey *self,
                                                 const char       *subject);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgVaultKey, mg_vault_key_unref)

G_END_DECLS
