/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-secret.h"

G_BEGIN_DECLS

typedef struct _MgSecretBundle MgSecretBundle;

MgSecretBundle *mg_secret_bundle_new             (void);
MgSecretBundle *mg_secret_bundle_new_from_secret (const MgSecret        *secret,
                                                  GError               **error);
void            mg_secret_bundle_free            (MgSecretBundle        *self);
void            mg_secret_bundle_set             (MgSecretBundle        *self,
                                                  const char            *name,
                                                  MgSecret              *value);
void            mg_secret_bundle_set_text        (MgSecretBundle        *self,
                                                  const char            *name,
                                                  const char            *text);
MgSecret       *mg_secret_bundle_get             (const MgSecretBundle  *self,
                                                  const char            *name);
char           *mg_secret_bundle_dup_text        (const MgSecretBundle  *self,
                                                  const char            *name);
MgSecret       *mg_secret_bundle_to_secret       (const MgSecretBundle  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgSecretBundle, mg_secret_bundle_free)

G_END_DECLS
