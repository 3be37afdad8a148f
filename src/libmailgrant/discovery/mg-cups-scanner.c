/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-cups-scanner"

#include "config.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "mg-cups-scanner.h"
#include "mg-ipp.h"
#include "mg-name-lookup.h"

#define DEFAULT_SOCKET "/run/cups/cups.sock"
#define AGAIN_MSEC (60 * 1000)
#define MAX_ADDRESSES 4

/**
 * MgCupsScanner:
 *
 * Finds the printers that this computer prints to: its print queues know
 * addresses that no announcement reaches.
 *
 * CUPS is asked over its socket, for queues and nothing else. Where a queue has
 * the name of a host, the resolver is asked where that is; names that only
 * DNS-SD knows are left to who asks there.
 */
struct _MgCupsScanner
{
  MgScanner     parent_instance;

  char         *socket_path;  /* (owned) */
  SoupSession  *session;      /* (owned) (nullable) */
  GCancellable *cancellable;  /* (owned) (nullable) */
  MgNameLookup *lookup;       /* (owned) (nullable) */
  GPtrArray    *printers;     /* (owned) (nullable) (element-type MgIppPrinter) */
  GHashTable   *places;       /* (owned) (element-type utf8 GPtrArray): where names lead */
  guint         again_id;
};

G_DEFINE_FINAL_TYPE (MgCupsScanner, mg_cups_scanner, MG_TYPE_SCANNER)

/* Of a scanner that has stopped meanwhile the read is cancelled, and @owner is
 * not looked at. */
typedef struct
{
  MgCupsScanner *owner;  /* (unowned) */
  guint8         bytes[MG_IPP_MAX_BYTES];
} Answer;

/* "HP LaserJet 700, driverless" and "… - IPP Everywhere" name the driver. */
static void
read_make_and_model (MgClaims   *claims,
                     const char *text)
{
  g_autofree char *model = g_strdup (text);
  g_autofree char *vendor = NULL;
  char *suffix;

  if ((suffix = strchr (model, ',')) != NULL)
    *suffix = '\0';
  if ((suffix = strstr (model, " - IPP Everywhere")) != NULL)
    *suffix = '\0';
  if (g_ascii_strncasecmp (model, "local raw", 9) == 0 || strchr (model, ' ') == NULL)
    return;

  vendor = g_strndup (model, strcspn (model, " "));
  mg_claims_set (claims, MG_CLAIM_VENDOR, vendor);
  mg_claims_set (claims, MG_CLAIM_MODEL, model + strlen (vendor) + 1);
}

/* The UUID of the printer is in the URI of its backend; the one that CUPS has
 * for the queue is CUPS's own. */
static void
read_uuid (MgClaims *claims,
           GUri     *uri)
{
  g_autoptr (GHashTable) query = NULL;

  if (g_uri_get_query (uri) == NULL)
    return;

  query = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, NULL);
  if (query != NULL)
    mg_claims_set (claims, MG_CLAIM_UUID, g_hash_table_lookup (query, "uuid"));
}

static gboolean
is_network_uri (GUri *uri)
{
  static const char * const schemes[] = {
    "dnssd", "http", "https", "ipp", "ipps", "lpd", "socket", NULL,
  };

  return g_strv_contains (schemes, g_uri_get_scheme (uri));
}

/* An address in a queue was put there by somebody, so it may be any but our own. */
static gboolean
mg_cups_scanner_allows (MgCupsScanner *self,
                        GInetAddress  *address)
{
  MgAddressRules *rules = mg_scanner_get_address_rules (MG_SCANNER (self), 0);

  return !g_inet_address_get_is_any (address) && !g_inet_address_get_is_multicast (address) &&
         !g_inet_address_get_is_link_local (address) &&
         (!mg_address_rules_is_own (rules, address) ||
          mg_scanner_get_include_local (MG_SCANNER (self)));
}

static GUri *
parse_uri (const MgIppPrinter *printer)
{
  g_autoptr (GUri) uri = printer->device_uri != NULL && printer->name != NULL
                           ? g_uri_parse (printer->device_uri, G_URI_FLAGS_NON_DNS, NULL) : NULL;

  if (uri == NULL || !is_network_uri (uri) || g_uri_get_host (uri) == NULL)
    return NULL;

  return g_steal_pointer (&uri);
}

