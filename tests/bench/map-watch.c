/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Usage: map-watch PROGRAM [ARGUMENT…]
 *
 * Starts a program and measures, from just before exec(), when its first large
 * window is mapped and when that shows more than a plain ground, and what
 * memory it has a while later. There must be no window manager: windows are
 * then children of the root. */

#include "config.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/Xdamage.h>
#include <glib.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define COLOURS_OF_CONTENT 12
#define WIDTH_MIN 200
#define HEIGHT_MIN 150
#define DEADLINE_SECONDS 30
#define SETTLED_SECONDS 1.5

typedef struct
{
  Display *display;
  int      damage_event;
  Window   window;   /* None until it is mapped */
  int      width;
  int      height;
  double   mapped;   /* seconds, 0 until then */
  double   content;
} Watch;

static double
now (void)
{
  return (double) g_get_monotonic_time () / G_USEC_PER_SEC;
}

/* Between an event and the question about its window, the window may have gone. */
static int
on_x_error (Display     *display,
            XErrorEvent *event)
{
  return 0;
}

static gboolean
has_content (Watch *watch)
{
  g_autoptr (GHashTable) colours = g_hash_table_new (NULL, NULL);
  XImage *image = XGetImage (watch->display, watch->window, 0, 0, (unsigned int) watch->width,
                             (unsigned int) watch->height, AllPlanes, ZPixmap);

  if (image == NULL)
    return FALSE;

  for (int y = 0; y < image->height && g_hash_table_size (colours) < COLOURS_OF_CONTENT; y++)
    for (int x = 0; x < image->width; x++)
      g_hash_table_add (colours, GUINT_TO_POINTER (XGetPixel (image, x, y)));
  XDestroyImage (image);

  return g_hash_table_size (colours) >= COLOURS_OF_CONTENT;
}

static void
take_mapped (Watch  *watch,
             Window  window)
{
  XWindowAttributes attributes;

  if (watch->window != None || !XGetWindowAttributes (watch->display, window, &attributes) ||
      attributes.override_redirect || attributes.width < WIDTH_MIN ||
      attributes.height < HEIGHT_MIN)
    return;

  watch->window = window;
  watch->width = attributes.width;
  watch->height = attributes.height;
  watch->mapped = now ();
  XDamageCreate (watch->display, window, XDamageReportRawRectangles);
}

static void
take_events (Watch *watch)
{
  gboolean damaged = FALSE;

  while (XPending (watch->display) > 0)
    {
      XEvent event;

      XNextEvent (watch->display, &event);
      if (event.type == MapNotify)
        take_mapped (watch, event.xmap.window);
      else if (event.type == watch->damage_event)
        damaged = TRUE;
    }

  if (damaged && watch->content < watch->mapped && has_content (watch))
    watch->content = now ();
}

/* Returns a line of smaps_rollup in MiB. */
static double
read_memory (pid_t       pid,
             const char *name)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/smaps_rollup", pid);
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;

  line = strstr (text, name);

  return line == NULL ? 0 : g_ascii_strtod (line + strlen (name), NULL) / 1024;
}

static gboolean
watch_program (Watch  *watch,
               pid_t   pid,
               double  start)
{
  while (watch->mapped <= 0 || watch->content <= 0 || now () < watch->mapped + SETTLED_SECONDS)
    {
      struct pollfd connection = { ConnectionNumber (watch->display), POLLIN, 0 };

      take_events (watch);
      if (now () > start + DEADLINE_SECONDS || waitpid (pid, NULL, WNOHANG) == pid)
        return FALSE;

      poll (&connection, 1, 20);
    }

  return TRUE;
}

int
main (int    argc,
      char **argv)
{
  Watch watch = { .display = XOpenDisplay (NULL) };
  gboolean seen;
  double start;
  int error_base;
  pid_t pid;

  if (argc < 2 || watch.display == NULL ||
      !XDamageQueryExtension (watch.display, &watch.damage_event, &error_base))
    {
      fprintf (stderr, "Usage, on an X display with DAMAGE: %s PROGRAM [ARGUMENT…]\n", argv[0]);
      return 2;
    }

  watch.damage_event += XDamageNotify;
  XSetErrorHandler (on_x_error);
  XSelectInput (watch.display, DefaultRootWindow (watch.display), SubstructureNotifyMask);
  XSync (watch.display, False);

  start = now ();
  pid = fork ();
  if (pid == 0)
    {
      execvp (argv[1], argv + 1);
      _exit (127);
    }

  seen = watch_program (&watch, pid, start);
  if (seen)
    printf ("{\"mapped\": %.4f, \"content\": %.4f, \"rss\": %.1f, \"anonymous\": %.1f}\n",
            watch.mapped - start, watch.content - start, read_memory (pid, "Rss:"),
            read_memory (pid, "Anonymous:"));
  else
    fprintf (stderr, "%s has shown no window\n", argv[1]);

  kill (pid, SIGTERM);
  waitpid (pid, NULL, 0);
  XCloseDisplay (watch.display);

  return seen ? 0 : 1;
}
