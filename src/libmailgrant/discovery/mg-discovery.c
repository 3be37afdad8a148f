/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-discovery"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mg-address-scanner.h"
#include "mg-avahi-scanner.h"
#include "mg-cups-scanner.h"
#include "mg-discovered-list.h"
#include "mg-discovery.h"
#include "mg-look-job.h"
#include "mg-mdns-scanner.h"
#include "mg-scanner-set.h"
#include "mg-ssdp-scanner.h"
#include "mg-wsd-scanner.h"

/* The sightings of one device come in a burst; they are merged once. */
#define MERGE_MSEC 100

/**
 * MgDiscovery:
 *
 * The devices on the network: a list model of [class@Mg.DiscoveredDevice],
 * merged from what all scanners see.
 *
 * It only says what answered; what a device is, its drivers find out.
 */
struct _MgDiscovery
{
  GObject           parent_instance;

  MgClock          *clock;            /* (owned) */
  MgScannerSet     *scanners;         /* (owned) */
  MgAddressScanner *address_scanner;  /* (owned) (nullable): one of these */
  MgWsdScanner     *wsd_scanner;      /* (owned) (nullable): one of these */
  MgDiscoveredList *list;             /* (owned) */
  char             *notice;           /* (owned) (nullable) */
  guint             merge_id;
};

static GType
mg_discovery_get_item_type (GListModel *model)
{
  return MG_TYPE_DISCOVERED_DEVICE;
}

static guint
mg_discovery_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (MG_DISCOVERY (model)->list));
}

static gpointer
mg_discovery_get_item (GListModel *model,
                       guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (MG_DISCOVERY (model)->list), position);
}

static void
mg_discovery_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = mg_discovery_get_item_type;
  iface->get_n_items = mg_discovery_get_n_items;
  iface->get_item = mg_discovery_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MgDiscovery, mg_discovery, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      mg_discovery_list_model_init))

typedef enum
{
  PROP_STATE = 1,
  PROP_NOTICE,
} MgDiscoveryProperty;

static GParamSpec *properties[PROP_NOTICE + 1] = { NULL, };

static void
mg_discovery_set_notice (MgDiscovery *self,
                         const char  *notice)
{
  if (g_strcmp0 (self->notice, notice) == 0)
    return;

  g_free (self->notice);
  self->notice = g_strdup (notice);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTICE]);
}

static void
mg_discovery_update_notice (MgDiscovery *self)
{
  mg_discovery_set_notice (self,
                           mg_discovered_list_get_overflowed (self->list) ||
                           mg_scanner_set_get_overflowed (self->scanners)
                             ? _("More devices answer than can be shown. Add what is missing by "
                                 "its address.")
                             : NULL);
}

/* Some printers answer WS-Discovery only when they are asked alone. */
static void
mg_discovery_probe (MgDiscovery *self,
                    MgSighting  *sighting)
{
  GPtrArray *addresses = mg_sighting_get_addresses (sighting);

  if (self->wsd_scanner != NULL && mg_sighting_is_dns_sd (sighting) && addresses->len > 0 &&
      mg_claims_get_kind (mg_sighting_get_claims (sighting)) == MG_DISCOVERED_KIND_PRINTER)
    mg_wsd_scanner_probe (self->wsd_scanner, mg_sighting_get_interface (sighting),
                          g_ptr_array_index (addresses, 0));
}

static void
mg_discovery_merge (MgDiscovery *self)
{
  g_autoptr (GPtrArray) sightings = mg_scanner_set_dup_sightings (self->scanners);

  for (guint i = 0; i < sightings->len; i++)
    mg_discovery_probe (self, g_ptr_array_index (sightings, i));

  mg_discovered_list_set_sightings (self->list, sightings);
  mg_discovery_update_notice (self);
}

static void
on_merge_cb (gpointer user_data)
{
  MgDiscovery *self = MG_DISCOVERY (user_data);

  self->merge_id = 0;
  mg_discovery_merge (self);
}

static void
mg_discovery_merge_soon (MgDiscovery *self)
{
  if (self->merge_id == 0)
    self->merge_id = mg_clock_timeout_add (self->clock, MERGE_MSEC, on_merge_cb, self);
}

static void
on_state_cb (MgDiscovery *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
mg_discovery_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  MgDiscovery *self = MG_DISCOVERY (object);

  switch ((MgDiscoveryProperty) prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int) mg_discovery_get_state (self));
      break;
    case PROP_NOTICE:
      g_value_set_string (value, self->notice);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_discovery_dispose (GObject *object)
{
  MgDiscovery *self = MG_DISCOVERY (object);

  if (self->scanners != NULL)
    mg_discovery_stop (self);
  g_clear_object (&self->address_scanner);
  g_clear_object (&self->wsd_scanner);
  g_clear_object (&self->scanners);

  G_OBJECT_CLASS (mg_discovery_parent_class)->dispose (object);
}

static void
mg_discovery_finalize (GObject *object)
{
  MgDiscovery *self = MG_DISCOVERY (object);

  g_clear_object (&self->list);
  g_clear_object (&self->clock);
  g_free (self->notice);

  G_OBJECT_CLASS (mg_discovery_parent_class)->finalize (object);
}