/* The instance of "HP LaserJet 700._ipp._tcp.local". */
static char *
dup_instance (GUri *uri)
{
  g_autofree char *name = g_strdup (g_uri_get_host (uri));
  char *protocol = g_strrstr (name, "._tcp");
  char *service;

  if (!g_str_equal (g_uri_get_scheme (uri), "dnssd") || protocol == NULL)
    return NULL;

  *protocol = '\0';
  service = g_strrstr (name, "._");
  if (service == NULL || service == name)
    return NULL;

  *service = '\0';

  return g_steal_pointer (&name);
}

static char *
dup_host_name (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  gsize length = strlen (host);

  if (length == 0 || g_hostname_is_ip_address (host) ||
      g_str_equal (g_uri_get_scheme (uri), "dnssd"))
    return NULL;

  return g_ascii_strdown (host, host[length - 1] == '.' ? (gssize) length - 1 : -1);
}

/* Such names are multicast DNS's (RFC 6762 section 3), and no business of a name server. */
static gboolean
is_local (const char *host)
{
  return g_str_has_suffix (host, ".local");
}

static GPtrArray *
mg_cups_scanner_get_addresses (MgCupsScanner *self,
                               GUri          *uri,
                               const char    *host)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *known = host != NULL ? g_hash_table_lookup (self->places, host) : NULL;
  g_autoptr (GInetAddress) literal = g_inet_address_new_from_string (g_uri_get_host (uri));

  if (literal != NULL && mg_cups_scanner_allows (self, literal))
    g_ptr_array_add (addresses, g_steal_pointer (&literal));
  for (guint i = 0; known != NULL && i < known->len && addresses->len < MAX_ADDRESSES; i++)
    if (mg_cups_scanner_allows (self, g_ptr_array_index (known, i)))
      g_ptr_array_add (addresses, g_object_ref (g_ptr_array_index (known, i)));

  return g_steal_pointer (&addresses);
}

static GStrv
dup_texts (GPtrArray *addresses)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < addresses->len; i++)
    {
      g_autofree char *text = g_inet_address_to_string (g_ptr_array_index (addresses, i));

      g_strv_builder_add (builder, text);
    }

  return g_strv_builder_end (builder);
}

static MgClaims *
read_claims (const MgIppPrinter *printer,
             GUri               *uri)
{
  MgClaims *claims = mg_claims_new ();

  read_uuid (claims, uri);
  mg_claims_set_kind (claims, MG_DISCOVERED_KIND_PRINTER);
  mg_claims_set (claims, MG_CLAIM_NAME, printer->info);
  mg_claims_set (claims, MG_CLAIM_NAME, printer->name);
  mg_claims_set (claims, MG_CLAIM_LOCATION, printer->location);
  if (printer->make_and_model != NULL)
    read_make_and_model (claims, printer->make_and_model);

  return claims;
}

/* Without an address it is a hint: it tells how a printer that DNS-SD shows is
 * called here. */
static MgSighting *
mg_cups_scanner_new_sighting (MgCupsScanner      *self,
                              const MgIppPrinter *printer)
{
  g_autoptr (GUri) uri = parse_uri (printer);
  g_autoptr (GPtrArray) addresses = NULL;
  g_autoptr (MgClaims) claims = NULL;
  g_autofree char *id = NULL;
  g_autofree char *host = NULL;
  g_autofree char *instance = NULL;
  g_auto (GStrv) texts = NULL;

  if (uri == NULL)
    return NULL;

  host = dup_host_name (uri);
  instance = dup_instance (uri);
  addresses = mg_cups_scanner_get_addresses (self, uri, host);
  claims = read_claims (printer, uri);
  if (addresses->len == 0 && instance == NULL && (host == NULL || !is_local (host)) &&
      mg_claims_get (claims, MG_CLAIM_UUID) == NULL)
    return NULL;

  id = g_strdup_printf ("cups/%s", printer->name);
  texts = dup_texts (addresses);

  return mg_sighting_new (&(MgSightingFields) {
    .id = id,
    .source = MG_SIGHTING_SOURCE_CUPS,
    .weight = addresses->len > 0 ? MG_SIGHTING_WEIGHT_STRONG : MG_SIGHTING_WEIGHT_HINT,
    .seen_at = mg_clock_now (mg_scanner_get_clock (MG_SCANNER (self))),
    .instance = instance,
    .host = host,
    .port = (guint16) MAX (g_uri_get_port (uri), 0),
    .addresses = addresses,
    .address_texts = (const char * const *) texts,
    .claims = claims,
  });
}

