/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-address-rules"

#include "config.h"

#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

#include "mg-address-rules.h"

typedef struct
{
  int               interface;
  char             *name;      /* (owned) */
  GInetAddress     *address;   /* (owned) */
  GInetAddressMask *subnet;    /* (owned) */
} Link;

/**
 * MgAddressRules:
 *
 * Judges the addresses that strangers on the network announce.
 *
 * A device may be reached on our own subnets and in the private ranges
 * (RFC 1918, RFC 4193). What points back at this computer, at many hosts at
 * once or at the public internet is not followed: a page that this computer
 * opens there would be opened with this computer's rights.
 *
 * The rules know the interfaces as they were when the rules were made.
 */
struct _MgAddressRules
{
  gatomicrefcount  ref_count;
  gboolean         include_local;
  GArray          *links;          /* (owned) (element-type Link) */
};

G_DEFINE_BOXED_TYPE (MgAddressRules, mg_address_rules,
                     mg_address_rules_ref, mg_address_rules_unref)

static void
link_clear (gpointer data)
{
  Link *link = data;

  g_free (link->name);
  g_clear_object (&link->address);
  g_clear_object (&link->subnet);
}

static gboolean
is_in (GInetAddress *address,
       const guint8 *prefix,
       gsize         length)
{
  return memcmp (g_inet_address_to_bytes (address), prefix, length) == 0;
}

/* g_inet_address_get_is_loopback () says no to ::ffff:127.0.0.1. */
static gboolean
is_ipv4_in_ipv6 (GInetAddress *address)
{
  static const guint8 mapped[12] = { [10] = 0xff, [11] = 0xff };
  static const guint8 compatible[12] = { 0 };
  static const guint8 translated[4] = { 0x00, 0x64, 0xff, 0x9b };

  if (g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6)
    return FALSE;

  return is_in (address, mapped, sizeof mapped) ||
         (is_in (address, compatible, sizeof compatible) &&
          !g_inet_address_get_is_loopback (address) &&
          !g_inet_address_get_is_any (address)) ||
         is_in (address, translated, sizeof translated);
}

static gboolean
is_private (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6)
    return (bytes[0] & 0xfe) == 0xfc;

  return bytes[0] == 10 ||
         (bytes[0] == 172 && (bytes[1] & 0xf0) == 16) ||
         (bytes[0] == 192 && bytes[1] == 168);
}

/* 0.0.0.0/8 means "this host", 255.255.255.255 everybody. */
static gboolean
is_unicast (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_is_any (address) || g_inet_address_get_is_multicast (address) ||
      is_ipv4_in_ipv6 (address))
    return FALSE;

  return g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV4 ||
         (bytes[0] != 0 && bytes[0] < 224);
}

static gboolean
is_on_link (MgAddressRules *self,
            int             interface,
            GInetAddress   *address)
{
  for (guint i = 0; i < self->links->len; i++)
    {
      const Link *link = &g_array_index (self->links, Link, i);

      if ((interface <= 0 || interface == link->interface) &&
          g_inet_address_mask_matches (link->subnet, address))
        return TRUE;
    }

  return FALSE;
}

/**
 * mg_address_rules_new:
 * @include_local: whether this computer itself counts as a device, for trying
 *   things out on the loopback interface
 *
 * Returns: (transfer full): rules for a computer without any interface
 */
MgAddressRules *
mg_address_rules_new (gboolean include_local)
{
  MgAddressRules *self = g_new0 (MgAddressRules, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->include_local = include_local;
  self->links = g_array_new (FALSE, FALSE, sizeof (Link));
  g_array_set_clear_func (self->links, link_clear);

  return self;
}

static GInetAddress *
read_address (const struct sockaddr *sockaddr)
{
  const struct sockaddr_in *ipv4 = (const void *) sockaddr;
  const struct sockaddr_in6 *ipv6 = (const void *) sockaddr;

  if (sockaddr == NULL)
    return NULL;

  if (sockaddr->sa_family == AF_INET)
    return g_inet_address_new_from_bytes ((const guint8 *) &ipv4->sin_addr,
                                          G_SOCKET_FAMILY_IPV4);

  if (sockaddr->sa_family == AF_INET6)
    return g_inet_address_new_from_bytes ((const guint8 *) &ipv6->sin6_addr,
                                          G_SOCKET_FAMILY_IPV6);

  return NULL;
}

static guint
count_prefix (GInetAddress *mask)
{
  const guint8 *bytes = g_inet_address_to_bytes (mask);
  guint prefix = 0;

  for (gsize i = 0; i < g_inet_address_get_native_size (mask); i++)
    for (guint8 bit = 0x80; bit != 0 && (bytes[i] & bit) != 0; bit >>= 1)
      prefix++;

  return prefix;
}

/**
 * mg_address_rules_new_from_system:
 * @include_local: see mg_address_rules_new()
 *
 * Returns: (transfer full): rules for the interfaces of this computer as they
 *   are now
 */
MgAddressRules *
mg_address_rules_new_from_system (gboolean include_local)
{
  MgAddressRules *self = mg_address_rules_new (include_local);
  struct ifaddrs *first = NULL;

  if (getifaddrs (&first) != 0)
    {
      g_warning ("no list of network interfaces: %s", g_strerror (errno));
      return self;
    }

  for (struct ifaddrs *entry = first; entry != NULL; entry = entry->ifa_next)
    {
      g_autoptr (GInetAddress) address = read_address (entry->ifa_addr);
      g_autoptr (GInetAddress) mask = read_address (entry->ifa_netmask);

      if (address != NULL && mask != NULL && (entry->ifa_flags & IFF_UP) != 0)
        mg_address_rules_add_interface (self, (int) if_nametoindex (entry->ifa_name),
                                        entry->ifa_name, address, count_prefix (mask));
    }
  freeifaddrs (first);

  return self;
}

/**
 * mg_address_rules_ref:
 * @self: rules
 *
 * Returns: (transfer full): @self
 */
MgAddressRules *
mg_address_rules_ref (MgAddressRules *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * mg_address_rules_unref:
 * @self: (transfer full): rules
 *
 * Lets go of rules.
 */
void
mg_address_rules_unref (MgAddressRules *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->links);
  g_free (self);
}

/**
 * mg_address_rules_add_interface:
 * @self: rules
 * @interface: the index of an interface
 * @name: its name
 * @address: one address that it has
 * @prefix: the number of bits that name the subnet
 *
 * Tells the rules about an address of this computer. Not called once the rules
 * are in use.
 */
void
mg_address_rules_add_interface (MgAddressRules *self,
                                int             interface,
                                const char     *name,
                                GInetAddress   *address,
                                guint           prefix)
{
  g_autoptr (GInetAddress) network = NULL;
  guint8 bytes[16] = { 0 };
  Link link = { .interface = interface };
  gsize size;

  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);
  g_return_if_fail (G_IS_INET_ADDRESS (address));

  size = g_inet_address_get_native_size (address);
  g_return_if_fail (prefix <= size * 8);

  memcpy (bytes, g_inet_address_to_bytes (address), size);
  for (gsize bit = prefix; bit < size * 8; bit++)
    bytes[bit / 8] &= (guint8) ~(0x80 >> (bit % 8));
  network = g_inet_address_new_from_bytes (bytes, g_inet_address_get_family (address));

  link.name = g_strdup (name);
  link.address = g_object_ref (address);
  link.subnet = g_inet_address_mask_new (network, prefix, NULL);
  g_array_append_val (self->links, link);
}

