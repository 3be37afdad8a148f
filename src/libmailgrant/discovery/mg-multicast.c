/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-multicast"

#include "config.h"

#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "mg-multicast.h"

#ifndef IPV6_MULTICAST_ALL
#define IPV6_MULTICAST_ALL 29
#endif

/* Networks of containers can be dozens; a computer has fewer of its own. */
#define MAX_SOCKETS 32

typedef struct
{
  GSocket        *socket;     /* (owned) */
  GSource        *source;     /* (owned) */
  GSocketAddress *group;      /* (owned) */
  int             interface;
  MgMulticast    *owner;
} Ear;

/**
 * MgMulticast:
 *
 * Asks a multicast group on all links of this computer, and hears the answers.
 *
 * There is a socket for each interface and family, so that each answer is
 * known to come from one link.
 */
struct _MgMulticast
{
  GObject           parent_instance;

  MgMulticastGroup  group;
  gboolean          include_local;
  MgMulticastFunc   received;
  gpointer          user_data;
  GPtrArray        *ears;           /* (owned) (element-type Ear) */
};

G_DEFINE_FINAL_TYPE (MgMulticast, mg_multicast, G_TYPE_OBJECT)

static void
ear_free (gpointer data)
{
  Ear *ear = data;

  if (ear->source != NULL)
    g_source_destroy (ear->source);
  g_clear_pointer (&ear->source, g_source_unref);
  g_socket_close (ear->socket, NULL);
  g_object_unref (ear->socket);
  g_object_unref (ear->group);
  g_free (ear);
}

static gboolean
on_readable_cb (GSocket      *socket,
                GIOCondition  condition,
                gpointer      user_data)
{
  Ear *ear = user_data;
  g_autoptr (MgMulticast) self = g_object_ref (ear->owner);
  g_autoptr (GSocket) held = g_object_ref (socket);
  guint8 bytes[MG_MULTICAST_MAX_BYTES];

  for (guint i = 0; i < MG_MULTICAST_MAX_BURST && !g_socket_is_closed (held); i++)
    {
      g_autoptr (GSocketAddress) address = NULL;
      gssize length = g_socket_receive_from (held, &address, (char *) bytes, sizeof bytes, NULL,
                                             NULL);

      if (length < 0)
        break;
      if (length > 0 && G_IS_INET_SOCKET_ADDRESS (address))
        self->received (ear->interface,
                        g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)),
                        bytes, (gsize) length, self->user_data);
    }

  return g_socket_is_closed (held) ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

/* GSocket knows the interface of a group, not of what is sent to one. */
static gboolean
choose_interface (GSocket       *socket,
                  GSocketFamily  family,
                  int            interface,
                  gboolean       join)
{
  const struct ip_mreqn mreqn = { .imr_ifindex = interface };
  const int none = 0;
  int fd = g_socket_get_fd (socket);

  if (family == G_SOCKET_FAMILY_IPV4)
    return setsockopt (fd, IPPROTO_IP, IP_MULTICAST_IF, &mreqn, sizeof mreqn) == 0 &&
           (!join || setsockopt (fd, IPPROTO_IP, IP_MULTICAST_ALL, &none, sizeof none) == 0);

  return setsockopt (fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &interface, sizeof interface) == 0 &&
         (!join || setsockopt (fd, IPPROTO_IPV6, IPV6_MULTICAST_ALL, &none, sizeof none) == 0);
}

