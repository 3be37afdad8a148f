/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define MG_TYPE_TXT (mg_txt_get_type ())

typedef struct _MgTxt MgTxt;

GType       mg_txt_get_type         (void);
MgTxt      *mg_txt_new              (const char * const *strings);
MgTxt      *mg_txt_new_from_variant (GVariant           *strings,
                                     gboolean            reversed);
MgTxt      *mg_txt_new_from_rdata   (const guint8       *rdata,
                                     gsize               length);
MgTxt      *mg_txt_new_split        (const MgTxt        *list);
MgTxt      *mg_txt_ref              (MgTxt              *self);
void        mg_txt_unref            (MgTxt              *self);
guint       mg_txt_get_size         (const MgTxt        *self);
const char *mg_txt_get_key          (const MgTxt        *self,
                                     guint               index);
const char *mg_txt_get              (const MgTxt        *self,
                                     const char         *key);
gboolean    mg_txt_is_ambiguous     (const MgTxt        *self,
                                     const char         *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgTxt, mg_txt_unref)

G_END_DECLS
