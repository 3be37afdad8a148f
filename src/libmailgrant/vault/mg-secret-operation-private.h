/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsecret/secret.h>

#include "mg-secret-vault.h"

G_BEGIN_DECLS

typedef enum
{
  MG_SECRET_VERB_STORE,
  MG_SECRET_VERB_LOOKUP,
  MG_SECRET_VERB_CLEAR,
} MgSecretVerb;

/* One call of the vault's interface, the data of its task. */
typedef struct
{
  MgSecretVerb  verb;
  MgVaultKey   *key;       /* (owned) */
  char         *subject;   /* (owned) (nullable) */
  MgSecret     *value;     /* (owned) (nullable) */
  gboolean      expected;
  char         *path;      /* (owned) (nullable): the file; %NULL with a service */
  GSource      *cancel;    /* (owned) (nullable) */
  gboolean      answered;
  gboolean      retried;
  GList        *items;     /* (owned) (element-type SecretRetrievable) */
} MgSecretOperation;

/* The steps; each takes the task. */
GTask    *_mg_secret_operation_new         (MgVault             *vault,
                                            MgSecretVerb         verb,
                                            MgVaultKey          *key,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
void      _mg_secret_operation_connect     (GTask               *task);
void      _mg_secret_operation_act         (GTask               *task);
void      _mg_secret_operation_fail        (GTask               *task,
                                            GError              *error);

gboolean  _mg_secret_operation_take_answer (MgSecretOperation   *operation);

/* The vault's side. */
gboolean  _mg_secret_vault_may_prompt      (MgSecretVault       *self);
void      _mg_secret_vault_begin_again     (MgSecretVault       *self,
                                            GTask               *task);
void      _mg_secret_vault_forget_file     (MgSecretVault       *self);
void      _mg_secret_vault_leave_queue     (MgSecretVault       *self,
                                            GTask               *task);

G_END_DECLS
