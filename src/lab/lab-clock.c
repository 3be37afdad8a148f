/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-clock"

#include "config.h"

#include "lab-clock.h"

gint64
lab_clock_now (const LabClock *clock)
{
  return g_get_real_time () / G_USEC_PER_SEC + clock->offset;
}

/* Formats @seconds since the epoch as RFC 3339 in UTC, or returns NULL for 0,
 * which stands for "not known" all over the lab. */
char *
lab_clock_format (gint64 seconds)
{
  g_autoptr (GDateTime) time = NULL;

  if (seconds == 0)
    return NULL;

  time = g_date_time_new_from_unix_utc (seconds);
  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}
