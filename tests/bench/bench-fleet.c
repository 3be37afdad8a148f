/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdio.h>

#include "bench-fleet.h"

struct _BenchFleet
{
  GPtrArray  *devices;    /* (owned) (element-type BenchDevice) */
  GMainLoop  *loop;       /* (owned) */
  BenchStart  start;
  gpointer    user_data;
  guint       parallel;
  guint       next;
  guint       running;
  guint       n_failed;
};

static void
device_free (gpointer data)
{
  BenchDevice *device = data;

  g_free (device->url);
  g_free (device->fingerprint);
  g_free (device->user);
  g_free (device->password);
  g_free (device);
}

/* Each line is: address, fingerprint, user, password. */
static GPtrArray *
read_devices (BenchFleet  *fleet,
              const char  *path,
              GError     **error)
{
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (device_free);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;

  lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);
      BenchDevice *device;

      if (g_strv_length (words) != 4)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "line %" G_GSIZE_FORMAT
                       " of the list of devices has not four words", i + 1);
          return NULL;
        }

      device = g_new0 (BenchDevice, 1);
      device->fleet = fleet;
      device->url = g_strdup (words[0]);
      device->fingerprint = g_strdup (words[1]);
      device->user = g_strdup (words[2]);
      device->password = g_strdup (words[3]);
      g_ptr_array_add (devices, device);
    }

  return g_steal_pointer (&devices);
}

static void
fill_lanes (BenchFleet *fleet)
{
  while (fleet->running < fleet->parallel && fleet->next < fleet->devices->len)
    {
      fleet->running++;
      fleet->start (g_ptr_array_index (fleet->devices, fleet->next++), fleet->user_data);
    }

  if (fleet->running == 0)
    g_main_loop_quit (fleet->loop);
}

static gboolean
on_idle_cb (gpointer user_data)
{
  fill_lanes (user_data);

  return G_SOURCE_REMOVE;
}

/* Ends the turn of a device; the next begins when the caller has returned. */
void
bench_fleet_end (BenchDevice  *device,
                 const GError *error)
{
  BenchFleet *fleet = device->fleet;

  if (error != NULL)
    {
      fleet->n_failed++;
      fprintf (stderr, "%s: %s\n", device->url, error->message);
    }

  fleet->running--;
  g_idle_add (on_idle_cb, fleet);
}

/* Talks to each device in the file @path; prints how long that took and how
 * many devices failed. Returns what the program is to end with. */
int
bench_fleet_run (const char *path,
                 guint       parallel,
                 BenchStart  start,
                 gpointer    user_data)
{
  BenchFleet fleet = { .start = start, .user_data = user_data, .parallel = parallel };
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  gint64 begin;

  devices = read_devices (&fleet, path, &error);
  if (devices == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }

  fleet.devices = devices;
  fleet.loop = loop;
  begin = g_get_monotonic_time ();
  g_idle_add (on_idle_cb, &fleet);
  g_main_loop_run (loop);
  printf ("{\"devices\": %u, \"failed\": %u, \"seconds\": %.3f}\n", devices->len, fleet.n_failed,
          (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC);

  return fleet.n_failed > 0;
}
