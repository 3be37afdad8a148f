/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-ssdp-scanner"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-description-fetcher.h"
#include "mg-multicast.h"
#include "mg-ssdp-scanner.h"
#include "mg-upnp.h"
#include "mg-url-rules.h"

/* Datagrams get lost; a search is said three times. */
static const guint repeats_msec[] = { 0, 200, 400 };

/* How often what has been found is searched for again, and how many answers
 * are remembered. */
#define SEARCH_AGAIN_MSEC (5 * 60 * 1000)
#define MAX_ANSWERS 1024

static const MgMulticastGroup group = { "239.255.255.250", "ff02::c", 1900, 2, FALSE };

typedef struct
{
  gint64 expires_at;  /* boot time */
  char  *id;          /* (owned) (nullable): of the sighting, once there is one */
} Answer;

/* What a fetched description has to be joined with. */
typedef struct
{
  char         *key;        /* (owned) */
  int           interface;
  GInetAddress *source;     /* (owned) */
  guint16       port;
} Origin;

/**
 * MgSsdpScanner:
 *
 * Finds devices by UPnP: NAS boxes and older printers that DNS-SD does not
 * show.
 *
 * Of all answers only those count whose description is at the address that
 * answers.
 */
struct _MgSsdpScanner
{
  MgScanner             parent_instance;

  MgMulticast          *multicast;  /* (owned) (nullable) */
  MgDescriptionFetcher *fetcher;    /* (owned) (nullable) */
  GHashTable           *answers;    /* (owned) (element-type utf8 Answer) */
  guint                 repeat;
  guint                 send_id;
};

G_DEFINE_FINAL_TYPE (MgSsdpScanner, mg_ssdp_scanner, MG_TYPE_SCANNER)

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_free (answer->id);
  g_free (answer);
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
mg_ssdp_scanner_new_sighting (MgSsdpScanner     *self,
                              const Origin      *origin,
                              MgUpnpDescription *description)
{
  MgScanner *scanner = MG_SCANNER (self);
  MgAddressRules *rules = mg_scanner_get_address_rules (scanner, origin->interface);
  MgDiscoveredKind kind = mg_claims_get_kind (description->claims);
  const char *uuid = mg_claims_get (description->claims, MG_CLAIM_UUID);
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *text = mg_address_rules_dup_text (rules, origin->interface, origin->source);
  g_autofree char *id = g_strdup_printf ("ssdp/%d/%s/%s", origin->interface, text,
                                         uuid != NULL ? uuid : "");
  g_autofree char *url = NULL;

  g_ptr_array_add (addresses, g_object_ref (origin->source));
  if (description->presentation_url != NULL)
    url = mg_url_rules_dup_admin_url (description->presentation_url, NULL, addresses, text);

  return mg_sighting_new (&(MgSightingFields) {
    .id = id,
    .source = MG_SIGHTING_SOURCE_SSDP,
    .weight = kind != MG_DISCOVERED_KIND_OTHER ? MG_SIGHTING_WEIGHT_STRONG
                                               : MG_SIGHTING_WEIGHT_WEAK,
    .interface = origin->interface,
    .seen_at = mg_clock_now (mg_scanner_get_clock (scanner)),
    .port = origin->port,
    .addresses = addresses,
    .address_texts = (const char * const []) { text, NULL },
    .claims = description->claims,
    .admin_url = url,
  });
}

static void
on_fetched (GBytes   *body,
            gpointer  data,
            gpointer  user_data)
{
  MgSsdpScanner *self = MG_SSDP_SCANNER (user_data);
  const Origin *origin = data;
  Answer *answer = g_hash_table_lookup (self->answers, origin->key);
  g_autoptr (MgUpnpDescription) description = NULL;
  g_autoptr (MgSighting) sighting = NULL;

  if (answer == NULL)
    return;

  /* What could not be fetched may be fetched when it is announced again. */
  if (body == NULL)
    {
      g_hash_table_remove (self->answers, origin->key);
      return;
    }

  description = mg_upnp_parse_description (body);
  if (description == NULL || !mg_upnp_description_is_ours (description))
    return;

  sighting = mg_ssdp_scanner_new_sighting (self, origin, description);
  g_free (answer->id);
  answer->id = g_strdup (mg_sighting_get_id (sighting));
  mg_sighting_list_put (mg_scanner_get_list (MG_SCANNER (self)), sighting);
}

