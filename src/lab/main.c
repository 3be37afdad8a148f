/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-main"

#include "config.h"

#include <glib-unix.h>
#include <stdio.h>
#include <sys/resource.h>

#include "lab-device.h"
#include "lab-json.h"
#include "lab-mail-server.h"
#include "lab-provider.h"

/* The programs' door: starts what the command line names, says in one line of
 * JSON how to reach it, and serves until it is told to end. */

typedef struct
{
  LabOptions   options;
  LabNetwork   network;
  LabControl  *control;  /* (owned) */
  GPtrArray   *parts;    /* (owned) (element-type GObject), what was started */
  JsonObject  *ready;    /* (owned), the line to be printed */
} Lab;

static gboolean
add_device (Lab                   *lab,
            const LabPersonality  *personality,
            const char            *address,
            guint                  number,
            GError               **error)
{
  LabDevice *device = lab_device_new (personality, &lab->options, &lab->network, number);

  g_ptr_array_add (lab->parts, device);
  if (!lab_device_start (device, address, (guint) lab->options.port, error))
    return FALSE;

  lab_control_add_target (lab->control, lab_device_command, device);
  return TRUE;
}

/* The address @n places after @first, leaving out the ones that look like those
 * of a network or a broadcast. */
static char *
make_address (const char *first,
              guint       n)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (first);
  const guint8 *bytes;
  guint32 value;

  if (n == 0 || inet == NULL || g_inet_address_get_family (inet) != G_SOCKET_FAMILY_IPV4)
    return g_strdup (first);

  bytes = g_inet_address_to_bytes (inet);
  value = ((guint32) bytes[1] * 250 + bytes[2]) * 250 + bytes[3] - 1 + n;
  return g_strdup_printf ("127.%u.%u.%u", value / 62500 % 250, value / 250 % 250,
                          1 + value % 250);
}

/* Starts as many devices as were asked for, each with an address of its own,
 * and with both @personalities in turn. */
static gboolean
start_devices (Lab                    *lab,
               const LabPersonality  **personalities,
               guint                   n_personalities,
               guint                   count,
               GError                **error)
{
  const char *first = count > 1 ? "127.10.0.1" : "127.0.0.1";
  JsonArray *list = json_array_new ();

  if (lab->options.address != NULL)
    first = lab->options.address;

  json_object_set_array_member (lab->ready, "devices", list);
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *address = make_address (first, i);

      if (!add_device (lab, personalities[i % n_personalities], address, i, error))
        return FALSE;

      json_array_add_object_element (list, lab_device_describe (lab->parts->pdata[i]));
    }

  return TRUE;
}

static void
merge (JsonObject *into,
       JsonObject *from)
{
  g_autoptr (GList) names = json_object_get_members (from);

  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_member (into, l->data, json_node_copy (json_object_get_member (from, l->data)));
}

static gboolean
start_one_kind (Lab                   *lab,
                const LabPersonality  *personality,
                GError               **error)
{
  guint count = (guint) MAX (1, lab->options.count);
  g_autoptr (JsonObject) first = NULL;

  if (!start_devices (lab, &personality, 1, count, error))
    return FALSE;

  first = lab_device_describe (lab->parts->pdata[0]);
  merge (lab->ready, first);
  return TRUE;
}

static gboolean
start_fleet (Lab     *lab,
             GError **error)
{
  const LabPersonality *both[] = { &lab_nas_personality, &lab_mfp_personality };
  guint count = (guint) (lab->options.count > 0 ? lab->options.count : 10);

  return start_devices (lab, both, G_N_ELEMENTS (both), count, error);
}

static gboolean
start_provider (Lab     *lab,
                GError **error)
{
  LabProvider *provider = lab_provider_new (&lab->options, error);
  g_autoptr (JsonObject) description = NULL;

  if (provider == NULL)
    return FALSE;

  g_ptr_array_add (lab->parts, provider);
  lab_control_add_target (lab->control, lab_provider_command, provider);
  description = lab_provider_describe (provider);
  merge (lab->ready, description);
  return TRUE;
}

