/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-scanner-set"

#include "config.h"

#include "mg-scanner-set.h"

/* An interface that has just come up has its addresses a little later. */
#define NETWORK_CHANGED_MSEC 5000

/**
 * MgScannerSet:
 *
 * Scanners that look at the same time, and what they do together.
 *
 * A fallback looks only while the scanner that it stands in for cannot. When
 * the network changes, all look again.
 */
struct _MgScannerSet
{
  GObject          parent_instance;

  MgClock         *clock;        /* (owned) */
  GListStore      *scanners;     /* (owned) (element-type MgScanner) */
  GHashTable      *fallbacks;    /* (owned) (element-type MgScanner MgScanner): by whom for whom */
  GNetworkMonitor *monitor;      /* (owned) (nullable): while it runs */
  guint            refresh_id;
  gboolean         running;
  MgScannerState   state;
};

G_DEFINE_FINAL_TYPE (MgScannerSet, mg_scanner_set, G_TYPE_OBJECT)

typedef enum
{
  PROP_STATE = 1,
} MgScannerSetProperty;

static GParamSpec *properties[PROP_STATE + 1] = { NULL, };

typedef enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
} MgScannerSetSignal;

static guint signals[N_SIGNALS];

static void
mg_scanner_set_foreach (MgScannerSet *self,
                        void        (*function) (MgScanner *scanner))
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->scanners)); i++)
    {
      g_autoptr (MgScanner) scanner = g_list_model_get_item (G_LIST_MODEL (self->scanners), i);

      function (scanner);
    }
}

static MgScannerState
mg_scanner_set_compute_state (MgScannerSet *self)
{
  MgScannerState state = MG_SCANNER_STATE_IDLE;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->scanners)); i++)
    {
      g_autoptr (MgScanner) scanner = g_list_model_get_item (G_LIST_MODEL (self->scanners), i);

      if (mg_scanner_get_state (scanner) == MG_SCANNER_STATE_SEARCHING)
        return MG_SCANNER_STATE_SEARCHING;
      state = MAX (state, mg_scanner_get_state (scanner));
    }

  return state;
}

static void
mg_scanner_set_update_fallback (MgScannerSet *self,
                                MgScanner    *scanner)
{
  MgScanner *fallback = g_hash_table_lookup (self->fallbacks, scanner);

  if (fallback == NULL || !self->running)
    return;

  if (mg_scanner_get_state (scanner) == MG_SCANNER_STATE_UNAVAILABLE)
    mg_scanner_start (fallback);
  else
    mg_scanner_stop (fallback);
}