/* The URL goes to the number that answered, so that its zone is in it. */
static void
mg_ssdp_scanner_fetch (MgSsdpScanner *self,
                       const char    *key,
                       int            interface,
                       GInetAddress  *source,
                       GUri          *location)
{
  MgAddressRules *rules = mg_scanner_get_address_rules (MG_SCANNER (self), interface);
  g_autofree char *text = mg_address_rules_dup_text (rules, interface, source);
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;
  const char *query = g_uri_get_query (location);
  Origin *origin = g_new0 (Origin, 1);

  path = g_strconcat (g_uri_get_path (location), query != NULL ? "?" : NULL, query, NULL);
  url = mg_url_rules_dup_base_url (g_uri_get_scheme (location), text,
                                   (guint16) MAX (g_uri_get_port (location), 0), path);

  origin->key = g_strdup (key);
  origin->interface = interface;
  origin->source = g_object_ref (source);
  origin->port = (guint16) MAX (g_uri_get_port (location), 0);
  mg_description_fetcher_fetch (self->fetcher, url, source, NULL, origin, origin_free);
}

/**
 * mg_ssdp_scanner_handle:
 * @self: a scanner that runs
 * @interface: the index of the interface that a datagram came in on
 * @source: who sent it
 * @bytes: (array length=length): the datagram
 * @length: its length
 *
 * Takes an answer to a search.
 */
void
mg_ssdp_scanner_handle (MgSsdpScanner *self,
                        int            interface,
                        GInetAddress  *source,
                        const guint8  *bytes,
                        gsize          length)
{
  MgScanner *scanner = MG_SCANNER (self);
  g_autoptr (MgSsdpAnswer) message = NULL;
  g_autoptr (GUri) location = NULL;
  g_autofree char *text = NULL;
  g_autofree char *key = NULL;
  Answer *answer;
  gint64 expires_at;

  g_return_if_fail (MG_IS_SSDP_SCANNER (self));
  g_return_if_fail (G_IS_INET_ADDRESS (source));

  if (!mg_address_rules_allows (mg_scanner_get_address_rules (scanner, interface), interface,
                                source))
    return;

  message = mg_ssdp_parse_answer (bytes, length);
  if (message == NULL || message->location == NULL)
    return;

  location = mg_url_rules_parse_fetchable (message->location, source);
  if (location == NULL)
    {
      g_debug ("an answer points elsewhere");
      return;
    }

  text = g_inet_address_to_string (source);
  key = g_strdup_printf ("%d/%s/%s", interface, text, message->location);
  expires_at = mg_clock_boot_time (mg_scanner_get_clock (scanner)) +
               (gint64) message->max_age * G_USEC_PER_SEC;
  answer = g_hash_table_lookup (self->answers, key);
  if (answer != NULL)
    {
      answer->expires_at = expires_at;
      return;
    }

  if (g_hash_table_size (self->answers) >= MAX_ANSWERS)
    return;

  answer = g_new0 (Answer, 1);
  answer->expires_at = expires_at;
  g_hash_table_insert (self->answers, g_strdup (key), answer);
  mg_ssdp_scanner_fetch (self, key, interface, source, location);
}

static void
on_received (int           interface,
             GInetAddress *source,
             const guint8 *bytes,
             gsize         length,
             gpointer      user_data)
{
  mg_ssdp_scanner_handle (MG_SSDP_SCANNER (user_data), interface, source, bytes, length);
}

