/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-ssdp-scanner"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-description-fetcher.h"
#include "mg-multicast.h"
#include "mg-ssdp-scanner.h"
#include "mg-ssdp.h"
#include "mg-upnp.h"
#include "mg-url-rules.h"

/* Datagrams get lost; a search is said three times. */
static const guint repeats_msec[] = { 0, 200, 400 };

/* How often what has been found is searched for again, and how many answers
 * are remembered. */
#define SEARCH_AGAIN_MSEC (5 * 60 * 1000)
#define MAX_ANSWERS 1024

/* Answers come to the port that asked, announcements to the group's own. */
static const MgMulticastGroup asking = { "239.255.255.250", "ff02::c", 1900, 2, FALSE };
static const MgMulticastGroup hearing = { "239.255.255.250", "ff02::c", 1900, 2, TRUE };

static const char * const targets[] = { MG_SSDP_ROOT_DEVICE, MG_SSDP_REDFISH };

typedef struct
{
  int           interface;
  GInetAddress *source;      /* (owned) */
  char         *uuid;        /* (owned) (nullable) */
  gint64        expires_at;  /* boot time */
  char         *id;          /* (owned) (nullable): of the sighting, once there is one */
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
 * show, and the management controllers of servers.
 *
 * Of all that is said only that counts which points to the address that says
 * it, and nobody can take leave for another.
 */
struct _MgSsdpScanner
{
  MgScanner             parent_instance;

  MgMulticast          *asking;     /* (owned) (nullable) */
  MgMulticast          *hearing;    /* (owned) (nullable) */
  const char           *target;     /* (nullable): while it is searched for */
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

  g_object_unref (answer->source);
  g_free (answer->uuid);
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

/* A Redfish service describes itself to drivers; that it is there is all that
 * there is to say. */
static void
mg_ssdp_scanner_put_redfish (MgSsdpScanner *self,
                             Answer        *answer,
                             GUri          *root)
{
  MgScanner *scanner = MG_SCANNER (self);
  MgAddressRules *rules = mg_scanner_get_address_rules (scanner, answer->interface);
  g_autoptr (MgClaims) claims = mg_claims_new ();
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *text = mg_address_rules_dup_text (rules, answer->interface, answer->source);
  g_autofree char *url = NULL;
  g_autoptr (MgSighting) sighting = NULL;
  guint16 port = (guint16) MAX (g_uri_get_port (root), 0);

  answer->id = g_strdup_printf ("ssdp/%d/%s/%s/redfish", answer->interface, text,
                                answer->uuid != NULL ? answer->uuid : "");
  url = mg_url_rules_dup_base_url (g_uri_get_scheme (root), text, port, NULL);
  g_ptr_array_add (addresses, g_object_ref (answer->source));
  mg_claims_set_kind (claims, MG_DISCOVERED_KIND_SERVER);
  mg_claims_set (claims, MG_CLAIM_UUID, answer->uuid);

  sighting = mg_sighting_new (&(MgSightingFields) {
    .id = answer->id,
    .source = MG_SIGHTING_SOURCE_SSDP,
    .weight = MG_SIGHTING_WEIGHT_STRONG,
    .interface = answer->interface,
    .seen_at = mg_clock_now (mg_scanner_get_clock (scanner)),
    .service_type = MG_SSDP_REDFISH,
    .port = port,
    .addresses = addresses,
    .address_texts = (const char * const []) { text, NULL },
    .claims = claims,
    .admin_url = url,
  });
  mg_sighting_list_put (mg_scanner_get_list (scanner), sighting);
}

/* What one part of a device says is said for all of it, but only by itself. */
static void
mg_ssdp_scanner_take_goodbye (MgSsdpScanner       *self,
                              int                  interface,
                              GInetAddress        *source,
                              const MgSsdpMessage *message)
{
  MgSightingList *list = mg_scanner_get_list (MG_SCANNER (self));
  GHashTableIter iter;
  Answer *answer;

  if (message->uuid == NULL)
    return;

  g_hash_table_iter_init (&iter, self->answers);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &answer))
    if (answer->interface == interface && g_inet_address_equal (answer->source, source) &&
        g_strcmp0 (answer->uuid, message->uuid) == 0)
      {
        if (answer->id != NULL)
          mg_sighting_list_drop (list, answer->id);
        g_hash_table_iter_remove (&iter);
      }
}

