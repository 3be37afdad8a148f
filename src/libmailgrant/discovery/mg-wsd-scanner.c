/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-wsd-scanner"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-description-fetcher.h"
#include "mg-multicast.h"
#include "mg-url-rules.h"
#include "mg-wsd-scanner.h"
#include "mg-wsd.h"

/* SOAP over UDP says a message three times. */
static const guint repeats_msec[] = { 0, 200, 400 };

/* There is no lifetime: what has not answered for three rounds is gone. */
#define PROBE_AGAIN_MSEC (60 * 1000)
#define MAX_MISSED 3
#define MAX_ENDPOINTS 512
#define MAX_PROBED 512

/* Where a device listens for probes that are sent to it alone. */
#define STABLE_PATH "/StableWSDiscoveryEndpoint/schemas-xmlsoap-org_ws_2005_04_discovery"

static const MgMulticastGroup group = { "239.255.255.250", "ff02::c", 3702, 1, FALSE };

typedef struct
{
  char     *endpoint;   /* (owned) */
  int       interface;
  gboolean  printer;
  gboolean  asked;      /* for where it is */
  gboolean  fetched;    /* or being fetched: what it is */
  guint     missed;
  char     *id;         /* (owned) (nullable): of the sighting, once there is one */
} Endpoint;

/* What a fetched document has to be joined with. */
typedef struct
{
  char         *key;        /* (owned) (nullable): none for a directed probe */
  int           interface;
  GInetAddress *source;     /* (owned) */
} Origin;

/**
 * MgWsdScanner:
 *
 * Finds devices by WS-Discovery: printers that DNS-SD does not show.
 *
 * Computers answer as well; they only count as a hint to a device that is
 * known otherwise.
 */
struct _MgWsdScanner
{
  MgScanner             parent_instance;

  MgMulticast          *multicast;  /* (owned) (nullable) */
  MgDescriptionFetcher *fetcher;    /* (owned) (nullable) */
  GHashTable           *endpoints;  /* (owned) (element-type utf8 Endpoint) */
  GHashTable           *probed;     /* (owned) (element-type utf8) */
  const char           *resolving;  /* (nullable): while a resolve is sent */
  guint                 repeat;
  guint                 send_id;
};

G_DEFINE_FINAL_TYPE (MgWsdScanner, mg_wsd_scanner, MG_TYPE_SCANNER)

static void
endpoint_free (gpointer data)
{
  Endpoint *endpoint = data;

  g_free (endpoint->endpoint);
  g_free (endpoint->id);
  g_free (endpoint);
}

static Origin *
origin_new (const char   *key,
            int           interface,
            GInetAddress *source)
{
  Origin *origin = g_new0 (Origin, 1);

  origin->key = g_strdup (key);
  origin->interface = interface;
  origin->source = g_object_ref (source);

  return origin;
}

static void
origin_free (gpointer data)
{
  Origin *origin = data;

  g_free (origin->key);
  g_object_unref (origin->source);
  g_free (origin);
}

static MgSighting *
mg_wsd_scanner_new_sighting (MgWsdScanner   *self,
                             const Endpoint *endpoint,
                             const Origin   *origin,
                             MgWsdMetadata  *metadata)
{
  MgScanner *scanner = MG_SCANNER (self);
  MgAddressRules *rules = mg_scanner_get_address_rules (scanner, origin->interface);
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *text = mg_address_rules_dup_text (rules, origin->interface, origin->source);
  g_autofree char *id = g_strdup_printf ("wsd/%s", origin->key);
  g_autofree char *url = NULL;

  g_ptr_array_add (addresses, g_object_ref (origin->source));
  if (metadata->presentation_url != NULL)
    url = mg_url_rules_dup_admin_url (metadata->presentation_url, NULL, addresses, text);

  mg_claims_set (metadata->claims, MG_CLAIM_UUID, endpoint->endpoint);
  mg_claims_set_kind (metadata->claims, endpoint->printer ? MG_DISCOVERED_KIND_PRINTER
                                                          : MG_DISCOVERED_KIND_SERVER);

  return mg_sighting_new (&(MgSightingFields) {
    .id = id,
    .source = MG_SIGHTING_SOURCE_WSD,
    .weight = endpoint->printer ? MG_SIGHTING_WEIGHT_STRONG : MG_SIGHTING_WEIGHT_HINT,
    .interface = origin->interface,
    .seen_at = mg_clock_now (mg_scanner_get_clock (scanner)),
    .addresses = addresses,
    .address_texts = (const char * const []) { text, NULL },
    .claims = metadata->claims,
    .admin_url = url,
  });
}

