/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-avahi-scanner"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-avahi-browser.h"
#include "mg-avahi-resolver.h"
#include "mg-avahi-scanner.h"
#include "mg-dns-sd.h"

/* AVAHI_LOOKUP_RESULT_LOCAL of avahi-common/defs.h: this computer published it. */
#define RESULT_LOCAL 8

/* A pulled cable takes nothing away: Avahi answers from its cache for two
 * minutes and lists the service for more than an hour. So what is shown is
 * asked for again now and then, and what fails twice is no longer there. */
#define REFRESH_MSEC (60 * 1000)
#define MAX_FAILURES 2

#define MAX_SERVICES 4096

typedef struct
{
  MgAvahiService  service;
  guint           protocols;  /* a bit for each protocol it is announced over */
  char           *host;       /* (owned) (nullable) */
  GInetAddress   *ipv4;       /* (owned) (nullable) */
  GInetAddress   *ipv6;       /* (owned) (nullable) */
  guint16         port;
  MgTxt          *txt;        /* (owned) (nullable) */
  guint           failures;
} Entry;

/**
 * MgAvahiScanner:
 *
 * Finds devices by DNS-SD, through the Avahi daemon of this computer.
 *
 * It speaks D-Bus itself: there is one subscription to all of the daemon's
 * signals, made before anything is asked, so that no signal can be missed. A
 * restart of the daemon is silent for those who browse; its name on the bus is
 * watched instead and everything made again.
 */
struct _MgAvahiScanner
{
  MgScanner        parent_instance;

  GDBusConnection *given;          /* (owned) (nullable): for a test */
  GDBusConnection *connection;     /* (owned) (nullable) */
  GCancellable    *cancellable;    /* (owned) (nullable) */
  guint            subscription;
  guint            watch;
  MgAvahiBrowser  *browser;        /* (owned) (nullable) */
  MgAvahiResolver *resolver;       /* (owned) (nullable) */
  GHashTable      *entries;        /* (owned) (element-type utf8 Entry) */
  GHashTable      *ipv6_hosts;     /* (owned) (element-type utf8): asked for an IPv6 address */
  guint            refresh_id;
};

G_DEFINE_FINAL_TYPE (MgAvahiScanner, mg_avahi_scanner, MG_TYPE_SCANNER)

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free ((char *) entry->service.name);
  g_free ((char *) entry->service.type);
  g_free ((char *) entry->service.domain);
  g_free (entry->host);
  g_clear_object (&entry->ipv4);
  g_clear_object (&entry->ipv6);
  g_clear_pointer (&entry->txt, mg_txt_unref);
  g_free (entry);
}

static char *
dup_key (const MgAvahiService *service)
{
  return g_strdup_printf ("%d/%s/%s/%s", service->interface, service->type, service->domain,
                          service->name);
}

static char *
dup_host_key (const Entry *entry)
{
  return g_strdup_printf ("%d/%s", entry->service.interface, entry->host);
}

static char *
dup_sighting_id (const MgAvahiService *service)
{
  return mg_dns_sd_dup_id (MG_SIGHTING_SOURCE_AVAHI, service->interface, service->type,
                           service->name);
}

static void
mg_avahi_scanner_put (MgAvahiScanner *self,
                      const Entry    *entry)
{
  MgScanner *scanner = MG_SCANNER (self);
  g_autoptr (GPtrArray) addresses = g_ptr_array_new ();
  g_autoptr (MgSighting) sighting = NULL;

  if (entry->ipv4 != NULL)
    g_ptr_array_add (addresses, entry->ipv4);
  if (entry->ipv6 != NULL)
    g_ptr_array_add (addresses, entry->ipv6);

  sighting = mg_dns_sd_new_sighting (&(MgDnsSdAnswer) {
    .source = MG_SIGHTING_SOURCE_AVAHI,
    .interface = entry->service.interface,
    .seen_at = mg_clock_now (mg_scanner_get_clock (scanner)),
    .type = entry->service.type,
    .instance = entry->service.name,
    .host = entry->host,
    .port = entry->port,
    .addresses = addresses,
    .txt = entry->txt,
  }, mg_scanner_get_address_rules (scanner, entry->service.interface));

  if (sighting != NULL)
    mg_sighting_list_put (mg_scanner_get_list (scanner), sighting);
}

static void
mg_avahi_scanner_drop (MgAvahiScanner *self,
                       const Entry    *entry)
{
  g_autofree char *id = dup_sighting_id (&entry->service);

  mg_sighting_list_drop (mg_scanner_get_list (MG_SCANNER (self)), id);
}

