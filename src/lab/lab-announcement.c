/* SPDX-FileCopyrightText: 2026 The Mailgrant authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "lab-announcement"

#include "config.h"

#include <net/if.h>

#include "lab-announcement.h"

#define AVAHI "org.freedesktop.Avahi"
#define PROTOCOL_INET 0
#define PROTOCOL_INET6 1

/* Many devices may be at one loopback address, and none of them is what the
 * address is called. */
#define PUBLISH_NO_REVERSE 16

typedef struct
{
  char            *name;      /* (owned) */
  char            *host;      /* (owned) */
  char            *address;   /* (owned) */
  GVariant        *services;  /* (owned), a(sqaay): type, port, TXT */
  gsize            next;      /* service to add */
  GDBusConnection *bus;       /* (owned) (nullable) until there is one */
  char            *group;     /* (owned) (nullable), its object path */
} Announcement;

static void add_next (GTask *task);

static void
announcement_free (Announcement *announcement)
{
  g_free (announcement->name);
  g_free (announcement->host);
  g_free (announcement->address);
  g_free (announcement->group);
  g_variant_unref (announcement->services);
  g_clear_object (&announcement->bus);
  g_free (announcement);
}

static int
get_protocol (Announcement *announcement)
{
  return strchr (announcement->address, ':') != NULL ? PROTOCOL_INET6 : PROTOCOL_INET;
}

/* Takes the result of a call; on failure the task is over. */
static GVariant *
finish_call (GTask        *task,
             GObject      *bus,
             GAsyncResult *result)
{
  g_autoptr (GVariant) reply = NULL;
  GError *error = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, &error);
  if (reply == NULL)
    {
      g_dbus_error_strip_remote_error (error);
      g_task_return_error (task, error);
    }

  return g_steal_pointer (&reply);
}

static void
call_group (GTask               *task,
            const char          *method,
            GVariant            *parameters,
            GAsyncReadyCallback  callback)
{
  Announcement *announcement = g_task_get_task_data (task);

  g_dbus_connection_call (announcement->bus, AVAHI, announcement->group, AVAHI ".EntryGroup",
                          method, parameters, NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                          g_task_get_cancellable (task), callback, task);
}

static void
on_committed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GVariant) reply = finish_call (task, object, result);

  if (reply != NULL)
    g_task_return_pointer (task, g_object_ref (object), g_object_unref);
}

static void
on_added_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GVariant) reply = finish_call (task, object, result);

  if (reply != NULL)
    add_next (g_steal_pointer (&task));
}

static void
add_next (GTask *task)
{
  Announcement *announcement = g_task_get_task_data (task);
  g_autoptr (GVariant) txt = NULL;
  const char *type;
  guint16 port;

  if (announcement->next == g_variant_n_children (announcement->services))
    {
      call_group (task, "Commit", NULL, on_committed_cb);
      return;
    }

  g_variant_get_child (announcement->services, announcement->next++, "(&sq@aay)",
                       &type, &port, &txt);
  call_group (task, "AddService",
              g_variant_new ("(iiussssq@aay)", (int) if_nametoindex ("lo"),
                             get_protocol (announcement), 0u, announcement->name, type, "",
                             announcement->host, port, txt),
              on_added_cb);
}

static void
on_group_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GVariant) reply = finish_call (task, object, result);
  Announcement *announcement = g_task_get_task_data (task);

  if (reply == NULL)
    return;

  g_variant_get (reply, "(o)", &announcement->group);
  call_group (task, "AddAddress",
              g_variant_new ("(iiuss)", (int) if_nametoindex ("lo"), get_protocol (announcement),
                             (guint) PUBLISH_NO_REVERSE, announcement->host,
                             announcement->address),
              on_added_cb);
  g_steal_pointer (&task);
}

static void
on_bus_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Announcement *announcement = g_task_get_task_data (task);
  GError *error = NULL;

  announcement->bus = g_bus_get_finish (result, &error);
  if (announcement->bus == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_dbus_connection_set_exit_on_close (announcement->bus, FALSE);
  g_dbus_connection_call (announcement->bus, AVAHI, "/", AVAHI ".Server", "EntryGroupNew", NULL,
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1,
                          g_task_get_cancellable (task), on_group_cb, task);
  g_steal_pointer (&task);
}

/**
 * lab_announce_async:
 * @name: what the services are called
 * @host: the name the address is given, ending in ".local"
 * @address: where the device listens
 * @services: of type `a(sqaay)`: type, port and TXT of each service
 */
void
lab_announce_async (const char          *name,
                    const char          *host,
                    const char          *address,
                    GVariant            *services,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Announcement *announcement = g_new0 (Announcement, 1);

  g_task_set_source_tag (task, lab_announce_async);
  announcement->name = g_strdup (name);
  announcement->host = g_strdup (host);
  announcement->address = g_strdup (address);
  announcement->services = g_variant_ref_sink (services);
  g_task_set_task_data (task, announcement, (GDestroyNotify) announcement_free);

  g_bus_get (G_BUS_TYPE_SYSTEM, cancellable, on_bus_cb, g_steal_pointer (&task));
}

/**
 * lab_announce_finish:
 *
 * Returns: (transfer full): the connection to the bus; when it ends, so does the
 *   announcement
 */
GDBusConnection *
lab_announce_finish (GAsyncResult  *result,
                     GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