static void mg_wsd_scanner_take (MgWsdScanner *self,
                                 int           interface,
                                 GInetAddress *source,
                                 GBytes       *document);

static void
on_fetched (GBytes   *body,
            gpointer  data,
            gpointer  user_data)
{
  MgWsdScanner *self = MG_WSD_SCANNER (user_data);
  const Origin *origin = data;
  g_autoptr (MgWsdMetadata) metadata = NULL;
  g_autoptr (MgSighting) sighting = NULL;
  Endpoint *endpoint;

  if (origin->key == NULL)
    {
      if (body != NULL)
        mg_wsd_scanner_take (self, origin->interface, origin->source, body);
      return;
    }

  endpoint = g_hash_table_lookup (self->endpoints, origin->key);
  if (endpoint == NULL)
    return;

  metadata = body != NULL ? mg_wsd_parse_metadata (body) : NULL;
  if (metadata == NULL)
    {
      endpoint->fetched = FALSE;
      return;
    }

  sighting = mg_wsd_scanner_new_sighting (self, endpoint, origin, metadata);
  g_free (endpoint->id);
  endpoint->id = g_strdup (mg_sighting_get_id (sighting));
  mg_sighting_list_put (mg_scanner_get_list (MG_SCANNER (self)), sighting);
}

static GBytes *
make_resolve (gpointer user_data)
{
  return mg_wsd_new_resolve (MG_WSD_SCANNER (user_data)->resolving);
}

/* Of all URLs only one at the address that answers is asked. */
static GUri *
choose_url (const MgWsdMatch *match,
            GInetAddress     *source)
{
  for (gsize i = 0; match->urls != NULL && match->urls[i] != NULL; i++)
    {
      GUri *uri = mg_url_rules_parse_fetchable (match->urls[i], source);

      if (uri != NULL)
        return uri;
    }

  return NULL;
}

static void
mg_wsd_scanner_fetch (MgWsdScanner *self,
                      const char   *key,
                      Endpoint     *endpoint,
                      GInetAddress *source,
                      GUri         *uri)
{
  MgAddressRules *rules = mg_scanner_get_address_rules (MG_SCANNER (self), endpoint->interface);
  g_autofree char *text = mg_address_rules_dup_text (rules, endpoint->interface, source);
  g_autoptr (GBytes) question = mg_wsd_new_get (endpoint->endpoint);
  g_autofree char *url = NULL;

  url = mg_url_rules_dup_base_url (g_uri_get_scheme (uri), text,
                                   (guint16) MAX (g_uri_get_port (uri), 0), g_uri_get_path (uri));
  endpoint->fetched = TRUE;
  mg_description_fetcher_fetch (self->fetcher, url, source, question,
                                origin_new (key, endpoint->interface, source), origin_free);
}

static void
mg_wsd_scanner_take_match (MgWsdScanner     *self,
                           int               interface,
                           GInetAddress     *source,
                           const MgWsdMatch *match)
{
  g_autofree char *address = g_inet_address_to_string (source);
  g_autofree char *key = g_strdup_printf ("%d/%s/%s", interface, address, match->endpoint);
  g_autoptr (GUri) uri = choose_url (match, source);
  Endpoint *endpoint = g_hash_table_lookup (self->endpoints, key);

  if (endpoint == NULL)
    {
      if (g_hash_table_size (self->endpoints) >= MAX_ENDPOINTS)
        return;
      endpoint = g_new0 (Endpoint, 1);
      endpoint->endpoint = g_strdup (match->endpoint);
      endpoint->interface = interface;
      g_hash_table_insert (self->endpoints, g_strdup (key), endpoint);
    }

  endpoint->missed = 0;
  endpoint->printer |= mg_wsd_match_is_ours (match);
  if (endpoint->fetched)
    return;

  if (uri != NULL)
    {
      mg_wsd_scanner_fetch (self, key, endpoint, source, uri);
    }
  else if (!endpoint->asked && match->urls == NULL)
    {
      endpoint->asked = TRUE;
      self->resolving = match->endpoint;
      mg_multicast_send (self->multicast, make_resolve);
      self->resolving = NULL;
    }
}