static void
mg_discovery_class_init (MgDiscoveryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mg_discovery_get_property;
  object_class->dispose = mg_discovery_dispose;
  object_class->finalize = mg_discovery_finalize;

  /**
   * MgDiscovery:state:
   *
   * What the scanners are doing together: searching while one of them is,
   * unavailable only if all of them are. Each scanner has a reason of its own.
   */
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MG_TYPE_SCANNER_STATE, MG_SCANNER_STATE_IDLE,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * MgDiscovery:notice: (nullable)
   *
   * A sentence for people about what the list leaves out.
   */
  properties[PROP_NOTICE] =
    g_param_spec_string ("notice", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
mg_discovery_init (MgDiscovery *self)
{
}

/**
 * mg_discovery_new_for_scanners:
 * @context: where the time comes from
 * @scanners: (array length=n_scanners): the scanners to merge
 * @n_scanners: how many
 *
 * Returns: (transfer full): a discovery that has not started
 */
MgDiscovery *
mg_discovery_new_for_scanners (MgContext  *context,
                               MgScanner **scanners,
                               gsize       n_scanners)
{
  MgDiscovery *self;

  g_return_val_if_fail (MG_IS_CONTEXT (context), NULL);

  self = g_object_new (MG_TYPE_DISCOVERY, NULL);
  self->clock = g_object_ref (mg_context_get_clock (context));
  self->list = mg_discovered_list_new (self->clock);
  g_signal_connect_object (self->list, "items-changed",
                           G_CALLBACK (g_list_model_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "notify::overflowed",
                           G_CALLBACK (mg_discovery_update_notice), self, G_CONNECT_SWAPPED);
  self->scanners = mg_scanner_set_new (context);
  g_signal_connect_object (self->scanners, "changed",
                           G_CALLBACK (mg_discovery_merge_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scanners, "notify::state",
                           G_CALLBACK (on_state_cb), self, G_CONNECT_SWAPPED);
  for (gsize i = 0; i < n_scanners; i++)
    mg_scanner_set_add (self->scanners, scanners[i]);

  return self;
}

/**
 * mg_discovery_new:
 * @context: where the time comes from
 * @include_local: whether services of this computer itself count, for trying
 *   things out
 *
 * Returns: (transfer full): a discovery with all scanners, that has not started
 */
MgDiscovery *
mg_discovery_new (MgContext *context,
                  gboolean   include_local)
{
  g_autoptr (MgScanner) avahi = mg_avahi_scanner_new (context, NULL, include_local);
  g_autoptr (MgScanner) mdns = mg_mdns_scanner_new (context, include_local);
  g_autoptr (MgScanner) ssdp = mg_ssdp_scanner_new (context, include_local);
  g_autoptr (MgScanner) wsd = mg_wsd_scanner_new (context, include_local);
  g_autoptr (MgScanner) cups = mg_cups_scanner_new (context, NULL, include_local);
  g_autoptr (MgScanner) address = mg_address_scanner_new (context);
  MgScanner *scanners[] = { avahi, ssdp, wsd, cups, address };
  MgDiscovery *self = mg_discovery_new_for_scanners (context, scanners, G_N_ELEMENTS (scanners));

  mg_scanner_set_add_fallback (self->scanners, avahi, mdns);
  self->wsd_scanner = MG_WSD_SCANNER (g_steal_pointer (&wsd));
  self->address_scanner = MG_ADDRESS_SCANNER (g_steal_pointer (&address));

  return self;
}

/**
 * mg_discovery_start:
 * @self: a discovery
 *
 * Begins to look with all scanners.
 */
void
mg_discovery_start (MgDiscovery *self)
{
  g_return_if_fail (MG_IS_DISCOVERY (self));

  mg_scanner_set_start (self->scanners);
}

/**
 * mg_discovery_stop:
 * @self: a discovery
 *
 * Stops looking and empties the list.
 */
void
mg_discovery_stop (MgDiscovery *self)
{
  g_return_if_fail (MG_IS_DISCOVERY (self));

  mg_scanner_set_stop (self->scanners);
  mg_clock_timeout_clear (self->clock, &self->merge_id);
  mg_discovered_list_clear (self->list);
}

/**
 * mg_discovery_refresh:
 * @self: a discovery
 *
 * Looks again, where the scanners do not notice by themselves what changes.
 */
void
mg_discovery_refresh (MgDiscovery *self)
{
  g_return_if_fail (MG_IS_DISCOVERY (self));

  mg_scanner_set_refresh (self->scanners);
}

/**
 * mg_discovery_is_running:
 * @self: a discovery
 *
 * Returns: whether it has been started
 */
gboolean
mg_discovery_is_running (MgDiscovery *self)
{
  g_return_val_if_fail (MG_IS_DISCOVERY (self), FALSE);

  return mg_scanner_set_is_running (self->scanners);
}

/**
 * mg_discovery_get_scanners:
 * @self: a discovery
 *
 * Returns: (transfer none): a list model of [class@Mg.Scanner]
 */
GListModel *
mg_discovery_get_scanners (MgDiscovery *self)
{
  g_return_val_if_fail (MG_IS_DISCOVERY (self), NULL);

  return mg_scanner_set_get_model (self->scanners);
}

/**
 * mg_discovery_get_state:
 * @self: a discovery
 *
 * Returns: what the scanners are doing together
 */
MgScannerState
mg_discovery_get_state (MgDiscovery *self)
{
  g_return_val_if_fail (MG_IS_DISCOVERY (self), MG_SCANNER_STATE_IDLE);

  return mg_scanner_set_get_state (self->scanners);
}

/**
 * mg_discovery_get_notice:
 * @self: a discovery
 *
 * Returns: (transfer none) (nullable): a sentence about what the list leaves out
 */
const char *
mg_discovery_get_notice (MgDiscovery *self)
{
  g_return_val_if_fail (MG_IS_DISCOVERY (self), NULL);

  return self->notice;
}

/**
 * mg_discovery_set_show_servers:
 * @self: a discovery
 * @show_servers: whether computers that only serve files are listed as well
 *
 * Shows or hides such computers.
 */
void
mg_discovery_set_show_servers (MgDiscovery *self,
                               gboolean     show_servers)
{
  g_return_if_fail (MG_IS_DISCOVERY (self));

  mg_discovered_list_set_show_servers (self->list, show_servers);
}

static void
on_ran_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  MgDiscovery *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) silent = NULL;
  GError *error = NULL;

  silent = mg_look_job_run_finish (MG_LOOK_JOB (object), result, &error);
  if (silent == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  mg_clock_timeout_clear (self->clock, &self->merge_id);
  mg_discovery_merge (self);
  if (g_task_get_source_tag (task) == mg_discovery_import_async)
    g_task_return_pointer (task, g_steal_pointer (&silent), (GDestroyNotify) g_ptr_array_unref);
  else if (silent->len > 0)
    g_task_return_error (task, g_error_copy (mg_look_job_get_error (MG_LOOK_JOB (object))));
  else
    g_task_return_boolean (task, TRUE);
}

static void
mg_discovery_look_at (MgDiscovery *self,
                      GTask       *task,
                      GPtrArray   *entries)
{
  g_autoptr (MgLookJob) job = mg_look_job_new (self->address_scanner, entries);

  mg_scanner_start (MG_SCANNER (self->address_scanner));
  mg_look_job_run_async (job, g_task_get_cancellable (task), on_ran_cb, g_object_ref (task));
}

/**
 * mg_discovery_look_async:
 * @self: a discovery
 * @address: what a person typed: a host, host:port, address, URL, or a range
 *   of addresses as `192.0.2.0/24` or `192.0.2.10-192.0.2.50`
 * @cancellable: (nullable): a cancellable
 * @callback: called when everything has answered or had its time
 * @user_data: data for @callback
 *
 * Looks for devices at an address. What answers is on the list when @callback
 * is called. The discovery need not run.
 */
void
mg_discovery_look_async (MgDiscovery         *self,
                         const char          *address,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  MgAddressEntry *entry;

  g_return_if_fail (MG_IS_DISCOVERY (self));
  g_return_if_fail (address != NULL);
  g_return_if_fail (self->address_scanner != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_discovery_look_async);

  entry = g_new0 (MgAddressEntry, 1);
  entry->address = g_strdup (address);
  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) mg_address_entry_free);
  g_ptr_array_add (entries, entry);
  mg_discovery_look_at (self, task, entries);
}

/**
 * mg_discovery_look_finish:
 * @self: a discovery
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_discovery_look_async().
 *
 * Returns: whether anything answered; otherwise @error says why
 */
gboolean
mg_discovery_look_finish (MgDiscovery   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (MG_IS_DISCOVERY (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_discovery_look_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * mg_discovery_import_async:
 * @self: a discovery
 * @list: addresses, one a line, as mg_address_list_parse() reads them
 * @cancellable: (nullable): a cancellable
 * @callback: called when everything has answered or had its time
 * @user_data: data for @callback
 *
 * Looks for devices at all addresses of a list.
 */
void
mg_discovery_import_async (MgDiscovery         *self,
                           const char          *list,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  GError *error = NULL;

  g_return_if_fail (MG_IS_DISCOVERY (self));
  g_return_if_fail (list != NULL);
  g_return_if_fail (self->address_scanner != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mg_discovery_import_async);

  entries = mg_address_list_parse (list, &error);
  if (entries == NULL)
    g_task_return_error (task, error);
  else
    mg_discovery_look_at (self, task, entries);
}

/**
 * mg_discovery_import_finish:
 * @self: a discovery
 * @result: the result
 * @error: return location for an error
 *
 * Finishes mg_discovery_import_async().
 *
 * Returns: (transfer full) (element-type utf8): the addresses where nothing
 *   answered, or %NULL with @error set
 */
GPtrArray *
mg_discovery_import_finish (MgDiscovery   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (MG_IS_DISCOVERY (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mg_discovery_import_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
