/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define MG_TYPE_ADDRESS (mg_address_get_type ())

typedef struct _MgAddress MgAddress;

GType       mg_address_get_type    (void);
MgAddress  *mg_address_parse       (const char       *text,
                                    GError          **error);
MgAddress  *mg_address_new         (const char       *scheme,
                                    const char       *host,
                                    guint16           port);
MgAddress  *mg_address_ref         (MgAddress        *self);
void        mg_address_unref       (MgAddress        *self);
const char *mg_address_get_scheme  (const MgAddress  *self);
const char *mg_address_get_host    (const MgAddress  *self);
guint16     mg_address_get_port    (const MgAddress  *self);
gboolean    mg_address_is_secure   (const MgAddress  *self);
gboolean    mg_address_is_loopback (const MgAddress  *self);
gboolean    mg_address_equal       (const MgAddress  *a,
                                    const MgAddress  *b);
char       *mg_address_to_string   (const MgAddress  *self);
char       *mg_address_to_display  (const MgAddress  *self);
char       *mg_address_dup_uri     (const MgAddress  *self,
                                    const char       *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgAddress, mg_address_unref)

G_END_DECLS
