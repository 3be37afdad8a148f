/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-mdns-cache"

#include "config.h"

#include <string.h>

#include "mg-mdns-cache.h"

/* A record holds at most so long, whatever it says. */
#define MAX_TTL (75 * 60)

/* How long what says goodbye may be spoken up for (RFC 6762 section 10.1). */
#define GOODBYE_USEC (1 * G_USEC_PER_SEC)

typedef struct
{
  char    *name;        /* (owned) */
  int      interface;
  gint64   expires_at;  /* boot time */
  gboolean leaving;     /* somebody said goodbye for it */
  char    *host;        /* (owned) (nullable) */
  guint16  port;
  MgTxt   *txt;         /* (owned) (nullable) */
  guint    asked;
} Service;

typedef struct
{
  char      *name;        /* (owned) */
  int        interface;
  gint64     expires_at;  /* boot time */
  GPtrArray *addresses;   /* (owned) (element-type GInetAddress) */
  guint      flushed[2];  /* in which response the old ones went, IPv4 and IPv6 */
  guint      asked;
} Host;

/**
 * MgMdnsCache:
 *
 * What is known from multicast DNS: the services of the types that are asked
 * for, and the hosts that they are on. Records of anything else are not kept.
 */
struct _MgMdnsCache
{
  GObject             parent_instance;

  MgClock            *clock;      /* (owned) */
  const char * const *types;
  GHashTable         *services;   /* (owned) (element-type utf8 Service) */
  GHashTable         *hosts;      /* (owned) (element-type utf8 Host) */
  guint               response;
};

G_DEFINE_FINAL_TYPE (MgMdnsCache, mg_mdns_cache, G_TYPE_OBJECT)

static void
service_free (gpointer data)
{
  Service *service = data;

  g_free (service->name);
  g_free (service->host);
  g_clear_pointer (&service->txt, mg_txt_unref);
  g_free (service);
}

static void
host_free (gpointer data)
{
  Host *host = data;

  g_free (host->name);
  g_ptr_array_unref (host->addresses);
  g_free (host);
}

/* Names are the same whatever their case (RFC 6762 section 16). */
static char *
dup_key (const char *name,
         int         interface)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_strdup_printf ("%d/%s", interface, lower);
}

static gint64
mg_mdns_cache_get_expiry (MgMdnsCache        *self,
                          const MgMdnsRecord *record)
{
  return mg_clock_boot_time (self->clock) +
         (gint64) MIN (record->ttl, MAX_TTL) * G_USEC_PER_SEC;
}

static gboolean
mg_mdns_cache_wants (MgMdnsCache *self,
                     const char  *name)
{
  for (gsize i = 0; self->types[i] != NULL; i++)
    {
      gsize length = strlen (self->types[i]);

      if (g_ascii_strncasecmp (name, self->types[i], length) == 0 &&
          g_ascii_strcasecmp (name + length, ".local") == 0)
        return TRUE;
    }

  return FALSE;
}

/* Anybody can say goodbye for anybody. Who is still there is asked, and answers. */
static void
mg_mdns_cache_take_goodbye (MgMdnsCache *self,
                            Service     *service)
{
  gint64 leaves_at = mg_clock_boot_time (self->clock) + GOODBYE_USEC;

  if (!service->leaving)
    service->asked = 0;
  service->leaving = TRUE;
  service->expires_at = MIN (service->expires_at, leaves_at);
}

static void
mg_mdns_cache_take_ptr (MgMdnsCache        *self,
                        int                 interface,
                        const MgMdnsRecord *record)
{
  g_autofree char *label = NULL;
  g_autofree char *key = NULL;
  const char *rest;
  Service *service;

  label = mg_mdns_dup_first_label (record->target, &rest);
  if (!mg_mdns_cache_wants (self, record->name) || g_ascii_strcasecmp (rest, record->name) != 0)
    return;

  key = dup_key (record->target, interface);
  service = g_hash_table_lookup (self->services, key);
  if (record->ttl == 0)
    {
      if (service != NULL)
        mg_mdns_cache_take_goodbye (self, service);
      return;
    }

  if (service == NULL)
    {
      if (g_hash_table_size (self->services) >= MG_MDNS_CACHE_MAX_SERVICES)
        return;
      service = g_new0 (Service, 1);
      service->name = g_strdup (record->target);
      service->interface = interface;
      g_hash_table_insert (self->services, g_steal_pointer (&key), service);
    }
  service->expires_at = mg_mdns_cache_get_expiry (self, record);
  service->leaving = FALSE;
}

