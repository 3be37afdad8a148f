/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-mdns-scanner"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-dns-sd.h"
#include "mg-mdns-cache.h"
#include "mg-mdns-scanner.h"
#include "mg-multicast.h"

/* After the start questions are close together, and then one round follows
 * another before what is known runs out (two minutes for addresses). */
static const guint rounds_msec[] = { 0, 300, 700, 1000, 2000 };

#define ROUND_MSEC (60 * 1000)

/* What responses leave out is asked for a little later, and what many of them
 * say is looked at together. */
#define MISSING_MSEC 400
#define UPDATE_MSEC 100

/* Avahi puts the answers to one question packet into one answer packet if the
 * question does not come from the port of multicast DNS. */
static const MgMulticastGroup joined = { "224.0.0.251", "ff02::fb", 5353, 255, TRUE };
static const MgMulticastGroup apart = { "224.0.0.251", "ff02::fb", 5353, 255, FALSE };

/**
 * MgMdnsScanner:
 *
 * Finds devices by DNS-SD where there is no Avahi: asks on the links itself.
 *
 * It listens at the port of multicast DNS together with whoever else does,
 * and where that is not allowed asks from another port, which finds less.
 */
struct _MgMdnsScanner
{
  MgScanner     parent_instance;

  MgMulticast  *multicast;   /* (owned) (nullable) */
  gboolean      is_joined;
  MgMdnsCache  *cache;       /* (owned) (nullable) */
  GHashTable   *shown;       /* (owned) (element-type utf8 guint): id and hash of what is listed */
  GHashTable   *seen;        /* (owned) (nullable) (element-type utf8): while it is updated */
  GBytes       *query;       /* (owned) (nullable): while it is sent */
  guint         round;
  guint         round_id;
  guint         missing_id;
  guint         update_id;
};

G_DEFINE_FINAL_TYPE (MgMdnsScanner, mg_mdns_scanner, MG_TYPE_SCANNER)

static GBytes *
make_query (gpointer user_data)
{
  return g_bytes_ref (MG_MDNS_SCANNER (user_data)->query);
}

static void
mg_mdns_scanner_ask (MgMdnsScanner        *self,
                     const MgMdnsQuestion *questions,
                     gsize                 n_questions)
{
  gsize most = self->is_joined ? MG_MDNS_MAX_QUESTIONS : 1;

  for (gsize at = 0; at < n_questions; at += most)
    {
      self->query = mg_mdns_new_query (questions + at, MIN (most, n_questions - at));
      mg_multicast_send (self->multicast, make_query);
      g_clear_pointer (&self->query, g_bytes_unref);
    }
}

static void
mg_mdns_scanner_ask_for_types (MgMdnsScanner *self)
{
  const char * const *types = mg_dns_sd_get_types ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) questions = g_array_new (FALSE, FALSE, sizeof (MgMdnsQuestion));

  for (gsize i = 0; types[i] != NULL; i++)
    {
      MgMdnsQuestion question = { g_strconcat (types[i], ".local", NULL), MG_MDNS_TYPE_PTR };

      g_ptr_array_add (names, (char *) question.name);
      g_array_append_val (questions, question);
    }

  mg_mdns_scanner_ask (self, (const MgMdnsQuestion *) (gconstpointer) questions->data,
                       questions->len);
}

static guint
hash_service (const MgMdnsService *service)
{
  g_autoptr (GString) text = g_string_new (service->host);

  g_string_append_printf (text, "\n%u\n", service->port);
  for (guint i = 0; i < service->addresses->len; i++)
    {
      g_autofree char *address =
        g_inet_address_to_string (g_ptr_array_index (service->addresses, i));

      g_string_append_printf (text, "%s\n", address);
    }
  for (guint i = 0; i < mg_txt_get_size (service->txt); i++)
    {
      const char *key = mg_txt_get_key (service->txt, i);
      const char *value = mg_txt_get (service->txt, key);

      g_string_append_printf (text, "%s=%s\n", key, value != NULL ? value : "");
    }

  return g_string_hash (text);
}

