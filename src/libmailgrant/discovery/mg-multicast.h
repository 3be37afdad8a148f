/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* More datagrams than this in a row are left for the next turn of the loop. */
#define MG_MULTICAST_MAX_BURST 32
#define MG_MULTICAST_MAX_BYTES 9000

/**
 * MgMulticastGroup:
 * @ipv4: the IPv4 group
 * @ipv6: (nullable): the IPv6 group, or %NULL for none
 * @port: the port of the group
 * @ttl: how many hops a datagram may take
 * @join: whether to hear what others are told, at the group's own port
 *
 * Whom to talk to.
 */
typedef struct
{
  const char *ipv4;
  const char *ipv6;
  guint16     port;
  guint       ttl;
  gboolean    join;
} MgMulticastGroup;

/**
 * MgMulticastFunc:
 * @interface: the index of the interface that it came in on
 * @source: who sent it
 * @bytes: (array length=length): what
 * @length: how much
 * @user_data: the owner's
 *
 * Takes one datagram.
 */
typedef void (*MgMulticastFunc) (int           interface,
                                 GInetAddress *source,
                                 const guint8 *bytes,
                                 gsize         length,
                                 gpointer      user_data);

/**
 * MgMulticastMakeFunc:
 * @user_data: the owner's
 *
 * Makes the datagram for one socket.
 *
 * Returns: (transfer full): the datagram
 */
typedef GBytes *(*MgMulticastMakeFunc) (gpointer user_data);

#define MG_TYPE_MULTICAST (mg_multicast_get_type ())

G_DECLARE_FINAL_TYPE (MgMulticast, mg_multicast, MG, MULTICAST, GObject)

MgMulticast *mg_multicast_new      (const MgMulticastGroup *group,
                                    gboolean                include_local,
                                    MgMulticastFunc         received,
                                    gpointer                user_data);
guint        mg_multicast_open     (MgMulticast            *self);
void         mg_multicast_send     (MgMulticast            *self,
                                    MgMulticastMakeFunc     make);
void         mg_multicast_close    (MgMulticast            *self);
gboolean     mg_multicast_is_open  (MgMulticast            *self);

G_END_DECLS
