/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-address-scanner"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-address.h"
#include "mg-error.h"

#include "mg-address-range.h"
#include "mg-address-scanner.h"
#include "mg-url-rules.h"

typedef struct
{
  guint16     port;
  const char *scheme;
} Door;

/* Where admin pages usually are, the best first. */
static const Door doors[] = {
  { 443, "https" },
  { 80, "http" },
  { 8443, "https" },
  { 5001, "https" },
  { 8080, "http" },
  { 5000, "http" },
  { 631, "http" },
};

/* One call of mg_address_scanner_look_async (): a range is swept, which means
 * that a host that does not answer at the first door is taken for absent. */
typedef struct
{
  char        *text;       /* (owned) */
  char        *host;       /* (owned) (nullable): the name a person typed */
  char        *name;       /* (owned) (nullable): what the person calls it */
  MgDiscoveredKind kind;   /* what the person says it is */
  Door         door;       /* port 0: all usual ones */
  gboolean     sweep;
  GPtrArray   *targets;    /* (owned) (element-type GInetSocketAddress) */
  guint        next;
  guint        n_running;
  guint        n_found;
} Look;

/* One host of these. */
typedef struct
{
  GTask              *task;      /* (owned) */
  GInetSocketAddress *target;    /* (owned) */
  guint               n_running;
  guint               best;      /* index into doors, G_MAXUINT for none */
} Visit;

/* One door of a host. */
typedef struct
{
  Visit *visit;
  guint  door;
} Knock;

/**
 * MgAddressScanner:
 *
 * Finds devices at addresses that a person gave. It opens a connection to the
 * usual ports of admin pages and closes it again; it sends nothing.
 *
 * What it has found stays until the scanner is stopped.
 */
struct _MgAddressScanner
{
  MgScanner parent_instance;
};

G_DEFINE_FINAL_TYPE (MgAddressScanner, mg_address_scanner, MG_TYPE_SCANNER)

static void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->text);
  g_free (look->host);
  g_free (look->name);
  g_clear_pointer (&look->targets, g_ptr_array_unref);
  g_free (look);
}

static void
visit_free (Visit *visit)
{
  g_object_unref (visit->task);
  g_object_unref (visit->target);
  g_free (visit);
}

static guint32
get_scope_id (GInetSocketAddress *address)
{
  if (g_socket_address_get_family (G_SOCKET_ADDRESS (address)) != G_SOCKET_FAMILY_IPV6)
    return 0;

  return g_inet_socket_address_get_scope_id (address);
}

static void
mg_address_scanner_put (MgAddressScanner *self,
                        const Look       *look,
                        const Visit      *visit)
{
  MgScanner *scanner = MG_SCANNER (self);
  GInetAddress *address = g_inet_socket_address_get_address (visit->target);
  int interface = (int) get_scope_id (visit->target);
  MgAddressRules *rules = mg_scanner_get_address_rules (scanner, interface);
  const Door *door = look->door.port != 0 ? &look->door : &doors[visit->best];
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (MgClaims) claims = mg_claims_new ();
  g_autofree char *text = mg_address_rules_dup_text (rules, interface, address);
  g_autofree char *id = g_strdup_printf ("address/%s/%u", text, door->port);
  g_autofree char *url = mg_url_rules_dup_base_url (door->scheme, text, door->port, NULL);
  g_autoptr (MgSighting) sighting = NULL;

  g_ptr_array_add (addresses, g_object_ref (address));
  mg_claims_set (claims, MG_CLAIM_NAME, look->name);
  mg_claims_set (claims, MG_CLAIM_NAME, look->host);
  mg_claims_set_kind (claims, look->kind);

  sighting = mg_sighting_new (&(MgSightingFields) {
    .id = id,
    .source = MG_SIGHTING_SOURCE_ADDRESS,
    .weight = MG_SIGHTING_WEIGHT_WEAK,
    .interface = interface,
    .seen_at = mg_clock_now (mg_scanner_get_clock (scanner)),
    .host = look->host,
    .port = door->port,
    .addresses = addresses,
    .address_texts = (const char * const []) { text, NULL },
    .claims = claims,
    .admin_url = url,
  });
  mg_sighting_list_put (mg_scanner_get_list (scanner), sighting);
}

static void mg_address_scanner_pump (GTask *task);

