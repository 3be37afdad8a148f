/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fake-avahi.h"

#define NAME "org.freedesktop.Avahi"

typedef struct
{
  char     *path;      /* (owned) */
  char     *type;      /* (owned) */
  gboolean  resolver;
  guint     registration;
} Object;

struct _FakeAvahi
{
  GTestDBus       *bus;           /* (owned) */
  GDBusConnection *connection;    /* (owned) */
  char            *client;        /* (owned) (nullable): who asks */
  GArray          *services;      /* (owned) (element-type FakeService) */
  GPtrArray       *objects;       /* (owned) (element-type Object) */
  char            *error_name;    /* (owned) (nullable) */
  gboolean         early;
  guint            registration;
  guint            last_number;
  guint            n_browsed;
  guint            n_refused;
  guint            max_resolvers;
};

static const char introspection[] =
  "<node>"
  "<interface name='" NAME ".Server'>"
  "<method name='GetVersionString'><arg direction='out' type='s'/></method>"
  "<method name='ServiceBrowserNew'>"
  "<arg direction='in' type='i'/><arg direction='in' type='i'/><arg direction='in' type='s'/>"
  "<arg direction='in' type='s'/><arg direction='in' type='u'/><arg direction='out' type='o'/>"
  "</method>"
  "<method name='ServiceResolverNew'>"
  "<arg direction='in' type='i'/><arg direction='in' type='i'/><arg direction='in' type='s'/>"
  "<arg direction='in' type='s'/><arg direction='in' type='s'/><arg direction='in' type='i'/>"
  "<arg direction='in' type='u'/><arg direction='out' type='o'/>"
  "</method>"
  "</interface>"
  "<interface name='" NAME ".ServiceBrowser'><method name='Free'/></interface>"
  "<interface name='" NAME ".ServiceResolver'><method name='Free'/></interface>"
  "</node>";

static GDBusNodeInfo *
get_node (void)
{
  static GDBusNodeInfo *node;

  if (node == NULL)
    node = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_assert_nonnull (node);

  return node;
}

static void
object_free (gpointer data)
{
  Object *object = data;

  g_free (object->path);
  g_free (object->type);
  g_free (object);
}

static guint
count_objects (FakeAvahi *self,
               gboolean   resolvers)
{
  guint count = 0;

  for (guint i = 0; i < self->objects->len; i++)
    count += ((Object *) g_ptr_array_index (self->objects, i))->resolver == resolvers;

  return count;
}

