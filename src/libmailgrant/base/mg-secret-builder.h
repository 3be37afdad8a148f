/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mg-secret.h"

G_BEGIN_DECLS

typedef struct _MgSecretBuilder MgSecretBuilder;

MgSecretBuilder *mg_secret_builder_new                (void);
void             mg_secret_builder_free               (MgSecretBuilder *self);
void             mg_secret_builder_append             (MgSecretBuilder *self,
                                                       const char      *text);
void             mg_secret_builder_append_secret      (MgSecretBuilder *self,
                                                       const MgSecret  *secret);
void             mg_secret_builder_append_form        (MgSecretBuilder *self,
                                                       const char      *name,
                                                       const char      *value);
void             mg_secret_builder_append_form_secret (MgSecretBuilder *self,
                                                       const char      *name,
                                                       const MgSecret  *value);
void             mg_secret_builder_append_json        (MgSecretBuilder *self,
                                                       const char      *value);
void             mg_secret_builder_append_json_secret (MgSecretBuilder *self,
                                                       const MgSecret  *value);
MgSecret        *mg_secret_builder_end                (MgSecretBuilder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgSecretBuilder, mg_secret_builder_free)

G_END_DECLS