static GSocket *
open_socket (const MgMulticastGroup  *group,
             GSocketFamily            family,
             int                      interface,
             GError                 **error)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GInetAddress) any = g_inet_address_new_any (family);
  g_autoptr (GInetAddress) address = NULL;
  g_autoptr (GSocketAddress) local = NULL;
  char name[IF_NAMESIZE] = "";

  socket = g_socket_new (family, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, error);
  if (socket == NULL)
    return NULL;

  g_socket_set_blocking (socket, FALSE);
  g_socket_set_multicast_ttl (socket, group->ttl);
  g_socket_set_multicast_loopback (socket, TRUE);
  if (family == G_SOCKET_FAMILY_IPV6 &&
      !g_socket_set_option (socket, IPPROTO_IPV6, IPV6_V6ONLY, 1, error))
    return NULL;
  if (!choose_interface (socket, family, interface, group->join))
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
      return NULL;
    }

  local = g_inet_socket_address_new (any, group->join ? group->port : 0);
  if (!g_socket_bind (socket, local, group->join, error))
    return NULL;

  if (group->join)
    {
      address = g_inet_address_new_from_string (family == G_SOCKET_FAMILY_IPV4 ? group->ipv4
                                                                               : group->ipv6);
      if (if_indextoname ((guint) interface, name) == NULL ||
          !g_socket_join_multicast_group (socket, address, FALSE, name, error))
        return NULL;
    }

  return g_steal_pointer (&socket);
}

static void
mg_multicast_listen (MgMulticast   *self,
                     GSocketFamily  family,
                     int            interface)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) address = NULL;
  GSocket *socket;
  Ear *ear;

  for (guint i = 0; i < self->ears->len; i++)
    {
      const Ear *known = g_ptr_array_index (self->ears, i);

      if (known->interface == interface && g_socket_get_family (known->socket) == family)
        return;
    }

  socket = self->ears->len < MAX_SOCKETS ? open_socket (&self->group, family, interface, &error)
                                         : NULL;
  if (socket == NULL)
    {
      g_debug ("no socket on interface %d: %s", interface,
               error != NULL ? error->message : "too many");
      return;
    }

  address = g_inet_address_new_from_string (family == G_SOCKET_FAMILY_IPV4 ? self->group.ipv4
                                                                           : self->group.ipv6);
  ear = g_new0 (Ear, 1);
  ear->socket = socket;
  ear->interface = interface;
  ear->owner = self;
  ear->group = g_object_new (G_TYPE_INET_SOCKET_ADDRESS,
                             "address", address,
                             "port", (guint) self->group.port,
                             "scope-id", family == G_SOCKET_FAMILY_IPV6 ? (guint) interface : 0u,
                             NULL);
  ear->source = g_socket_create_source (socket, G_IO_IN, NULL);
  g_source_set_callback (ear->source, G_SOURCE_FUNC (on_readable_cb), ear, NULL);
  g_source_attach (ear->source, g_main_context_get_thread_default ());
  g_ptr_array_add (self->ears, ear);
}

/* A bridge that no route leads out of has nothing on it but containers and
 * virtual machines; a computer may have a dozen. */
static gboolean
is_inner_bridge (const char *name)
{
  g_autofree char *bridge = g_build_filename ("/sys/class/net", name, "bridge", NULL);
  g_autofree char *routes = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_test (bridge, G_FILE_TEST_IS_DIR))
    return FALSE;

  if (!g_file_get_contents ("/proc/net/route", &routes, NULL, NULL))
    return FALSE;

  lines = g_strsplit (routes, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], "\t", 3);

      if (g_strv_length (fields) >= 2 && g_str_equal (fields[0], name) &&
          g_str_equal (fields[1], "00000000"))
        return FALSE;
    }

  return TRUE;
}

static gboolean
mg_multicast_wants (MgMulticast          *self,
                    const struct ifaddrs *entry)
{
  const guint needed = IFF_UP | IFF_RUNNING;

  if (entry->ifa_addr == NULL || (entry->ifa_flags & needed) != needed ||
      (entry->ifa_flags & IFF_POINTOPOINT) != 0)
    return FALSE;

  if ((entry->ifa_flags & IFF_LOOPBACK) != 0)
    return self->include_local;

  return (entry->ifa_flags & IFF_MULTICAST) != 0 && !is_inner_bridge (entry->ifa_name);
}

static void
mg_multicast_dispose (GObject *object)
{
  mg_multicast_close (MG_MULTICAST (object));

  G_OBJECT_CLASS (mg_multicast_parent_class)->dispose (object);
}