static void
on_object_call (GDBusConnection       *connection,
                const char            *sender,
                const char            *path,
                const char            *interface,
                const char            *method,
                GVariant              *parameters,
                GDBusMethodInvocation *invocation,
                gpointer               user_data)
{
  FakeAvahi *self = user_data;

  g_assert_cmpstr (method, ==, "Free");
  for (guint i = 0; i < self->objects->len; i++)
    {
      Object *object = g_ptr_array_index (self->objects, i);

      if (g_str_equal (object->path, path))
        {
          g_dbus_connection_unregister_object (connection, object->registration);
          g_ptr_array_remove_index (self->objects, i);
          break;
        }
    }
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
fake_avahi_forget_objects (FakeAvahi *self)
{
  for (guint i = 0; i < self->objects->len; i++)
    g_dbus_connection_unregister_object (
      self->connection, ((Object *) g_ptr_array_index (self->objects, i))->registration);
  g_ptr_array_set_size (self->objects, 0);
}

static const char *
fake_avahi_add_object (FakeAvahi  *self,
                       const char *type,
                       gboolean    resolver)
{
  static const GDBusInterfaceVTable vtable = { on_object_call, NULL, NULL, { 0 } };
  Object *object = g_new0 (Object, 1);

  object->resolver = resolver;
  object->type = g_strdup (type);
  object->path = g_strdup_printf ("/Client1/%s%u", resolver ? "ServiceResolver" : "ServiceBrowser",
                                  ++self->last_number);
  object->registration =
    g_dbus_connection_register_object (self->connection, object->path,
                                       get_node ()->interfaces[resolver ? 2 : 1], &vtable, self,
                                       NULL, NULL);
  g_ptr_array_add (self->objects, object);
  self->max_resolvers = MAX (self->max_resolvers, count_objects (self, TRUE));

  return object->path;
}

static void
fake_avahi_emit (FakeAvahi  *self,
                 const char *path,
                 const char *interface,
                 const char *signal,
                 GVariant   *parameters)
{
  g_dbus_connection_emit_signal (self->connection, self->client, path, interface, signal,
                                 parameters, NULL);
}

static void
fake_avahi_emit_item (FakeAvahi         *self,
                      const char        *path,
                      const char        *signal,
                      const FakeService *service,
                      int                protocol)
{
  fake_avahi_emit (self, path, NAME ".ServiceBrowser", signal,
                   g_variant_new ("(iisssu)", 2, protocol, service->name, service->type, "local",
                                  service->flags));
}

static void
fake_avahi_browse (FakeAvahi  *self,
                   const char *path,
                   const char *type)
{
  for (guint i = 0; i < self->services->len; i++)
    {
      const FakeService *service = &g_array_index (self->services, FakeService, i);

      if (!g_str_equal (service->type, type))
        continue;
      for (int protocol = 0; protocol < 2; protocol++)
        fake_avahi_emit_item (self, path, "ItemNew", service, protocol);
    }
  fake_avahi_emit (self, path, NAME ".ServiceBrowser", "AllForNow", NULL);
}

static const FakeService *
fake_avahi_find (FakeAvahi  *self,
                 const char *name,
                 const char *type)
{
  for (guint i = 0; i < self->services->len; i++)
    {
      const FakeService *service = &g_array_index (self->services, FakeService, i);

      if (g_str_equal (service->name, name) && g_str_equal (service->type, type))
        return service;
    }

  return NULL;
}

static void
fake_avahi_resolve (FakeAvahi         *self,
                    const char        *path,
                    const FakeService *service,
                    int                protocol)
{
  const char *address = protocol == 0 ? service->ipv4 : service->ipv6;
  GVariantBuilder txt;

  if (service->silent)
    return;

  if (address == NULL)
    {
      fake_avahi_emit (self, path, NAME ".ServiceResolver", "Failure",
                       g_variant_new ("(s)", NAME ".TimeoutError"));
      return;
    }

  g_variant_builder_init (&txt, G_VARIANT_TYPE ("aay"));
  g_variant_builder_add_value (&txt, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, "ty=second",
                                                                9, 1));
  g_variant_builder_add_value (&txt, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, "ty=HP first",
                                                                11, 1));
  fake_avahi_emit (self, path, NAME ".ServiceResolver", "Found",
                   g_variant_new ("(iissssisqaayu)", 2, protocol, service->name, service->type,
                                  "local", "host.local", protocol, address, 631, &txt, 0));
}

static void
fake_avahi_resolver_new (FakeAvahi             *self,
                         GVariant              *parameters,
                         GDBusMethodInvocation *invocation)
{
  const FakeService *service;
  const char *name;
  const char *type;
  const char *path;
  int interface;
  int protocol;
  int address_protocol;

  g_variant_get (parameters, "(ii&s&s&siu)", &interface, &protocol, &name, &type, NULL,
                 &address_protocol, NULL);
  g_assert_cmpint (interface, ==, 2);
  g_assert_cmpint (protocol, ==, address_protocol);

  /* The name has to come back byte for byte. */
  service = fake_avahi_find (self, name, type);
  g_assert_nonnull (service);

  path = fake_avahi_add_object (self, type, TRUE);
  if (self->early)
    fake_avahi_resolve (self, path, service, address_protocol);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", path));
  if (!self->early)
    fake_avahi_resolve (self, path, service, address_protocol);
}