static Host *
mg_mdns_cache_ensure_host (MgMdnsCache *self,
                           const char  *name,
                           int          interface)
{
  g_autofree char *key = dup_key (name, interface);
  Host *host = g_hash_table_lookup (self->hosts, key);

  if (host != NULL || g_hash_table_size (self->hosts) >= MG_MDNS_CACHE_MAX_HOSTS)
    return host;

  host = g_new0 (Host, 1);
  host->name = g_strdup (name);
  host->interface = interface;
  host->addresses = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_insert (self->hosts, g_steal_pointer (&key), host);

  return host;
}

static void
mg_mdns_cache_take_service (MgMdnsCache        *self,
                            int                 interface,
                            const MgMdnsRecord *record)
{
  g_autofree char *key = dup_key (record->name, interface);
  Service *service = g_hash_table_lookup (self->services, key);

  if (service == NULL)
    return;

  if (record->type == MG_MDNS_TYPE_SRV)
    g_clear_pointer (&service->host, g_free);
  else
    g_clear_pointer (&service->txt, mg_txt_unref);

  if (record->ttl == 0)
    return;

  if (record->type == MG_MDNS_TYPE_SRV)
    {
      service->host = g_strdup (record->target);
      service->port = record->port;
      mg_mdns_cache_ensure_host (self, record->target, interface);
    }
  else
    {
      service->txt = mg_txt_ref (record->txt);
    }
}

static void
host_flush (Host          *host,
            GSocketFamily  family)
{
  for (guint i = host->addresses->len; i > 0; i--)
    if (g_inet_address_get_family (g_ptr_array_index (host->addresses, i - 1)) == family)
      g_ptr_array_remove_index (host->addresses, i - 1);
}

static void
host_remove (Host         *host,
             GInetAddress *address)
{
  for (guint i = host->addresses->len; i > 0; i--)
    if (g_inet_address_equal (g_ptr_array_index (host->addresses, i - 1), address))
      g_ptr_array_remove_index (host->addresses, i - 1);
}

static void
mg_mdns_cache_take_address (MgMdnsCache        *self,
                            int                 interface,
                            const MgMdnsRecord *record)
{
  g_autofree char *key = dup_key (record->name, interface);
  Host *host = g_hash_table_lookup (self->hosts, key);
  guint *flushed;

  if (host == NULL)
    return;

  if (record->ttl == 0)
    {
      host_remove (host, record->address);
      return;
    }

  flushed = &host->flushed[record->type == MG_MDNS_TYPE_AAAA];
  if (record->flush && *flushed != self->response)
    {
      *flushed = self->response;
      host_flush (host, g_inet_address_get_family (record->address));
    }

  host->expires_at = mg_mdns_cache_get_expiry (self, record);
  host->asked = 0;
  for (guint i = 0; i < host->addresses->len; i++)
    if (g_inet_address_equal (g_ptr_array_index (host->addresses, i), record->address))
      return;
  if (host->addresses->len < MG_MDNS_CACHE_MAX_ADDRESSES)
    g_ptr_array_add (host->addresses, g_object_ref (record->address));
}

static void
mg_mdns_cache_finalize (GObject *object)
{
  MgMdnsCache *self = MG_MDNS_CACHE (object);

  g_hash_table_unref (self->services);
  g_hash_table_unref (self->hosts);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (mg_mdns_cache_parent_class)->finalize (object);
}

static void
mg_mdns_cache_class_init (MgMdnsCacheClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mg_mdns_cache_finalize;
}

static void
mg_mdns_cache_init (MgMdnsCache *self)
{
  self->services = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, service_free);
  self->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, host_free);
}

/**
 * mg_mdns_cache_new:
 * @clock: where the time comes from
 * @types: (array zero-terminated=1): the service types to keep, which must stay
 *
 * Returns: (transfer full): an empty cache
 */
