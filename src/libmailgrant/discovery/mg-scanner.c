/* SPDX-FileCopyrightText: 2026 The Mailgrant authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "mg-scanner"

#include "config.h"

#include "mg-scanner.h"

/* How old the list of interfaces may be before it is read again. */
#define RULES_MAX_AGE (5 * G_USEC_PER_SEC)

/**
 * MgScanner:
 *
 * One way to find devices: a list model of [class@Mg.Sighting] that grows and
 * shrinks while the scanner runs, within the bounds of [class@Mg.SightingList].
 */
typedef struct
{
  MgContext      *context;        /* (owned) */
  gboolean        include_local;
  gboolean        running;
  MgScannerState  state;
  char           *reason;         /* (owned) (nullable) */
  guint           quiet_id;
  MgSightingList *list;           /* (owned) */

  MgAddressRules *rules;          /* (owned) (nullable) */
  gboolean        rules_fixed;
  gint64          rules_time;
} MgScannerPrivate;

static GType
mg_scanner_get_item_type (GListModel *model)
{
  return MG_TYPE_SIGHTING;
}

static guint mg_scanner_get_n_items (GListModel *model);

static gpointer mg_scanner_get_item (GListModel *model,
                                     guint       position);

static void
mg_scanner_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = mg_scanner_get_item_type;
  iface->get_n_items = mg_scanner_get_n_items;
  iface->get_item = mg_scanner_get_item;
}

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (MgScanner, mg_scanner, G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (MgScanner)
                                  G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                         mg_scanner_list_model_init))

G_DEFINE_ENUM_TYPE (MgScannerState, mg_scanner_state,
                    G_DEFINE_ENUM_VALUE (MG_SCANNER_STATE_IDLE, "idle"),
                    G_DEFINE_ENUM_VALUE (MG_SCANNER_STATE_UNAVAILABLE, "unavailable"),
                    G_DEFINE_ENUM_VALUE (MG_SCANNER_STATE_SEARCHING, "searching"),
                    G_DEFINE_ENUM_VALUE (MG_SCANNER_STATE_QUIET, "quiet"))

typedef enum
{
  PROP_CONTEXT = 1,
  PROP_INCLUDE_LOCAL,
  PROP_STATE,
  PROP_REASON,
  PROP_OVERFLOWED,
} MgScannerProperty;

static GParamSpec *properties[PROP_OVERFLOWED + 1] = { NULL, };

static MgScannerPrivate *
get_private (MgScanner *self)
{
  return mg_scanner_get_instance_private (self);
}

static guint
mg_scanner_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_private (MG_SCANNER (model))->list));
}

static gpointer
mg_scanner_get_item (GListModel *model,
                     guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (get_private (MG_SCANNER (model))->list), position);
}

static void
on_overflowed_cb (MgSightingList *list,
                  GParamSpec     *pspec,
                  gpointer        user_data)
{
  g_object_notify_by_pspec (G_OBJECT (user_data), properties[PROP_OVERFLOWED]);
}

static void
on_quiet_cb (gpointer user_data)
{
  MgScanner *self = MG_SCANNER (user_data);
  MgScannerPrivate *priv = get_private (self);

  priv->quiet_id = 0;
  if (priv->state == MG_SCANNER_STATE_SEARCHING)
    mg_scanner_set_state (self, MG_SCANNER_STATE_QUIET, NULL);
}