static gboolean
start_mail_server (Lab     *lab,
                   GError **error)
{
  LabMailServer *server = lab_mail_server_new (&lab->options, &lab->network, error);
  g_autoptr (JsonObject) description = NULL;

  if (server == NULL)
    return FALSE;

  g_ptr_array_add (lab->parts, server);
  lab_control_add_target (lab->control, lab_mail_server_command, server);
  description = lab_mail_server_describe (server);
  merge (lab->ready, description);
  return TRUE;
}

static gboolean
start (Lab         *lab,
       const char  *command,
       GError     **error)
{
  if (g_str_equal (command, "nas"))
    return start_one_kind (lab, &lab_nas_personality, error);
  if (g_str_equal (command, "mfp"))
    return start_one_kind (lab, &lab_mfp_personality, error);
  if (g_str_equal (command, "truenas"))
    return start_one_kind (lab, &lab_truenas_personality, error);
  if (g_str_equal (command, "fleet"))
    return start_fleet (lab, error);
  if (g_str_equal (command, "provider"))
    return start_provider (lab, error);
  if (g_str_equal (command, "mail"))
    return start_mail_server (lab, error);

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "\"%s\" is not a command; see mailgrant-lab --help", command);
  return FALSE;
}

/* A fleet needs a descriptor for every device and one for every connection. */
static void
raise_descriptor_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0)
    {
      limit.rlim_cur = limit.rlim_max;
      setrlimit (RLIMIT_NOFILE, &limit);
    }
}

static gboolean
set_up (Lab         *lab,
        const char  *command,
        GError     **error)
{
  raise_descriptor_limit ();
  if (!lab_network_init (&lab->network, &lab->options, error))
    return FALSE;

  lab->parts = g_ptr_array_new_with_free_func (g_object_unref);
  lab->ready = json_object_new ();
  json_object_set_boolean_member (lab->ready, "ready", TRUE);

  lab->control = lab_control_new ("127.0.0.1", (guint) lab->options.control_port, error);
  if (lab->control == NULL)
    return FALSE;

  json_object_set_string_member (lab->ready, "control", lab_control_get_url (lab->control));
  return start (lab, command, error);
}

static void
tear_down (Lab *lab)
{
  g_clear_object (&lab->control);
  for (guint i = 0; lab->parts != NULL && i < lab->parts->len; i++)
    g_object_run_dispose (lab->parts->pdata[i]);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  g_clear_pointer (&lab->parts, g_ptr_array_unref);
  g_clear_pointer (&lab->ready, json_object_unref);
  lab_network_clear (&lab->network);
  lab_options_clear (&lab->options);
}

static gboolean
on_signal_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static void
serve (Lab *lab)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *line = lab_json_print_line (lab->ready);
  guint term = g_unix_signal_add (SIGTERM, on_signal_cb, loop);
  guint interrupt = g_unix_signal_add (SIGINT, on_signal_cb, loop);

  fprintf (stdout, "%s\n", line);
  fflush (stdout);
  g_main_loop_run (loop);

  g_source_remove (term);
  g_source_remove (interrupt);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GError) error = NULL;
  Lab lab = { 0 };
  int status = 0;

  if (!lab_options_parse (&lab.options, &argc, &argv, &error))
    {
      fprintf (stderr, "mailgrant-lab: %s\n", error->message);
      lab_options_clear (&lab.options);
      return 2;
    }

  if (argc != 2)
    {
      fprintf (stderr, "mailgrant-lab: name one of nas, mfp, truenas, fleet, provider, mail\n");
      lab_options_clear (&lab.options);
      return 2;
    }

  if (set_up (&lab, argv[1], &error))
    {
      serve (&lab);
    }
  else
    {
      fprintf (stderr, "mailgrant-lab: %s\n", error->message);
      status = 1;
    }

  tear_down (&lab);
  return status;
}
