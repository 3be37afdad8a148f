/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mg-clock.h"
#include "mg-txt.h"

G_BEGIN_DECLS

#define MG_AVAHI_NAME "org.freedesktop.Avahi"

/* How many services may be asked about at a time, how long until one counts
 * as slow and gives its place to the next, and how many slow ones are borne:
 * Avahi lets a client have 1024 objects. */
#define MG_AVAHI_RESOLVER_MAX_FRESH 64
#define MG_AVAHI_RESOLVER_MAX_SLOW 384
#define MG_AVAHI_RESOLVER_SLOW_MSEC 500

/* Protocols as Avahi numbers them. */
typedef enum
{
  MG_AVAHI_PROTOCOL_ANY = -1,
  MG_AVAHI_PROTOCOL_IPV4 = 0,
  MG_AVAHI_PROTOCOL_IPV6 = 1,
} MgAvahiProtocol;

/* A service as a browser of Avahi names it. */
typedef struct
{
  int         interface;
  const char *name;
  const char *type;
  const char *domain;
} MgAvahiService;

typedef struct
{
  const char   *host;
  GInetAddress *address;
  guint16       port;
  MgTxt        *txt;
} MgAvahiAnswer;

/* @answer is %NULL if there was none. */
typedef void (*MgAvahiResolvedFunc) (const MgAvahiService *service,
                                     MgAvahiProtocol       protocol,
                                     const MgAvahiAnswer  *answer,
                                     gpointer              user_data);

#define MG_TYPE_AVAHI_RESOLVER (mg_avahi_resolver_get_type ())

G_DECLARE_FINAL_TYPE (MgAvahiResolver, mg_avahi_resolver, MG, AVAHI_RESOLVER, GObject)

MgAvahiResolver *mg_avahi_resolver_new           (GDBusConnection      *connection,
                                                  MgClock              *clock,
                                                  MgAvahiResolvedFunc   resolved,
                                                  gpointer              user_data);
void             mg_avahi_resolver_set_reversed  (MgAvahiResolver      *self,
                                                  gboolean              reversed);
void             mg_avahi_resolver_add           (MgAvahiResolver      *self,
                                                  const MgAvahiService *service,
                                                  MgAvahiProtocol       protocol);
void             mg_avahi_resolver_remove        (MgAvahiResolver      *self,
                                                  const MgAvahiService *service);
void             mg_avahi_resolver_handle_signal (MgAvahiResolver      *self,
                                                  const char           *path,
                                                  const char           *member,
                                                  GVariant             *parameters);
void             mg_avahi_resolver_close         (MgAvahiResolver      *self);
guint            mg_avahi_resolver_get_n_open    (MgAvahiResolver      *self);

G_END_DECLS