static void
mg_ssdp_scanner_take (MgSsdpScanner       *self,
                      int                  interface,
                      GInetAddress        *source,
                      const MgSsdpMessage *message)
{
  gboolean is_redfish = mg_ssdp_message_is_redfish (message);
  const char *where = is_redfish ? message->service_root : message->location;
  g_autoptr (GUri) uri = where != NULL ? mg_url_rules_parse_fetchable (where, source) : NULL;
  g_autofree char *text = NULL;
  g_autofree char *key = NULL;
  Answer *answer;
  gint64 expires_at;

  if (uri == NULL)
    {
      g_debug ("something that points elsewhere, or nowhere");
      return;
    }

  text = g_inet_address_to_string (source);
  key = g_strdup_printf ("%d/%s/%s", interface, text, where);
  expires_at = mg_clock_boot_time (mg_scanner_get_clock (MG_SCANNER (self))) +
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
  answer->interface = interface;
  answer->source = g_object_ref (source);
  answer->uuid = g_strdup (message->uuid);
  answer->expires_at = expires_at;
  g_hash_table_insert (self->answers, g_strdup (key), answer);
  if (is_redfish)
    mg_ssdp_scanner_put_redfish (self, answer, uri);
  else
    mg_ssdp_scanner_fetch (self, key, interface, source, uri);
}

/**
 * mg_ssdp_scanner_handle:
 * @self: a scanner that runs
 * @interface: the index of the interface that a datagram came in on
 * @source: who sent it
 * @bytes: (array length=length): the datagram
 * @length: its length
 *
 * Takes an answer to a search, or what somebody says without being asked.
 */
void
mg_ssdp_scanner_handle (MgSsdpScanner *self,
                        int            interface,
                        GInetAddress  *source,
                        const guint8  *bytes,
                        gsize          length)
{
  MgAddressRules *rules;
  g_autoptr (MgSsdpMessage) message = NULL;

  g_return_if_fail (MG_IS_SSDP_SCANNER (self));
  g_return_if_fail (G_IS_INET_ADDRESS (source));

  rules = mg_scanner_get_address_rules (MG_SCANNER (self), interface);
  message = mg_address_rules_allows (rules, interface, source)
              ? mg_ssdp_parse_message (bytes, length) : NULL;
  if (message == NULL)
    return;

  if (message->kind == MG_SSDP_KIND_GOODBYE)
    mg_ssdp_scanner_take_goodbye (self, interface, source, message);
  else if (message->kind == MG_SSDP_KIND_ANSWER || mg_ssdp_message_is_redfish (message) ||
           g_strcmp0 (message->target, MG_SSDP_ROOT_DEVICE) == 0)
    mg_ssdp_scanner_take (self, interface, source, message);
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
  return mg_ssdp_new_search (MG_SSDP_SCANNER (user_data)->target);
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
  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      self->target = targets[i];
      mg_multicast_send (self->asking, make_search);
    }
  self->target = NULL;

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
  mg_multicast_open (self->hearing);
  if (mg_multicast_open (self->asking) == 0)
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

  self->asking = mg_multicast_new (&asking, mg_scanner_get_include_local (scanner),
                                   on_received, self);
  self->hearing = mg_multicast_new (&hearing, mg_scanner_get_include_local (scanner),
                                    on_received, self);
  self->fetcher = mg_description_fetcher_new (mg_scanner_get_clock (scanner), on_fetched, self);
  mg_ssdp_scanner_refresh (scanner);
}

static void
mg_ssdp_scanner_stop (MgScanner *scanner)
{
  MgSsdpScanner *self = MG_SSDP_SCANNER (scanner);

  mg_clock_timeout_clear (mg_scanner_get_clock (scanner), &self->send_id);
  mg_multicast_close (self->asking);
  g_clear_object (&self->asking);
  mg_multicast_close (self->hearing);
  g_clear_object (&self->hearing);
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
