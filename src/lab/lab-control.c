/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-control"

#include "config.h"

#include "lab-control.h"
#include "lab-json.h"
#include "lab-reply.h"

/* The address at which faults are switched on: plain HTTP on loopback, no
 * login, one JSON object in and one out. POST /COMMAND goes to the first
 * target, POST /devices/N/COMMAND to the one with that number; GET does for
 * a command without arguments. */

typedef struct
{
  LabCommand command;
  gpointer   target;  /* (unowned) */
} Target;

struct _LabControl
{
  GObject      parent_instance;

  LabClock     clock;
  LabEndpoint *endpoint;  /* (owned) */
  GArray      *targets;   /* (owned) (element-type Target) */
};

G_DEFINE_FINAL_TYPE (LabControl, lab_control, G_TYPE_OBJECT)

static Target *
find_target (LabControl  *self,
             const char **path)
{
  guint64 number = 0;

  if (g_str_has_prefix (*path, "/devices/"))
    {
      char *end = NULL;

      number = g_ascii_strtoull (*path + strlen ("/devices/"), &end, 10);
      *path = end;
    }

  if (**path != '/' || number >= self->targets->len)
    return NULL;

  (*path)++;
  return &g_array_index (self->targets, Target, number);
}

static void
on_command (SoupServerMessage *message,
            const char        *path,
            gpointer           user_data)
{
  LabControl *self = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  g_autoptr (JsonObject) arguments = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) error = NULL;
  Target *target = find_target (self, &path);

  if (body->length == 0)
    arguments = json_object_new ();
  else
    arguments = lab_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);

  if (arguments != NULL && target != NULL)
    answer = target->command (target->target, path, arguments, &error);

  if (answer != NULL)
    lab_reply_json (message, SOUP_STATUS_OK, answer);
  else if (error != NULL)
    lab_reply_problem (message, SOUP_STATUS_BAD_REQUEST, NULL, NULL, error->message);
  else
    lab_reply_problem (message, SOUP_STATUS_NOT_FOUND, NULL, NULL, "There is no such command");
}

static void
lab_control_finalize (GObject *object)
{
  LabControl *self = LAB_CONTROL (object);

  g_clear_object (&self->endpoint);
  g_clear_pointer (&self->targets, g_array_unref);

  G_OBJECT_CLASS (lab_control_parent_class)->finalize (object);
}

static void
lab_control_class_init (LabControlClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lab_control_finalize;
}

static void
lab_control_init (LabControl *self)
{
  self->targets = g_array_new (FALSE, FALSE, sizeof (Target));
}

LabControl *
lab_control_new (const char  *address,
                 guint        port,
                 GError     **error)
{
  g_autoptr (LabControl) self = g_object_new (LAB_TYPE_CONTROL, NULL);

  self->endpoint = lab_endpoint_new (NULL, &self->clock, on_command, self);
  if (!lab_endpoint_listen (self->endpoint, address, port, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
lab_control_add_target (LabControl *self,
                        LabCommand  command,
                        gpointer    target)
{
  Target entry = { command, target };

  g_array_append_val (self->targets, entry);
}

const char *
lab_control_get_url (LabControl *self)
{
  return lab_endpoint_get_url (self->endpoint);
}