static gboolean
are_same (GPtrArray *a,
          GPtrArray *b)
{
  if (a == NULL || a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++)
    if (!g_inet_address_equal (g_ptr_array_index (a, i), g_ptr_array_index (b, i)))
      return FALSE;

  return TRUE;
}

/* Of a name that nobody knows at the moment the last answer stays. */
static void
on_looked_up (const char *name,
              GPtrArray  *addresses,
              gpointer    user_data)
{
  MgCupsScanner *self = MG_CUPS_SCANNER (user_data);

  if (addresses == NULL || are_same (g_hash_table_lookup (self->places, name), addresses))
    return;

  g_hash_table_insert (self->places, g_strdup (name), g_ptr_array_ref (addresses));
  for (guint i = 0; i < self->printers->len; i++)
    {
      const MgIppPrinter *printer = g_ptr_array_index (self->printers, i);
      g_autoptr (GUri) uri = parse_uri (printer);
      g_autofree char *host = uri != NULL ? dup_host_name (uri) : NULL;
      g_autoptr (MgSighting) sighting = NULL;

      if (g_strcmp0 (host, name) != 0)
        continue;
      sighting = mg_cups_scanner_new_sighting (self, printer);
      if (sighting != NULL)
        mg_sighting_list_put (mg_scanner_get_list (MG_SCANNER (self)), sighting);
    }
}

static void
mg_cups_scanner_look_up (MgCupsScanner      *self,
                         const MgIppPrinter *printer)
{
  g_autoptr (GUri) uri = parse_uri (printer);
  g_autofree char *host = uri != NULL ? dup_host_name (uri) : NULL;

  if (host != NULL && !is_local (host))
    mg_name_lookup_add (self->lookup, host);
}

static void
mg_cups_scanner_take (MgCupsScanner *self,
                      GBytes        *body)
{
  MgSightingList *list = mg_scanner_get_list (MG_SCANNER (self));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) sightings = g_ptr_array_new_with_free_func (g_object_unref);

  g_clear_pointer (&self->printers, g_ptr_array_unref);
  self->printers = mg_ipp_parse_printers (body);
  for (guint i = 0; i < self->printers->len; i++)
    {
      const MgIppPrinter *printer = g_ptr_array_index (self->printers, i);
      MgSighting *sighting = mg_cups_scanner_new_sighting (self, printer);

      mg_cups_scanner_look_up (self, printer);
      if (sighting == NULL)
        continue;
      g_ptr_array_add (sightings, sighting);
      g_hash_table_add (seen, (char *) mg_sighting_get_id (sighting));
    }

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (list)); i > 0; i--)
    {
      g_autoptr (MgSighting) known = g_list_model_get_item (G_LIST_MODEL (list), i - 1);

      if (!g_hash_table_contains (seen, mg_sighting_get_id (known)))
        mg_sighting_list_drop (list, mg_sighting_get_id (known));
    }

  for (guint i = 0; i < sightings->len; i++)
    mg_sighting_list_put (list, g_ptr_array_index (sightings, i));
}

static void
on_read_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autofree Answer *answer = user_data;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  if (g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &length, &error))
    {
      body = g_bytes_new (answer->bytes, length);
      mg_cups_scanner_take (answer->owner, body);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_debug ("no list of print queues: %s", error->message);
    }
}

static void
on_sent_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  MgCupsScanner *self;
  Answer *answer;

  stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = MG_CUPS_SCANNER (user_data);
  if (stream == NULL)
    {
      g_debug ("no print service: %s", error->message);
      mg_sighting_list_drop_all (mg_scanner_get_list (MG_SCANNER (self)));
      mg_scanner_set_state (MG_SCANNER (self), MG_SCANNER_STATE_UNAVAILABLE,
                            _("This computer has no print service to ask for its printers."));
      return;
    }

  if (mg_scanner_get_state (MG_SCANNER (self)) == MG_SCANNER_STATE_UNAVAILABLE)
    mg_scanner_set_state (MG_SCANNER (self), MG_SCANNER_STATE_QUIET, NULL);
  answer = g_new0 (Answer, 1);
  answer->owner = self;
  g_input_stream_read_all_async (stream, answer->bytes, sizeof answer->bytes, G_PRIORITY_DEFAULT,
                                 self->cancellable, on_read_cb, answer);
}