static void
on_server_call (GDBusConnection       *connection,
                const char            *sender,
                const char            *path,
                const char            *interface,
                const char            *method,
                GVariant              *parameters,
                GDBusMethodInvocation *invocation,
                gpointer               user_data)
{
  FakeAvahi *self = user_data;
  const char *type;

  g_free (self->client);
  self->client = g_strdup (sender);

  if (self->error_name != NULL)
    {
      self->n_refused += g_str_equal (method, "ServiceBrowserNew");
      g_dbus_method_invocation_return_dbus_error (invocation, self->error_name, "Scripted");
    }
  else if (g_str_equal (method, "GetVersionString"))
    {
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(s)", "avahi 0.8"));
    }
  else if (g_str_equal (method, "ServiceBrowserNew"))
    {
      g_variant_get_child (parameters, 2, "&s", &type);
      path = fake_avahi_add_object (self, type, FALSE);
      self->n_browsed++;
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", path));
      fake_avahi_browse (self, path, type);
    }
  else
    {
      fake_avahi_resolver_new (self, parameters, invocation);
    }
}

/**
 * fake_avahi_connect:
 * @self: an Avahi
 *
 * Returns: (transfer full): another connection to its bus
 */
GDBusConnection *
fake_avahi_connect (FakeAvahi *self)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection;

  connection = g_dbus_connection_new_for_address_sync (
    g_test_dbus_get_bus_address (self->bus),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
    G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);
  g_assert_no_error (error);

  return connection;
}

/**
 * fake_avahi_new:
 *
 * Returns: (transfer full): an Avahi that is not running yet
 */
FakeAvahi *
fake_avahi_new (void)
{
  static const GDBusInterfaceVTable vtable = { on_server_call, NULL, NULL, { 0 } };
  FakeAvahi *self = g_new0 (FakeAvahi, 1);

  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  self->services = g_array_new (FALSE, FALSE, sizeof (FakeService));
  self->objects = g_ptr_array_new_with_free_func (object_free);
  self->connection = fake_avahi_connect (self);
  self->registration =
    g_dbus_connection_register_object (self->connection, "/", get_node ()->interfaces[0], &vtable,
                                       self, NULL, NULL);

  return self;
}

/**
 * fake_avahi_free:
 * @self: (transfer full): an Avahi
 *
 * Ends it and its bus.
 */
void
fake_avahi_free (FakeAvahi *self)
{
  fake_avahi_forget_objects (self);
  g_dbus_connection_unregister_object (self->connection, self->registration);
  g_dbus_connection_close_sync (self->connection, NULL, NULL);
  g_object_unref (self->connection);
  g_test_dbus_down (self->bus);
  g_object_unref (self->bus);
  g_array_unref (self->services);
  g_ptr_array_unref (self->objects);
  g_free (self->client);
  g_free (self->error_name);
  g_free (self);
}