static void
mg_wsd_scanner_take (MgWsdScanner *self,
                     int           interface,
                     GInetAddress *source,
                     GBytes       *document)
{
  g_autoptr (GPtrArray) matches = mg_wsd_parse_matches (document);

  for (guint i = 0; i < matches->len; i++)
    mg_wsd_scanner_take_match (self, interface, source, g_ptr_array_index (matches, i));
}

/**
 * mg_wsd_scanner_handle:
 * @self: a scanner that runs
 * @interface: the index of the interface that a datagram came in on
 * @source: who sent it
 * @bytes: (array length=length): the datagram
 * @length: its length
 *
 * Takes an answer to a probe.
 */
void
mg_wsd_scanner_handle (MgWsdScanner *self,
                       int           interface,
                       GInetAddress *source,
                       const guint8 *bytes,
                       gsize         length)
{
  g_autoptr (GBytes) document = NULL;

  g_return_if_fail (MG_IS_WSD_SCANNER (self));
  g_return_if_fail (G_IS_INET_ADDRESS (source));

  if (!mg_address_rules_allows (mg_scanner_get_address_rules (MG_SCANNER (self), interface),
                                interface, source))
    return;

  document = g_bytes_new (bytes, length);
  mg_wsd_scanner_take (self, interface, source, document);
}

static void
on_received (int           interface,
             GInetAddress *source,
             const guint8 *bytes,
             gsize         length,
             gpointer      user_data)
{
  mg_wsd_scanner_handle (MG_WSD_SCANNER (user_data), interface, source, bytes, length);
}

/**
 * mg_wsd_scanner_probe:
 * @self: a scanner
 * @interface: the index of the interface that the device is on, or 0
 * @address: the address of a device that is known otherwise
 *
 * Probes one device over HTTP, once: some whose multicast is broken answer
 * that.
 */
void
mg_wsd_scanner_probe (MgWsdScanner *self,
                      int           interface,
                      GInetAddress *address)
{
  MgAddressRules *rules;
  g_autoptr (GBytes) probe = NULL;
  g_autofree char *text = NULL;
  g_autofree char *url = NULL;

  g_return_if_fail (MG_IS_WSD_SCANNER (self));
  g_return_if_fail (G_IS_INET_ADDRESS (address));

  rules = mg_scanner_get_address_rules (MG_SCANNER (self), interface);
  if (self->fetcher == NULL || !mg_address_rules_allows (rules, interface, address) ||
      g_hash_table_size (self->probed) >= MAX_PROBED)
    return;

  text = mg_address_rules_dup_text (rules, interface, address);
  url = mg_url_rules_dup_base_url ("http", text, 80, STABLE_PATH);
  if (!g_hash_table_add (self->probed, g_steal_pointer (&text)))
    return;

  probe = mg_wsd_new_probe ();
  mg_description_fetcher_fetch (self->fetcher, url, address, probe,
                                origin_new (NULL, interface, address), origin_free);
}

static GBytes *
make_probe (gpointer user_data)
{
  return mg_wsd_new_probe ();
}

static void
mg_wsd_scanner_expire (MgWsdScanner *self)
{
  GHashTableIter iter;
  Endpoint *endpoint;

  g_hash_table_iter_init (&iter, self->endpoints);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &endpoint))
    if (endpoint->missed++ >= MAX_MISSED)
      {
        if (endpoint->id != NULL)
          mg_sighting_list_drop (mg_scanner_get_list (MG_SCANNER (self)), endpoint->id);
        g_hash_table_iter_remove (&iter);
      }
}