static void
on_scanner_state_cb (MgScanner  *scanner,
                     GParamSpec *pspec,
                     gpointer    user_data)
{
  MgScannerSet *self = MG_SCANNER_SET (user_data);
  MgScannerState state;

  mg_scanner_set_update_fallback (self, scanner);
  state = mg_scanner_set_compute_state (self);
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
mg_scanner_set_emit_changed (MgScannerSet *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_refresh_cb (gpointer user_data)
{
  MgScannerSet *self = MG_SCANNER_SET (user_data);

  self->refresh_id = 0;
  mg_scanner_set_refresh (self);
}

static void
on_network_changed_cb (GNetworkMonitor *monitor,
                       gboolean         available,
                       gpointer         user_data)
{
  MgScannerSet *self = MG_SCANNER_SET (user_data);

  if (self->running && self->refresh_id == 0)
    self->refresh_id = mg_clock_timeout_add (self->clock, NETWORK_CHANGED_MSEC, on_refresh_cb,
                                             self);
}

static void
mg_scanner_set_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  MgScannerSet *self = MG_SCANNER_SET (object);

  switch ((MgScannerSetProperty) prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_scanner_set_dispose (GObject *object)
{
  MgScannerSet *self = MG_SCANNER_SET (object);

  mg_scanner_set_stop (self);
  g_list_store_remove_all (self->scanners);
  g_hash_table_remove_all (self->fallbacks);

  G_OBJECT_CLASS (mg_scanner_set_parent_class)->dispose (object);
}

static void
mg_scanner_set_finalize (GObject *object)
{
  MgScannerSet *self = MG_SCANNER_SET (object);

  g_clear_object (&self->scanners);
  g_hash_table_unref (self->fallbacks);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (mg_scanner_set_parent_class)->finalize (object);
}

static void
mg_scanner_set_class_init (MgScannerSetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mg_scanner_set_get_property;
  object_class->dispose = mg_scanner_set_dispose;
  object_class->finalize = mg_scanner_set_finalize;

  /**
   * MgScannerSet:state:
   *
   * Searching while one of the scanners is, unavailable only if all are.
   */
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MG_TYPE_SCANNER_STATE, MG_SCANNER_STATE_IDLE,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * MgScannerSet::changed:
   * @self: a set
   *
   * One of the scanners sees something else than before.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", MG_TYPE_SCANNER_SET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
mg_scanner_set_init (MgScannerSet *self)
{
  self->scanners = g_list_store_new (MG_TYPE_SCANNER);
  self->fallbacks = g_hash_table_new (NULL, NULL);
}

/**
 * mg_scanner_set_new:
 * @context: where the time comes from
 *
 * Returns: (transfer full): an empty set
 */
MgScannerSet *
mg_scanner_set_new (MgContext *context)
{
  MgScannerSet *self;

  g_return_val_if_fail (MG_IS_CONTEXT (context), NULL);

  self = g_object_new (MG_TYPE_SCANNER_SET, NULL);
  self->clock = g_object_ref (mg_context_get_clock (context));

  return self;
}

/**
 * mg_scanner_set_add:
 * @self: a set that does not run
 * @scanner: a scanner
 *
 * Adds a scanner.
 */
void
mg_scanner_set_add (MgScannerSet *self,
                    MgScanner    *scanner)
{
  g_return_if_fail (MG_IS_SCANNER_SET (self));
  g_return_if_fail (MG_IS_SCANNER (scanner));

  g_list_store_append (self->scanners, scanner);
  g_signal_connect_object (scanner, "items-changed",
                           G_CALLBACK (mg_scanner_set_emit_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scanner, "notify::overflowed",
                           G_CALLBACK (mg_scanner_set_emit_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scanner, "notify::state", G_CALLBACK (on_scanner_state_cb), self, 0);
}

/**
 * mg_scanner_set_add_fallback:
 * @self: a set that does not run
 * @scanner: a scanner of the set
 * @fallback: who looks while @scanner cannot
 *
 * Adds a scanner that stands in for another.
 */
void
mg_scanner_set_add_fallback (MgScannerSet *self,
                             MgScanner    *scanner,
                             MgScanner    *fallback)
{
  g_return_if_fail (MG_IS_SCANNER_SET (self));
  g_return_if_fail (MG_IS_SCANNER (scanner));
  g_return_if_fail (MG_IS_SCANNER (fallback));

  mg_scanner_set_add (self, fallback);
  g_hash_table_insert (self->fallbacks, scanner, fallback);
}

/**
 * mg_scanner_set_get_model:
 * @self: a set
 *
 * Returns: (transfer none): a list model of [class@Mg.Scanner]
 */
GListModel *
mg_scanner_set_get_model (MgScannerSet *self)
{
  g_return_val_if_fail (MG_IS_SCANNER_SET (self), NULL);

  return G_LIST_MODEL (self->scanners);
}

static gboolean
mg_scanner_set_is_fallback (MgScannerSet *self,
                            MgScanner    *scanner)
{
  GHashTableIter iter;
  gpointer fallback;

  g_hash_table_iter_init (&iter, self->fallbacks);
  while (g_hash_table_iter_next (&iter, NULL, &fallback))
    if (fallback == scanner)
      return TRUE;

  return FALSE;
}

/**
 * mg_scanner_set_start:
 * @self: a set
 *
 * Starts all scanners.
 */
void
mg_scanner_set_start (MgScannerSet *self)
{
  g_return_if_fail (MG_IS_SCANNER_SET (self));

  self->running = TRUE;
  if (self->monitor == NULL)
    {
      self->monitor = g_object_ref (g_network_monitor_get_default ());
      g_signal_connect_object (self->monitor, "network-changed",
                               G_CALLBACK (on_network_changed_cb), self, 0);
    }

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->scanners)); i++)
    {
      g_autoptr (MgScanner) scanner = g_list_model_get_item (G_LIST_MODEL (self->scanners), i);

      if (!mg_scanner_set_is_fallback (self, scanner))
        mg_scanner_start (scanner);
    }
}

/**
 * mg_scanner_set_stop:
 * @self: a set
 *
 * Stops all scanners.
 */
void
mg_scanner_set_stop (MgScannerSet *self)
{
  g_return_if_fail (MG_IS_SCANNER_SET (self));

  self->running = FALSE;
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  if (self->refresh_id != 0)
    mg_clock_timeout_clear (self->clock, &self->refresh_id);
  mg_scanner_set_foreach (self, mg_scanner_stop);
}

/**
 * mg_scanner_set_refresh:
 * @self: a set
 *
 * Makes all scanners that run look again.
 */
void
mg_scanner_set_refresh (MgScannerSet *self)
{
  g_return_if_fail (MG_IS_SCANNER_SET (self));

  mg_scanner_set_foreach (self, mg_scanner_refresh);
}

/**
 * mg_scanner_set_is_running:
 * @self: a set
 *
 * Returns: whether it has been started
 */
gboolean
mg_scanner_set_is_running (MgScannerSet *self)
{
  g_return_val_if_fail (MG_IS_SCANNER_SET (self), FALSE);

  return self->running;
}

/**
 * mg_scanner_set_get_state:
 * @self: a set
 *
 * Returns: what the scanners are doing together
 */
MgScannerState
mg_scanner_set_get_state (MgScannerSet *self)
{
  g_return_val_if_fail (MG_IS_SCANNER_SET (self), MG_SCANNER_STATE_IDLE);

  return self->state;
}

/**
 * mg_scanner_set_get_overflowed:
 * @self: a set
 *
 * Returns: whether more answered to one of the scanners than it keeps
 */
gboolean
mg_scanner_set_get_overflowed (MgScannerSet *self)
{
  g_return_val_if_fail (MG_IS_SCANNER_SET (self), FALSE);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->scanners)); i++)
    {
      g_autoptr (MgScanner) scanner = g_list_model_get_item (G_LIST_MODEL (self->scanners), i);

      if (mg_scanner_get_overflowed (scanner))
        return TRUE;
    }

  return FALSE;
}

/**
 * mg_scanner_set_dup_sightings:
 * @self: a set
 *
 * Returns: (transfer full) (element-type MgSighting): all that the scanners see
 */
GPtrArray *
mg_scanner_set_dup_sightings (MgScannerSet *self)
{
  GPtrArray *sightings;

  g_return_val_if_fail (MG_IS_SCANNER_SET (self), NULL);

  sightings = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->scanners)); i++)
    {
      g_autoptr (GListModel) scanner = g_list_model_get_item (G_LIST_MODEL (self->scanners), i);

      for (guint at = 0; at < g_list_model_get_n_items (scanner); at++)
        g_ptr_array_add (sightings, g_list_model_get_item (scanner, at));
    }

  return sightings;
}