static void
on_service (const MgMdnsService *service,
            gpointer             user_data)
{
  MgMdnsScanner *self = MG_MDNS_SCANNER (user_data);
  MgScanner *scanner = MG_SCANNER (self);
  g_autofree char *instance = NULL;
  g_autofree char *type = NULL;
  g_autofree char *id = NULL;
  g_autoptr (MgSighting) sighting = NULL;
  gpointer hash = GUINT_TO_POINTER (hash_service (service));
  gpointer known;
  const char *rest;

  instance = mg_mdns_dup_first_label (service->name, &rest);
  type = g_strndup (rest, strlen (rest) - strlen (".local"));
  id = mg_dns_sd_dup_id (MG_SIGHTING_SOURCE_MDNS, service->interface, type, instance);
  g_hash_table_add (self->seen, g_strdup (id));
  if (g_hash_table_lookup_extended (self->shown, id, NULL, &known) && known == hash)
    return;

  sighting = mg_dns_sd_new_sighting (&(MgDnsSdAnswer) {
    .source = MG_SIGHTING_SOURCE_MDNS,
    .interface = service->interface,
    .seen_at = mg_clock_now (mg_scanner_get_clock (scanner)),
    .type = type,
    .instance = instance,
    .host = service->host,
    .port = service->port,
    .addresses = service->addresses,
    .txt = service->txt,
  }, mg_scanner_get_address_rules (scanner, service->interface));
  if (sighting == NULL)
    {
      g_hash_table_remove (self->seen, id);
      return;
    }

  g_hash_table_insert (self->shown, g_steal_pointer (&id), hash);
  mg_sighting_list_put (mg_scanner_get_list (scanner), sighting);
}

static void
mg_mdns_scanner_update (MgMdnsScanner *self)
{
  MgSightingList *list = mg_scanner_get_list (MG_SCANNER (self));
  GHashTableIter iter;
  const char *id;

  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  mg_mdns_cache_foreach (self->cache, on_service, self);

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, NULL))
    if (!g_hash_table_contains (self->seen, id))
      {
        mg_sighting_list_drop (list, id);
        g_hash_table_iter_remove (&iter);
      }
  g_clear_pointer (&self->seen, g_hash_table_unref);
}

static void
on_update_cb (gpointer user_data)
{
  MgMdnsScanner *self = MG_MDNS_SCANNER (user_data);

  self->update_id = 0;
  mg_mdns_scanner_update (self);
}

static void on_missing_cb (gpointer user_data);

static void
mg_mdns_scanner_ask_soon (MgMdnsScanner *self)
{
  if (self->missing_id == 0)
    self->missing_id = mg_clock_timeout_add (mg_scanner_get_clock (MG_SCANNER (self)),
                                             MISSING_MSEC, on_missing_cb, self);
}

static void
on_missing_cb (gpointer user_data)
{
  MgMdnsScanner *self = MG_MDNS_SCANNER (user_data);
  g_autoptr (GArray) questions = NULL;

  self->missing_id = 0;
  mg_mdns_cache_expire (self->cache);
  mg_mdns_scanner_update (self);
  questions = mg_mdns_cache_dup_missing (self->cache);
  if (questions->len == 0)
    return;

  mg_mdns_scanner_ask (self, (const MgMdnsQuestion *) (gconstpointer) questions->data,
                       questions->len);
  mg_mdns_scanner_ask_soon (self);
}

/**
 * mg_mdns_scanner_handle:
 * @self: a scanner that runs
 * @interface: the index of the interface that a datagram came in on
 * @source: who sent it
 * @bytes: (array length=length): the datagram
 * @length: its length
 *
 * Takes a response.
 */
void
mg_mdns_scanner_handle (MgMdnsScanner *self,
                        int            interface,
                        GInetAddress  *source,
                        const guint8  *bytes,
                        gsize          length)
{
  MgScanner *scanner = MG_SCANNER (self);
  g_autoptr (GPtrArray) records = NULL;

  g_return_if_fail (MG_IS_MDNS_SCANNER (self));
  g_return_if_fail (G_IS_INET_ADDRESS (source));

  if (!mg_address_rules_allows (mg_scanner_get_address_rules (scanner, interface), interface,
                                source))
    return;

  records = mg_mdns_parse_response (bytes, length);
  if (records == NULL)
    return;

  mg_mdns_cache_take (self->cache, interface, records);
  mg_mdns_scanner_ask_soon (self);
  if (self->update_id == 0)
    self->update_id = mg_clock_timeout_add (mg_scanner_get_clock (scanner), UPDATE_MSEC,
                                            on_update_cb, self);
}

static void
on_received (int           interface,
             GInetAddress *source,
             const guint8 *bytes,
             gsize         length,
             gpointer      user_data)
{
  mg_mdns_scanner_handle (MG_MDNS_SCANNER (user_data), interface, source, bytes, length);
}

