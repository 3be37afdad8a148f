/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Not an answer: the request is not whole yet, or the peer deserves none. */
#define MG_LOOPBACK_INCOMPLETE 0
#define MG_LOOPBACK_DROP 1

typedef struct _MgLoopbackParser MgLoopbackParser;

MgLoopbackParser *mg_loopback_parser_new         (guint16           port);
void              mg_loopback_parser_free        (MgLoopbackParser *self);
guint             mg_loopback_parser_feed        (MgLoopbackParser *self,
                                                  const char       *bytes,
                                                  gsize             length);
const char       *mg_loopback_parser_get_method  (MgLoopbackParser *self);
const char       *mg_loopback_parser_get_path    (MgLoopbackParser *self);
const char       *mg_loopback_parser_get_query   (MgLoopbackParser *self);
gboolean          mg_loopback_parser_is_prefetch (MgLoopbackParser *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgLoopbackParser, mg_loopback_parser_free)

G_END_DECLS
