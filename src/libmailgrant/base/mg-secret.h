/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define MG_TYPE_SECRET (mg_secret_get_type ())

typedef struct _MgSecret MgSecret;

GType       mg_secret_get_type   (void);
MgSecret   *mg_secret_new        (const char     *bytes,
                                  gssize          length);
MgSecret   *mg_secret_new_take   (char           *text);
MgSecret   *mg_secret_ref        (MgSecret       *self);
void        mg_secret_unref      (MgSecret       *self);
const char *mg_secret_peek       (const MgSecret *self);
gsize       mg_secret_get_length (const MgSecret *self);
gboolean    mg_secret_equal      (const MgSecret *a,
                                  const MgSecret *b);
char       *mg_secret_dup_sha256 (const MgSecret *self);
const char *mg_secret_to_string  (const MgSecret *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgSecret, mg_secret_unref)

G_END_DECLS
