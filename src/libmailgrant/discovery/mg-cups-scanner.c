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
#include "mg-url-rules.h"

#define DEFAULT_SOCKET "/run/cups/cups.sock"
#define AGAIN_MSEC (60 * 1000)

/**
 * MgCupsScanner:
 *
 * Finds the printers that this computer prints to: its print queues know
 * addresses that no announcement reaches.
 *
 * CUPS is asked over its socket, for queues and nothing else.
 */
struct _MgCupsScanner
{
  MgScanner     parent_instance;

  char         *socket_path;  /* (owned) */
  SoupSession  *session;      /* (owned) (nullable) */
  GCancellable *cancellable;  /* (owned) (nullable) */
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
static GInetAddress *
get_address (MgCupsScanner *self,
             GUri          *uri)
{
  MgAddressRules *rules = mg_scanner_get_address_rules (MG_SCANNER (self), 0);
  g_autoptr (GInetAddress) address = NULL;

  if (g_uri_get_host (uri) == NULL)
    return NULL;

  address = g_inet_address_new_from_string (g_uri_get_host (uri));
  if (address == NULL || g_inet_address_get_is_any (address) ||
      g_inet_address_get_is_multicast (address) || g_inet_address_get_is_link_local (address) ||
      (mg_address_rules_is_own (rules, address) &&
       !mg_scanner_get_include_local (MG_SCANNER (self))))
    return NULL;

  return g_steal_pointer (&address);
}

static MgSighting *
mg_cups_scanner_new_sighting (MgCupsScanner      *self,
                              const MgIppPrinter *printer)
{
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GInetAddress) address = NULL;
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (MgClaims) claims = mg_claims_new ();
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;

  uri = printer->device_uri != NULL
          ? g_uri_parse (printer->device_uri, G_URI_FLAGS_NON_DNS, NULL) : NULL;
  if (uri == NULL || printer->name == NULL || !is_network_uri (uri))
    return NULL;

  read_uuid (claims, uri);
  address = get_address (self, uri);
  if (address == NULL && mg_claims_get (claims, MG_CLAIM_UUID) == NULL)
    return NULL;

  mg_claims_set_kind (claims, MG_DISCOVERED_KIND_PRINTER);
  mg_claims_set (claims, MG_CLAIM_NAME, printer->info);
  mg_claims_set (claims, MG_CLAIM_NAME, printer->name);
  mg_claims_set (claims, MG_CLAIM_LOCATION, printer->location);
  if (printer->make_and_model != NULL)
    read_make_and_model (claims, printer->make_and_model);

  id = g_strdup_printf ("cups/%s", printer->name);
  if (address != NULL)
    {
      text = g_inet_address_to_string (address);
      g_ptr_array_add (addresses, g_object_ref (address));
    }

  return mg_sighting_new (&(MgSightingFields) {
    .id = id,
    .source = MG_SIGHTING_SOURCE_CUPS,
    .weight = address != NULL ? MG_SIGHTING_WEIGHT_STRONG : MG_SIGHTING_WEIGHT_HINT,
    .seen_at = mg_clock_now (mg_scanner_get_clock (MG_SCANNER (self))),
    .port = (guint16) MAX (g_uri_get_port (uri), 0),
    .addresses = addresses,
    .address_texts = (const char * const []) { text, NULL },
    .claims = claims,
  });
}

static void
mg_cups_scanner_take (MgCupsScanner *self,
                      GBytes        *body)
{
  MgSightingList *list = mg_scanner_get_list (MG_SCANNER (self));
  g_autoptr (GPtrArray) printers = mg_ipp_parse_printers (body);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) sightings = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < printers->len; i++)
    {
      MgSighting *sighting = mg_cups_scanner_new_sighting (self, g_ptr_array_index (printers, i));

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
}

static void
mg_cups_scanner_finalize (GObject *object)
{
  MgCupsScanner *self = MG_CUPS_SCANNER (object);

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