static void on_again_cb (gpointer user_data);

static void
mg_cups_scanner_refresh (MgScanner *scanner)
{
  MgCupsScanner *self = MG_CUPS_SCANNER (scanner);
  MgClock *clock = mg_scanner_get_clock (scanner);
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_POST, "http://localhost/");
  g_autoptr (GBytes) request = mg_ipp_new_get_printers ();

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_set_request_body_from_bytes (message, "application/ipp", request);
  soup_session_send_async (self->session, message, G_PRIORITY_DEFAULT, self->cancellable,
                           on_sent_cb, self);

  mg_clock_timeout_clear (clock, &self->again_id);
  self->again_id = mg_clock_timeout_add (clock, AGAIN_MSEC, on_again_cb, self);
}

static void
on_again_cb (gpointer user_data)
{
  MgCupsScanner *self = MG_CUPS_SCANNER (user_data);

  self->again_id = 0;
  mg_cups_scanner_refresh (MG_SCANNER (self));
}

static const char *
mg_cups_scanner_get_title (MgScanner *scanner)
{
  return _("Print queues of this computer");
}

static void
mg_cups_scanner_start (MgScanner *scanner)
{
  MgCupsScanner *self = MG_CUPS_SCANNER (scanner);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (self->socket_path);

  self->cancellable = g_cancellable_new ();
  self->lookup = mg_name_lookup_new (mg_scanner_get_clock (scanner), on_looked_up, self);
  self->session = soup_session_new_with_options ("remote-connectable", address,
                                                 "proxy-resolver", NULL,
                                                 "timeout", 5u,
                                                 NULL);
  mg_cups_scanner_refresh (scanner);
}

static void
mg_cups_scanner_stop (MgScanner *scanner)
{
  MgCupsScanner *self = MG_CUPS_SCANNER (scanner);

  mg_clock_timeout_clear (mg_scanner_get_clock (scanner), &self->again_id);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  mg_name_lookup_cancel (self->lookup);
  g_clear_object (&self->lookup);
  g_clear_pointer (&self->printers, g_ptr_array_unref);
  g_hash_table_remove_all (self->places);
}

static void
mg_cups_scanner_finalize (GObject *object)
{
  MgCupsScanner *self = MG_CUPS_SCANNER (object);

  g_hash_table_unref (self->places);
  g_free (self->socket_path);

  G_OBJECT_CLASS (mg_cups_scanner_parent_class)->finalize (object);
}

static void
mg_cups_scanner_class_init (MgCupsScannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MgScannerClass *scanner_class = MG_SCANNER_CLASS (klass);

  object_class->finalize = mg_cups_scanner_finalize;

  scanner_class->id = "cups";
  scanner_class->get_title = mg_cups_scanner_get_title;
  scanner_class->start = mg_cups_scanner_start;
  scanner_class->stop = mg_cups_scanner_stop;
  scanner_class->refresh = mg_cups_scanner_refresh;
}

static void
mg_cups_scanner_init (MgCupsScanner *self)
{
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) g_ptr_array_unref);
}

/**
 * mg_cups_scanner_new:
 * @context: where the time comes from
 * @socket_path: (type filename) (nullable): the socket of CUPS, or %NULL for
 *   the usual one
 * @include_local: whether printers at this computer's own addresses count
 *
 * Returns: (transfer full): a scanner
 */
MgScanner *
mg_cups_scanner_new (MgContext  *context,
                     const char *socket_path,
                     gboolean    include_local)
{
  MgCupsScanner *self;

  g_return_val_if_fail (MG_IS_CONTEXT (context), NULL);

  self = g_object_new (MG_TYPE_CUPS_SCANNER,
                       "context", context,
                       "include-local", include_local,
                       NULL);
  self->socket_path = g_strdup (socket_path != NULL ? socket_path : DEFAULT_SOCKET);

  return MG_SCANNER (self);
}
