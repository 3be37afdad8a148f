/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-clock"

#include "config.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "mg-clock.h"

G_DEFINE_INTERFACE (MgClock, mg_clock, G_TYPE_OBJECT)

#define MG_TYPE_SYSTEM_CLOCK (mg_system_clock_get_type ())

G_DECLARE_FINAL_TYPE (MgSystemClock, mg_system_clock, MG, SYSTEM_CLOCK, GObject)

struct _MgSystemClock
{
  GObject parent_instance;
};

typedef struct
{
  GSourceOnceFunc callback;
  gpointer        user_data;
  int             fd;  /* (owned) */
} Timeout;

static void
timeout_free (gpointer data)
{
  Timeout *timeout = data;

  close (timeout->fd);
  g_free (timeout);
}

static gboolean
on_timer_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  Timeout *timeout = user_data;

  timeout->callback (timeout->user_data);

  return G_SOURCE_REMOVE;
}

static gint64
read_clock (clockid_t id)
{
  struct timespec now;

  clock_gettime (id, &now);

  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gint64
mg_system_clock_now (MgClock *clock)
{
  return read_clock (CLOCK_REALTIME);
}

static gint64
mg_system_clock_boot_time (MgClock *clock)
{
  return read_clock (CLOCK_BOOTTIME);
}

/* GLib's own timeouts stand still while the machine sleeps; a sign-in that
 * was begun before the lid was closed has to end in time all the same. */
static guint
mg_system_clock_timeout_add (MgClock         *clock,
                             guint            milliseconds,
                             GSourceOnceFunc  callback,
                             gpointer         user_data)
{
  struct itimerspec when = { 0 };
  Timeout *timeout;
  int fd;

  fd = timerfd_create (CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (fd < 0)
    {
      g_warning ("no timer: %s", g_strerror (errno));
      return g_timeout_add_once (milliseconds, callback, user_data);
    }

  when.it_value.tv_sec = milliseconds / 1000;
  when.it_value.tv_nsec = (long) (milliseconds % 1000) * 1000000;
  /* A zero would disarm the timer. */
  if (milliseconds == 0)
    when.it_value.tv_nsec = 1;
  timerfd_settime (fd, 0, &when, NULL);

  timeout = g_new0 (Timeout, 1);
  timeout->callback = callback;
  timeout->user_data = user_data;
  timeout->fd = fd;

  return g_unix_fd_add_full (G_PRIORITY_DEFAULT, fd, G_IO_IN, on_timer_cb, timeout, timeout_free);
}

static void
mg_system_clock_timeout_remove (MgClock *clock,
                                guint    id)
{
  g_source_remove (id);
}

static void
mg_system_clock_clock_init (MgClockInterface *iface)
{
  iface->now = mg_system_clock_now;
  iface->boot_time = mg_system_clock_boot_time;
  iface->timeout_add = mg_system_clock_timeout_add;
  iface->timeout_remove = mg_system_clock_timeout_remove;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MgSystemClock, mg_system_clock, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MG_TYPE_CLOCK, mg_system_clock_clock_init))

static void
mg_system_clock_class_init (MgSystemClockClass *klass)
{
}

static void
mg_system_clock_init (MgSystemClock *self)
{
}

static void
mg_clock_default_init (MgClockInterface *iface)
{
}

/**
 * mg_system_clock_new:
 *
 * Returns: (transfer full): the clock of this computer
 */
MgClock *
mg_system_clock_new (void)
{
  return g_object_new (MG_TYPE_SYSTEM_CLOCK, NULL);
}

/**
 * mg_clock_now:
 * @self: a clock
 *
 * Returns: the wall clock, in microseconds since 1970-01-01 UTC; it may jump
 */
gint64
mg_clock_now (MgClock *self)
{
  g_return_val_if_fail (MG_IS_CLOCK (self), 0);

  return MG_CLOCK_GET_IFACE (self)->now (self);
}

/**
 * mg_clock_boot_time:
 * @self: a clock
 *
 * Returns: microseconds since boot, suspended time included; it never jumps
 */
gint64
mg_clock_boot_time (MgClock *self)
{
  g_return_val_if_fail (MG_IS_CLOCK (self), 0);

  return MG_CLOCK_GET_IFACE (self)->boot_time (self);
}

/**
 * mg_clock_timeout_add:
 * @self: a clock
 * @milliseconds: how long from now, suspended time included
 * @callback: (scope async): what to call then, once
 * @user_data: data for @callback
 *
 * Arranges one call in the main context of the calling thread's default.
 *
 * Returns: an id for mg_clock_timeout_remove(), never 0
 */
guint
mg_clock_timeout_add (MgClock         *self,
                      guint            milliseconds,
                      GSourceOnceFunc  callback,
                      gpointer         user_data)
{
  g_return_val_if_fail (MG_IS_CLOCK (self), 0);
  g_return_val_if_fail (callback != NULL, 0);

  return MG_CLOCK_GET_IFACE (self)->timeout_add (self, milliseconds, callback, user_data);
}

/**
 * mg_clock_timeout_remove:
 * @self: a clock
 * @id: the id of a timeout that has not fired yet
 *
 * Forgets a timeout.
 */
void
mg_clock_timeout_remove (MgClock *self,
                         guint    id)
{
  g_return_if_fail (MG_IS_CLOCK (self));
  g_return_if_fail (id != 0);

  MG_CLOCK_GET_IFACE (self)->timeout_remove (self, id);
}

/**
 * mg_clock_timeout_clear:
 * @self: a clock
 * @id: (inout): the field that keeps a timeout's id, 0 for none
 *
 * Forgets the timeout in @id if there is one, and sets it to 0. The callback
 * of a timeout sets its own field to 0 first.
 */
void
mg_clock_timeout_clear (MgClock *self,
                        guint   *id)
{
  g_return_if_fail (id != NULL);

  if (*id != 0)
    mg_clock_timeout_remove (self, *id);
  *id = 0;
}