/* One question for an IPv6 address a host is enough: what is merged into a
 * device shares its addresses. */
static void
mg_avahi_scanner_ask_ipv6 (MgAvahiScanner *self,
                           const Entry    *entry)
{
  if (g_hash_table_add (self->ipv6_hosts, dup_host_key (entry)))
    mg_avahi_resolver_add (self->resolver, &entry->service, MG_AVAHI_PROTOCOL_IPV6);
}

static void
mg_avahi_scanner_fail (MgAvahiScanner  *self,
                       Entry           *entry,
                       MgAvahiProtocol  protocol)
{
  if (protocol == MG_AVAHI_PROTOCOL_IPV4)
    {
      g_clear_object (&entry->ipv4);
      mg_avahi_resolver_add (self->resolver, &entry->service, MG_AVAHI_PROTOCOL_IPV6);
      return;
    }

  g_clear_object (&entry->ipv6);
  if (entry->ipv4 == NULL && ++entry->failures >= MAX_FAILURES)
    mg_avahi_scanner_drop (self, entry);
}

static void
on_resolved (const MgAvahiService *service,
             MgAvahiProtocol       protocol,
             const MgAvahiAnswer  *answer,
             gpointer              user_data)
{
  MgAvahiScanner *self = MG_AVAHI_SCANNER (user_data);
  g_autofree char *key = dup_key (service);
  Entry *entry = g_hash_table_lookup (self->entries, key);

  if (entry == NULL)
    return;

  if (answer == NULL)
    {
      mg_avahi_scanner_fail (self, entry, protocol);
      return;
    }

  entry->failures = 0;
  g_free (entry->host);
  entry->host = g_strdup (answer->host);
  entry->port = answer->port;
  g_clear_pointer (&entry->txt, mg_txt_unref);
  entry->txt = mg_txt_ref (answer->txt);
  g_set_object (protocol == MG_AVAHI_PROTOCOL_IPV4 ? &entry->ipv4 : &entry->ipv6,
                answer->address);

  mg_avahi_scanner_put (self, entry);
  if (protocol == MG_AVAHI_PROTOCOL_IPV4)
    mg_avahi_scanner_ask_ipv6 (self, entry);
}

static void
mg_avahi_scanner_add_item (MgAvahiScanner       *self,
                           const MgAvahiService *service,
                           guint                 protocol)
{
  g_autofree char *key = dup_key (service);
  Entry *entry = g_hash_table_lookup (self->entries, key);

  if (entry != NULL)
    {
      entry->protocols |= protocol;
      return;
    }

  if (g_hash_table_size (self->entries) >= MAX_SERVICES)
    return;

  entry = g_new0 (Entry, 1);
  entry->service = (MgAvahiService) {
    .interface = service->interface,
    .name = g_strdup (service->name),
    .type = g_strdup (service->type),
    .domain = g_strdup (service->domain),
  };
  entry->protocols = protocol;
  g_hash_table_insert (self->entries, g_steal_pointer (&key), entry);

  mg_avahi_resolver_add (self->resolver, &entry->service, MG_AVAHI_PROTOCOL_IPV4);
}

static void
mg_avahi_scanner_remove_item (MgAvahiScanner       *self,
                              const MgAvahiService *service,
                              guint                 protocol)
{
  g_autofree char *key = dup_key (service);
  Entry *entry = g_hash_table_lookup (self->entries, key);

  if (entry == NULL)
    return;

  entry->protocols &= ~protocol;
  if (entry->protocols != 0)
    return;

  if (entry->host != NULL)
    {
      g_autofree char *host_key = dup_host_key (entry);

      g_hash_table_remove (self->ipv6_hosts, host_key);
    }
  mg_avahi_resolver_remove (self->resolver, &entry->service);
  mg_avahi_scanner_drop (self, entry);
  g_hash_table_remove (self->entries, key);
}

static void
on_refresh_cb (gpointer user_data)
{
  MgAvahiScanner *self = MG_AVAHI_SCANNER (user_data);
  GHashTableIter iter;
  Entry *entry;

  g_hash_table_remove_all (self->ipv6_hosts);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &entry))
    mg_avahi_resolver_add (self->resolver, &entry->service,
                           entry->ipv4 == NULL && entry->ipv6 != NULL ? MG_AVAHI_PROTOCOL_IPV6
                                                                     : MG_AVAHI_PROTOCOL_IPV4);

  self->refresh_id = mg_clock_timeout_add (mg_scanner_get_clock (MG_SCANNER (self)),
                                           REFRESH_MSEC, on_refresh_cb, self);
}

