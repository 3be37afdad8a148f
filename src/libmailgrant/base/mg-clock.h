/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define MG_TYPE_CLOCK (mg_clock_get_type ())

G_DECLARE_INTERFACE (MgClock, mg_clock, MG, CLOCK, GObject)

/**
 * MgClockInterface:
 * @parent_iface: the parent interface
 * @now: the wall clock, in microseconds since 1970-01-01 UTC
 * @boot_time: microseconds since boot, suspended time included
 * @timeout_add: calls back once after so many milliseconds of boot time
 * @timeout_remove: forgets a timeout that has not fired
 *
 * Where the time comes from. A test has a clock that it moves itself.
 */
struct _MgClockInterface
{
  GTypeInterface parent_iface;

  gint64 (*now)            (MgClock         *self);
  gint64 (*boot_time)      (MgClock         *self);
  guint  (*timeout_add)    (MgClock         *self,
                            guint            milliseconds,
                            GSourceOnceFunc  callback,
                            gpointer         user_data);
  void   (*timeout_remove) (MgClock         *self,
                            guint            id);
};

gint64   mg_clock_now            (MgClock         *self);
gint64   mg_clock_boot_time      (MgClock         *self);
guint    mg_clock_timeout_add    (MgClock         *self,
                                  guint            milliseconds,
                                  GSourceOnceFunc  callback,
                                  gpointer         user_data);
void     mg_clock_timeout_remove (MgClock         *self,
                                  guint            id);
void     mg_clock_timeout_clear  (MgClock         *self,
                                  guint           *id);

MgClock *mg_system_clock_new     (void);

G_END_DECLS