/**
 * mg_address_rules_knows_interface:
 * @self: rules
 * @interface: the index of an interface
 *
 * Returns: whether the interface was up when the rules were made
 */
gboolean
mg_address_rules_knows_interface (MgAddressRules *self,
                                  int             interface)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->links->len; i++)
    if (g_array_index (self->links, Link, i).interface == interface)
      return TRUE;

  return FALSE;
}

/**
 * mg_address_rules_is_own:
 * @self: rules
 * @address: an address
 *
 * Returns: whether the address is one of this computer's
 */
gboolean
mg_address_rules_is_own (MgAddressRules *self,
                         GInetAddress   *address)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (G_IS_INET_ADDRESS (address), FALSE);

  if (g_inet_address_get_is_loopback (address))
    return TRUE;

  for (guint i = 0; i < self->links->len; i++)
    if (g_inet_address_equal (g_array_index (self->links, Link, i).address, address))
      return TRUE;

  return FALSE;
}

/**
 * mg_address_rules_allows:
 * @self: rules
 * @interface: the index of the interface that the address was heard on, or 0
 *   if that is not known
 * @address: an address that somebody announced
 *
 * Returns: whether the address may be shown and connected to
 */
gboolean
mg_address_rules_allows (MgAddressRules *self,
                         int             interface,
                         GInetAddress   *address)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (G_IS_INET_ADDRESS (address), FALSE);

  if (!is_unicast (address))
    return FALSE;

  if (mg_address_rules_is_own (self, address))
    return self->include_local;

  /* On another link the same address is another host. */
  if (g_inet_address_get_is_link_local (address))
    return interface > 0 && is_on_link (self, interface, address);

  return is_private (address) || is_on_link (self, interface, address);
}

/**
 * mg_address_rules_get_rank:
 * @self: rules
 * @address: an address
 *
 * Returns: how early the address should be tried
 */
MgAddressRank
mg_address_rules_get_rank (MgAddressRules *self,
                           GInetAddress   *address)
{
  g_return_val_if_fail (self != NULL, MG_ADDRESS_RANK_OTHER);
  g_return_val_if_fail (G_IS_INET_ADDRESS (address), MG_ADDRESS_RANK_OTHER);

  if (g_inet_address_get_is_link_local (address))
    return MG_ADDRESS_RANK_LINK_LOCAL;

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6)
    return MG_ADDRESS_RANK_IPV6;

  return is_on_link (self, 0, address) ? MG_ADDRESS_RANK_SUBNET : MG_ADDRESS_RANK_OTHER;
}

/**
 * mg_address_rules_dup_text:
 * @self: rules
 * @interface: the index of the interface that the address was heard on, or 0
 * @address: an address
 *
 * Writes an address as a person and getaddrinfo() read it. An IPv6 address
 * that is good on one link only gets the name of its interface, as
 * `fe80::1%eth0`; such a text is not to be saved, the name may be another
 * after the next start.
 *
 * Returns: (transfer full): the address
 */
char *
mg_address_rules_dup_text (MgAddressRules *self,
                           int             interface,
                           GInetAddress   *address)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (G_IS_INET_ADDRESS (address), NULL);

  text = g_inet_address_to_string (address);
  if (interface <= 0 || g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6 ||
      !g_inet_address_get_is_link_local (address))
    return g_steal_pointer (&text);

  for (guint i = 0; i < self->links->len; i++)
    {
      const Link *link = &g_array_index (self->links, Link, i);

      if (link->interface == interface)
        return g_strconcat (text, "%", link->name, NULL);
    }

  return g_strdup_printf ("%s%%%d", text, interface);
}
