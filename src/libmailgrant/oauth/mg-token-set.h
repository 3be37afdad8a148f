/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "mg-secret.h"

G_BEGIN_DECLS

#define MG_TYPE_TOKEN_SET (mg_token_set_get_type ())

typedef struct _MgTokenSet MgTokenSet;

GType               mg_token_set_get_type                (void);
MgTokenSet         *mg_token_set_new                     (MgSecret           *access,
                                                          MgSecret           *refresh,
                                                          const char * const *scopes,
                                                          gint64              obtained_at,
                                                          gint64              expires_at);
MgTokenSet         *mg_token_set_new_from_secret         (MgSecret           *secret,
                                                          GError            **error);
MgTokenSet         *mg_token_set_new_merged              (MgTokenSet         *old,
                                                          MgTokenSet         *fresh);
MgTokenSet         *mg_token_set_ref                     (MgTokenSet         *self);
void                mg_token_set_unref                   (MgTokenSet         *self);
MgSecret           *mg_token_set_to_secret               (MgTokenSet         *self);
MgSecret           *mg_token_set_get_access              (MgTokenSet         *self);
MgSecret           *mg_token_set_get_refresh             (MgTokenSet         *self);
const char * const *mg_token_set_get_scopes              (MgTokenSet         *self);
const char         *mg_token_set_get_address             (MgTokenSet         *self);
gint64              mg_token_set_get_obtained_at         (MgTokenSet         *self);
gint64              mg_token_set_get_expires_at          (MgTokenSet         *self);
gint64              mg_token_set_get_refresh_obtained_at (MgTokenSet         *self);
gint64              mg_token_set_get_refresh_expires_at  (MgTokenSet         *self);
gboolean            mg_token_set_is_fresh                (MgTokenSet         *self,
                                                          gint64              now,
                                                          gint64              margin);
gboolean            mg_token_set_covers                  (MgTokenSet         *self,
                                                          const char * const *scopes);
gboolean            mg_token_set_is_for                  (MgTokenSet         *self,
                                                          const char         *address);
gboolean            mg_token_set_check_first             (MgTokenSet         *self,
                                                          const char * const *scopes,
                                                          const char         *provider,
                                                          GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgTokenSet, mg_token_set_unref)

G_END_DECLS