static void
on_round_cb (gpointer user_data)
{
  MgMdnsScanner *self = MG_MDNS_SCANNER (user_data);
  guint delay = ROUND_MSEC;

  self->round_id = 0;
  mg_mdns_cache_expire (self->cache);
  mg_mdns_cache_ask_again (self->cache);
  mg_mdns_scanner_update (self);
  mg_mdns_scanner_ask_for_types (self);
  mg_mdns_scanner_ask_soon (self);

  if (++self->round < G_N_ELEMENTS (rounds_msec))
    delay = rounds_msec[self->round];
  self->round_id = mg_clock_timeout_add (mg_scanner_get_clock (MG_SCANNER (self)), delay,
                                         on_round_cb, self);
}

static void
mg_mdns_scanner_open (MgMdnsScanner          *self,
                      const MgMulticastGroup *group)
{
  g_clear_object (&self->multicast);
  self->multicast = mg_multicast_new (group, mg_scanner_get_include_local (MG_SCANNER (self)),
                                      on_received, self);
  self->is_joined = group->join;
  mg_multicast_open (self->multicast);
}

static void
mg_mdns_scanner_refresh (MgScanner *scanner)
{
  MgMdnsScanner *self = MG_MDNS_SCANNER (scanner);

  mg_clock_timeout_clear (mg_scanner_get_clock (scanner), &self->round_id);
  mg_mdns_scanner_open (self, &joined);
  if (!mg_multicast_is_open (self->multicast))
    mg_mdns_scanner_open (self, &apart);
  if (!mg_multicast_is_open (self->multicast))
    {
      mg_scanner_set_state (scanner, MG_SCANNER_STATE_UNAVAILABLE,
                            _("This computer is not connected to a network."));
      return;
    }

  mg_scanner_set_state (scanner, MG_SCANNER_STATE_SEARCHING, NULL);
  self->round = 0;
  on_round_cb (self);
}

static const char *
mg_mdns_scanner_get_title (MgScanner *scanner)
{
  return _("DNS-SD, without Avahi");
}

static void
mg_mdns_scanner_start (MgScanner *scanner)
{
  MgMdnsScanner *self = MG_MDNS_SCANNER (scanner);

  self->cache = mg_mdns_cache_new (mg_scanner_get_clock (scanner), mg_dns_sd_get_types ());
  mg_mdns_scanner_refresh (scanner);
}

static void
mg_mdns_scanner_stop (MgScanner *scanner)
{
  MgMdnsScanner *self = MG_MDNS_SCANNER (scanner);
  MgClock *clock = mg_scanner_get_clock (scanner);

  mg_clock_timeout_clear (clock, &self->round_id);
  mg_clock_timeout_clear (clock, &self->missing_id);
  mg_clock_timeout_clear (clock, &self->update_id);
  mg_multicast_close (self->multicast);
  g_clear_object (&self->multicast);
  g_clear_object (&self->cache);
  g_hash_table_remove_all (self->shown);
}

static void
mg_mdns_scanner_finalize (GObject *object)
{
  MgMdnsScanner *self = MG_MDNS_SCANNER (object);

  g_hash_table_unref (self->shown);

  G_OBJECT_CLASS (mg_mdns_scanner_parent_class)->finalize (object);
}

static void
mg_mdns_scanner_class_init (MgMdnsScannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MgScannerClass *scanner_class = MG_SCANNER_CLASS (klass);

  object_class->finalize = mg_mdns_scanner_finalize;

  scanner_class->id = "mdns";
  scanner_class->get_title = mg_mdns_scanner_get_title;
  scanner_class->start = mg_mdns_scanner_start;
  scanner_class->stop = mg_mdns_scanner_stop;
  scanner_class->refresh = mg_mdns_scanner_refresh;
}

static void
mg_mdns_scanner_init (MgMdnsScanner *self)
{
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * mg_mdns_scanner_new:
 * @context: where the time comes from
 * @include_local: whether this computer itself counts
 *
 * Returns: (transfer full): a scanner
 */
MgScanner *
mg_mdns_scanner_new (MgContext *context,
                     gboolean   include_local)
{
  g_return_val_if_fail (MG_IS_CONTEXT (context), NULL);

  return g_object_new (MG_TYPE_MDNS_SCANNER,
                       "context", context,
                       "include-local", include_local,
                       NULL);
}
