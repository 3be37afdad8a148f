/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mg-clock.h"

G_BEGIN_DECLS

/* Called with each outcome; @error is %NULL when a type is being browsed. */
typedef void (*MgAvahiBrowsedFunc) (const GError *error,
                                    gpointer      user_data);

#define MG_TYPE_AVAHI_BROWSER (mg_avahi_browser_get_type ())

G_DECLARE_FINAL_TYPE (MgAvahiBrowser, mg_avahi_browser, MG, AVAHI_BROWSER, GObject)

MgAvahiBrowser *mg_avahi_browser_new            (GDBusConnection     *connection,
                                                 MgClock             *clock,
                                                 const char * const  *types,
                                                 MgAvahiBrowsedFunc   browsed,
                                                 gpointer             user_data);
void            mg_avahi_browser_handle_failure (MgAvahiBrowser      *self,
                                                 const char          *path);
void            mg_avahi_browser_close          (MgAvahiBrowser      *self);

G_END_DECLS