static void
mg_scanner_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  MgScannerPrivate *priv = get_private (MG_SCANNER (object));

  switch ((MgScannerProperty) prop_id)
    {
    case PROP_CONTEXT:
      g_value_set_object (value, priv->context);
      break;
    case PROP_INCLUDE_LOCAL:
      g_value_set_boolean (value, priv->include_local);
      break;
    case PROP_STATE:
      g_value_set_enum (value, (int) priv->state);
      break;
    case PROP_REASON:
      g_value_set_string (value, priv->reason);
      break;
    case PROP_OVERFLOWED:
      g_value_set_boolean (value, mg_sighting_list_get_overflowed (priv->list));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_scanner_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  MgScannerPrivate *priv = get_private (MG_SCANNER (object));

  switch ((MgScannerProperty) prop_id)
    {
    case PROP_CONTEXT:
      priv->context = g_value_dup_object (value);
      break;
    case PROP_INCLUDE_LOCAL:
      priv->include_local = g_value_get_boolean (value);
      break;
    case PROP_STATE:
    case PROP_REASON:
    case PROP_OVERFLOWED:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mg_scanner_constructed (GObject *object)
{
  MgScanner *self = MG_SCANNER (object);
  MgScannerPrivate *priv = get_private (self);

  G_OBJECT_CLASS (mg_scanner_parent_class)->constructed (object);

  priv->list = mg_sighting_list_new (mg_scanner_get_clock (self));
  g_signal_connect_object (priv->list, "items-changed",
                           G_CALLBACK (g_list_model_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (priv->list, "notify::overflowed",
                           G_CALLBACK (on_overflowed_cb), self, 0);
}

static void
mg_scanner_dispose (GObject *object)
{
  MgScanner *self = MG_SCANNER (object);
  MgScannerPrivate *priv = get_private (self);

  mg_scanner_stop (self);
  g_clear_object (&priv->context);

  G_OBJECT_CLASS (mg_scanner_parent_class)->dispose (object);
}

static void
mg_scanner_finalize (GObject *object)
{
  MgScannerPrivate *priv = get_private (MG_SCANNER (object));

  g_clear_object (&priv->list);
  g_clear_pointer (&priv->rules, mg_address_rules_unref);
  g_free (priv->reason);

  G_OBJECT_CLASS (mg_scanner_parent_class)->finalize (object);
}

static void
mg_scanner_class_init (MgScannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mg_scanner_get_property;
  object_class->set_property = mg_scanner_set_property;
  object_class->constructed = mg_scanner_constructed;
  object_class->dispose = mg_scanner_dispose;
  object_class->finalize = mg_scanner_finalize;

  /**
   * MgScanner:context:
   *
   * Where the time comes from.
   */
  properties[PROP_CONTEXT] =
    g_param_spec_object ("context", NULL, NULL, MG_TYPE_CONTEXT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * MgScanner:include-local:
   *
   * Whether services of this computer itself count, for trying things out.
   */
  properties[PROP_INCLUDE_LOCAL] =
    g_param_spec_boolean ("include-local", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * MgScanner:state:
   *
   * What the scanner is doing.
   */
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MG_TYPE_SCANNER_STATE, MG_SCANNER_STATE_IDLE,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * MgScanner:reason: (nullable)
   *
   * Why the scanner is unavailable, as a sentence for people.
   */
  properties[PROP_REASON] =
    g_param_spec_string ("reason", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * MgScanner:overflowed:
   *
   * Whether more answered than the scanner keeps.
   */
  properties[PROP_OVERFLOWED] =
    g_param_spec_boolean ("overflowed", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
mg_scanner_init (MgScanner *self)
{
}

/**
 * mg_scanner_start:
 * @self: a scanner
 *
 * Begins to look, if the scanner does not already.
 */
void
mg_scanner_start (MgScanner *self)
{
  MgScannerPrivate *priv;

  g_return_if_fail (MG_IS_SCANNER (self));

  priv = get_private (self);
  if (priv->running)
    return;

  priv->running = TRUE;
  mg_scanner_set_state (self, MG_SCANNER_STATE_SEARCHING, NULL);
  MG_SCANNER_GET_CLASS (self)->start (self);
}

/**
 * mg_scanner_stop:
 * @self: a scanner
 *
 * Stops looking and forgets everything seen.
 */
void
mg_scanner_stop (MgScanner *self)
{
  MgScannerPrivate *priv;

  g_return_if_fail (MG_IS_SCANNER (self));

  priv = get_private (self);
  if (!priv->running)
    return;

  priv->running = FALSE;
  MG_SCANNER_GET_CLASS (self)->stop (self);
  mg_sighting_list_drop_all (priv->list);
  mg_scanner_set_state (self, MG_SCANNER_STATE_IDLE, NULL);
}

/**
 * mg_scanner_refresh:
 * @self: a scanner
 *
 * Looks again, if the scanner runs and does not notice by itself what changes.
 */
void
mg_scanner_refresh (MgScanner *self)
{
  g_return_if_fail (MG_IS_SCANNER (self));

  if (get_private (self)->running && MG_SCANNER_GET_CLASS (self)->refresh != NULL)
    MG_SCANNER_GET_CLASS (self)->refresh (self);
}

/**
 * mg_scanner_is_running:
 * @self: a scanner
 *
 * Returns: whether it has been started
 */
gboolean
mg_scanner_is_running (MgScanner *self)
{
  g_return_val_if_fail (MG_IS_SCANNER (self), FALSE);

  return get_private (self)->running;
}

/**
 * mg_scanner_get_id:
 * @self: a scanner
 *
 * Returns: (transfer none): the word for it in JSON and logs
 */
const char *
mg_scanner_get_id (MgScanner *self)
{
  g_return_val_if_fail (MG_IS_SCANNER (self), NULL);

  return MG_SCANNER_GET_CLASS (self)->id;
}

/**
 * mg_scanner_get_title:
 * @self: a scanner
 *
 * Returns: (transfer none): its name for people
 */
const char *
mg_scanner_get_title (MgScanner *self)
{
  g_return_val_if_fail (MG_IS_SCANNER (self), NULL);

  return MG_SCANNER_GET_CLASS (self)->get_title (self);
}

/**
 * mg_scanner_get_state:
 * @self: a scanner
 *
 * Returns: what it is doing
 */
MgScannerState
mg_scanner_get_state (MgScanner *self)
{
  g_return_val_if_fail (MG_IS_SCANNER (self), MG_SCANNER_STATE_IDLE);

  return get_private (self)->state;
}

/**
 * mg_scanner_get_reason:
 * @self: a scanner
 *
 * Returns: (transfer none) (nullable): why it is unavailable
 */
const char *
mg_scanner_get_reason (MgScanner *self)
{
  g_return_val_if_fail (MG_IS_SCANNER (self), NULL);

  return get_private (self)->reason;
}

/**
 * mg_scanner_get_overflowed:
 * @self: a scanner
 *
 * Returns: whether more answered than it keeps
 */
gboolean
mg_scanner_get_overflowed (MgScanner *self)
{
  g_return_val_if_fail (MG_IS_SCANNER (self), FALSE);

  return mg_sighting_list_get_overflowed (get_private (self)->list);
}

/**
 * mg_scanner_get_include_local:
 * @self: a scanner
 *
 * Returns: whether services of this computer itself count
 */
gboolean
mg_scanner_get_include_local (MgScanner *self)
{
  g_return_val_if_fail (MG_IS_SCANNER (self), FALSE);

  return get_private (self)->include_local;
}

/**
 * mg_scanner_set_address_rules:
 * @self: a scanner
 * @rules: rules that stay as they are
 *
 * Replaces the rules of this computer's interfaces, for a test.
 */
void
mg_scanner_set_address_rules (MgScanner      *self,
                              MgAddressRules *rules)
{
  MgScannerPrivate *priv;

  g_return_if_fail (MG_IS_SCANNER (self));
  g_return_if_fail (rules != NULL);

  priv = get_private (self);
  g_clear_pointer (&priv->rules, mg_address_rules_unref);
  priv->rules = mg_address_rules_ref (rules);
  priv->rules_fixed = TRUE;
}

/**
 * mg_scanner_get_clock:
 * @self: a scanner
 *
 * Returns: (transfer none): the clock
 */
MgClock *
mg_scanner_get_clock (MgScanner *self)
{
  g_return_val_if_fail (MG_IS_SCANNER (self), NULL);

  return mg_context_get_clock (get_private (self)->context);
}

/**
 * mg_scanner_get_address_rules:
 * @self: a scanner
 * @interface: the index of an interface that the rules should know, or 0
 *
 * Returns: (transfer none): what addresses may be believed
 */
MgAddressRules *
mg_scanner_get_address_rules (MgScanner *self,
                              int        interface)
{
  MgScannerPrivate *priv;
  gint64 now;

  g_return_val_if_fail (MG_IS_SCANNER (self), NULL);

  priv = get_private (self);
  if (priv->rules_fixed)
    return priv->rules;

  now = mg_clock_boot_time (mg_scanner_get_clock (self));
  if (priv->rules == NULL || now - priv->rules_time > RULES_MAX_AGE ||
      (interface > 0 && !mg_address_rules_knows_interface (priv->rules, interface)))
    {
      g_clear_pointer (&priv->rules, mg_address_rules_unref);
      priv->rules = mg_address_rules_new_from_system (priv->include_local);
      priv->rules_time = now;
    }

  return priv->rules;
}

/**
 * mg_scanner_get_list:
 * @self: a scanner
 *
 * Returns: (transfer none): where a scanner puts what it sees
 */
MgSightingList *
mg_scanner_get_list (MgScanner *self)
{
  g_return_val_if_fail (MG_IS_SCANNER (self), NULL);

  return get_private (self)->list;
}

/**
 * mg_scanner_set_state:
 * @self: a scanner
 * @state: what it is doing
 * @reason: (nullable): why it is unavailable, a translated sentence
 *
 * Says how the scanner fares. A searching scanner becomes quiet by itself.
 */
void
mg_scanner_set_state (MgScanner      *self,
                      MgScannerState  state,
                      const char     *reason)
{
  MgScannerPrivate *priv;

  g_return_if_fail (MG_IS_SCANNER (self));
  g_return_if_fail ((reason != NULL) == (state == MG_SCANNER_STATE_UNAVAILABLE));

  priv = get_private (self);

  mg_clock_timeout_clear (mg_scanner_get_clock (self), &priv->quiet_id);
  if (state == MG_SCANNER_STATE_SEARCHING)
    priv->quiet_id = mg_clock_timeout_add (mg_scanner_get_clock (self), MG_SCANNER_QUIET_MSEC,
                                           on_quiet_cb, self);

  g_object_freeze_notify (G_OBJECT (self));
  if (g_strcmp0 (priv->reason, reason) != 0)
    {
      g_free (priv->reason);
      priv->reason = g_strdup (reason);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
    }
  if (priv->state != state)
    {
      priv->state = state;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}