static void
mg_avahi_scanner_forget (MgAvahiScanner *self)
{
  MgClock *clock = mg_scanner_get_clock (MG_SCANNER (self));

  mg_clock_timeout_clear (clock, &self->refresh_id);
  if (self->browser != NULL)
    mg_avahi_browser_close (self->browser);
  g_clear_object (&self->browser);
  if (self->resolver != NULL)
    mg_avahi_resolver_close (self->resolver);
  g_clear_object (&self->resolver);
  g_hash_table_remove_all (self->entries);
  g_hash_table_remove_all (self->ipv6_hosts);
  mg_sighting_list_drop_all (mg_scanner_get_list (MG_SCANNER (self)));
}

static const char *
get_reason (const GError *error)
{
  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED))
    return _("Mailgrant may not talk to Avahi, the service that finds devices.");

  return _("Avahi, the service that finds devices, is not running on this computer.");
}

static void
on_browsed (const GError *error,
            gpointer      user_data)
{
  MgScanner *scanner = MG_SCANNER (user_data);

  if (error == NULL)
    {
      if (mg_scanner_get_state (scanner) == MG_SCANNER_STATE_UNAVAILABLE)
        mg_scanner_set_state (scanner, MG_SCANNER_STATE_SEARCHING, NULL);
    }
  else if (error->domain == G_DBUS_ERROR)
    {
      mg_scanner_set_state (scanner, MG_SCANNER_STATE_UNAVAILABLE, get_reason (error));
    }
}

static void
mg_avahi_scanner_handle_item (MgAvahiScanner *self,
                              gboolean        added,
                              GVariant       *parameters)
{
  MgAvahiService service;
  guint32 flags;
  int protocol;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(iisssu)")))
    return;

  g_variant_get (parameters, "(ii&s&s&su)", &service.interface, &protocol, &service.name,
                 &service.type, &service.domain, &flags);
  if ((flags & RESULT_LOCAL) != 0 && !mg_scanner_get_include_local (MG_SCANNER (self)))
    return;

  if (added)
    mg_avahi_scanner_add_item (self, &service, 1u << (protocol & 1));
  else
    mg_avahi_scanner_remove_item (self, &service, 1u << (protocol & 1));
}

static void
on_signal_cb (GDBusConnection *connection,
              const char      *sender,
              const char      *path,
              const char      *interface,
              const char      *member,
              GVariant        *parameters,
              gpointer         user_data)
{
  MgAvahiScanner *self = MG_AVAHI_SCANNER (user_data);

  if (self->resolver == NULL)
    return;

  if (g_str_equal (interface, MG_AVAHI_NAME ".ServiceResolver"))
    mg_avahi_resolver_handle_signal (self->resolver, path, member, parameters);
  else if (!g_str_equal (interface, MG_AVAHI_NAME ".ServiceBrowser"))
    return;
  else if (g_str_equal (member, "Failure"))
    mg_avahi_browser_handle_failure (self->browser, path);
  else if (g_str_equal (member, "ItemNew") || g_str_equal (member, "ItemRemove"))
    mg_avahi_scanner_handle_item (self, g_str_equal (member, "ItemNew"), parameters);
}

/* Up to 0.8 the daemon delivers the strings of a TXT record backwards. */
static void
on_version_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  MgAvahiScanner *self;
  const char *version;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  if (reply == NULL)
    return;

  self = MG_AVAHI_SCANNER (user_data);
  g_variant_get (reply, "(&s)", &version);
  g_debug ("found %s", version);
  if (self->resolver != NULL)
    mg_avahi_resolver_set_reversed (self->resolver,
                                    g_regex_match_simple ("^avahi 0\\.[0-8]($|[^0-9])", version,
                                                          0, 0));
}