static void
mg_multicast_finalize (GObject *object)
{
  MgMulticast *self = MG_MULTICAST (object);

  g_ptr_array_unref (self->ears);

  G_OBJECT_CLASS (mg_multicast_parent_class)->finalize (object);
}

static void
mg_multicast_class_init (MgMulticastClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mg_multicast_dispose;
  object_class->finalize = mg_multicast_finalize;
}

static void
mg_multicast_init (MgMulticast *self)
{
  self->ears = g_ptr_array_new_with_free_func (ear_free);
}

/**
 * mg_multicast_new:
 * @group: whom to talk to; its strings must stay
 * @include_local: whether to talk on the loopback interface, too
 * @received: (scope forever): called with each datagram that comes in
 * @user_data: data for @received
 *
 * Returns: (transfer full): a conversation that is not open yet
 */
MgMulticast *
mg_multicast_new (const MgMulticastGroup *group,
                  gboolean                include_local,
                  MgMulticastFunc         received,
                  gpointer                user_data)
{
  MgMulticast *self;

  g_return_val_if_fail (group != NULL, NULL);
  g_return_val_if_fail (received != NULL, NULL);

  self = g_object_new (MG_TYPE_MULTICAST, NULL);
  self->group = *group;
  self->include_local = include_local;
  self->received = received;
  self->user_data = user_data;

  return self;
}

/**
 * mg_multicast_open:
 * @self: a conversation
 *
 * Opens sockets for all interfaces as they are now, anew if there are some.
 *
 * Returns: how many could be opened; 0 means that there is no network
 */
guint
mg_multicast_open (MgMulticast *self)
{
  struct ifaddrs *first = NULL;

  g_return_val_if_fail (MG_IS_MULTICAST (self), 0);

  mg_multicast_close (self);
  if (getifaddrs (&first) != 0)
    {
      g_warning ("no list of network interfaces: %s", g_strerror (errno));
      return 0;
    }

  for (struct ifaddrs *entry = first; entry != NULL; entry = entry->ifa_next)
    {
      if (!mg_multicast_wants (self, entry))
        continue;
      if (entry->ifa_addr->sa_family == AF_INET)
        mg_multicast_listen (self, G_SOCKET_FAMILY_IPV4, (int) if_nametoindex (entry->ifa_name));
      else if (entry->ifa_addr->sa_family == AF_INET6 && self->group.ipv6 != NULL)
        mg_multicast_listen (self, G_SOCKET_FAMILY_IPV6, (int) if_nametoindex (entry->ifa_name));
    }
  freeifaddrs (first);

  return self->ears->len;
}

/**
 * mg_multicast_send:
 * @self: a conversation
 * @make: (scope call): makes the datagram for each socket
 *
 * Says something on all links.
 */
void
mg_multicast_send (MgMulticast         *self,
                   MgMulticastMakeFunc  make)
{
  g_return_if_fail (MG_IS_MULTICAST (self));
  g_return_if_fail (make != NULL);

  for (guint i = 0; i < self->ears->len; i++)
    {
      const Ear *ear = g_ptr_array_index (self->ears, i);
      g_autoptr (GBytes) bytes = make (self->user_data);
      g_autoptr (GError) error = NULL;
      gsize length;
      const char *data = g_bytes_get_data (bytes, &length);

      if (g_socket_send_to (ear->socket, ear->group, data, length, NULL, &error) < 0)
        g_debug ("nothing sent on interface %d: %s", ear->interface, error->message);
    }
}

/**
 * mg_multicast_close:
 * @self: a conversation
 *
 * Closes all sockets.
 */
void
mg_multicast_close (MgMulticast *self)
{
  g_return_if_fail (MG_IS_MULTICAST (self));

  g_ptr_array_set_size (self->ears, 0);
}

/**
 * mg_multicast_is_open:
 * @self: a conversation
 *
 * Returns: whether it has any socket
 */
gboolean
mg_multicast_is_open (MgMulticast *self)
{
  g_return_val_if_fail (MG_IS_MULTICAST (self), FALSE);

  return self->ears->len > 0;
}