static void
mg_address_scanner_end_visit (Visit *visit)
{
  g_autoptr (GTask) task = g_object_ref (visit->task);
  MgAddressScanner *self = g_task_get_source_object (task);
  Look *look = g_task_get_task_data (task);

  if (visit->best != G_MAXUINT && !g_cancellable_is_cancelled (g_task_get_cancellable (task)) &&
      mg_scanner_is_running (MG_SCANNER (self)))
    {
      mg_address_scanner_put (self, look, visit);
      look->n_found++;
    }

  look->n_running--;
  visit_free (visit);
  mg_address_scanner_pump (task);
}

static void mg_address_scanner_knock (Visit *visit,
                                      guint  door);

static void
on_connected_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autofree Knock *knock = user_data;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  Visit *visit = knock->visit;
  const Look *look = g_task_get_task_data (visit->task);

  connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (object), result, &error);
  if (connection != NULL)
    {
      g_io_stream_close_async (G_IO_STREAM (connection), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
      visit->best = MIN (visit->best, knock->door);
    }

  /* Who refuses is there, and may have another door. */
  if (look->sweep && knock->door == 0 && visit->best == G_MAXUINT &&
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    for (guint door = 1; door < G_N_ELEMENTS (doors); door++)
      mg_address_scanner_knock (visit, door);

  if (--visit->n_running == 0)
    mg_address_scanner_end_visit (visit);
}

static void
mg_address_scanner_knock (Visit *visit,
                          guint  door)
{
  const Look *look = g_task_get_task_data (visit->task);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = NULL;
  Knock *knock = g_new0 (Knock, 1);

  address = g_object_new (G_TYPE_INET_SOCKET_ADDRESS,
                          "address", g_inet_socket_address_get_address (visit->target),
                          "port", (guint) (look->door.port != 0 ? look->door.port
                                                                : doors[door].port),
                          "scope-id", get_scope_id (visit->target),
                          NULL);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, look->sweep ? MG_ADDRESS_SCANNER_SWEEP_SECONDS
                                                   : MG_ADDRESS_SCANNER_LOOK_SECONDS);

  knock->visit = visit;
  knock->door = door;
  visit->n_running++;
  g_socket_client_connect_async (client, G_SOCKET_CONNECTABLE (address),
                                 g_task_get_cancellable (visit->task), on_connected_cb, knock);
}

static void
mg_address_scanner_visit (GTask              *task,
                          GInetSocketAddress *target)
{
  Look *look = g_task_get_task_data (task);
  Visit *visit = g_new0 (Visit, 1);
  guint n_doors = look->door.port != 0 || look->sweep ? 1 : G_N_ELEMENTS (doors);

  visit->task = g_object_ref (task);
  visit->target = g_object_ref (target);
  visit->best = G_MAXUINT;
  look->n_running++;
  for (guint door = 0; door < n_doors; door++)
    mg_address_scanner_knock (visit, door);
}

static void
mg_address_scanner_pump (GTask *task)
{
  Look *look = g_task_get_task_data (task);
  gboolean cancelled = g_cancellable_is_cancelled (g_task_get_cancellable (task));

  while (!cancelled && look->n_running < MG_ADDRESS_SCANNER_MAX_AT_ONCE &&
         look->next < look->targets->len)
    mg_address_scanner_visit (task, g_ptr_array_index (look->targets, look->next++));

  if (look->n_running > 0)
    return;

  if (g_task_return_error_if_cancelled (task))
    return;

  if (look->n_found == 0)
    g_task_return_new_error (task, MG_ERROR, MG_ERROR_UNREACHABLE,
                             /* Translators: %s is an address or a range of addresses. */
                             _("No device answers at “%s”"), look->text);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_resolved_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  Look *look = g_task_get_task_data (task);
  GList *addresses;

  addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (object), result, &error);
  if (addresses == NULL)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_task_return_error (task, g_steal_pointer (&error));
      else
        g_task_return_new_error (task, MG_ERROR, MG_ERROR_UNREACHABLE,
                                 _("There is no host named “%s”"), look->host);
      return;
    }

  for (GList *link = addresses; link != NULL; link = link->next)
    g_ptr_array_add (look->targets, g_inet_socket_address_new (link->data, 0));
  g_resolver_free_addresses (addresses);

  mg_address_scanner_pump (task);
}