static void
on_appeared_cb (GDBusConnection *connection,
                const char      *name,
                const char      *name_owner,
                gpointer         user_data)
{
  MgAvahiScanner *self = MG_AVAHI_SCANNER (user_data);
  MgScanner *scanner = MG_SCANNER (self);

  mg_avahi_scanner_forget (self);
  self->resolver = mg_avahi_resolver_new (connection, mg_scanner_get_clock (scanner),
                                          on_resolved, self);
  mg_scanner_set_state (scanner, MG_SCANNER_STATE_SEARCHING, NULL);

  g_dbus_connection_call (connection, MG_AVAHI_NAME, "/", MG_AVAHI_NAME ".Server",
                          "GetVersionString", NULL, G_VARIANT_TYPE ("(s)"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable,
                          on_version_cb, self);
  self->browser = mg_avahi_browser_new (connection, mg_scanner_get_clock (scanner),
                                        mg_dns_sd_get_types (), on_browsed, self);
  self->refresh_id = mg_clock_timeout_add (mg_scanner_get_clock (scanner), REFRESH_MSEC,
                                           on_refresh_cb, self);
}

static void
on_vanished_cb (GDBusConnection *connection,
                const char      *name,
                gpointer         user_data)
{
  MgAvahiScanner *self = MG_AVAHI_SCANNER (user_data);

  mg_avahi_scanner_forget (self);
  mg_scanner_set_state (MG_SCANNER (self), MG_SCANNER_STATE_UNAVAILABLE, get_reason (NULL));
}

static void
mg_avahi_scanner_connected (MgAvahiScanner  *self,
                            GDBusConnection *connection)
{
  self->connection = g_object_ref (connection);
  self->subscription =
    g_dbus_connection_signal_subscribe (connection, MG_AVAHI_NAME, NULL, NULL, NULL, NULL,
                                        G_DBUS_SIGNAL_FLAGS_NONE, on_signal_cb, self, NULL);
  self->watch =
    g_bus_watch_name_on_connection (connection, MG_AVAHI_NAME, G_BUS_NAME_WATCHER_FLAGS_AUTO_START,
                                    on_appeared_cb, on_vanished_cb, self, NULL);
}

static void
on_bus_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GDBusConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  connection = g_bus_get_finish (result, &error);
  if (connection != NULL)
    {
      mg_avahi_scanner_connected (MG_AVAHI_SCANNER (user_data), connection);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_debug ("no system bus: %s", error->message);
      mg_scanner_set_state (MG_SCANNER (user_data), MG_SCANNER_STATE_UNAVAILABLE,
                            get_reason (error));
    }
}

static const char *
mg_avahi_scanner_get_title (MgScanner *scanner)
{
  return _("DNS-SD, through Avahi");
}

static void
mg_avahi_scanner_start (MgScanner *scanner)
{
  MgAvahiScanner *self = MG_AVAHI_SCANNER (scanner);

  self->cancellable = g_cancellable_new ();
  if (self->given != NULL)
    mg_avahi_scanner_connected (self, self->given);
  else
    g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, on_bus_cb, self);
}

static void
mg_avahi_scanner_stop (MgScanner *scanner)
{
  MgAvahiScanner *self = MG_AVAHI_SCANNER (scanner);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  mg_avahi_scanner_forget (self);
  if (self->connection != NULL)
    {
      g_clear_handle_id (&self->watch, g_bus_unwatch_name);
      g_dbus_connection_signal_unsubscribe (self->connection, self->subscription);
    }
  g_clear_object (&self->connection);
}

static void
mg_avahi_scanner_finalize (GObject *object)
{
  MgAvahiScanner *self = MG_AVAHI_SCANNER (object);

  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->ipv6_hosts);
  g_clear_object (&self->given);

  G_OBJECT_CLASS (mg_avahi_scanner_parent_class)->finalize (object);
}

static void
mg_avahi_scanner_class_init (MgAvahiScannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MgScannerClass *scanner_class = MG_SCANNER_CLASS (klass);

  object_class->finalize = mg_avahi_scanner_finalize;

  scanner_class->id = "avahi";
  scanner_class->get_title = mg_avahi_scanner_get_title;
  scanner_class->start = mg_avahi_scanner_start;
  scanner_class->stop = mg_avahi_scanner_stop;
}

static void
mg_avahi_scanner_init (MgAvahiScanner *self)
{
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  self->ipv6_hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * mg_avahi_scanner_new:
 * @context: where the time comes from
 * @connection: (nullable): the bus to look for Avahi on, or %NULL for the
 *   system bus
 * @include_local: whether services of this computer itself count
 *
 * Returns: (transfer full): a scanner
 */
MgScanner *
mg_avahi_scanner_new (MgContext       *context,
                      GDBusConnection *connection,
                      gboolean         include_local)
{
  MgAvahiScanner *self;

  g_return_val_if_fail (MG_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (connection == NULL || G_IS_DBUS_CONNECTION (connection), NULL);

  self = g_object_new (MG_TYPE_AVAHI_SCANNER,
                       "context", context,
                       "include-local", include_local,
                       NULL);
  g_set_object (&self->given, connection);

  return MG_SCANNER (self);
}