static void
on_send_cb (gpointer user_data)
{
  MgWsdScanner *self = MG_WSD_SCANNER (user_data);
  guint delay = PROBE_AGAIN_MSEC;

  self->send_id = 0;
  if (self->repeat == 0)
    mg_wsd_scanner_expire (self);
  mg_multicast_send (self->multicast, make_probe);

  if (++self->repeat < G_N_ELEMENTS (repeats_msec))
    delay = repeats_msec[self->repeat];
  else
    self->repeat = 0;
  self->send_id = mg_clock_timeout_add (mg_scanner_get_clock (MG_SCANNER (self)), delay,
                                        on_send_cb, self);
}

static void
mg_wsd_scanner_refresh (MgScanner *scanner)
{
  MgWsdScanner *self = MG_WSD_SCANNER (scanner);

  mg_clock_timeout_clear (mg_scanner_get_clock (scanner), &self->send_id);
  if (mg_multicast_open (self->multicast) == 0)
    {
      mg_scanner_set_state (scanner, MG_SCANNER_STATE_UNAVAILABLE,
                            _("This computer is not connected to a network."));
      return;
    }

  mg_scanner_set_state (scanner, MG_SCANNER_STATE_SEARCHING, NULL);
  self->repeat = 0;
  on_send_cb (self);
}

static const char *
mg_wsd_scanner_get_title (MgScanner *scanner)
{
  return _("WS-Discovery");
}

static void
mg_wsd_scanner_start (MgScanner *scanner)
{
  MgWsdScanner *self = MG_WSD_SCANNER (scanner);

  self->multicast = mg_multicast_new (&group, mg_scanner_get_include_local (scanner),
                                      on_received, self);
  self->fetcher = mg_description_fetcher_new (mg_scanner_get_clock (scanner), on_fetched, self);
  mg_wsd_scanner_refresh (scanner);
}

static void
mg_wsd_scanner_stop (MgScanner *scanner)
{
  MgWsdScanner *self = MG_WSD_SCANNER (scanner);

  mg_clock_timeout_clear (mg_scanner_get_clock (scanner), &self->send_id);
  mg_multicast_close (self->multicast);
  g_clear_object (&self->multicast);
  mg_description_fetcher_cancel (self->fetcher);
  g_clear_object (&self->fetcher);
  g_hash_table_remove_all (self->endpoints);
  g_hash_table_remove_all (self->probed);
}

static void
mg_wsd_scanner_finalize (GObject *object)
{
  MgWsdScanner *self = MG_WSD_SCANNER (object);

  g_hash_table_unref (self->endpoints);
  g_hash_table_unref (self->probed);

  G_OBJECT_CLASS (mg_wsd_scanner_parent_class)->finalize (object);
}

static void
mg_wsd_scanner_class_init (MgWsdScannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MgScannerClass *scanner_class = MG_SCANNER_CLASS (klass);

  object_class->finalize = mg_wsd_scanner_finalize;

  scanner_class->id = "wsd";
  scanner_class->get_title = mg_wsd_scanner_get_title;
  scanner_class->start = mg_wsd_scanner_start;
  scanner_class->stop = mg_wsd_scanner_stop;
  scanner_class->refresh = mg_wsd_scanner_refresh;
}

static void
mg_wsd_scanner_init (MgWsdScanner *self)
{
  self->endpoints = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, endpoint_free);
  self->probed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * mg_wsd_scanner_new:
 * @context: where the time comes from
 * @include_local: whether this computer itself counts
 *
 * Returns: (transfer full): a scanner
 */
MgScanner *
mg_wsd_scanner_new (MgContext *context,
                    gboolean   include_local)
{
  g_return_val_if_fail (MG_IS_CONTEXT (context), NULL);

  return g_object_new (MG_TYPE_WSD_SCANNER,
                       "context", context,
                       "include-local", include_local,
                       NULL);
}
