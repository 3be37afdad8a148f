/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mg-clock.h"

G_BEGIN_DECLS

/* How many names are asked for at once, how many wait, and for how long one
 * may take. */
#define MG_NAME_LOOKUP_MAX_RUNNING 8
#define MG_NAME_LOOKUP_MAX_WAITING 256
#define MG_NAME_LOOKUP_TIMEOUT_MSEC 5000

/**
 * MgNameLookupFunc:
 * @name: a host name
 * @addresses: (element-type GInetAddress) (nullable): its addresses, %NULL if
 *   it has none or nobody knew in time
 * @user_data: the owner's
 *
 * Takes what came of a question.
 */
typedef void (*MgNameLookupFunc) (const char *name,
                                  GPtrArray  *addresses,
                                  gpointer    user_data);

#define MG_TYPE_NAME_LOOKUP (mg_name_lookup_get_type ())

G_DECLARE_FINAL_TYPE (MgNameLookup, mg_name_lookup, MG, NAME_LOOKUP, GObject)

MgNameLookup *mg_name_lookup_new    (MgClock          *clock,
                                     MgNameLookupFunc  looked_up,
                                     gpointer          user_data);
void          mg_name_lookup_add    (MgNameLookup     *self,
                                     const char       *name);
void          mg_name_lookup_cancel (MgNameLookup     *self);

G_END_DECLS