static void
fake_avahi_call_bus (FakeAvahi  *self,
                     const char *method,
                     GVariant   *parameters)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  reply = g_dbus_connection_call_sync (self->connection, "org.freedesktop.DBus",
                                       "/org/freedesktop/DBus", "org.freedesktop.DBus", method,
                                       parameters, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

/**
 * fake_avahi_start:
 * @self: an Avahi
 *
 * Takes the name on the bus.
 */
void
fake_avahi_start (FakeAvahi *self)
{
  fake_avahi_call_bus (self, "RequestName", g_variant_new ("(su)", NAME, 4));
}

/**
 * fake_avahi_stop:
 * @self: an Avahi
 *
 * Gives up the name on the bus and all objects, as a daemon that ends.
 */
void
fake_avahi_stop (FakeAvahi *self)
{
  fake_avahi_forget_objects (self);
  fake_avahi_call_bus (self, "ReleaseName", g_variant_new ("(s)", NAME));
}

/**
 * fake_avahi_set_error:
 * @self: an Avahi
 * @error_name: (nullable): the D-Bus error that every call gets from now on
 *
 * Makes it refuse.
 */
void
fake_avahi_set_error (FakeAvahi  *self,
                      const char *error_name)
{
  g_free (self->error_name);
  self->error_name = g_strdup (error_name);
}

/**
 * fake_avahi_set_early:
 * @self: an Avahi
 * @early: whether answers come before the reply that names their object
 *
 * Sets the order of replies and signals.
 */
void
fake_avahi_set_early (FakeAvahi *self,
                      gboolean   early)
{
  self->early = early;
}

/**
 * fake_avahi_add:
 * @self: an Avahi
 * @service: a service that is on the link
 *
 * Adds a service, which browsers find from now on.
 */
void
fake_avahi_add (FakeAvahi         *self,
                const FakeService *service)
{
  g_array_append_val (self->services, *service);
}

/**
 * fake_avahi_change:
 * @self: an Avahi
 * @name: the name of a service
 * @service: what it is from now on
 *
 * Changes what the next question is answered with.
 */
void
fake_avahi_change (FakeAvahi         *self,
                   const char        *name,
                   const FakeService *service)
{
  for (guint i = 0; i < self->services->len; i++)
    if (g_str_equal (g_array_index (self->services, FakeService, i).name, name))
      g_array_index (self->services, FakeService, i) = *service;
}

/**
 * fake_avahi_announce:
 * @self: an Avahi
 * @signal: "ItemNew" or "ItemRemove"
 * @service: a service
 * @protocol: 0 for IPv4, 1 for IPv6
 *
 * Tells whoever browses for the type.
 */
void
fake_avahi_announce (FakeAvahi         *self,
                     const char        *signal,
                     const FakeService *service,
                     int                protocol)
{
  for (guint i = 0; i < self->objects->len; i++)
    {
      Object *object = g_ptr_array_index (self->objects, i);

      if (!object->resolver && g_str_equal (object->type, service->type))
        fake_avahi_emit_item (self, object->path, signal, service, protocol);
    }
}

/**
 * fake_avahi_fail_browser:
 * @self: an Avahi
 * @type: a service type
 *
 * Makes the browser of a type fail.
 */
void
fake_avahi_fail_browser (FakeAvahi  *self,
                         const char *type)
{
  for (guint i = 0; i < self->objects->len; i++)
    {
      Object *object = g_ptr_array_index (self->objects, i);

      if (!object->resolver && g_str_equal (object->type, type))
        fake_avahi_emit (self, object->path, NAME ".ServiceBrowser", "Failure",
                         g_variant_new ("(s)", NAME ".Failure"));
    }
}

/**
 * fake_avahi_get_n_browsers:
 * @self: an Avahi
 *
 * Returns: how many browsers there are
 */
guint
fake_avahi_get_n_browsers (FakeAvahi *self)
{
  return count_objects (self, FALSE);
}

/**
 * fake_avahi_get_n_browsed:
 * @self: an Avahi
 *
 * Returns: how many browsers there have been
 */
guint
fake_avahi_get_n_browsed (FakeAvahi *self)
{
  return self->n_browsed;
}

/**
 * fake_avahi_get_n_refused:
 * @self: an Avahi
 *
 * Returns: how many browsers it has refused
 */
guint
fake_avahi_get_n_refused (FakeAvahi *self)
{
  return self->n_refused;
}

/**
 * fake_avahi_get_n_resolvers:
 * @self: an Avahi
 *
 * Returns: how many resolvers there are
 */
guint
fake_avahi_get_n_resolvers (FakeAvahi *self)
{
  return count_objects (self, TRUE);
}

/**
 * fake_avahi_get_max_resolvers:
 * @self: an Avahi
 *
 * Returns: how many resolvers there have been at a time
 */
guint
fake_avahi_get_max_resolvers (FakeAvahi *self)
{
  return self->max_resolvers;
}