static GBytes *
make_search (gpointer user_data)
{
  return mg_ssdp_new_search ("upnp:rootdevice");
}

static void
mg_ssdp_scanner_expire (MgSsdpScanner *self)
{
  gint64 now = mg_clock_boot_time (mg_scanner_get_clock (MG_SCANNER (self)));
  GHashTableIter iter;
  Answer *answer;

  g_hash_table_iter_init (&iter, self->answers);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &answer))
    if (answer->expires_at <= now)
      {
        if (answer->id != NULL)
          mg_sighting_list_drop (mg_scanner_get_list (MG_SCANNER (self)), answer->id);
        g_hash_table_iter_remove (&iter);
      }
}

static void
on_send_cb (gpointer user_data)
{
  MgSsdpScanner *self = MG_SSDP_SCANNER (user_data);
  MgClock *clock = mg_scanner_get_clock (MG_SCANNER (self));
  guint delay = SEARCH_AGAIN_MSEC;

  self->send_id = 0;
  mg_ssdp_scanner_expire (self);
  mg_multicast_send (self->multicast, make_search);

  if (++self->repeat < G_N_ELEMENTS (repeats_msec))
    delay = repeats_msec[self->repeat];
  else
    self->repeat = 0;
  self->send_id = mg_clock_timeout_add (clock, delay, on_send_cb, self);
}

static void
mg_ssdp_scanner_refresh (MgScanner *scanner)
{
  MgSsdpScanner *self = MG_SSDP_SCANNER (scanner);

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
mg_ssdp_scanner_get_title (MgScanner *scanner)
{
  return _("UPnP");
}

static void
mg_ssdp_scanner_start (MgScanner *scanner)
{
  MgSsdpScanner *self = MG_SSDP_SCANNER (scanner);

  self->multicast = mg_multicast_new (&group, mg_scanner_get_include_local (scanner),
                                      on_received, self);
  self->fetcher = mg_description_fetcher_new (mg_scanner_get_clock (scanner), on_fetched, self);
  mg_ssdp_scanner_refresh (scanner);
}

static void
mg_ssdp_scanner_stop (MgScanner *scanner)
{
  MgSsdpScanner *self = MG_SSDP_SCANNER (scanner);

  mg_clock_timeout_clear (mg_scanner_get_clock (scanner), &self->send_id);
  mg_multicast_close (self->multicast);
  g_clear_object (&self->multicast);
  mg_description_fetcher_cancel (self->fetcher);
  g_clear_object (&self->fetcher);
  g_hash_table_remove_all (self->answers);
}

static void
mg_ssdp_scanner_finalize (GObject *object)
{
  MgSsdpScanner *self = MG_SSDP_SCANNER (object);

  g_hash_table_unref (self->answers);

  G_OBJECT_CLASS (mg_ssdp_scanner_parent_class)->finalize (object);
}

static void
mg_ssdp_scanner_class_init (MgSsdpScannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MgScannerClass *scanner_class = MG_SCANNER_CLASS (klass);

  object_class->finalize = mg_ssdp_scanner_finalize;

  scanner_class->id = "ssdp";
  scanner_class->get_title = mg_ssdp_scanner_get_title;
  scanner_class->start = mg_ssdp_scanner_start;
  scanner_class->stop = mg_ssdp_scanner_stop;
  scanner_class->refresh = mg_ssdp_scanner_refresh;
}

static void
mg_ssdp_scanner_init (MgSsdpScanner *self)
{
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, answer_free);
}

/**
 * mg_ssdp_scanner_new:
 * @context: where the time comes from
 * @include_local: whether this computer itself counts
 *
 * Returns: (transfer full): a scanner
 */
MgScanner *
mg_ssdp_scanner_new (MgContext *context,
                     gboolean   include_local)
{
  g_return_val_if_fail (MG_IS_CONTEXT (context), NULL);

  return g_object_new (MG_TYPE_SSDP_SCANNER,
                       "context", context,
                       "include-local", include_local,
                       NULL);
}