/* Whether the port is the person's choice and not only the scheme's. */
static gboolean
names_port (const char *text)
{
  g_autofree char *url = NULL;
  g_autoptr (GUri) uri = NULL;

  if (strstr (text, "://") != NULL)
    return TRUE;

  url = g_strconcat ("https://", text, NULL);
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && g_uri_get_port (uri) > 0;
}

static gboolean
look_add_range (Look    *look,
                GError **error)
{
  g_autoptr (GPtrArray) addresses = mg_address_range_parse (look->text, error);

  if (addresses == NULL)
    return FALSE;

  look->sweep = TRUE;
  for (guint i = 0; i < addresses->len; i++)
    g_ptr_array_add (look->targets,
                     g_inet_socket_address_new (g_ptr_array_index (addresses, i), 0));

  return TRUE;
}

static gboolean
look_add_host (Look    *look,
               GError **error)
{
  g_autoptr (MgAddress) address = mg_address_parse (look->text, error);
  GSocketAddress *literal;

  if (address == NULL)
    return FALSE;

  if (names_port (look->text))
    look->door = (Door) { mg_address_get_port (address),
                          mg_address_is_secure (address) ? "https" : "http" };

  literal = g_inet_socket_address_new_from_string (mg_address_get_host (address), 0);
  if (literal != NULL)
    g_ptr_array_add (look->targets, literal);
  else
    look->host = g_strdup (mg_address_get_host (address));

  return TRUE;
}

static const char *
mg_address_scanner_get_title (MgScanner *scanner)
{
  return _("Addresses entered by hand");
}

static void
mg_address_scanner_start (MgScanner *scanner)
{
  /* It looks only when it is asked to. */
  mg_scanner_set_state (scanner, MG_SCANNER_STATE_IDLE, NULL);
}

static void
mg_address_scanner_stop (MgScanner *scanner)
{
}

static void
mg_address_scanner_class_init (MgAddressScannerClass *klass)
{
  MgScannerClass *scanner_class = MG_SCANNER_CLASS (klass);

  scanner_class->id = "address";
  scanner_class->get_title = mg_address_scanner_get_title;
  scanner_class->start = mg_address_scanner_start;
  scanner_class->stop = mg_address_scanner_stop;
}

static void
mg_address_scanner_init (MgAddressScanner *self)
{
}

/**
 * mg_address_scanner_new:
 * @context: where the time comes from
 *
 * Returns: (transfer full): a scanner
 */
MgScanner *
mg_address_scanner_new (MgContext *context)
{
  g_return_val_if_fail (MG_IS_CONTEXT (context), NULL);

  return g_object_new (MG_TYPE_ADDRESS_SCANNER, "context", context, "include-local", TRUE, NULL);
}

/**
 * mg_address_scanner_look_async:
 * @self: a scanner
 * @entry: where to look, and what a person says is there
 * @cancellable: (nullable): a cancellable
 * @callback: called when everything has answered or had its time
 * @user_data: data for @callback
 *
 * Looks whether something answers. A range is swept 64 hosts at a time.
 */
void
mg_address_scanner_look_async (MgAddressScanner     *self,
                               const MgAddressEntry *entry,
                               GCancellable         *cancellable,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GResolver) resolver = NULL;
  GError *error = NULL;
  Look *look;

  g_return_if_fail (MG_IS_ADDRESS_SCANNER (self));
  g_return_if_fail (entry != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_address_scanner_look_async);

  look = g_new0 (Look, 1);
  look->text = g_strstrip (g_strdup (entry->address));
  look->name = g_strdup (entry->name);
  look->kind = entry->kind;
  look->targets = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_task_data (task, look, look_free);

  if (!(mg_address_range_is_range (look->text) ? look_add_range (look, &error)
                                               : look_add_host (look, &error)))
    {
      g_task_return_error (task, error);
      return;
    }

  if (look->host == NULL)
    {
      mg_address_scanner_pump (task);
      return;
    }

  resolver = g_resolver_get_default ();
  g_resolver_lookup_by_name_async (resolver, look->host, cancellable, on_resolved_cb,
                                   g_steal_pointer (&task));
}

/**
 * mg_address_scanner_look_finish:
 * @self: a scanner
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_address_scanner_look_async().
 *
 * Returns: whether anything answered; otherwise @error says why
 */
gboolean
mg_address_scanner_look_finish (MgAddressScanner  *self,
                                GAsyncResult      *result,
                                GError           **error)
{
  g_return_val_if_fail (MG_IS_ADDRESS_SCANNER (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_address_scanner_look_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