MgMdnsCache *
mg_mdns_cache_new (MgClock            *clock,
                   const char * const *types)
{
  MgMdnsCache *self;

  g_return_val_if_fail (MG_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (types != NULL, NULL);

  self = g_object_new (MG_TYPE_MDNS_CACHE, NULL);
  self->clock = g_object_ref (clock);
  self->types = types;

  return self;
}

/**
 * mg_mdns_cache_take:
 * @self: a cache
 * @interface: where a response was heard
 * @records: (element-type MgMdnsRecord): what it said
 *
 * Takes a response: its services first, then what is said of them, then where
 * their hosts are, in whatever order it came.
 */
void
mg_mdns_cache_take (MgMdnsCache *self,
                    int          interface,
                    GPtrArray   *records)
{
  g_return_if_fail (MG_IS_MDNS_CACHE (self));
  g_return_if_fail (records != NULL);

  self->response++;
  for (guint pass = 0; pass < 3; pass++)
    for (guint i = 0; i < records->len; i++)
      {
        const MgMdnsRecord *record = g_ptr_array_index (records, i);

        if (pass == 0 && record->type == MG_MDNS_TYPE_PTR)
          mg_mdns_cache_take_ptr (self, interface, record);
        else if (pass == 1 && (record->type == MG_MDNS_TYPE_SRV ||
                               record->type == MG_MDNS_TYPE_TXT))
          mg_mdns_cache_take_service (self, interface, record);
        else if (pass == 2 && record->address != NULL)
          mg_mdns_cache_take_address (self, interface, record);
      }
}

/**
 * mg_mdns_cache_foreach:
 * @self: a cache
 * @function: (scope call): what to call
 * @user_data: data for @function
 *
 * Calls @function with each service of which all is known that there is to
 * know.
 */
void
mg_mdns_cache_foreach (MgMdnsCache       *self,
                       MgMdnsServiceFunc  function,
                       gpointer           user_data)
{
  GHashTableIter iter;
  const Service *service;

  g_return_if_fail (MG_IS_MDNS_CACHE (self));
  g_return_if_fail (function != NULL);

  g_hash_table_iter_init (&iter, self->services);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &service))
    {
      g_autofree char *key = NULL;
      const Host *host;

      if (service->host == NULL || service->txt == NULL)
        continue;

      key = dup_key (service->host, service->interface);
      host = g_hash_table_lookup (self->hosts, key);
      if (host != NULL && host->addresses->len > 0)
        function (&(MgMdnsService) { service->name, service->interface, service->host,
                                     service->port, service->txt, host->addresses },
                  user_data);
    }
}

/**
 * mg_mdns_cache_dup_missing:
 * @self: a cache
 *
 * Returns: (transfer full) (element-type MgMdnsQuestion): questions for what is
 *   missing and has not been asked for too often; their names are the cache's
 */
GArray *
mg_mdns_cache_dup_missing (MgMdnsCache *self)
{
  GArray *questions;
  GHashTableIter iter;
  Service *service;
  Host *host;

  g_return_val_if_fail (MG_IS_MDNS_CACHE (self), NULL);

  questions = g_array_new (FALSE, FALSE, sizeof (MgMdnsQuestion));
  g_hash_table_iter_init (&iter, self->services);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &service))
    {
      gboolean missing = service->host == NULL || service->txt == NULL;

      if ((!missing && !service->leaving) || service->asked >= MG_MDNS_CACHE_MAX_ASKED)
        continue;
      service->asked++;
      if (service->leaving)
        {
          g_autofree char *label = NULL;
          MgMdnsQuestion question = { NULL, MG_MDNS_TYPE_PTR };

          label = mg_mdns_dup_first_label (service->name, &question.name);
          g_array_append_val (questions, question);
        }
      if (!missing)
        continue;
      g_array_append_val (questions, ((MgMdnsQuestion) { service->name, MG_MDNS_TYPE_SRV }));
      g_array_append_val (questions, ((MgMdnsQuestion) { service->name, MG_MDNS_TYPE_TXT }));
    }

  g_hash_table_iter_init (&iter, self->hosts);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &host))
    {
      if (host->addresses->len > 0 || host->asked >= MG_MDNS_CACHE_MAX_ASKED)
        continue;
      host->asked++;
      g_array_append_val (questions, ((MgMdnsQuestion) { host->name, MG_MDNS_TYPE_A }));
      g_array_append_val (questions, ((MgMdnsQuestion) { host->name, MG_MDNS_TYPE_AAAA }));
    }

  return questions;
}

/**
 * mg_mdns_cache_ask_again:
 * @self: a cache
 *
 * Lets what is still missing be asked for again.
 */
void
mg_mdns_cache_ask_again (MgMdnsCache *self)
{
  GHashTableIter iter;
  Service *service;
  Host *host;

  g_return_if_fail (MG_IS_MDNS_CACHE (self));

  g_hash_table_iter_init (&iter, self->services);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &service))
    service->asked = 0;
  g_hash_table_iter_init (&iter, self->hosts);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &host))
    host->asked = 0;
}

/**
 * mg_mdns_cache_expire:
 * @self: a cache
 *
 * Forgets what no longer holds.
 */
void
mg_mdns_cache_expire (MgMdnsCache *self)
{
  gint64 now;
  GHashTableIter iter;
  const Service *service;
  const Host *host;

  g_return_if_fail (MG_IS_MDNS_CACHE (self));

  now = mg_clock_boot_time (self->clock);
  g_hash_table_iter_init (&iter, self->hosts);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &host))
    if (host->expires_at <= now)
      g_ptr_array_set_size (host->addresses, 0);

  g_hash_table_iter_init (&iter, self->services);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &service))
    if (service->expires_at <= now)
      g_hash_table_iter_remove (&iter);
}
